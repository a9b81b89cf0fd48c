// SPDX-License-Identifier: Apache-2.0
// States and traces of a model: what a search finds, the emitter replays and reports show.
import type { Value } from "./values.ts";

/** A state: the values of `model.vars`, in order. */
export type State = readonly Value[];

export interface TraceStep {
  /** Name of the `IrStep` taken. */
  readonly step: string;
  /** Values of its parameters, in order. */
  readonly params: readonly Value[];
}

/** `states[0]` is initial; `steps[i]` leads from `states[i]` to `states[i + 1]`. Its length, as TLC counts it, is the number of states. */
export interface Trace {
  readonly states: readonly State[];
  readonly steps: readonly TraceStep[];
}
