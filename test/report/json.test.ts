// SPDX-License-Identifier: Apache-2.0
// JSON, its schema, and ITF: the same trace, valid in each.
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { exploreReference } from "../../src/check/reference.ts";
import { diag } from "../../src/diagnostics/catalog.ts";
import { BOOL, enumSort, intSort } from "../../src/ir/sorts.ts";
import { apalacheType, itfValue, traceToItf } from "../../src/report/itf.ts";
import { reportJson, valueJson } from "../../src/report/json.ts";
import { judge } from "../../src/report/verdict.ts";
import { expectation, lowered, pte, raceModel, SCOPE, span } from "./race.ts";

const schema = JSON.parse(readFileSync(new URL("../../docs/check.schema.json", import.meta.url), "utf8")) as object;
const validate = new Ajv({ allErrors: true }).compile(schema);
const torn = raceModel({ recheck: false, walkers: 2 });
const folio = enumSort({ name: "folio", members: ["A", "B"], symmetric: false, fixed: 0 });

test("every kind of report is valid against the schema", () => {
  const result = exploreReference(torn);
  const rejected = lowered(undefined, { doc: "d", diagnostics: [diag("PTE001", { path: "x" }, span("pinned"))] });
  const waived = lowered(torn, { scope: { ...SCOPE, waivers: [{ property: "pinned_is_mapped", reason: "known" }] } });
  const reports = [
    judge(lowered(torn), result), judge(lowered(torn, { expectations: [expectation("violated", "pinned_is_mapped")] }), result, { millis: 12.7 }),
    judge(rejected, undefined), judge(lowered(torn), undefined), judge(waived, result), judge(lowered(torn), exploreReference(torn, { maxStates: 5 })),
  ];
  for (const traces of [true, false]) {
    const json: unknown = JSON.parse(JSON.stringify(reportJson(reports, [diag("PTE006", { path: "d" }, undefined)], { version: "0.1.0", traces, exitCode: 1 })));
    validate(json);
    expect(validate.errors ?? []).toEqual([]);
  }
});

test("the fixed fields", () => {
  const report = judge(lowered(torn, { expectations: [expectation("violated", "pinned_is_mapped")] }), exploreReference(torn), { millis: 12.7 });
  expect(reportJson([report], [], { version: "0.1.0", traces: true, exitCode: 0 })).toMatchObject({
    version: "0.1.0", exitCode: 0,
    checks: [{
      file: "examples/arm64/race.ptespec", check: "race", verdict: "violated", expected: "violated", asExpected: true, property: "pinned_is_mapped",
      traceLength: 6, memoryModel: "sc", reductions: "none", exhausted: true, millis: 13, claims: ["S6"],
      properties: [{ name: "pinned_is_mapped", trace: { states: { 0: { pt: { 0: { valid: true, young: false, folio: "A" } }, ptl: "nobody" } }, steps: { 0: { step: "Gup_first", params: { self: "gup_fast_1" }, calls: ["ptep_get_lockless()"], place: { line: 2 } } } } }, {}, {}],
    }],
  });
});

test("the schema rejects what is not a report", () => {
  expect(validate({ version: "0.1.0", checks: [{}], diagnostics: [], exitCode: 0 })).toBe(false);
  expect(validate({ version: "0.1.0", checks: [], diagnostics: [], exitCode: 3 })).toBe(false);
});

test("ITF: states with index and action, values and types as Apalache writes them", () => {
  const report = judge(lowered(torn), exploreReference(torn));
  const trace = report.properties[0]?.trace;
  if (trace === undefined) throw new Error("no trace");
  const itf = traceToItf(torn, trace, "race: pinned_is_mapped");
  expect(itf.vars).toEqual(torn.vars.map((variable) => variable.name));
  expect(itf["#meta"].varTypes).toMatchObject({ pt: "Int -> { valid: Bool, young: Bool, folio: Str }", ptl: "Str", pc_gup: "Str -> Str" });
  expect(itf.states).toHaveLength(6);
  expect(itf.states[0]).toMatchObject({ "#meta": { index: 0 }, budget: { "#bigint": "1" }, pt: { "#map": [[{ "#bigint": "0" }, { valid: true, folio: "A" }], [{ "#bigint": "1" }, {}]] } });
  expect(itf.states[1]).toMatchObject({ "#meta": { index: 1, action: "Gup_first" } });
});

test("values of every sort", () => {
  const set = { kind: "set", elem: folio } as const;
  expect(itfValue(set, [0, 1])).toEqual({ "#set": ["A", "B"] });
  expect(valueJson(set, [1])).toEqual(["B"]);
  expect(apalacheType(set)).toBe("Set(Str)");
  expect(valueJson(pte, [true, false, 1])).toEqual({ valid: true, young: false, folio: "B" });
  expect(valueJson({ kind: "array", index: folio, elem: intSort(0, 3) }, [1, 3])).toEqual({ A: 1, B: 3 });
  expect([valueJson(BOOL, false), itfValue(intSort(-1, 1), -1)]).toEqual([false, { "#bigint": "-1" }]);
});
