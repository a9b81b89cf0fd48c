// SPDX-License-Identifier: Apache-2.0
// Lists of what is new in rows, one for each shared part, in chunks that are used again. There are two sets of lists:
// the level that is expanded and the next one.

/** Words of a chunk: the chunk before it, one that is not used, then pairs of a row and bits. */
const CHUNK = 32;

/** Rows of one shared part: their numbers, and for each the states that are new. */
export interface Rows {
  rows: Int32Array;
  masks: Int32Array;
  length: number;
}

export class Chains {
  words = new Int32Array(CHUNK * 64);
  /** For each shared part where its next pair goes; a multiple of 32 when a chunk must be added, 0 when there is none. */
  ends: Int32Array<ArrayBuffer>;
  /** Shared parts that have something new in the level, and in the next. */
  level: number[] = [];
  following: number[] = [];
  #levelEnds: Int32Array<ArrayBuffer>;
  #top = CHUNK;
  #free = 0;
  #keys = new Int32Array(64);
  #places = new Int32Array(64);

  constructor(shared: number) {
    this.ends = new Int32Array(shared);
    this.#levelEnds = new Int32Array(shared);
  }

  get bytes(): number {
    return 4 * this.#top + this.ends.byteLength * 2 + this.#keys.byteLength * 2;
  }

  extend(shared: number): void {
    const [ends, levelEnds] = [new Int32Array(shared), new Int32Array(shared)];
    ends.set(this.ends);
    levelEnds.set(this.#levelEnds);
    this.ends = ends;
    this.#levelEnds = levelEnds;
  }

  /** Adds a chunk to a list of the next level; the answer is where the next pair goes. */
  lengthen(shared: number): number {
    const end = this.ends[shared] as number;
    if (end === 0) this.following.push(shared);
    let chunk = this.#free;
    if (chunk === 0) {
      chunk = this.#top;
      this.#top += CHUNK;
      if (this.#top > this.words.length) {
        const next = new Int32Array(this.words.length * 2);
        next.set(this.words);
        this.words = next;
      }
    } else this.#free = this.words[chunk] as number;
    this.words[chunk] = end === 0 ? 0 : end - CHUNK;
    return chunk + 2;
  }

  /** Adds to a list of the next level. */
  push(shared: number, row: number, bits: number): void {
    let end = this.ends[shared] as number;
    if (end % CHUNK === 0) end = this.lengthen(shared);
    this.words[end] = row;
    this.words[end + 1] = bits;
    this.ends[shared] = end + 2;
  }

  /** The next level becomes the level. */
  advance(): void {
    [this.level, this.following] = [this.following, []];
    [this.ends, this.#levelEnds] = [this.#levelEnds, this.ends];
  }

  /** Takes the list of a shared part out of the level, each row once. */
  take(shared: number, into: Rows): void {
    const end = this.#levelEnds[shared] as number;
    this.#levelEnds[shared] = 0;
    into.length = 0;
    const count = this.#count(end);
    if (into.rows.length < count) {
      into.rows = new Int32Array(count * 2);
      into.masks = new Int32Array(count * 2);
    }
    let slots = 8;
    while (slots < 2 * count) slots *= 2;
    if (this.#keys.length < slots) {
      this.#keys = new Int32Array(slots);
      this.#places = new Int32Array(slots);
    }
    const { rows, masks } = into;
    const { words } = this;
    const keys = this.#keys;
    const places = this.#places;
    let length = 0;
    for (let to = end; to !== 0;) {
      const chunk = (to - 1) & -CHUNK;
      for (let at = chunk + 2; at < to; at += 2) {
        const row = words[at] as number;
        let slot = Math.imul(row, 0x9E3779B1) >>> 7 & slots - 1;
        while (keys[slot] !== 0 && keys[slot] !== row + 1) slot = (slot + 1) & (slots - 1);
        if (keys[slot] === 0) {
          keys[slot] = row + 1;
          places[slot] = length;
          rows[length] = row;
          masks[length] = words[at + 1] as number;
          length += 1;
        } else {
          const place = places[slot] as number;
          masks[place] = (masks[place] as number) | (words[at + 1] as number);
        }
      }
      to = this.#release(chunk);
    }
    keys.fill(0, 0, slots);
    into.length = length;
  }

  /** Calls `visit` for all of the next level, */
  eachFollowing(visit: (shared: number, row: number, bits: number) => void): void {
    for (const shared of this.following) this.#each(shared, this.ends[shared] as number, visit);
  }

  /** and for what has not been taken out of the level. */
  eachLeft(visit: (shared: number, row: number, bits: number) => void): void {
    for (const shared of this.level) this.#each(shared, this.#levelEnds[shared] as number, visit);
  }

  /** Takes over the lists of another, with other row numbers. */
  copy(from: Chains, change: (row: number) => number): void {
    from.eachLeft((shared, row, bits) => this.push(shared, change(row), bits));
    this.advance();
    this.level = from.level;
    this.following = [];
    from.eachFollowing((shared, row, bits) => this.push(shared, change(row), bits));
  }

  #each(shared: number, end: number, visit: (shared: number, row: number, bits: number) => void): void {
    for (let to = end; to !== 0;) {
      const chunk = (to - 1) & -CHUNK;
      for (let at = chunk + 2; at < to; at += 2) visit(shared, this.words[at] as number, this.words[at + 1] as number);
      to = this.words[chunk] === 0 ? 0 : (this.words[chunk] as number) + CHUNK;
    }
  }

  /** Where the chunk before this one ends; the chunk may be used again. */
  #release(chunk: number): number {
    const before = this.words[chunk] as number;
    this.words[chunk] = this.#free;
    this.#free = chunk;
    return before === 0 ? 0 : before + CHUNK;
  }

  #count(end: number): number {
    let count = 0;
    for (let to = end; to !== 0;) {
      const chunk = (to - 1) & -CHUNK;
      count += (to - chunk - 2) / 2;
      to = this.words[chunk] === 0 ? 0 : (this.words[chunk] as number) + CHUNK;
    }
    return count;
  }
}
