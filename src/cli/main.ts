// SPDX-License-Identifier: Apache-2.0
// The executable: connects the command line to the process, and serves as the searching thread when it is
// started as one. Only this file and src/node touch the process.
import { availableParallelism, totalmem } from "node:os";
import { isMainThread, workerData } from "node:worker_threads";
import { search } from "../check/search.ts";
import { findTlaChecker } from "../node/tla-checker.ts";
import { nodeFiles } from "../node/host.ts";
import { serveSearches } from "../node/search-thread.ts";
import { SEARCH_THREAD, threadSearches } from "../node/searches.ts";
import { nodeThreads } from "../node/threads.ts";
import { smallSearchesHere } from "../node/small-searches.ts";
import type { CliEnv, Terminal, Toolchain } from "./env.ts";
import { EXIT } from "./exit-codes.ts";

/** Of the machine's memory, what one search takes at most unless `--memory` says otherwise. */
const SHARE = 0.5;
const MOST_MEMORY = 16 * 2 ** 30;
/** Threads for one search unless `--workers` says otherwise, at most. */
const MOST_WORKERS = 8;

/** Where the bundle of member.ts is, from here. The build fills it in; started from the sources there is none. */
declare const PTESPEC_MEMBER: string;
const MEMBER = new URL(typeof PTESPEC_MEMBER === "undefined" ? "../node/member.ts" : PTESPEC_MEMBER, import.meta.url);

/** When the command is done; a thread is ready at once. `launch.ts` waits for it. */
export const finished = isMainThread ? main() : serve();

async function serve(): Promise<void> {
  if (workerData === SEARCH_THREAD) serveSearches(search, (count) => nodeThreads(count, MEMBER));
}

async function main(): Promise<void> {
  // First of all: whatever is being loaded, Ctrl-C ends it with the exit code that is promised.
  const onInterrupt = listenToSignals();
  // Loaded here, so that the searching thread starts without the parser and the commands.
  const [{ run }, { TOOLCHAIN }, { processOutputs }] = await Promise.all([import("./run.ts"), import("./toolchain.ts"), import("./outputs.ts")]);
  process.exitCode = await run(process.argv.slice(2), environment(TOOLCHAIN, processOutputs(), onInterrupt));
}

/** Ctrl-C tells those who listen, so that they can end with what they have; the second one, or one that nobody listens to, ends at once. */
function listenToSignals(): CliEnv["onInterrupt"] {
  const listeners = new Set<() => void>();
  let asked = false;
  const handler = (): void => {
    if (listeners.size === 0) process.stderr.write("interrupted\n");
    if (asked || listeners.size === 0) process.exit(EXIT.inconclusive);
    asked = true;
    for (const listener of listeners) listener();
  };
  // SIGHUP: the terminal was closed; what was started must not go on without it.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, handler);
  return (callback) => {
    listeners.add(callback);
    return () => void listeners.delete(callback);
  };
}

/** What the system grants this process, in a container say. Zero and huge numbers mean: no limit. */
function allowedMemory(): number {
  const granted = process.constrainedMemory();
  return granted > 0 ? granted : Infinity;
}

/** Unlike `performance`, it is there without loading more of Node. */
const now = (): number => Number(process.hrtime.bigint()) / 1e6;

function environment(tools: Toolchain, outputs: Pick<Terminal, "out" | "err">, onInterrupt: CliEnv["onInterrupt"]): CliEnv {
  const { stdout, stderr, env } = process;
  const color = (stream: NodeJS.WriteStream): boolean => stream.isTTY === true && env["NO_COLOR"] === undefined && env["TERM"] !== "dumb";
  return {
    terminal: {
      ...outputs,
      outIsTty: stdout.isTTY === true, errIsTty: stderr.isTTY === true, outColor: color(stdout), errColor: color(stderr),
      columns: stderr.columns ?? 80,
    },
    files: nodeFiles(),
    tools,
    searches: () => smallSearchesHere(search, now, threadSearches(new URL(import.meta.url))),
    tlc: {
      find: async (flags) => (await import("../node/tlc/toolchain.ts")).findToolchain(env, flags),
      run: async (job) => (await import("../node/tlc/run.ts")).runTlc(job),
      runDistributed: async (job) => (await import("../node/tlc/distributed.ts")).runDistributed(job),
    },
    checker: findTlaChecker,
    onInterrupt,
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
    now,
    workers: Math.min(MOST_WORKERS, availableParallelism()),
    memoryBytes: Math.min(MOST_MEMORY, Math.floor(Math.min(totalmem(), allowedMemory()) * SHARE)),
    stacks: env["PTESPEC_STACK"] !== undefined,
  };
}
