// SPDX-License-Identifier: Apache-2.0
// The exhaustive search, as everything outside this folder calls it. Several engines stand behind it; which
// one searches is a matter of speed only, all give the same answer.
import type { IrModel } from "../ir/model.ts";
import { exploreJs } from "./js/search.ts";
import { exploreReduced } from "./reduced.ts";
import type { CheckResult, ExploreOptions } from "./result.ts";

/**
 * Explores every reachable state of `model`, or enough of them with `reductions`. Without, equal to
 * `exploreReference` in everything but speed.
 * @throws InternalError when a step stores a value outside its variable's sort: the model is not well-formed.
 */
export function explore(model: IrModel, options: ExploreOptions = {}): CheckResult {
  return exploreReduced(model, options, search);
}

/** Reductions are done. Only exploreJs keeps one state per orbit where `symmetry` is given. */
function search(model: IrModel, options: ExploreOptions): CheckResult {
  return exploreJs(model, options);
}
