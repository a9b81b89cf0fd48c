// SPDX-License-Identifier: Apache-2.0
// A path of states that came from elsewhere (TLC, a file) as a trace of a model. It is believed only when the model
// can take it: an initial state, steps that lead on, and at the end what it claims to show.
import { evaluate, stateEnv } from "../../check/evaluate.ts";
import { initialStates, successors } from "../../check/reference.ts";
import type { IrModel } from "../../ir/model.ts";
import type { State, Trace, TraceStep } from "../../ir/trace.ts";
import { sameValue } from "../../ir/values.ts";
import type { PartialState } from "../../tlc/to-model.ts";

export type CheckedTrace = { readonly trace: Trace } | { readonly problem: string };

/** States that agree with a path so far are followed side by side; a full state leaves only one. */
const MOST = 10_000;

interface Candidate {
  readonly state: State;
  readonly before?: Candidate;
  readonly step?: TraceStep;
}

/**
 * The trace through these states, of which values may be missing, to a state that `accept` takes; or why there is
 * none. Of several steps that lead on the first in declaration order is taken.
 */
export function traceThrough(model: IrModel, path: readonly PartialState[], accept: (state: State) => boolean = () => true): CheckedTrace {
  const [first, ...rest] = path;
  if (first === undefined) return { problem: "it has no state" };
  let candidates = distinct(startsAt(model, first));
  if (candidates.length === 0) return { problem: "its first state is not initial" };
  for (const [i, wanted] of rest.entries()) {
    candidates = distinct(candidates.flatMap((one) => following(model, one, wanted)));
    if (candidates.length === 0) return { problem: `no step leads from its state ${i + 1} to the next` };
  }
  const end = candidates.find(({ state }) => accept(state));
  return end === undefined ? { problem: "its last state does not show what it should" } : { trace: unwind(end) };
}

function* startsAt(model: IrModel, wanted: PartialState): Generator<Candidate> {
  for (const state of initialStates(model)) if (agrees(state, wanted)) yield { state };
}

function following(model: IrModel, before: Candidate, wanted: PartialState): readonly Candidate[] {
  return [...successors(model, before.state)].filter(({ state }) => agrees(state, wanted)).map(({ state, step }) => ({ state, step, before }));
}

const agrees = (state: State, wanted: PartialState): boolean =>
  state.every((value, i) => {
    const known = wanted[i];
    return known === undefined || sameValue(value, known);
  });

function distinct(candidates: Iterable<Candidate>): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  for (const one of candidates) {
    const key = JSON.stringify(one.state);
    if (!found.has(key)) found.set(key, one);
    if (found.size >= MOST) break;
  }
  return [...found.values()];
}

function unwind(end: Candidate): Trace {
  const states: State[] = [];
  const steps: TraceStep[] = [];
  for (let at: Candidate | undefined = end; at !== undefined; at = at.before) {
    states.unshift(at.state);
    if (at.step !== undefined) steps.unshift(at.step);
  }
  return { states, steps };
}

/** Does this state violate the property, or is it what it wants reached? `deadlock` may be named. */
export function decides(model: IrModel, state: State, name: string): boolean {
  if (name === "deadlock") return successors(model, state).next().done === true;
  const property = model.properties.find((one) => one.name === name);
  return property !== undefined && evaluate(property.expr, stateEnv(model, state)) === (property.kind === "reachable");
}
