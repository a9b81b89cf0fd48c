// SPDX-License-Identifier: Apache-2.0
// The search by WebAssembly, as others call it: which kind of table it has, and what is done when that is not enough.
import { InternalError, required } from "../../base/unreachable.ts";
import { opDef } from "../../ir/ops.ts";
import type { IrModel } from "../../ir/model.ts";
import { Unsupported, type OpTable } from "../compile/expr.ts";
import { forTraces, remaining } from "../findings.ts";
import { orbitPlan } from "../orbits/plan.ts";
import type { CheckResult, ExploreOptions, State } from "../result.ts";
import { wasmApi } from "./host.ts";
import { programBytes } from "./program.ts";
import { regionsOf } from "./regions.ts";
import { leastFullBytes, suitRemainders } from "./remainders.ts";
import { Search, type Ways } from "./search.ts";
import type { Pace } from "./sliding-store.ts";
import { packWide } from "./words-layout.ts";

/**
 * Explores every reachable state of `model`. Equal to `exploreReference` in everything but speed. Undefined where
 * there is no WebAssembly, or the model is too unusual for it.
 * @throws InternalError when a step stores a value outside its variable's sort: the model is not well-formed.
 */
export function exploreWasm(model: IrModel, options: ExploreOptions = {}, ops: OpTable = opDef): CheckResult | undefined {
  return prepareWasm(model, options, ops)?.run();
}

/** A search that is translated and not run yet. */
export interface Prepared {
  readonly run: () => CheckResult;
  /** Was its first table given up, and all searched by another? */
  readonly begunAnew: () => boolean;
}

/** The same in two steps, for benchmarks that tell translating a model from searching it. With `pace` for tests that want states forgotten early. */
export function prepareWasm(model: IrModel, options: ExploreOptions = {}, ops: OpTable = opDef, pace?: Pace): Prepared | undefined {
  const start = options.now?.() ?? 0;
  const search = createSearch(model, options, ops, { pace });
  if (search === undefined) return undefined;
  const again = (asked: ExploreOptions): CheckResult => required(createSearch(model, asked, ops, { whole: true, memory: search.memory }), "a search").run();
  let anew = false;
  const run = (): CheckResult => {
    const result = search.run();
    anew = search.isCrowded();
    if (anew) {
      // What it came by is true, however little there is time for now.
      options.onFound?.(result.properties);
      return again(remaining(options, start));
    }
    const lost = search.isWhole() ? [] : result.properties.filter(({ untraced: without }) => without === true).map(({ name }) => name);
    if (lost.length === 0) return result;
    // What led there is forgotten. A search that keeps it all ends there.
    const { properties } = again({ ...forTraces(model, remaining(options, start), lost), stopWhenDecided: lost });
    const traced = new Map(properties.filter(({ trace }) => trace !== undefined).map((one) => [one.name, one]));
    return { ...result, properties: result.properties.map((one) => (lost.includes(one.name) ? traced.get(one.name) ?? one : one)) };
  };
  return { run, begunAnew: () => anew };
}

/** What a search saw, for small models: the states, and the successors of the expanded ones in turn, as their numbers. */
export interface WasmExplored {
  readonly result: CheckResult;
  readonly states: readonly State[];
  readonly successors: readonly number[];
}

/** The same, with every state as values. */
export function exploreWasmStates(model: IrModel, options: ExploreOptions = {}, ops: OpTable = opDef): WasmExplored | undefined {
  const search = createSearch(model, options, ops, {});
  if (search === undefined) return undefined;
  const result = search.run();
  if (search.isCrowded() || !search.isWhole()) throw new InternalError("too many states to tell them all");
  const states = Array.from({ length: result.distinct }, (_, i) => search.state(i));
  return { result, states, successors: search.successors(result.distinct - result.queue) };
}

/** A search whose log is whole has slots of numbers, since the states are in the log; otherwise what there is of them is in the slots. */
function createSearch(model: IrModel, options: ExploreOptions, ops: OpTable, ways: Ways): Search | undefined {
  const api = wasmApi();
  if (api === undefined) return undefined;
  try {
    const { symmetry = [], checkpoint, maxBytes = Infinity } = options;
    const layout = packWide(model, symmetry.length > 0);
    const sliding = suitRemainders(layout) && 2 * leastFullBytes(layout) <= maxBytes && checkpoint === undefined && ways.whole !== true;
    const regions = required(regionsOf(model, layout, undefined, sliding)[0], "regions");
    const bytes = programBytes(model, layout, regions, ops, 0, symmetry.length === 0 ? undefined : orbitPlan(model, symmetry));
    return api.validate(bytes) ? new Search(model, options, layout, regions, api, bytes, ways) : undefined;
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}
