// SPDX-License-Identifier: Apache-2.0
// The memory of a search: how large log and table are, and how they grow. The log stays where it is; the table is
// made anew behind it, twice as large or nearly so, and filled from the log.
import type { WasmMemory } from "./host.ts";
import { FILL as INDEXED_FILL } from "./indexed.ts";
import { MOST_PAGES } from "./program.ts";
import { BUCKET_BYTES, FILL as QUOTIENT_FILL, leastBucketBits } from "./quotient.ts";
import { CELL, type Regions } from "./regions.ts";
import type { WideLayout } from "./words-layout.ts";

const PAGE = 1 << 16;
const FIRST_ROOM = 1 << 12;
/** Bytes of a table from which on it grows by half only. */
const LARGE = 1 << 26;

/** A table: how many states it has room for, its bytes, and what the program must know of it. */
interface Shape {
  readonly kind: 0 | 1;
  readonly room: number;
  readonly bytes: number;
  readonly span: number;
  readonly bits: number;
}

function indexedShape(room: number): Shape {
  const span = Math.ceil((room + 1) / INDEXED_FILL);
  return { kind: 0, room, bytes: 4 * span, span, bits: 2 ** Math.ceil(Math.log2(room + 2)) - 1 };
}

function quotientShape(bits: number): Shape {
  return { kind: 1, room: QUOTIENT_FILL * 2 ** bits, bytes: BUCKET_BYTES * 2 ** bits, span: 2 ** bits - 1, bits };
}

export class WasmStore {
  readonly #layout: WideLayout;
  readonly #regions: Regions;
  readonly #maxBytes: number;
  readonly #memory: WasmMemory;
  #shape: Shape | undefined;
  #view: DataView;

  constructor(layout: WideLayout, regions: Regions, memory: WasmMemory, maxBytes: number) {
    this.#layout = layout;
    this.#regions = regions;
    this.#memory = memory;
    this.#maxBytes = Math.min(maxBytes, MOST_PAGES * PAGE);
    this.#view = new DataView(memory.buffer);
    this.#reach(regions.log);
  }

  get view(): DataView {
    if (this.#view.buffer !== this.#memory.buffer) this.#view = new DataView(this.#memory.buffer);
    return this.#view;
  }

  cell(name: keyof typeof CELL): number {
    return this.view.getUint32(CELL[name], true);
  }

  setCell(name: keyof typeof CELL, value: number): void {
    this.view.setUint32(CELL[name], value, true);
  }

  /** Address of state `index`. */
  stateAt(index: number): number {
    return this.#regions.log + index * this.#layout.stride;
  }

  /** Bytes in use: what is in the log, and the table. */
  bytes(): number {
    return this.stateAt(this.cell("size")) + (this.#shape?.bytes ?? 0);
  }

  /** Makes the next larger table; false when there is no memory for it. `refill` fills it from the log. */
  grow(refill: () => number): boolean {
    for (;;) {
      const next = this.#next();
      if (!this.#place(next)) return false;
      if (refill() === 0) return true;
    }
  }

  #next(): Shape {
    const old = this.#shape;
    const most = this.#layout.used.length > 1 ? Infinity : leastBucketBits(this.#layout.used[0] ?? 0);
    if (old?.kind === 1) return quotientShape(old.bits + 1);
    const room = old === undefined ? FIRST_ROOM : 2 * old.room;
    const bits = Math.ceil(Math.log2(room / QUOTIENT_FILL));
    if (bits >= most) return quotientShape(bits);
    return indexedShape(old !== undefined && old.bytes >= LARGE ? Math.floor(1.5 * old.room) : room);
  }

  #place(shape: Shape): boolean {
    const table = Math.ceil((this.stateAt(shape.room + 1) + 8) / 64) * 64;
    if (!this.#reach(table + shape.bytes)) return false;
    new Uint8Array(this.#memory.buffer, table, shape.bytes).fill(0);
    this.#shape = shape;
    this.setCell("room", shape.room);
    this.setCell("table", table);
    this.setCell("span", shape.span);
    this.setCell("bits", shape.bits);
    this.setCell("kind", shape.kind);
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
