// SPDX-License-Identifier: Apache-2.0
// What is known of the benchmark models: numbers that the models of peers/, checked by other tools, gave. They
// are not copied from our own searches.
import type { BenchName, Sizes } from "./index.ts";

export interface Instance {
  readonly model: BenchName;
  readonly sizes: Sizes;
  readonly distinct: number;
  /** Successors and the initial state: one more than the rules that Rumur fires. */
  readonly generated: number;
  /** The property that the BUG violates, none without a BUG. */
  readonly violated?: string;
}

const row = (model: BenchName, sizes: Sizes, distinct: number, generated: number, violated?: string): Instance =>
  ({ model, sizes, distinct, generated, ...(violated === undefined ? {} : { violated }) });

/** Small ones, for tests: every size and every BUG at least once. The whole space, also past a violation. */
export const SMALL: readonly Instance[] = [
  row("split", { V: 2, R: 1 }, 356, 691),
  row("split", { W: 2, V: 2 }, 7_620, 21_585),
  row("split", {}, 13_936, 39_521),
  row("split", { BUG: 2 }, 17_080, 48_683, "once_present"),
  row("split", { BUG: 1 }, 50_293, 159_354, "once_present"),
  row("split", { W: 2, E: 2, R: 1 }, 63_936, 135_425),
  row("split", { E: 2, V: 2 }, 69_111, 202_393),
  row("contpte", {}, 5_098, 18_043),
  row("contpte", { N: 3, BUG: 1 }, 16_326, 72_748, "complete"),
  row("contpte", { P: 2, BUG: 2 }, 29_260, 103_927, "no_mix"),
  row("contpte", { P: 2, K: 2 }, 38_496, 137_024),
  row("gupfast", { M: 1, W: 1, R: 1 }, 76, 147),
  row("gupfast", { R: 1, BUG: 2 }, 2_089, 6_135),
  row("gupfast", { R: 1, IPI: 0, BUG: 2 }, 2_715, 8_219, "never_freed"),
  row("gupfast", { M: 3, R: 1 }, 4_776, 14_811),
  row("gupfast", { K: 3, W: 1 }, 9_738, 30_091),
  row("gupfast", { BUG: 1 }, 23_765, 92_493, "was_mapped"),
  row("gupfast", {}, 24_393, 92_329),
  row("gupfast", { IPI: 0 }, 41_427, 169_633),
];
