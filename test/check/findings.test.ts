// SPDX-License-Identifier: Apache-2.0
// What one search found is still there when another takes over and ends before it gets as far: a reduction that is
// given up, an engine that follows a smaller one, a search for traces.
import { expect, test } from "vitest";
import { explore } from "../../src/check/explore.ts";
import { exploreJs } from "../../src/check/js/search.ts";
import { exploreReduced, type Search } from "../../src/check/reduced.ts";
import { exploreTables } from "../../src/check/tables/explore-tables.ts";
import type { CheckResult, ExploreOptions, PropertyResult } from "../../src/check/result.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { quant } from "../../src/ir/build.ts";
import { counters, int, local, op, property, ref, select } from "../support/models.ts";
import { lower } from "../support/spec.ts";
import { walkers } from "../support/walkers.ts";
import { traceProblem } from "./compare.ts";

const named = ({ properties }: CheckResult, name: string): PropertyResult | undefined => properties.find((one) => one.name === name);
const status = (result: CheckResult, name: string): string => named(result, name)?.status ?? "missing";

/** Counters that go up one by one, and an invariant that is violated at so many steps. */
function climbing(steps: number, size = 6, most = 10): IrModel {
  const base = counters(size, most);
  const [c] = base.vars;
  if (c === undefined) throw new Error("no variable");
  const sum = Array.from({ length: size }, (_, i) => select(ref(c), int(i))).reduce((a, b) => op("add", a, b));
  return { ...base, properties: [property("low", "invariant", op("lt", sum, int(steps)))] };
}

/** The model, and whether all its walkers come to more than `value`. */
function allBeyond(value: number, model: IrModel): IrModel {
  const v = model.vars.find(({ name }) => name === "v");
  if (v?.sort.kind !== "array") throw new Error("no array");
  const self = v.sort.index;
  return { ...model, properties: [...model.properties, property("beyond", "reachable", quant("forall", "w", self, op("gt", select(ref(v), local("w", self)), int(value))))] };
}

test("a search without symmetry keeps what the one with symmetry had found, and says that there were two", () => {
  const model = allBeyond(2, walkers({ walkers: 5, values: 9 }));
  // Of orbits many more levels find room than of states.
  const bound: ExploreOptions = { engine: "js", maxBytes: 100_000 };
  const [whole, result] = [explore(model, bound), explore(model, { ...bound, reductions: ["symmetry"] })];
  expect([whole.stop, status(whole, "beyond")]).toEqual(["memory", "undecided"]);
  expect([result.stop, status(result, "beyond")]).toEqual(["memory", "reached"]);
  const beyond = named(result, "beyond");
  expect(beyond === undefined ? "missing" : traceProblem(model, beyond)).toBeUndefined();
  // The numbers are those of one search: of the deeper one.
  expect(result.reductions?.map(({ name }) => name)).toEqual(["symmetry"]);
  expect(result.other).toEqual({ stop: "memory", distinct: whole.distinct, depth: whole.depth });
  expect(result.depth).toBeGreaterThan(whole.depth);
});

test("what is found by either search ends a check that waits for both", () => {
  const [found, missing] = [walkers({ walkers: 3, values: 4 }), ["high", "never"] as const];
  const full = exploreJs(found);
  const only = (name: string, stop: CheckResult["stop"]): CheckResult => ({
    ...full, stop, exhausted: false, properties: full.properties.map((one) => (one.name === name ? one : { name: one.name, status: "undecided", vacuous: false })),
  });
  const asked: (readonly string[] | undefined)[] = [];
  const search: Search = (_, { symmetry, stopWhenDecided }) => {
    asked.push(stopWhenDecided);
    return symmetry === undefined ? only("never", "decided") : only("high", "memory");
  };
  const result = exploreReduced(found, { reductions: ["symmetry"], stopWhenDecided: [...missing] }, search);
  expect(asked).toEqual([["high", "never"], ["never"]]);
  expect([result.stop, ...missing.map((name) => status(result, name))]).toEqual(["decided", "reached", "reached"]);
});

test("an engine that takes over keeps what the first one had found", () => {
  // Among the first 20,000 states, but behind those that the first report of WebAssembly comes after.
  const model = climbing(13);
  let asked = 0;
  const result = explore(model, { onProgress: () => (asked += 1) < 2 });
  expect(result).toMatchObject({ stop: "interrupted", exhausted: false });
  expect(named(result, "low")).toMatchObject({ status: "violated", trace: { states: { length: 14 } } });
  expect(result.distinct).toBeGreaterThan(20_000);
});

test("a search after the reductions keeps what the one before had found", () => {
  let searches = 0;
  const model = climbing(9);
  const search: Search = (one, options) => exploreJs(one, { ...options, maxStates: (searches += 1) === 1 ? options.maxStates ?? Infinity : 100 });
  const result = exploreReduced(model, { reductions: ["symmetry"], reduceAfter: 20_000 }, search);
  expect([result.stop, status(result, "low")]).toEqual(["states", "violated"]);
  expect(result.distinct).toBeGreaterThan(20_000);
});

test("tables keep what they found when there is no time for its trace", () => {
  const model = walkers({ walkers: 5, values: 9 });
  const found: string[] = [];
  const options: ExploreOptions = {
    onProgress: ({ distinct }) => distinct < 30_000, onFound: (some) => found.push(...some.map(({ name }) => name)),
  };
  const result = exploreTables(model, options, (same, bounds) => exploreJs(same, { ...bounds, maxStates: 10 }));
  expect(named(result ?? exploreJs(model, { maxStates: 1 }), "high")).toEqual({ name: "high", status: "reached", vacuous: false, untraced: true });
  expect(result?.stop).toBe("interrupted");
  expect(result?.distinct).toBeGreaterThan(30_000);
  expect(found).toContain("high");
});

test("what several threads were asked for stays found when the one that goes on for them is interrupted", () => {
  let [clock, most] = [0, 0];
  const result = explore(climbing(20, 5, 12), {
    engine: "wasm", stopWhenDecided: ["low"], threads: { count: 2, start: () => () => undefined }, now: () => (clock += 1000),
    // The one begins anew.
    onProgress: ({ distinct }) => distinct === (most = Math.max(most, distinct)),
  });
  expect(most).toBeGreaterThan(20_000);
  expect(result).toMatchObject({ stop: "decided", exhausted: false });
  expect(named(result, "low")).toMatchObject({ status: "violated", untraced: true });
});

/** Two writers that take two locks in different orders, seen by so many readers. */
const deadlocked = (readers: number): IrModel => lower(`shared x[2] : 0..3;
lock a;
lock b;
walker look() no recheck {
  let p = READ_ONCE(x[0]);
  let q = READ_ONCE(x[1]);
seen:
  if (p == q) return done;
}
writer ab { lock(a); WRITE_ONCE(x[0], 1); lock(b); WRITE_ONCE(x[1], 2); unlock(b); unlock(a); }
writer ba { lock(b); WRITE_ONCE(x[1], 1); lock(a); WRITE_ONCE(x[0], 2); unlock(a); unlock(b); }
property fine at look.seen: p <= 3;
check c { run ${readers} * look(); run ab(); run ba(); expect fine hold; expect deadlock; }`).model;

test("a deadlock that was proved with one agent stays one when a search of all is too large", () => {
  const model = deadlocked(4);
  const few: Search = (one, options) => exploreJs(one, { ...options, maxStates: Math.min(options.maxStates ?? Infinity, 300) });
  for (const reductions of [["cone"], ["cone", "symmetry"]] as const) {
    const result = exploreReduced(model, { reductions }, few);
    expect(result).toMatchObject({ stop: "exhausted", exhausted: true, distinct: exploreReduced(deadlocked(2), { reductions: ["cone"] }, exploreJs).distinct });
    expect(status(result, "fine")).toBe("holds");
    const deadlock = named(result, "deadlock");
    // Each reader does as the first, one after the other: a real run, and nobody searched for a shorter one.
    expect(deadlock).toMatchObject({ status: "violated", shortest: false });
    expect(deadlock === undefined ? "missing" : traceProblem(model, deadlock)).toBeUndefined();
  }
});

test("where a search of all agents gets there, the deadlock has a shortest trace", () => {
  const model = deadlocked(3);
  const [whole, result] = [exploreJs(model), exploreReduced(model, { reductions: ["cone", "symmetry"] }, exploreJs)];
  expect(named(result, "deadlock")?.trace?.states.length).toBe(named(whole, "deadlock")?.trace?.states.length);
  expect(named(result, "deadlock")?.shortest).toBeUndefined();
});
