// SPDX-License-Identifier: Apache-2.0
// The tables in the linear memory, and room in them: for shared parts, local values, events, transitions. A table that
// is full is copied to a larger place.
import type { Heap } from "./heap.ts";
import { Unsuited } from "./program.ts";
import { capacityAt, CELL, classCell, MASKS, recordBytes, type Shape } from "./shape.ts";

/** Entries of one table; more, and the model does not suit. */
const MOST_ENTRIES = 1 << 26;
const FIRST_SHARED = 128;
const FIRST_LOCAL = 32;
const FIRST_EVENTS = 8;
const FIRST_POOL = 1 << 12;

export class Space {
  readonly heap: Heap;
  #shape: Shape;
  /** Room for shared parts, for local values by class, for events, for words of transitions. */
  shared = 0;
  readonly rooms: number[] = [];
  events = 0;
  poolRoom = 0;
  /** Words of the pool that are used; word 0 is not. */
  poolUsed = 1;

  constructor(heap: Heap, shape: Shape) {
    this.heap = heap;
    this.#shape = shape;
    for (let kind = 1; kind <= shape.classes; kind += 1) this.rooms[kind] = FIRST_LOCAL;
    this.#layOutShared(FIRST_SHARED);
    this.#layOutEvents(FIRST_EVENTS);
    this.ensurePool(0);
  }

  at(kind: number, table: "starts" | "digits" | "values" | "effects"): number {
    return this.heap.cell(classCell(kind, table));
  }

  room(kind: number): number {
    return this.rooms[kind] ?? 0;
  }

  record(shared: number): number {
    return this.heap.cell(CELL.records) + shared * recordBytes(this.#shape);
  }

  capacity(shared: number, kind: number): number {
    return this.heap.cell(this.record(shared) + capacityAt(kind));
  }

  /** The first word of the pool. */
  get pool(): number {
    return this.heap.cell(CELL.pool) >>> 2;
  }

  ensureShared(count: number): void {
    if (count > this.shared) this.#layOutShared(Math.max(count, 2 * this.shared));
  }

  /** Room for local values of a class; the rows of its tables become longer. */
  ensureLocal(kind: number, count: number): void {
    const before = this.room(kind);
    if (count <= before) return;
    const after = Math.max(count, before < 256 ? 2 * before : Math.ceil(1.25 * before));
    if (after > 1 << 16) throw new Unsuited();
    this.rooms[kind] = after;
    this.#tablesOf(kind, this.shared, before);
    this.#effectsOf(kind, this.events, before);
  }

  ensureEvents(count: number): void {
    if (count > this.events) this.#layOutEvents(Math.max(count, 2 * this.events));
  }

  ensurePool(words: number): void {
    const needed = this.poolUsed + words;
    if (needed <= this.poolRoom) return;
    const room = Math.max(needed, this.poolRoom * 2, FIRST_POOL);
    this.heap.setCell(CELL.pool, this.heap.enlarge(this.heap.cell(CELL.pool), 4 * this.poolRoom, 4 * room));
    this.poolRoom = room;
  }

  /** For another number of words to a row: no digit is known, and no mask. */
  restart(shape: Shape): void {
    this.#shape = shape;
    const { heap } = this;
    heap.clear(heap.cell(CELL.records), this.record(this.shared));
    heap.setCell(CELL.follow, this.#follow);
    for (let kind = 1; kind <= shape.classes; kind += 1) {
      const bytes = 2 * this.shared * this.room(kind);
      for (const table of ["digits", "values"] as const) heap.clear(this.at(kind, table), this.at(kind, table) + bytes);
    }
    heap.setCell(CELL.masks, heap.take(this.events * shape.words * MASKS.bytes));
  }

  #layOutShared(shared: number): void {
    const { heap } = this;
    const bytes = recordBytes(this.#shape);
    heap.setCell(CELL.records, heap.enlarge(heap.cell(CELL.records), bytes * this.shared, bytes * shared));
    const used = heap.cell(CELL.follow) - this.#follow;
    // One more than there can be, for one that is taken back.
    this.#follow = heap.enlarge(this.#follow, used, 4 * shared + 64);
    heap.setCell(CELL.follow, this.#follow + used);
    for (let kind = 1; kind <= this.#shape.classes; kind += 1) this.#tablesOf(kind, shared, this.room(kind));
    this.shared = shared;
  }

  #follow = 0;

  /** Shared parts with something new, which are then forgotten. */
  followers(): readonly number[] {
    const { heap } = this;
    const list = [...heap.words.subarray(this.#follow >>> 2, heap.cell(CELL.follow) >>> 2)];
    heap.setCell(CELL.follow, this.#follow);
    return list;
  }

  get following(): number {
    return (this.heap.cell(CELL.follow) - this.#follow) / 4;
  }

  #tablesOf(kind: number, shared: number, before: number): void {
    const { heap } = this;
    const room = this.room(kind);
    if (shared * room > MOST_ENTRIES) throw new Unsuited();
    for (const [name, size] of [["starts", 4], ["digits", 2], ["values", 2]] as const) {
      this.#widen(classCell(kind, name), { rows: this.shared, before: size * before, next: shared, after: size * room });
    }
    heap.setCell(classCell(kind, "room"), room);
  }

  #layOutEvents(events: number): void {
    const { heap } = this;
    for (let kind = 1; kind <= this.#shape.classes; kind += 1) this.#effectsOf(kind, events, this.room(kind));
    const bytes = this.#shape.words * MASKS.bytes;
    heap.setCell(CELL.masks, heap.enlarge(heap.cell(CELL.masks), bytes * this.events, bytes * events));
    this.events = events;
  }

  #effectsOf(kind: number, events: number, before: number): void {
    if (events * this.room(kind) > MOST_ENTRIES) throw new Unsuited();
    this.#widen(classCell(kind, "effects"), { rows: this.events, before: 4 * before, next: events, after: 4 * this.room(kind) });
  }

  /** A larger place for the table whose address is in a cell: more rows, longer ones; in bytes, all even. */
  #widen(at: number, { rows, before, next, after }: { readonly rows: number; readonly before: number; readonly next: number; readonly after: number }): void {
    const { heap } = this;
    const from = heap.cell(at);
    if (before === after) return heap.setCell(at, heap.enlarge(from, rows * before, next * after));
    const to = heap.take(next * after);
    for (let row = 0; row < rows; row += 1) {
      heap.halves.copyWithin((to + row * after) >>> 1, (from + row * before) >>> 1, (from + (row + 1) * before) >>> 1);
    }
    heap.give(from, rows * before);
    heap.setCell(at, to);
  }
}
