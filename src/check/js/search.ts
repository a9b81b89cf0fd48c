// SPDX-License-Identifier: Apache-2.0
// The search by generated JavaScript: breadth first over packed states, in declaration order, so that
// the first state found to violate a property ends a shortest trace, the same one on every run.
import { InternalError, required } from "../../base/unreachable.ts";
import type { IrModel } from "../../ir/model.ts";
import { opDef } from "../../ir/ops.ts";
import type { OpTable } from "../compile/expr.ts";
import type { Saved, SearchIdentity } from "../checkpoint.ts";
import { conclude, LEVELS, placesOf, tooLarge } from "../conclude.ts";
import { untraced } from "../findings.ts";
import { packLayout, unpackState, type Layout } from "../layout.ts";
import { orbitPlan } from "../orbits/plan.ts";
import { packState, realTrace } from "../orbits/real-trace.ts";
import { compileCanonical, type Canonical } from "./canonical.ts";
import { compileProgram, type Program } from "./program.ts";
import { stepsBetween } from "../reference.ts";
import type { CheckResult, Explored, ExploreOptions, State, StopReason, Trace } from "../result.ts";
import { createStore, type Store } from "./store.ts";

/** Successor states that are collected before they are inserted. */
const BUFFER_STATES = 1 << 10;
/** States expanded between two looks at the clock, and between two progress reports. */
const CLOCK_PERIOD = 1 << 8;
/** Successors of one state after which the clock is looked at too. */
const CLOCK_SUCCESSORS = 1 << 14;
const PROGRESS_PERIOD = 1 << 13;

/**
 * Explores every reachable state of `model`. Equal to `exploreReference` in everything but speed.
 * `ops` replaces the operators' JavaScript, `orbits` the way to representatives; only tests of the tests do that.
 * @throws InternalError when a step stores a value outside its variable's sort: the model is not well-formed.
 */
export function exploreJs(model: IrModel, options: ExploreOptions = {}, ops: OpTable = opDef, orbits = orbitPlan): CheckResult {
  return new Search(model, options, ops, orbits).run();
}

/** The same, with every state as values: for small models, e.g. to compare two searches state by state. */
export function exploreJsStates(model: IrModel, options: ExploreOptions = {}, ops: OpTable = opDef): Explored {
  const generated: string[] = [];
  const search = new Search(model, options, ops, orbitPlan, generated);
  const result = search.run();
  const numbers = Array.from({ length: result.distinct }, (_, i) => i);
  const known = new Map(numbers.map((i) => [search.packed(i), i]));
  return { result, generated: generated.map((words) => known.get(words) ?? -1), states: numbers.map((i) => search.state(i)) };
}

class Search {
  readonly #model: IrModel;
  readonly #options: ExploreOptions;
  readonly #layout: Layout;
  readonly #program: Program;
  readonly #store: Store;
  /** With symmetry: replaces the states in the buffer by those that stand for their orbits. */
  readonly #canonical: Canonical | undefined;
  readonly #cur: Int32Array;
  readonly #out: Int32Array;
  readonly #record: string[] | undefined;
  readonly #counts: Float64Array;
  readonly #found: Int32Array;
  readonly #triggered: Uint8Array;
  /** Indices in `#found` of the properties whose decision ends the search, of all or of any; the last index is `deadlock`. */
  readonly #wanted: readonly number[];
  readonly #any: readonly number[];
  readonly #start: number;
  readonly #identity: SearchIdentity;
  #levels: number[] = [];
  #head = 0;
  #depth = 0;
  #levelEnd = 0;
  #generated = 0;
  #full = false;
  /** What ended the search in the middle of the successors of a state. */
  #late: StopReason | undefined;
  #looked = 0;
  #told = 0;

  /** `record` gets the words of all generated states, if given. */
  constructor(model: IrModel, options: ExploreOptions, ops: OpTable, orbits: typeof orbitPlan, record?: string[]) {
    this.#record = record;
    this.#model = model;
    this.#options = options;
    this.#start = options.now?.() ?? 0;
    this.#layout = packLayout(model);
    const { words } = this.#layout;
    this.#cur = new Int32Array(words);
    this.#out = new Int32Array(words * BUFFER_STATES);
    this.#counts = new Float64Array(model.steps.length);
    this.#found = new Int32Array(model.properties.length + 1).fill(-1);
    this.#triggered = new Uint8Array(model.properties.length);
    this.#wanted = placesOf(model, options.stopWhenDecided ?? []);
    this.#any = placesOf(model, options.stopWhenAny ?? []);
    const { symmetry = [] } = options;
    this.#identity = { model, format: `packed words 1 ${JSON.stringify(symmetry)}` };
    this.#canonical = symmetry.length === 0 ? undefined : compileCanonical(orbits(model, symmetry), this.#layout, this.#out);
    const shared = { cur: this.#cur, look: new Int32Array(words), out: this.#out };
    this.#program = compileProgram(model, this.#layout, ops, {
      ...shared, counts: this.#counts, found: this.#found, triggered: this.#triggered, flush: (used) => this.#insert(used),
    });
    this.#store = createStore({ ...shared, words, inspect: this.#program.inspect, maxBytes: options.maxBytes ?? Infinity });
  }

  run(): CheckResult {
    const saved = this.#options.checkpoint?.load(this.#identity);
    if (saved !== undefined && !this.#resume(saved)) return this.#tooLarge(saved);
    if (saved === undefined) this.#begin();
    let stop = this.#stopReason();
    while (stop === undefined && this.#head < this.#store.size()) {
      this.#expand();
      stop = this.#stopReason();
    }
    if (this.#head > 0 || !this.#full) this.#save();
    return this.#result(stop ?? "exhausted");
  }

  #begin(): void {
    this.#head = -1; // the parent of initial states
    this.#insert(this.#program.init());
    this.#head = 0;
  }

  /** Goes on where a search was saved. False when its states do not fit. @throws as the host does. */
  #resume({ counters, ranges }: Saved): boolean {
    for (const { states, parents } of ranges()) {
      const before = this.#store.size();
      if (this.#store.restore(new Int32Array(states.buffer, states.byteOffset, states.byteLength / 4), parents)) continue;
      if (this.#store.size() < before + parents.length && this.#store.full()) return false;
      throw new InternalError(`state ${this.#store.size()} of the checkpoint is there twice`);
    }
    [this.#head, this.#depth, this.#levelEnd, this.#generated] = [counters.head, counters.depth, counters.levelEnd, counters.generated];
    this.#levels = [...counters.levels];
    this.#counts.set(counters.counts);
    this.#found.set(counters.found);
    this.#triggered.set(counters.triggered);
    return true;
  }

  #tooLarge({ counters }: Saved): CheckResult {
    const { levels, states, levelEnd, depth } = counters;
    return tooLarge(this.#model, { ...counters, depth: depth + (states > levelEnd ? 1 : 0) }, levels, this.#store.bytes() / Math.max(1, this.#store.size()));
  }

  #save(): void {
    const [counts, generated] = this.#full || this.#late !== undefined ? this.#withoutHead() : [[...this.#counts], this.#generated];
    this.#options.checkpoint?.save(this.#identity, {
      stride: 4 * this.#layout.words, parents: true, states: this.#store.size(), head: this.#head, depth: this.#depth, levelEnd: this.#levelEnd, generated, counts,
      found: [...this.#found], triggered: [...this.#triggered], levels: this.#levels,
    }, (first, end) => {
      const { states, parents } = this.#store.range(first, end);
      return { states: new Uint8Array(states.buffer, states.byteOffset, states.byteLength), parents };
    });
  }

  /**
   * What was counted before a head whose successors did not all find room: it will be expanded again, and those that did
   * will be known then. To know what it added, its successors are counted once more.
   */
  #withoutHead(): readonly [counts: number[], generated: number] {
    const [counts, generated] = [[...this.#counts], this.#generated];
    this.#store.load(this.#head);
    this.#insert(this.#program.expand());
    const before = counts.map((count, i) => 2 * count - required(this.#counts[i], "a count"));
    const generatedBefore = 2 * generated - this.#generated;
    this.#counts.set(counts);
    this.#generated = generated;
    return [before, generatedBefore];
  }

  /** State number `index`, in the order of discovery. */
  state(index: number): State {
    this.#store.load(index);
    return unpackState(this.#model, this.#layout, this.#cur, 0);
  }

  /** The words of state number `index`, as text. */
  packed(index: number): string {
    this.#store.load(index);
    return this.#cur.join();
  }

  #insert(used: number): void {
    const { words } = this.#layout;
    this.#generated += used / words;
    this.#canonical?.(used);
    for (let at = 0; this.#record && at < used; at += words) this.#record.push(this.#out.slice(at, at + words).join());
    if (this.#full || this.#late !== undefined) return;
    if (!this.#store.insert(used, this.#head)) this.#full = true;
    if (this.#generated - this.#looked < CLOCK_SUCCESSORS) return;
    this.#looked = this.#generated;
    // Of the initial states there must be all.
    if (this.#head >= 0) this.#late = this.#interruption(true);
  }

  #expand(): void {
    if (this.#head === this.#levelEnd) {
      this.#depth += 1;
      this.#levelEnd = this.#store.size();
      this.#levels = [...this.#levels.slice(1 - LEVELS), this.#levelEnd - this.#head];
    }
    const before = this.#generated;
    this.#looked = before;
    this.#store.load(this.#head);
    this.#insert(this.#program.expand());
    const deadlock = this.#model.properties.length;
    if (this.#generated === before && this.#model.checkDeadlock && (this.#found[deadlock] ?? 0) < 0) this.#found[deadlock] = this.#head;
    if (!this.#full && this.#late === undefined) this.#head += 1;
  }

  #stopReason(): StopReason | undefined {
    if (this.#full) return "memory";
    if (this.#late !== undefined) return this.#late;
    const size = this.#store.size();
    if (this.#head === size) return undefined;
    const decided = (index: number): boolean => (this.#found[index] ?? -1) >= 0;
    if (this.#any.some(decided) || (this.#wanted.length > 0 && this.#wanted.every(decided))) return "decided";
    if (size > (this.#options.maxStates ?? Infinity)) return "states";
    if (this.#head === this.#levelEnd && this.#depth + 1 >= (this.#options.maxDepth ?? Infinity)) return "depth";
    return this.#head % CLOCK_PERIOD === 0 ? this.#interruption(false) : undefined;
  }

  /** `amid` the successors of a state nothing is saved. */
  #interruption(amid: boolean): StopReason | undefined {
    const { now, maxMillis = Infinity, onProgress, checkpoint } = this.#options;
    if (!amid && checkpoint?.due() === true) this.#save();
    if (now && now() - this.#start >= maxMillis) return "time";
    if (!amid && (this.#head === 0 || this.#head % PROGRESS_PERIOD !== 0)) return undefined;
    this.#tell();
    if (onProgress === undefined) return undefined;
    const distinct = this.#store.size();
    const progress = { distinct, generated: this.#generated, depth: this.#levelCount(), queue: distinct - this.#head, bytes: this.#store.bytes() };
    return onProgress(progress) ? undefined : "interrupted";
  }

  /** Tells what was found, when it is more than before. */
  #tell(): void {
    const names = [...this.#model.properties.map(({ name }) => name), "deadlock"].filter((_, i) => (this.#found[i] ?? -1) >= 0);
    if (names.length > this.#told) this.#options.onFound?.(untraced(this.#model, names));
    this.#told = names.length;
  }

  /** Levels that have a state; the last one may not have been entered. */
  #levelCount(): number {
    return this.#store.size() > this.#levelEnd ? this.#depth + 1 : this.#depth;
  }

  #result(stop: StopReason): CheckResult {
    const distinct = this.#store.size();
    const exhausted = stop === "exhausted";
    const decisions = Array.from(this.#found, (end) => (end < 0 ? undefined : { trace: this.#trace(end), shortest: true }));
    return {
      properties: conclude(this.#model, decisions, exhausted, this.#triggered), stop, exhausted, distinct, generated: this.#generated, depth: this.#levelCount(), queue: distinct - this.#head,
      stepCounts: new Map(this.#model.steps.map(({ name }, i) => [name, this.#counts[i] ?? 0])),
      bytesPerState: distinct === 0 ? 0 : this.#store.bytes() / distinct, levels: this.#levels,
    };
  }

  /** The path to a state, replayed by the reference interpreter, which finds the steps again. */
  #trace(end: number): Trace {
    const states: State[] = [];
    for (let i = end; i >= 0; i = this.#store.parent(i)) states.unshift(this.state(i));
    return this.#canonical === undefined ? { states, steps: stepsBetween(this.#model, states) } : realTrace(this.#model, states, (state) => this.#orbit(state));
  }

  /** The representative of a state's orbit, as text. */
  #orbit(state: State): string {
    const { words } = this.#layout;
    this.#out.set(packState(this.#model, this.#layout, state));
    this.#canonical?.(words);
    return this.#out.slice(0, words).join();
  }
}
