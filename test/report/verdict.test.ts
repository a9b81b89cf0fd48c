// SPDX-License-Identifier: Apache-2.0
// Verdicts and expectations: what may be called "holds", and what counts as expected.
import { expect, test } from "vitest";
import { exploreReference } from "../../src/check/reference.ts";
import type { CheckResult, PropertyStatus, StopReason } from "../../src/check/result.ts";
import { EXIT, exitOf } from "../../src/cli/exit-codes.ts";
import { diag } from "../../src/diagnostics/catalog.ts";
import type { IrModel, IrProperty } from "../../src/ir/model.ts";
import type { Expectation } from "../../src/program/types.ts";
import { decisive, judge, stopProperties } from "../../src/report/verdict.ts";
import { expectation, lowered, raceModel, SCOPE } from "./race.ts";

const base = raceModel({ recheck: true, walkers: 1 });
const property = (name: string, kind: IrProperty["kind"] = "invariant"): IrProperty => ({ ...(base.properties[1] as IrProperty), name, kind });
const model = (...properties: readonly IrProperty[]): IrModel => ({ ...base, properties });

function result(statuses: Readonly<Record<string, PropertyStatus>>, stop: StopReason = "exhausted"): CheckResult {
  return {
    properties: Object.entries(statuses).map(([name, status]) => ({ name, status, vacuous: false })), stop, exhausted: stop === "exhausted",
    distinct: 1, generated: 1, depth: 1, queue: 0, stepCounts: new Map(base.steps.map((step) => [step.name, 1])), bytesPerState: 1,
  };
}

/** Verdict and outcome of a check with properties a, b (invariants), c.x, c.y (a contract) and r (to be reached). */
function verdict(statuses: Readonly<Record<string, PropertyStatus>>, expectations: readonly Expectation[] = [], stop: StopReason = "exhausted"): string {
  const all = { a: "holds", b: "holds", "c.x": "holds", "c.y": "holds", r: "reached", deadlock: "holds", ...statuses } as const;
  const checked = model(property("a"), property("b"), property("c.x"), property("c.y"), property("r", "reachable"));
  const report = judge(lowered(checked, { expectations }), result(all, stop));
  return `${report.verdict} ${report.outcome}`;
}

test.each<[string, Readonly<Record<string, PropertyStatus>>, readonly Expectation[], StopReason]>([
  ["holds met", {}, [], "exhausted"],
  ["violated refuted", { a: "violated" }, [], "exhausted"],
  ["violated met", { a: "violated" }, [expectation("violated", "a")], "exhausted"],
  ["violated refuted", { a: "violated", b: "violated" }, [expectation("violated", "a")], "exhausted"],
  ["holds refuted", {}, [expectation("violated", "a")], "exhausted"],
  ["violated refuted", { r: "unreached" }, [], "exhausted"],
  ["holds met", { r: "unreached" }, [expectation("unreachable", "r")], "exhausted"],
  ["violated refuted", {}, [expectation("unreachable", "r")], "exhausted"],
  ["inconclusive open", { r: "undecided" }, [expectation("unreachable", "r")], "time"],
  ["holds met", {}, [expectation("reachable", "r"), expectation("hold", "a", "c")], "exhausted"],
  ["violated met", { "c.y": "violated" }, [expectation("violated", "c")], "exhausted"],
  ["violated met", { "c.y": "violated", "c.x": "violated" }, [expectation("violated", "c")], "exhausted"],
  ["violated met", { "c.y": "violated" }, [expectation("violated", "c.y"), expectation("hold", "c.x")], "exhausted"],
  ["violated refuted", { "c.x": "violated" }, [expectation("violated", "c.y")], "exhausted"],
  ["holds refuted", {}, [expectation("violated", "c")], "exhausted"],
  ["violated refuted", { "c.y": "violated" }, [expectation("hold", "c")], "exhausted"],
  ["violated met", { deadlock: "violated" }, [expectation("deadlock")], "exhausted"],
  ["violated refuted", { deadlock: "violated" }, [], "exhausted"],
  ["holds refuted", {}, [expectation("hold", "nosuch")], "exhausted"],
  ["inconclusive open", { a: "undecided", b: "undecided" }, [], "memory"],
  ["violated met", { a: "violated", b: "undecided", deadlock: "undecided" }, [expectation("violated", "a")], "decided"],
  ["violated open", { a: "violated", b: "undecided" }, [expectation("violated", "a"), expectation("hold", "b")], "states"],
  ["violated open", { a: "violated", b: "undecided" }, [expectation("violated", "a")], "states"],
  ["inconclusive open", { "c.x": "undecided", "c.y": "undecided" }, [expectation("violated", "c")], "interrupted"],
  ["holds refuted", {}, [expectation("error", "PTE101")], "exhausted"],
])("%s: %j", (expected, statuses, expectations, stop) => {
  expect(verdict(statuses, expectations, stop)).toBe(expected);
});

test("a waived property does not count; a waiver that never fires warns, and --strict minds", () => {
  const waived = lowered(model(property("a")), { scope: { ...SCOPE, waivers: [{ property: "a", reason: "known" }] } });
  expect(judge(waived, result({ a: "violated", deadlock: "holds" }))).toMatchObject({ verdict: "holds", outcome: "met", warnings: [] });
  const unused = judge(waived, result({ a: "holds", deadlock: "holds" }));
  expect(unused).toMatchObject({ outcome: "met", warnings: [{ code: "PTE703", severity: "warning" }] });
  expect(judge(waived, result({ a: "holds", deadlock: "holds" }), { strict: true })).toMatchObject({ outcome: "refuted", warnings: [{ severity: "error" }] });
});

test("a rejected check: which codes, and the exit code", () => {
  const error = diag("PTE101", { expected: "a", found: "b", after: "c" }, undefined);
  const rejected = (expectations: readonly Expectation[]) => judge(lowered(undefined, { diagnostics: [error], expectations }), undefined);
  expect(rejected([])).toMatchObject({ verdict: "error", outcome: "refuted" });
  expect(rejected([expectation("error", "PTE101")])).toMatchObject({ verdict: "error", expected: "error", outcome: "met" });
  expect(rejected([expectation("error", "PTE304")])).toMatchObject({ outcome: "refuted" });
  expect([[], [expectation("error", "PTE101")], [expectation("error", "PTE304")]].map((list) => exitOf([rejected(list)], false))).toEqual([EXIT.errors, EXIT.ok, EXIT.differs]);
});

test("a check whose turn did not come is open, whatever is expected of it", () => {
  const checked = model(property("a"), property("c.x"), property("r", "reachable"));
  const expected = [[], [expectation("hold", "a")], [expectation("violated", "c")], [expectation("reachable", "r")], [expectation("deadlock")]];
  const reports = expected.map((expectations) => judge(lowered(checked, { expectations }), undefined));
  expect(reports.map(({ verdict: said, outcome }) => `${said} ${outcome}`)).toEqual(expected.map(() => "inconclusive open"));
  expect(exitOf(reports, false)).toBe(EXIT.inconclusive);
});

test("the deciding property is the first that is not as expected", () => {
  const checked = lowered(model(property("a"), property("b")), { expectations: [expectation("violated", "a")] });
  expect(decisive(judge(checked, result({ a: "violated", b: "violated", deadlock: "holds" })))?.name).toBe("b");
  expect(decisive(judge(checked, result({ a: "violated", b: "holds", deadlock: "holds" })))?.name).toBe("a");
  expect(decisive(judge(checked, result({ a: "holds", b: "holds", deadlock: "holds" })))?.name).toBe("a");
});

test.each<[readonly string[], readonly Expectation[]]>([
  [[], []],
  [["a"], [expectation("violated", "a")]],
  [["a", "r"], [expectation("violated", "a"), expectation("reachable", "r")]],
  [[], [expectation("reachable", "r")]],
  [[], [expectation("violated", "a"), expectation("hold", "b")]],
  [[], [expectation("violated", "a"), expectation("unreachable", "r")]],
  [[], [expectation("violated", "c")]],
  [["c.x"], [expectation("violated", "c.x")]],
  [["deadlock"], [expectation("deadlock")]],
])("the search may stop at %j", (stop, expectations) => {
  const checked = model(property("a"), property("b"), property("c.x"), property("c.y"), property("r", "reachable"));
  expect(stopProperties(lowered(checked, { expectations }))).toEqual(stop);
});

test("steps of one statement warn only together, and only after an exhausted search", () => {
  const idle = { ...base, steps: base.steps.filter((step) => step.name !== "Remap_take"), checkDeadlock: false, properties: [] };
  const codes = judge(lowered(idle), exploreReference(idle)).warnings.map((warning) => warning.message);
  expect(codes).toEqual([expect.stringContaining("xchg"), expect.stringContaining("WRITE_ONCE"), expect.stringContaining("unlock")]);
  expect(judge(lowered(idle), exploreReference(idle, { maxStates: 2 })).warnings).toEqual([]);
});
