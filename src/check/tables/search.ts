// SPDX-License-Identifier: Apache-2.0
// The search by component tables: what stands around the module's inner loop. It gives the module what it asks for, begins
// anew with other rows when the last part has more values than a row has bits, and stops where it has to.
import { required } from "../../base/unreachable.ts";
import type { IrModel } from "../../ir/model.ts";
import { placesOf } from "../conclude.ts";
import { untraced } from "../findings.ts";
import type { ExploreOptions, ExploreProgress, StopReason } from "../result.ts";
import type { WasmApi } from "../wasm/host.ts";
import { Blocks, TAKEN } from "./blocks.ts";
import { Heap } from "./heap.ts";
import { instantiate, type Functions } from "./module.ts";
import { Unsuited } from "./program.ts";
import { bitsOf, CELL, EFFECT, MASKS, RECORD, REQUEST, type Shape } from "./shape.ts";
import { Space } from "./space.ts";
import { survey, type Pieces } from "./survey.ts";
import type { Tables } from "./tables.ts";
import { tallyOf, type Tally } from "./tally.ts";

/** Words expanded between two looks at the clock. */
const BUDGET = 1 << 12;
/** States after which pairs must be fewer than states: filling tables for each state alone is slower than any other search. */
const TRIAL = 1 << 16;
/** States after which rows become narrow, when the last part has few values. */
const SETTLED = 1 << 13;
const FEW = 22;
/** Bytes to a state, besides some that do not matter, beyond which rows are too empty to be worth it. */
const MOST_BYTES = 48;
const NEGLIGIBLE = 1 << 26;
/** Milliseconds for a last look at the visited states when the search is interrupted. */
const LAST_LOOK = 100;

export class TableSearch {
  readonly tables: Tables;
  readonly #api: WasmApi;
  readonly #model: IrModel;
  readonly #options: ExploreOptions;
  readonly #initial: readonly Int32Array[];
  readonly #start: number;
  /** Indices in `decided` of the properties whose decision ends the search. */
  readonly #wanted: readonly number[];
  readonly #heap = new Heap();
  readonly #space: Space;
  #shape: Shape;
  #functions: Functions;
  #blocks: Blocks;
  /** Shared parts that have a block of their own, where there is no part between the shared and the last one. */
  #placed = 0;
  /** Shared parts with something new in the level, and how many of them are done. */
  #level: readonly number[] = [];
  #next = 0;
  #depth = 0;
  #lastProgress: ExploreProgress | undefined;
  /** States that were expanded when that was counted. */
  #counted = 0;
  #reported = 0;
  #surveyed = 0;
  #told = 0;

  constructor(api: WasmApi, model: IrModel, options: ExploreOptions, tables: Tables, initial: readonly Int32Array[]) {
    this.#api = api;
    this.#model = model;
    this.#options = options;
    this.tables = tables;
    this.#initial = initial;
    this.#start = options.now?.() ?? 0;
    this.#wanted = placesOf(model, options.stopWhenDecided ?? []);
    const outer = tables.kinds.slice(1, -1);
    this.#shape = { outer, last: tables.kinds.at(-1) ?? 0, classes: tables.values.length - 1, wide: true, words: 1, events: tables.causing };
    this.#space = new Space(this.#heap, this.#shape);
    [this.#functions, this.#blocks] = this.#begin();
  }

  /** A search from the start, for rows of the present shape. What is known of pairs is kept. */
  #begin(): [Functions, Blocks] {
    const heap = this.#heap;
    const functions = instantiate(this.#api, this.#shape, heap.memory);
    const blocks = new Blocks(heap, this.#space, this.#shape, functions);
    this.#placed = 0;
    heap.setCell(CELL.expanded, 0);
    heap.setCell(CELL.expanded + 4, 0);
    [this.#functions, this.#blocks] = [functions, blocks];
    blocks.chunks(this.#mostNew() + this.#initial.length);
    for (const words of this.#initial) this.#add(words);
    this.#level = [];
    this.#next = 0;
    this.#depth = 0;
    return [functions, blocks];
  }

  #restart(shape: Shape): void {
    this.#blocks.end();
    this.#shape = shape;
    this.#space.restart(shape);
    this.#begin();
  }

  /** Makes an initial state known. */
  #add(words: Int32Array): void {
    const [shared = 0, ...locals] = this.tables.kinds.map((_, part) => this.tables.intern(part, words));
    this.#makeRoom();
    if (!this.#fits()) return;
    const outer = locals.slice(0, -1);
    const last = locals.at(-1) ?? 0;
    this.#blocks.place(shared, outer);
    const digits = outer.map((local, i) => this.#blocks.digit(shared, this.#shape.outer[i] ?? 0, local) - 1);
    this.#functions.insert(shared, this.#blocks.wordOf(shared, digits) + (this.#shape.words > 1 ? last >>> 6 : 0), last);
  }

  /** Searches until there is nothing left or a bound is reached. @throws Unsuited */
  run(): StopReason {
    const stop = this.#search();
    const ended = this.#survey(stop);
    this.#tell();
    if (this.decided) return "decided";
    // What was not looked at may violate anything.
    return stop === "exhausted" ? ended ?? stop : stop;
  }

  /** Looks at the visited states, after the search or, without `after`, in the middle of it; gives what ended that before its end. */
  #survey(after?: StopReason): StopReason | undefined {
    const { now } = this.#options;
    const progress = this.#progress();
    let ended: StopReason | undefined;
    const mayGoOn = (): boolean => (ended = this.#interruption(progress)) === undefined;
    // Whoever presses Ctrl-C, and whoever has no more time, has none for all states.
    const late = now !== undefined && (after === "interrupted" || after === "time");
    const end = late ? now() + LAST_LOOK : Infinity;
    const whole = survey(this.#pieces, this.#model.checkDeadlock, late ? () => now() < end : mayGoOn);
    return whole ? undefined : ended;
  }

  /** Tells what was found, when it is more than before. */
  #tell(): void {
    const { found } = this;
    if (found.length > this.#told) this.#options.onFound?.(untraced(this.#model, found));
    this.#told = found.length;
  }

  #search(): StopReason {
    for (let since = 0; ;) {
      const done = this.#next === this.#level.length;
      if (done && this.#space.following === 0 && this.#fits()) return "exhausted";
      if (done || since >= BUDGET) {
        const stop = this.#stopReason();
        if (stop !== undefined) return stop;
        since = 0;
      }
      if (!this.#fits()) this.#restart(this.#wider());
      else if (this.#next < this.#level.length) since += this.#expand(this.#level[this.#next] ?? 0);
      else if (this.#narrower) this.#restart({ ...this.#shape, wide: false });
      else this.#advance();
    }
  }

  #advance(): void {
    const heap = this.#heap;
    this.#level = this.#space.followers();
    for (const shared of this.#level) {
      const record = this.#space.record(shared);
      heap.setCell(record + RECORD.level, heap.cell(record + RECORD.next));
      heap.setCell(record + RECORD.next, 0);
    }
    this.#next = 0;
    this.#depth += 1;
  }

  /** Expands the words of one shared part of the level; the answer is how many. */
  #expand(shared: number): number {
    this.#next += 1;
    const taken = { shared, from: 0, to: 0 };
    this.#blocks.taken = taken;
    this.#functions.gather(shared);
    let done = 0;
    for (;;) {
      taken.to = this.#functions.next(TAKEN);
      if (taken.to === 0) break;
      taken.from = 0;
      while (taken.from < taken.to && this.#fits()) {
        const { from } = taken;
        taken.from = this.#functions.run(shared, from, taken.to);
        done += taken.from - from;
        this.#serve(shared);
      }
      if (!this.#fits()) break;
    }
    taken.shared = -1;
    return done;
  }

  /** Does what the module asked for. */
  #serve(shared: number): void {
    const heap = this.#heap;
    const request = heap.cell(CELL.request);
    if (request === REQUEST.none) return;
    heap.setCell(CELL.request, REQUEST.none);
    const [a, b, c] = [heap.cell(CELL.a), heap.cell(CELL.b), heap.cell(CELL.c)];
    if (request === REQUEST.fill) this.tables.fill(a, shared, b, this.#space);
    else if (request === REQUEST.place) this.#blocks.place(a, this.#shape.outer.map((_, i) => heap.cell(CELL.locals + 4 * i)));
    else if (request === REQUEST.effect) this.tables.fillEffect(b, a, c, this.#space);
    else if (request === REQUEST.masks) this.#fillMasks(a, b);
    this.#makeRoom();
    this.#blocks.chunks(this.#mostNew());
  }

  /** Masks of what an event does to the values of one word of the last part, those that are asked for. */
  #fillMasks(event: number, word: number): void {
    const heap = this.#heap;
    const { last: kind, words } = this.#shape;
    const asked = [heap.cell(CELL.total), this.#shape.wide ? heap.cell(CELL.total + 4) : 0];
    asked.forEach((bits, half) => {
      for (let rest = bits; rest !== 0; rest &= rest - 1) {
        const bit = rest & -rest;
        const local = word * 64 + half * 32 + 31 - Math.clz32(bit);
        const known = heap.cell(this.#space.at(kind, "effects") + 4 * (event * this.#space.room(kind) + local));
        const effect = known === EFFECT.unknown ? this.tables.fillEffect(event, kind, local, this.#space) : known;
        this.#makeRoom();
        const at = heap.cell(CELL.masks) + (event * words + word) * MASKS.bytes + 4 * half;
        const set = (name: "known" | "same" | "moved"): void => heap.setCell(at + MASKS[name], heap.cell(at + MASKS[name]) | bit);
        set("known");
        if (effect !== EFFECT.blocked) set(effect === EFFECT.moved + local ? "same" : "moved");
      }
    });
  }

  /** Room in the tables for every value that has a number. */
  #makeRoom(): void {
    const { values, events } = this.tables;
    values.forEach(({ count }, kind) => {
      if (kind === 0) this.#space.ensureShared(count);
      else this.#space.ensureLocal(kind, count);
    });
    this.#space.ensureEvents(events.count);
    if (this.#shape.outer.length === 0) for (const count = values[0]?.count ?? 0; this.#placed < count; this.#placed += 1) this.#blocks.place(this.#placed, []);
  }

  /** Entries that the expansion of one word adds to lists at most: each transition may move each state by itself. */
  #mostNew(): number {
    const { kinds, most } = this.tables;
    return bitsOf(this.#shape) * kinds.reduce((sum, kind) => sum + (most[kind] ?? 0), 1);
  }

  /** Has a row a bit for each value of the last part? */
  #fits(): boolean {
    return (this.tables.values[this.#shape.last]?.count ?? 0) <= bitsOf(this.#shape) * this.#shape.words;
  }

  #wider(): Shape {
    const count = this.tables.values[this.#shape.last]?.count ?? 0;
    return { ...this.#shape, wide: true, words: count <= 64 ? 1 : Math.ceil(1.4 * count / 64) };
  }

  get #narrower(): boolean {
    return this.#shape.wide && this.#expanded > SETTLED && (this.tables.values[this.#shape.last]?.count ?? 0) <= FEW;
  }

  get #expanded(): number {
    return (this.#heap.cell(CELL.expanded) >>> 0) + 2 ** 32 * this.#heap.cell(CELL.expanded + 4);
  }

  get #pieces(): Pieces {
    return { tables: this.tables, space: this.#space, blocks: this.#blocks, shape: this.#shape };
  }

  /** Number of initial states, each as often as it is generated. */
  get initial(): number {
    return this.#initial.length;
  }

  /** Levels that have a state. */
  get depth(): number {
    return this.#depth + (this.#space.following > 0 ? 1 : 0);
  }

  get bytes(): number {
    return this.#heap.bytes + this.tables.bytes - this.#blocks.idle;
  }

  /** Counts what was expanded, and what is left to be. The search cannot go on after this. */
  tally(): Tally & { readonly queue: number } {
    const queue = this.#queued(true);
    return { ...tallyOf(this.#pieces, this.#functions, this.#model.steps.length), queue };
  }

  /** Names of the properties that are decided. */
  get found(): readonly string[] {
    const { decided } = this.tables;
    const names = this.#model.properties.map(({ name }) => name).concat(this.#model.checkDeadlock ? ["deadlock"] : []);
    return names.filter((_, i) => decided[i === this.#model.properties.length ? decided.length - 1 : i] === 1);
  }

  /** Are all properties decided whose decision is to end the search? */
  get decided(): boolean {
    return this.#wanted.length > 0 && this.#wanted.every((index) => this.tables.decided[index] === 1);
  }

  #stopReason(): StopReason | undefined {
    const { maxBytes = Infinity, maxStates = Infinity } = this.#options;
    const expanded = this.#expanded;
    this.#tell();
    if (expanded > TRIAL && this.tables.filled >= expanded) throw new Unsuited();
    if (this.bytes > NEGLIGIBLE + MOST_BYTES * expanded) throw new Unsuited();
    if (this.#wanted.length > 0 && expanded > 2 * this.#surveyed) {
      this.#surveyed = expanded;
      const ended = this.#survey();
      if (this.decided) return "decided";
      if (ended !== undefined) return ended;
    }
    if (this.decided) return "decided";
    if (expanded > maxStates) return "states";
    if (maxBytes < Infinity && this.bytes > maxBytes) return "memory";
    if (expanded < this.#reported + (1 << 14)) return this.#interruption();
    this.#reported = expanded;
    return this.#interruption(this.#progress());
  }

  /** Does the clock, or the caller who is told of the progress, end it? */
  #interruption(progress?: ExploreProgress): StopReason | undefined {
    const { maxMillis = Infinity, now, onProgress } = this.#options;
    if (now && now() - this.#start >= maxMillis) return "time";
    return progress === undefined || onProgress === undefined || onProgress(progress) ? undefined : "interrupted";
  }

  /** Counting what waits takes as long as it is: the caller, who may end the search, is asked more often than there are new numbers. */
  #progress(): ExploreProgress | undefined {
    if (this.#options.onProgress === undefined) return undefined;
    const expanded = this.#expanded;
    const { queue: before = 0 } = this.#lastProgress ?? {};
    if (this.#lastProgress === undefined || expanded >= this.#counted + before) {
      const queue = this.#queued(false);
      this.#counted = expanded;
      this.#lastProgress = { distinct: expanded + queue, generated: 0, depth: this.#depth, queue, bytes: this.bytes };
    }
    return this.#lastProgress;
  }

  /** States in lists; they may be taken back, as if they had not been visited. */
  #queued(back: boolean): number {
    const heap = this.#heap;
    let queue = 0;
    for (let shared = 0; shared < required(this.tables.values[0], "shared parts").count; shared += 1) {
      this.#blocks.eachNew(shared, (word, low, high) => {
        queue += popcount(low) + popcount(high);
        if (!back) return;
        heap.setCell(word, heap.cell(word) & ~low);
        if (high !== 0) heap.setCell(word + 4, heap.cell(word + 4) & ~high);
      });
    }
    return queue;
  }
}

/** Number of one bits. */
function popcount(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
