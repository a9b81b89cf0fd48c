// SPDX-License-Identifier: Apache-2.0
// What a permutation of interchangeable names does to the leaves of a state: it moves the elements of arrays
// that are indexed by them, and renames the values and set members that are names. Leaves are numbered as in
// layout.ts: variable by variable, in the order of their parts.
import { InternalError, required, unreachable } from "../../base/unreachable.ts";
import type { IrModel } from "../../ir/model.ts";
import { scalarSize, type EnumSort, type Sort, type Universe } from "../../ir/sorts.ts";
import { valuesOf, type Value } from "../../ir/values.ts";
import { leafCount, SET_WORD } from "../layout.ts";

/** Members of a universe, any permutation of which is an automorphism of the model. */
export interface NameSet {
  readonly universe: Universe;
  readonly members: readonly number[];
}

/** Where each member of a universe goes; members that are not mentioned stay. */
export interface Renaming {
  readonly universe: string;
  readonly to: ReadonlyMap<number, number>;
}

/** The new value of a leaf is that of leaf `from`, renamed. */
export interface LeafMove {
  readonly from: number;
  /** New value by old value, for a leaf that is a name. */
  readonly names?: ReadonlyMap<number, number>;
  /** For a word of a set: bit i comes from bit `bits[i]` of the leaves from `from` on, 30 to a leaf. */
  readonly bits?: readonly number[];
}

/** One move per leaf of the state. */
export function leafMoves(model: IrModel, renaming: Renaming): readonly LeafMove[] {
  let base = 0;
  return model.vars.flatMap(({ sort }) => {
    const moves = movesOf(sort, base, renaming);
    base += leafCount(sort);
    return moves;
  });
}

function movesOf(sort: Sort, base: number, renaming: Renaming): readonly LeafMove[] {
  switch (sort.kind) {
    case "bool":
    case "int":
      return [{ from: base }];
    case "enum":
      return [sort.universe.name === renaming.universe ? { from: base, names: renaming.to } : { from: base }];
    case "record": {
      let at = base;
      return sort.fields.flatMap((field) => {
        const moves = movesOf(field.sort, at, renaming);
        at += leafCount(field.sort);
        return moves;
      });
    }
    case "array": {
      const back = new Map([...renaming.to].map(([from, to]) => [to, from]));
      const { index, elem } = sort;
      const moved = index.kind === "enum" && index.universe.name === renaming.universe;
      return Array.from({ length: scalarSize(index) }, (_, i) => {
        const source = moved ? (back.get(index.lo + i) ?? index.lo + i) - index.lo : i;
        return movesOf(elem, base + source * leafCount(elem), renaming);
      }).flat();
    }
    case "set":
      return setMoves(sort.elem, base, renaming);
    default:
      return unreachable(sort);
  }
}

function setMoves(elem: Sort, base: number, renaming: Renaming): readonly LeafMove[] {
  const words = leafCount({ kind: "set", elem });
  if (!mentionsUniverse(elem, renaming.universe)) return Array.from({ length: words }, (_, i) => ({ from: base + i }));
  const elements = [...valuesOf(elem)];
  const place = new Map(elements.map((value, i) => [JSON.stringify(value), i]));
  const sources = elements.map(() => 0);
  elements.forEach((value, i) => {
    sources[required(place.get(JSON.stringify(renamed(elem, value, renaming))), "a renamed element")] = i;
  });
  return Array.from({ length: words }, (_, word) => ({ from: base, bits: sources.slice(word * SET_WORD, (word + 1) * SET_WORD) }));
}

/** A value with its names changed. */
export function renamed(sort: Sort, value: Value, renaming: Renaming): Value {
  switch (sort.kind) {
    case "bool":
    case "int":
      return value;
    case "enum":
      return sort.universe.name === renaming.universe && typeof value === "number" ? renaming.to.get(value) ?? value : value;
    case "record":
      return parts(value).map((part, i) => renamed(required(sort.fields[i], "a field").sort, part, renaming));
    case "array":
    case "set":
      throw new InternalError(`an element of a set is no ${sort.kind}`);
    default:
      return unreachable(sort);
  }
}

const parts = (value: Value): readonly Value[] => (typeof value === "object" ? value : []);

/** Does a value of `sort` hold names of the universe, or is it indexed by them? */
export function mentionsUniverse(sort: Sort, universe: string): boolean {
  switch (sort.kind) {
    case "bool":
    case "int":
      return false;
    case "enum":
      return sort.universe.name === universe;
    case "record":
      return sort.fields.some((field) => mentionsUniverse(field.sort, universe));
    case "array":
      return mentionsUniverse(sort.index, universe) || mentionsUniverse(sort.elem, universe);
    case "set":
      return mentionsUniverse(sort.elem, universe);
    default:
      return unreachable(sort);
  }
}

/** The leaves of a state after a permutation. */
export function moveLeaves(leaves: readonly number[], moves: readonly LeafMove[]): readonly number[] {
  return moves.map(({ from, names, bits }) => {
    const value = required(leaves[from], "a leaf");
    if (names !== undefined) return names.get(value) ?? value;
    if (bits === undefined) return value;
    return bits.reduce((word, source, i) => {
      const old = required(leaves[from + Math.floor(source / SET_WORD)], "a set word");
      return word | (((old >>> (source % SET_WORD)) & 1) << i);
    }, 0);
  });
}

/** What a leaf has to do with names: the names along its indices, and whether its value is one or a set of some. */
export interface LeafNames {
  readonly leaf: number;
  readonly indices: readonly { readonly universe: string; readonly member: number }[];
  readonly value?: EnumSort;
  /** A word of a set. */
  readonly set?: { readonly elem: Sort; readonly word: number };
  /** The place without its names: variable, fields, other indices. */
  readonly path: string;
}

/** For each leaf of a state, in order. */
export function leafNames(model: IrModel): readonly LeafNames[] {
  const all: LeafNames[] = [];
  const visit = (sort: Sort, indices: LeafNames["indices"], path: string): void => {
    switch (sort.kind) {
      case "bool":
      case "int":
        all.push({ leaf: all.length, indices, path });
        return;
      case "enum":
        all.push({ leaf: all.length, indices, path, value: sort });
        return;
      case "record":
        for (const field of sort.fields) visit(field.sort, indices, `${path}.${field.name}`);
        return;
      case "array":
        for (let i = sort.index.lo; i <= sort.index.hi; i += 1) {
          if (sort.index.kind === "enum") visit(sort.elem, [...indices, { universe: sort.index.universe.name, member: i }], `${path}[]`);
          else visit(sort.elem, indices, `${path}[${i}]`);
        }
        return;
      case "set":
        for (let word = 0; word < leafCount(sort); word += 1) all.push({ leaf: all.length, indices, path: `${path}{${word}}`, set: { elem: sort.elem, word } });
        return;
      default:
        unreachable(sort);
    }
  };
  for (const v of model.vars) visit(v.sort, [], v.name);
  return all;
}
