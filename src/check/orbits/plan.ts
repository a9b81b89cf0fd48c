// SPDX-License-Identifier: Apache-2.0
// How to find the one state that stands for all states of an orbit. Trying every permutation is dear, so of
// each set of interchangeable agents the local parts are sorted: an agent's key is its own leaves, and whether
// each leaf elsewhere that holds a name holds this one. Agents with equal keys may change places without
// changing the state, so the sorted state is the same for the whole orbit. Where names stand inside the parts
// that are to be sorted (a matrix agent by agent, a local that holds an agent), sorting does not see all:
// while such leaves say nothing (`plain`), it does; else every permutation is tried.
// A set that shares leaves with a sorted one is dealt with outside: each of its permutations, sorted, the least wins.
import { required } from "../../base/unreachable.ts";
import type { IrModel } from "../../ir/model.ts";
import { SET_WORD } from "../layout.ts";
import { leafMoves, leafNames, mentionsUniverse, type LeafMove, type LeafNames, type NameSet } from "./leaves.ts";

/** Permutations that are tried one by one, all outer sets together, and of a sorted set that is not plain. */
const OUTER_LIMIT = 24;
const SLOW_LIMIT = 120;

/** How the agents of one set are put in order. */
export interface SortPlan {
  /** Ascending. */
  readonly members: readonly number[];
  /** For each member its own leaves; those at one position correspond. */
  readonly blocks: readonly (readonly number[])[];
  /** Leaves elsewhere that may hold a member. */
  readonly values: readonly number[];
  /** Set words elsewhere, and the bit of each member. */
  readonly sets: readonly { readonly leaf: number; readonly bits: readonly number[] }[];
  /** Sorting is exact while the leaves of each group are equal, no leaf of `holders` holds a member, and no word of `words` has a bit of `bits`. */
  readonly plain: {
    readonly groups: readonly (readonly number[])[];
    readonly holders: readonly number[];
    readonly words: readonly { readonly leaf: number; readonly bits: number }[];
  };
  /** Every permutation but the identity, for states that are not plain. */
  readonly permutations: readonly (readonly LeafMove[])[];
}

export interface OrbitPlan {
  readonly sorts: readonly SortPlan[];
  /** Permutations of the other sets, the identity left out. */
  readonly outer: readonly (readonly LeafMove[])[];
  /** Sets with too many permutations: not used. */
  readonly unused: readonly NameSet[];
}

export function orbitPlan(model: IrModel, sets: readonly NameSet[]): OrbitPlan {
  const leaves = leafNames(model);
  const sorts: SortPlan[] = [];
  const sorted: NameSet[] = [];
  const unused: NameSet[] = [];
  const outer: NameSet[] = [];
  let count = 1;
  for (const set of [...sets].sort((a, b) => b.members.length - a.members.length)) {
    const plan = sorted.some((other) => share(leaves, set, other)) ? undefined : sortPlan(model, leaves, set);
    const size = factorial(set.members.length);
    if (plan !== undefined) {
      sorts.push(plan);
      sorted.push(set);
    } else if (count * size <= OUTER_LIMIT) {
      count *= size;
      outer.push(set);
    } else unused.push(set);
  }
  return { sorts, unused, outer: outer.reduce<readonly (readonly LeafMove[])[]>((known, set) => {
    const mine = permutations(set.members).map((to) => leafMoves(model, renaming(set, to)));
    return known.flatMap((first) => mine.map((then) => compose(first, then)));
  }, [identity(leaves)]).slice(1) };
}

const identity = (leaves: readonly LeafNames[]): readonly LeafMove[] => leaves.map(({ leaf }) => ({ from: leaf }));

const indexedBy = (leaf: LeafNames, set: NameSet): readonly number[] =>
  leaf.indices.filter(({ universe, member }) => universe === set.universe.name && set.members.includes(member)).map(({ member }) => member);

/** May the leaf's value, or an element of it, be a member? */
function holds(leaf: LeafNames, set: NameSet): boolean {
  if (leaf.set !== undefined) return mentionsUniverse(leaf.set.elem, set.universe.name);
  const sort = leaf.value;
  return sort !== undefined && sort.universe.name === set.universe.name && set.members.some((m) => sort.lo <= m && m <= sort.hi);
}

/** A leaf indexed by one set, and indexed by or holding the other. */
function share(leaves: readonly LeafNames[], a: NameSet, b: NameSet): boolean {
  return leaves.some((leaf) => {
    const [inA, inB] = [indexedBy(leaf, a).length > 0, indexedBy(leaf, b).length > 0];
    return (inA && (inB || holds(leaf, b))) || (inB && holds(leaf, a));
  });
}

function sortPlan(model: IrModel, leaves: readonly LeafNames[], set: NameSet): SortPlan | undefined {
  const blocks = new Map(set.members.map((member) => [member, new Map<string, number>()]));
  const groups = new Map<string, number[]>();
  const values: number[] = [];
  const sets: { leaf: number; bits: readonly number[] }[] = [];
  const holders: number[] = [];
  const words: { leaf: number; bits: number }[] = [];
  for (const leaf of leaves) {
    const [first, ...others] = indexedBy(leaf, set);
    const held = holds(leaf, set);
    const bits = held && leaf.set !== undefined ? memberBits(leaf.set, set) : [];
    if (bits === undefined) return undefined;
    if (first === undefined) {
      if (held && leaf.set === undefined) values.push(leaf.leaf);
      else if (held) sets.push({ leaf: leaf.leaf, bits });
      continue;
    }
    if (held && leaf.set === undefined) holders.push(leaf.leaf);
    else if (held) words.push({ leaf: leaf.leaf, bits: bits.reduce((mask, bit) => mask | (1 << bit), 0) });
    const place = placeOf(leaf, set);
    if (others.some((other) => other !== first)) groups.set(place, [...groups.get(place) ?? [], leaf.leaf]);
    else required(blocks.get(first), "a member").set(place, leaf.leaf);
  }
  const plain = { groups: [...groups.values()], holders, words };
  const exact = groups.size + holders.length + words.length === 0;
  if (!exact && factorial(set.members.length) > SLOW_LIMIT) return undefined;
  const places = [...required(blocks.get(required(set.members[0], "a member")), "a block").keys()];
  return {
    members: set.members, values, sets, plain,
    blocks: set.members.map((member) => places.map((place) => required(blocks.get(member)?.get(place), place))),
    permutations: exact ? [] : permutations(set.members).slice(1).map((to) => leafMoves(model, renaming(set, to))),
  };
}

/** The place with members of the set left open: the same for leaves that correspond. */
function placeOf(leaf: LeafNames, set: NameSet): string {
  return [leaf.path, ...leaf.indices.map(({ universe, member }) => (universe === set.universe.name && set.members.includes(member) ? "*" : `${universe}.${member}`))].join(" ");
}

/** The bit of each member in a set of names; undefined when the elements are more than names. */
function memberBits({ elem, word }: Required<LeafNames>["set"], set: NameSet): readonly number[] | undefined {
  if (elem.kind !== "enum" || word !== 0 || elem.hi - elem.lo >= SET_WORD) return undefined;
  const { lo, hi } = elem;
  return set.members.every((m) => lo <= m && m <= hi) ? set.members.map((m) => m - lo) : undefined;
}

const renaming = (set: NameSet, to: readonly number[]): { universe: string; to: ReadonlyMap<number, number> } => ({
  universe: set.universe.name, to: new Map(set.members.map((member, i) => [member, required(to[i], "a member")])),
});

/** First `first`, then `then`. */
function compose(first: readonly LeafMove[], then: readonly LeafMove[]): readonly LeafMove[] {
  return then.map((move) => {
    const before = required(first[move.from], "a leaf");
    return { from: before.from, ...composeNames(before, move), ...composeBits(first, move) };
  });
}

function composeNames(before: LeafMove, move: LeafMove): Pick<LeafMove, "names"> {
  const [a, b] = [before.names, move.names];
  if (a === undefined || b === undefined) return a === undefined && b === undefined ? {} : { names: required(a ?? b, "names") };
  const keys = new Set([...a.keys(), ...b.keys()]);
  return { names: new Map([...keys].map((key) => [key, b.get(a.get(key) ?? key) ?? a.get(key) ?? key])) };
}

function composeBits(first: readonly LeafMove[], move: LeafMove): Pick<LeafMove, "bits"> {
  const firstBit = (bit: number): number => {
    const word = Math.floor(bit / SET_WORD);
    return required(first[move.from + word], "a set word").bits?.[bit % SET_WORD] ?? bit;
  };
  const before = first[move.from];
  if (move.bits === undefined) return before?.bits === undefined ? {} : { bits: before.bits };
  return { bits: move.bits.map(firstBit) };
}

/** All orders of a list, the given one first. */
export function permutations(list: readonly number[]): readonly (readonly number[])[] {
  if (list.length < 2) return [list];
  return list.flatMap((head, i) => permutations(list.filter((_, j) => j !== i)).map((tail) => [head, ...tail]));
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
