// SPDX-License-Identifier: Apache-2.0
// The comparison of the engine with the reference interpreter, and the replay of traces. Tests, the
// mutation run and the long fuzzing script share it.
import type { OpTable } from "../../src/check/compile/expr.ts";
import { evaluate, stateEnv } from "../../src/check/evaluate.ts";
import { exploreJsStates } from "../../src/check/js/search.ts";
import { exploreStatesReference, initialStates, successors } from "../../src/check/reference.ts";
import type { CheckResult, Explored, ExploreOptions, PropertyResult, State } from "../../src/check/result.ts";
import { exploreWasmStates, type WasmExplored } from "../../src/check/wasm/explore-wasm.ts";
import type { IrModel } from "../../src/ir/model.ts";

const text = (value: unknown): string => JSON.stringify(value);

/** A result as text, without what is the engine's own. */
export function comparable(result: CheckResult): string {
  return JSON.stringify({ ...result, levels: undefined, bytesPerState: 0, stepCounts: [...result.stepCounts] }, undefined, 1);
}

/** What is wrong with the answers for `model`: the first differing lines or states, a broken trace, an exception; undefined when all is well. */
export function disagreement(model: IrModel, options: ExploreOptions = {}, ops?: OpTable, mutant: IrModel = model): string | undefined {
  const { result: expected, states, generated } = exploreStatesReference(model, options);
  let explored: Explored;
  try {
    explored = exploreJsStates(mutant, options, ops);
  } catch (error) {
    return String(error);
  }
  const actual = explored.result;
  const list = resultDifference(expected, actual) ?? difference("state", states, explored.states) ?? difference("generated state", generated, explored.generated);
  if (list) return list;
  for (const property of actual.properties) {
    const problem = traceProblem(model, property);
    if (problem) return `${property.name}: ${problem}`;
  }
  return undefined;
}

/** The same for the WebAssembly engine, whose traces are then those of the reference. */
export function wasmDisagreement(model: IrModel, options: ExploreOptions = {}, ops?: OpTable, mutant: IrModel = model): string | undefined {
  const { result: expected, states, generated } = exploreStatesReference(model, options);
  let explored: WasmExplored | undefined;
  try {
    explored = exploreWasmStates(mutant, options, ops);
  } catch (error) {
    return String(error);
  }
  if (explored === undefined) return "not supported";
  const initial = generated.length - [...expected.stepCounts.values()].reduce((sum, count) => sum + count, 0);
  return resultDifference(expected, explored.result) ?? difference("state", states, explored.states) ?? difference("successor", generated.slice(initial), explored.successors);
}

function resultDifference(expected: CheckResult, actual: CheckResult): string | undefined {
  const [left, right] = [comparable(expected).split("\n"), comparable(actual).split("\n")];
  const at = left.findIndex((line, i) => line !== right[i]);
  return at >= 0 || left.length !== right.length ? `reference: ${left[at] ?? ""}, engine: ${right[at] ?? ""} (line ${at})` : undefined;
}

function difference(what: string, expected: readonly unknown[], actual: readonly unknown[]): string | undefined {
  if (text(expected) === text(actual)) return undefined;
  const at = expected.findIndex((state, i) => text(state) !== text(actual[i]));
  return `${what} ${at} is ${text(expected[at])}, engine: ${text(actual[at])}`;
}

/** Replays a trace from an initial state to a state that decides its property; says what does not fit. */
export function traceProblem(model: IrModel, { name, status, trace }: PropertyResult): string | undefined {
  if (trace === undefined) return status === "violated" || status === "reached" ? "no trace" : undefined;
  const first = text(trace.states[0]);
  if (![...initialStates(model)].some((state) => text(state) === first)) return "does not begin in an initial state";
  if (trace.steps.length !== trace.states.length - 1) return "has not one step between two states";
  const broken = trace.steps.findIndex((step, i) => {
    const wanted = text({ step, state: trace.states[i + 1] });
    return ![...successors(model, trace.states[i] as State)].some((successor) => text(successor) === wanted);
  });
  if (broken >= 0) return `step ${broken} cannot be taken`;
  const last = trace.states.at(-1) as State;
  if (name === "deadlock") return [...successors(model, last)].length === 0 ? undefined : "its last state is no deadlock";
  const property = model.properties.find((other) => other.name === name);
  if (property === undefined) return "is of no property";
  return evaluate(property.expr, stateEnv(model, last)) === (status === "reached") ? undefined : "its last state decides nothing";
}
