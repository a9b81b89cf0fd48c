// SPDX-License-Identifier: Apache-2.0
// The memory of a search: how large log and table are, and how they grow. The log stays where it is; the table is
// made anew behind it, larger, and filled from the log.
import { BUCKET_BYTES, SLOTS } from "./bucket.ts";
import type { WasmMemory } from "./host.ts";
import { MOST_PAGES } from "./program.ts";
import { cellAt, type CellName, type Regions } from "./regions.ts";
import type { WideLayout } from "./words-layout.ts";

const PAGE = 1 << 16;
const FIRST_ROOM = 1 << 12;
/** By what a table grows, from its bytes: a large one must not be mostly empty. */
export type Growth = (bytes: number) => number;
export const sparingly: Growth = (bytes) => (bytes < 1 << 20 ? 4 : bytes < 1 << 24 ? 2 : 1.5);
/** Where time counts more than memory. */
export const generously: Growth = (bytes) => (bytes < 1 << 20 ? 4 : 2);
const LEAST_GROWTH = 1.2;
/** Slots that are taken when a table is full, of all slots. */
const FILL = 0.8;

/** A table: how many states it has room for, and its buckets. */
interface Shape {
  readonly room: number;
  readonly buckets: number;
}

const shapeFor = (room: number): Shape => ({ room, buckets: Math.ceil((room + 1) / (FILL * SLOTS)) });

export class WasmStore {
  /** Is there memory for what every search needs? */
  readonly usable: boolean;
  readonly #layout: WideLayout;
  readonly #regions: Regions;
  readonly #maxBytes: number;
  readonly #memory: WasmMemory;
  #shape: Shape | undefined;
  #view: DataView;
  readonly #growth: Growth;
  readonly #clear: (from: number, to: number) => void;

  /** `clear` sets the bytes from one address to another to 0. */
  constructor(layout: WideLayout, regions: Regions, memory: WasmMemory, maxBytes: number, growth: Growth, clear?: (from: number, to: number) => void) {
    this.#growth = growth;
    this.#clear = clear ?? ((from, to) => void new Uint8Array(memory.buffer, from, to - from).fill(0));
    this.#layout = layout;
    this.#regions = regions;
    this.#memory = memory;
    this.#maxBytes = Math.min(maxBytes, MOST_PAGES * PAGE);
    this.#view = new DataView(memory.buffer);
    this.usable = this.#reach(regions.log);
  }

  get view(): DataView {
    if (this.#view.buffer !== this.#memory.buffer) this.#view = new DataView(this.#memory.buffer);
    return this.#view;
  }

  cell(name: CellName): number {
    return this.view.getUint32(cellAt(this.#regions, name), true);
  }

  setCell(name: CellName, value: number): void {
    this.view.setUint32(cellAt(this.#regions, name), value, true);
  }

  /** Address of state `index`. */
  stateAt(index: number): number {
    return this.#regions.log + index * this.#layout.stride;
  }

  /** Bytes in use: what is in the log, and the table. */
  bytes(): number {
    return this.stateAt(this.cell("size")) + BUCKET_BYTES * (this.#shape?.buckets ?? 0);
  }

  /** Makes the next larger table, or a little larger one where that does not fit, and has it filled from the log; false when there is no memory for it. */
  grow(refill: () => void): boolean {
    const old = this.#shape;
    const grown = old === undefined ? FIRST_ROOM : Math.floor(this.#growth(BUCKET_BYTES * old.buckets) * old.room);
    const fits = this.#place(shapeFor(grown)) || (old !== undefined && this.#place(shapeFor(Math.floor(LEAST_GROWTH * old.room))));
    if (!fits) return false;
    refill();
    return true;
  }

  /** Puts states that were saved into the log, before any other; false when there is no memory for them. */
  restore(count: number, ranges: Iterable<{ readonly states: Uint8Array }>, refill: () => void): boolean {
    const room = Math.max(FIRST_ROOM, Math.ceil(1.1 * count));
    if (!this.#place(shapeFor(room))) return false;
    let at = this.stateAt(0);
    for (const { states } of ranges) {
      new Uint8Array(this.#memory.buffer).set(states, at);
      at += states.length;
    }
    this.setCell("size", count);
    refill();
    return true;
  }

  /** The bytes of the states from `first` to before `end`; good until the memory grows. */
  range(first: number, end: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, this.stateAt(first), (end - first) * this.#layout.stride);
  }

  #place(shape: Shape): boolean {
    const table = Math.ceil((this.stateAt(shape.room + 1) + 8) / 64) * 64;
    if (!this.#reach(table + BUCKET_BYTES * shape.buckets)) return false;
    // New memory is 0 too, but a page that is read before it is written is mapped twice, which all processors are told.
    this.#clear(table, table + BUCKET_BYTES * shape.buckets);
    this.#shape = shape;
    this.setCell("room", shape.room);
    this.setCell("table", table);
    this.setCell("buckets", shape.buckets);
    this.setCell("mask", 2 ** Math.ceil(Math.log2(shape.room + 2)) - 1);
    return true;
  }

  /** Has the memory `bytes` bytes, or can it get them? */
  #reach(bytes: number): boolean {
    if (bytes > this.#maxBytes) return false;
    const missing = Math.ceil((bytes - this.#memory.buffer.byteLength) / PAGE);
    if (missing <= 0) return true;
    try {
      this.#memory.grow(missing);
      return true;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  }
}
