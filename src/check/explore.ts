// SPDX-License-Identifier: Apache-2.0
// The exhaustive search, as everything outside this folder calls it. Several engines stand behind it; which
// one searches is a matter of speed only, all give the same answer.
import { unreachable } from "../base/unreachable.ts";
import type { IrModel } from "../ir/model.ts";
import { exploreJs } from "./js/search.ts";
import { exploreReduced } from "./reduced.ts";
import type { CheckResult, EngineName, ExploreOptions } from "./result.ts";
import { exploreTables } from "./tables/explore-tables.ts";
import { exploreWasm } from "./wasm/search.ts";

/** States up to which JavaScript is done before WebAssembly would be compiled. */
const SMALL = 20_000;

/**
 * Explores every reachable state of `model`, or enough of them with `reductions`. Without, equal to
 * `exploreReference` in everything but speed.
 * @throws InternalError when a step stores a value outside its variable's sort: the model is not well-formed.
 */
export function explore(model: IrModel, options: ExploreOptions = {}): CheckResult {
  return exploreReduced(model, options, search);
}

/** Reductions are done. Only exploreJs keeps one state per orbit where `symmetry` is given, saves searches, and stops at a depth or at any of several. */
function search(model: IrModel, { engine = "auto", ...options }: ExploreOptions): CheckResult {
  const onlyJs = [options.symmetry, options.checkpoint, options.maxDepth, options.stopWhenAny].some((option) => option !== undefined);
  return onlyJs ? named("js", exploreJs(model, options)) : searchBy(engine, model, options);
}

function searchBy(engine: Required<ExploreOptions>["engine"], model: IrModel, options: ExploreOptions): CheckResult {
  switch (engine) {
    case "auto":
      return smallFirst(model, options);
    case "js":
      return named("js", exploreJs(model, options));
    case "wasm": {
      const result = exploreWasm(model, options);
      return result === undefined ? searchBy("js", model, options) : named("wasm", result);
    }
    case "tables": {
      const result = exploreTables(model, options);
      return result === undefined ? searchBy("js", model, options) : named("tables", result);
    }
    default:
      return unreachable(engine);
  }
}

/** Most searches are small: they are over before another engine is ready. A large one is begun anew. */
function smallFirst(model: IrModel, options: ExploreOptions): CheckResult {
  const { maxStates = Infinity, maxMillis, now } = options;
  const start = now?.() ?? 0;
  const first = exploreJs(model, { ...options, maxStates: Math.min(maxStates, SMALL) });
  if (first.stop !== "states" || maxStates <= SMALL) return named("js", first);
  const left = maxMillis === undefined || now === undefined ? {} : { maxMillis: Math.max(0, maxMillis - (now() - start)) };
  return searchBy("wasm", model, { ...options, ...left });
}

const named = (engine: EngineName, result: CheckResult): CheckResult => ({ ...result, engine });
