// SPDX-License-Identifier: Apache-2.0
// The engine against the reference interpreter on random models. PTESPEC_FUZZ_RUNS sets the number of models.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraryModel, randomModel } from "../support/random-model.ts";
import { disagreement, wasmDisagreement } from "./compare.ts";

const runs = Number(process.env["PTESPEC_FUZZ_RUNS"] ?? 150);

test(`engine and reference give the same answers on ${runs} random models`, { timeout: 60_000 + runs * 200 }, () => {
  for (let seed = 0; seed < runs; seed += 1) {
    expect(disagreement(randomModel(seed), { maxStates: 200 }), `seed ${seed}`).toBeUndefined();
  }
});

test(`so does WebAssembly on ${runs} random models`, { timeout: 60_000 + runs * 200 }, () => {
  for (let seed = 0; seed < runs; seed += 1) {
    expect(wasmDisagreement(randomModel(seed), { maxStates: 200 }), `seed ${seed}`).toBeUndefined();
  }
});

test("a disagreement would be shrunk", { timeout: 60_000 + runs * 200 }, () => {
  fc.assert(fc.property(arbitraryModel(), (model) => {
    expect(disagreement(model, { maxStates: 100 })).toBeUndefined();
  }), { numRuns: Math.max(50, Math.floor(runs / 5)), seed: 1 });
});

test("searches that end early end alike", () => {
  for (let seed = 0; seed < 60; seed += 1) {
    const model = randomModel(seed);
    const names = [...model.properties.map(({ name }) => name), "deadlock"];
    for (const stopWhenDecided of [names.slice(0, 1), names.slice(-2)]) {
      for (const compared of [disagreement, wasmDisagreement]) expect(compared(model, { maxStates: 200, stopWhenDecided }), `seed ${seed}`).toBeUndefined();
    }
    for (const compared of [disagreement, wasmDisagreement]) expect(compared(model, { maxStates: 3 }), `seed ${seed}`).toBeUndefined();
  }
});
