// SPDX-License-Identifier: Apache-2.0
// Small searches are done at once in this thread: starting another takes longer than most of them, and nobody
// can press Ctrl-C within a quarter of a second. What is not decided by then starts anew in the thread.
import type { SearchPlan } from "../check/search.ts";
import type { CheckResult } from "../check/result.ts";
import type { IrModel } from "../ir/model.ts";
import type { Searches, SearchOptions } from "./services.ts";

const STATES = 5_000;
const MILLIS = 250;

/** `thread`, but what `search` decides within a few thousand states never gets there. */
export function smallSearchesHere(search: (model: IrModel, plan: SearchPlan) => CheckResult, now: () => number, thread: Searches): Searches {
  const small = (model: IrModel, options: SearchOptions): CheckResult | undefined => {
    const { keep, strategy, workers: _workers, ...plan } = options;
    if (keep !== undefined || (strategy !== undefined && strategy.kind !== "breadth-first")) return undefined;
    const { maxStates = Infinity, maxMillis = Infinity } = plan;
    const result = search(model, { ...plan, maxStates: Math.min(STATES, maxStates), maxMillis: Math.min(MILLIS, maxMillis), now });
    const ours = (result.stop === "states" && STATES < maxStates) || (result.stop === "time" && MILLIS < maxMillis);
    return ours ? undefined : result;
  };
  return {
    ...thread,
    run: async (model, options, watcher) => small(model, options) ?? thread.run(model, options, watcher),
  };
}
