// SPDX-License-Identifier: Apache-2.0
// The visited states of the depth-first search: exact, each with the length of the shortest path found so far and
// where that path comes from. Parents are always nearer to the start than their children, so paths end.
import { required } from "../../base/unreachable.ts";
import { nextSizes, type Sizes } from "./store.ts";

const FIRST_STATES = 1 << 9;

export class DepthStore {
  size = 0;
  readonly #words: number;
  readonly #cur: Int32Array;
  readonly #look: Int32Array;
  readonly #maxBytes: () => number;
  #sizes: Sizes = { room: FIRST_STATES, slots: 2 * FIRST_STATES };
  #log: Int32Array;
  #parents: Int32Array;
  #depths: Int32Array;
  /** Numbers of states plus one, by hash. */
  #table: Int32Array;

  /** `cur` gets what is loaded, `look` each new state; `maxBytes` gives the bytes that may be taken now. */
  constructor(words: number, cur: Int32Array, look: Int32Array, maxBytes: () => number) {
    this.#words = words;
    this.#cur = cur;
    this.#look = look;
    this.#maxBytes = maxBytes;
    this.#log = new Int32Array(FIRST_STATES * words);
    this.#parents = new Int32Array(FIRST_STATES);
    this.#depths = new Int32Array(FIRST_STATES);
    this.#table = new Int32Array(2 * FIRST_STATES);
  }

  get bytes(): number {
    return 4 * (this.#log.length + this.#parents.length + this.#depths.length + this.#table.length);
  }

  depth(state: number): number {
    return required(this.#depths[state], "a depth");
  }

  parent(state: number): number {
    return required(this.#parents[state], "a parent");
  }

  words(state: number): Int32Array {
    return this.#log.slice(state * this.#words, (state + 1) * this.#words);
  }

  load(state: number): void {
    for (let i = 0, from = state * this.#words; i < this.#words; i += 1) this.#cur[i] = required(this.#log[from + i], "a word");
  }

  /**
   * The packed state at `out[at..]` was reached. Gives its number when it is new, or, with `nearer`, when it was known by
   * longer paths only; -1 otherwise; `undefined` when there is no memory for it.
   */
  reach(out: Int32Array, at: number, parent: number, depth: number, nearer: boolean): number | undefined {
    const mask = this.#table.length - 1;
    let h = this.#hash(out, at) & mask;
    for (let entry = this.#table[h]; entry !== 0 && entry !== undefined; h = (h + 1) & mask, entry = this.#table[h]) {
      if (!this.#equal(entry - 1, out, at)) continue;
      if (!nearer || this.depth(entry - 1) <= depth) return -1;
      this.#parents[entry - 1] = parent;
      this.#depths[entry - 1] = depth;
      return entry - 1;
    }
    if (this.size === this.#sizes.room) return this.#grow() ? this.reach(out, at, parent, depth, nearer) : undefined;
    const state = this.size;
    this.size += 1;
    this.#table[h] = state + 1;
    this.#parents[state] = parent;
    this.#depths[state] = depth;
    for (let i = 0; i < this.#words; i += 1) this.#log[state * this.#words + i] = this.#look[i] = required(out[at + i], "a word");
    return state;
  }

  #hash(words: Int32Array, at: number): number {
    let h = 0;
    for (let i = 0; i < this.#words; i += 1) {
      h = Math.imul(h ^ required(words[at + i], "a word"), 0x9E3779B1);
      h ^= h >>> 15;
    }
    h = Math.imul(h, 0xC2B2AE35);
    return h ^ (h >>> 16);
  }

  #equal(state: number, out: Int32Array, at: number): boolean {
    for (let i = 0, from = state * this.#words; i < this.#words; i += 1) if (this.#log[from + i] !== out[at + i]) return false;
    return true;
  }

  /** More room; false when that is more than may be taken, or than there is: then nothing can be reached any more. */
  #grow(): boolean {
    const sizes = nextSizes(this.#sizes, { state: this.#words + 2, slot: 1 }, this.#maxBytes());
    if (sizes === undefined) return false;
    const { room, slots } = sizes;
    try {
      // The old arrays are let go one by one, the table first: it follows from the log.
      if (slots > this.#sizes.slots) this.#table = NONE;
      this.#log = enlarged(this.#log, room * this.#words);
      this.#parents = enlarged(this.#parents, room);
      this.#depths = enlarged(this.#depths, room);
      if (slots > this.#sizes.slots) this.#fill(new Int32Array(slots));
      this.#sizes = sizes;
      return true;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  }

  #fill(table: Int32Array): void {
    for (let i = 0; i < this.size; i += 1) {
      let h = this.#hash(this.#log, i * this.#words) & (table.length - 1);
      while (table[h] !== 0) h = (h + 1) & (table.length - 1);
      table[h] = i + 1;
    }
    this.#table = table;
  }
}

const NONE = new Int32Array(0);

function enlarged(old: Int32Array, length: number): Int32Array {
  const next = new Int32Array(length);
  next.set(old);
  return next;
}
