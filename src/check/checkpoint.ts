// SPDX-License-Identifier: Apache-2.0
// What of a breadth-first search is kept so that it can go on another day. States are numbered in the order of
// discovery and never change, so a checkpoint is the states found so far, and a few counters. Where they are
// kept is the host's affair; interfaces only.
import type { IrModel } from "../ir/model.ts";

/** What is searched, and how states are packed: what was saved of another search is of no use. */
export interface SearchIdentity {
  readonly model: IrModel;
  readonly format: string;
}

/** The counters. Taken between two expansions: states up to `head` are expanded, the others are not. */
export interface SearchCounters {
  /** Bytes of a packed state. */
  readonly stride: number;
  /** States are kept with their parents; an engine that finds traces without has none. */
  readonly parents: boolean;
  readonly states: number;
  readonly head: number;
  readonly depth: number;
  /** Number of the first state of the next level. */
  readonly levelEnd: number;
  readonly generated: number;
  /** Successors of each step, in the order of the model. */
  readonly counts: readonly number[];
  /** For each property, and then for deadlock, the state that decided it; -1 while there is none. */
  readonly found: readonly number[];
  /** For each property 1 when its trigger was ever true. */
  readonly triggered: readonly number[];
  /** What the engine keeps of the levels. */
  readonly levels: readonly number[];
}

/** A part of the list of states, from some state on. */
export interface StateRange {
  /** Packed states, `stride` bytes each; those that are read begin at a multiple of 8. */
  readonly states: Uint8Array;
  /** For each state the number of the one it was reached from; negative for initial states. Empty without parents. */
  readonly parents: Int32Array;
}

export interface Saved {
  readonly counters: SearchCounters;
  /** All states, in order, in ranges of any size. @throws what the host throws when they cannot be read or are not what was saved. */
  readonly ranges: () => Iterable<StateRange>;
}

/** Given by the host, for one search. */
export interface Checkpoint {
  /** What was saved before; `undefined` when nothing was. @throws as the host does when it is of another search or damaged. */
  load(identity: SearchIdentity): Saved | undefined;
  /** Is it time to save? Asked every few hundred states. */
  due(): boolean;
  /** `range` gives the states from `first` to before `end`. Called with ever more states; those saved before need not be asked for again. */
  save(identity: SearchIdentity, counters: SearchCounters, range: (first: number, end: number) => StateRange): void;
}
