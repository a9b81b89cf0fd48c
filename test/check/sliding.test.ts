// SPDX-License-Identifier: Apache-2.0
// The search that forgets states once they are expanded: that its table stays right however often it grows, that what
// led to a state is found again, and that it keeps to its budget.
import { expect, test } from "vitest";
import { benchModel, type BenchName, type Sizes } from "../../bench/models/index.ts";
import { required } from "../../src/base/unreachable.ts";
import { exploreJs } from "../../src/check/js/search.ts";
import type { CheckResult, ExploreOptions, PropertyResult } from "../../src/check/result.ts";
import { prepareWasm } from "../../src/check/wasm/explore-wasm.ts";
import { PACE, type Pace } from "../../src/check/wasm/sliding-store.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { opDef } from "../../src/ir/ops.ts";
import { counters } from "../support/models.ts";

const MiB = 2 ** 20;
/** Small from the start, and nothing is kept that is expanded. */
const FORGETFUL: Pace = { ...PACE, room: 1 << 9, whole: 0 };

const wasm = (model: IrModel, options: ExploreOptions = {}, pace = FORGETFUL): CheckResult => required(prepareWasm(model, options, opDef, pace), "WebAssembly").run();

/** Everything but bytes and time. */
const answers = (result: CheckResult): object => ({ ...result, bytesPerState: 0 });

const MODELS: readonly (readonly [BenchName, Sizes])[] = [
  ["split", { V: 3, R: 3 }], ["split", { BUG: 1 }], ["contpte", { P: 2, BUG: 2 }], ["contpte", { P: 2, K: 2 }], ["gupfast", { BUG: 1 }], ["gupfast", { R: 1, IPI: 0, BUG: 2 }],
];

test.each(MODELS)("%s %o: the answers of a search that forgets nothing, traces too", (name, sizes) => {
  const model = benchModel(name, sizes);
  const asked: readonly ExploreOptions[] = [{}, { stopWhenDecided: model.properties.map((property) => property.name) }, { maxStates: 20_000 }, { maxDepth: 20 }];
  for (const options of asked) expect(answers(wasm(model, options))).toEqual(answers(exploreJs(model, options)));
});

test("states of few bits, of many, and a table that grows by little", () => {
  for (const model of [counters(5, 9), counters(9, 4), counters(17, 2), counters(4, 17)]) {
    const expected = answers(exploreJs(model));
    expect(answers(wasm(model))).toEqual(expected);
    for (const bytes of [1, 1.5, 2.5]) {
      const short = wasm(model, { maxBytes: bytes * MiB });
      if (short.exhausted) expect(answers(short)).toEqual(expected);
      else expect(short.stop).toBe("memory");
    }
  }
});

test("no budget is exceeded, and a larger one decides more", () => {
  const model = counters(6, 10);
  const reached = [2, 4, 8, 16].map((budget) => {
    const { distinct, bytesPerState, stop } = wasm(model, { maxBytes: budget * MiB }, PACE);
    expect(bytesPerState * distinct).toBeLessThanOrEqual(budget * MiB);
    expect(stop).toBe(budget < 16 ? "memory" : "exhausted");
    return distinct;
  });
  expect(reached).toEqual(reached.toSorted((a, b) => a - b));
  expect(reached.at(-1)).toBe(1_000_000);
});

test("a table so full that a state is too far from where it belongs is given up, not relied on", () => {
  const model = counters(5, 11);
  const full = { ...FORGETFUL, load: 1 };
  const first = required(prepareWasm(model, {}, opDef, full), "WebAssembly");
  const crowded = first.run();
  expect(first.begunAnew()).toBe(true);
  expect(answers(crowded)).toEqual(answers(exploreJs(model)));
  const usual = required(prepareWasm(model, {}, opDef, FORGETFUL), "WebAssembly");
  usual.run();
  expect(usual.begunAnew()).toBe(false);
});

test("what was found is told at once, and told with its trace when that is found again", () => {
  const told: PropertyResult[] = [];
  const model = benchModel("split", { BUG: 1 });
  const result = wasm(model, { onFound: (found) => void told.push(...found) });
  expect(told).toContainEqual({ name: "once_present", status: "violated", vacuous: false, untraced: true });
  expect(result.properties.find(({ name }) => name === "once_present")).toMatchObject({ status: "violated", trace: { states: expect.any(Array) as unknown } });
  expect(result.exhausted).toBe(true);
});

test("where there is no time to find a trace again, the verdict stays", () => {
  const model = benchModel("split", { BUG: 1 });
  let now = 0;
  const result = wasm(model, { maxMillis: 10_000, now: () => now, onProgress: ({ distinct }) => {
    if (distinct > 45_000) now = 1e6;
    return true;
  } });
  expect(result.properties.find(({ name }) => name === "once_present")).toMatchObject({ status: "violated" });
});
