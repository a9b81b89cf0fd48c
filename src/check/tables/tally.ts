// SPDX-License-Identifier: Apache-2.0
// How often each step gave a successor, counted when the search is over: the visited states of each shared part and
// of each pair, times what the tables say of it. Steps that other parts can block are counted row by row.
import { PLANES } from "./count.ts";
import { MOST_DIGITS, type Functions } from "./module.ts";
import { CELL, EFFECT, GUARDED_STEP, MASKS, POOL } from "./shape.ts";
import { eachCounted, startOfPair, startOfShared, type Pieces } from "./survey.ts";

export interface Tally {
  /** Visited states. */
  readonly distinct: number;
  /** Successors by step. */
  readonly counts: Float64Array;
}

/** Counts the visited states, all of which have been expanded. */
export function tallyOf(pieces: Pieces, functions: Functions, steps: number): Tally {
  const { tables, space: { heap }, blocks, shape } = pieces;
  const masks = heap.take(8 * shape.words);
  const counts = heap.take(8 * steps);
  heap.setCell(CELL.visits, heap.take(8 * MOST_DIGITS * shape.classes));
  heap.setCell(CELL.planes, heap.take(PLANES * shape.words));
  heap.setCell(CELL.counts, counts);
  heap.setCell(CELL.lasts, tables.values[shape.last]?.count ?? 0);
  const wide = (at: number): number => (heap.cell(at) >>> 0) + 2 ** 32 * heap.cell(at + 4);
  const guarded = new Float64Array(steps);
  let distinct = 0;
  for (let shared = 0; shared < (tables.values[0]?.count ?? 0); shared += 1) {
    if (blocks.base(shared) === 0) continue;
    blocks.setCapacities(shared);
    heap.setCell(CELL.guarded, 0);
    functions.tally(shared);
    distinct += wide(CELL.total);
    if (heap.cell(CELL.guarded) !== 0) new Guarded(pieces, functions, masks, shared).count(guarded);
  }
  return { distinct, counts: guarded.map((count, step) => count + wide(counts + 8 * step)) };
}

/** Steps that other parts can block, in the states of one shared part. */
class Guarded {
  readonly #pieces: Pieces;
  readonly #functions: Functions;
  readonly #masks: number;
  readonly #shared: number;

  constructor(pieces: Pieces, functions: Functions, masks: number, shared: number) {
    this.#pieces = pieces;
    this.#functions = functions;
    this.#masks = masks;
    this.#shared = shared;
  }

  count(counts: Float64Array): void {
    const { tables, blocks, shape } = this.#pieces;
    this.#add(counts, startOfShared(this.#pieces, this.#shared), 0, 0);
    shape.outer.forEach((kind, i) => {
      for (let digit = 0; digit < blocks.used(this.#shared, kind); digit += 1) this.#addPair(counts, kind, blocks.local(this.#shared, kind, digit), i + 1);
    });
    const last = tables.values[shape.last]?.count ?? 0;
    for (let local = 0; local < last; local += 1) this.#addPair(counts, shape.last, local, shape.outer.length + 1);
  }

  #addPair(counts: Float64Array, kind: number, local: number, active: number): void {
    this.#add(counts, startOfPair(this.#pieces, this.#shared, kind, local), active, local);
  }

  #add(counts: Float64Array, start: number, active: number, local: number): void {
    const { space } = this.#pieces;
    if (start === 0 || ((space.heap.words[space.pool + start + POOL.flags] ?? 0) & GUARDED_STEP) === 0) return;
    eachCounted(space, start, (step, event) => {
      if (event !== 0) counts[step] = (counts[step] ?? 0) + this.#unblocked(event, active, local);
    });
  }

  /** In how many states the event can happen, of a step that acts on part `active`, whose value is `local`. */
  #unblocked(event: number, active: number, local: number): number {
    const { blocks, shape } = this.#pieces;
    const shared = this.#shared;
    const digits = shape.outer.map((kind, i) => {
      const all = i + 1 === active ? [blocks.digit(shared, kind, local) - 1] : Array.from({ length: blocks.used(shared, kind) }, (_, digit) => digit);
      return all.filter((digit) => i + 1 === active || this.#known(event, kind, blocks.local(shared, kind, digit)));
    });
    if (digits.some(({ length }) => length === 0)) return 0;
    this.#setMasks(event, active === shape.outer.length + 1 ? local : undefined);
    let sum = 0;
    blocks.eachRow(shared, digits, (row) => {
      sum += this.#functions.weigh(row, this.#masks);
      return true;
    });
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
