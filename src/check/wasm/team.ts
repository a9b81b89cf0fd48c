// SPDX-License-Identifier: Apache-2.0
// The search by several threads: levels are split, the log and the table are shared. States are numbered as they come,
// so nothing that is told may depend on their order: counts of whole levels do not, and what does (a trace, where a
// search stopped in the middle of a level) is found by one thread, which knows that it need not go further.
import { InternalError, required } from "../../base/unreachable.ts";
import type { IrModel } from "../../ir/model.ts";
import { opDef } from "../../ir/ops.ts";
import { Unsupported } from "../compile/expr.ts";
import { conclude, placesOf } from "../conclude.ts";
import type { CheckResult, ExploreOptions, StopReason, Threads } from "../result.ts";
import { wasmApi, type WasmApi } from "./host.ts";
import { CLEAR_PIECE, CONTROL, Member, MOST_CODE, MOST_THREADS, WORK, type MemberTask } from "./member.ts";
import { MOST_PAGES, programBytes } from "./program.ts";
import { cellAt, regionsOf, type Regions } from "./regions.ts";
import { LEVELS, UNBOUNDED } from "./search.ts";
import { generously, SPLIT_PIECE, WasmStore } from "./store.ts";
import { packWide, type WideLayout } from "./words-layout.ts";

/** States of a level below which one thread is faster. */
const SMALL_LEVEL = 1 << 13;
/** States expanded at a time while some threads are not there yet. */
const SLICE = 1 << 15;
/** Milliseconds between two looks at what the others do. */
const PATIENCE = 20;

/** Explores with `threads`; `alone` searches the same model by one thread. Undefined where that cannot be done. */
export function exploreTeam(model: IrModel, options: ExploreOptions, threads: Threads, alone: (options: ExploreOptions) => CheckResult): CheckResult | undefined {
  const api = wasmApi();
  if (api === undefined || typeof SharedArrayBuffer === "undefined") return undefined;
  try {
    const packed = packWide(model);
    // Threads write to neighbouring states at the same time, so these share no bytes.
    const layout = { ...packed, stride: 8 * packed.used.length };
    const count = Math.min(threads.count, MOST_THREADS);
    const regions = regionsOf(model, layout, count);
    const team = new Team(model, options, layout, regions, api, threads);
    try {
      // The same bytes for all threads: then they share the machine code too.
      const bytes = programBytes(model, layout, required(regions[0], "regions"), opDef, count);
      if (bytes.length > MOST_CODE || !api.validate(bytes)) return undefined;
      team.learn(api, bytes);
      return team.run(alone);
    } finally {
      team.dismiss();
    }
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

class Team {
  readonly #tasks: readonly MemberTask[];
  readonly #model: IrModel;
  readonly #options: ExploreOptions;
  readonly #store: WasmStore;
  #leader: Member | undefined;
  readonly #control: Int32Array;
  readonly #start: number;
  readonly #sizes: number[] = [];
  #levelEnd = 0;
  /** Is nobody else at work? Only then may the memory grow. */
  #quiet = true;
  readonly #endThreads: () => void;
  #interrupted: StopReason | undefined;

  constructor(model: IrModel, options: ExploreOptions, layout: WideLayout, regions: readonly Regions[], api: WasmApi, threads: Threads) {
    this.#model = model;
    this.#options = options;
    this.#start = options.now?.() ?? 0;
    const memory = new api.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
    this.#store = new WasmStore(layout, required(regions[0], "regions"), memory, options.maxBytes ?? Infinity, generously, (from, to) => this.#pieces(WORK.clear, from, to, CLEAR_PIECE));
    const control = new SharedArrayBuffer(4 * (CONTROL.expanded + regions.length));
    const code = new SharedArrayBuffer(MOST_CODE);
    this.#control = new Int32Array(control);
    this.#tasks = regions.map((each, number) => ({ memory, control, number, regions: each, distance: each.own - required(regions[0], "regions").own, code, steps: model.steps.length }));
    this.#endThreads = regions.length > 1 ? threads.start(this.#tasks.slice(1)) : () => undefined;
  }

  /** Gives all threads the module. */
  learn(api: WasmApi, bytes: Uint8Array): void {
    const task = required(this.#tasks[0], "a task");
    new Uint8Array(task.code).set(bytes);
    Atomics.store(this.#control, CONTROL.code, bytes.length);
    Atomics.notify(this.#control, CONTROL.code);
    this.#leader = new Member(api, task, () => Number(this.#quiet && this.#grow()));
  }

  get #own(): Member {
    return required(this.#leader, "a module");
  }

  run(alone: (options: ExploreOptions) => CheckResult): CheckResult {
    const { maxStates = UNBOUNDED, maxDepth = Infinity } = this.#options;
    if (!this.#store.usable) return this.#result("memory", alone);
    this.#store.setCell("most", Math.min(maxStates, UNBOUNDED));
    let full = this.#own.program.init() !== 0;
    this.#takeBack();
    let stop: StopReason | undefined = full ? "memory" : undefined;
    while (stop === undefined && this.#levelEnd < this.#store.cell("size")) {
      if (this.#sizes.length + 1 >= maxDepth) stop = "depth";
      else {
        full = !this.#level();
        if (this.#interrupted !== undefined) stop = this.#interrupted;
        else if (full) stop = "memory";
        // It ends within the level: where, depends on the order of its states.
        else if (this.#store.cell("stop") !== 0 || this.#decided()) return alone(this.#options);
      }
    }
    return this.#result(stop ?? "exhausted", alone);
  }

  /** Ends the other threads. */
  dismiss(): void {
    Atomics.store(this.#control, CONTROL.end, -1);
    this.#nextRound(1);
    this.#endThreads();
  }

  /** Expands the next level; false when there was no room for it. */
  #level(): boolean {
    const first = this.#levelEnd;
    this.#levelEnd = this.#store.cell("size");
    this.#sizes.push(this.#levelEnd - first);
    for (let from = first; from < this.#levelEnd;) {
      // Who comes while a part of a large level is expanded can help with the next part.
      const coming = this.#joined() < this.#tasks.length - 1;
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
      if (to - from < SMALL_LEVEL) this.#own.work(to, () => this.#look());
      else this.#round(WORK.expand, to, () => this.#own.work(to, () => this.#look()));
      this.#takeBack();
      if (this.#store.cell("stop") !== 0 || this.#store.cell("full") === 0) return true;
      this.#store.setCell("full", 0);
      if (!this.#grow()) return false;
    }
  }

  #joined(): number {
    return Atomics.load(this.#control, CONTROL.joined);
  }

  /** All threads at work, this one by `own`. */
  #round(work: number, end: number, own: () => void): void {
    const control = this.#control;
    const others = this.#joined();
    Atomics.store(control, CONTROL.work, work);
    Atomics.store(control, CONTROL.end, end);
    Atomics.store(control, CONTROL.done, 0);
    this.#quiet = others === 0;
    this.#nextRound(others);
    own();
    for (let done = Atomics.load(control, CONTROL.done); done < others; done = Atomics.load(control, CONTROL.done)) {
      Atomics.wait(control, CONTROL.done, done, PATIENCE);
      this.#look();
    }
    this.#quiet = true;
    if (Atomics.load(control, CONTROL.failed) !== 0) throw new InternalError("a thread of the search failed");
  }

  #nextRound(others: number): void {
    const round = Atomics.load(this.#control, CONTROL.round) + 1;
    Atomics.store(this.#control, CONTROL.taking, round * MOST_THREADS + others);
    Atomics.store(this.#control, CONTROL.round, round);
    Atomics.notify(this.#control, CONTROL.round);
  }

  /** A larger table, filled by all threads. */
  #grow(): boolean {
    this.#takeBack();
    return this.#store.grow({
      refill: () => this.#all(WORK.refill, this.#store.cell("size")),
      readmit: (count) => this.#all(WORK.readmit, count),
      split: (buckets) => {
        // What one half becomes is behind everything that the other half is: threads do not meet.
        for (let to = buckets; to > 0;) {
          const from = to > SPLIT_PIECE ? Math.ceil(to / 2) : 0;
          this.#pieces(WORK.split, from, to, SPLIT_PIECE);
          to = from;
        }
      },
    });
  }

  /** All threads at work on what is between two places. */
  #pieces(work: number, from: number, to: number, size: number): void {
    this.#control[CONTROL.from] = from;
    this.#control[CONTROL.to] = to;
    this.#all(work, Math.ceil((to - from) / size));
  }

  #all(work: number, end: number): void {
    this.#aside(work, end, () => this.#own.take(end));
  }

  /** A round that is not about the states to expand. */
  #aside(work: number, end: number, own: () => void): void {
    const next = this.#store.cell("next");
    this.#store.setCell("next", 0);
    this.#round(work, end, own);
    this.#store.setCell("next", next);
  }

  /** Takes back the numbers that were given out ahead and not used: the last states get those. */
  #takeBack(): void {
    const { view } = this.#store;
    const unused = this.#tasks.map(({ regions }) => {
      const [mine, end] = [cellAt(regions, "mine"), cellAt(regions, "mineEnd")];
      const range = { from: view.getUint32(mine, true), to: view.getUint32(end, true) };
      view.setUint32(mine, 0, true);
      view.setUint32(end, 0, true);
      return range;
    }).filter(({ from, to }) => from < to).sort((one, other) => other.from - one.from);
    let last = this.#store.cell("size");
    const size = last - unused.reduce((sum, { from, to }) => sum + to - from, 0);
    /** The last state that has not been moved: numbers in ranges that end here are not states'. */
    const state = (): number => {
      while (unused[0]?.to === last) last = unused.shift()?.from ?? last;
      last -= 1;
      return last;
    };
    for (const { from, to } of [...unused].reverse()) for (let number = from; number < Math.min(to, size); number += 1) this.#own.program.move(state(), number);
    this.#store.setCell("size", size);
  }

  /** The clock and the caller may end the search. */
  #look(): void {
    const { now, maxMillis = Infinity, onProgress } = this.#options;
    if (now && now() - this.#start >= maxMillis) this.#interrupted ??= "time";
    const distinct = this.#store.cell("size");
    const progress = { distinct, generated: this.#generated(), depth: this.#depth(), queue: distinct - this.#expanded(), bytes: this.#store.bytes() };
    if (onProgress?.(progress) === false) this.#interrupted ??= "interrupted";
    if (this.#interrupted !== undefined) this.#store.setCell("stop", 1);
  }

  #expanded(): number {
    return this.#tasks.reduce((sum, { number }) => sum + Atomics.load(this.#control, CONTROL.expanded + number), 0);
  }

  #counts(): readonly number[] {
    return this.#model.steps.map((_, i) => this.#tasks.reduce((sum, { regions }) => sum + Number(this.#store.view.getBigUint64(regions.counts + 8 * i, true)), 0));
  }

  #generated(): number {
    return this.#store.cell("initial") + this.#counts().reduce((a, b) => a + b, 0);
  }

  #depth(): number {
    return this.#sizes.length + (this.#store.cell("size") > this.#levelEnd ? 1 : 0);
  }

  /** Did any thread find a state that decides the property, or set off its trigger? */
  #seen(index: number, of: "found" | "triggered"): boolean {
    return this.#tasks.some(({ regions }) => this.#store.view.getUint32(regions[of] + 4 * index, true) !== 0);
  }

  #decided(): boolean {
    const { stopWhenDecided = [], stopWhenAny = [] } = this.#options;
    const seen = (index: number): boolean => index >= 0 && this.#seen(index, "found");
    return placesOf(this.#model, stopWhenAny).some(seen) || (stopWhenDecided.length > 0 && placesOf(this.#model, stopWhenDecided).every(seen));
  }

  #result(stop: StopReason, alone: (options: ExploreOptions) => CheckResult): CheckResult {
    const distinct = this.#store.cell("size");
    const names = [...this.#model.properties.map(({ name }) => name), "deadlock"];
    const found = names.filter((_, i) => this.#seen(i, "found"));
    const traced = found.length === 0 ? undefined : alone({ stopWhenDecided: found });
    const decisions = names.map((name) => {
      const trace = found.includes(name) ? traced?.properties.find((property) => property.name === name)?.trace : undefined;
      return trace === undefined ? undefined : { trace, shortest: true };
    });
    const counts = this.#counts();
    return {
      properties: conclude(this.#model, decisions, stop === "exhausted", this.#model.properties.map((_, i) => Number(this.#seen(i, "triggered")))),
      stop, exhausted: stop === "exhausted", distinct, generated: this.#generated(), depth: this.#depth(), queue: distinct - this.#expanded(),
      stepCounts: new Map(this.#model.steps.map(({ name }, i) => [name, counts[i] ?? 0])),
      bytesPerState: distinct === 0 ? 0 : this.#store.bytes() / distinct, levels: this.#sizes.slice(-LEVELS),
    };
  }
}
