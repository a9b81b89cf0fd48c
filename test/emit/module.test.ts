// SPDX-License-Identifier: Apache-2.0
// Whole modules. golden/*.tla were read before they were committed; a change of style shows up there.
import { describe, expect, it } from "vitest";
import { stepsBetween } from "../../src/check/reference.ts";
import { exploreReference } from "../../src/check/reference.ts";
import { emitCfg } from "../../src/emit/tla/cfg.ts";
import { emitTla } from "../../src/emit/tla/module.ts";
import { emitReplay } from "../../src/emit/tla/replay.ts";
import { required } from "../../src/base/unreachable.ts";
import { randomModel } from "../support/random-model.ts";
import { gupModel } from "./models.ts";

const options = { generator: "ptespec 0.1.0", command: "ptespec check gup.ptespec" };
const emitted = emitTla(gupModel(), options);

describe("an emitted module", () => {
  it("reads like one written by hand", async () => {
    await expect(emitted.module).toMatchFileSnapshot("golden/gup_race.tla");
    await expect(emitted.cfg).toMatchFileSnapshot("golden/gup_race.cfg");
  });

  it("is the same text on every run", () => {
    expect(emitTla(gupModel(), options)).toEqual(emitted);
  });

  it("is ASCII, without tabs or trailing blanks", () => {
    for (const line of emitted.module.split("\n")) expect(line).toMatch(/^[ -~]*$/u);
    expect(emitted.module).not.toMatch(/ $/mu);
  });

  it("starts no line outside a bulleted list with an infix operator", () => {
    for (const seed of [1, 2, 3, 5, 8, 13]) {
      for (const line of emitTla(randomModel(seed), options).module.split("\n")) expect(line).not.toMatch(/^\s*(=>|=|#|<|>|\+|-(?!-)|\\cup|\\cap|\\in|\\subseteq|\\div|%) /u);
    }
  });

  it("tells where its steps and properties stand", () => {
    const text = emitted.module.split("\n");
    const clear = required(emitted.lines.get("Writer_clear"), "range");
    expect(text[clear.first - 1]).toBe("\\* gup.ptespec:6: pt[0] = ptep_get_and_clear()");
    expect(text[clear.last - 1]).toContain("UNCHANGED");
    expect([...emitted.stepNames.keys()].every((name) => emitted.lines.has(name))).toBe(true);
    expect([...emitted.propertyNames]).toEqual([["OkWasValid", "OkWasValid"], ["PtlIsHeld", "PtlIsHeld"], ["PinnedIsMapped", "PinnedIsMapped"], ["Never_both_ok", "both_ok"]]);
  });

  it("extends Integers only when it needs them", () => {
    const model = gupModel();
    const bare = emitTla({
      ...model, steps: [], properties: [], vars: [{ name: "b", sort: { kind: "bool" }, role: "shared", doc: "" }],
      init: { params: [], guards: [], lets: [], values: [{ variable: "b", value: { kind: "lit", sort: { kind: "bool" }, value: 0 } }] },
    }, options).module;
    expect(bare).not.toContain("EXTENDS");
    expect(emitted.module).toContain("\nEXTENDS Integers\n");
  });

  it("gives a name that hides another one a name of its own", () => {
    const model = gupModel();
    const row = { kind: "array", index: { kind: "int", lo: 0, hi: 1 }, elem: { kind: "bool" } } as const;
    const grid = { kind: "array", index: { kind: "int", lo: 0, hi: 1 }, elem: row } as const;
    const inner = { kind: "array", sort: row, name: "k", body: { kind: "lit", sort: { kind: "bool" }, value: 0 } } as const;
    const text = emitTla({
      ...model, steps: [], properties: [], vars: [{ name: "g", sort: grid, role: "shared", doc: "" }],
      init: { params: [], guards: [], lets: [], values: [{ variable: "g", value: { kind: "array", sort: grid, name: "k", body: inner } }] },
    }, options).module;
    expect(text).toContain("/\\ g = [k \\in 0..1 |-> [k_ \\in 0..1 |-> FALSE]]");
  });
});

describe("a configuration", () => {
  it("holds what is asked for", () => {
    expect(emitCfg({ invariants: ["TypeOK", "A"], deadlock: true })).toBe("SPECIFICATION Spec\nINVARIANTS\n    TypeOK\n    A\nCHECK_DEADLOCK TRUE\n");
    expect(emitCfg({ invariants: [], deadlock: false, comments: ["x"] })).toBe("\\* x\nSPECIFICATION Spec\nCHECK_DEADLOCK FALSE\n");
  });
});

describe("a replay module", () => {
  it("takes the steps of a trace one by one", async () => {
    const trace = required(exploreReference(gupModel()).properties.find(({ name }) => name === "PinnedIsMapped")?.trace, "trace");
    expect(stepsBetween(gupModel(), trace.states)).toEqual(trace.steps);
    const replay = emitReplay(gupModel(), trace);
    await expect(replay.module).toMatchFileSnapshot("golden/gup_race_trace.tla");
    await expect(replay.cfg).toMatchFileSnapshot("golden/gup_race_trace.cfg");
  });
});
