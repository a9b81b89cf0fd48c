// SPDX-License-Identifier: Apache-2.0
// A path of states that came from elsewhere (TLC, a file) as a trace of a model. It is believed only when the model
// can take it: an initial state, steps that lead on, and at the end what it claims to show.
import { evaluate, stateEnv } from "../../check/evaluate.ts";
import { initialStates, stepsBetween, successors } from "../../check/reference.ts";
import { InternalError } from "../../base/unreachable.ts";
import type { IrModel } from "../../ir/model.ts";
import type { State, Trace } from "../../ir/trace.ts";
import { sameValue } from "../../ir/values.ts";

export type CheckedTrace = { readonly trace: Trace } | { readonly problem: string };

/** The trace through these states, or why there is none. */
export function traceThrough(model: IrModel, states: readonly State[]): CheckedTrace {
  const [first] = states;
  if (first === undefined) return { problem: "it has no state" };
  let initial = false;
  for (const state of initialStates(model)) initial ||= sameValue(state, first);
  if (!initial) return { problem: "its first state is not initial" };
  try {
    return { trace: { states, steps: stepsBetween(model, states) } };
  } catch (error) {
    if (error instanceof InternalError) return { problem: error.message };
    throw error;
  }
}

/** Does the last state violate the property, or reach what it wants reached? `deadlock` may be named. */
export function decides(model: IrModel, trace: Trace, name: string): boolean {
  const last = trace.states.at(-1);
  if (last === undefined) return false;
  if (name === "deadlock") return successors(model, last).next().done === true;
  const property = model.properties.find((one) => one.name === name);
  return property !== undefined && evaluate(property.expr, stateEnv(model, last)) === (property.kind === "reachable");
}
