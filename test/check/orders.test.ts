// SPDX-License-Identifier: Apache-2.0
// Depth first, bounds on depth, and the first violation of any: with all states seen the answers are those of the
// breadth-first search, with some of them nothing is said of the others.
import { describe, expect, test } from "vitest";
import { exploreJs } from "../../src/check/js/search.ts";
import { nextSizes } from "../../src/check/js/store.ts";
import { exploreReference } from "../../src/check/reference.ts";
import type { CheckResult, ExploreProgress } from "../../src/check/result.ts";
import { search } from "../../src/check/search.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { counter, counters, int, op, property, ref, select } from "../support/models.ts";
import { randomModel } from "../support/random-model.ts";
import { comparable, traceProblem } from "./compare.ts";

const depthFirst = (model: IrModel, options: object = {}): CheckResult => search(model, { ...options, strategy: { kind: "depth-first" } });
const verdicts = ({ properties }: CheckResult): readonly string[] => properties.map(({ name, status, vacuous }) => `${name} ${status} ${vacuous}`);
const random = Array.from({ length: 25 }, (_, seed) => randomModel(seed));
const small = counters(3, 5);
const [c] = small.vars;
if (c === undefined) throw new Error("no variable");
const line = { ...small, properties: [property("low", "invariant", op("lt", select(ref(c), int(2)), int(2))), property("top", "reachable", op("eq", select(ref(c), int(0)), int(4)))] };

describe("depth first", () => {
  test("the same states and verdicts as breadth first, and traces that are runs", () => {
    for (const model of [...random, line, counter(9)]) {
      const [wide, deep] = [exploreJs(model), depthFirst(model)];
      expect(deep).toMatchObject({ stop: "exhausted", exhausted: true, distinct: wide.distinct, generated: wide.generated, queue: 0 });
      expect(verdicts(deep)).toEqual(verdicts(wide));
      expect([...deep.stepCounts]).toEqual([...wide.stepCounts]);
      for (const one of deep.properties) expect(traceProblem(model, one)).toBeUndefined();
    }
  });

  test("within a bound on depth, every state that is as near is seen, however the search first came by it", () => {
    for (const model of [...random, line]) {
      for (const maxDepth of [1, 2, 3, 5]) {
        const [wide, deep] = [exploreJs(model, { maxDepth }), depthFirst(model, { maxDepth })];
        expect(deep.distinct).toBe(wide.distinct);
        expect(deep.stop).toBe(wide.stop);
        expect(deep.queue).toBe(wide.queue);
        expect(verdicts(deep)).toEqual(verdicts(wide));
      }
    }
  });

  test("stops at bounds, and says nothing then", () => {
    expect(depthFirst(line, { maxStates: 20 })).toMatchObject({ stop: "states", exhausted: false });
    expect(depthFirst(counters(6, 10), { maxBytes: 1 << 18 })).toMatchObject({ stop: "memory", exhausted: false });
    expect(depthFirst(counters(6, 10), { onProgress: () => false })).toMatchObject({ stop: "interrupted", exhausted: false });
    expect(verdicts(depthFirst(line, { maxStates: 5 }))).toContain("deadlock undecided false");
  });

  test("finds a deep state without looking at all that is nearer", () => {
    const deep = { ...counters(4, 10), properties: [property("top", "reachable", op("eq", select(ref(c), int(0)), int(9)))] };
    const [first, all] = [depthFirst(deep, { stopWhenDecided: ["top"] }), exploreJs(deep, { stopWhenDecided: ["top"] })];
    expect([first.stop, all.stop]).toEqual(["decided", "decided"]);
    expect(first.distinct).toBeLessThan(all.distinct);
  });
});

describe("a bound on depth", () => {
  test("means what the reference says", () => {
    for (const model of [...random, line]) {
      for (const maxDepth of [1, 2, 4]) expect(comparable(exploreJs(model, { maxDepth }))).toBe(comparable(exploreReference(model, { maxDepth })));
    }
  });

  test("ends with nothing that holds, unless all states are nearer", () => {
    expect(exploreJs(counter(9), { maxDepth: 9 })).toMatchObject({ stop: "depth", exhausted: false, distinct: 9, depth: 9, queue: 1 });
    expect(exploreJs(counter(9), { maxDepth: 10 })).toMatchObject({ stop: "depth", exhausted: false, distinct: 10, queue: 1 });
    expect(exploreJs(counter(9), { maxDepth: 11 })).toMatchObject({ stop: "exhausted", exhausted: true, distinct: 10 });
    expect(verdicts(exploreJs(counter(9), { maxDepth: 5 }))).toContain("in_range undecided false");
  });
});

test("the first of several violations ends the search", () => {
  const result = exploreJs(counter(9), { stopWhenAny: ["never_full", "half"] });
  expect(result).toMatchObject({ stop: "decided", exhausted: false, distinct: 5 });
  expect(comparable(result)).toBe(comparable(exploreReference(counter(9), { stopWhenAny: ["never_full", "half"] })));
  expect(exploreJs(counter(9), { stopWhenAny: ["in_range"] })).toMatchObject({ stop: "exhausted" });
});

describe("memory of the store", () => {
  test("doubles, then fills the table further, and never takes more than the budget", () => {
    for (const words of [1, 2, 3, 4, 9]) {
      const budget = 50_000_000;
      const slot = words <= 3 ? words : 1;
      let sizes: { readonly room: number; readonly slots: number } | undefined = { room: 512, slots: 1024 };
      let last = sizes;
      for (;;) {
        sizes = nextSizes(last, { state: words + 1, slot }, budget);
        if (sizes === undefined) break;
        expect(sizes.room).toBeGreaterThan(last.room);
        expect(sizes.room / sizes.slots).toBeLessThanOrEqual(7 / 8);
        expect(4 * (sizes.room * (words + 1) + sizes.slots * slot) + 4 * last.room * (words + 1)).toBeLessThanOrEqual(budget);
        last = sizes;
      }
      // At least a quarter of the budget is put to use.
      expect(4 * (last.room * (words + 1) + last.slots * slot)).toBeGreaterThan(budget / 4);
    }
  });

  test("depth first, the states that wait are counted too, and no budget is exceeded", () => {
    const model = counters(7, 6);
    const all = depthFirst(model);
    const found: number[] = [];
    for (const mebibytes of [0.05, 0.3, 1, 2, 3, 5, 7, 10]) {
      const maxBytes = mebibytes * 2 ** 20;
      let most = 0;
      const { stop, distinct, bytesPerState, exhausted } = depthFirst(model, { maxBytes, onProgress: ({ bytes }: ExploreProgress) => (most = Math.max(most, bytes)) > 0 });
      expect([stop, exhausted], `${mebibytes} MiB`).toEqual(["memory", false]);
      expect(Math.max(most, distinct * bytesPerState), `${mebibytes} MiB`).toBeLessThanOrEqual(maxBytes);
      found.push(distinct);
    }
    // More memory, more states, up to all of them.
    expect(found).toEqual(found.toSorted((a, b) => a - b));
    expect(found.at(-1)).toBeGreaterThan(all.distinct / 4);
    expect(depthFirst(model, { maxBytes: 1 << 25 })).toMatchObject({ stop: "exhausted", distinct: all.distinct });
  });

  test("a budget changes no answer but the number of states", () => {
    const [all, some] = [exploreJs(counters(6, 10), { maxStates: 60_000 }), exploreJs(counters(6, 10), { maxBytes: 1 << 20 })];
    expect(some.stop).toBe("memory");
    expect(some.distinct).toBeGreaterThan(30_000);
    expect(some.distinct).toBeLessThan(all.distinct);
  });
});
