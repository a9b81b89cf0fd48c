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
import type { CliEnv, Toolchain } from "./env.ts";
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
  for (const stream of [process.stdout, process.stderr]) {
    // A closed pipe (`ptespec ... | head`) is not an error of ours.
    stream.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? EXIT.ok : EXIT.internal));
  }
  // Loaded here, so that the searching thread starts without the parser and the commands.
  const [{ run }, { TOOLCHAIN }] = await Promise.all([import("./run.ts"), import("./toolchain.ts")]);
  process.exitCode = await run(process.argv.slice(2), environment(TOOLCHAIN));
}

/** What the system grants this process, in a container say. Zero and huge numbers mean: no limit. */
function allowedMemory(): number {
  const granted = process.constrainedMemory();
  return granted > 0 ? granted : Infinity;
}

/** Unlike `performance`, it is there without loading more of Node. */
const now = (): number => Number(process.hrtime.bigint()) / 1e6;

function environment(tools: Toolchain): CliEnv {
  const { stdout, stderr, env } = process;
  const color = (stream: NodeJS.WriteStream): boolean => stream.isTTY === true && env["NO_COLOR"] === undefined && env["TERM"] !== "dumb";
  return {
    terminal: {
      out: (text) => void stdout.write(text), err: (text) => void stderr.write(text),
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
    onInterrupt(callback) {
      let asked = false;
      // The second Ctrl-C does not wait.
      const handler = (): void => {
        if (asked) process.exit(EXIT.inconclusive);
        asked = true;
        callback();
      };
      // SIGHUP: the terminal was closed; what was started must not go on without it.
      const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
      for (const signal of signals) process.on(signal, handler);
      return () => {
        for (const signal of signals) process.off(signal, handler);
      };
    },
    now,
    workers: Math.min(MOST_WORKERS, availableParallelism()),
    memoryBytes: Math.min(MOST_MEMORY, Math.floor(Math.min(totalmem(), allowedMemory()) * SHARE)),
    stacks: env["PTESPEC_STACK"] !== undefined,
  };
}
