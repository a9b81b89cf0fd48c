// SPDX-License-Identifier: Apache-2.0
// The plan of orbits/plan.ts in WebAssembly: a function that replaces each state of a buffer by the one that stands
// for its orbit. The twin of js/canonical.ts; the two choose different representatives, for they pack differently.
import { required } from "../../base/unreachable.ts";
import { Unsupported } from "../compile/expr.ts";
import { SET_WORD, type PackedLeaf } from "../layout.ts";
import type { LeafMove } from "../orbits/leaves.ts";
import type { OrbitPlan, SortPlan } from "../orbits/plan.ts";
import { FunctionWriter } from "./function-writer.ts";
import { binary, compare, i64, i32, isZero, load64, select, store, type Operand } from "./operand.ts";
import { count, u64 } from "./pieces.ts";
import type { WideLayout } from "./words-layout.ts";

/** Bits of a key that share a number. */
const KEY_BITS = 63;

/** A state in locals, one for each word. */
type Words = readonly Operand[];

/**
 * A function of the addresses of the first state and behind the last one, `entry` bytes apart.
 * @throws Unsupported when leaves that change places are packed with different ranges.
 */
export function canonicalFunction(plan: OrbitPlan, layout: WideLayout, entry: number): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], []);
  const leaves = layout.vars.flat();
  const fresh = (): Words => layout.used.map(() => fn.local("i64"));
  const state = fresh();
  const [start, tried] = plan.outer.length > 0 || plan.sorts.some(({ permutations }) => permutations.length > 0) ? [fresh(), fresh()] : [state, state];
  const writer = new Writer(fn, leaves, start, tried);
  count(fn, fn.param(0), fn.param(1), entry, () => {
    state.forEach((word, i) => fn.set(word, load64(fn.param(0), 8 * i)));
    if (plan.outer.length > 0) {
      const first = fresh();
      copy(fn, first, state);
      writer.sort(plan.sorts, state);
      const moved = fresh();
      for (const moves of plan.outer) {
        writer.move(moves, first, moved);
        writer.sort(plan.sorts, moved);
        keepLess(fn, state, moved);
      }
    } else writer.sort(plan.sorts, state);
    state.forEach((word, i) => fn.emit(store(fn.param(0), word, 8 * i)));
  });
  return fn;
}

const copy = (fn: FunctionWriter, to: Words, from: Words): void => to.forEach((word, i) => fn.set(word, required(from[i], "a word")));

/** `best` becomes the lesser of the two. */
function keepLess(fn: FunctionWriter, best: Words, other: Words): void {
  fn.when(less(other, best), () => copy(fn, best, other));
}

/** Is `a` before `b`, word by word? */
function less(a: Words, b: Words): Operand {
  return a.reduceRight<Operand>((rest, x, i) => {
    const y = required(b[i], "a word");
    return binary("or", compare("ltU", x, y), binary("and", compare("eq", x, y), rest));
  }, i32(0));
}

const maskOf = (bits: number): bigint => (1n << BigInt(bits)) - 1n;
const or = (a: Operand, b: Operand): Operand => binary("or", a, b);
const shl = (a: Operand, bits: number): Operand => (bits === 0 ? a : binary("shl", a, i64(BigInt(bits))));

/** Some bits of a state that belong to one member. */
interface KeyPart {
  readonly read: (state: Words) => Operand;
  readonly bits: number;
  readonly back: (state: Words, value: Operand) => void;
}

class Writer {
  readonly #fn: FunctionWriter;
  readonly #leaves: readonly PackedLeaf[];
  readonly #start: Words;
  readonly #tried: Words;

  constructor(fn: FunctionWriter, leaves: readonly PackedLeaf[], start: Words, tried: Words) {
    this.#fn = fn;
    this.#leaves = leaves;
    this.#start = start;
    this.#tried = tried;
  }

  #leaf(index: number): PackedLeaf {
    return required(this.#leaves[index], "a leaf");
  }

  /** The bits of a leaf as they are packed. */
  #raw(state: Words, { word, shift, bits }: PackedLeaf): Operand {
    if (bits === 0) return i64(0n);
    const value = required(state[word], "a word");
    return binary("and", shift === 0 ? value : binary("shrU", value, i64(BigInt(shift))), u64(maskOf(bits)));
  }

  #put(state: Words, word: number, shift: number, bits: number, value: Operand): void {
    const old = required(state[word], "a word");
    this.#fn.set(old, or(binary("and", old, u64(~(maskOf(bits) << BigInt(shift)))), shl(value, shift)));
  }

  #alike(a: PackedLeaf, b: PackedLeaf): void {
    if (a.lo !== b.lo || a.bits !== b.bits) throw new Unsupported("leaves of interchangeable agents are packed differently");
  }

  /** `to` becomes `from`, permuted. */
  move(moves: readonly LeafMove[], from: Words, to: Words): void {
    copy(this.#fn, to, from);
    moves.forEach((move, i) => {
      const target = this.#leaf(i);
      if (target.bits === 0 || (move.from === i && move.names === undefined && move.bits === undefined)) return;
      this.#put(to, target.word, target.shift, target.bits, this.#moved(from, move, target));
    });
  }

  #moved(state: Words, { from, names, bits }: LeafMove, target: PackedLeaf): Operand {
    const source = this.#leaf(from);
    if (bits === undefined) this.#alike(source, target);
    const value = this.#raw(state, source);
    if (names !== undefined) {
      const inside = [...names].filter(([a, b]) => a !== b && source.lo <= a && a <= source.hi);
      return inside.reduce((rest, [a, b]) => select(compare("eq", value, i64(BigInt(a - source.lo))), i64(BigInt(b - source.lo)), rest), value);
    }
    if (bits === undefined) return value;
    return bits.map((bit, i) => {
      const word = this.#raw(state, this.#leaf(from + Math.floor(bit / SET_WORD)));
      return shl(binary("and", binary("shrU", word, i64(BigInt(bit % SET_WORD))), i64(1n)), i);
    }).reduce(or);
  }

  /** Puts the members of each set in order. */
  sort(plans: readonly SortPlan[], state: Words): void {
    for (const plan of plans) {
      if (plan.permutations.length === 0) this.#byKey(plan, state);
      else this.#fn.when(this.#plain(plan, state), () => this.#byKey(plan, state), () => this.#byTrying(plan, state));
    }
  }

  #byTrying(plan: SortPlan, state: Words): void {
    copy(this.#fn, this.#start, state);
    for (const moves of plan.permutations) {
      this.move(moves, this.#start, this.#tried);
      keepLess(this.#fn, state, this.#tried);
    }
  }

  #byKey(plan: SortPlan, state: Words): void {
    const fn = this.#fn;
    const shapes = plan.members.map((_, i) => inWords(this.#parts(plan, i)));
    const keys = shapes.map((shape) => shape.map((parts) => fn.let(parts.map(({ part, at }) => shl(part.read(state), at)).reduce(or))));
    if (keys[0]?.length === 0) return;
    const changed = fn.let(i32(0));
    const spare = required(keys[0], "a key").map(() => fn.local("i64"));
    for (let end = 1; end < keys.length; end += 1) {
      for (let i = end; i > 0; i -= 1) {
        const [a, b] = [required(keys[i - 1], "a key"), required(keys[i], "a key")];
        fn.when(less(b, a), () => {
          copy(fn, spare, a);
          copy(fn, a, b);
          copy(fn, b, spare);
          fn.set(changed, i32(1));
        });
      }
    }
    fn.when(changed, () => shapes.forEach((shape, i) => shape.forEach((parts, j) => {
      const key = required(keys[i]?.[j], "a key");
      for (const { part, at } of parts) part.back(state, binary("and", at === 0 ? key : binary("shrU", key, i64(BigInt(at))), u64(maskOf(part.bits))));
    })));
  }

  /** What makes up the key of member number `i`; corresponding parts of all members come in the same order. */
  #parts(plan: SortPlan, i: number): readonly KeyPart[] {
    const parts: KeyPart[] = [];
    required(plan.blocks[i], "a block").forEach((index, place) => {
      const leaf = this.#leaf(index);
      this.#alike(leaf, this.#leaf(required(plan.blocks[0]?.[place], "a leaf")));
      const { word, shift, bits } = leaf;
      if (bits > 0) parts.push({ bits, read: (state) => this.#raw(state, leaf), back: (state, value) => this.#put(state, word, shift, bits, value) });
    });
    const member = required(plan.members[i], "a member");
    for (const index of plan.values) {
      const leaf = this.#leaf(index);
      const name = i64(BigInt(member - leaf.lo));
      if (leaf.lo > member || leaf.hi < member) throw new Unsupported("a name that is never reached");
      parts.push({
        bits: 1, read: (state) => select(compare("eq", this.#raw(state, leaf), name), i64(1n), i64(0n)),
        back: (state, value) => this.#fn.when(isZero(value), () => undefined, () => this.#put(state, leaf.word, leaf.shift, leaf.bits, name)),
      });
    }
    for (const { leaf: index, bits } of plan.sets) {
      const leaf = this.#leaf(index);
      const shift = leaf.shift + required(bits[i], "a bit");
      parts.push({ bits: 1, read: (state) => this.#raw(state, { ...leaf, shift, bits: 1 }), back: (state, value) => this.#put(state, leaf.word, shift, 1, value) });
    }
    return parts;
  }

  /** Is sorting exact in this state? */
  #plain({ plain, members }: SortPlan, state: Words): Operand {
    const tests = [
      ...plain.groups.flatMap(([first, ...rest]) => rest.map((leaf) => compare("eq", this.#raw(state, this.#leaf(first ?? leaf)), this.#raw(state, this.#leaf(leaf))))),
      ...plain.holders.flatMap((leaf) => members.map((member) => compare("ne", this.#raw(state, this.#leaf(leaf)), i64(BigInt(member - this.#leaf(leaf).lo))))),
      ...plain.words.map(({ leaf, bits }) => isZero(binary("and", this.#raw(state, this.#leaf(leaf)), i64(BigInt(bits))))),
    ];
    return tests.reduce((a, b) => binary("and", a, b));
  }
}

/** The parts, put side by side into as few numbers as they need. */
function inWords(parts: readonly KeyPart[]): readonly (readonly { readonly part: KeyPart; readonly at: number }[])[] {
  const result: { part: KeyPart; at: number }[][] = [];
  let used = KEY_BITS;
  for (const part of parts) {
    if (used + part.bits > KEY_BITS) {
      result.push([]);
      used = 0;
    }
    required(result.at(-1), "a number").push({ part, at: used });
    used += part.bits;
  }
  return result;
}
