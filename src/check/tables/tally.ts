// SPDX-License-Identifier: Apache-2.0
// How often each step gave a successor, counted when the search is over: the visited states of each shared part and
// of each pair, times what the tables say of it.
import type { Functions } from "./module.ts";
import { MOST_DIGITS } from "./module.ts";
import { CELL, EFFECT, MASKS } from "./shape.ts";
import { eachCounted, startOfPair, startOfShared, type Pieces } from "./survey.ts";

export interface Tally {
  /** Visited states. */
  readonly distinct: number;
  /** Successors by step. */
  readonly counts: Float64Array;
}

/** Counts the visited states, all of which have been expanded. */
export function tallyOf(pieces: Pieces, functions: Functions, steps: number): Tally {
  const counts = new Float64Array(steps);
  const counter = new Counter(pieces, functions, counts);
  let distinct = 0;
  for (let shared = 0; shared < (pieces.tables.values[0]?.count ?? 0); shared += 1) {
    if (pieces.blocks.base(shared) !== 0) distinct += counter.count(shared);
  }
  return { distinct, counts };
}

class Counter {
  readonly #pieces: Pieces;
  readonly #functions: Functions;
  readonly #counts: Float64Array;
  readonly #kinds: readonly number[];
  readonly #visits: number;
  readonly #planes: number;
  readonly #masks: number;

  constructor(pieces: Pieces, functions: Functions, counts: Float64Array) {
    const { space: { heap }, shape } = pieces;
    this.#pieces = pieces;
    this.#functions = functions;
    this.#counts = counts;
    this.#kinds = [...new Set(shape.outer)];
    this.#visits = heap.take(8 * MOST_DIGITS * shape.classes);
    this.#planes = heap.take(PLANES * shape.words);
    this.#masks = heap.take(8 * shape.words);
    heap.setCell(CELL.visits, this.#visits);
    heap.setCell(CELL.planes, this.#planes);
  }

  /** Adds what the states of a shared part say; the answer is how many they are. */
  count(shared: number): number {
    const { tables, space: { heap }, blocks, shape } = this.#pieces;
    blocks.setCapacities(shared);
    heap.clear(this.#planes, this.#planes + PLANES * shape.words);
    for (const kind of this.#kinds) heap.clear(this.#digitAt(kind, 0), this.#digitAt(kind, blocks.used(shared, kind)));
    this.#functions.count(blocks.base(shared));
    const all = this.#wide(CELL.total);
    this.#add(shared, 0, 0, all);
    for (const kind of this.#kinds) {
      for (let digit = 0; digit < blocks.used(shared, kind); digit += 1) {
        this.#add(shared, kind, blocks.local(shared, kind, digit), this.#wide(this.#digitAt(kind, digit)));
      }
    }
    for (let local = 0; local < (tables.values[shape.last]?.count ?? 0); local += 1) this.#add(shared, shape.last, local, this.#ofLast(local), true);
    return all;
  }

  #digitAt(kind: number, digit: number): number {
    return this.#visits + 8 * (MOST_DIGITS * (kind - 1) + digit);
  }

  #wide(at: number): number {
    const { heap } = this.#pieces.space;
    return (heap.cell(at) >>> 0) + 2 ** 32 * heap.cell(at + 4);
  }

  /** States with this value of the last part. */
  #ofLast(local: number): number {
    const { space: { heap }, shape: { words } } = this.#pieces;
    const first = this.#planes + (words === 1 ? 0 : PLANES * (local >>> 6)) + 4 * (local >>> 5 & 1);
    let sum = 0;
    for (let digit = PLANES / 8 - 1; digit >= 0; digit -= 1) sum = 2 * sum + (heap.cell(first + 8 * digit) >>> (local & 31) & 1);
    return sum;
  }

  /** Adds the steps of a class in a number of states, with this value in one of its parts: outer ones, or the last. */
  #add(shared: number, kind: number, local: number, states: number, last = false): void {
    if (states === 0) return;
    const { shape, space } = this.#pieces;
    const start = kind === 0 ? startOfShared(this.#pieces, shared) : startOfPair(this.#pieces, shared, kind, local);
    const actives = kind === 0 ? [0] : last ? [shape.outer.length + 1] : shape.outer.flatMap((other, i) => (other === kind ? [i + 1] : []));
    eachCounted(space, start, (step, event) => {
      const times = event === 0 ? states : actives.reduce((sum, active) => sum + this.#unblocked(shared, event, active, local), 0);
      this.#counts[step] = (this.#counts[step] ?? 0) + times;
    });
  }

  /** In how many states the event can happen, of a step that acts on part `active`, whose value is `local`. */
  #unblocked(shared: number, event: number, active: number, local: number): number {
    const { blocks, shape } = this.#pieces;
    const digits = shape.outer.map((kind, i) => {
      if (i + 1 === active) return [blocks.digit(shared, kind, local) - 1];
      return Array.from({ length: blocks.used(shared, kind) }, (_, digit) => digit).filter((digit) => this.#known(event, kind, blocks.local(shared, kind, digit)));
    });
    if (digits.some(({ length }) => length === 0)) return 0;
    this.#setMasks(event, active === shape.outer.length + 1 ? local : undefined);
    let sum = 0;
    blocks.eachRow(shared, digits, (row) => { sum += this.#functions.weigh(row, this.#masks); });
    return sum;
  }

  /** What is not known by now has never come so far: another part blocked it. */
  #known(event: number, kind: number, local: number): boolean {
    const { space } = this.#pieces;
    return space.heap.cell(space.at(kind, "effects") + 4 * (event * space.room(kind) + local)) > EFFECT.blocked;
  }

  /** The bits of the last part that do not block the event; of the one value that acts, where it does. */
  #setMasks(event: number, only: number | undefined): void {
    const { space: { heap }, shape } = this.#pieces;
    for (let half = 0; half < 2 * shape.words; half += 1) {
      const from = heap.cell(CELL.masks) + (event * shape.words + (half >>> 1)) * MASKS.bytes + 4 * (half & 1);
      const free = heap.cell(from + MASKS.same) | heap.cell(from + MASKS.moved);
      heap.setCell(this.#masks + 4 * half, only === undefined ? free : only >>> 5 === half ? 1 << (only & 31) : 0);
    }
  }
}

/** Bytes of the counters of one word: binary digits of 64 bits. */
const PLANES = 512;
