// SPDX-License-Identifier: Apache-2.0
// What a page and the worker that searches for it say to one another. All of it is plain data that a structured
// clone keeps. A page sends a `WorkerRequest`; it hears any number of `progress` and `checked`, then one `answer`
// or `error`. There is no message to cancel: a search computes without a break and hears none. The page ends the
// worker, and where memory may be shared it asks the search to stop as well.
import type { ExploreProgress } from "../check/result.ts";
import type { ShownTraces } from "../report/check-output.ts";
import type { ReportJson } from "../report/json.ts";

export type { ShownTraces } from "../report/check-output.ts";

/** What `ptespec check` is asked on a command line. */
export interface CheckRequest {
  /** Texts of the spec and of the files that it imports, by path. The shipped library, `std/...`, need not be among them. */
  readonly files: Readonly<Record<string, string>>;
  /** The one of `files` whose checks are decided. */
  readonly path: string;
  /** Names of the checks wanted, as with `--check`; all when absent or empty. */
  readonly checks?: readonly string[];
  /** Sizes of params and domains instead of the spec's, as with `--param`. */
  readonly params?: Readonly<Record<string, number>>;
  /** Reductions for searches that turn out to be large. Default true; false searches every state, with TLC's numbers. */
  readonly reductions?: boolean;
  /** States of a search before there are reductions; default 50,000. */
  readonly reduceAfter?: number;
  /** Which traces `output` shows; `report` has all of them unless "none". Default "unexpected". */
  readonly traces?: ShownTraces;
  /** Warnings count as differences. */
  readonly strict?: boolean;
  /** Bounds of each search, inconclusive when reached: distinct states, bytes (default 2 GiB), milliseconds. */
  readonly maxStates?: number;
  readonly maxBytes?: number;
  readonly maxMillis?: number;
}

/** As the worker is asked. */
export interface WorkerRequest extends CheckRequest {
  /** One Int32; not 0: stop. What is not decided by then is inconclusive in the answer. */
  readonly stop?: SharedArrayBuffer;
}

/** How far the search of one check is; told up to twenty times a second. */
export interface CheckProgress extends ExploreProgress {
  readonly check: string;
  /** Since the search of this check began. */
  readonly millis: number;
  /** Distinct states per second, on average since then. */
  readonly statesPerSecond: number;
}

/** One check is decided. */
export interface CheckedOne {
  readonly check: string;
  /** What the command prints of it: verdict, numbers, scope, traces. */
  readonly output: string;
}

/** All that the command would answer. */
export interface CheckAnswer {
  /** Standard output: every check, then the table. */
  readonly output: string;
  /** Standard error: diagnostics with their source lines; empty when there are none. */
  readonly messages: string;
  /** The document of `--json`, which docs/check.schema.json describes, with the exit code. */
  readonly report: ReportJson;
}

export type WorkerReply =
  | { readonly kind: "progress"; readonly progress: CheckProgress }
  | { readonly kind: "checked"; readonly checked: CheckedOne }
  | { readonly kind: "answer"; readonly answer: CheckAnswer }
  /** A mistake in ptespec, or a request that is none. */
  | { readonly kind: "error"; readonly message: string; readonly stack: string };
