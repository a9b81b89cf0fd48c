// SPDX-License-Identifier: Apache-2.0
// The finite sorts of the intermediate representation. Every sort has a known, finite number of
// values; both back ends read sorts from here and know no others.
import { InternalError, required, unreachable } from "../base/unreachable.ts";

/**
 * The named values of an enumeration or domain, in order. Values are represented by their index in
 * `members`. A symmetric universe (a domain) has interchangeable members; an optional value such as
 * `none` or `nobody` is member 0 and is not interchangeable (`fixed` counts such leading members).
 */
export interface Universe {
  readonly name: string;
  readonly members: readonly string[];
  readonly symmetric: boolean;
  readonly fixed: number;
}

export interface BoolSort {
  readonly kind: "bool";
}
/** Integers `lo..hi`, both included. */
export interface IntSort {
  readonly kind: "int";
  readonly lo: number;
  readonly hi: number;
}
/** Members `lo..hi` (indices, both included) of a universe. Sorts over one universe are compatible. */
export interface EnumSort {
  readonly kind: "enum";
  readonly universe: Universe;
  readonly lo: number;
  readonly hi: number;
}
export interface RecordField {
  readonly name: string;
  readonly sort: Sort;
}
/** A value with named fields: a page-table entry, one of its words, or a plain record. */
export interface RecordSort {
  readonly kind: "record";
  readonly name: string;
  readonly fields: readonly RecordField[];
  /** One word of an entry, which is not all of it. Only reports ask. */
  readonly word?: true;
}
/** A total function from a scalar index sort to `elem`. */
export interface ArraySort {
  readonly kind: "array";
  readonly index: IntSort | EnumSort;
  readonly elem: Sort;
}
/** Any subset of the values of `elem` (which contains no array or set). */
export interface SetSort {
  readonly kind: "set";
  readonly elem: Sort;
}
export type ScalarSort = BoolSort | IntSort | EnumSort;
export type Sort = ScalarSort | RecordSort | ArraySort | SetSort;

export const BOOL: BoolSort = { kind: "bool" };
export const intSort = (lo: number, hi: number): IntSort => ({ kind: "int", lo, hi });
/** The whole universe as a sort. */
export const enumSort = (universe: Universe): EnumSort => ({
  kind: "enum", universe, lo: 0, hi: universe.members.length - 1,
});
export const isScalar = (sort: Sort): sort is ScalarSort =>
  sort.kind === "bool" || sort.kind === "int" || sort.kind === "enum";

/** Number of values of a scalar sort. */
export function scalarSize(sort: ScalarSort): number {
  return sort.kind === "bool" ? 2 : sort.hi - sort.lo + 1;
}

/** Number of values of any sort; Infinity when beyond the range of a double. */
export function cardinality(sort: Sort): number {
  switch (sort.kind) {
    case "bool":
    case "int":
    case "enum":
      return scalarSize(sort);
    case "record":
      return sort.fields.reduce((product, field) => product * cardinality(field.sort), 1);
    case "array":
      return cardinality(sort.elem) ** scalarSize(sort.index);
    case "set":
      return 2 ** cardinality(sort.elem);
    default:
      return unreachable(sort);
  }
}

/** Structural equality, ranges included. */
export function sameSort(a: Sort, b: Sort): boolean {
  return a === b || (contains(a, b) && contains(b, a));
}

/** May a value of `a` be compared with, or (range permitting) stored as, a `b`? Ranges are ignored. */
export function compatible(a: Sort, b: Sort): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case "bool":
    case "int":
      return a.kind === b.kind;
    case "enum":
      return b.kind === "enum" && a.universe.name === b.universe.name;
    case "record":
      return b.kind === "record" && a.name === b.name && a.fields.length === b.fields.length &&
        a.fields.every((field, i) => {
          const other = b.fields[i];
          return other !== undefined && other.name === field.name && compatible(field.sort, other.sort);
        });
    case "array":
      return b.kind === "array" && sameSort(a.index, b.index) && compatible(a.elem, b.elem);
    case "set":
      return b.kind === "set" && compatible(a.elem, b.elem);
    default:
      return unreachable(a);
  }
}

/** Does every value of `inner` belong to `outer`? */
export function contains(outer: Sort, inner: Sort): boolean {
  if (outer === inner) return true;
  if (!compatible(outer, inner)) return false;
  switch (outer.kind) {
    case "bool":
      return true;
    case "int":
      return inner.kind === "int" && outer.lo <= inner.lo && inner.hi <= outer.hi;
    case "enum":
      return inner.kind === "enum" && outer.lo <= inner.lo && inner.hi <= outer.hi;
    case "record":
      return inner.kind === "record" && outer.fields.every((field, i) => {
        const other = inner.fields[i];
        return other !== undefined && contains(field.sort, other.sort);
      });
    case "array":
      return inner.kind === "array" && contains(outer.elem, inner.elem);
    case "set":
      return inner.kind === "set" && contains(outer.elem, inner.elem);
    default:
      return unreachable(outer);
  }
}

const withElem = <S extends ArraySort | SetSort>(sort: S, elem: Sort): S => (elem === sort.elem ? sort : { ...sort, elem });

/** The least sort with every value of `a` and of `b`; `a` itself where that is it. @throws InternalError when they are not compatible. */
export function hull(a: Sort, b: Sort): Sort {
  if (a === b) return a;
  switch (a.kind) {
    case "bool":
      return a;
    case "int":
    case "enum":
      if (b.kind !== a.kind) break;
      if (a.lo <= b.lo && b.hi <= a.hi) return a;
      return { ...a, lo: Math.min(a.lo, b.lo), hi: Math.max(a.hi, b.hi) };
    case "record": {
      if (b.kind !== "record") break;
      const fields = a.fields.map((field, i) => ({ name: field.name, sort: hull(field.sort, required(b.fields[i], field.name).sort) }));
      return fields.every(({ sort }, i) => sort === a.fields[i]?.sort) ? a : { ...a, fields };
    }
    case "array":
      if (b.kind !== "array") break;
      return withElem(a, hull(a.elem, b.elem));
    case "set":
      if (b.kind !== "set") break;
      return withElem(a, hull(a.elem, b.elem));
    default:
      return unreachable(a);
  }
  throw new InternalError(`${a.kind} and ${b.kind} have no common sort`);
}

/** A sort in the words of the language, for messages. */
export function describeSort(sort: Sort): string {
  switch (sort.kind) {
    case "bool":
      return "bool";
    case "int":
      return `${sort.lo}..${sort.hi}`;
    case "enum": {
      const { name, members } = sort.universe;
      if (sort.lo === 0 && sort.hi === members.length - 1) return name;
      return `${name}[${members.slice(sort.lo, sort.hi + 1).join(", ")}]`;
    }
    case "record":
      return sort.name;
    case "array":
      return `${describeSort(sort.elem)}[${describeSort(sort.index)}]`;
    case "set":
      return `set of ${describeSort(sort.elem)}`;
    default:
      return unreachable(sort);
  }
}
