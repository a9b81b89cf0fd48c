// SPDX-License-Identifier: Apache-2.0
// Values of a component as small numbers, given in the order in which they first occur.

/** A table of values of `width` words each. */
export class Interner {
  readonly width: number;
  #count = 0;
  #data: Int32Array;
  #table = new Int32Array(64).fill(-1);

  constructor(width: number) {
    this.width = width;
    this.#data = new Int32Array(width * 32);
  }

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#data.byteLength + this.#table.byteLength;
  }

  /** The number of the value in `from[at..]`. */
  intern(from: Int32Array, at: number): number {
    const { width } = this;
    const mask = this.#table.length - 1;
    let h = this.#hash(from, at) & mask;
    for (;;) {
      const id = this.#table[h] ?? -1;
      if (id < 0) break;
      const base = id * width;
      let i = 0;
      while (i < width && this.#data[base + i] === from[at + i]) i += 1;
      if (i === width) return id;
      h = (h + 1) & mask;
    }
    return this.#add(from, at, h);
  }

  /** Copies value `id` to `to[at..]`. */
  load(id: number, to: Int32Array, at: number): void {
    const base = id * this.width;
    for (let i = 0; i < this.width; i += 1) to[at + i] = this.#data[base + i] ?? 0;
  }

  #add(from: Int32Array, at: number, h: number): number {
    const id = this.#count;
    this.#count += 1;
    if (this.#count * this.width > this.#data.length) {
      const data = new Int32Array(this.#data.length * 2);
      data.set(this.#data);
      this.#data = data;
    }
    for (let i = 0; i < this.width; i += 1) this.#data[id * this.width + i] = from[at + i] ?? 0;
    this.#table[h] = id;
    if (this.#count * 2 > this.#table.length) this.#rehash();
    return id;
  }

  #rehash(): void {
    const table = new Int32Array(this.#table.length * 2).fill(-1);
    for (let id = 0; id < this.#count; id += 1) {
      let h = this.#hash(this.#data, id * this.width) & (table.length - 1);
      while ((table[h] ?? -1) >= 0) h = (h + 1) & (table.length - 1);
      table[h] = id;
    }
    this.#table = table;
  }

  #hash(from: Int32Array, at: number): number {
    let h = 0;
    for (let i = 0; i < this.width; i += 1) {
      h = Math.imul(h ^ (from[at + i] ?? 0), 0x9E3779B1);
      h ^= h >>> 15;
    }
    return Math.imul(h, 0x85EBCA6B) >>> 7;
  }
}
