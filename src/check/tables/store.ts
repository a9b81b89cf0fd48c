// SPDX-License-Identifier: Apache-2.0
// The rows of visited states, and those that are new in the next level. Either a table of all rows, two words each
// (visited, new), or a hash table of the rows that are not empty, with a small one for the next level.

/** Rows of a level: their numbers, and for each the states that are new in it. */
export interface Level {
  rows: Int32Array;
  masks: Int32Array;
  length: number;
}

export interface RowStore {
  /** Inserts `words / 2` pairs of a row number and bits. */
  insert(pairs: Int32Array, words: number): void;
  /** Moves what is new into `level` and begins another one. */
  next(level: Level): void;
  /** Calls `visit` for each row with a visited state. */
  each(visit: (row: number, bits: number) => void): void;
  /** The same for what is new. */
  eachNew(visit: (row: number, bits: number) => void): void;
  /** Marks states as visited, without making them new, and as new, without looking whether they are visited. */
  mark(row: number, bits: number): void;
  renew(row: number, bits: number): void;
  /** Takes states out of the visited ones. */
  remove(row: number, bits: number): void;
  /** Rows that are not empty, as far as known. */
  readonly used: number;
  readonly bytes: number;
}

/** Room for `length` more entries, the old ones kept. */
function widened(array: Int32Array<ArrayBuffer>, used: number, length: number): Int32Array<ArrayBuffer> {
  if (used + length <= array.length) return array;
  const next = new Int32Array(Math.max(2 * array.length, used + length));
  next.set(array.subarray(0, used));
  return next;
}

function reserve(level: Level, length: number): void {
  if (level.rows.length < length) {
    level.rows = new Int32Array(length + (length >> 2));
    level.masks = new Int32Array(length + (length >> 2));
  }
  level.length = length;
}

/** All rows: word 2r has the visited states of row r, word 2r+1 the new ones. */
export class AllRows implements RowStore {
  readonly #words: Int32Array;
  #queue = new Int32Array(1 << 10);
  #queued = 0;

  constructor(rows: number) {
    this.#words = new Int32Array(2 * rows);
  }

  insert(pairs: Int32Array, words: number): void {
    const table = this.#words;
    const queue = this.#queue = widened(this.#queue, this.#queued, words >> 1);
    let queued = this.#queued;
    for (let i = 0; i < words; i += 2) {
      const row = pairs[i] as number;
      const at = row << 1;
      const old = table[at] as number;
      const fresh = (pairs[i + 1] as number) & ~old;
      if (fresh === 0) continue;
      table[at] = old | fresh;
      const before = table[at + 1] as number;
      table[at + 1] = before | fresh;
      if (before === 0) queue[queued++] = row;
    }
    this.#queued = queued;
  }

  next(level: Level): void {
    reserve(level, this.#queued);
    const { rows, masks } = level;
    for (let i = 0; i < this.#queued; i += 1) {
      const row = this.#queue[i] as number;
      rows[i] = row;
      masks[i] = this.#words[2 * row + 1] as number;
      this.#words[2 * row + 1] = 0;
    }
    this.#queued = 0;
  }

  each(visit: (row: number, bits: number) => void): void {
    for (let at = 0; at < this.#words.length; at += 2) if (this.#words[at] !== 0) visit(at >> 1, this.#words[at] as number);
  }

  eachNew(visit: (row: number, bits: number) => void): void {
    for (let i = 0; i < this.#queued; i += 1) visit(this.#queue[i] as number, this.#words[2 * (this.#queue[i] as number) + 1] as number);
  }

  mark(row: number, bits: number): void {
    this.#words[2 * row] = (this.#words[2 * row] as number) | bits;
  }

  renew(row: number, bits: number): void {
    this.#queue = widened(this.#queue, this.#queued, 1);
    if (this.#words[2 * row + 1] === 0) this.#queue[this.#queued++] = row;
    this.#words[2 * row + 1] = (this.#words[2 * row + 1] as number) | bits;
  }

  remove(row: number, bits: number): void {
    this.#words[2 * row] = (this.#words[2 * row] as number) & ~bits;
  }

  get used(): number {
    let used = 0;
    this.each(() => { used += 1; });
    return used;
  }

  get bytes(): number {
    return this.#words.byteLength + this.#queue.byteLength;
  }
}
