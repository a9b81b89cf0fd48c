// SPDX-License-Identifier: Apache-2.0
// What a shell needs of the machine beside reading specs: files to write and threads to search in. Interfaces
// only; this folder fulfils them with Node, tests with maps and the thread at hand.
import type { CheckResult, ExploreProgress } from "../check/result.ts";
import type { SearchPlan } from "../check/search.ts";
import type { IrModel } from "../ir/model.ts";
import type { SourceHost } from "../program/types.ts";
import type { CheckpointNote, CheckpointPlace } from "./checkpoint.ts";
import type { DistributedJob, DistributedRun } from "./tlc/distributed.ts";
import type { TlcJob, TlcRun } from "./tlc/run.ts";
import type { FoundToolchain, ToolFlags } from "./tlc/toolchain.ts";

/** Files beyond reading: what stands where, and writing. Paths are as the user names them, with `/`. */
export interface Files extends SourceHost {
  kind(path: string): "file" | "directory" | "missing";
  /** All .ptespec files below a directory, sorted, named from it; `undefined` when it cannot be read. */
  specsBelow(directory: string): readonly string[] | undefined;
  /** Names of the files directly in a directory, sorted; none when there is no such directory. */
  filesIn(directory: string): readonly string[];
  /** Writes beside, then renames: a reader sees the old text or the new. Makes directories. Gives the reason when it fails. */
  write(path: string, text: string): string | undefined;
  /** Makes a folder, and tries whether files can be written there. Gives the reason when it fails. */
  tryFolder(path: string): string | undefined;
  /** Writes a file that must not exist. */
  create(path: string, text: string): { readonly ok: true } | { readonly ok: false; readonly exists: boolean; readonly reason: string };
}

/** What a search is given beside the model; the clock and the callbacks are the runner's. */
export interface SearchOptions extends Omit<SearchPlan, "now" | "onProgress" | "checkpoint" | "threads"> {
  /** Threads for one search, where it is worth it. */
  readonly workers?: number;
  /** Where the search is saved, and resumed from. */
  readonly keep?: CheckpointPlace;
}

/** What is heard of a search while it runs. */
export interface SearchWatcher {
  progress?(progress: ExploreProgress): void;
  checkpoint?(note: CheckpointNote): void;
}

/** Runs searches so that they can be watched and interrupted. */
export interface Searches {
  /** Rejects with a `CheckpointError` when there is a checkpoint that must not be used. */
  run(model: IrModel, options: SearchOptions, watcher?: SearchWatcher): Promise<CheckResult>;
  /** Ends the running search, if any, within a second; its result says "interrupted". */
  interrupt(): void;
  /** Removes the checkpoint of a check that needs it no more. */
  forget(place: CheckpointPlace): void;
  close(): Promise<void>;
}

export interface CheckerJob {
  readonly module: string;
  readonly cfg: string;
  readonly maxStates: number;
}

/** What tla-checker says. It does not name the invariant that is violated. */
export interface CheckerRun {
  /** error: it rejects the module or cannot evaluate it. failed: it fell over, or was stopped. */
  readonly verdict: "ok" | "invariant" | "deadlock" | "error" | "failed";
  readonly distinct: number;
  /** States of the counterexample; 0 without one. */
  readonly traceLength: number;
  readonly message: string;
}

/** The npm package tla-checker. */
export interface CheckerService {
  readonly version: string;
  /** A thread that checks one module after the other; `close` ends it also in the middle. */
  start(): { run(job: CheckerJob): Promise<CheckerRun>; close(): Promise<void> };
}

/** Finds TLC and runs it. */
export interface TlcService {
  find(flags: ToolFlags): Promise<FoundToolchain>;
  run(job: TlcJob): Promise<TlcRun>;
  /** TLC's server and workers. Absent where only single runs are possible. */
  runDistributed?(job: DistributedJob): Promise<DistributedRun>;
}
