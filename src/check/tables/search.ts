// SPDX-License-Identifier: Apache-2.0
// The search by component tables: what stands around the inner loop. It lays the tables out anew when they are full,
// decides between a table of all rows and a hash table, and stops where it has to.
import { required } from "../../base/unreachable.ts";
import type { IrModel } from "../../ir/model.ts";
import type { ExploreOptions, StopReason } from "../result.ts";
import type { Rows } from "./chains.ts";
import { loopText, MOST_SUCCESSORS } from "./loop.ts";
import type { Packing } from "./packing.ts";
import { Unsuited } from "./program.ts";
import { Store } from "./store.ts";
import { BLOCKED, Overflow, type Room, type Tables } from "./tables.ts";
import { Counted, popcount, Tally } from "./tally.ts";

/** Rows expanded between two looks at the clock, at least. */
const BUDGET = 1 << 12;
/** States after which pairs must be fewer than states: filling tables for each state alone is slower than any other search. */
const TRIAL = 1 << 16;
/** Entries of one table; more, and the model does not suit. */
const MOST_ENTRIES = 1 << 26;
/** Row numbers fit 31 bits. */
const MOST_ROWS = 2 ** 31 - 2;

interface Loop {
  /** Takes over the layout of the tables. */
  sync(): void;
  run(shared: number, rows: Int32Array, masks: Int32Array, count: number): void;
  tally(
    shared: number, rows: Int32Array, masks: Int32Array, count: number, visits: readonly Float64Array[], planes: Int32Array,
    special: (parts: readonly number[], first: number, bits: number) => void,
  ): void;
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
  readonly #rows: Rows = { rows: new Int32Array(1 << 8), masks: new Int32Array(1 << 8), length: 0 };
  /** Position in the level's list of shared parts. */
  #next = 0;
  #expanded = 0;
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
    this.#host = {
      tables, store: new Store(0, 0), blocks: 1, known: new Int32Array(0), same: new Int32Array(0), moved: new Int32Array(0),
      buffer: new Int32Array(4 * MOST_SUCCESSORS), used: 0,
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
    this.#host.store.insert(Int32Array.of(parts[0] ?? 0, rowNumber(parts, last >>> 5, this.tables.room, this.#host.blocks), 1 << (last & 31)), 3);
  }

  /** Searches until there is nothing left or a bound is reached. @throws Unsuited */
  run(): StopReason {
    let since = 0;
    for (;;) {
      const { level } = this.#host.store.chains;
      if (this.#next === level.length) {
        if (this.#host.store.chains.following.length === 0) return "exhausted";
        since = BUDGET;
      }
      if (since >= BUDGET) {
        const stop = this.#stopReason();
        if (stop !== undefined) return stop;
        since = 0;
      }
      if (this.#next === level.length) this.#advance();
      else since += this.#expand(level[this.#next] ?? 0);
    }
  }

  /** Expands the rows of one shared part of the level; the answer is how many. */
  #expand(shared: number): number {
    const rows = this.#rows;
    this.#host.store.chains.take(shared, rows);
    this.#next += 1;
    for (;;) {
      try {
        this.#loop.run(shared, rows.rows, rows.masks, rows.length);
        break;
      } catch (error) {
        if (!(error instanceof Overflow)) throw error;
        // What has been collected of the rows' successors is right; the rows are expanded again.
        this.#host.store.insert(this.#host.buffer, this.#host.used);
        this.#host.used = 0;
        this.#layOut();
      }
    }
    for (let i = 0; i < rows.length; i += 1) this.#expanded += popcount(rows.masks[i] ?? 0);
    return rows.length;
  }

  #advance(): void {
    this.#host.store.chains.advance();
    this.#next = 0;
    this.#depth += 1;
  }

  get initial(): number {
    return this.#initial;
  }

  /** Levels that have a state. */
  get depth(): number {
    return this.#depth + (this.#host.store.chains.following.length > 0 ? 1 : 0);
  }

  get bytes(): number {
    return this.#host.store.bytes + 2 * this.#rows.rows.byteLength + this.#host.buffer.byteLength + this.tables.bytes;
  }

  /** Counts what was expanded, and what is left to be. The search cannot go on after this. */
  tally(): { readonly tally: Tally; readonly queue: number } {
    const { store } = this.#host;
    let queue = 0;
    const leave = (shared: number, row: number, bits: number): void => {
      queue += popcount(bits);
      store.remove(shared, row, bits);
    };
    store.chains.eachLeft(leave);
    store.chains.eachFollowing(leave);
    const tally = new Tally(this.tables, this.#model.steps.length);
    const planes = new Int32Array(32 * this.#host.blocks);
    const rows = this.#rows;
    for (let shared = 0; shared < required(this.tables.parts[0], "the shared part").count; shared += 1) {
      store.list(shared, rows);
      this.#loop.tally(shared, rows.rows, rows.masks, rows.length, tally.visits, planes, (parts, first, bits) => tally.special(parts, first, bits));
    }
    tally.finish();
    return { tally, queue };
  }

  /** Are all properties decided whose decision is to end the search? */
  get decided(): boolean {
    return this.#wanted.length > 0 && this.#wanted.every((index) => this.tables.decided[index] === 1);
  }

  #stopReason(): StopReason | undefined {
    const { maxBytes = Infinity, maxStates = Infinity, maxMillis = Infinity, now, onProgress } = this.#options;
    const expanded = this.#expanded;
    if (expanded > TRIAL && this.tables.filled > expanded) throw new Unsuited();
    if (this.decided) return "decided";
    if (expanded > maxStates) return "states";
    if (maxBytes < Infinity && this.bytes > maxBytes) return "memory";
    if (now && now() - this.#start >= maxMillis) return "time";
    if (onProgress === undefined || expanded < this.#reported + (1 << 14)) return undefined;
    this.#reported = expanded;
    const queue = this.#queued();
    const progress = { distinct: expanded + queue, generated: 0, depth: this.#depth, queue, bytes: this.bytes };
    return onProgress(progress) ? undefined : "interrupted";
  }

  #queued(): number {
    let queue = 0;
    const add = (_shared: number, _row: number, bits: number): void => { queue += popcount(bits); };
    this.#host.store.chains.eachLeft(add);
    this.#host.store.chains.eachFollowing(add);
    return queue;
  }

  /** More room for everything that has none left. */
  #layOut(): void {
    const { tables } = this;
    const host = this.#host;
    const old = { room: tables.room, blocks: host.blocks };
    const room = this.#roomFor();
    const blocks = (room.parts.at(-1) ?? 32) >>> 5;
    const rows = rowsOf(room, blocks);
    const most = Math.max(...room.parts.slice(1).map((count) => count * Math.max(room.events, room.parts[0] ?? 0)));
    if (rows > MOST_ROWS || most > MOST_ENTRIES) throw new Unsuited();
    tables.resize(room);
    host.blocks = blocks;
    this.#effectRows(room.events * blocks);
    const [shared = 0] = room.parts;
    if (old.room.parts.length > 0 && room.parts.slice(1).every((count, i) => count === old.room.parts[i + 1])) {
      host.store.extend(shared);
      return this.#loop.sync();
    }
    const change = renumbering(old.room, old.blocks, room, blocks);
    const store = new Store(shared, rows);
    host.store.each((part, row, bits) => store.mark(part, change(row), bits));
    store.chains.copy(host.store.chains, change);
    host.store = store;
    this.#loop.sync();
    for (let i = 0; i < this.#rows.length; i += 1) this.#rows.rows[i] = change(this.#rows.rows[i] ?? 0);
  }

  /** Where there is no room left, more than is needed; for local parts all at once, as they grow alike. */
  #roomFor(): Room {
    const { parts, room, events } = this.tables;
    const full = parts.some(({ count }, part) => part > 0 && count > (room.parts[part] ?? 0));
    const counts = parts.map(({ count }, part) => {
      const before = room.parts[part] ?? 0;
      if (part === 0) return count > before ? Math.max(64, Math.ceil(count * 1.5)) : before;
      if (part === parts.length - 1) return 32 * Math.max(1, Math.ceil(count / 32));
      return full ? Math.max(before, Math.ceil(count * (count < 24 ? 1.5 : 1.15)), 2) : before;
    });
    return { parts: counts, events: events.count > room.events ? Math.max(16, events.count * 2) : room.events };
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

/** Number of all rows of a shared part. */
const rowsOf = ({ parts }: Room, blocks: number): number => parts.slice(1, -1).reduce((a, b) => a * b, blocks);

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
    return result;
  };
}

/** The number of the row of these local parts; the last one counts by its block. */
function rowNumber(parts: readonly number[], block: number, room: Room, blocks: number): number {
  let row = 0;
  for (let part = 1; part < room.parts.length - 1; part += 1) row = row * (room.parts[part] ?? 1) + (parts[part] ?? 0);
  return row * blocks + block;
}
