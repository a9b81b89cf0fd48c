// SPDX-License-Identifier: Apache-2.0
// The page's side, `ptespec/browser`: one call starts a worker, has it decide the checks of a spec, and ends it.
import { InternalError, unreachable } from "../base/unreachable.ts";
import type { CheckAnswer, CheckedOne, CheckProgress, CheckRequest, WorkerReply, WorkerRequest } from "./protocol.ts";

export type { CheckAnswer, CheckedOne, CheckProgress, CheckRequest, ShownTraces, WorkerReply, WorkerRequest } from "./protocol.ts";

/** What is needed of a worker; every `Worker` of a browser has it. */
export interface WorkerLike {
  postMessage(request: WorkerRequest): void;
  terminate(): void;
  addEventListener(type: "message", listener: (event: { readonly data: WorkerReply }) => void): void;
  addEventListener(type: "error" | "messageerror", listener: (event: { readonly message?: string }) => void): void;
}

/** What is needed of an `AbortSignal`. */
export interface SignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

export interface CheckInWorkerOptions {
  /** Up to twenty times a second while there is a search; its numbers of states only grow. None for a search that is over at once. */
  readonly onProgress?: (progress: CheckProgress) => void;
  /** Each check as soon as it is decided. */
  readonly onChecked?: (checked: CheckedOne) => void;
  /** Ends the worker, and its memory, at once. The promise is rejected with the reason of the signal. */
  readonly signal?: SignalLike;
  /** Where the script is not beside this one: starts a worker of `ptespec/worker`, which must be a module. */
  readonly worker?: () => WorkerLike;
}

declare global { interface ImportMeta { url: string } }
declare const Worker: new (script: URL, options: { readonly type: "module"; readonly name: string }) => WorkerLike;
declare const URL: new (path: string, base: string) => URL;
interface URL { readonly href: string }

/** A word that both sides see, where the page may share memory. */
const sharedWord = (): SharedArrayBuffer | undefined =>
  ((globalThis as { readonly crossOriginIsolated?: boolean }).crossOriginIsolated === true ? new SharedArrayBuffer(4) : undefined);

/** Bundlers look for just this expression. */
const startWorker = (): WorkerLike => new Worker(new URL("./worker.mjs", import.meta.url), { type: "module", name: "ptespec" });

/**
 * Decides the checks of a spec as `ptespec check` does, in a worker of its own. Errors of the spec are in the answer.
 * Rejects with the reason of `signal`, with an InternalError on a mistake in ptespec, or with an Error when the worker
 * cannot be started or dies.
 */
export function checkInWorker(request: CheckRequest, options: CheckInWorkerOptions = {}): Promise<CheckAnswer> {
  const { signal, onProgress, onChecked, worker: start = startWorker } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason);
    const worker = start();
    const stop = sharedWord();
    let over = false;
    const end = (then: () => void): void => {
      if (over) return;
      over = true;
      signal?.removeEventListener("abort", abort);
      worker.terminate();
      then();
    };
    const abort = (): void => {
      // Ended in the middle of its computing, a worker may be left to compute for some seconds.
      if (stop !== undefined) Atomics.store(new Int32Array(stop), 0, 1);
      end(() => reject(signal?.reason));
    };
    const died = ({ message }: { readonly message?: string }): void =>
      end(() => reject(new Error(message === undefined || message === "" ? "the worker of ptespec could not be started, or died" : message)));
    signal?.addEventListener("abort", abort);
    worker.addEventListener("error", died);
    worker.addEventListener("messageerror", died);
    worker.addEventListener("message", ({ data }) => {
      if (over) return;
      switch (data.kind) {
        case "progress":
          return onProgress?.(data.progress);
        case "checked":
          return onChecked?.(data.checked);
        case "answer":
          return end(() => resolve(data.answer));
        case "error":
          return end(() => reject(withStack(data)));
        default:
          return unreachable(data);
      }
    });
    worker.postMessage({ ...request, ...(stop === undefined ? {} : { stop }) });
  });
}

function withStack({ message, stack }: { readonly message: string; readonly stack: string }): Error {
  const error = new InternalError(message);
  error.stack = stack;
  return error;
}
