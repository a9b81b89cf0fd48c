// SPDX-License-Identifier: Apache-2.0
// TLC's trace as the states of a model. The steps between them are the caller's to find again: TLC names an
// action, but not always its arguments.
import type { IrModel } from "../ir/model.ts";
import type { TlcTrace } from "./trace.ts";
import { toState, type ModuleNames, type PartialState } from "./to-model.ts";

export type ModelStates = { readonly states: readonly PartialState[] } | { readonly problem: string };

/** Every state of the trace, or what is wrong with the first that is none of this model. */
export function modelStates(model: IrModel, names: ModuleNames, trace: TlcTrace): ModelStates {
  const states: PartialState[] = [];
  for (const [i, { state }] of trace.states.entries()) {
    const own = state === undefined ? { problem: "its values cannot be read" } : toState(model, names, state, states.at(-1));
    if ("problem" in own) return { problem: `state ${i + 1}: ${own.problem}` };
    states.push(own);
  }
  return { states };
}
