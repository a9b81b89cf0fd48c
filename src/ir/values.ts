// SPDX-License-Identifier: Apache-2.0
// Values as data, for traces, the reference interpreter and JSON. The compiled checker does not use
// them while searching.
import { unreachable } from "../base/unreachable.ts";
import type { Sort } from "./sorts.ts";

/**
 * bool -> boolean; int -> number; enum -> the index in its universe (number); record -> values in field
 * order; array -> values in index order; set -> its elements in the order of the element sort, no duplicates.
 */
export type Value = boolean | number | readonly Value[];

/** The value every variable of this sort has while it is dead: the first of the sort. */
export function defaultValue(sort: Sort): Value {
  switch (sort.kind) {
    case "bool":
      return false;
    case "int":
    case "enum":
      return sort.lo;
    case "record":
      return sort.fields.map((field) => defaultValue(field.sort));
    case "array":
      return Array.from({ length: sort.index.hi - sort.index.lo + 1 }, () => defaultValue(sort.elem));
    case "set":
      return [];
    default:
      return unreachable(sort);
  }
}

export function sameValue(a: Value, b: Value): boolean {
  if (typeof a !== "object" || typeof b !== "object") return a === b;
  return a.length === b.length && a.every((item, i) => {
    const other = b[i];
    return other !== undefined && sameValue(item, other);
  });
}

/** Every value of a sort, in order. Only for sorts that are known to be small. */
export function* valuesOf(sort: Sort): Generator<Value> {
  switch (sort.kind) {
    case "bool":
      yield false;
      yield true;
      return;
    case "int":
    case "enum":
      for (let v = sort.lo; v <= sort.hi; v += 1) yield v;
      return;
    case "record":
      yield* tuples(sort.fields.map((field) => field.sort));
      return;
    case "array":
      yield* tuples(Array.from({ length: sort.index.hi - sort.index.lo + 1 }, () => sort.elem));
      return;
    case "set": {
      const elements = [...valuesOf(sort.elem)];
      for (let mask = 0; mask < 2 ** elements.length; mask += 1) {
        yield elements.filter((_, i) => Math.floor(mask / 2 ** i) % 2 === 1);
      }
      return;
    }
    default:
      unreachable(sort);
  }
}

/** The first component varies slowest. */
function* tuples(sorts: readonly Sort[]): Generator<readonly Value[]> {
  const [first, ...rest] = sorts;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const head of valuesOf(first)) for (const tail of tuples(rest)) yield [head, ...tail];
}
