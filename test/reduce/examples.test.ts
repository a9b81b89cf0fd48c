// SPDX-License-Identifier: Apache-2.0
// Every check of the examples, and the models of the benchmark, with every combination of reductions: the answers of
// the search of all states. Larger ones only when PTESPEC_REDUCE_STATES says so.
import { expect, test } from "vitest";
import { benchModel } from "../../bench/models/index.ts";
import { exampleChecks } from "../support/examples.ts";
import { compareReductions, type Compared } from "./compare.ts";

const states = Number(process.env["PTESPEC_REDUCE_STATES"] ?? 2000);
const models = exampleChecks().flatMap(({ model }) => (model === undefined ? [] : [model]));

test(`the checks of the examples with at most ${states} states have the same answers with every combination of reductions`, { timeout: 60_000 + states * 10 }, () => {
  const all: Compared[] = [];
  for (const model of models) {
    const compared = compareReductions(model, states);
    expect(compared?.problem, model.name).toBeUndefined();
    if (compared !== undefined) all.push(compared);
  }
  expect(all.length).toBeGreaterThan(100);
  expect(all.filter(({ reduced }) => reduced.size > 0).length).toBeGreaterThan(30);
});

test.each([
  ["split", { V: 2, R: 3 }, 4.7], ["split", { BUG: 2, V: 2, R: 3 }, 4.7], ["contpte", { R: 2, N: 2 }, 49], ["gupfast", { M: 1, R: 3, W: 2 }, 3], ["gupfast", { M: 1, BUG: 2, R: 3 }, 3],
] as const)("%s %o has the same answers, with several times fewer states", { timeout: 120_000 }, (name, sizes, factor) => {
  const compared = compareReductions(benchModel(name, sizes), 300_000);
  expect(compared?.problem).toBeUndefined();
  expect((compared?.whole ?? 0) / Math.min(...(compared?.reduced.values() ?? []))).toBeGreaterThan(factor);
});
