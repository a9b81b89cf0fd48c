// SPDX-License-Identifier: Apache-2.0
// The search by several threads: levels are split, the log and the table are shared. States are numbered as they come,
// so nothing that is told may depend on their order: counts of whole levels do not, and what does (a trace, where a
// search stopped in the middle of a level) is found by one thread, which knows that it need not go further.
import { required } from "../../base/unreachable.ts";
import type { IrModel } from "../../ir/model.ts";
import { opDef } from "../../ir/ops.ts";
import { Unsupported } from "../compile/expr.ts";
import { conclude, LEVELS, placesOf, type Decision } from "../conclude.ts";
import { remaining, untraced } from "../findings.ts";
import { stepsBetween } from "../reference.ts";
import type { CheckResult, ExploreOptions, ExploreProgress, StopReason, Threads, Trace } from "../result.ts";
import { WORK } from "./control.ts";
import { Crew } from "./crew.ts";
import { closeGaps, type Move, type Range } from "./gaps.ts";
import { wasmApi } from "./host.ts";
import { CLEAR_PIECE, MOST_CODE } from "./member.ts";
import { pathTo } from "./path.ts";
import { programBytes } from "./program.ts";
import { AHEAD, cellAt, regionsOf, type Regions } from "./regions.ts";
import { leastFullBytes, suitRemainders } from "./remainders.ts";
import { UNBOUNDED } from "./search.ts";
import { PACE, SlidingStore, type Pace, type Tenant } from "./sliding-store.ts";
import { spreadFrom, SPREAD_PIECE } from "./spreading.ts";
import { generously, SPLIT_PIECE, WasmStore } from "./store.ts";
import { packWide, readState, type WideLayout } from "./words-layout.ts";

/** States of a level below which one thread is faster. */
const SMALL_LEVEL = 1 << 12;
/** States expanded at a time while some threads are not there yet. */
const SLICE = 1 << 15;

/** The first table is large: growing is waited for by all. */
const TEAM_PACE: Pace = { ...PACE, room: 1 << 21, factor: 2, load: 0.6 };

/** Searches the same model by one thread; something was found that it will find again. */
export type Alone = (options: ExploreOptions, found: readonly string[]) => CheckResult;

/** Explores with `threads`; `alone` searches by one. Undefined where that cannot be done. `pace` is for tests. */
export function exploreTeam(model: IrModel, options: ExploreOptions, threads: Threads, alone: Alone, pace = TEAM_PACE): CheckResult | undefined {
  const api = wasmApi();
  if (api === undefined || typeof SharedArrayBuffer === "undefined") return undefined;
  const start = options.now?.() ?? 0;
  let crew: Crew | undefined;
  try {
    // First of all: they come while the module is written.
    crew = new Crew(api, threads);
    const packed = packWide(model);
    // Threads write to neighbouring states at the same time, so these share no bytes.
    const layout = { ...packed, stride: 8 * packed.used.length };
    const { maxBytes = Infinity } = options;
    const regions = regionsOf(model, layout, crew.size, suitRemainders(layout) && 2 * leastFullBytes(layout) <= maxBytes);
    const bytes = programBytes(model, layout, required(regions[0], "regions"), opDef, crew.size);
    if (bytes.length > MOST_CODE || !api.validate(bytes)) return undefined;
    crew.learn(api, bytes, regions, model.steps.length);
    return new Team(model, options, layout, regions, crew, start, pace).run(alone);
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  } finally {
    crew?.dismiss();
  }
}

class Team {
  readonly #crew: Crew;
  readonly #regions: readonly Regions[];
  readonly #model: IrModel;
  readonly #options: ExploreOptions;
  readonly #layout: WideLayout;
  readonly #store: WasmStore | SlidingStore;
  readonly #start: number;
  readonly #sizes: number[] = [];
  #levelStart = 0;
  #levelEnd = 0;
  #told = 0;
  #interrupted: StopReason | undefined;

  constructor(model: IrModel, options: ExploreOptions, layout: WideLayout, regions: readonly Regions[], crew: Crew, start: number, pace: Pace) {
    this.#crew = crew;
    this.#regions = regions;
    this.#model = model;
    this.#options = options;
    this.#layout = layout;
    this.#start = start;
    const first = required(regions[0], "regions");
    const { maxBytes = Infinity } = options;
    const clear = (from: number, to: number): void => crew.pieces(WORK.clear, from, to, CLEAR_PIECE);
    this.#store = first.sliding ? new SlidingStore(layout, first, crew.memory, maxBytes, this.#tenant(first, clear), pace) : new WasmStore(layout, first, crew.memory, maxBytes, generously, clear);
    crew.watch({ look: () => this.#look(), ending: () => this.#interrupted !== undefined, grow: () => this.#grow() });
  }

  /** A table of remainders is grown by all threads. */
  #tenant(regions: Regions, clear: Required<Tenant>["clear"]): Tenant {
    const crew = this.#crew;
    return {
      clear,
      slack: crew.size * (regions.entries + AHEAD),
      needed: () => this.#levelStart,
      spread: (from, to, factor) => {
        for (let end = to; end > from;) {
          const begin = Math.max(from, spreadFrom(end, factor));
          if (end - begin < SPREAD_PIECE) return crew.own.program.spread(from, end, this.#store.cell("table"));
          crew.pieces(WORK.spread, begin, end, SPREAD_PIECE);
          end = begin;
        }
      },
      spreadCopy: (to, copy) => crew.own.program.spread(0, to, copy),
    };
  }

  run(alone: Alone): CheckResult {
    const { maxStates = UNBOUNDED, maxDepth = Infinity } = this.#options;
    if (!this.#store.usable) return this.#result("memory", alone);
    this.#store.setCell("most", Math.min(maxStates, UNBOUNDED));
    let full = this.#crew.own.program.init() !== 0;
    // A mistake in the model is told by the search that says where; without some initial states there is nothing to go on from.
    if (this.#store.cell("failedStep") !== 0 || this.#store.cell("crowded") !== 0) return this.#byOne(alone);
    this.#takeBack();
    let stop: StopReason | undefined = this.#interrupted ?? (full ? "memory" : undefined);
    while (stop === undefined && this.#levelEnd < this.#store.cell("size")) {
      if (this.#sizes.length + 1 >= maxDepth) stop = "depth";
      else {
        full = !this.#level();
        if (this.#store.cell("crowded") !== 0) return this.#byOne(alone);
        if (this.#interrupted !== undefined) stop = this.#interrupted;
        else if (full) stop = "memory";
        // It ends within the level: where, depends on the order of its states.
        else if (this.#store.cell("stop") !== 0 || this.#decided()) return this.#byOne(alone);
      }
    }
    return this.#result(stop ?? "exhausted", alone);
  }

  /** Expands the next level; false when there was no room for it. */
  #level(): boolean {
    this.#levelStart = this.#levelEnd;
    this.#levelEnd = this.#store.cell("size");
    this.#sizes.push(this.#levelEnd - this.#levelStart);
    for (let from = this.#levelStart; from < this.#levelEnd;) {
      // Who comes while a part of a large level is expanded can help with the next part.
      const coming = this.#crew.joined < this.#crew.size - 1;
      const to = coming ? Math.min(this.#levelEnd, from + SLICE) : this.#levelEnd;
      if (!this.#expand(from, to)) return false;
      if (this.#store.cell("stop") !== 0) return true;
      from = to;
    }
    return true;
  }

  /** Expands states of the level; false when there was no room for it. */
  #expand(from: number, to: number): boolean {
    this.#store.setCell("next", from);
    for (;;) {
      this.#crew.expand(to, to - from >= SMALL_LEVEL);
      this.#takeBack();
      if (this.#store.cell("stop") !== 0 || this.#store.cell("full") === 0) return true;
      this.#store.setCell("full", 0);
      if (!this.#grow()) return false;
    }
  }

  /** A larger table, filled by all threads. */
  #grow(): boolean {
    this.#takeBack();
    // Who is late when the search ends is not waited for: then the table is not to be relied on.
    if (this.#store instanceof SlidingStore) return this.#store.grow() && this.#interrupted === undefined;
    return this.#store.grow({
      refill: () => this.#crew.all(WORK.refill, this.#store.cell("size")),
      readmit: (count) => this.#crew.all(WORK.readmit, count),
      split: (buckets) => {
        // What one half becomes is behind everything that the other half is: threads do not meet.
        for (let to = buckets; to > 0;) {
          const from = to > SPLIT_PIECE ? Math.ceil(to / 2) : 0;
          this.#crew.pieces(WORK.split, from, to, SPLIT_PIECE);
          to = from;
        }
      },
    });
  }

  /** Takes back the numbers that were given out ahead and not used: the last states get those. */
  #takeBack(): void {
    const { size, moves } = closeGaps(this.#unused(), this.#store.cell("size"));
    for (const move of moves) {
      this.#crew.own.program.move(move.end, move.to, move.count);
      this.#renumber(move);
    }
    this.#store.setCell("size", size);
  }

  /** States that decided a property may be among those that were moved. */
  #renumber({ end, to, count }: Move): void {
    const { view } = this.#store;
    for (const { found } of this.#regions) {
      for (let i = 0; i <= this.#model.properties.length; i += 1) {
        const number = view.getUint32(found + 4 * i, true) - 1;
        if (number >= end - count && number < end) view.setUint32(found + 4 * i, to + end - number, true);
      }
    }
  }

  /** The numbers that threads have and did not use, which they lose, in order. */
  #unused(): readonly Range[] {
    const { view } = this.#store;
    return this.#regions.map((regions): Range => {
      const [mine, end] = [cellAt(regions, "mine"), cellAt(regions, "mineEnd")];
      const range = { from: view.getUint32(mine, true), to: view.getUint32(end, true) };
      view.setUint32(mine, 0, true);
      view.setUint32(end, 0, true);
      return range;
    }).filter(({ from, to }) => from < to).sort((one, other) => one.from - other.from);
  }

  /** The clock and the caller may end the search. */
  #look(): void {
    const { now, maxMillis = Infinity, onProgress } = this.#options;
    this.#tell();
    if (now && now() - this.#start >= maxMillis) this.#interrupted ??= "time";
    if (onProgress !== undefined && !onProgress(this.#progress())) this.#interrupted ??= "interrupted";
    if (this.#interrupted !== undefined) this.#store.setCell("stop", 1);
  }

  /** Tells what was found, when it is more than before: with its trace only at the end, which may be too late for that. */
  #tell(): void {
    const { onFound } = this.#options;
    if (onFound === undefined) return;
    const found = this.#found();
    if (found.length > this.#told) onFound(untraced(this.#model, found));
    this.#told = found.length;
  }

  #progress(): ExploreProgress {
    const distinct = this.#store.cell("size");
    return { distinct, generated: this.#generated(), depth: this.#depth(), queue: distinct - this.#crew.expanded(), bytes: this.#store.bytes() };
  }

  #counts(): readonly number[] {
    return this.#model.steps.map((_, i) => this.#regions.reduce((sum, { counts }) => sum + Number(this.#store.view.getBigUint64(counts + 8 * i, true)), 0));
  }

  #generated(): number {
    return this.#store.cell("initial") + this.#counts().reduce((a, b) => a + b, 0);
  }

  #depth(): number {
    return this.#sizes.length + (this.#store.cell("size") > this.#levelEnd ? 1 : 0);
  }

  /** Did any thread find a state that decides the property, or set off its trigger? */
  #seen(index: number, of: "found" | "triggered"): boolean {
    return this.#regions.some((regions) => this.#store.view.getUint32(regions[of] + 4 * index, true) !== 0);
  }

  #decided(): boolean {
    const { stopWhenDecided = [], stopWhenAny = [] } = this.#options;
    const seen = (index: number): boolean => index >= 0 && this.#seen(index, "found");
    return placesOf(this.#model, stopWhenAny).some(seen) || (stopWhenDecided.length > 0 && placesOf(this.#model, stopWhenDecided).every(seen));
  }

  /** The answer of one thread to all that was asked, in the time that is left. */
  #byOne(alone: Alone): CheckResult {
    return alone(this.#left(), this.#found());
  }

  /** Names of what was found. */
  #found(): readonly string[] {
    return [...this.#model.properties.map(({ name }) => name), "deadlock"].filter((_, i) => this.#seen(i, "found"));
  }

  /** The options of a search by one thread in the time that is left. */
  #left(): ExploreOptions {
    return remaining(this.#options, this.#start);
  }

  /** The traces to what was found: those of one thread, or, where it cannot search as far, shortest ones too, but not the same each time. */
  #decisions(alone: Alone): readonly (Decision | undefined)[] {
    const names = [...this.#model.properties.map(({ name }) => name), "deadlock"];
    const found = this.#found();
    if (found.length === 0) return [];
    const { maxBytes = Infinity, maxMillis = Infinity } = this.#left();
    const traced = this.#interrupted === undefined && maxMillis > 0 ? alone({ maxBytes, maxMillis, stopWhenDecided: found }, found) : undefined;
    return names.map((name, i) => {
      if (!found.includes(name)) return undefined;
      const same = traced?.properties.find((property) => property.name === name)?.trace;
      return { trace: same ?? this.#trace(i), shortest: true };
    });
  }

  /** A path to a state that decided a property: of those that were found the one of the first level. */
  #trace(property: number): Trace | undefined {
    // What led there is forgotten.
    if (this.#store instanceof SlidingStore && this.#store.first > 0) return undefined;
    const numbers = this.#regions.map(({ found }) => this.#store.view.getUint32(found + 4 * property, true)).filter((number) => number !== 0);
    const starts = this.#sizes.map((_, i) => this.#sizes.slice(0, i).reduce((a, b) => a + b, 0));
    const [regions] = this.#regions;
    const path = pathTo(Math.min(...numbers) - 1, { starts, end: this.#levelEnd }, this.#store, required(regions, "regions"), this.#crew.own.program);
    const states = path.map((number) => readState(this.#model, this.#layout, this.#store.view, this.#store.stateAt(number)));
    return { states, steps: stepsBetween(this.#model, states) };
  }

  #result(stop: StopReason, alone: Alone): CheckResult {
    const distinct = this.#store.cell("size");
    const decisions = this.#decisions(alone);
    const counts = this.#counts();
    return {
      properties: conclude(this.#model, decisions, stop === "exhausted", this.#model.properties.map((_, i) => Number(this.#seen(i, "triggered")))),
      stop, exhausted: stop === "exhausted", distinct, generated: this.#generated(), depth: this.#depth(), queue: distinct - this.#crew.expanded(),
      stepCounts: new Map(this.#model.steps.map(({ name }, i) => [name, counts[i] ?? 0])),
      bytesPerState: distinct === 0 ? 0 : this.#store.bytes() / distinct, levels: this.#sizes.slice(-LEVELS),
    };
  }
}
