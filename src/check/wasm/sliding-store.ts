// SPDX-License-Identifier: Apache-2.0
// The memory of a search that keeps each state once, in its table of visited states. The log is a window: the states
// that are not expanded yet, and those before them as long as that is no matter. First the table, which grows where it
// is, then the log, which moves out of its way.
import { BUCKET_BYTES } from "./bucket.ts";
import type { WasmMemory } from "./host.ts";
import { SearchMemory } from "./memory.ts";
import type { CellName, Regions } from "./regions.ts";
import { COPIED } from "./spreading.ts";
import { leastBuckets, MOST_AWAY, remainderBits, roomOf, SLOTS } from "./remainders.ts";
import { readWord, type WideLayout } from "./words-layout.ts";

const [FACTOR, LEAST_FACTOR] = [2, 1.2];
/** States that the first table has room for where there is little memory. */
const LEAST_ROOM = 1 << 12;
/** What is kept may be so much of a log that is full. Otherwise the log grows by this. */
const MOST_KEPT = 0.75;
const LOG_FACTOR = 1.5;
/** Bytes behind the log that are written to. */
const BEHIND = 8;

/** How large things are at first, and how full. */
export interface Pace {
  /** States that the first table has room for, unless there are so few bits for each that it must be emptier. */
  readonly room: number;
  /** Bytes of a log that is whole, if there is memory for it. */
  readonly whole: number;
  /** Slots that are taken when the table is full, of all slots: a bucket that is full is continued by the next one, which takes time. */
  readonly load: number;
  /** By what a table grows that is so many bytes large: it must not be mostly empty. */
  readonly factor: number;
  readonly large: number;
}
/** What comes here has more than some ten thousand states (explore.ts), and a table that need not grow saves more time than its pages take. */
export const PACE: Pace = { room: 1 << 18, whole: 1 << 23, load: 0.65, factor: 4 / 3, large: 1 << 25 };

/** Who has the memory. */
export interface Tenant {
  /** The first state that is still needed. */
  readonly needed: () => number;
  /** Spreads the buckets `from..to-1` of a table that grows by this factor. */
  readonly spread: (from: number, to: number, factor: number) => void;
  /** Spreads the first `to` buckets of it, of which there is a copy at this address. */
  readonly spreadCopy: (to: number, copy: number) => void;
  /** Sets the bytes from one address to another to 0. */
  readonly clear?: (from: number, to: number) => void;
  /** States that there must be room for before more are inserted. */
  readonly slack: number;
}

export class SlidingStore {
  /** Is there memory for what every search needs? */
  readonly usable: boolean;
  readonly #layout: WideLayout;
  readonly #regions: Regions;
  readonly #memory: SearchMemory;
  readonly #pace: Pace;
  readonly #tenant: Tenant;
  #buckets = 0;
  /** Address of the log, its first state, and how many there is room for. */
  #log: number;
  #first = 0;
  #capacity = 0;
  /** Addresses before it were in use. */
  #used: number;

  constructor(layout: WideLayout, regions: Regions, memory: WasmMemory, maxBytes: number, tenant: Tenant, pace: Pace = PACE) {
    this.#tenant = tenant;
    this.#layout = layout;
    this.#regions = regions;
    this.#memory = new SearchMemory(memory, regions, maxBytes);
    this.#pace = pace;
    this.#log = this.#used = regions.log;
    this.usable = this.#memory.allows(regions.log) && this.#memory.reach(regions.log);
  }

  get view(): DataView {
    return this.#memory.view;
  }

  readonly cell = (name: CellName): number => this.#memory.cell(name);
  readonly setCell = (name: CellName, value: number): void => this.#memory.setCell(name, value);

  /** Number of the first state that is still in the log. */
  get first(): number {
    return this.#first;
  }

  /** Address of state `index`, which is not before `first`. */
  stateAt(index: number): number {
    return this.#log + (index - this.#first) * this.#layout.stride;
  }

  /** The words of state `index`, which is not before `first`. */
  wordsOf(index: number): readonly bigint[] {
    return this.#layout.used.map((_, i) => readWord(this.view, this.stateAt(index), this.#layout, i));
  }

  /** Bytes in use, now or before. */
  bytes(): number {
    return Math.max(this.#used, this.stateAt(this.cell("size")));
  }

  /** Makes room for more states, in the table or in the log, whichever is full; false when there is no memory for that. */
  grow(): boolean {
    const room = this.#room();
    const done = room > this.#first + this.#capacity ? this.#makeRoom() : this.#enlarge();
    this.setCell("room", Math.min(this.#room(), this.#first + this.#capacity));
    this.setCell("origin", this.stateAt(0) >>> 0);
    return done;
  }

  /** States that the table has room for. */
  #room(): number {
    return roomOf(this.#layout, this.#buckets, this.#pace.load);
  }

  /** A larger table. */
  #enlarge(): boolean {
    const before = this.#buckets;
    const wanted = before === 0
      ? [this.#pace.room, LEAST_ROOM].map((room) => Math.max(Math.ceil((room + 1) / (this.#pace.load * SLOTS)), leastBuckets(this.#layout)))
      : [bytesOf(before) < this.#pace.large ? FACTOR : this.#pace.factor, LEAST_FACTOR].map((factor) => Math.ceil(before * factor));
    const buckets = wanted.find((some) => this.#moveLog(this.#regions.log + bytesOf(some)));
    if (buckets === undefined) return false;
    const { log: table, records } = this.#regions;
    this.#clear(table + bytesOf(before), table + bytesOf(buckets));
    this.#buckets = buckets;
    this.setCell("table", table);
    this.setCell("bucketsBefore", before);
    this.setCell("remainderBefore", this.cell("remainder"));
    this.setCell("buckets", buckets);
    this.setCell("remainder", remainderBits(this.#layout, buckets));
    if (before === 0) return true;
    const all = before + MOST_AWAY;
    const copied = Math.min(COPIED, all);
    this.#memory.bytes(0, table + bytesOf(before)).copyWithin(records, table, table + BUCKET_BYTES * copied);
    this.#memory.clear(table, table + BUCKET_BYTES * copied);
    this.#tenant.spread(copied, all, buckets / before);
    this.#tenant.spreadCopy(copied, records);
    return this.cell("crowded") === 0;
  }

  #clear(from: number, to: number): void {
    if (this.#tenant.clear !== undefined) this.#tenant.clear(from, to);
    else this.#memory.clear(from, to);
  }

  /** Moves the log to an address behind; if there is no memory for all of it, without what is expanded. */
  #moveLog(to: number): boolean {
    const head = this.#tenant.needed();
    const least = this.cell("size") - head + this.#tenant.slack;
    const capacity = Math.max(this.#capacity, least);
    if (this.#fits(to, capacity)) this.#put(to, this.#first, capacity);
    else if (this.#fits(to, least)) this.#put(to, head, least);
    else return false;
    return true;
  }

  /** Room behind the last state of the log: what is expanded is forgotten, or the log grows. */
  #makeRoom(): boolean {
    const head = this.#tenant.needed();
    const kept = this.cell("size") - head;
    const whole = this.#first === 0 && this.#capacity * this.#layout.stride < this.#pace.whole;
    if (whole && this.#extend(2)) return true;
    const forgetting = head > this.#first && kept + this.#tenant.slack <= this.#capacity;
    if (!(forgetting && kept <= MOST_KEPT * this.#capacity) && (this.#extend(LOG_FACTOR) || this.#extend(LEAST_FACTOR))) return true;
    if (forgetting) this.#put(this.#log, head, this.#capacity);
    return forgetting;
  }

  #extend(factor: number): boolean {
    const capacity = Math.ceil(this.#capacity * factor) + this.#tenant.slack;
    if (!this.#fits(this.#log, capacity)) return false;
    this.#capacity = capacity;
    return true;
  }

  /** Can a log of so many states be there? A run-time system collects garbage when a memory grows: better seldom. */
  #fits(log: number, capacity: number): boolean {
    const end = log + capacity * this.#layout.stride + BEHIND;
    return this.#memory.allows(end) && (this.#memory.reach(2 ** Math.ceil(Math.log2(end))) || this.#memory.reach(end));
  }

  /** Puts what the log has of states from `first` on to the address `to`. */
  #put(to: number, first: number, capacity: number): void {
    const [from, end] = [this.stateAt(first), this.stateAt(this.cell("size"))];
    this.#used = Math.max(this.#used, end, to + end - from);
    this.#memory.bytes(0, Math.max(end, to + end - from)).copyWithin(to, from, end);
    this.#log = to;
    this.#first = first;
    this.#capacity = capacity;
  }
}

const bytesOf = (buckets: number): number => (buckets === 0 ? 0 : BUCKET_BYTES * (buckets + MOST_AWAY));
