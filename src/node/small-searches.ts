// SPDX-License-Identifier: Apache-2.0
// Small searches are done at once in this thread: starting another takes longer than most of them, and nobody
// can press Ctrl-C within a quarter of a second. What is not decided by then starts anew in the thread, and what is
// stays so.
import { farther, Findings } from "../check/findings.ts";
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
    return search(model, { ...plan, maxStates: Math.min(STATES, maxStates), maxMillis: Math.min(MILLIS, maxMillis), now });
  };
  const ours = ({ stop }: CheckResult, { maxStates = Infinity, maxMillis = Infinity }: SearchOptions): boolean =>
    (stop === "states" && STATES < maxStates) || (stop === "time" && MILLIS < maxMillis);
  return {
    ...thread,
    async run(model, options, watcher) {
      const first = small(model, options);
      if (first === undefined) return thread.run(model, options, watcher);
      if (!ours(first, options)) return first;
      const findings = new Findings();
      findings.take(first.properties);
      return findings.complete(farther(first, await thread.run(model, options, watcher)), options);
    },
  };
}
