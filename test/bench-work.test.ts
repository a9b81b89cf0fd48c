// SPDX-License-Identifier: Apache-2.0
// A guard against slow code that no clock can be: ceilings for the work of a search, counted (bench/work.ts). Lower them
// when the work gets less; raise one only with a reason in the commit.
import { expect, test } from "vitest";
import { CASES, TINY } from "../bench/cases.ts";
import { benchModel } from "../bench/models/index.ts";
import { WATCHED, workOf, type Work } from "../bench/work.ts";
import { explore } from "../src/check/explore.ts";
import { packWide } from "../src/check/wasm/words-layout.ts";

type Ceiling = Omit<Work, "generated">;
const ceiling = (words: number, bits: number, code: number, operations: number, tried: number, bytesPerState: number): Ceiling => ({ words, bits, code, operations, tried, bytesPerState });

/** In the order of `WATCHED`; `npx tsx bench/work.ts` prints what it is now. */
const CEILINGS: readonly Ceiling[] = [
  ceiling(1, 27, 3_800, 300, 742, 24),
  ceiling(2, 55, 8_500, 710, 38_400, 31),
  ceiling(2, 43, 6_300, 550, 43_408, 34),
  ceiling(1, 30, 10_200, 1_150, 35_403, 27),
  ceiling(1, 27, 9_500, 910, 160, 110),
  ceiling(2, 50, 17_000, 1_730, 22_682, 49),
  ceiling(2, 55, 21_100, 2_190, 33_522, 48),
  ceiling(2, 61, 22_700, 2_300, 122_332, 39),
];

test.each(WATCHED.map((instance, i) => [`${instance.model} ${JSON.stringify(instance.sizes)}`, instance, CEILINGS[i]] as const))("%s", (_, { model, sizes, generated }, most) => {
  const work = workOf(benchModel(model, sizes));
  expect(work.generated).toBe(generated);
  if (most === undefined) throw new Error("no ceiling");
  const above = (Object.keys(most) as (keyof Ceiling)[]).filter((key) => work[key] > most[key]).map((key) => `${key}: ${work[key]}, at most ${most[key]}`);
  expect(above).toEqual([]);
});

test("states of the largest cases fit 64 bits", () => {
  const bits = (CASES["1e7"] ?? []).map(({ model, sizes }) => packWide(benchModel(model, sizes)).used);
  expect(bits.map((used) => used.length)).toEqual([1, 1, 1]);
});

test.each([["wasm", "1e7", 16], ["tables", "1e5", 8], ["tables", "1e7", 2.2]] as const)("bytes per state of %s at %s states", (engine, size, most) => {
  const [{ model, sizes, distinct } = TINY] = CASES[size] ?? [];
  const result = explore(benchModel(model, sizes), { engine });
  expect([result.engine, result.distinct]).toEqual([engine, distinct]);
  expect(result.bytesPerState).toBeLessThan(most);
});
