// SPDX-License-Identifier: Apache-2.0
// The search by component tables against the reference interpreter and the packed engine: on random models, on
// random products, and on the examples. PTESPEC_FUZZ_RUNS sets the number of models.
import { expect, test } from "vitest";
import { exploreJs } from "../../src/check/js/search.ts";
import { exploreReference } from "../../src/check/reference.ts";
import type { CheckResult } from "../../src/check/result.ts";
import { exploreTables } from "../../src/check/tables/explore-tables.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { decide, exampleChecks } from "../support/examples.ts";
import { counter, mutex } from "../support/models.ts";
import { randomModel } from "../support/random-model.ts";
import { randomProduct } from "../support/random-product.ts";
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
  for (let seed = 0; seed < 60; seed += 1) {
    const model = randomProduct(seed);
    const names = [...model.properties.map(({ name }) => name), "deadlock"];
    for (const stopWhenDecided of [names.slice(0, 1), names.slice(-2)]) {
      const expected = exploreReference(model, { maxStates: 3000, stopWhenDecided });
      if (expected.stop === "states") continue;
      const actual = exploreTables(model, { stopWhenDecided });
      if (actual !== undefined) expect(comparable(actual), `seed ${seed}`).toBe(comparable(expected));
    }
  }
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

test("clock and progress can stop a search", () => {
  const model = mutex();
  expect(exploreTables(model, { maxMillis: 0, now: () => 1 })?.stop).toBe("time");
  expect(exploreTables(counter(5))).toBeUndefined();
  expect(exploreTables(model)?.distinct).toBe(8);
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
