// SPDX-License-Identifier: Apache-2.0
// The benchmark models have the states of the models written by hand for other tools, and fall for the same bugs.
// Only then does comparing the time of two checkers say something.
import { expect, test } from "vitest";
import { benchModel, type BenchName } from "../bench/models/index.ts";
import { SMALL } from "../bench/models/instances.ts";
import { explore } from "../src/check/explore.ts";

const sameStates = SMALL.filter(({ model }) => model === "contpte").map((instance) => ({ ...instance, model: "contpte_numbered" as BenchName }));

test.each([...SMALL, ...sameStates].map((instance) => [`${instance.model} ${JSON.stringify(instance.sizes)}`, instance] as const))("%s", (_, { model, sizes, distinct, generated, violated }) => {
  const result = explore(benchModel(model, sizes));
  const status = result.properties.filter((p) => p.status !== "holds").map((p) => `${p.name} ${p.status}`);
  expect({ distinct: result.distinct, generated: result.generated, status }).toEqual({ distinct, generated, status: violated === undefined ? [] : [`${violated} violated`] });
});

test("a size that a model does not have is refused", () => {
  expect(() => benchModel("split", { N: 3 })).toThrow("split has no size N; it has E, V, W, R, BUG");
});
