// SPDX-License-Identifier: Apache-2.0
// The same states in another order: depth first, by the generated program. Every state is kept with the length of
// the shortest path found to it so far; under a bound on depth, a state reached again by a shorter path is
// expanded again, so the bound cuts off nothing that is nearer than it. Traces need not be shortest.
import { required } from "../../base/unreachable.ts";
import type { IrModel } from "../../ir/model.ts";
import { opDef } from "../../ir/ops.ts";
import { conclude, placesOf, type Decision } from "../conclude.ts";
import { packLayout, unpackState, type Layout } from "../layout.ts";
import { stepsBetween } from "../reference.ts";
import type { CheckResult, ExploreOptions, State, StopReason } from "../result.ts";
import { DepthStore } from "./depth-store.ts";
import { compileProgram, type Program } from "./program.ts";

const BUFFER_STATES = 1 << 10;
/** Bytes of a state on the stack, with its depth. */
const STACK_BYTES = 16;
const CLOCK_PERIOD = 1 << 8;
/** Successors of one state after which the clock is looked at too. */
const CLOCK_SUCCESSORS = 1 << 14;
const PROGRESS_PERIOD = 1 << 13;

/**
 * Explores depth first. When it is exhausted, verdicts and numbers of states are those of `explore`; `depth` is the
 * longest path that was followed. @throws InternalError when the model is not well-formed.
 */
export function exploreDepthFirst(model: IrModel, options: ExploreOptions = {}): CheckResult {
  return new DepthFirst(model, options).run();
}

class DepthFirst {
  readonly #model: IrModel;
  readonly #options: ExploreOptions;
  readonly #layout: Layout;
  readonly #store: DepthStore;
  readonly #program: Program;
  readonly #out: Int32Array;
  readonly #counts: Float64Array;
  readonly #found: Int32Array;
  readonly #triggered: Uint8Array;
  readonly #wanted: readonly number[];
  readonly #any: readonly number[];
  readonly #maxDepth: number;
  readonly #maxBytes: number;
  readonly #start: number;
  /** States to expand, the next one last. A state that was reached by a shorter path meanwhile stands there twice. */
  #stack: number[] = [];
  /** The depth with which each of them was put there. */
  #depths: number[] = [];
  #parent = -1;
  #parentDepth = 0;
  #generated = 0;
  #expanded = 0;
  #deepest = 0;
  #full = false;
  /** What ended the search in the middle of the successors of a state. */
  #late: StopReason | undefined;
  #looked = 0;

  constructor(model: IrModel, options: ExploreOptions) {
    this.#model = model;
    this.#options = options;
    this.#layout = packLayout(model);
    this.#start = options.now?.() ?? 0;
    this.#maxDepth = options.maxDepth ?? Infinity;
    this.#maxBytes = options.maxBytes ?? Infinity;
    const { words } = this.#layout;
    const [cur, look] = [new Int32Array(words), new Int32Array(words)];
    this.#out = new Int32Array(words * BUFFER_STATES);
    this.#counts = new Float64Array(model.steps.length);
    this.#found = new Int32Array(model.properties.length + 1).fill(-1);
    this.#triggered = new Uint8Array(model.properties.length);
    this.#store = new DepthStore(words, cur, look, () => this.#maxBytes - this.#stackBytes());
    this.#program = compileProgram(model, this.#layout, opDef, {
      cur, look, out: this.#out, counts: this.#counts, found: this.#found, triggered: this.#triggered, flush: (used) => this.#insert(used),
    });
    this.#wanted = placesOf(model, options.stopWhenDecided ?? []);
    this.#any = placesOf(model, options.stopWhenAny ?? []);
  }

  run(): CheckResult {
    this.#collect(() => this.#program.init());
    let stop = this.#stopReason();
    while (stop === undefined && this.#stack.length > 0) {
      this.#next();
      stop = this.#stopReason();
    }
    return this.#result(stop ?? (this.#cutOff() > 0 ? "depth" : "exhausted"));
  }

  /** Expands the state on top of the stack, unless a shorter path to it was found since or it is too deep. */
  #next(): void {
    const [state, depth] = [required(this.#stack.pop(), "a state"), required(this.#depths.pop(), "a depth")];
    if (this.#store.depth(state) < depth || depth >= this.#maxDepth) return;
    this.#parent = state;
    this.#parentDepth = depth;
    const before = this.#generated;
    this.#looked = before;
    this.#store.load(state);
    this.#collect(() => this.#program.expand());
    this.#expanded += 1;
    const deadlock = this.#model.properties.length;
    if (this.#generated === before && this.#model.checkDeadlock && (this.#found[deadlock] ?? 0) < 0) this.#found[deadlock] = state;
  }

  /** New states go on the stack so that the first in declaration order is expanded first. */
  #collect(generate: () => number): void {
    const bottom = this.#stack.length;
    this.#insert(generate());
    for (let low = bottom, high = this.#stack.length - 1; low < high; low += 1, high -= 1) {
      [this.#stack[low], this.#stack[high]] = [required(this.#stack[high], "a state"), required(this.#stack[low], "a state")];
    }
  }

  #insert(used: number): void {
    const { words } = this.#layout;
    this.#generated += used / words;
    const depth = this.#parentDepth + 1;
    for (let at = 0; at < used && !this.#full && this.#late === undefined; at += words) {
      // Whatever comes, there is room for it on the stack.
      if (this.#bytes() + STACK_BYTES > this.#maxBytes) this.#full = true;
      if (this.#full) break;
      const before = this.#store.size;
      const state = this.#store.reach(this.#out, at, this.#parent, depth, this.#maxDepth < Infinity);
      if (state === undefined) this.#full = true;
      if (state === undefined || state < 0) continue;
      if (this.#store.size > before) this.#program.inspect(state);
      this.#stack.push(state);
      this.#depths.push(depth);
      this.#deepest = Math.max(this.#deepest, depth);
    }
    if (this.#generated - this.#looked < CLOCK_SUCCESSORS) return;
    this.#looked = this.#generated;
    this.#late ??= this.#interruption(true);
  }

  #stopReason(): StopReason | undefined {
    if (this.#full) return "memory";
    if (this.#late !== undefined) return this.#late;
    const decided = (index: number): boolean => (this.#found[index] ?? -1) >= 0;
    if (this.#stack.length === 0) return undefined;
    if (this.#any.some(decided) || (this.#wanted.length > 0 && this.#wanted.every(decided))) return "decided";
    if (this.#store.size > (this.#options.maxStates ?? Infinity)) return "states";
    return this.#expanded % CLOCK_PERIOD === 0 ? this.#interruption(false) : undefined;
  }

  /** `amid`: in the middle of the successors of a state. */
  #interruption(amid: boolean): StopReason | undefined {
    const { now, maxMillis = Infinity, onProgress } = this.#options;
    if (now && now() - this.#start >= maxMillis) return "time";
    if (onProgress === undefined || (!amid && (this.#expanded === 0 || this.#expanded % PROGRESS_PERIOD !== 0))) return undefined;
    const progress = { distinct: this.#store.size, generated: this.#generated, depth: this.#deepest, queue: this.#stack.length, bytes: this.#bytes() };
    return onProgress(progress) ? undefined : "interrupted";
  }

  #bytes(): number {
    return this.#store.bytes + this.#stackBytes();
  }

  #stackBytes(): number {
    return STACK_BYTES * this.#stack.length;
  }

  /** States as deep as the bound: they were looked at, but what follows them was not. */
  #cutOff(): number {
    let count = 0;
    for (let i = 0; this.#maxDepth < Infinity && i < this.#store.size; i += 1) if (this.#store.depth(i) >= this.#maxDepth) count += 1;
    return count;
  }

  #result(stop: StopReason): CheckResult {
    const distinct = this.#store.size;
    const exhausted = stop === "exhausted";
    const decisions = Array.from(this.#found, (end) => (end < 0 ? undefined : this.#decision(end)));
    return {
      properties: conclude(this.#model, decisions, exhausted, this.#triggered), stop, exhausted, distinct, generated: this.#generated,
      depth: this.#deepest, queue: stop === "depth" ? this.#cutOff() : this.#stack.length,
      stepCounts: new Map(this.#model.steps.map(({ name }, i) => [name, this.#counts[i] ?? 0])),
      bytesPerState: distinct === 0 ? 0 : this.#bytes() / distinct,
    };
  }

  #decision(end: number): Decision {
    const states: State[] = [];
    for (let i = end; i >= 0; i = this.#store.parent(i)) states.unshift(unpackState(this.#model, this.#layout, this.#store.words(i), 0));
    return { trace: { states, steps: stepsBetween(this.#model, states) }, shortest: states.length === 1 };
  }
}
