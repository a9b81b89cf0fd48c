// SPDX-License-Identifier: Apache-2.0
// How values become bits. Every value is flattened into leaves, one small integer each (a set is one leaf
// per 30 elements); a state packs the leaves of its variables into 32-bit words, each leaf with exactly the
// bits of its range. Packing is one to one: two states are equal exactly when their words are.
import { InternalError, required, unreachable } from "../base/unreachable.ts";
import type { IrModel } from "../ir/model.ts";
import { cardinality, scalarSize, type Sort } from "../ir/sorts.ts";
import { valuesOf, type Value } from "../ir/values.ts";
import type { State } from "./result.ts";

/** Elements of a set that share a word: bit operations of JavaScript stay non-negative. */
export const SET_WORD = 30;

/** The values of a leaf: `lo..hi`, both included. Booleans are 0..1. */
export interface LeafRange {
  readonly lo: number;
  readonly hi: number;
}

/** Where a leaf lives in a packed state. Its value is `(word >>> shift & (2^bits - 1)) + lo`. */
export interface PackedLeaf extends LeafRange {
  readonly word: number;
  readonly shift: number;
  readonly bits: number;
}

/** The packed form of a model's states. */
export interface Layout {
  /** 32-bit words of a state. */
  readonly words: number;
  /** For each variable of the model, in order, its leaves. */
  readonly vars: readonly (readonly PackedLeaf[])[];
}

/** A bit of word 0 that is set in every packed state, so that a zero word marks a free slot of a table. */
export const OCCUPIED = 0x80000000 | 0;

/** The leaves of a sort, in the order of its values' parts. */
export function leafRanges(sort: Sort): readonly LeafRange[] {
  switch (sort.kind) {
    case "bool":
      return [{ lo: 0, hi: 1 }];
    case "int":
    case "enum":
      return [{ lo: sort.lo, hi: sort.hi }];
    case "record":
      return sort.fields.flatMap((field) => leafRanges(field.sort));
    case "array": {
      const elem = leafRanges(sort.elem);
      return Array.from({ length: scalarSize(sort.index) }, () => elem).flat();
    }
    case "set": {
      const size = setSize(sort.elem);
      return Array.from({ length: Math.ceil(size / SET_WORD) }, (_, word) => ({
        lo: 0, hi: 2 ** Math.min(SET_WORD, size - word * SET_WORD) - 1,
      }));
    }
    default:
      return unreachable(sort);
  }
}

/** Number of leaves of a sort. */
export function leafCount(sort: Sort): number {
  switch (sort.kind) {
    case "bool":
    case "int":
    case "enum":
      return 1;
    case "record":
      return sort.fields.reduce((sum, field) => sum + leafCount(field.sort), 0);
    case "array":
      return scalarSize(sort.index) * leafCount(sort.elem);
    case "set":
      return Math.ceil(setSize(sort.elem) / SET_WORD);
    default:
      return unreachable(sort);
  }
}

/** Number of values an element of a set may have. @throws InternalError when no bit vector could hold the set. */
export function setSize(elem: Sort): number {
  const size = cardinality(elem);
  if (size > 1 << 20) throw new InternalError(`a set over ${size} values is too large to check`);
  return size;
}

/** Lays the variables out: each leaf goes into the first word that has room. */
export function packLayout(model: IrModel): Layout {
  const room = [31]; // bit 31 of word 0 is OCCUPIED
  const place = (range: LeafRange): PackedLeaf => {
    const bits = Math.ceil(Math.log2(range.hi - range.lo + 1));
    if (!(bits <= 31)) throw new InternalError(`a range of ${range.lo}..${range.hi} does not fit a word`);
    let word = room.findIndex((free) => free >= bits);
    if (word < 0) word = room.push(32) - 1;
    const free = required(room[word], "a word");
    room[word] = free - bits;
    return { ...range, word, shift: (word === 0 ? 31 : 32) - free, bits };
  };
  const vars = model.vars.map((v) => leafRanges(v.sort).map(place));
  return { words: room.length, vars };
}

/** The state that `words[base..]` packs. */
export function unpackState(model: IrModel, layout: Layout, words: Int32Array, base: number): State {
  return stateOfLeaves(model, layout.vars, ({ word, shift, bits, lo }) => {
    return ((required(words[base + word], "a word") >>> shift) & (2 ** bits - 1)) + lo;
  });
}

/** The state whose leaves have the values that `read` gives. */
export function stateOfLeaves(model: IrModel, vars: Layout["vars"], read: (leaf: PackedLeaf) => number): State {
  return model.vars.map((v, i) => valueOfLeaves(v.sort, required(vars[i], v.name).map(read)[Symbol.iterator]()));
}

const elements = new WeakMap<Sort, readonly Value[]>();

/** The values of a set's element sort, listed once. */
function elementsOf(sort: Sort): readonly Value[] {
  const known = elements.get(sort) ?? [...valuesOf(sort)];
  elements.set(sort, known);
  return known;
}

function valueOfLeaves(sort: Sort, leaves: Iterator<number>): Value {
  const take = (): number => {
    const next = leaves.next();
    if (next.done === true) throw new InternalError("too few leaves");
    return next.value;
  };
  switch (sort.kind) {
    case "bool":
      return take() !== 0;
    case "int":
    case "enum":
      return take();
    case "record":
      return sort.fields.map((field) => valueOfLeaves(field.sort, leaves));
    case "array":
      return Array.from({ length: scalarSize(sort.index) }, () => valueOfLeaves(sort.elem, leaves));
    case "set": {
      const words = Array.from({ length: leafCount(sort) }, take);
      return elementsOf(sort.elem).filter((_, i) => {
        return ((required(words[Math.floor(i / SET_WORD)], "a word") >>> (i % SET_WORD)) & 1) === 1;
      });
    }
    default:
      return unreachable(sort);
  }
}
