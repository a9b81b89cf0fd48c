// SPDX-License-Identifier: Apache-2.0
// What is measured: instances of the models by size. `distinct` is what every tool must count.
import type { BenchName, Sizes } from "./models/index.ts";

export interface Case {
  readonly name: string;
  readonly model: BenchName;
  readonly sizes: Sizes;
  readonly distinct: number;
}

const one = (model: BenchName, sizes: Sizes, distinct: number): Case =>
  ({ name: `${model} ${Object.entries(sizes).map(([key, value]) => `${key}=${value}`).join(" ")}`, model, sizes, distinct });

/** By power of ten: `1e5` is about that many states. */
export const CASES: Readonly<Record<string, readonly Case[]>> = {
  "1e4": [one("split", { V: 3, R: 2 }, 13_936), one("contpte", { N: 2, K: 2, R: 1 }, 10_071), one("gupfast", { IPI: 1, R: 2 }, 24_393)],
  "1e5": [one("split", { V: 3, R: 3 }, 167_392), one("contpte", { N: 2, K: 1, R: 2 }, 251_486), one("gupfast", { IPI: 1, R: 3 }, 316_129)],
  "1e6": [one("split", { V: 3, R: 4 }, 2_097_328), one("contpte", { N: 3, K: 1, R: 2 }, 1_131_867), one("gupfast", { IPI: 0, R: 3 }, 696_067)],
  "1e7": [one("split", { V: 2, R: 5 }, 7_277_936), one("contpte", { N: 2, K: 1, R: 3 }, 12_494_410), one("gupfast", { IPI: 0, R: 4 }, 11_702_067)],
};

/** So small that running it is starting the tool. */
export const TINY: Case = one("gupfast", { M: 1, W: 1, R: 1 }, 76);
