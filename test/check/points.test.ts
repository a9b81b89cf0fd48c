// SPDX-License-Identifier: Apache-2.0
// Guards that a piece of the state has one value: engines look at the piece once and dispatch on it, which is right only
// where its leaves mean the same on both sides. Bits of a set mean nothing without its sort.
import { describe, expect, test } from "vitest";
import { exploreJs } from "../../src/check/js/search.ts";
import { exploreReference } from "../../src/check/reference.ts";
import { exploreWasm } from "../../src/check/wasm/explore-wasm.ts";
import type { IrExpr, IrModel } from "../../src/ir/model.ts";
import { BOOL, intSort, type ArraySort, type RecordSort, type SetSort, type Sort } from "../../src/ir/sorts.ts";
import { bool, eq, int, model, op, property, ref, set, step, variable } from "../support/models.ts";
import { comparable } from "./compare.ts";

/** Sets within 0..3; a literal of one has the sort of just its elements. */
const SETS: SetSort = { kind: "set", elem: intSort(0, 3) };
const just = (...values: readonly number[]): IrExpr => {
  return { kind: "set", sort: { kind: "set", elem: intSort(Math.min(...values), Math.max(...values)) }, elements: values.map(int) };
};

/** A variable that is `first` for ever, and steps that are taken when it is one of `others`, which it is not. */
function waiting(sort: Sort, first: IrExpr, others: readonly IrExpr[]): IrModel {
  const [s, b] = [variable("s", sort), variable("b", BOOL)];
  return model({
    name: "Waiting", vars: [s, b], initially: [first, bool(false)], checkDeadlock: false,
    processes: [{ name: "Hardware", kind: "hardware", agents: [], labels: [], title: "hardware", doc: "" }],
    steps: others.map((other, i) => step({ name: `Go${i}`, process: "Hardware", guards: [eq(ref(s), other)], updates: [set(b, bool(true))] })),
    properties: [property("never", "invariant", op("not", ref(b)))],
  });
}

const RECORDS: RecordSort = { kind: "record", name: "R", fields: [{ name: "f", sort: SETS }] };
const ARRAYS: ArraySort = { kind: "array", index: intSort(0, 0), elem: SETS };
const record = (value: IrExpr): IrExpr => ({ kind: "record", sort: { ...RECORDS, fields: [{ name: "f", sort: value.sort }] }, values: [value] });
const array = (value: IrExpr): IrExpr => ({ kind: "array", sort: { ...ARRAYS, elem: value.sort }, name: "k", body: value });

describe.each([
  ["a set", SETS, (value: IrExpr) => value], ["a record of a set", RECORDS, record], ["an array of a set", ARRAYS, array],
] as const)("%s is compared by its elements, not by bits of another sort", (_, sort, wrapped) => {
  // {0} of 0..3 and {2} of 2..2 are both the bit 1; {1} of 0..3 and {2, 3} of 2..3 are not equal either.
  const one = waiting(sort, wrapped(just(0)), [just(2)].map(wrapped));
  const several = waiting(sort, wrapped(just(0, 1)), [just(2), just(3), just(2, 3), just(1, 2)].map(wrapped));
  const taken = waiting(sort, wrapped(just(0, 2)), [just(2), just(0, 2)].map(wrapped));

  test.each([["one step", one, "holds"], ["several steps", several, "holds"], ["one that is taken", taken, "violated"]] as const)("%s", (_name, waits, status) => {
    const expected = exploreReference(waits);
    expect(expected.properties[0]?.status).toBe(status);
    for (const search of [exploreJs, exploreWasm]) {
      const result = search(waits);
      expect(result && comparable(result)).toBe(comparable(expected));
    }
  });
});
