// SPDX-License-Identifier: Apache-2.0
// Flattened values in compiled code: a sort and one operand per leaf; conversions between compatible sorts,
// which matter for sets only, whose bits are numbered by the element sort.
import { InternalError, required } from "../../base/unreachable.ts";
import { contains, scalarSize, type RecordSort, type ScalarSort, type Sort } from "../../ir/sorts.ts";
import { valuesOf } from "../../ir/values.ts";
import { leafCount, leafRanges, SET_WORD, setSize } from "../layout.ts";
import { choose, disjoin, junction, type Code } from "./code.ts";

/** A value in compiled code. `sort` contains whatever the leaves can be. */
export interface Flat<T> {
  readonly sort: Sort;
  readonly leaves: readonly T[];
}

/** One scalar. */
export const scalar = <T>(sort: Sort, leaf: T): Flat<T> => ({ sort, leaves: [leaf] });

/** The only leaf of a scalar or of a one-word set. */
export function only<T>(flat: Flat<T>): T {
  if (flat.leaves.length !== 1) throw new InternalError(`${flat.sort.kind} has ${flat.leaves.length} leaves`);
  return required(flat.leaves[0], "a leaf");
}

/** A scalar constant; its sort has just this value. */
export function literal<T>(code: Code<T>, sort: ScalarSort, value: number): Flat<T> {
  return scalar(sort.kind === "bool" ? sort : { ...sort, lo: value, hi: value }, code.number(value));
}

/** `flat` with every leaf held. */
export const held = <T>(code: Code<T>, flat: Flat<T>): Flat<T> => ({ ...flat, leaves: flat.leaves.map((leaf) => code.hold(leaf)) });

/** Where the leaves of a field begin, and how many there are. */
export function fieldSlice(sort: RecordSort, name: string): { readonly from: number; readonly to: number; readonly index: number } {
  const index = sort.fields.findIndex((field) => field.name === name);
  if (index < 0) throw new InternalError(`no field ${name} in ${sort.name}`);
  const from = sort.fields.slice(0, index).reduce((sum, field) => sum + leafCount(field.sort), 0);
  return { index, from, to: from + leafCount(required(sort.fields[index], name).sort) };
}

/**
 * The same value laid out as `sort`. Values of `flat` that are not in `sort` lose set elements; `lost`, if
 * given, gets for each place where that may happen a 0/1 operand that says whether it did.
 */
export function convert<T>(code: Code<T>, flat: Flat<T>, sort: Sort, lost?: (test: T) => void): Flat<T> {
  if (flat.sort === sort) return flat;
  return { sort, leaves: convertLeaves(code, flat.sort, sort, flat.leaves, lost) };
}

function convertLeaves<T>(code: Code<T>, from: Sort, to: Sort, leaves: readonly T[], lost?: (test: T) => void): readonly T[] {
  if (from === to) return leaves;
  if (lost === undefined && contains(from, to) && contains(to, from)) return leaves;
  switch (from.kind) {
    case "bool":
      return leaves;
    case "int":
    case "enum": {
      if (lost === undefined || contains(to, from)) return leaves;
      const leaf = code.hold(required(leaves[0], "a leaf"));
      const range = required(leafRanges(to)[0], "a range");
      lost(code.or(code.lt(leaf, code.number(range.lo)), code.gt(leaf, code.number(range.hi))));
      return [leaf];
    }
    case "record": {
      if (to.kind !== "record") break;
      let at = 0;
      return from.fields.flatMap((field, i) => {
        const start = at;
        at += leafCount(field.sort);
        return convertLeaves(code, field.sort, required(to.fields[i], field.name).sort, leaves.slice(start, at), lost);
      });
    }
    case "array": {
      if (to.kind !== "array") break;
      const { elem } = to;
      const width = leafCount(from.elem);
      return Array.from({ length: scalarSize(from.index) }, (_, i) => {
        return convertLeaves(code, from.elem, elem, leaves.slice(i * width, (i + 1) * width), lost);
      }).flat();
    }
    case "set":
      if (to.kind !== "set") break;
      return renumber(code, from.elem, to.elem, leaves, lost);
    default:
      break;
  }
  throw new InternalError(`${from.kind} is not ${to.kind}`);
}

/** Moves the bits of a set to the numbering of another element sort. */
function renumber<T>(code: Code<T>, from: Sort, to: Sort, leaves: readonly T[], lost?: (test: T) => void): readonly T[] {
  if (contains(from, to) && contains(to, from)) return leaves;
  const words = leaves.map((leaf) => code.hold(leaf));
  const places = new Map([...valuesOf(to)].map((value, i) => [JSON.stringify(value), i]));
  const result: T[][] = Array.from({ length: Math.ceil(setSize(to) / SET_WORD) }, () => []);
  const dropped: T[] = [];
  [...valuesOf(from)].forEach((value, i) => {
    const word = required(words[Math.floor(i / SET_WORD)], "a set word");
    const bit = code.and(code.shr(word, code.number(i % SET_WORD)), code.number(1));
    const place = places.get(JSON.stringify(value));
    if (place === undefined) dropped.push(bit);
    else result[Math.floor(place / SET_WORD)]?.push(code.shl(bit, code.number(place % SET_WORD)));
  });
  if (lost && dropped.length > 0) lost(junction(code, "or", dropped));
  return result.map((bits) => disjoin(code, bits));
}

/** The number of an element in its set's sort, and a 0/1 operand that says whether it is in the sort at all. */
export function elementNumber<T>(code: Code<T>, element: Flat<T>, elem: Sort): { readonly index: T; readonly inside: T } {
  const possible = leafRanges(element.sort);
  const tests: T[] = [];
  let index = code.number(0);
  leafRanges(elem).forEach((range, i) => {
    const leaf = code.hold(required(element.leaves[i], "a leaf"));
    const known = possible[i];
    if (known === undefined || known.lo < range.lo || known.hi > range.hi) {
      tests.push(code.and(code.ge(leaf, code.number(range.lo)), code.le(leaf, code.number(range.hi))));
    }
    const digit = code.sub(leaf, code.number(range.lo));
    index = code.add(code.mul(index, code.number(range.hi - range.lo + 1)), digit);
  });
  return { index, inside: junction(code, "and", tests) };
}

/** The word of a set that holds the bit `index`, and the bit's place in it. */
export function locate<T>(code: Code<T>, set: Flat<T>, index: T): { readonly word: T; readonly bit: T } {
  if (set.leaves.length === 1) return { word: only(set), bit: index };
  const number = code.hold(index);
  const size = code.number(SET_WORD);
  const where = code.hold(code.floorDiv(number, size));
  const known = code.known(where);
  const word = known === undefined ? choose(code, where, 0, set.leaves) : (set.leaves[known] ?? code.number(0));
  return { word, bit: code.floorMod(number, size) };
}

/** Loops over all values of a sort, in order; `body` gets the value. */
export function eachValue<T>(code: Code<T>, sort: Sort, body: (flat: Flat<T>) => void): void {
  loops(code, digits(sort), [], (leaves) => body({ sort, leaves }));
}

/** Ranges of counters from the slowest to the fastest, with the leaf each counts. */
function digits(sort: Sort): readonly { readonly lo: number; readonly hi: number; readonly leaf: number }[] {
  const ranges = leafRanges(sort).map((range, leaf) => ({ ...range, leaf }));
  const groups: (typeof ranges)[] = [];
  let at = 0;
  const walk = (inner: Sort): void => {
    if (inner.kind === "record") inner.fields.forEach((field) => walk(field.sort));
    else if (inner.kind === "array") for (let i = 0; i < scalarSize(inner.index); i += 1) walk(inner.elem);
    else {
      const count = leafCount(inner);
      // Sets are enumerated by their bit vector: the last word varies slowest.
      groups.push(ranges.slice(at, at + count).reverse());
      at += count;
    }
  };
  walk(sort);
  return groups.flat();
}

function loops<T>(code: Code<T>, ranges: ReturnType<typeof digits>, leaves: readonly T[], body: (leaves: readonly T[]) => void): void {
  const [first, ...rest] = ranges;
  if (first === undefined) return body(leaves);
  code.each(first.lo, first.hi, (counter) => {
    const next = [...leaves];
    next[first.leaf] = counter;
    loops(code, rest, next, body);
  });
}
