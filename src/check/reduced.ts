// SPDX-License-Identifier: Apache-2.0
// The search of a reduced model in place of the model, with the answers of the model. Small searches are left
// as they are: a number that TLC gives too is worth more than a faster answer that comes at once anyhow.
import { InternalError } from "../base/unreachable.ts";
import type { IrModel } from "../ir/model.ts";
import { reduceModel, type Reduced, type ReductionName } from "../reduce/reduce.ts";
import { farther, Findings, isConclusive, isDecided, remaining } from "./findings.ts";
import { lifted } from "./lift.ts";
import { orbitPlan } from "./orbits/plan.ts";
import type { CheckResult, ExploreOptions, OtherSearch, PropertyResult } from "./result.ts";

export type Search = (model: IrModel, options: ExploreOptions) => CheckResult;
export type Reduce = typeof reduceModel;

/** States that are searched for a shortest trace of a deadlock when there is another trace. */
const TRACE_STATES = 1_000_000;

/**
 * Searches by `search` with the reductions that `options` ask for. Statuses, lengths of traces, and which steps are ever
 * taken are those of the model; traces are runs of the model, a deadlock's may be longer than need be, and then says so;
 * numbers are those of what was searched. What is found once stays found, however the searches that follow end.
 * `reduce` replaces the proofs; only tests of the tests do that.
 */
export function exploreReduced(model: IrModel, options: ExploreOptions, search: Search, reduce: Reduce = reduceModel): CheckResult {
  const { reductions = [], reduceAfter = 0, ...rest } = options;
  const findings = new Findings(options.onFound);
  const heard = { ...rest, onFound: findings.take };
  return findings.complete(reductions.length === 0 ? search(model, heard) : inTurn(model, reductions, reduceAfter, heard, search, reduce), options);
}

/** First without reductions, then with them. */
function inTurn(model: IrModel, reductions: readonly ReductionName[], reduceAfter: number, options: ExploreOptions, search: Search, reduce: Reduce): CheckResult {
  const start = options.now?.() ?? 0;
  const { maxStates = Infinity } = options;
  // A search that is resumed must be the one that was saved: then there is but one.
  if (reduceAfter === 0 || options.checkpoint !== undefined) return searchReduced(model, reductions, options, search, reduce);
  const first = search(model, { ...options, maxStates: Math.min(reduceAfter, maxStates) });
  if (first.stop !== "states" || maxStates <= reduceAfter) return first;
  options.onFound?.(first.properties);
  const whole = mergesNothing(model, reductions, { ...remaining(options, start), maxStates: reduceAfter }, search, reduce, first);
  const second = whole ? search(model, remaining(options, start)) : agreeing(first, searchReduced(model, reductions, remaining(options, start), search, reduce));
  return farther(first, second);
}

/** Among so many states the smaller model has just those of the model: then the numbers of the model, TLC's, are to be had for nothing. */
function mergesNothing(model: IrModel, names: readonly ReductionName[], options: ExploreOptions, search: Search, reduce: Reduce, first: CheckResult): boolean {
  const reduced = usable(reduce(model, names));
  if (reduced.symmetry.length > 0 || reduced.applied.length === 0) return false;
  const { onFound: _, ...unheard } = options;
  const { stop, depth, generated, queue } = search(reduced.model, unheard);
  return stop === "states" && depth === first.depth && generated === first.generated && queue === first.queue;
}

function searchReduced(model: IrModel, names: readonly ReductionName[], options: ExploreOptions, search: Search, reduce: Reduce): CheckResult {
  const reduced = usable(reduce(model, names));
  if (reduced.applied.length === 0) return search(model, options);
  const { symmetry } = reduced;
  const start = options.now?.() ?? 0;
  const lift = (found: readonly PropertyResult[]): readonly PropertyResult[] => found.map((property) => lifted(model, reduced, property));
  const searched = search(reduced.model, { ...options, ...(symmetry.length === 0 ? {} : { symmetry }), onFound: (found) => options.onFound?.(lift(found)) });
  const result = { ...searched, properties: lift(searched.properties), reductions: reduced.applied };
  const { checkpoint, stopWhenAny: _, ...rest } = options;
  const again = (without: ReductionName, more: ExploreOptions): CheckResult => {
    options.onFound?.(result.properties);
    return searchReduced(model, names.filter((name) => name !== without), remaining(more, start), search, reduce);
  };
  if (symmetry.length > 0 && result.stop === "memory" && checkpoint === undefined && !isDecided(options, result.properties)) {
    // Engines that keep all states do so in a fraction of the memory: more of them may fit.
    return joined(result, again("symmetry", { ...options, ...stillWanted(options, result.properties) }));
  }
  const deadlock = result.properties.find(({ name }, i) => name === "deadlock" && searched.properties[i]?.status === "violated");
  if (deadlock === undefined || reduced.openDeadlocks.length === 0) return result;
  if (deadlock.status === "undecided") return again("cone", options);
  // The verdict is right, but the trace is longer than need be: with all agents, a shortest one is found.
  const { maxStates = Infinity } = options;
  return withDeadlock(result, again("cone", { ...rest, maxStates: Math.min(maxStates, TRACE_STATES), stopWhenDecided: ["deadlock"] }));
}

/** Of what is to end the search, what is not decided yet. */
function stillWanted({ stopWhenDecided }: ExploreOptions, properties: readonly PropertyResult[]): Partial<ExploreOptions> {
  if (stopWhenDecided === undefined) return {};
  return { stopWhenDecided: stopWhenDecided.filter((name) => !properties.some((one) => one.name === name && one.status !== "undecided")) };
}

/** Two searches of the model, of which the first ran out of memory: the numbers of the one that came farther. */
function joined(first: CheckResult, second: CheckResult): CheckResult {
  const brief = ({ stop, distinct, depth, reductions }: CheckResult): OtherSearch => ({ stop, distinct, depth, ...(reductions === undefined ? {} : { reductions }) });
  if (isConclusive(second) || second.depth >= first.depth) return { ...second, other: brief(first) };
  return { ...first, other: brief(second) };
}

/** The result with the trace of the deadlock that a search of all agents found, if it did. */
function withDeadlock(result: CheckResult, all: CheckResult): CheckResult {
  const found = all.properties.find(({ name, trace }) => name === "deadlock" && trace !== undefined);
  return { ...result, properties: result.properties.map((property) => (property.name === "deadlock" ? found ?? property : property)) };
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
    const unknown = property.trace === undefined || property.shortest === false;
    if (known.status === property.status && (unknown || known.trace.states.length === property.trace.states.length)) return known;
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
