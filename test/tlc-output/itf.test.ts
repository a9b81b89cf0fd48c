// SPDX-License-Identifier: Apache-2.0
// Traces in the Informal Trace Format: what ptespec writes it reads back, and what Apalache writes too.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exploreReference } from "../../src/check/reference.ts";
import { traceThrough } from "../../src/cli/tlc/trace.ts";
import { traceToItf } from "../../src/report/itf.ts";
import { parseItf } from "../../src/tlc/itf.ts";
import { modelStates } from "../../src/tlc/model-trace.ts";
import { gupModel } from "../emit/models.ts";
import { randomModel } from "../support/random-model.ts";

const same = { variable: (name: string) => name, field: (name: string) => name };

describe("a trace", () => {
  it("comes back as it went", () => {
    let count = 0;
    for (const model of [gupModel(), ...Array.from({ length: 16 }, (_, seed) => randomModel(seed))]) {
      for (const { trace, name } of exploreReference(model, { maxStates: 300 }).properties) {
        if (trace === undefined) continue;
        const read = parseItf(JSON.stringify(traceToItf(model, trace, `m: ${name}`)));
        if ("problem" in read) throw new Error(read.problem);
        const states = modelStates(model, same, { states: read.states.map((state) => ({ state, args: "", text: "" })), stuttering: false });
        expect(states).toEqual({ states: trace.states });
        expect(read.description).toBe(`m: ${name}`);
        expect(traceThrough(model, trace.states)).toEqual({ trace });
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(5);
  });

  it("of Apalache is read: plain and big integers, tuples, maps, sets, a loop", () => {
    const text = JSON.stringify({
      "#meta": { format: "ITF", source: "MC.tla", description: "Created by Apalache" }, params: ["N"], vars: ["pc", "x", "s", "f", "t"], loop: 0,
      states: [{ "#meta": { index: 0 }, N: 3, pc: "start", x: { "#bigint": "-5" }, s: { "#set": [1, { "#bigint": "2" }] }, f: { "#map": [["a", true]] }, t: { "#tup": [{ ok: false }] } }],
    });
    expect(parseItf(text)).toEqual({
      description: "Created by Apalache", loop: 0,
      states: [[
        ["pc", { kind: "string", value: "start" }], ["x", { kind: "int", value: -5 }], ["s", { kind: "set", items: [{ kind: "int", value: 1 }, { kind: "int", value: 2 }] }],
        ["f", { kind: "function", entries: [[{ kind: "string", value: "a" }, { kind: "bool", value: true }]] }],
        ["t", { kind: "tuple", items: [{ kind: "record", fields: [["ok", { kind: "bool", value: false }]] }] }],
      ]],
    });
  });

  it.each([
    ["", "it is no JSON"], ["[]", "it has no states"], ["{\"states\": 3}", "it has no states"], ["{\"states\": [3]}", "its state 1 cannot be read"],
    ["{\"states\": [{\"x\": 1}, {\"x\": 1.5}]}", "its state 2 cannot be read"], ["{\"states\": [{\"x\": {\"#unserializable\": \"Nat\"}}]}", "its state 1 cannot be read"],
    ["{\"states\": [{\"x\": {\"#bigint\": \"9999999999999999999\"}}]}", "its state 1 cannot be read"], ["{\"states\": [{\"x\": null}]}", "its state 1 cannot be read"],
  ])("%s: %s", (text, problem) => expect(parseItf(text)).toEqual({ problem }));

  it("of any JSON is read or refused", () => {
    fc.assert(fc.property(fc.json({ maxDepth: 6 }), fc.json(), (a, b) => {
      for (const text of [a, `{"states": [${a}]}`, `{"vars": ${b}, "states": [{"x": ${a}, "y": {"#map": ${b}}, "z": {"#set": [${a}]}}], "#meta": ${b}}`]) expect(() => parseItf(text)).not.toThrow();
    }), { numRuns: 200, seed: 3 });
    expect(parseItf(`${"{\"a\":".repeat(1000)}1${"}".repeat(1000)}`)).toHaveProperty("problem");
  });
});
