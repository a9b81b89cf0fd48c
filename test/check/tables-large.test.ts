// SPDX-License-Identifier: Apache-2.0
// The search by component tables where small models do not lead: rows of several words, of narrow words, blocks that grow
// while they are expanded, lists that need more memory; and which parts share tables.
import { describe, expect, test } from "vitest";
import { benchModel } from "../../bench/models/index.ts";
import { exploreJs } from "../../src/check/js/search.ts";
import { exploreReference } from "../../src/check/reference.ts";
import { exploreTables } from "../../src/check/tables/explore-tables.ts";
import { instancesOf } from "../../src/check/tables/instances.ts";
import { packComponents } from "../../src/check/tables/packing.ts";
import { partition } from "../../src/check/tables/partition.ts";
import { compileTables } from "../../src/check/tables/program.ts";
import { Slots } from "../../src/check/tables/slots.ts";
import { watchesOf } from "../../src/check/tables/watches.ts";
import type { CheckResult, ExploreOptions } from "../../src/check/result.ts";
import { exploreWasm } from "../../src/check/wasm/explore-wasm.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { lower } from "../support/spec.ts";
import { walkers, type Odd } from "../support/walkers.ts";
import { comparable } from "./compare.ts";

/** The class of each part, the shared one first. */
function classesOf(model: IrModel): readonly number[] {
  const slots = new Slots(model);
  const instances = instancesOf(model, slots) ?? [];
  const parted = partition(model, slots, instances);
  if (parted === undefined) return [];
  const packing = packComponents(model, slots, parted);
  const memory = { cur: new Int32Array(packing.words), out: new Int32Array(packing.words), take: () => undefined };
  return compileTables({ model, slots, instances, partition: parted, packing, watches: watchesOf(model, slots, parted) }, memory).kinds;
}

function expectAlike(model: IrModel): void {
  expect(comparable(exploreTables(model) ?? exploreReference(model, { maxStates: 1 }))).toBe(comparable(exploreJs(model)));
}

describe("parts share tables", () => {
  test("when they are alike", () => {
    expect(classesOf(walkers({ walkers: 4, values: 5 }))).toEqual([0, 1, 1, 1, 1]);
  });

  test.each<Odd>(["own", "toOthers", "fromHardware", "property"])("not when one differs: %s", (odd) => {
    const [, first, second] = classesOf(walkers({ walkers: 3, values: 5, odd }));
    expect(first).not.toBe(second);
  });

  test.each<Odd>(["nothing", "own", "toOthers", "fromHardware", "property"])("and answers are those of the reference: %s", (odd) => {
    for (const [count, values] of [[1, 6], [2, 5], [3, 4]] as const) {
      const model = walkers({ walkers: count, values, shared: 3, odd });
      const actual = exploreTables(model);
      expect(actual).toBeDefined();
      expect(comparable(actual ?? exploreJs(model)), `${count} walkers`).toBe(comparable(exploreReference(model)));
    }
  });
});

describe("answers are those of the packed engine", () => {
  test("with rows of one word, and of several", { timeout: 60_000 }, () => {
    for (const values of [31, 32, 33, 63, 64, 65, 150]) {
      expectAlike(walkers({ walkers: 2, values }));
      expectAlike(walkers({ walkers: 2, values, shared: 3, drop: 40 }));
    }
  });

  test("with narrow words", { timeout: 60_000 }, () => {
    expectAlike(walkers({ walkers: 4, values: 10, shared: 3 }));
    expectAlike(walkers({ walkers: 4, values: 10, odd: "own" }));
  });

  test("when blocks are large", { timeout: 60_000 }, () => {
    expectAlike(walkers({ walkers: 3, values: 44, shared: 3 }));
    expectAlike(walkers({ walkers: 4, values: 22, drop: 15 }));
    expectAlike(walkers({ walkers: 6, values: 6, odd: "fromHardware" }));
  });

  test("when tables and lists need room where blocks are", { timeout: 120_000 }, () => {
    for (const [count, values, drop] of [[5, 14, 14], [5, 14, 8]] as const) {
      const model = walkers({ walkers: count, values, drop });
      const packed = (same: IrModel, options: ExploreOptions): CheckResult => exploreWasm(same, options) ?? exploreJs(same, options);
      expect(comparable(exploreTables(model, {}, packed) ?? exploreReference(model, { maxStates: 1 }))).toBe(comparable(packed(model, {})));
    }
  });

  test("when there is one part", () => {
    for (const values of [6, 100]) expectAlike(walkers({ walkers: 1, values, shared: 40 }));
  });

  test("when the search stops at a bound, it says so and counts what it expanded", () => {
    const model = walkers({ walkers: 3, values: 44 });
    const whole = exploreJs(model);
    for (const maxStates of [100, 5_000, 40_000]) {
      const part = exploreTables(model, { maxStates });
      expect(part?.stop).toBe("states");
      expect(part?.distinct).toBeGreaterThan(maxStates);
      expect(part?.distinct).toBeLessThanOrEqual(whole.distinct);
      expect(part?.generated).toBeLessThan(whole.generated);
      expect([...part?.stepCounts ?? []].every(([name, count]) => count <= (whole.stepCounts.get(name) ?? 0))).toBe(true);
    }
  });
});

test("many shared values and one local part take no longer than their number", { timeout: 15_000 }, () => {
  // Each of 46,656 shared values was looked at for each step that was looked up, which took 27 seconds instead of one.
  const { model } = lower("shared c[6] : 0..5;\nwriter w { loop { choose k in 0..5; atomic { if (c[k] < 5) { c[k] = c[k] + 1; } } } }\ninvariant h: c[0] <= 5;\ncheck k { run w(); expect h hold; }");
  const result = exploreTables(model);
  expect(result).toMatchObject({ distinct: 46_656, exhausted: true });
});

test("who may end the search is asked often, and what waits is counted seldom: that takes as long as it is", () => {
  const told: number[] = [];
  const result = exploreTables(benchModel("split", { V: 3, R: 4 }), { onProgress: ({ distinct }) => told.push(distinct) > 0 });
  expect(result?.distinct).toBe(2_097_328);
  expect(told.length).toBeGreaterThan(50);
  expect(new Set(told).size).toBeLessThan(told.length / 3);
  expect(new Set(told).size).toBeGreaterThan(5);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
});
