// SPDX-License-Identifier: Apache-2.0
// One run of TLC in `-tool` mode: files in, outcome out. It works in a temporary folder, can be stopped, and
// leaves no file and no process behind.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createMessageReader, type TlcMessage } from "../../tlc/messages.ts";
import { classify, type TlcOutcome } from "../../tlc/outcome.ts";
import { withWorkplace } from "./folder.ts";
import { commandLine, runJvm, type JvmJob } from "./jvm.ts";
import type { TlcToolchain } from "./toolchain.ts";

export interface TlcJob {
  readonly toolchain: TlcToolchain;
  /** The module to check: `files` has `<module>.tla` and whatever it extends. */
  readonly module: string;
  readonly files: Readonly<Record<string, string>>;
  /** The text of the configuration file. */
  readonly cfg: string;
  /** Default 1. Only then are depth and the first counterexample exact. */
  readonly workers?: number | "auto";
  /** As `-Xmx` takes it, e.g. `512m`. Default: Java's, a quarter of the memory. */
  readonly heap?: string;
  /** Ends the run as `timeout`. */
  readonly timeoutMillis?: number;
  /** Further options of TLC, e.g. `-coverage`, `1`. */
  readonly extraArgs?: readonly string[];
  /** Further options of Java. */
  readonly javaArgs?: readonly string[];
  /** Hears of each message as it comes; see `progressOf()` for those with numbers. */
  readonly onMessage?: (message: TlcMessage) => void;
  /** Ends the run as `interrupted`. */
  readonly signal?: AbortSignal;
  /** A folder to run in that is kept, with module, configuration and log; otherwise all is temporary. */
  readonly keep?: string;
  /** What configuration and log are called in it, without ending. Default: the module's name. */
  readonly label?: string;
  /** Called when TLC has ended, while its files still exist: for a dump that was asked for in `extraArgs`. */
  readonly inspect?: (folder: string) => Promise<void> | void;
}

export interface TlcRun {
  readonly outcome: TlcOutcome;
  /** What TLC printed, as `--read` takes it; only the first `MOST_LOG` characters. */
  readonly log: string;
  readonly stderr: string;
  readonly command: readonly string[];
}

/** Characters of the log that are kept; the outcome is read from all of it. */
export const MOST_LOG = 1 << 26;

/** @throws Error when the files cannot be written; everything that Java and TLC do is an outcome. */
export async function runTlc(job: TlcJob): Promise<TlcRun> {
  const label = job.label ?? job.module;
  return withWorkplace({ ...job.files, [`${label}.cfg`]: job.cfg }, job.keep, async ({ work, scratch }) => {
    const reader = createMessageReader(job.onMessage);
    let log = "";
    const args = [
      "-tool", "-workers", String(job.workers ?? 1), "-metadir", join(scratch, "states"), ...(job.extraArgs ?? []),
      "-config", `${label}.cfg`, `${job.module}.tla`,
    ];
    const { toolchain, heap, javaArgs, timeoutMillis, signal } = job;
    const jvm: JvmJob = {
      toolchain, args, cwd: work, scratch: join(scratch, "java"),
      ...(heap === undefined ? {} : { heap }), ...(javaArgs === undefined ? {} : { javaArgs }),
      ...(timeoutMillis === undefined ? {} : { timeoutMillis }), ...(signal === undefined ? {} : { signal }),
      onStdout: (chunk) => {
        if (log.length < MOST_LOG) log += chunk;
        reader.push(chunk);
      },
    };
    const end = await runJvm(jvm);
    const outcome = classify(reader.end(), end);
    if (job.keep !== undefined) writeFileSync(join(work, `${label}.out`), log);
    await job.inspect?.(work);
    return { outcome, log, stderr: end.stderr, command: commandLine(jvm) };
  });
}
