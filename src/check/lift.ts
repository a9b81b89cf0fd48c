// SPDX-License-Identifier: Apache-2.0
// Traces that a search found in a smaller model, taken again in the whole one: the same steps.
import { InternalError, required } from "../base/unreachable.ts";
import type { IrModel, IrProcess } from "../ir/model.ts";
import { sameValue } from "../ir/values.ts";
import type { Reduced } from "../reduce/reduce.ts";
import { evaluate, stateEnv } from "./evaluate.ts";
import { initialStates, successors } from "./reference.ts";
import type { PropertyResult, State, Trace, TraceStep } from "./result.ts";

/** The answer with its trace taken in the model. @throws InternalError when the trace does not decide the property: a reduction was wrong. */
export function lifted(model: IrModel, { model: reduced, openDeadlocks }: Pick<Reduced, "model" | "openDeadlocks">, property: PropertyResult): PropertyResult {
  const { name, trace } = property;
  if (trace === undefined || model === reduced) return property;
  if (name === "deadlock" && openDeadlocks.length > 0) return afterImitation(model, reduced, openDeadlocks, trace);
  const again = required(retake(model, reduced, trace.states[0], trace.steps), `the trace of ${name}, in the model,`);
  if (!decides(model, again, property)) throw new InternalError(`the trace of ${name} in the reduced model decides nothing in the model`);
  return { ...property, trace: again };
}

/** The deadlock that there is when the other agents have imitated the first, each step at once after its. Nobody knows whether there is a shorter trace. */
function afterImitation(model: IrModel, reduced: IrModel, processes: readonly IrProcess[], { states, steps }: Trace): PropertyResult {
  const answer = { name: "deadlock", vacuous: false };
  const trace = retake(model, reduced, states[0], steps.flatMap((step) => imitated(model, processes, step)));
  // Agents that begin in different states cannot do as the first did: then a search of all must decide.
  if (trace === undefined || !decides(model, trace, { ...answer, status: "violated" })) return { ...answer, status: "undecided" };
  return { ...answer, status: "violated", trace, shortest: false };
}

function imitated(model: IrModel, processes: readonly IrProcess[], step: TraceStep): readonly TraceStep[] {
  const process = model.steps.find(({ name }) => name === step.step)?.process;
  const agents = processes.find(({ name }) => name === process)?.agents;
  return agents === undefined || step.step === "Terminating" ? [step] : agents.map((agent) => ({ ...step, params: [agent, ...step.params.slice(1)] }));
}

function decides(model: IrModel, trace: Trace, { name, status }: PropertyResult): boolean {
  const last = required(trace.states.at(-1), "a state");
  if (name === "deadlock") return successors(model, last).next().done === true;
  return evaluate(required(model.properties.find((property) => property.name === name), name).expr, stateEnv(model, last)) === (status === "reached");
}

/** These steps, taken in the model from the state that is `first` in the reduced one; undefined where one cannot be taken. */
function retake(model: IrModel, reduced: IrModel, first: State | undefined, steps: readonly TraceStep[]): Trace | undefined {
  const columns = reduced.vars.map((v) => model.vars.findIndex(({ name }) => name === v.name));
  const start = [...initialStates(model)].find((state) => columns.every((column, i) => sameValue(state[column] ?? false, first?.[i] ?? false)));
  const states: State[] = [required(start, "an initial state")];
  for (const step of steps) {
    const next = taken(model, required(states.at(-1), "a state"), step);
    if (next === undefined) return undefined;
    states.push(next);
  }
  return { states, steps };
}

function taken(model: IrModel, state: State, { step, params }: TraceStep): State | undefined {
  const only = { ...model, steps: model.steps.filter(({ name }) => name === step) };
  for (const successor of successors(only, state)) {
    if (sameValue(successor.step.params, params)) return successor.state;
  }
  return undefined;
}
