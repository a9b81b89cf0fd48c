// SPDX-License-Identifier: Apache-2.0
// The search by WebAssembly: breadth first over packed states, in declaration order, so that the first state found
// to violate a property ends a shortest trace, the same one as the other searches find. The inner loop is all in
// the module; this file looks at the clock, makes room, and draws the conclusions.
import { InternalError, required } from "../../base/unreachable.ts";
import type { IrModel } from "../../ir/model.ts";
import type { Saved, SearchIdentity } from "../checkpoint.ts";
import { conclude, LEVELS, placesOf, tooLarge } from "../conclude.ts";
import { untraced } from "../findings.ts";
import { orbitText } from "../js/canonical.ts";
import { realTrace } from "../orbits/real-trace.ts";
import { stepsBetween } from "../reference.ts";
import type { CheckResult, ExploreOptions, State, StopReason, Trace } from "../result.ts";
import type { WasmApi, WasmMemory } from "./host.ts";
import { MOST_PAGES, newMemory } from "./memory.ts";
import { pathTo } from "./path.ts";
import { RAN, type Program } from "./program.ts";
import type { Regions } from "./regions.ts";
import { SlidingStore, type Pace, type Tenant } from "./sliding-store.ts";
import { SPREAD_PIECE } from "./spreading.ts";
import { sparingly, SPLIT_PIECE, WasmStore, type Filler } from "./store.ts";
import { readState, readWord, type WideLayout } from "./words-layout.ts";

/** States expanded between two looks at the clock, and two progress reports; fewer when they take more milliseconds than that. */
const PERIOD = 1 << 13;
const SLOW = 100;
export const UNBOUNDED = 2 ** 32 - 1;

/** What a search is told besides. */
export interface Ways {
  /** Keep the states that are expanded, so that there is a path to each. */
  readonly whole?: boolean;
  /** That of another search that is over. */
  readonly memory?: WasmMemory;
  readonly pace?: Pace | undefined;
}

export class Search {
  readonly #model: IrModel;
  readonly #options: ExploreOptions;
  readonly #layout: WideLayout;
  readonly #regions: Regions;
  readonly #program: Program;
  readonly memory: WasmMemory;
  readonly #store: WasmStore | SlidingStore;
  /** Numbers of the properties whose decision ends the search; the number behind the last is `deadlock`. */
  readonly #wanted: readonly number[];
  readonly #any: readonly number[];
  readonly #start: number;
  readonly #identity: SearchIdentity;
  readonly #filler: Filler = {
    refill: () => this.#program.refill(0, this.#size()),
    split: (buckets) => inPieces(0, buckets, SPLIT_PIECE, this.#program.split),
    readmit: (count) => this.#program.readmit(0, count),
  };
  readonly #tenant: Tenant;
  /** Number of the first state of each level that was entered. */
  readonly #levels: number[] = [];
  #levelEnd = 0;
  #period = PERIOD;
  #full = false;
  #told = 0;

  constructor(model: IrModel, options: ExploreOptions, layout: WideLayout, regions: Regions, api: WasmApi, bytes: Uint8Array, { memory, pace }: Ways) {
    this.#model = model;
    this.#options = options;
    this.#layout = layout;
    this.#regions = regions;
    this.#start = options.now?.() ?? 0;
    this.#identity = { model, format: `wide words 1 ${layout.used.join()} ${layout.stride} ${JSON.stringify(options.symmetry ?? [])}` };
    this.#wanted = placesOf(model, options.stopWhenDecided ?? []);
    this.#any = placesOf(model, options.stopWhenAny ?? []);
    this.#tenant = {
      slack: regions.entries, needed: () => this.#store.cell("head"), spreadCopy: (to, copy) => this.#program.spread(0, to, copy),
      spread: (from, to) => inPieces(from, to, SPREAD_PIECE, (first, last) => this.#program.spread(first, last, this.#store.cell("table"))),
    };
    this.memory = memory ?? newMemory(api, { initial: 1, maximum: MOST_PAGES });
    if (memory !== undefined) new Uint8Array(memory.buffer, 0, Math.min(memory.buffer.byteLength, regions.log)).fill(0);
    const { maxBytes = Infinity } = options;
    const store = regions.sliding ? new SlidingStore(layout, regions, this.memory, maxBytes, this.#tenant, pace) : new WasmStore(layout, regions, this.memory, maxBytes, sparingly);
    this.#store = store;
    const grow = (): boolean => (store instanceof SlidingStore ? store.grow() : store.grow(this.#filler));
    const env = { memory: this.memory, notify: () => this.#notify(), grow: () => Number(grow()) };
    this.#program = new api.Instance(new api.Module(bytes), { env }).exports as Program;
  }

  run(): CheckResult {
    this.#store.setCell("most", Math.min(this.#options.maxStates ?? UNBOUNDED, UNBOUNDED));
    const saved = this.#options.checkpoint?.load(this.#identity);
    if (saved === undefined) this.#full = !this.#store.usable || this.#program.init() !== 0;
    else if (!this.#store.usable || !this.#resume(saved)) return tooLarge(this.#model, saved.counters, [], this.#layout.stride + 5);
    this.#throwFailure();
    // Without all initial states there is nothing to go on from.
    if (this.#full) return this.#result("memory");
    this.#program.forget();
    let stop = this.#stopReason();
    while (stop === undefined && !this.isCrowded() && this.#head() < this.#size()) {
      this.#advance();
      stop = this.#stopReason();
    }
    this.#save();
    return this.#result(stop ?? (this.isCrowded() ? "memory" : "exhausted"));
  }

  /** Goes on where a search was saved. False when its states do not fit. @throws as the host does. */
  #resume({ counters, ranges }: Saved): boolean {
    if (!(this.#store instanceof WasmStore && this.#store.restore(counters.states, ranges(), this.#filler))) return false;
    const { view } = this.#store;
    this.#store.setCell("head", counters.head);
    this.#store.setCell("counted", counters.head);
    this.#store.setCell("initial", counters.generated - counters.counts.reduce((sum, count) => sum + count, 0));
    this.#setCounts(counters.counts.map(BigInt));
    counters.found.forEach((state, i) => view.setUint32(this.#regions.found + 4 * i, state + 1, true));
    counters.triggered.forEach((value, i) => view.setUint32(this.#regions.triggered + 4 * i, value, true));
    this.#levels.push(...counters.levels);
    this.#levelEnd = counters.levelEnd;
    return true;
  }

  #save(): void {
    const store = this.#store;
    if (store instanceof WasmStore) this.#options.checkpoint?.save(this.#identity, {
      stride: this.#layout.stride, parents: false, states: this.#size(), head: this.#head(), depth: this.#depth(), levelEnd: this.#levelEnd,
      generated: this.#generated(), counts: this.#counts().map(Number), levels: this.#levels,
      found: [...this.#model.properties.keys(), this.#model.properties.length].map((i) => this.#found(i)), triggered: this.#triggered(),
    }, (first, end) => ({ states: store.range(first, end), parents: new Int32Array() }));
  }

  #triggered(): readonly number[] {
    return this.#model.properties.map((_, i) => this.#store.view.getUint32(this.#regions.triggered + 4 * i, true));
  }


  state(index: number): State {
    return readState(this.#model, this.#layout, this.#store.view, this.#store.stateAt(index));
  }

  /** Numbers of the successors of the first `count` states. */
  successors(count: number): readonly number[] {
    const key = (at: number): string => this.#layout.used.map((_, i) => readWord(this.#store.view, at, { ...this.#layout, stride: 8 * this.#layout.used.length }, i)).join();
    const keys = new Map(Array.from({ length: this.#size() }, (_, i): [string, number] => [this.#store.wordsOf(i).join(), i]));
    return Array.from({ length: count }, (_, state) => {
      const before = this.#generated();
      this.#program.recount(state, state + 1);
      return Array.from({ length: this.#generated() - before }, (_each, i) => keys.get(key(this.#regions.buffer + i * this.#regions.entry)) ?? -1);
    }).flat();
  }

  #advance(): void {
    const head = this.#head();
    if (head === this.#levelEnd) {
      this.#levels.push(head);
      this.#levelEnd = this.#size();
    }
    const begun = this.#options.now?.() ?? 0;
    const ran = this.#program.run(Math.min(this.#levelEnd, head - (head % this.#period) + this.#period));
    if ((this.#options.now?.() ?? 0) - begun > SLOW) this.#period = Math.max(1, this.#period / 2);
    if (ran === RAN.failed) this.#throwFailure();
    if (ran === RAN.memory) this.#full = true;
    if (this.#head() < this.#store.cell("counted") && ran !== RAN.reached) this.#uncount();
  }

  /** Takes back what the counters say of states that were expanded ahead. */
  #uncount(): void {
    const before = this.#counts();
    this.#program.recount(this.#head(), this.#store.cell("counted"));
    const twice = this.#counts();
    this.#setCounts(before.map((value, i) => 2n * value - required(twice[i], "a counter")));
    this.#store.setCell("failedStep", 0);
  }

  #counts(): readonly bigint[] {
    return this.#model.steps.map((_, i) => this.#store.view.getBigUint64(this.#regions.counts + 8 * i, true));
  }

  #setCounts(counts: readonly bigint[]): void {
    counts.forEach((value, i) => this.#store.view.setBigUint64(this.#regions.counts + 8 * i, value, true));
  }

  #throwFailure(): void {
    const step = this.#store.cell("failedStep");
    if (step === 0) return;
    const name = this.#model.steps[step - 2]?.name ?? "init";
    throw new InternalError(`${name} stores a value in ${this.#model.vars[this.#store.cell("failedVariable") - 1]?.name ?? "?"}, outside its sort`);
  }

  #notify(): void {
    if (this.#decided()) this.#store.setCell("stop", 1);
  }

  #decided(): boolean {
    const decided = (index: number): boolean => this.#found(index) >= 0;
    return this.#any.some(decided) || (this.#wanted.length > 0 && this.#wanted.every(decided));
  }

  /** The state that decided a property; negative while there is none. */
  #found(index: number): number {
    return index < 0 ? -1 : this.#store.view.getUint32(this.#regions.found + 4 * index, true) - 1;
  }

  readonly #head = (): number => this.#store.cell("head");
  readonly #size = (): number => this.#store.cell("size");
  readonly #generated = (): number => this.#store.cell("initial") + Number(this.#counts().reduce((sum, value) => sum + value, 0n));

  #stopReason(): StopReason | undefined {
    if (this.#full) return "memory";
    if (this.#head() === this.#size()) return undefined;
    if (this.#decided()) return "decided";
    if (this.#size() > (this.#options.maxStates ?? Infinity)) return "states";
    if (this.#head() === this.#levelEnd && this.#levels.length + 1 >= (this.#options.maxDepth ?? Infinity)) return "depth";
    return this.#head() % this.#period === 0 ? this.#interruption() : undefined;
  }

  #interruption(): StopReason | undefined {
    const { now, maxMillis = Infinity, onProgress, checkpoint } = this.#options;
    if (checkpoint?.due() === true) this.#save();
    if (now && now() - this.#start >= maxMillis) return "time";
    if (this.#head() === 0) return undefined;
    this.#tell();
    if (onProgress === undefined) return undefined;
    const distinct = this.#size();
    const progress = { distinct, generated: this.#generated(), depth: this.#depth(), queue: distinct - this.#head(), bytes: this.#store.bytes() };
    return onProgress(progress) ? undefined : "interrupted";
  }

  /** Tells what was found, when it is more than before: with its trace only at the end, which may be too late for that. */
  #tell(): void {
    const names = [...this.#model.properties.map(({ name }) => name), "deadlock"].filter((_, i) => this.#found(i) >= 0);
    if (names.length > this.#told) this.#options.onFound?.(untraced(this.#model, names));
    this.#told = names.length;
  }

  /** Levels that have a state; the last one may not have been entered. */
  #depth(): number {
    return this.#size() > this.#levelEnd ? this.#levels.length + 1 : this.#levels.length;
  }

  #result(stop: StopReason): CheckResult {
    const distinct = this.#size();
    const exhausted = stop === "exhausted";
    const counts = this.#counts();
    const generated = this.#generated();
    const decisions = [...this.#model.properties.keys(), this.#model.properties.length].map((index) => {
      const end = this.#found(index);
      return end < 0 ? undefined : { trace: this.isWhole() ? this.#trace(end) : undefined, shortest: true };
    });
    const properties = conclude(this.#model, decisions, exhausted, this.#triggered());
    return {
      properties, stop, exhausted, distinct, generated, depth: this.#depth(), queue: distinct - this.#head(),
      stepCounts: new Map(this.#model.steps.map(({ name }, i) => [name, Number(counts[i] ?? 0n)])),
      bytesPerState: distinct === 0 ? 0 : this.#store.bytes() / distinct,
      levels: this.#levels.map((first, i) => (this.#levels[i + 1] ?? this.#levelEnd) - first).slice(-LEVELS),
    };
  }

  /** Is the table of no use? */
  isCrowded(): boolean {
    return this.#store.cell("crowded") !== 0;
  }

  /** Are all states still in the log? */
  isWhole(): boolean {
    return !(this.#store instanceof SlidingStore) || this.#store.first === 0;
  }

  #trace(end: number): Trace {
    const path = pathTo(end, { starts: this.#levels, end: this.#levelEnd }, this.#store, this.#regions, this.#program);
    const states = path.map((index) => this.state(index));
    const { symmetry = [] } = this.#options;
    return symmetry.length === 0 ? { states, steps: stepsBetween(this.#model, states) } : realTrace(this.#model, states, orbitText(this.#model, symmetry));
  }
}

/** Buckets so many at a time, the last ones first: a function that has become better code is that from its next call on. */
function inPieces(from: number, to: number, size: number, each: (from: number, to: number) => void): void {
  for (let end = to; end > from; end -= size) each(Math.max(from, end - size), end);
}
