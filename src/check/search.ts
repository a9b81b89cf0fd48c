// SPDX-License-Identifier: Apache-2.0
// Every way to search a model behind one door: all states breadth first (explore.ts, the only one that chooses among
// engines), depth first, or random walks.
import { unreachable } from "../base/unreachable.ts";
import type { IrModel } from "../ir/model.ts";
import { explore } from "./explore.ts";
import { exploreDepthFirst } from "./js/depth-first.ts";
import type { CheckResult, ExploreOptions } from "./result.ts";
import { simulate } from "./simulate/simulate.ts";

/** How to go through the states. */
export type Strategy =
  | { readonly kind: "breadth-first" }
  /** Follows a path as long as it leads somewhere new: finds deep states early, and traces that need not be shortest. */
  | { readonly kind: "depth-first" }
  /** `walks` absent: until the time is over. */
  | { readonly kind: "random"; readonly seed: number; readonly walks?: number };

export interface SearchPlan extends ExploreOptions {
  /** Breadth first when absent. */
  readonly strategy?: Strategy;
}

/** States of a random walk when nobody says: TLC's number. */
export const WALK_DEPTH = 100;

/** @throws InternalError when a step stores a value outside its variable's sort: the model is not well-formed. */
export function search(model: IrModel, { strategy = { kind: "breadth-first" }, ...options }: SearchPlan = {}): CheckResult {
  switch (strategy.kind) {
    case "breadth-first":
      return explore(model, options);
    case "depth-first":
      return exploreDepthFirst(model, options);
    case "random":
      return simulate(model, { seed: strategy.seed, walks: strategy.walks ?? Infinity, maxDepth: options.maxDepth ?? WALK_DEPTH }, options);
    default:
      return unreachable(strategy);
  }
}
