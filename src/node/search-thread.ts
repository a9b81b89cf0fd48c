// SPDX-License-Identifier: Apache-2.0
// The searching thread's side of `searches.ts`: takes a model, searches it, answers. It looks at the shared
// word whenever the engine reports progress.
import { parentPort } from "node:worker_threads";
import type { PropertyResult, Threads } from "../check/result.ts";
import { required } from "../base/unreachable.ts";
import { CheckpointError, diskCheckpoint } from "./checkpoint.ts";
import type { Explore, SearchReply, SearchRequest } from "./searches.ts";

/** Milliseconds between two progress messages. */
const PERIOD = 100;

/** Serves until the thread is ended. `team`: so many threads for one search. */
export function serveSearches(explore: Explore, team?: (count: number) => Threads): void {
  const port = required(parentPort, "a parent thread");
  const send = (reply: SearchReply): void => port.postMessage(reply);
  port.on("message", ({ model, options: { keep, workers = 1, ...options }, stop }: SearchRequest) => {
    const flag = new Int32Array(stop);
    const clock = (): number => performance.now();
    let sent = clock();
    try {
      const checkpoint = keep === undefined ? {} : { checkpoint: diskCheckpoint(keep, clock, (note) => send({ kind: "note", note })) };
      const threads = team === undefined || workers < 2 ? {} : { threads: team(workers) };
      const onFound = (found: readonly PropertyResult[]): void => send({ kind: "found", found });
      const result = explore(model, { ...options, ...checkpoint, ...threads, now: clock, onFound, onProgress: (progress) => {
        const now = performance.now();
        if (now - sent >= PERIOD) {
          sent = now;
          send({ kind: "progress", progress });
        }
        return Atomics.load(flag, 0) === 0;
      } });
      send({ kind: "result", result });
    } catch (error) {
      if (error instanceof CheckpointError) return send({ kind: "refused", problem: error.problem, detail: error.message });
      send({ kind: "error", message: error instanceof Error ? error.message : String(error), stack: error instanceof Error ? error.stack ?? "" : "" });
    }
  });
}
