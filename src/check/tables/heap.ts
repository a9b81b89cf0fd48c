// SPDX-License-Identifier: Apache-2.0
// The linear memory: tables and lists below, blocks of rows above. When there is no room below, the blocks move up.
// All memory that is given away is 0.
import { InternalError, required } from "../../base/unreachable.ts";
import { wasmApi, type WasmMemory } from "../wasm/host.ts";
import { newMemory } from "../wasm/memory.ts";
import { Unsuited } from "./program.ts";
import { CELLS } from "./shape.ts";

const PAGE = 1 << 16;
/** Addresses fit 31 bits. */
const MOST_PAGES = 1 << 15;
/** Bytes for what is below, at first. */
const BELOW = 1 << 20;

const rounded = (bytes: number, unit: number): number => Math.ceil(bytes / unit) * unit;

export class Heap {
  readonly memory: WasmMemory;
  /** Views of the memory; new ones whenever it has grown. */
  words = new Int32Array(0);
  halves = new Uint16Array(0);
  /** Told by how many bytes the blocks have moved up. */
  moved: (by: number) => void = () => undefined;
  /** Where blocks begin and end. */
  floor = BELOW;
  ceiling = BELOW;
  #top = rounded(CELLS, 64);
  /** What was taken back. */
  readonly #free: { at: number; bytes: number }[] = [];
  #pages = 2 * BELOW / PAGE;

  constructor() {
    const api = required(wasmApi(), "WebAssembly");
    this.memory = newMemory(api, { initial: this.#pages, maximum: MOST_PAGES });
    this.#view();
  }

  /** Bytes of tables, lists and blocks. */
  get bytes(): number {
    const free = this.#free.reduce((sum, { bytes }) => sum + bytes, 0);
    return this.#top - free + this.ceiling - this.floor;
  }

  cell(at: number): number {
    return this.words[at >>> 2] ?? 0;
  }

  setCell(at: number, value: number): void {
    this.words[at >>> 2] = value;
  }

  /** Where memory that was never given away begins. */
  get top(): number {
    return this.#top;
  }

  /** Bytes below the blocks, at an address that is a multiple of 64. @throws Unsuited */
  take(bytes: number): number {
    const size = rounded(bytes, 64);
    const free = this.#free.find((each) => each.bytes >= size);
    if (free === undefined) return this.extend(size);
    free.at += size;
    free.bytes -= size;
    return free.at - size;
  }

  /** The same, but behind all that was given away before. */
  extend(bytes: number): number {
    const at = this.#top;
    this.#top = rounded(at + bytes, 64);
    if (this.#top > this.floor) this.#lift(rounded(Math.max(this.#top - this.floor, this.floor / 8), PAGE));
    return at;
  }

  /** Takes back what was taken; neighbours become one. */
  give(at: number, bytes: number): void {
    if (bytes === 0) return;
    this.clear(at, at + bytes);
    const end = at + rounded(bytes, 64);
    const left = this.#free.findIndex((each) => each.at + each.bytes === at);
    const before = left < 0 ? undefined : this.#free.splice(left, 1)[0];
    const right = this.#free.findIndex((each) => each.at === end);
    const after = right < 0 ? undefined : this.#free.splice(right, 1)[0];
    const from = before?.at ?? at;
    this.#free.push({ at: from, bytes: end + (after?.bytes ?? 0) - from });
  }

  /** The largest piece of what was taken back, if it is at least as large as that. */
  piece(least: number): { readonly at: number; readonly bytes: number } | undefined {
    const best = this.#free.reduce((found, each, i) => (each.bytes > (this.#free[found]?.bytes ?? 0) ? i : found), -1);
    return (this.#free[best]?.bytes ?? 0) < least ? undefined : this.#free.splice(best, 1)[0];
  }

  /** A larger place for the `used` bytes at `from`, which is given back. */
  enlarge(from: number, used: number, bytes: number): number {
    const to = this.take(bytes);
    this.words.copyWithin(to >>> 2, from >>> 2, (from + used + 3) >>> 2);
    this.give(from, used);
    return to;
  }

  /** Sees to it that there is memory up to an address. @throws Unsuited */
  reach(end: number): void {
    if (end <= this.#pages * PAGE) return;
    // Memory that is not touched costs nothing, and views are rarely made anew.
    const pages = Math.min(MOST_PAGES, Math.ceil(end * 1.6 / PAGE));
    if (end > pages * PAGE) throw new Unsuited();
    try {
      this.memory.grow(pages - this.#pages);
    } catch (error) {
      if (error instanceof RangeError) throw new Unsuited();
      throw error;
    }
    this.#pages = pages;
    this.#view();
  }

  clear(from: number, to: number): void {
    this.words.fill(0, from >>> 2, (to + 3) >>> 2);
  }

  #lift(by: number): void {
    this.reach(this.ceiling + by);
    this.words.copyWithin((this.floor + by) >>> 2, this.floor >>> 2, this.ceiling >>> 2);
    this.clear(this.floor, Math.min(this.floor + by, this.ceiling));
    this.floor += by;
    this.ceiling += by;
    this.moved(by);
  }

  #view(): void {
    const { buffer } = this.memory;
    if (!(buffer instanceof ArrayBuffer)) throw new InternalError("memory that nobody shares");
    this.words = new Int32Array(buffer);
    this.halves = new Uint16Array(buffer);
  }
}
