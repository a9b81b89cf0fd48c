// SPDX-License-Identifier: Apache-2.0
// The search by component tables against the reference interpreter and the packed engine: on random models, on
// random products, and on the examples. PTESPEC_FUZZ_RUNS sets the number of models.
import { describe, expect, test } from "vitest";
import { exploreJs } from "../../src/check/js/search.ts";
import { exploreReference } from "../../src/check/reference.ts";
import type { CheckResult, ExploreOptions, ExploreProgress } from "../../src/check/result.ts";
import { exploreTables } from "../../src/check/tables/explore-tables.ts";
import type { IrExpr, IrModel } from "../../src/ir/model.ts";
import { BOOL } from "../../src/ir/sorts.ts";
import { decide, exampleChecks } from "../support/examples.ts";
import { counter, int, mutex, op, property, ref, select } from "../support/models.ts";
import { randomModel } from "../support/random-model.ts";
import { randomProduct } from "../support/random-product.ts";
import { walkers } from "../support/walkers.ts";
import { comparable } from "./compare.ts";

const runs = Number(process.env["PTESPEC_FUZZ_RUNS"] ?? 40);

/** Compares where the model suits and the search is exhausted; says whether it was compared. */
function compared(model: IrModel, expected: CheckResult, label: string): boolean {
  if (!expected.exhausted) return false;
  const actual = exploreTables(model);
  if (actual === undefined) return false;
  expect(comparable(actual), label).toBe(comparable(expected));
  return true;
}

test(`tables and reference give the same answers on random models`, { timeout: 60_000 + runs * 200 }, () => {
  let count = 0;
  for (let seed = 0; seed < runs; seed += 1) {
    const model = randomModel(seed);
    if (compared(model, exploreReference(model, { maxStates: 1000 }), `seed ${seed}`)) count += 1;
  }
  expect(count).toBeGreaterThan(runs / 4);
});

test(`tables and reference give the same answers on random products`, { timeout: 60_000 + runs * 400 }, () => {
  let count = 0;
  for (let seed = 0; seed < runs; seed += 1) {
    const model = randomProduct(seed);
    if (compared(model, exploreReference(model, { maxStates: 3000 }), `seed ${seed}`)) count += 1;
  }
  expect(count).toBeGreaterThan(runs / 2);
});

test("blocks that grow in two directions at once while they are expanded", () => {
  const model = randomProduct(274); // its agents differ
  expect(comparable(exploreTables(model) ?? exploreReference(model, { maxStates: 1 }))).toBe(comparable(exploreReference(model)));
});

test("searches that end when properties are decided end alike", () => {
  let count = 0;
  for (let seed = 0; seed < 60; seed += 1) {
    const model = randomProduct(seed);
    const names = [...model.properties.map(({ name }) => name), "deadlock"];
    for (const stopWhenDecided of [names.slice(0, 1), names.slice(-2)]) {
      const expected = exploreReference(model, { maxStates: 3000, stopWhenDecided });
      if (expected.stop === "states") continue;
      const actual = exploreTables(model, { stopWhenDecided });
      if (actual === undefined) continue;
      expect(comparable(actual), `seed ${seed}`).toBe(comparable(expected));
      if (actual.stop === "decided") count += 1;
    }
  }
  expect(count).toBeGreaterThan(20);
});

test("bounds end a search, and what was counted is of states that were expanded", () => {
  let count = 0;
  for (let seed = 0; seed < 60; seed += 1) {
    const model = randomProduct(seed);
    const whole = exploreReference(model, { maxStates: 3000 });
    const part = exploreTables(model, { maxStates: 20 });
    if (part === undefined || !whole.exhausted) continue;
    expect(part.distinct).toBeLessThanOrEqual(whole.distinct);
    expect(part.generated).toBeLessThanOrEqual(whole.generated);
    if (part.stop === "exhausted") continue;
    count += 1;
    expect(part.stop).toBe("states");
    expect(part.properties.filter(({ status }) => status === "holds" || status === "unreached")).toEqual([]);
  }
  expect(count).toBeGreaterThan(5);
});

test("models that do not come apart are left to others", () => {
  expect(exploreTables(counter(5))).toBeUndefined();
  expect(exploreTables(mutex())?.distinct).toBe(8);
});

/** 82,944 states, and a property of three walkers together that holds: all states are looked at when the search is over. */
function wide(): IrModel {
  const base = walkers({ walkers: 4, values: 12, shared: 4 });
  const [, v] = base.vars;
  if (v?.sort.kind !== "array") throw new Error("no array");
  const { index } = v.sort;
  const at = (i: number): IrExpr => select(ref(v), { kind: "lit", sort: index, value: i });
  return { ...base, properties: [property("sum", "invariant", op("le", op("add", op("add", at(1), at(2)), at(3)), int(33)))] };
}

describe("clock and progress", () => {
  const model = wide();
  const whole = exploreTables(model);
  const calls: ExploreProgress[] = [];
  exploreTables(model, { onProgress: (progress) => calls.push(progress) > 0 });
  const searching = calls.filter(({ queue }) => queue > 0).length;

  test("are looked at while states are expanded, and while they are looked at", () => {
    expect(whole).toMatchObject({ stop: "exhausted", distinct: 4 * 12 ** 4 });
    expect(searching).toBeGreaterThanOrEqual(4);
    expect(calls.length - searching).toBeGreaterThanOrEqual(9);
  });

  test.each([["interrupted"], ["time"]] as const)("can stop a search: %s", (stop) => {
    for (const last of [1, searching, searching + 1, calls.length - 1]) {
      let told = 0;
      const result = exploreTables(model, stop === "interrupted"
        ? { onProgress: () => (told += 1) < last } : { now: () => (told < last ? 0 : 1000), maxMillis: 1000, onProgress: () => (told += 1) > 0 });
      expect(result, `after ${last} looks`).toMatchObject({ stop, exhausted: false });
      expect(result?.properties.map(({ status }) => status)).toEqual(["undecided", "undecided"]);
      // All that is left is to look at the states.
      if (last > searching) expect(result).toMatchObject({ distinct: whole?.distinct, generated: whole?.generated, queue: 0 });
      else expect(result?.distinct).toBeLessThan(whole?.distinct ?? 0);
    }
    expect(exploreTables(model, { maxMillis: 0, now: () => 1 })?.stop).toBe("time");
  });
});

test("a search for traces has the time that is left, and a moment when none is", () => {
  const base = walkers({ walkers: 3, values: 8 });
  const model: IrModel = { ...base, properties: [property("low", "invariant", op("lt", ref(base.vars[0] ?? { name: "", sort: BOOL }), int(1)))] };
  const given = (maxMillis: number, more: ExploreOptions = {}): readonly number[] => {
    let clock = 0;
    const seen: number[] = [];
    const result = exploreTables(model, { ...more, now: () => (clock += 10), maxMillis }, (same, options) => {
      seen.push(clock + (options.maxMillis ?? Infinity));
      return exploreJs(same, { ...options, ...more });
    });
    expect(result?.properties[0]?.status).toBe("violated");
    return seen;
  };
  // Whichever way it ended, it is over when it was to be, by its first look at the clock.
  expect([...given(100_000), ...given(100_000, { stopWhenDecided: ["low"] })]).toEqual([100_010, 100_010]);
  const [late = Infinity] = given(100);
  expect([late > 300, late < 600], String(late)).toEqual([true, true]);
});

test("tables and packed engine give the same answers on the examples", { timeout: 600_000 }, () => {
  let [count, all] = [0, 0];
  for (const check of exampleChecks()) {
    if (check.model === undefined || decide(check) === undefined) continue;
    const expected = exploreJs(check.model, { maxStates: 2_000 });
    if (!expected.exhausted) continue;
    all += 1;
    if (compared(check.model, expected, check.name)) count += 1;
  }
  expect(count).toBeGreaterThan(all / 2);
});
