// SPDX-License-Identifier: Apache-2.0
// The rows of visited states, in one block for each shared part, because steps go from few shared parts to few others:
// what is used at a time stays in the cache. A block is a small hash table of the rows that are not empty, or, when
// that would take as much, a table of all rows. Beside it each shared part has a list of what is new in the next level.
import { Chains, type Rows } from "./chains.ts";

/** Slots of the smallest hash table; each larger one has `GROWTH` times as many. */
const FIRST_SLOTS = 6;
const GROWTH = 1.25;
const LOAD = 0.85;
/** Blocks with this few rows in all are tables of all rows from the beginning. */
const SMALL = 32;
const SCALE = 2 ** -32;

/** Twice the slot where a row's search begins, so that rows that are neighbours are not. */
const slotOf = (row: number, size: number): number => (((Math.imul(row ^ (row >>> 15), 0x9E3779B1) >>> 0) * SCALE * size) | 0) << 1;

const SIZES: readonly number[] = Array.from({ length: 90 }, (_, i) => Math.ceil(FIRST_SLOTS * GROWTH ** i));

export class Store {
  /** What is new, by shared part. */
  readonly chains: Chains;
  readonly #rows: number;
  #words = new Int32Array(1 << 16);
  #top = 0;
  /** By shared part: where its block begins; its slots, 0 while there is none, -1 for a table of all rows; rows that it has room for. */
  #offsets: Int32Array;
  #slots: Int32Array;
  #room: Int32Array;
  #classes: Uint8Array;
  /** Blocks that have become too small, by class. */
  readonly #free: number[][] = SIZES.map(() => []);
  /** Words of such blocks. */
  #freed = 0;

  /** For `shared` shared parts with `rows` rows each. */
  constructor(shared: number, rows: number) {
    this.#rows = rows;
    this.#offsets = new Int32Array(shared);
    this.#slots = new Int32Array(shared);
    this.#room = new Int32Array(shared);
    this.#classes = new Uint8Array(shared);
    this.chains = new Chains(shared);
  }

  get bytes(): number {
    return 4 * this.#top + 21 * this.#slots.length + this.chains.bytes;
  }

  /** Makes room for more shared parts. */
  extend(shared: number): void {
    const longer = (array: Int32Array): Int32Array<ArrayBuffer> => {
      const next = new Int32Array(shared);
      next.set(array);
      return next;
    };
    this.#offsets = longer(this.#offsets);
    this.#slots = longer(this.#slots);
    this.#room = longer(this.#room);
    const classes = new Uint8Array(shared);
    classes.set(this.#classes);
    this.#classes = classes;
    this.chains.extend(shared);
  }

  /** Inserts `words / 3` triples of a shared part, a row and bits. */
  insert(triples: Int32Array, words: number): void {
    const offsets = this.#offsets;
    const slots = this.#slots;
    const room = this.#room;
    const chains = this.chains;
    const ends = chains.ends;
    let memory = this.#words;
    let entries = chains.words;
    for (let i = 0; i < words; i += 3) {
      const shared = triples[i] as number;
      const row = triples[i + 1] as number;
      let bits = triples[i + 2] as number;
      const size = slots[shared] as number;
      const from = offsets[shared] as number;
      if (size < 0) {
        const old = memory[from + row] as number;
        bits &= ~old;
        if (bits === 0) continue;
        memory[from + row] = old | bits;
      } else {
        const key = row + 1;
        const last = from + 2 * size;
        let at = from + slotOf(row, size);
        let found = size === 0 ? 0 : memory[at] as number;
        while (found !== key && found !== 0) {
          at += 2;
          if (at === last) at = from;
          found = memory[at] as number;
        }
        if (found === 0) {
          if (room[shared] === 0) {
            this.#grow(shared);
            memory = this.#words;
            i -= 3;
            continue;
          }
          room[shared] = (room[shared] as number) - 1;
          memory[at] = key;
          memory[at + 1] = bits;
        } else {
          const old = memory[at + 1] as number;
          bits &= ~old;
          if (bits === 0) continue;
          memory[at + 1] = old | bits;
        }
      }
      let end = ends[shared] as number;
      if ((end & 31) === 0) {
        end = chains.lengthen(shared);
        entries = chains.words;
      }
      entries[end] = row;
      entries[end + 1] = bits;
      ends[shared] = end + 2;
    }
  }

  /** Calls `visit` for each row with a visited state. */
  each(visit: (shared: number, row: number, bits: number) => void): void {
    for (let shared = 0; shared < this.#slots.length; shared += 1) this.#eachOf(shared, (row, bits) => visit(shared, row, bits));
  }

  /** Marks states as visited; they are not new. */
  mark(shared: number, row: number, bits: number): void {
    for (;;) {
      const at = this.#find(shared, row);
      if (at >= 0) {
        this.#words[at] = (this.#words[at] as number) | bits;
        return;
      }
      if ((this.#room[shared] as number) === 0) {
        this.#grow(shared);
        continue;
      }
      this.#room[shared] = (this.#room[shared] as number) - 1;
      this.#words[-at] = row + 1;
      this.#words[1 - at] = bits;
      return;
    }
  }

  /** Takes states out of the visited ones. */
  remove(shared: number, row: number, bits: number): void {
    const at = this.#find(shared, row);
    if (at >= 0) this.#words[at] = (this.#words[at] as number) & ~bits;
  }

  /** All rows of a shared part with a visited state. */
  list(shared: number, into: Rows): void {
    const size = this.#slots[shared] as number;
    const most = size < 0 ? this.#rows : size;
    if (into.rows.length < most) {
      into.rows = new Int32Array(most);
      into.masks = new Int32Array(most);
    }
    const from = this.#offsets[shared] as number;
    const words = this.#words;
    let length = 0;
    for (let i = 0; i < most; i += 1) {
      const bits = words[size < 0 ? from + i : from + 2 * i + 1] as number;
      if (bits === 0) continue;
      into.rows[length] = size < 0 ? i : (words[from + 2 * i] as number) - 1;
      into.masks[length] = bits;
      length += 1;
    }
    into.length = length;
  }

  #eachOf(shared: number, visit: (row: number, bits: number) => void): void {
    const size = this.#slots[shared] as number;
    const from = this.#offsets[shared] as number;
    const words = this.#words;
    if (size < 0) {
      for (let row = 0; row < this.#rows; row += 1) if (words[from + row] !== 0) visit(row, words[from + row] as number);
    }
    for (let at = from; at < from + 2 * size; at += 2) if (words[at] !== 0) visit((words[at] as number) - 1, words[at + 1] as number);
  }

  /** Where the bits of a row are; negated, the free slot of a row that there is not. */
  #find(shared: number, row: number): number {
    const size = this.#slots[shared] as number;
    const from = this.#offsets[shared] as number;
    if (size < 0) return from + row;
    if (size === 0) return -1;
    let at = from + slotOf(row, size);
    while (this.#words[at] !== 0 && this.#words[at] !== row + 1) at = at + 2 === from + 2 * size ? from : at + 2;
    return this.#words[at] === 0 ? -at : at + 1;
  }

  /** A larger block for a shared part, or its first one. */
  #grow(shared: number): void {
    const size = this.#slots[shared] as number;
    const before = this.#classes[shared] as number;
    const next = size === 0 ? 0 : before + 1;
    const slots = SIZES[next] ?? 0;
    const whole = slots === 0 || this.#rows <= SMALL || 2 * slots >= this.#rows * 0.8;
    const again = whole ? undefined : this.#free[next]?.pop();
    if (again !== undefined) this.#freed -= 2 * slots;
    const to = again ?? this.#allocate(whole ? this.#rows : 2 * slots);
    const from = this.#offsets[shared] as number;
    const words = this.#words;
    for (let at = from; at < from + 2 * size; at += 2) {
      const key = words[at] as number;
      if (key === 0) continue;
      let place = whole ? to + key - 1 : to + slotOf(key - 1, slots);
      if (!whole) {
        while (words[place] !== 0) place = place + 2 === to + 2 * slots ? to : place + 2;
        words[place++] = key;
      }
      words[place] = words[at + 1] as number;
    }
    const used = size === 0 ? 0 : Math.floor(size * LOAD);
    this.#offsets[shared] = to;
    this.#slots[shared] = whole ? -1 : slots;
    this.#classes[shared] = next;
    this.#room[shared] = Math.floor(slots * LOAD) - used;
    if (size === 0) return;
    words.fill(0, from, from + 2 * size);
    this.#free[before]?.push(from);
    this.#freed += 2 * size;
  }

  /** Words that are 0. Offset 0 is not given away: its negation is no other number. */
  #allocate(words: number): number {
    if (this.#freed > this.#top / 6) this.#compact();
    const from = Math.max(2, this.#top);
    this.#top = from + words;
    if (this.#top > this.#words.length) {
      // Memory that is not touched is not there yet: much room costs little, and copying is rare.
      const next = new Int32Array(Math.max(this.#top, this.#words.length < 1 << 20 ? 1 << 21 : 4 * this.#words.length));
      next.set(this.#words);
      this.#words = next;
    }
    return from;
  }

  /** Moves all blocks down, over those that have become free. */
  #compact(): void {
    const order = [...this.#slots.keys()].filter((shared) => this.#slots[shared] !== 0).toSorted((a, b) => (this.#offsets[a] as number) - (this.#offsets[b] as number));
    let to = 2;
    for (const shared of order) {
      const size = this.#slots[shared] as number;
      const length = size < 0 ? this.#rows : 2 * size;
      const from = this.#offsets[shared] as number;
      if (from !== to) this.#words.copyWithin(to, from, from + length);
      this.#offsets[shared] = to;
      to += length;
    }
    this.#words.fill(0, to, this.#top);
    this.#top = to;
    this.#freed = 0;
    for (const list of this.#free) list.length = 0;
  }
}
