// SPDX-License-Identifier: Apache-2.0
// What the benchmark says of runs that are made up: what is counted where, and that nothing is said of what was not measured.
import { expect, test } from "vitest";
import { readOptions } from "../bench/options.ts";
import { Processors, type Glimpse } from "../bench/processors.ts";
import { reportText } from "../bench/report.ts";
import { compileCost, searchCost, type CaseResult, type Measured, type Results, type Run } from "../bench/results.ts";
import { summaryText } from "../bench/summary.ts";
import { workersGain } from "../bench/workers.ts";

const time = (wall: number, user: number) => ({ wall, user, sys: 0 });
const MB = 1e6;

/** A process of so many seconds and bytes; `more` is what the tool says itself. */
const run = (user: number, rss: number, more: Partial<Run> = {}): Run => ({ ...time(user, user), rss, ...more });
const measured = (tool: string, distinct: number, runs: readonly Run[], more: Partial<Measured> = {}): Measured => ({ tool, distinct, prepare: time(0, 0), runs, ...more });

const DISTINCT = 1_000_000;
const TINY: CaseResult = {
  name: "tiny", model: "split", sizes: {}, distinct: 76, failed: [],
  measured: [
    measured("ours-wasm", 76, [run(0.2, 60 * MB, { search: time(0.001, 0.001), compile: time(0.03, 0.04) })]),
    measured("tlc", 76, [run(1, 200 * MB)]), measured("spin", 76, [run(0, 1 * MB)]),
  ],
};
/** The general engine: 0.5 s of search, 0.1 s of compiling in CPU time; in wall time 0.4 and 0.1. */
const ours = measured("ours-wasm", DISTINCT, [3, 0.5, 0.4].map((user) => run(9, 80 * MB, { search: time(user - 0.1, user), compile: time(0.1, 0.1) })), { bytesPerState: 15 });
const LARGE: CaseResult = {
  name: "large", model: "split", sizes: {}, distinct: DISTINCT, generated: 4 * DISTINCT, failed: [],
  measured: [
    ours,
    measured("ours-tables", DISTINCT, [run(9, 70 * MB, { search: time(0.25, 0.25) })], { bytesPerState: 2 }),
    measured("ours-reduced", DISTINCT / 8, [run(9, 70 * MB, { search: time(0.1, 0.1) })]),
    measured("ours-team", DISTINCT, [run(9, 90 * MB, { search: time(0.25, 0.6) })]),
    measured("spin", DISTINCT, [run(2, 160 * MB)], { prepare: time(1.5, 1) }),
    measured("tlc", DISTINCT, [run(51, 900 * MB)]),
  ],
};
const RESULTS: Results = {
  date: "2026-01-01", machine: { cpu: "none", cores: 2, memory: 2 ** 30, system: "none", load: 0 }, absent: [], tiny: TINY, cases: [LARGE],
  tools: LARGE.measured.map(({ tool }) => ({ id: tool, title: tool, version: "1" })),
};

const cells = (lines: readonly string[], name: string): readonly (readonly string[])[] => lines.filter((line) => line.startsWith(`  ${name} `)).map((line) => line.trim().split(/ {2,}/u));

test("the search and translating the model are told apart, and are medians", () => {
  expect([searchCost(ours, TINY), compileCost(ours)]).toEqual([{ cpu: 0.5, wall: 0.4 }, { cpu: 0.1, wall: 0.1 }]);
  expect(LARGE.measured.filter(({ tool }) => tool === "tlc").map((m) => [searchCost(m, TINY).cpu, compileCost(m).cpu])).toEqual([[50, 0]]);
});

test("a case", () => {
  const lines = reportText(RESULTS).split("\n");
  const rate = (name: string) => cells(lines, name).at(-1)?.slice(5, 8);
  expect(rate("ours-wasm")).toEqual(["2.00 M", "1.67 M", "8.00 M"]);
  expect(rate("spin")).toEqual(["500.0 k", "333.3 k", "2.00 M"]);
  expect(rate("ours-tables")).toEqual(["4.00 M", "4.00 M", "16.00 M"]);
  expect(lines).toContain("  two workers: 2.00x one in wall time");
});

test("two workers do not count among the engines that others are held against", () => {
  const head = reportText(RESULTS).split("\n").find((line) => line.includes("states/CPU s"));
  expect(head?.match(/\S+ x\b/gu)).toEqual(["wasm x", "tables x", "reduced x"]);
});

test("the summary: search over search, with compile, fewer states, workers, bytes", () => {
  expect(cells(summaryText(RESULTS), "large")).toEqual([
    ["large", "4.00x", "-", "100x", "8.00x", "3.33x", "5.00x", "-"],
    ["large", "8.00x", "2.00x", "-", "15.0", "20.0", "2.0", "70.0"],
  ]);
});

test("what two workers gain is told of all runs, and of those during which the processors were whole", () => {
  const glimpse = (alone: number, both: number) => ({ alone, both });
  const [quiet, halves, busy] = [glimpse(10, 10.5), glimpse(10, 18), glimpse(16, 18)];
  type Timed = readonly [number, Glimpse, Glimpse];
  const times = (count: number, timed: Timed): readonly Timed[] => Array.from({ length: count }, () => timed);
  const one = [...times(5, [0.8, quiet, halves]), ...times(5, [1.6, quiet, busy])];
  const two = [...times(5, [0.5, quiet, quiet]), ...times(5, [0.9, halves, quiet]), ...times(5, [0.9, halves, halves])];
  const runs = (list: readonly Timed[]) => list.map(([wall, ...processors]) => run(9, 80 * MB, { search: time(wall, wall), processors }));
  const both = { ...LARGE, measured: [measured("ours-wasm", DISTINCT, runs(one)), measured("ours-team", DISTINCT, runs(two))] };
  expect(workersGain(both, { tiny: TINY, cases: [both] })).toMatchObject({ all: expect.closeTo(1.2 / 0.9), whole: expect.closeTo(0.8 / 0.5), one: [5, 10], two: [5, 15], arithmetic: expect.closeTo((20 / 10.5 + 32 / 18) / 2) });
  expect(cells(summaryText({ ...RESULTS, cases: [both] }), "large").at(-1)?.slice(2, 4)).toEqual(["1.33x", "1.60x"]);
  expect(reportText({ ...RESULTS, cases: [both] })).toContain("two workers: 1.33x one in wall time, all runs; where the processors were whole before and after (5 of 10 runs of one, 5 of 15 of two): 1.60x; two pieces of arithmetic: 1.84x");
  // What is best is so in all the time: this case was measured in a slow hour.
  const fast = { ...both, measured: [measured("ours-team", DISTINCT, [run(9, 80 * MB, { processors: [glimpse(8, 8)] })])] };
  expect(workersGain(both, { tiny: TINY, cases: [both, fast] })).toMatchObject({ one: [0, 10], two: [0, 15] });
  const never = { ...both, measured: both.measured.map((m) => ({ ...m, runs: m.runs.slice(1) })) };
  expect(reportText({ ...RESULTS, cases: [never] })).toContain("(4 of 9 runs of one, 4 of 14 of two): -;");
});

test("a glimpse tells how long a piece of arithmetic takes one thread, and two at once", async () => {
  const processors = new Processors();
  const { alone, both } = processors.glimpse();
  await processors.close();
  expect(alone).toBeGreaterThan(1);
  // Less only by chance: the machine may be busy with something else while one is alone.
  expect(both).toBeGreaterThan(alone / 4);
});

test("the share of random inserts: medians of both, of the faster kind of inserts", () => {
  const looks = [[90, 5], [16, 20], [10, 18]].map(([plain = 0, batched = 0]) => ({ gib: 1, plain: plain * 1e6, batched: batched * 1e6 }));
  const [line, ...more] = reportText({ ...RESULTS, cases: [{ ...LARGE, inserts: looks }] }).split("\n").filter((text) => text.includes("inserts 16"));
  expect(line).toBe("  large: inserts 16.00 M, in batches 18.00 M (3 times into 1 GiB); ours-wasm 8.00 M, 44 %; ours-tables 16.00 M, 89 %");
  expect(more).toEqual([]);
  expect(reportText(RESULTS)).not.toContain("inserts");
});

test("nothing is said of tools that failed", () => {
  const none = { ...LARGE, measured: [], failed: [{ tool: "tlc", why: "stopped after 900 s" }] };
  expect(cells(summaryText({ ...RESULTS, cases: [none] }), "large").flat()).toEqual(["large", ..."-------", "large", ..."-------"]);
  const text = reportText({ ...RESULTS, cases: [none] });
  expect(text).toContain("  tlc: stopped after 900 s");
  expect(text).not.toContain("two workers:");
});

test("limits of tools and of time", () => {
  const options = (...args: readonly string[]) => {
    const read = readOptions(args);
    return read === "help" ? undefined : [read.least["ours-team"], read.limits["tlc"], read.limit];
  };
  expect([options(), options("--min", "ours-team=5", "--max", "tlc=1e8", "--limit", "60")]).toEqual([[1e6, 3e6, 900], [5, 1e8, 60]]);
  expect(() => options("--min", "ours-team")).toThrow("--min wants a positive number");
});
