// SPDX-License-Identifier: Apache-2.0
// Rows in hash tables, for products that are too large or too sparse for a table of all rows.
import type { Level, RowStore } from "./store.ts";

/** Slots are in the order of their hash, so that a table grows in place: [row + 1, bits], 0 being free. */
class RowTable {
  words: Int32Array;
  /** Slots that hashes are spread over; a few more follow, so that probing never has to begin again. */
  slots: number;
  used = 0;

  constructor(slots: number) {
    this.slots = slots;
    this.words = new Int32Array(2 * (slots + TAIL));
  }

  get bytes(): number {
    return 8 * (this.slots + TAIL);
  }

  /** Makes room for `more` rows at a load of at most 0.8. */
  reserve(more: number): void {
    const needed = this.used + more;
    if (needed <= this.slots * 0.8) return;
    this.#grow(Math.ceil(Math.max(this.slots * 1.4, needed * 1.4)));
  }

  enlarge(): void {
    this.#grow(this.slots * 2);
  }

  /** The place of a row, its own or a free one. */
  find(row: number): number {
    const { words } = this;
    let at = 2 * Math.floor(hash(row) * (this.slots / 2 ** 32));
    while (words[at] !== 0 && words[at] !== row + 1 && at < words.length) at += 2;
    return at;
  }

  add(row: number, bits: number): void {
    let at = this.find(row);
    while (at >= this.words.length) {
      this.enlarge();
      at = this.find(row);
    }
    if (this.words[at] === 0) this.used += 1;
    this.words[at] = row + 1;
    this.words[at + 1] = (this.words[at + 1] as number) | bits;
  }

  each(visit: (row: number, bits: number) => void): void {
    const { words } = this;
    for (let at = 0; at < words.length; at += 2) if (words[at] !== 0) visit((words[at] as number) - 1, words[at + 1] as number);
  }

  clear(): void {
    this.words.fill(0, 0, 2 * (this.slots + TAIL));
    this.used = 0;
  }

  #grow(slots: number): void {
    const old = this.words;
    this.slots = slots;
    this.used = 0;
    this.words = new Int32Array(2 * (slots + TAIL));
    for (let at = 0; at < old.length; at += 2) if (old[at] !== 0) this.add((old[at] as number) - 1, old[at + 1] as number);
  }
}

const hash = (row: number): number => Math.imul(row ^ (row >>> 15), 0x9E3779B1) >>> 0;
/** Longer runs than this are not to be expected at the loads that are allowed. */
const TAIL = 1 << 12;
const FIRST = 1 << 10;

export class HashedRows implements RowStore {
  readonly #visited: RowTable;
  readonly #new = new RowTable(FIRST);

  /** With room for `rows` of them. */
  constructor(rows: number) {
    this.#visited = new RowTable(Math.max(FIRST, Math.ceil(rows * 1.6)));
  }

  insert(pairs: Int32Array, words: number): void {
    const visited = this.#visited;
    const fresh = this.#new;
    visited.reserve(words >> 1);
    fresh.reserve(words >> 1);
    let done = 0;
    while (done < words) {
      done = insertFrom(done, pairs, words, visited, fresh);
      // A run of slots has reached the end of its table, which is not to be expected.
      if (done < words) for (const table of [visited, fresh]) table.enlarge();
    }
  }

  next(level: Level): void {
    if (level.rows.length < this.#new.used) {
      level.rows = new Int32Array(this.#new.used + (this.#new.used >> 2));
      level.masks = new Int32Array(level.rows.length);
    }
    level.length = 0;
    this.#new.each((row, bits) => {
      level.rows[level.length] = row;
      level.masks[level.length] = bits;
      level.length += 1;
    });
    this.#new.clear();
  }

  each(visit: (row: number, bits: number) => void): void {
    this.#visited.each(visit);
  }

  eachNew(visit: (row: number, bits: number) => void): void {
    this.#new.each(visit);
  }

  mark(row: number, bits: number): void {
    this.#visited.reserve(1);
    this.#visited.add(row, bits);
  }

  renew(row: number, bits: number): void {
    this.#new.reserve(1);
    this.#new.add(row, bits);
  }

  remove(row: number, bits: number): void {
    const at = this.#visited.find(row);
    this.#visited.words[at + 1] = (this.#visited.words[at + 1] as number) & ~bits;
  }

  get used(): number {
    return this.#visited.used;
  }

  get bytes(): number {
    return this.#visited.bytes + this.#new.bytes;
  }
}

/** Inserts from `first` on; the answer is how far it came before a run of slots reached the end of its table. */
function insertFrom(first: number, pairs: Int32Array, words: number, visited: RowTable, fresh: RowTable): number {
  const table = visited.words;
  const next = fresh.words;
  const tableScale = visited.slots / 2 ** 32;
  const nextScale = fresh.slots / 2 ** 32;
  for (let i = first; i < words; i += 2) {
    const row = pairs[i] as number;
    let bits = pairs[i + 1] as number;
    const mixed = hash(row);
    const key = (row + 1) | 0;
    let at = ((mixed * tableScale) | 0) << 1;
    let found = table[at] as number;
    while (found !== key && found > 0) {
      at += 2;
      found = table[at] as number;
    }
    if (found === key) {
      bits &= ~(table[at + 1] as number);
      if (bits === 0) continue;
    } else if (found !== 0) return i;
    let to = ((mixed * nextScale) | 0) << 1;
    let other = next[to] as number;
    while (other !== key && other > 0) {
      to += 2;
      other = next[to] as number;
    }
    if (other === 0) {
      next[to] = key;
      next[to + 1] = bits;
      fresh.used += 1;
    } else if (other === key) next[to + 1] = (next[to + 1] as number) | bits;
    else return i;
    if (found === 0) {
      table[at] = key;
      table[at + 1] = bits;
      visited.used += 1;
    } else table[at + 1] = (table[at + 1] as number) | bits;
  }
  return words;
}
