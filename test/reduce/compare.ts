// SPDX-License-Identifier: Apache-2.0
// The comparison of a reduced search with the unreduced one. Tests, the examples and the long fuzzing script share it.
import { exploreJs, exploreJsStates } from "../../src/check/js/search.ts";
import { leafMoves, moveLeaves, type LeafMove } from "../../src/check/orbits/leaves.ts";
import { orbitPlan, permutations } from "../../src/check/orbits/plan.ts";
import { leavesOf } from "../../src/check/orbits/real-trace.ts";
import { exploreReduced, type Reduce, type Search } from "../../src/check/reduced.ts";
import type { CheckResult, Explored, State } from "../../src/check/result.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { reduceModel, REDUCTIONS, type ReductionName } from "../../src/reduce/reduce.ts";
import type { SymmetricSet } from "../../src/reduce/symmetry.ts";
import { traceProblem } from "../check/compare.ts";

/** Every choice of reductions but the empty one. */
export const COMBINATIONS: readonly (readonly ReductionName[])[] = REDUCTIONS
  .reduce<readonly (readonly ReductionName[])[]>((sets, name) => [...sets, ...sets.map((set) => [...set, name])], [[]]).slice(1);

const taken = ({ stepCounts }: CheckResult): string => [...stepCounts].filter(([, count]) => count > 0).map(([name]) => name).sort().join();

/** What a reduced search says otherwise than `whole`, the exhausted search of all states; undefined when it agrees. */
export function difference(model: IrModel, whole: CheckResult, reduced: CheckResult): string | undefined {
  if (reduced.stop !== whole.stop) return `ends with ${reduced.stop}, not ${whole.stop}`;
  if (reduced.distinct > whole.distinct) return `${reduced.distinct} states, more than ${whole.distinct}`;
  if (taken(reduced) !== taken(whole)) return `takes ${taken(reduced)}, not ${taken(whole)}`;
  for (const [i, expected] of whole.properties.entries()) {
    const actual = reduced.properties[i];
    if (actual?.name !== expected.name || actual.status !== expected.status || actual.vacuous !== expected.vacuous) {
      return `${expected.name} ${expected.status}${expected.vacuous ? " vacuously" : ""}, reduced: ${actual?.name} ${actual?.status}${actual?.vacuous === true ? " vacuously" : ""}`;
    }
    const [length, reducedLength] = [expected.trace?.states.length, actual.trace?.states.length];
    if (length !== reducedLength) return `${expected.name}: trace of ${length} states, reduced: ${reducedLength}`;
    const problem = traceProblem(model, actual);
    if (problem !== undefined) return `${expected.name}: trace ${problem}`;
  }
  return undefined;
}

/** States up to which orbits are counted by force. */
const ORBITS = 300;

/** How many orbits the states are of, each permutation of each set tried on each state. */
export function orbitCount(model: IrModel, sets: readonly SymmetricSet[], states: readonly State[]): number {
  const group = sets.reduce<readonly (readonly LeafMove[])[]>((moves, set) => [...moves, ...permutations(set.members).slice(1).map((to) =>
    leafMoves(model, { universe: set.universe.name, to: new Map(set.members.map((member, i) => [member, to[i] ?? member])) }))], []);
  const numbers = new Map(states.map((state, i) => [leavesOfState(model, state).join(), i]));
  const seen = new Set<string>();
  let orbits = 0;
  for (const start of numbers.keys()) {
    if (seen.has(start)) continue;
    orbits += 1;
    const open = [start];
    seen.add(start);
    for (let text = open.pop(); text !== undefined; text = open.pop()) {
      const leaves = text.split(",").map(Number);
      for (const moves of group) {
        const other = moveLeaves(leaves, moves).join();
        if (seen.has(other)) continue;
        seen.add(other);
        open.push(other);
      }
    }
  }
  return orbits;
}

const leavesOfState = (model: IrModel, state: State): readonly number[] => model.vars.flatMap(({ sort }, i) => leavesOf(sort, state[i] ?? false));

/** Says what is wrong with the number of orbits that a search by symmetry alone found. */
function miscounted(model: IrModel, whole: Explored, reduced: CheckResult, sets: readonly SymmetricSet[]): string | undefined {
  const orbits = orbitCount(model, sets.filter((set) => !orbitPlan(model, sets).unused.includes(set)), whole.states);
  return orbits === reduced.distinct ? undefined : `${reduced.distinct} representatives of ${orbits} orbits`;
}

export interface Compared {
  readonly problem?: string;
  /** States without, and with each combination that did something. */
  readonly whole: number;
  readonly reduced: ReadonlyMap<string, number>;
  /** What the reductions did, in words. */
  readonly what: readonly string[];
}

/** Compares all combinations of reductions on a model; undefined when it has more than `maxStates` states. */
export function compareReductions(model: IrModel, maxStates: number, search: Search = exploreJs, reduce: Reduce = reduceModel): Compared | undefined {
  const whole = exploreJs(model, { maxStates });
  if (!whole.exhausted) return undefined;
  const reduced = new Map<string, number>();
  const what: string[] = [];
  const compared = (problem?: string): Compared => ({ whole: whole.distinct, reduced, what, ...(problem === undefined ? {} : { problem }) });
  // All of them once more, after a search of half the states that must agree.
  const late = { reductions: REDUCTIONS, reduceAfter: Math.max(1, whole.distinct >> 1) };
  for (const options of [...COMBINATIONS.map((reductions) => ({ reductions })), late]) {
    const { reductions } = options;
    const name = reductions.join("+");
    try {
      const result = exploreReduced(model, options, search, reduce);
      if (result.reductions !== undefined && options !== late) reduced.set(name, result.distinct);
      what.push(...(result.reductions ?? []).map((one) => one.what));
      const sets = reduce(model, reductions).symmetry;
      const problem = difference(model, whole, result) ?? (name === "symmetry" && whole.distinct <= ORBITS ? miscounted(model, exploreJsStates(model), result, sets) : undefined);
      if (problem !== undefined) return compared(`${name}: ${problem}`);
    } catch (error) {
      return compared(`${name}: ${String(error)}`);
    }
  }
  return compared();
}
