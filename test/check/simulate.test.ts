// SPDX-License-Identifier: Apache-2.0
// Random walks: what they find is real and the same on every run; what they do not find is never said to hold.
import { describe, expect, test } from "vitest";
import { explore } from "../../src/check/explore.ts";
import { search, type SearchPlan } from "../../src/check/search.ts";
import { distinctEstimate } from "../../src/check/simulate/distinct.ts";
import { randomOf } from "../../src/check/simulate/random.ts";
import { withoutDetours } from "../../src/check/simulate/shorten.ts";
import { initialStates, successors } from "../../src/check/reference.ts";
import type { State } from "../../src/check/result.ts";
import { bool, counter, counters, int, op, property, ref, select } from "../support/models.ts";
import { randomModel } from "../support/random-model.ts";
import { loadExample } from "../support/examples.ts";
import { comparable, traceProblem } from "./compare.ts";

const walks = (count: number, seed = 1): SearchPlan => ({ strategy: { kind: "random", seed, walks: count } });
const big = counters(6, 10);
const [c] = big.vars;
if (c === undefined) throw new Error("no variable");
const far = { ...big, properties: [
  property("near", "invariant", op("lt", select(ref(c), int(0)), int(2))),
  property("far", "reachable", op("eq", select(ref(c), int(5)), int(9))),
  property("true", "invariant", bool(true)),
] };

describe("random numbers", () => {
  test("are the same everywhere", () => {
    const random = randomOf(1, 0);
    expect(Array.from({ length: 8 }, () => random.below(1000))).toMatchInlineSnapshot(`
      [
        253,
        443,
        124,
        873,
        187,
        359,
        51,
        237,
      ]
    `);
  });

  test("differ between seeds, walks, and parts beyond 32 bits", () => {
    const first = (seed: number, walk: number): number => randomOf(seed, walk).below(2 ** 32);
    const all = [first(1, 0), first(2, 0), first(1, 1), first(1 + 2 ** 32, 0), first(1, 2 ** 32), first(0, 0), first(0, 1)];
    expect(new Set(all).size).toBe(all.length);
  });

  test("are spread evenly", () => {
    const counts = Array.from({ length: 10 }, () => 0);
    for (let walk = 0; walk < 100; walk += 1) {
      const random = randomOf(7, walk);
      for (let i = 0; i < 100; i += 1) {
        const drawn = random.below(10);
        counts[drawn] = (counts[drawn] ?? 0) + 1;
      }
    }
    // Ten thousand draws: 1000 each, standard deviation 30.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(180);
  });
});

test("the estimate of distinct states is within a few per cent", () => {
  for (const count of [0, 1, 10, 1000, 10_000, 200_000]) {
    const seen = distinctEstimate();
    for (let i = 0; i < count; i += 1) seen.add(Int32Array.of(i % 977, i));
    for (let i = 0; i < count; i += 3) seen.add(Int32Array.of(i % 977, i));
    expect(Math.abs(seen.estimate() - count)).toBeLessThanOrEqual(0.06 * count);
  }
});

describe("a simulation", () => {
  test("finds what is there, by a shortest trace where that is quickly known", () => {
    const result = search(far, walks(50));
    expect(result).toMatchObject({ stop: "simulated", exhausted: false, walked: { seed: 1, walks: 50 } });
    const [near, reached, held] = result.properties;
    expect(near).toMatchObject({ status: "violated" });
    expect(near?.shortest).toBeUndefined();
    expect(near?.trace?.states).toHaveLength(3);
    expect(reached).toMatchObject({ status: "reached" });
    expect(held).toEqual({ name: "true", status: "undecided", vacuous: false });
    for (const one of result.properties) if (one.trace !== undefined) expect(traceProblem(far, one)).toBeUndefined();
  });

  test("says so when the trace may be longer than needed", () => {
    const result = search(far, { ...walks(50), maxStates: 10 });
    const reached = result.properties.find(({ name }) => name === "far");
    expect(reached).toMatchObject({ status: "reached", shortest: false });
    expect(reached?.trace && traceProblem(far, reached)).toBeUndefined();
  });

  test("never says that anything holds, even when it came by every state", () => {
    const small = counter(9);
    const result = search(small, walks(200));
    expect(explore(small).distinct).toBe(10);
    expect(result).toMatchObject({ exhausted: false, distinct: 10 });
    expect(result.properties.map(({ status }) => status)).not.toContain("holds");
    expect(result.properties.map(({ status }) => status)).not.toContain("unreached");
  });

  test("is the same for a seed, and another for another", () => {
    expect(search(far, walks(20))).toEqual(search(far, walks(20)));
    const [one, two] = [search(far, { ...walks(20, 1), maxStates: 10 }), search(far, { ...walks(20, 2), maxStates: 10 })];
    expect(comparable(one)).not.toBe(comparable(two));
  });

  test("goes no further than the bound on depth", () => {
    const result = search(far, { ...walks(500), maxDepth: 9 });
    expect(result.depth).toBe(9);
    // Nine steps from the start: ten states.
    expect(result.properties.find(({ name }) => name === "far")?.status).toBe("undecided");
  });

  test("stops at the first violation, at the time, and when it is told to", () => {
    expect(search(far, { ...walks(1e6), stopWhenAny: ["near"] })).toMatchObject({ stop: "decided" });
    expect(search(counter(9), { ...walks(1e6), stopWhenDecided: ["half"] })).toMatchObject({ stop: "decided" });
    let clock = 0;
    expect(search(far, { strategy: { kind: "random", seed: 1 }, now: () => (clock += 1), maxMillis: 20 })).toMatchObject({ stop: "time" });
    expect(search(far, { strategy: { kind: "random", seed: 1 }, onProgress: () => false })).toMatchObject({ stop: "interrupted" });
  });

  test("ends by itself when all is decided", () => {
    const all = counter(9);
    const decidable = { ...all, properties: all.properties.filter(({ name }) => name === "half" || name === "never_full") };
    expect(search(decidable, { strategy: { kind: "random", seed: 1 } }).stop).toBe("decided");
  });

  test("agrees with the search of all states on examples and random models", () => {
    const examples = [...loadExample("examples/x86/pae-gup.ptespec").checks, ...loadExample("examples/generic/norecency.ptespec").checks];
    const models = [...examples.flatMap(({ model }) => (model === undefined ? [] : [model])), ...Array.from({ length: 15 }, (_, seed) => randomModel(seed))];
    let found = 0;
    for (const model of models) {
      const [all, some] = [explore(model), search(model, { ...walks(50), maxDepth: 40 })];
      some.properties.forEach((one, i) => {
        if (one.status === "undecided") return;
        found += 1;
        expect(one.status).toBe(all.properties[i]?.status);
        expect(traceProblem(model, one)).toBeUndefined();
        if (one.shortest === undefined) expect(one.trace?.states.length).toBe(all.properties[i]?.trace?.states.length);
      });
    }
    expect(found).toBeGreaterThan(15);
  });
});

test("short cuts: a walk around comes out straight", () => {
  // Up one counter and another in turn: with six counters the path to a state may wander, but never repeats.
  const start = [...initialStates(big)][0] as State;
  const next = (state: State, index: number): State => [...successors(big, state)][index]?.state ?? state;
  const path = [start, next(start, 0), next(next(start, 0), 1), next(next(start, 0), 0)];
  // The last one follows the second, so the third is a detour; the path as such is no run.
  expect(withoutDetours(big, [path[0], path[1], path[3]] as State[]).trace.states).toHaveLength(3);
  expect(withoutDetours(big, [path[0], path[1], path[0], path[1], path[3]] as State[]).trace.states).toEqual([path[0], path[1], path[3]]);
});
