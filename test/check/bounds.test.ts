// SPDX-License-Identifier: Apache-2.0
// Searches that do not finish: they say so, and say nothing of what they did not see.
import { describe, expect, test } from "vitest";
import { explore } from "../../src/check/explore.ts";
import type { CheckResult, ExploreProgress } from "../../src/check/result.ts";
import { search } from "../../src/check/search.ts";
import { counter, counters, largeSet, op, property, ref, int, select } from "../support/models.ts";
import { lower } from "../support/spec.ts";

const big = counters(6, 10);
const statuses = ({ properties }: CheckResult): readonly string[] => properties.map(({ name, status }) => `${name} ${status}`);

describe("an inconclusive search", () => {
  test("after so many states", () => {
    const result = explore(big, { maxStates: 1000 });
    expect(result).toMatchObject({ stop: "states", exhausted: false });
    // Six successors each: it stops with the first state whose successors are too many.
    expect(result.distinct).toBeGreaterThan(1000);
    expect(result.distinct).toBeLessThanOrEqual(1006);
    expect(result.queue).toBeGreaterThan(0);
    expect(statuses(result)).toEqual(["deadlock undecided"]);
  });

  test("a bound that is just the number of states does not matter", () => {
    expect(explore(counter(9), { maxStates: 10 })).toMatchObject({ stop: "exhausted", exhausted: true, distinct: 10 });
    expect(explore(counter(9), { maxStates: 9 })).toMatchObject({ stop: "states", exhausted: false, distinct: 10, queue: 1 });
  });

  test("after so many bytes", () => {
    const result = explore(big, { maxBytes: 1 << 20 });
    expect(result).toMatchObject({ stop: "memory", exhausted: false });
    expect(result.distinct * result.bytesPerState).toBeLessThanOrEqual(1 << 20);
    expect(result.distinct).toBeGreaterThan(10_000);
    expect(statuses(result)).toEqual(["deadlock undecided"]);
  });

  test("after so many milliseconds", () => {
    let clock = 0;
    const result = explore(big, { now: () => (clock += 1), maxMillis: 20 });
    expect(result).toMatchObject({ stop: "time", exhausted: false });
    expect(clock).toBeLessThan(30);
  });

  test.each(["breadth-first", "depth-first"] as const)("in the middle of the successors of a state: %s", (kind) => {
    const { model } = lower("shared c[4] : 0..31;\nwriter w { choose i in 0..31; choose j in 0..31; choose k in 0..31; atomic { c[0] = i; c[1] = j; c[2] = k; } }\ninvariant h: c[3] == 0;\ncheck k { run w(); expect h hold; }");
    let clock = 0;
    const started = search(model, { strategy: { kind }, now: () => (clock += 1), maxMillis: 2 });
    expect(started).toMatchObject({ stop: "time", exhausted: false });
    expect(started.distinct).toBeGreaterThan(1000);
    expect(started.distinct).toBeLessThan(31_000);
    expect(search(model, { strategy: { kind } })).toMatchObject({ exhausted: true, distinct: 32_769 });
  });

  test("when it is interrupted", () => {
    const seen: ExploreProgress[] = [];
    const result = explore(big, { onProgress: (progress) => seen.push(progress) < 3 });
    expect(result).toMatchObject({ stop: "interrupted", exhausted: false });
    expect(seen).toHaveLength(3);
    const [first, , last] = seen;
    expect(last?.distinct).toBeGreaterThan(first?.distinct ?? Infinity);
    expect(last).toMatchObject({ distinct: result.distinct, generated: result.generated, depth: result.depth, queue: result.queue });
  });

  test("keeps what it found", () => {
    const c = big.vars[0];
    if (c === undefined) throw new Error("no variable");
    const found = explore({ ...big, properties: [
      property("moves", "invariant", op("lt", select(ref(c), int(0)), int(2))),
      property("moved", "reachable", op("eq", select(ref(c), int(5)), int(1))),
      property("far", "reachable", op("eq", select(ref(c), int(5)), int(9))),
    ] }, { maxStates: 100 });
    expect(statuses(found)).toEqual(["moves violated", "moved reached", "far undecided", "deadlock undecided"]);
  });
});

describe("a search that may stop when all is decided", () => {
  test("stops as soon as the properties named are", () => {
    expect(explore(counter(9), { stopWhenDecided: ["half"] })).toMatchObject({ stop: "decided", exhausted: false, distinct: 5 });
    expect(explore(counter(9), { stopWhenDecided: ["half", "never_full"] })).toMatchObject({ stop: "decided", distinct: 10, queue: 1 });
  });

  test("goes on while one of them is open", () => {
    expect(explore(counter(9), { stopWhenDecided: ["half", "in_range"] })).toMatchObject({ stop: "exhausted", exhausted: true });
  });

  test("deadlock may be named; decided by the last state, the search is exhausted", () => {
    expect(explore(counter(9), { stopWhenDecided: ["deadlock"] })).toMatchObject({ stop: "exhausted", exhausted: true });
    expect(explore(largeSet(), { stopWhenDecided: ["deadlock"] })).toMatchObject({ stop: "decided", exhausted: false });
  });
});

test("the same run gives the same result", () => {
  const [first, second] = [explore(largeSet()), explore(largeSet())];
  expect(first).toEqual(second);
});

test("a small model is answered at once", () => {
  explore(counter(3));
  const start = performance.now();
  explore(counter(3));
  expect(performance.now() - start).toBeLessThan(50);
});
