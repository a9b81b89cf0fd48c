// SPDX-License-Identifier: Apache-2.0
// The state graph of a model by definition: every reachable state, which of them are initial, and an edge for each
// step and choice of parameters that leads on. Made by the reference interpreter, so for small models only.
import { initialStates, successors } from "../check/reference.ts";
import type { IrModel } from "../ir/model.ts";
import type { State, TraceStep } from "../ir/trace.ts";

export interface Edge {
  /** Indices of `StateGraph.states`. */
  readonly from: number;
  readonly to: number;
  readonly step: TraceStep;
}

export interface StateGraph {
  /** In the order of a breadth-first search. */
  readonly states: readonly State[];
  /** The first so many states are the initial ones. */
  readonly initial: number;
  /** A step with several choices that lead to the same state gives several edges. */
  readonly edges: readonly Edge[];
}

/** The whole graph; nothing when it has more than `limit` states. */
export function stateGraph(model: IrModel, limit: number): StateGraph | undefined {
  const known = new Map<string, number>();
  const states: State[] = [];
  const add = (state: State): number => {
    const key = JSON.stringify(state);
    const old = known.get(key);
    if (old !== undefined) return old;
    known.set(key, states.length);
    states.push(state);
    return states.length - 1;
  };
  for (const state of initialStates(model)) add(state);
  const initial = states.length;
  const edges: Edge[] = [];
  for (let from = 0; from < states.length; from += 1) {
    if (states.length > limit) return undefined;
    for (const { step, state } of successors(model, states[from] ?? [])) edges.push({ from, to: add(state), step });
  }
  return { states, initial, edges };
}
