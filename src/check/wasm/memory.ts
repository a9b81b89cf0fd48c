// SPDX-License-Identifier: Apache-2.0
// The memory that a search asks the machine for.
import { Unsupported } from "../compile/expr.ts";
import type { WasmApi, WasmMemory } from "./host.ts";
import { cellAt, type CellName, type Regions } from "./regions.ts";

/** Pages of 64 KiB that a memory can have: 4 GiB. */
export const MOST_PAGES = 65536;
const PAGE = 1 << 16;

interface Limits {
  readonly initial: number;
  readonly maximum: number;
  readonly shared?: boolean;
}

/**
 * A memory of so many pages at first and at most. Machines reserve addresses for the most, and some limit those.
 * @throws Unsupported when they are refused: another engine must search.
 */
export function newMemory(api: WasmApi, limits: Limits): WasmMemory {
  try {
    return new api.Memory(limits);
  } catch (error) {
    if (error instanceof RangeError) throw new Unsupported("a memory of WebAssembly");
    throw error;
  }
}

/**
 * Sets the bytes `from..to-1` to 0, words at a time: Node sets what threads share one element after the other. Memory that
 * is fresh is 0, but set all the same: a page that is read first gets its place when it is written, while all threads wait.
 */
export function clearBytes({ buffer }: WasmMemory, from: number, to: number): void {
  const [first, last] = [Math.ceil(from / 8), Math.floor(to / 8)];
  if (first >= last) return void new Uint8Array(buffer, from, to - from).fill(0);
  new Uint8Array(buffer, from, 8 * first - from).fill(0);
  new BigUint64Array(buffer, 8 * first, last - first).fill(0n);
  new Uint8Array(buffer, 8 * last, to - 8 * last).fill(0);
}

/** A memory that grows, and the numbers in it. */
export class SearchMemory {
  readonly #memory: WasmMemory;
  readonly #regions: Regions;
  readonly #most: number;
  #view: DataView;

  /** What is in use shall stay below `most` bytes. */
  constructor(memory: WasmMemory, regions: Regions, most: number) {
    this.#memory = memory;
    this.#regions = regions;
    this.#most = Math.min(most, MOST_PAGES * PAGE);
    this.#view = new DataView(memory.buffer);
  }

  get view(): DataView {
    if (this.#view.buffer !== this.#memory.buffer) this.#view = new DataView(this.#memory.buffer);
    return this.#view;
  }

  bytes(from: number, to: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, from, to - from);
  }

  clear(from: number, to: number): void {
    clearBytes(this.#memory, from, to);
  }

  cell(name: CellName): number {
    return this.view.getUint32(cellAt(this.#regions, name), true);
  }

  setCell(name: CellName, value: number): void {
    this.view.setUint32(cellAt(this.#regions, name), value, true);
  }

  /** May so many bytes be in use? */
  allows(bytes: number): boolean {
    return bytes <= this.#most;
  }

  /** Has the memory `bytes` bytes, or can it get them? */
  reach(bytes: number): boolean {
    if (bytes > MOST_PAGES * PAGE) return false;
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
