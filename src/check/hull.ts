// SPDX-License-Identifier: Apache-2.0
// The least sort that contains two compatible ones. The compiler of expressions tracks the range of every
// value with it, to know where two sets number their elements alike and where a store needs no range check.
import { InternalError, required, unreachable } from "../base/unreachable.ts";
import type { Sort } from "../ir/sorts.ts";

/** The least sort with every value of `a` and of `b`. @throws InternalError when they are not compatible. */
export function hull(a: Sort, b: Sort): Sort {
  if (a === b) return a;
  switch (a.kind) {
    case "bool":
      return a;
    case "int":
    case "enum":
      if (b.kind !== a.kind) break;
      return { ...a, lo: Math.min(a.lo, b.lo), hi: Math.max(a.hi, b.hi) };
    case "record":
      if (b.kind !== "record") break;
      return {
        ...a,
        fields: a.fields.map((field, i) => ({ name: field.name, sort: hull(field.sort, required(b.fields[i], field.name).sort) })),
      };
    case "array":
      if (b.kind !== "array") break;
      return { ...a, elem: hull(a.elem, b.elem) };
    case "set":
      if (b.kind !== "set") break;
      return { ...a, elem: hull(a.elem, b.elem) };
    default:
      return unreachable(a);
  }
  throw new InternalError(`${a.kind} and ${b.kind} have no common sort`);
}
