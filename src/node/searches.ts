// SPDX-License-Identifier: Apache-2.0
// Searches in a thread of their own. The engine computes without a break, so signals and progress need a
// thread that is free: this one asks the searching thread to stop through shared memory, and ends it when it
// does not answer in time.
import type { Worker } from "node:worker_threads";
import { Findings } from "../check/findings.ts";
import type { CheckResult, ExploreProgress, PropertyResult } from "../check/result.ts";
import type { SearchPlan } from "../check/search.ts";
import { CheckpointError, diskCheckpoint, removeCheckpoint, type CheckpointNote } from "./checkpoint.ts";
import type { Searches, SearchOptions } from "./services.ts";
import { startThread } from "./threads.ts";
import { InternalError } from "../base/unreachable.ts";
import type { IrModel } from "../ir/model.ts";

export type Explore = (model: IrModel, options: SearchPlan) => CheckResult;

/** What is sent to the searching thread. */
export interface SearchRequest {
  readonly model: IrModel;
  readonly options: SearchOptions;
  /** One Int32; not 0: stop. */
  readonly stop: SharedArrayBuffer;
}
export type SearchReply =
  | { readonly kind: "progress"; readonly progress: ExploreProgress }
  | { readonly kind: "found"; readonly found: readonly PropertyResult[] }
  | { readonly kind: "note"; readonly note: CheckpointNote }
  | { readonly kind: "result"; readonly result: CheckResult }
  | { readonly kind: "refused"; readonly problem: CheckpointError["problem"]; readonly detail: string }
  | { readonly kind: "error"; readonly message: string; readonly stack: string };

/** Marks a thread that `main.ts` was started in to search. */
export const SEARCH_THREAD = "ptespec-search";
/** Milliseconds between asking a search to stop and ending its thread. */
const PATIENCE = 650;

/** `script`: a module that calls `serveSearches` when its `workerData` is `SEARCH_THREAD`. */
export function threadSearches(script: URL): Searches {
  let worker: Worker | undefined;
  let stop: Int32Array | undefined;
  let giveUp: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let saving = false;

  return {
    run(model, options, watcher) {
      const thread = worker ??= startThread(script, SEARCH_THREAD);
      const shared = new SharedArrayBuffer(4);
      stop = new Int32Array(shared);
      // Searches are begun anew by other engines: the one that came farthest tells most.
      let most: ExploreProgress = { distinct: 0, generated: 0, depth: 0, queue: 0, bytes: 0 };
      const findings = new Findings();
      const ended = (stop: "interrupted" | "memory"): CheckResult => findings.complete(unfinished(model, most, stop), options);
      return new Promise<CheckResult>((resolve, reject) => {
        const finish = (): void => {
          clearTimeout(timer);
          timer = undefined;
          saving = false;
          thread.off("message", onMessage).off("error", onError);
          giveUp = undefined;
          stop = undefined;
        };
        giveUp = () => {
          finish();
          worker = undefined;
          void thread.terminate();
          resolve(ended("interrupted"));
        };
        const onMessage = (reply: SearchReply): void => {
          if (reply.kind === "progress") {
            if (reply.progress.depth >= most.depth) most = reply.progress;
            return watcher?.progress?.(reply.progress);
          }
          if (reply.kind === "found") return findings.take(reply.found);
          if (reply.kind === "note") {
            // Asked to stop, it saves what it has: that is waited for. Who does not want to presses Ctrl-C again.
            const { kind } = reply.note;
            saving = kind === "saving";
            if (kind === "saving") clearTimeout(timer);
            return kind === "saved" || (saving && timer === undefined) ? undefined : watcher?.checkpoint?.(reply.note);
          }
          finish();
          if (reply.kind === "result") resolve(reply.result);
          else if (reply.kind === "refused") reject(new CheckpointError(reply.problem, reply.detail));
          else reject(withStack(reply));
        };
        const onError = (error: Error & { code?: string }): void => {
          finish();
          worker = undefined;
          if (error.code === "ERR_WORKER_OUT_OF_MEMORY") resolve(ended("memory"));
          else reject(error);
        };
        thread.on("message", onMessage).on("error", onError);
        const request: SearchRequest = { model, options, stop: shared };
        thread.postMessage(request);
      });
    },
    interrupt() {
      if (stop === undefined) return;
      Atomics.store(stop, 0, 1);
      // In the middle of saving, it is left to end that; it looks up right after.
      if (!saving) timer ??= setTimeout(() => giveUp?.(), PATIENCE);
    },
    forget: ({ directory }) => removeCheckpoint(directory),
    async close() {
      clearTimeout(timer);
      await worker?.terminate();
      worker = undefined;
    },
  };
}

/** In this thread: for tests, and where no thread can be started. Cannot be interrupted while it searches. */
export function directSearches(explore: Explore, now: () => number): Searches {
  let stopped = false;
  return {
    run: (model, { keep, workers: _workers, ...options }, watcher) => new Promise((resolve) => {
      const checkpoint = keep === undefined ? {} : { checkpoint: diskCheckpoint(keep, now, (note) => (note.kind === "saving" || note.kind === "saved" ? undefined : watcher?.checkpoint?.(note))) };
      resolve(explore(model, { ...options, ...checkpoint, now, onProgress: (progress) => {
        watcher?.progress?.(progress);
        return !stopped;
      } }));
    }),
    interrupt: () => {
      stopped = true;
    },
    forget: ({ directory }) => removeCheckpoint(directory),
    close: () => Promise.resolve(),
  };
}

/** The numbers of a search whose thread had to be ended. */
function unfinished(model: IrModel, { distinct, generated, depth, queue, bytes }: ExploreProgress, stop: "interrupted" | "memory"): CheckResult {
  const names = [...model.properties.map((property) => property.name), ...(model.checkDeadlock ? ["deadlock"] : [])];
  return {
    properties: names.map((name) => ({ name, status: "undecided", vacuous: false })), stop, exhausted: false,
    distinct, generated, depth, queue, stepCounts: new Map(), bytesPerState: distinct === 0 ? 0 : bytes / distinct,
  };
}

function withStack({ message, stack }: { readonly message: string; readonly stack: string }): Error {
  const error = new InternalError(message);
  error.stack = stack;
  return error;
}
