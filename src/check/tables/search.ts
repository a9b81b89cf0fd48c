// SPDX-License-Identifier: Apache-2.0
// The search by component tables: what stands around the inner loop. It lays the tables out anew when they are full,
// decides between a table of all rows and a hash table, and stops where it has to.
import { required } from "../../base/unreachable.ts";
import type { IrModel } from "../../ir/model.ts";
import type { ExploreOptions, StopReason } from "../result.ts";
import { loopText } from "./loop.ts";
import type { Packing } from "./packing.ts";
import { Unsuited } from "./program.ts";
import { BLOCKED, Overflow, type Room, type Tables } from "./tables.ts";
import { Counted, popcount, Tally } from "./tally.ts";

/** Rows expanded between two looks at the clock. */
const BUDGET = 1 << 10;
/** Entries of one table; more, and the model does not suit. */
const MOST_ENTRIES = 1 << 26;
/** A table of all rows that is this small need not be compared with a hash table. */
const SMALL_ROWS = 1 << 17;

interface Loop {
  run(budget: number): void;
  sync(): void;
  put(row: number, bits: number): void;
  eachRow(visit: (row: number, bits: number) => void): void;
  eachQueued(visit: (row: number, bits: number) => void): void;
  renumber(change: (row: number) => number): void;
  storage(size: number, change: (row: number) => number): void;
  depth(): number;
  expanded(): number;
  queued(): number;
  atLevelEnd(): boolean;
  bytes(): number;
}

export class TableSearch {
  readonly tables: Tables;
  readonly #model: IrModel;
  readonly #options: ExploreOptions;
  readonly #packing: Packing;
  readonly #loop: Loop;
  readonly #start: number;
  readonly #host;
  #hashed = false;
  #initial = 0;
  #reported = 0;

  constructor(model: IrModel, options: ExploreOptions, packing: Packing, tables: Tables) {
    this.#model = model;
    this.#options = options;
    this.#packing = packing;
    this.tables = tables;
    this.#start = options.now?.() ?? 0;
    this.#host = {
      tables, blocks: 1, rows: new Int32Array(1), known: new Int32Array(0), same: new Int32Array(0), moved: new Int32Array(0),
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
    this.#loop.put(rowNumber(parts, last >>> 5, this.tables.room, this.#host.blocks), 1 << (last & 31));
  }

  /** Searches until there is nothing left or a bound is reached. @throws Unsuited */
  run(): StopReason {
    for (;;) {
      const stop = this.#stopReason();
      if (stop !== undefined) return stop;
      try {
        this.#loop.run(BUDGET);
      } catch (error) {
        if (!(error instanceof Overflow)) throw error;
        this.#layOut();
      }
      if (this.#hashed) this.#reconsider();
    }
  }

  get initial(): number {
    return this.#initial;
  }

  get depth(): number {
    return this.#loop.atLevelEnd() && this.#loop.queued() > 0 ? this.#loop.depth() + 1 : this.#loop.depth();
  }

  get bytes(): number {
    return this.#loop.bytes() + this.tables.bytes;
  }

  /** Counts what was expanded, and what is left in the queue. */
  tally(): { readonly tally: Tally; readonly queue: number } {
    const queued = new Map<number, number>();
    let queue = 0;
    this.#loop.eachQueued((row, bits) => {
      queued.set(row, (queued.get(row) ?? 0) | bits);
      queue += popcount(bits);
    });
    const tally = new Tally(this.tables, this.#model.steps.length);
    this.#loop.eachRow((row, bits) => {
      const rest = queued.size === 0 ? bits : bits & ~(queued.get(row) ?? 0);
      if (rest === 0) return;
      const { parts, block } = this.#partsOf(row, this.tables.room, this.#host.blocks);
      tally.add(parts, block * 32, rest);
    });
    tally.finish();
    return { tally, queue };
  }

  #stopReason(): StopReason | undefined {
    if (this.#loop.queued() === 0) return "exhausted";
    const { stopWhenDecided: wanted = [], maxBytes = Infinity, maxStates = Infinity, maxMillis = Infinity, now, onProgress } = this.#options;
    const names = [...this.#model.properties.map(({ name }) => name), "deadlock"];
    if (wanted.length > 0 && wanted.every((name) => this.tables.decided[names.indexOf(name)] === 1)) return "decided";
    if (this.#loop.expanded() > maxStates) return "states";
    if (this.bytes > maxBytes) return "memory";
    if (now && now() - this.#start >= maxMillis) return "time";
    if (onProgress === undefined || this.#loop.expanded() < this.#reported + (1 << 16)) return undefined;
    this.#reported = this.#loop.expanded();
    const progress = { distinct: this.#loop.expanded() + this.#loop.queued(), generated: 0, depth: this.depth, queue: this.#loop.queued(), bytes: this.bytes };
    return onProgress(progress) ? undefined : "interrupted";
  }

  /** More room for everything that has none left. */
  #layOut(): void {
    const { tables } = this;
    const old = { room: tables.room, blocks: this.#host.blocks };
    const last = tables.parts.length - 1;
    const parts = tables.parts.map(({ count }, part) => {
      const before = old.room.parts[part] ?? 0;
      if (part === last) return 32 * Math.max(1, Math.ceil(count / 32));
      if (count <= before && before > 0) return before;
      return part === 0 ? Math.max(64, Math.ceil(count * 1.5)) : Math.max(4, Math.ceil(count * 1.2));
    });
    const events = tables.events.count <= old.room.events && old.room.events > 0 ? old.room.events : Math.max(16, tables.events.count * 2);
    const room: Room = { parts, events };
    const blocks = (parts[last] ?? 32) / 32;
    const rows = parts.slice(0, last).reduce((a, b) => a * b, 1) * blocks;
    const most = Math.max(...parts.slice(1).map((count) => count * Math.max(events, parts[0] ?? 0)));
    if (rows >= 2 ** 31 - 1 || most > MOST_ENTRIES) throw new Unsuited();
    tables.resize(room);
    this.#host.blocks = blocks;
    this.#effectRows(events * blocks);
    const change = (row: number): number => {
      const { parts: digits, block } = this.#partsOf(row, old.room, old.blocks);
      return rowNumber(digits, block, room, blocks);
    };
    this.#store(rows, old.room.parts.length === 0 ? (row) => row : change);
    this.#loop.renumber(change);
    this.#loop.sync();
  }

  #store(rows: number, change: (row: number) => number): void {
    let used = 0;
    if (rows > SMALL_ROWS) this.#loop.eachRow(() => { used += 1; });
    this.#hashed = rows > SMALL_ROWS && rows > 4 * used;
    this.#loop.storage(this.#hashed ? 0 : rows, change);
  }

  /** A hash table that takes as much as a table of all rows gives way to it. */
  #reconsider(): void {
    const { parts } = this.tables.room;
    const rows = parts.slice(0, -1).reduce((a, b) => a * b, 1) * this.#host.blocks;
    if (this.#loop.bytes() < 4 * rows) return;
    this.#loop.storage(rows, (row) => row);
    this.#hashed = false;
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

  #partsOf(row: number, room: Room, blocks: number): { readonly parts: number[]; readonly block: number } {
    const parts: number[] = [];
    let rest = Math.floor(row / blocks);
    for (let part = room.parts.length - 2; part > 0; part -= 1) {
      const size = room.parts[part] ?? 1;
      parts.unshift(rest % size);
      rest = Math.floor(rest / size);
    }
    return { parts: [rest, ...parts], block: row % blocks };
  }
}

/** The number of the row of these parts; the last one counts by its block. */
function rowNumber(parts: readonly number[], block: number, room: Room, blocks: number): number {
  let row = parts[0] ?? 0;
  for (let part = 1; part < room.parts.length - 1; part += 1) row = row * (room.parts[part] ?? 1) + (parts[part] ?? 0);
  return row * blocks + block;
}
