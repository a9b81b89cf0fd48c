// SPDX-License-Identifier: Apache-2.0
// The search that forgets states once they are expanded: that its table stays right however often it grows, that what
// led to a state is found again, and that it keeps to its budget.
import { expect, test } from "vitest";
import { benchModel, type BenchName, type Sizes } from "../../bench/models/index.ts";
import { required } from "../../src/base/unreachable.ts";
import { exploreJs } from "../../src/check/js/search.ts";
import type { CheckResult, ExploreOptions, PropertyResult } from "../../src/check/result.ts";
import { exploreWasm, prepareWasm } from "../../src/check/wasm/explore-wasm.ts";
import { leastBuckets, roomOf } from "../../src/check/wasm/remainders.ts";
import { PACE, SlidingStore, type Pace } from "../../src/check/wasm/sliding-store.ts";
import { regionsOf } from "../../src/check/wasm/regions.ts";
import { packWide } from "../../src/check/wasm/words-layout.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { opDef } from "../../src/ir/ops.ts";
import { FakeMemory } from "../support/fake-memory.ts";
import { counters, int, op, property, ref, select } from "../support/models.ts";

const MiB = 2 ** 20;
/** Small from the start, and nothing is kept that is expanded. */
const FORGETFUL: Pace = { ...PACE, room: 1 << 9, whole: 0 };

/** By remainders to the end: a search that is begun anew would be right in any case. */
function wasm(model: IrModel, options: ExploreOptions = {}, pace = FORGETFUL): CheckResult {
  const prepared = required(prepareWasm(model, options, opDef, pace), "WebAssembly");
  const result = prepared.run();
  expect(prepared.begunAnew()).toBe(false);
  return result;
}

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

test("states of nearly a word: the first table is small, and less full, so that its slots can hold what is left of a state", () => {
  for (const [model, most] of [[counters(3, 56, 1 << 15), 61], [counters(3, 56, 1 << 14), 25], [counters(3, 40, 1 << 14), 52], [counters(3, 64, 1 << 14), 29]] as const) {
    const result = wasm(model, {}, PACE);
    expect(answers(result)).toEqual(answers(exploreJs(model)));
    expect(result.bytesPerState).toBeLessThan(most);
    // From the least table on, of which 40 % of the slots are taken, later 50 and 65 %.
    expect(answers(wasm(model))).toEqual(answers(exploreJs(model)));
  }
});

test("where memory is short, more of it does not hold fewer states: slots of numbers are taken as long as they hold more", () => {
  const decided = [15.9, 16].map((budget) => exploreWasm(counters(3, 100, 1 << 14), { maxBytes: budget * MiB }));
  expect(decided.map((result) => [result?.stop, result?.distinct])).toEqual([["exhausted", 1_000_000], ["exhausted", 1_000_000]]);
});

test("a larger table has room for no fewer states, the least one for a thousand", () => {
  for (const bits of [8, 48, 50, 55, 58, 60, 63]) {
    const layout = { used: [bits], vars: [], stride: 8 };
    for (const load of [0.5, PACE.load]) {
      const rooms = Array.from({ length: 13 }, (_, i) => roomOf(layout, Math.ceil(leastBuckets(layout) * 2 ** (i / 2)), load));
      expect(rooms).toEqual(rooms.toSorted((a, b) => a - b));
      expect(rooms[0]).toBeGreaterThan(1000);
    }
  }
});

test("a table that is rather full, and grows by little: states that belong before the bucket where they are", () => {
  const model = counters(6, 7);
  const expected = answers(exploreJs(model));
  for (const [factor, load] of [[1.2, 0.7], [1.25, 0.72], [1.9, 0.72]] as const) expect(answers(wasm(model, {}, { ...FORGETFUL, factor, load, large: 0 }))).toEqual(expected);
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
  // What it came by is told before, and nothing else.
  const told: string[] = [];
  const one = select(ref(required(model.vars[0], "a variable")), int(0));
  const watched = { ...model, properties: [property("early", "invariant", op("le", one, int(3))), property("always", "invariant", op("le", one, int(10)))] };
  required(prepareWasm(watched, { onFound: (found) => told.push(...found.filter(({ status }) => status !== "undecided").map(({ name, status }) => `${name} ${status}`)) }, opDef, full), "WebAssembly").run();
  expect(new Set(told)).toEqual(new Set(["early violated"]));
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

test("states that are needed stay what they are, wherever the log is, and what was in use is counted", () => {
  const layout = packWide(counters(5, 13));
  const regions = required(regionsOf(counters(5, 13), layout, undefined, true)[0], "regions");
  for (const budget of [1, 2, 8]) {
    let needed = 0;
    const tenant = { slack: 100, needed: () => needed, spread: () => undefined, spreadCopy: () => undefined };
    const store = new SlidingStore(layout, regions, new FakeMemory(9 * MiB), budget * MiB, tenant, FORGETFUL);
    let most = 0;
    while (store.cell("size") < 100_000 && store.grow()) {
      expect(store.bytes()).toBeGreaterThanOrEqual(most);
      most = store.bytes();
      expect(most).toBeLessThanOrEqual(budget * MiB);
      expect(store.stateAt(store.first)).toBeGreaterThanOrEqual(store.cell("table") + 64 * store.cell("buckets"));
      for (let i = store.cell("size"); i < store.cell("room"); i += 1) {
        store.view.setUint32(store.stateAt(i), i & 0xfffff, true);
        store.setCell("size", i + 1);
      }
      // A third of what waits is expanded.
      needed += Math.floor((store.cell("size") - needed) / 3);
      expect(store.first).toBeLessThanOrEqual(needed);
      for (const i of [needed, needed + 1, store.cell("size") - 1]) expect(store.wordsOf(i)).toEqual([BigInt(i & 0xfffff)]);
    }
    expect(store.cell("size") >= 100_000).toBe(budget > 1);
    expect(store.first).toBeGreaterThan(0);
  }
});
