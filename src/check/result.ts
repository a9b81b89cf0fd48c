// SPDX-License-Identifier: Apache-2.0
// What a search answers. Both the compiled engine and the reference interpreter give this.
import type { State, Trace } from "../ir/trace.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { AppliedReduction, ReductionName } from "../reduce/reduce.ts";
import type { NameSet } from "./orbits/leaves.ts";
import type { MemberTask } from "./wasm/member.ts";

export type { State, Trace, TraceStep } from "../ir/trace.ts";

/** holds: in every reachable state. violated: `trace` ends in a state where it does not hold. reached: `trace` ends in a witness. */
export type PropertyStatus = "holds" | "violated" | "reached" | "unreached" | "undecided";

export interface PropertyResult {
  /** Name of the property; `deadlock` for the built-in one. */
  readonly name: string;
  readonly status: PropertyStatus;
  /** A shortest one, the same on every run; a real run in any case. */
  readonly trace?: Trace;
  /** Given when nobody knows whether the trace is a shortest one. */
  readonly shortest?: false;
  /** Given when it is decided, but the search had to end before it had the trace. */
  readonly untraced?: true;
  /** It holds, but its trigger was never true. */
  readonly vacuous: boolean;
}

/**
 * Why a search ended. `depth`: states farther away than the bound were left out. `simulated`: random behaviours were
 * tried and it was no search of all states. One reason only another searcher has, TLC: `failed`, it ended in a way that
 * says nothing.
 */
export type StopReason = "exhausted" | "decided" | "states" | "depth" | "memory" | "time" | "interrupted" | "simulated" | "failed";

/** What random walks came by. */
export interface Walked {
  readonly seed: number;
  readonly walks: number;
  /** Steps taken on all walks together. */
  readonly steps: number;
}

/** How states are searched: generated JavaScript, WebAssembly, or component tables. All give the same answers. */
export type EngineName = "js" | "wasm" | "tables";

export interface CheckResult {
  /** In the order of `model.properties`, then `deadlock` if checked. */
  readonly properties: readonly PropertyResult[];
  readonly stop: StopReason;
  /** Every reachable state was visited. Only then does a property hold. */
  readonly exhausted: boolean;
  /**
   * TLC's words and TLC's numbers: distinct states, generated states (initial ones included), depth (states on the longest shortest path).
   * Where there are distinct states and none are generated, the search had to end before it had counted these.
   */
  readonly distinct: number;
  readonly generated: number;
  readonly depth: number;
  /** States found but not yet expanded when the search stopped. */
  readonly queue: number;
  /** How often each step gave a successor, by name; 0 means it was never taken. Empty when nobody counted. */
  readonly stepCounts: ReadonlyMap<string, number>;
  readonly bytesPerState: number;
  /** Which engine searched, where there is a choice. */
  readonly engine?: EngineName;
  /** What was left out of the search and why that is right. Then the numbers of states are not those of the model. */
  readonly reductions?: readonly AppliedReduction[];
  /** Another search of the same model, which came less far: no number but its own is of it, but what it found is among the properties. */
  readonly other?: OtherSearch;
  /** Of a breadth-first search: the states of each complete level, the last few levels. */
  readonly levels?: readonly number[];
  /** The search was one of random walks: `distinct` is an estimate, `depth` that of the longest walk. */
  readonly walked?: Walked;
}

/** What is told of a search that was given up for another. */
export type OtherSearch = Pick<CheckResult, "stop" | "distinct" | "depth" | "reductions">;

/** A search with all that it saw, for small models. */
export interface Explored {
  readonly result: CheckResult;
  /** The distinct states, in the order of discovery. */
  readonly states: readonly State[];
  /** The generated states, as indices of `states`: the initial ones, then the successors of each state in turn. */
  readonly generated: readonly number[];
}

export interface ExploreProgress {
  readonly distinct: number;
  readonly generated: number;
  readonly depth: number;
  readonly queue: number;
  readonly bytes: number;
}

/** Threads of the host for one search, which itself runs in a thread that may block. */
export interface Threads {
  /** The searching thread included. */
  readonly count: number;
  /** Has a thread call `serveMember` for each task; gives a function that ends those that are left. */
  readonly start: (tasks: readonly MemberTask[]) => () => void;
}

export interface ExploreOptions {
  /** Stop as inconclusive after this many distinct states. */
  readonly maxStates?: number;
  /** Stop as inconclusive when the tables would take more bytes than this. */
  readonly maxBytes?: number;
  /** Milliseconds; `now` supplies the clock (the core has none of its own). */
  readonly maxMillis?: number;
  readonly now?: () => number;
  /** Called every few thousand states; return false to stop ("interrupted"). */
  readonly onProgress?: (progress: ExploreProgress) => boolean;
  /**
   * Called with properties that are decided for good while the search, or one that takes over from it, goes on: whatever
   * becomes of that. They may come again with a trace.
   */
  readonly onFound?: (found: readonly PropertyResult[]) => void;
  /**
   * Properties whose decision ends the search: as soon as each of them is violated or reached, the search stops
   * with "decided". Empty or absent: search to exhaustion. `deadlock` may be named.
   */
  readonly stopWhenDecided?: readonly string[];
  /**
   * The engine; "auto", the default, begins with JavaScript and goes over to WebAssembly, then to tables, as the search grows. An
   * engine that cannot search this model, or not with these options, is replaced by JavaScript.
   */
  readonly engine?: "auto" | EngineName;
  /** Used for searches of a million states and more. The answers do not depend on them, but what fits `maxBytes` does: they need more for each state. */
  readonly threads?: Threads;
  /** Any one of these, violated or reached, ends the search with "decided". `deadlock` may be named. Only some engines can. */
  readonly stopWhenAny?: readonly string[];
  /**
   * States on the longest path that is followed; states at that depth are looked at but not expanded, and the search
   * stops with "depth" when there are any. Only some engines can.
   */
  readonly maxDepth?: number;
  /** Saves the search from time to time, and begins where it was saved. Only some engines can. */
  readonly checkpoint?: Checkpoint;
  /**
   * Names that may be exchanged, proved so by the caller: one state of each orbit is kept. Verdicts and lengths of traces
   * stay what they are, traces are real runs; numbers of states are those of the orbits. Only some engines can.
   */
  readonly symmetry?: readonly NameSet[];
  /** Reductions to try; each is used where it is proved right for the model. None by default. */
  readonly reductions?: readonly ReductionName[];
  /** States of a first search without reductions, which stands if it ends within them. Default 0: reduced at once. */
  readonly reduceAfter?: number;
}
