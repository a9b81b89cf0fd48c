// SPDX-License-Identifier: Apache-2.0
// The search by component tables: what stands around the inner loop. It lays the tables out anew when they are full,
// decides between a table of all rows and a hash table, and stops where it has to.
import { required } from "../../base/unreachable.ts";
import type { IrModel } from "../../ir/model.ts";
import type { ExploreOptions, StopReason } from "../result.ts";
import { HashedRows } from "./hash-rows.ts";
import { loopText, MOST_SUCCESSORS } from "./loop.ts";
import type { Packing } from "./packing.ts";
import { Unsuited } from "./program.ts";
import { AllRows, type Level, type RowStore } from "./store.ts";
import { BLOCKED, Overflow, type Room, type Tables } from "./tables.ts";
import { Counted, popcount, Tally } from "./tally.ts";

/** Rows expanded between two looks at the clock. */
const BUDGET = 1 << 12;
/** Entries of one table; more, and the model does not suit. */
const MOST_ENTRIES = 1 << 26;
/** A table of all rows that is this small need not be compared with a hash table. */
const SMALL_ROWS = 1 << 18;
/** A table of all rows is faster; it may take this many times the bytes of a hash table. */
const WORTH = 2.5;
const HASHED_BYTES = 11;
/** Row numbers and their successors fit 31 bits. */
const MOST_ROWS = 2 ** 31 - 2;

/** How much more room than is needed a part gets when the tables are laid out. */
interface Slack {
  readonly shared: number;
  readonly local: number;
}
const GENEROUS: Slack = { shared: 2, local: 1.5 };
const THRIFTY: Slack = { shared: 1.4, local: 1.15 };
const EXACT: Slack = { shared: 1.05, local: 1 };

interface Loop {
  run(budget: number): void;
  tally(visits: readonly Float64Array[], each: RowStore["each"], special: (parts: readonly number[], first: number, bits: number) => void): void;
}

export class TableSearch {
  readonly tables: Tables;
  readonly #model: IrModel;
  readonly #options: ExploreOptions;
  readonly #packing: Packing;
  readonly #loop: Loop;
  readonly #start: number;
  /** Indices in `decided` of the properties whose decision ends the search. */
  readonly #wanted: readonly number[];
  readonly #host;
  readonly #level: Level = { rows: new Int32Array(1 << 8), masks: new Int32Array(1 << 8), length: 0 };
  #initial = 0;
  #reported = 0;
  #depth = 0;

  constructor(model: IrModel, options: ExploreOptions, packing: Packing, tables: Tables) {
    this.#model = model;
    this.#options = options;
    this.#packing = packing;
    this.tables = tables;
    this.#start = options.now?.() ?? 0;
    const names = [...model.properties.map(({ name }) => name), "deadlock"];
    this.#wanted = (options.stopWhenDecided ?? []).map((name) => names.indexOf(name));
    const store: RowStore = new AllRows(1);
    this.#host = {
      tables, store, blocks: 1, known: new Int32Array(0), same: new Int32Array(0), moved: new Int32Array(0),
      buffer: new Int32Array(4 * MOST_SUCCESSORS), used: 0, ...this.#level, level: 0, head: 0, expanded: 0,
      fillRow: (event: number, block: number, bits: number) => this.#fillRow(event, block, bits),
      stuck: (parts: readonly number[], block: number, bits: number) => this.#stuck(parts, block, bits),
      look: (parts: readonly number[], block: number, bits: number) => this.#look(parts, block, bits),
    };
    const text = loopText({ locals: tables.parts.length - 1, deadlock: model.checkDeadlock, wide: tables.wide.length > 0 });
    this.#loop = (new Function("host", text) as (host: unknown) => Loop)(this.#host);
    this.#layOut();
  }

  /** Puts an initial state, whose words are given, into the queue. */
  add(words: Int32Array): void {
    this.#initial += 1;
    const parts = this.tables.parts.map((part, i) => part.intern(words, this.#packing.components[i]?.from ?? 0));
    if (parts.some((id, i) => id >= (this.tables.room.parts[i] ?? 0))) this.#layOut();
    const last = parts.at(-1) ?? 0;
    this.#host.store.insert(Int32Array.of(rowNumber(parts, last >>> 5, this.tables.room, this.#host.blocks), 1 << (last & 31)), 2);
  }

  /** Searches until there is nothing left or a bound is reached. @throws Unsuited */
  run(): StopReason {
    const host = this.#host;
    for (;;) {
      if (host.head === host.level && !this.#nextLevel()) return "exhausted";
      const stop = this.#stopReason();
      if (stop !== undefined) return stop;
      try {
        this.#loop.run(BUDGET);
      } catch (error) {
        if (!(error instanceof Overflow)) throw error;
        // What has been collected of the row's successors is right; the row is expanded again.
        host.store.insert(host.buffer, host.used);
        this.#layOut();
      }
    }
  }

  get initial(): number {
    return this.#initial;
  }

  /** Levels that have a state. */
  get depth(): number {
    let more = 0;
    this.#host.store.eachNew(() => { more = 1; });
    return this.#depth + more;
  }

  get bytes(): number {
    return this.#host.store.bytes + 2 * this.#level.rows.byteLength + this.#host.buffer.byteLength + this.tables.bytes;
  }

  /** Counts what was expanded, and what is left to be. The search cannot go on after this. */
  tally(): { readonly tally: Tally; readonly queue: number } {
    const { store, rows, masks, head, level } = this.#host;
    let queue = 0;
    const leave = (row: number, bits: number): void => {
      queue += popcount(bits);
      store.remove(row, bits);
    };
    for (let i = head; i < level; i += 1) leave(rows[i] ?? 0, masks[i] ?? 0);
    store.eachNew(leave);
    const tally = new Tally(this.tables, this.#model.steps.length);
    this.#loop.tally(tally.visits, (visit) => store.each(visit), (parts, first, bits) => tally.special(parts, first, bits));
    tally.finish();
    return { tally, queue };
  }

  /** Begins the next level, if there is one. */
  #nextLevel(): boolean {
    const host = this.#host;
    this.#reconsider();
    host.store.next(this.#level);
    host.rows = this.#level.rows;
    host.masks = this.#level.masks;
    host.level = this.#level.length;
    host.head = 0;
    if (host.level > 0) this.#depth += 1;
    return host.level > 0;
  }

  #stopReason(): StopReason | undefined {
    const { maxBytes = Infinity, maxStates = Infinity, maxMillis = Infinity, now, onProgress } = this.#options;
    const { expanded, level, head } = this.#host;
    if (this.#wanted.length > 0 && this.#wanted.every((index) => this.tables.decided[index] === 1)) return "decided";
    if (expanded > maxStates) return "states";
    if (maxBytes < Infinity && this.bytes > maxBytes) return "memory";
    if (now && now() - this.#start >= maxMillis) return "time";
    if (onProgress === undefined || expanded < this.#reported + (1 << 14)) return undefined;
    this.#reported = expanded;
    const progress = { distinct: expanded + level - head, generated: 0, depth: this.#depth, queue: level - head, bytes: this.bytes };
    return onProgress(progress) ? undefined : "interrupted";
  }

  /** More room for everything that has none left. */
  #layOut(): void {
    const { tables } = this;
    const host = this.#host;
    const old = { room: tables.room, blocks: host.blocks };
    // Where rows are hashed, room costs nothing but numbers.
    const [room, blocks] = [GENEROUS, THRIFTY, EXACT].map((slack) => this.#roomWith(slack)).find(([found, size], i) => {
      return i === 2 || (rowsOf(found, size) <= SMALL_ROWS) || (rowsOf(found, size) <= MOST_ROWS && (i === 1 || !this.#allRows(rowsOf(found, size))));
    }) ?? this.#roomWith(EXACT);
    const most = Math.max(...room.parts.slice(1).map((count) => count * Math.max(room.events, room.parts[0] ?? 0)));
    if (rowsOf(room, blocks) > MOST_ROWS || most > MOST_ENTRIES) throw new Unsuited();
    tables.resize(room);
    host.blocks = blocks;
    this.#effectRows(room.events * blocks);
    const change = renumbering(old.room, old.blocks, room, blocks);
    this.#move(host.store, change);
    for (let i = host.head; i < host.level; i += 1) host.rows[i] = change(host.rows[i] ?? 0);
  }

  #roomWith({ shared, local }: Slack): readonly [Room, number] {
    const { parts, room, events } = this.tables;
    const counts = parts.map(({ count }, part) => {
      const before = room.parts[part] ?? 0;
      if (part === parts.length - 1) return 32 * Math.max(1, Math.ceil(count / 32));
      return Math.max(before, part === 0 ? (count <= before ? before : Math.ceil(count * shared + 16)) : Math.ceil(count * local));
    });
    const most = events.count <= room.events ? room.events : Math.max(16, events.count * 2);
    return [{ parts: counts, events: most }, (counts.at(-1) ?? 32) / 32];
  }

  /** Is a table of all rows worth its memory? */
  #allRows(rows: number): boolean {
    return rows <= SMALL_ROWS || rows * 8 <= this.#host.store.used * HASHED_BYTES * WORTH;
  }

  /** Moves everything to a store that fits. */
  #move(store: RowStore, change: (row: number) => number): void {
    const rows = rowsOf(this.tables.room, this.#host.blocks);
    const next: RowStore = this.#allRows(rows) ? new AllRows(rows) : new HashedRows(store.used);
    store.each((row, bits) => next.mark(change(row), bits));
    store.eachNew((row, bits) => next.renew(change(row), bits));
    this.#host.store = next;
  }

  /** A hash table that takes as much as a table of all rows gives way to it. */
  #reconsider(): void {
    const { store, blocks } = this.#host;
    if (store instanceof HashedRows && this.#allRows(rowsOf(this.tables.room, blocks))) this.#move(store, (row) => row);
  }

  /** Masks of what events do to the last local part; they are computed again when needed. */
  #effectRows(size: number): void {
    this.#host.known = new Int32Array(size);
    this.#host.same = new Int32Array(size);
    this.#host.moved = new Int32Array(size);
  }

  #fillRow(event: number, block: number, bits: number): void {
    const { tables } = this;
    const part = tables.parts.length - 1;
    const { known, same, moved, blocks } = this.#host;
    for (let rest = bits; rest !== 0; rest &= rest - 1) {
      const bit = rest & -rest;
      const local = block * 32 + 31 - Math.clz32(bit);
      const entry = required(tables.effects[part], "effects")[event * (tables.room.parts[part] ?? 0) + local] ?? BLOCKED;
      const after = entry < BLOCKED ? tables.fillEffect(event, part, local) : entry;
      const at = event * blocks + block;
      if (after === local) same[at] = (same[at] ?? 0) | bit;
      else if (after !== BLOCKED) moved[at] = (moved[at] ?? 0) | bit;
      known[at] = (known[at] ?? 0) | bit;
    }
  }

  /** States without a step that nothing can block: is there one that is not blocked? */
  #stuck(parts: readonly number[], block: number, bits: number): void {
    const { decided } = this.tables;
    if (decided[decided.length - 1] === 1) return;
    const counted = new Counted(this.tables);
    for (let rest = bits; rest !== 0; rest &= rest - 1) {
      if (!counted.canMove(parts, block * 32 + 31 - Math.clz32(rest & -rest))) decided[decided.length - 1] = 1;
    }
  }

  #look(parts: readonly number[], block: number, bits: number): void {
    for (const wide of this.tables.wide) {
      if (!this.tables.isOpen(wide.code)) continue;
      for (let rest = bits; rest !== 0; rest &= rest - 1) {
        if (this.tables.holds(wide, [...parts, block * 32 + 31 - Math.clz32(rest & -rest)])) this.tables.fired(wide.code);
      }
    }
  }
}

/** Number of all rows. */
const rowsOf = ({ parts }: Room, blocks: number): number => parts.slice(0, -1).reduce((a, b) => a * b, blocks);

/** Turns numbers of rows of one layout into those of another. */
function renumbering(from: Room, oldBlocks: number, to: Room, blocks: number): (row: number) => number {
  return (row) => {
    let rest = Math.floor(row / oldBlocks);
    let result = row % oldBlocks;
    let stride = blocks;
    for (let part = from.parts.length - 2; part > 0; part -= 1) {
      const size = from.parts[part] ?? 1;
      result += (rest % size) * stride;
      rest = Math.floor(rest / size);
      stride *= to.parts[part] ?? 1;
    }
    return result + rest * stride;
  };
}

/** The number of the row of these parts. */
function rowNumber(parts: readonly number[], block: number, room: Room, blocks: number): number {
  let row = parts[0] ?? 0;
  for (let part = 1; part < room.parts.length - 1; part += 1) row = row * (room.parts[part] ?? 1) + (parts[part] ?? 0);
  return row * blocks + block;
}
