// SPDX-License-Identifier: Apache-2.0
// The worker's side: answers every request it is sent, and tells now and then how far it is.
import { checkFiles } from "./check-files.ts";
import type { WorkerReply, WorkerRequest } from "./protocol.ts";

/** Milliseconds between two messages of progress. */
const PERIOD = 50;

/** What is needed of the global scope of a worker. */
export interface WorkerScope {
  onmessage: ((event: { readonly data: WorkerRequest }) => void) | null;
  postMessage(reply: WorkerReply): void;
  readonly performance: { now(): number };
}

/** `library`: texts of the shipped library by import name. */
export function serveChecks(scope: WorkerScope, library: Readonly<Record<string, string>>): void {
  const now = (): number => scope.performance.now();
  scope.onmessage = ({ data: { stop, ...request } }) => {
    const due = ticker(now);
    const flag = stop === undefined ? undefined : new Int32Array(stop);
    try {
      const answer = checkFiles(request, library, {
        now,
        stopped: () => flag !== undefined && Atomics.load(flag, 0) !== 0,
        progress: (check, progress, millis) => {
          if (!due(check, progress.distinct)) return;
          const statesPerSecond = Math.round(progress.distinct / Math.max(1, millis) * 1000);
          scope.postMessage({ kind: "progress", progress: { ...progress, check, millis, statesPerSecond } });
        },
        checked: (checked) => scope.postMessage({ kind: "checked", checked }),
      });
      scope.postMessage({ kind: "answer", answer });
    } catch (error) {
      scope.postMessage({ kind: "error", message: error instanceof Error ? error.message : String(error), stack: error instanceof Error ? error.stack ?? "" : "" });
    }
  };
}

/**
 * Whether to tell of so many states of a check. A search that turns out to be large is begun anew by a faster engine:
 * nothing is told until that has come as far as the one before, so numbers only grow.
 */
function ticker(now: () => number): (check: string, distinct: number) => boolean {
  let [last, most, current] = [now(), 0, ""];
  return (check, distinct) => {
    if (check !== current) [most, current] = [0, check];
    if (distinct <= most || now() - last < PERIOD) return false;
    [last, most] = [now(), distinct];
    return true;
  };
}
