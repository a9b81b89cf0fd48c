// SPDX-License-Identifier: Apache-2.0
// `ptespec check` with reductions: when they are used, how they are switched off, what the report says of them.
import { expect, test } from "vitest";
import { explore } from "../../src/check/explore.ts";
import { exploreJs } from "../../src/check/js/search.ts";
import { exploreReduced, type Search } from "../../src/check/reduced.ts";
import type { ExploreOptions } from "../../src/check/result.ts";
import type { IrStep } from "../../src/ir/model.ts";
import { intSort } from "../../src/ir/sorts.ts";
import { judge } from "../../src/report/verdict.ts";
import { reportJson } from "../../src/report/json.ts";
import { checkText } from "../../src/report/text.ts";
import { benchModel } from "../../bench/models/index.ts";
import { lit, op, varRef } from "../support/ir.ts";
import { lowered } from "../report/race.ts";
import { cli } from "./support.ts";

const model = benchModel("contpte", { R: 2 });
const decide = (options: ExploreOptions): ReturnType<typeof judge> => judge(lowered(model), explore(model, options));

test("the report names the reductions in place of TLC's numbers", () => {
  const report = decide({ reductions: ["cone", "symmetry"] });
  expect(report.search?.distinct).toBe(5098);
  expect(checkText(report, { times: false })).toContain("  reduced by cone: one of gup()\n");
  expect(checkText(report, { times: false })).not.toContain("reductions none");
  const [json] = reportJson([report], [], { version: "0", traces: false, exitCode: 0 }).checks;
  expect(json?.reductions).toEqual([{ name: "cone", what: "one of gup()" }]);
});

test("a search that is over before they are worth it stands", () => {
  const small = benchModel("contpte", { R: 1 });
  expect(explore(small, { reductions: ["cone", "symmetry"], reduceAfter: 6000 }).reductions).toBeUndefined();
  expect(explore(small, { reductions: ["cone", "symmetry"], reduceAfter: 6000 }).distinct).toBe(5098);
});

test("a bound below the first search is kept", () => {
  const result = explore(model, { reductions: ["cone"], reduceAfter: 6000, maxStates: 3000 });
  expect({ stop: result.stop, reductions: result.reductions }).toEqual({ stop: "states", reductions: undefined });
});

test("what was found before the reductions is kept, and must agree with what is found after", () => {
  const broken = benchModel("contpte", { R: 2, BUG: 1 });
  const [whole, reduced] = [explore(broken), explore(broken, { reductions: ["cone", "symmetry"], reduceAfter: 50_000 })];
  expect(reduced.reductions?.length).toBe(1);
  expect(reduced.properties).toEqual(whole.properties);
  const wrong = (): typeof reduced => exploreReduced(broken, { reductions: ["cone"], reduceAfter: 50_000 }, exploreJs, (model) => ({
    model: { ...model, steps: model.steps.slice(0, 5) }, symmetry: [], applied: [{ name: "cone", what: "a mistake" }], openDeadlocks: [],
  }));
  expect(wrong).toThrow(/with reductions/u);
});

test("reductions that merge nothing are not used", () => {
  const [count, log] = [intSort(0, 20_000), intSort(0, 20_000)];
  const next = (name: string): IrStep["updates"][number] => ({ variable: name, value: { kind: "op", op: "mod", sort: count, args: [op("add", varRef({ name, sort: count }), lit(intSort(1, 1), 1)), lit(intSort(20_001, 20_001), 20_001)] } });
  const step: IrStep = { name: "Count", process: "p", params: [], guards: [], lets: [], updates: [next("count"), next("log")], text: { text: "", calls: [], comments: [] } };
  const counting = { ...model, steps: [step], properties: [], checkDeadlock: false, processes: [],
    vars: [{ name: "count", sort: count, role: "shared" as const, doc: "" }, { name: "log", sort: log, role: "shared" as const, doc: "" }],
    init: { params: [], guards: [], lets: [], values: ["count", "log"].map((variable) => ({ variable, value: lit(count, 0) })) } };
  const asked = { ...counting, properties: [{ name: "never", kind: "reachable" as const, origin: "invariant" as const, expr: op("lt", varRef({ name: "count", sort: count }), lit(intSort(0, 0), 0)), message: "", doc: "", shows: [] }] };
  expect(explore(asked, { reductions: ["cone"] }).reductions).toEqual([{ name: "cone", what: "without log" }]);
  expect(explore(asked, { reductions: ["cone"], reduceAfter: 500 }).reductions).toBeUndefined();
});

test("where the orbits do not fit into memory, all states may", () => {
  const full = explore(model, { maxStates: 10 });
  const search: Search = (one, options) => (options.symmetry === undefined ? exploreJs(one, options) : { ...full, stop: "memory" });
  const result = exploreReduced(model, { reductions: ["symmetry"] }, search);
  expect({ distinct: result.distinct, stop: result.stop, reductions: result.reductions }).toEqual({ distinct: 251_486, stop: "exhausted", reductions: undefined });
});

test("the options are understood", async () => {
  const spec = { "a.ptespec": "check good good\n" };
  const outs = await Promise.all(["", "--no-reductions", "--no-cone", "--no-symmetry", "--reduce-after 1"].map(async (options) => (await cli(`check a.ptespec ${options}`, spec)).code));
  expect(outs).toEqual([0, 0, 0, 0, 0]);
  expect((await cli("check a.ptespec --reduce-after none", spec)).code).toBe(3);
});
