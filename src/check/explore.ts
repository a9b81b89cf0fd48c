// SPDX-License-Identifier: Apache-2.0
// The exhaustive search, as everything outside this folder calls it. Several engines stand behind it; which
// one searches is a matter of speed only, all give the same answer.
import { required, unreachable } from "../base/unreachable.ts";
import type { IrModel } from "../ir/model.ts";
import { farther, forTraces, remaining } from "./findings.ts";
import { exploreJs } from "./js/search.ts";
import { exploreReduced } from "./reduced.ts";
import type { CheckResult, EngineName, ExploreOptions } from "./result.ts";
import { exploreTables } from "./tables/explore-tables.ts";
import { exploreWasm } from "./wasm/explore-wasm.ts";
import { exploreTeam } from "./wasm/team.ts";

/** States up to which JavaScript is done before WebAssembly would be compiled. */
const SMALL = 20_000;
/** States up to which WebAssembly is done before the tables of transitions would be filled. */
const MEDIUM = 1_000_000;

/**
 * Explores every reachable state of `model`, or enough of them with `reductions`. Without, equal to
 * `exploreReference` in everything but speed.
 * @throws InternalError when a step stores a value outside its variable's sort: the model is not well-formed.
 */
export function explore(model: IrModel, options: ExploreOptions = {}): CheckResult {
  return exploreReduced(model, options, search);
}

/** Reductions are done. With `symmetry` one state per orbit is kept; only these two engines can. A search that is saved is one search from the start. */
function search(model: IrModel, { engine = "auto", ...options }: ExploreOptions): CheckResult {
  if (options.symmetry === undefined && options.checkpoint === undefined) return searchBy(engine, model, options);
  const { threads: _, ...alone } = options;
  const wasm = (some: ExploreOptions): CheckResult => searchBy("wasm", model, some);
  if (engine === "auto" && options.checkpoint === undefined) return inStages(alone, SMALL, (some) => named("js", exploreJs(model, some)), wasm);
  return searchBy(engine === "js" ? "js" : "wasm", model, alone);
}

function searchBy(engine: Required<ExploreOptions>["engine"], model: IrModel, options: ExploreOptions): CheckResult {
  switch (engine) {
    case "auto":
      return smallFirst(model, options);
    case "js":
      return named("js", exploreJs(model, options));
    case "wasm": {
      const result = byThreads(model, options);
      return result === undefined ? searchBy("js", model, options) : named("wasm", result);
    }
    case "tables": {
      return byTables(model, options) ?? searchBy("js", model, options);
    }
    default:
      return unreachable(engine);
  }
}

/** Several threads for what may be large. */
function byThreads(model: IrModel, { threads, ...options }: ExploreOptions): CheckResult | undefined {
  if (threads === undefined || threads.count < 2 || (options.maxStates ?? Infinity) <= MEDIUM) return exploreWasm(model, options);
  // What a team found, a thread finds again: for a trace, or where the search shall end.
  const alone = (asked: ExploreOptions, found: readonly string[]): CheckResult => required(exploreWasm(model, forTraces(model, { ...told(options), ...asked }, found)), "an answer");
  return exploreTeam(model, options, threads, alone) ?? exploreWasm(model, options);
}

/** The options by which a search tells how it goes. */
function told({ now, onProgress, onFound }: ExploreOptions): ExploreOptions {
  return { ...(now === undefined ? {} : { now }), ...(onProgress === undefined ? {} : { onProgress }), ...(onFound === undefined ? {} : { onFound }) };
}

/** Most searches are small: they are over before another engine is ready. A large one is begun anew, by tables where the model suits. */
function smallFirst(model: IrModel, options: ExploreOptions): CheckResult {
  const wasm = (some: ExploreOptions): CheckResult => searchBy("wasm", model, some);
  const large = (some: ExploreOptions): CheckResult => {
    const start = some.now?.() ?? 0;
    return byTables(model, some) ?? wasm(remaining(some, start));
  };
  return inStages(options, SMALL, (some) => named("js", exploreJs(model, some)), (more) => inStages(more, MEDIUM, wasm, large));
}

/** Undefined where the model does not suit. */
function byTables(model: IrModel, options: ExploreOptions): CheckResult | undefined {
  const result = exploreTables(model, options, (same, bounds) => searchBy("wasm", same, bounds));
  return result && named("tables", result);
}

type Stage = (options: ExploreOptions) => CheckResult;

/** By `first`, if it is done within so many states, else by `second`; what the first found is told. */
function inStages(options: ExploreOptions, states: number, first: Stage, second: Stage): CheckResult {
  const { maxStates = Infinity } = options;
  const start = options.now?.() ?? 0;
  const result = first({ ...options, maxStates: Math.min(maxStates, states) });
  if (result.stop !== "states" || maxStates <= states) return result;
  options.onFound?.(result.properties);
  return farther(result, second(remaining(options, start)));
}

const named = (engine: EngineName, result: CheckResult): CheckResult => ({ ...result, engine });
