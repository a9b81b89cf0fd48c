// SPDX-License-Identifier: Apache-2.0
// A guard against slow code that no clock can be: ceilings for the work of a search, counted (bench/work.ts). Lower them
// when the work gets less; raise one only with a reason in the commit.
import { expect, test } from "vitest";
import { benchModel } from "../bench/models/index.ts";
import { WATCHED, workOf, type Work } from "../bench/work.ts";

type Ceiling = Omit<Work, "generated">;
const ceiling = (words: number, code: number, operations: number, tried: number, bytesPerState: number): Ceiling => ({ words, code, operations, tried, bytesPerState });

/** In the order of `WATCHED`; `npx tsx bench/work.ts` prints what it is now. */
const CEILINGS: readonly Ceiling[] = [
  ceiling(1, 3_800, 300, 742, 24),
  ceiling(2, 8_500, 710, 38_400, 31),
  ceiling(2, 6_300, 550, 43_408, 34),
  ceiling(1, 10_200, 1_150, 35_403, 27),
  ceiling(1, 9_500, 910, 160, 110),
  ceiling(2, 17_000, 1_730, 22_682, 49),
  ceiling(2, 21_100, 2_190, 33_522, 48),
  ceiling(2, 22_700, 2_300, 122_332, 39),
];

test.each(WATCHED.map((instance, i) => [`${instance.model} ${JSON.stringify(instance.sizes)}`, instance, CEILINGS[i]] as const))("%s", (_, { model, sizes, generated }, most) => {
  const work = workOf(benchModel(model, sizes));
  expect(work.generated).toBe(generated);
  if (most === undefined) throw new Error("no ceiling");
  const above = (Object.keys(most) as (keyof Ceiling)[]).filter((key) => work[key] > most[key]).map((key) => `${key}: ${work[key]}, at most ${most[key]}`);
  expect(above).toEqual([]);
});
