// SPDX-License-Identifier: Apache-2.0
// The memory of a search: how large log and table are, and how they grow. Both stay where they are as long as they do
// not meet: the table is far behind the log, and what is between them is no memory yet. A table that cannot be doubled
// where it is is made anew and filled from the log.
import { BUCKET_BYTES, SLOT_BYTES } from "./bucket.ts";
import type { WasmMemory } from "./host.ts";
import { SearchMemory } from "./memory.ts";
import type { CellName, Regions } from "./regions.ts";
import { readWord, type WideLayout } from "./words-layout.ts";

/** States that the first table has room for where there is little memory. */
const LEAST_ROOM = 1 << 12;

/** How tables grow. */
export interface Growth {
  /** States that the first table has room for. */
  readonly first: number;
  /** By what a table of so many bytes grows. */
  readonly factor: (bytes: number) => number;
}
/** By one thread. A large table must not be mostly empty. */
export const sparingly: Growth = { first: 1 << 18, factor: (bytes) => (bytes < 1 << 25 ? 2 : 1.5) };
/** By several, which are for searches where time counts more than memory. */
export const generously: Growth = { first: 1 << 21, factor: () => 2 };
const LEAST_GROWTH = 1.2;
/**
 * Addresses where a table may be, if the log ends before: few, since a table that moves is filled anew. For small
 * searches a near one, since to a run-time system everything before it is memory in use.
 */
const PLACES: readonly number[] = [2 ** 22, 2 ** 28, 2 ** 30, 2 ** 31];

/** A table: how many states it has room for, and its buckets. */
interface Shape {
  readonly room: number;
  readonly buckets: number;
}

/** States for each bucket of a table that is full: four fifths of the slots are taken then. */
const IN_BUCKET = (0.8 * BUCKET_BYTES) / SLOT_BYTES;

const shapeFor = (room: number): Shape => ({ room, buckets: Math.ceil((room + 1) / IN_BUCKET) });
const doubled = ({ buckets }: Shape): Shape => ({ room: Math.floor(2 * IN_BUCKET * buckets) - 1, buckets: 2 * buckets });
const bytesOf = ({ buckets }: Shape): number => BUCKET_BYTES * buckets;

/** Buckets that are split at a time. */
export const SPLIT_PIECE = 1 << 12;

/** What fills tables. */
export interface Filler {
  /** Enters all states of the log into an empty table. */
  readonly refill: () => void;
  /** Splits all of so many buckets. */
  readonly split: (buckets: number) => void;
  /** Enters the states of so many places of the list of displaced ones. */
  readonly readmit: (count: number) => void;
}

export class WasmStore {
  /** Is there memory for what every search needs? */
  readonly usable: boolean;
  readonly #layout: WideLayout;
  readonly #regions: Regions;
  readonly #memory: SearchMemory;
  #shape: Shape | undefined;
  readonly #growth: Growth;
  readonly #clear: (from: number, to: number) => void;

  /** `clear` sets the bytes from one address to another to 0. */
  constructor(layout: WideLayout, regions: Regions, memory: WasmMemory, maxBytes: number, growth: Growth, clear?: (from: number, to: number) => void) {
    this.#growth = growth;
    this.#memory = new SearchMemory(memory, regions, maxBytes);
    this.#clear = clear ?? ((from, to) => this.#memory.clear(from, to));
    this.#layout = layout;
    this.#regions = regions;
    this.usable = this.#memory.allows(regions.log) && this.#memory.reach(regions.log);
  }

  get view(): DataView {
    return this.#memory.view;
  }

  readonly cell = (name: CellName): number => this.#memory.cell(name);
  readonly setCell = (name: CellName, value: number): void => this.#memory.setCell(name, value);

  /** Address of state `index`. */
  stateAt(index: number): number {
    return this.#regions.log + index * this.#layout.stride;
  }

  /** The words of state `index`. */
  wordsOf(index: number): readonly bigint[] {
    return this.#layout.used.map((_, i) => readWord(this.view, this.stateAt(index), this.#layout, i));
  }

  /** Bytes in use: what is in the log, and the table. */
  bytes(): number {
    return this.stateAt(this.cell("size")) + (this.#shape === undefined ? 0 : bytesOf(this.#shape));
  }

  /** Makes the next larger table, or a little larger one where that does not fit, and has it filled; false when there is no memory for it. */
  grow(filler: Filler): boolean {
    const old = this.#shape;
    if (old === undefined) return [this.#growth.first, LEAST_ROOM].some((room) => this.#renew(shapeFor(room), filler));
    const factor = this.#growth.factor(bytesOf(old));
    if (factor === 2 && this.#double(doubled(old), filler)) return true;
    const more = (by: number): number => Math.floor(by * old.room);
    return [more(factor), more(LEAST_GROWTH)].some((room) => this.#renew(shapeFor(room), filler));
  }

  /** Puts states that were saved into the log, before any other; false when there is no memory for them. */
  restore(count: number, ranges: Iterable<{ readonly states: Uint8Array }>, filler: Filler): boolean {
    const shape = shapeFor(Math.max(LEAST_ROOM, Math.ceil(1.1 * count)));
    if (this.#addressFor(shape) === undefined) return false;
    let at = this.stateAt(0);
    for (const { states } of ranges) {
      this.#memory.bytes(at, at + states.length).set(states);
      at += states.length;
    }
    this.setCell("size", count);
    return this.#renew(shape, filler);
  }

  /** The bytes of the states from `first` to before `end`; good until the memory grows. */
  range(first: number, end: number): Uint8Array {
    return this.#memory.bytes(this.stateAt(first), this.stateAt(end));
  }

  /** An empty table, and the states of the log entered into it. */
  #renew(shape: Shape, { refill }: Filler): boolean {
    const table = this.#addressFor(shape);
    if (table === undefined) return false;
    // New memory is 0 too, but a page that is read before it is written is mapped twice, which all processors are told.
    this.#clear(table, table + bytesOf(shape));
    this.#tell(table, shape, 2 ** Math.ceil(Math.log2(shape.room + 2)) - 1);
    refill();
    return true;
  }

  /** The table where it is, twice as large: of this shape. */
  #double(shape: Shape, { refill, split, readmit }: Filler): boolean {
    const table = this.cell("table");
    if (this.#addressFor(shape) !== table) return false;
    this.#tell(table, shape, 2 * this.cell("mask") + 1);
    // Where the log will be later.
    const list = aligned(this.stateAt(this.cell("size")), SLOT_BYTES);
    const listRoom = Math.floor((table - list) / SLOT_BYTES);
    this.setCell("displaced", 0);
    this.setCell("list", list);
    this.setCell("listRoom", listRoom);
    split(shape.buckets / 2);
    const displaced = this.cell("displaced");
    if (displaced <= listRoom) readmit(displaced);
    else {
      this.#clear(table, table + bytesOf(shape));
      refill();
    }
    return true;
  }

  #tell(table: number, shape: Shape, mask: number): void {
    this.#shape = shape;
    this.setCell("room", shape.room);
    this.setCell("table", table);
    this.setCell("buckets", shape.buckets);
    this.setCell("mask", mask);
  }

  /** Where a table can be: where it is, if it can; undefined when there is no memory for it and the log. */
  #addressFor(shape: Shape): number | undefined {
    const behind = aligned(this.stateAt(shape.room + 1) + 8, BUCKET_BYTES);
    const bytes = bytesOf(shape);
    if (!this.#memory.allows(behind + bytes)) return undefined;
    const now = this.#shape === undefined ? 0 : this.cell("table");
    return [now, ...PLACES, behind].find((place) => place >= behind && this.#reachFrom(place, bytes));
  }

  /** Is there memory for a table at this address? A run-time system collects garbage when a memory grows: better once for all that may come there. */
  #reachFrom(place: number, bytes: number): boolean {
    const atOnce = PLACES.includes(place) && bytes <= place;
    return (atOnce && this.#memory.reach(2 * place)) || this.#memory.reach(place + bytes);
  }
}

const aligned = (address: number, to: number): number => Math.ceil(address / to) * to;
