// SPDX-License-Identifier: Apache-2.0
// Reachable ranges: they must contain every leaf of every reachable state, whatever the model, and be narrow where
// a sort says too much.
import { describe, expect, test } from "vitest";
import { benchModel } from "../../bench/models/index.ts";
import { IntervalCode } from "../../src/check/ranges/interval-code.ts";
import { declaredRanges, reachableRanges, type Ranges } from "../../src/check/ranges/reachable.ts";
import { exploreJsStates } from "../../src/check/js/search.ts";
import { exploreStatesReference } from "../../src/check/reference.ts";
import type { Explored } from "../../src/check/result.ts";
import { exploreWasmStates, type WasmExplored } from "../../src/check/wasm/explore-wasm.ts";
import { literal } from "../../src/ir/build.ts";
import type { IrModel } from "../../src/ir/model.ts";
import type { WordOp } from "../../src/ir/words.ts";
import { WORD_VALUES } from "../../src/ir/words.ts";
import { BOOL, intSort, type Sort } from "../../src/ir/sorts.ts";
import type { Value } from "../../src/ir/values.ts";
import { EXAMPLES, loadExample } from "../support/examples.ts";
import { counter, mutex, splitEntry } from "../support/models.ts";
import { randomModel } from "../support/random-model.ts";

/** The scalars of a value, `undefined` for a set. */
function leaves(sort: Sort, value: Value): (number | undefined)[] {
  const parts = Array.isArray(value) ? (value as readonly Value[]) : [];
  switch (sort.kind) {
    case "bool": case "int": case "enum": return [Number(value)];
    case "record": return sort.fields.flatMap((field, i) => leaves(field.sort, parts[i] ?? false));
    case "array": return parts.flatMap((part) => leaves(sort.elem, part));
    case "set": return [undefined];
  }
}

const hasSet = (sort: Sort): boolean => sort.kind === "set" || (sort.kind === "array" && hasSet(sort.elem)) || (sort.kind === "record" && sort.fields.some((field) => hasSet(field.sort)));

/** The first leaf that is outside its range. */
function escaped(model: IrModel, ranges: Ranges, states: readonly (readonly Value[])[]): string | undefined {
  for (const state of states) {
    for (const [i, v] of model.vars.entries()) {
      // The leaves of a set are words; their ranges are those of the sort.
      if (hasSet(v.sort)) continue;
      for (const [j, leaf] of leaves(v.sort, state[i] ?? false).entries()) {
        const range = ranges[i]?.[j];
        if (leaf === undefined || range === undefined || leaf < range.lo || leaf > range.hi) return `${v.name} leaf ${j} is ${leaf ?? "?"}, not in ${range?.lo ?? "?"}..${range?.hi ?? "?"}`;
      }
    }
  }
  return undefined;
}

const bits = (ranges: Ranges): number => ranges.flat().reduce((sum, { lo, hi }) => sum + Math.ceil(Math.log2(hi - lo + 1)), 0);

describe("contain every reachable state", () => {
  test.each([["counter", counter(9)], ["mutex", mutex()], ["split entry", splitEntry()]] as const)("of %s", (_, model) => {
    expect(escaped(model, reachableRanges(model), exploreStatesReference(model).states)).toBeUndefined();
  });

  test("of random models", () => {
    let narrower = 0;
    for (let seed = 1; seed <= 120; seed += 1) {
      const model = randomModel(seed);
      const ranges = reachableRanges(model);
      const { states } = exploreJsStates(model, { maxStates: 1_000 });
      expect(escaped(model, ranges, states), `seed ${seed}`).toBeUndefined();
      if (bits(ranges) < bits(declaredRanges(model))) narrower += 1;
    }
    // Otherwise the test would say nothing.
    expect(narrower).toBeGreaterThan(20);
  });
});

describe("are narrow", () => {
  test("a counter that a guard does not stop has its whole sort", () => {
    expect(reachableRanges(counter(9))).toEqual([[{ lo: 0, hi: 9 }]]);
  });

  test("an agent has its own labels only", () => {
    const model = splitEntry();
    const at = (name: string): unknown => reachableRanges(model)[model.vars.findIndex((v) => v.name === name)];
    expect([at("rpc"), at("wpc")]).toEqual([[{ lo: 0, hi: 4 }], [{ lo: 2, hi: 4 }]]);
  });

  test("flags of agents that never set them cost nothing", () => {
    const model = benchModel("split", { V: 2, R: 5 });
    expect([bits(declaredRanges(model)), bits(reachableRanges(model))]).toEqual([96, 61]);
  });
});

/** The model beside a variable that nobody writes, too wide for one word: then states are packed by what is reachable. */
function withBallast(model: IrModel): IrModel {
  const sort = { kind: "array", index: intSort(0, 79), elem: BOOL } as const;
  const init = { ...model.init, values: [...model.init.values, { variable: "ballast_", value: literal(sort, Array.from({ length: 80 }, () => false)) }] };
  return { ...model, vars: [...model.vars, { name: "ballast_", sort, role: "shared", doc: "" }], init };
}

test("a search over states packed by them sees the same states", () => {
  const text = ({ states, result }: Explored | WasmExplored): string => JSON.stringify([result.distinct, result.generated, result.depth, result.properties, states]);
  let count = 0;
  for (let seed = 1; seed <= 60; seed += 1) {
    const model = withBallast(randomModel(seed));
    const found = exploreWasmStates(model, { maxStates: 500 });
    const expected = exploreJsStates(model, { maxStates: 500 });
    // An engine that cannot search the model is another matter.
    if (found === undefined || expected.result.stop !== "exhausted") continue;
    expect(text(found), `seed ${seed}`).toBe(text(expected));
    count += 1;
  }
  expect(count).toBeGreaterThan(20);
});

describe("intervals", () => {
  const small = [-2, -1, 0, 1, 2, 3, 5];
  const intervals = small.flatMap((lo) => small.filter((hi) => hi >= lo).map((hi) => ({ lo, hi })));
  const ops: readonly WordOp[] = ["add", "sub", "mul", "floorDiv", "floorMod", "and", "or", "xor", "andNot", "shl", "shr", "eq", "ne", "lt", "le", "gt", "ge"];

  test.each(ops)("%s contains all values", (op) => {
    const code = new IntervalCode();
    const missing: string[] = [];
    for (const a of intervals) for (const b of intervals) {
      const { lo, hi } = code[op](a, b);
      for (let x = a.lo; x <= a.hi; x += 1) for (let y = b.lo; y <= b.hi; y += 1) {
        const value = WORD_VALUES[op](x, y);
        const defined = (op !== "floorDiv" && op !== "floorMod") || y > 0;
        if (defined && (value < lo || value > hi)) missing.push(`${x} ${op} ${y} = ${value}, not in ${lo}..${hi}`);
      }
    }
    expect(missing).toEqual([]);
  });
});

test("of the first check of each example, and half of all are narrower", () => {
  const models = EXAMPLES.flatMap((path) => loadExample(path).checks.find(({ model }) => model !== undefined)?.model ?? []);
  let narrower = 0;
  for (const model of models) {
    const ranges = reachableRanges(model);
    expect(escaped(model, ranges, exploreJsStates(model, { maxStates: 1_000 }).states), model.name).toBeUndefined();
    if (bits(ranges) < bits(declaredRanges(model))) narrower += 1;
  }
  expect(narrower).toBeGreaterThan(models.length / 2);
});
