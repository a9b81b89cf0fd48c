// SPDX-License-Identifier: Apache-2.0
// The search of a reduced model in place of the model, with the answers of the model. Small searches are left
// as they are: a number that TLC gives too is worth more than a faster answer that comes at once anyhow.
import { InternalError, required } from "../base/unreachable.ts";
import type { IrModel } from "../ir/model.ts";
import { sameValue } from "../ir/values.ts";
import { reduceModel, type Reduced, type ReductionName } from "../reduce/reduce.ts";
import { evaluate, stateEnv } from "./evaluate.ts";
import { orbitPlan } from "./orbits/plan.ts";
import { initialStates, successors } from "./reference.ts";
import type { CheckResult, ExploreOptions, PropertyResult, State, Trace, TraceStep } from "./result.ts";

export type Search = (model: IrModel, options: ExploreOptions) => CheckResult;
export type Reduce = typeof reduceModel;

/**
 * Searches by `search` with the reductions that `options` ask for. Statuses, lengths of traces, and which steps are ever
 * taken are those of the model; traces are runs of the model; numbers are those of what was searched.
 * `reduce` replaces the proofs; only tests of the tests do that.
 */
export function exploreReduced(model: IrModel, options: ExploreOptions, search: Search, reduce: Reduce = reduceModel): CheckResult {
  const { reductions = [], reduceAfter = 0, ...rest } = options;
  if (reductions.length === 0) return search(model, rest);
  const start = rest.now?.() ?? 0;
  // A search that is resumed must be the one that was saved: then there is but one.
  const first = reduceAfter > 0 && rest.checkpoint === undefined ? search(model, { ...rest, maxStates: Math.min(reduceAfter, rest.maxStates ?? Infinity) }) : undefined;
  if (first !== undefined && (first.stop !== "states" || (rest.maxStates ?? Infinity) <= reduceAfter)) return first;
  if (first !== undefined && mergesNothing(model, reductions, { ...remaining(rest, start), maxStates: reduceAfter }, search, reduce, first)) return search(model, remaining(rest, start));
  return agreeing(first, searchReduced(model, reductions, remaining(rest, start), search, reduce));
}

/** Among so many states the smaller model has just those of the model: then the numbers of the model, TLC's, are to be had for nothing. */
function mergesNothing(model: IrModel, names: readonly ReductionName[], options: ExploreOptions, search: Search, reduce: Reduce, first: CheckResult): boolean {
  const reduced = usable(reduce(model, names));
  if (reduced.symmetry.length > 0 || reduced.applied.length === 0) return false;
  const { stop, depth, generated, queue } = search(reduced.model, options);
  return stop === "states" && depth === first.depth && generated === first.generated && queue === first.queue;
}

/** The options with the time that is left, of a search that began at `start`. */
function remaining(options: ExploreOptions, start: number): ExploreOptions {
  const { maxMillis, now } = options;
  return maxMillis === undefined || now === undefined ? options : { ...options, maxMillis: Math.max(0, maxMillis - (now() - start)) };
}

function searchReduced(model: IrModel, names: readonly ReductionName[], options: ExploreOptions, search: Search, reduce: Reduce): CheckResult {
  const reduced = usable(reduce(model, names));
  if (reduced.applied.length === 0) return search(model, options);
  const { symmetry } = reduced;
  const start = options.now?.() ?? 0;
  const result = search(reduced.model, { ...options, ...(symmetry.length === 0 ? {} : { symmetry }) });
  if (symmetry.length > 0 && result.stop === "memory" && options.checkpoint === undefined) {
    // Engines that keep all states do so in a fraction of the memory: more of them may fit.
    return searchReduced(model, names.filter((name) => name !== "symmetry"), remaining(options, start), search, reduce);
  }
  const deadlock = result.properties.find(({ name }) => name === "deadlock");
  if (reduced.openDeadlocks && deadlock?.status === "violated") {
    // The verdict is right, but the trace is not one of the model: with all agents, a shortest one is found.
    return searchReduced(model, names.filter((name) => name !== "cone"), remaining(options, start), search, reduce);
  }
  return { ...result, properties: result.properties.map((property) => lifted(model, reduced.model, property)), reductions: reduced.applied };
}

/**
 * The result with the traces of the search before, which saw some of the states of the model: they are the ones
 * that a search of all states gives. @throws InternalError when the two disagree: a reduction was wrong.
 */
function agreeing(before: CheckResult | undefined, result: CheckResult): CheckResult {
  if (before === undefined) return result;
  const properties = result.properties.map((property, i) => {
    const known = before.properties[i];
    if (known?.trace === undefined || property.status === "undecided") return known?.trace === undefined ? property : known;
    if (known.status === property.status && known.trace.states.length === property.trace?.states.length) return known;
    throw new InternalError(`${property.name} is ${known.status}, and ${property.status} with reductions`);
  });
  const missed = [...before.stepCounts].find(([name, count]) => count > 0 && result.exhausted && result.stepCounts.get(name) === 0);
  if (missed !== undefined) throw new InternalError(`${missed[0]} is never taken with reductions`);
  return { ...result, properties };
}

/** Without the sets of names that have more permutations than a search can try. */
function usable(reduced: Reduced): Reduced {
  if (reduced.symmetry.length === 0) return reduced;
  const { unused } = orbitPlan(reduced.model, reduced.symmetry);
  const symmetry = reduced.symmetry.filter((set) => !unused.includes(set));
  const others = reduced.applied.filter(({ name }) => name !== "symmetry");
  const applied = symmetry.length === 0 ? others : [...others, { name: "symmetry" as const, what: symmetry.map(({ title }) => title).join(", ") }];
  return { ...reduced, symmetry, applied };
}

/** The answer with its trace taken in the model. @throws InternalError when the trace does not decide the property: a reduction was wrong. */
function lifted(model: IrModel, reduced: IrModel, property: PropertyResult): PropertyResult {
  if (property.trace === undefined || model === reduced) return property;
  const trace = retake(model, reduced, property.trace);
  const last = required(trace.states.at(-1), "a state");
  const decided = property.name === "deadlock" ? successors(model, last).next().done === true
    : evaluate(required(model.properties.find(({ name }) => name === property.name), property.name).expr, stateEnv(model, last)) === (property.status === "reached");
  if (!decided) throw new InternalError(`the trace of ${property.name} in the reduced model decides nothing in the model`);
  return { ...property, trace };
}

/** The same steps, taken in the model. */
function retake(model: IrModel, reduced: IrModel, trace: Trace): Trace {
  const columns = reduced.vars.map((v) => model.vars.findIndex(({ name }) => name === v.name));
  const first = required(trace.states[0], "a state");
  const start = [...initialStates(model)].find((state) => columns.every((column, i) => sameValue(state[column] ?? false, first[i] ?? false)));
  const states: State[] = [required(start, "an initial state")];
  for (const step of trace.steps) states.push(taken(model, required(states.at(-1), "a state"), step));
  return { states, steps: trace.steps };
}

function taken(model: IrModel, state: State, { step, params }: TraceStep): State {
  const only = { ...model, steps: model.steps.filter(({ name }) => name === step) };
  for (const successor of successors(only, state)) {
    if (sameValue(successor.step.params, params)) return successor.state;
  }
  throw new InternalError(`${step} cannot be taken in the model`);
}
