// SPDX-License-Identifier: Apache-2.0
// A random walk wanders. Two ways to a shorter trace to the same violation: a breadth-first search no deeper than
// the walk, within a bound on states, which gives a shortest one; failing that, short cuts between states of the
// walk, which give one without detours.
import { required } from "../../base/unreachable.ts";
import type { IrModel } from "../../ir/model.ts";
import { exploreJs } from "../js/search.ts";
import { placesOf, type Decision } from "../conclude.ts";
import { successors, stepsBetween } from "../reference.ts";
import type { ExploreOptions, State, Trace } from "../result.ts";

/** Distinct states that the search for a shortest trace may see. */
const MOST_STATES = 300_000;

/** `paths`, in the order of the properties, deadlock last: runs that each decide one. */
export function shorten(model: IrModel, paths: readonly (readonly State[] | undefined)[], options: ExploreOptions): readonly (Decision | undefined)[] {
  const names = [...model.properties.map(({ name }) => name), "deadlock"];
  const found = names.filter((_, i) => paths[i] !== undefined);
  if (found.length === 0) return [];
  const { now, maxMillis, onProgress, maxBytes } = options;
  const result = exploreJs(model, {
    ...(now === undefined ? {} : { now }), ...(maxMillis === undefined ? {} : { maxMillis }), ...(maxBytes === undefined ? {} : { maxBytes }),
    ...(onProgress === undefined ? {} : { onProgress: (progress) => onProgress({ ...progress, queue: 0 }) }),
    maxStates: Math.min(MOST_STATES, options.maxStates ?? Infinity), maxDepth: Math.max(...paths.map((path) => path?.length ?? 0)), stopWhenDecided: found,
  });
  const decisions: (Decision | undefined)[] = paths.map((path) => (path === undefined ? undefined : withoutDetours(model, path)));
  for (const { name, trace } of result.properties) {
    const [at = -1] = placesOf(model, [name]);
    if (trace !== undefined && paths[at] !== undefined) decisions[at] = { trace, shortest: true };
  }
  return decisions;
}

/** The shortest way from the first to the last state that only uses states of the path. */
export function withoutDetours(model: IrModel, path: readonly State[]): Decision & { readonly trace: Trace } {
  const last = new Map(path.map((state, i) => [JSON.stringify(state), i]));
  const end = JSON.stringify(path.at(-1));
  const first = JSON.stringify(path[0]);
  // Breadth first among the states of the path; each is reached from the one that was reached first.
  const from = new Map<string, string | undefined>([[first, undefined]]);
  for (const key of from.keys()) {
    if (key === end) break;
    for (const { state } of successors(model, required(path[required(last.get(key), "a state of the path")], "a state"))) {
      const next = JSON.stringify(state);
      if (last.has(next) && !from.has(next)) from.set(next, key);
    }
  }
  const states: State[] = [];
  for (let key: string | undefined = end; key !== undefined; key = from.get(key)) states.unshift(required(path[required(last.get(key), "a state")], "a state"));
  return { trace: { states, steps: stepsBetween(model, states) }, shortest: false };
}
