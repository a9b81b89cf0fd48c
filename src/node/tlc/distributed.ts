// SPDX-License-Identifier: Apache-2.0
// One run of TLC's own distributed mode: a server that has the set of states, and workers that compute successors, on
// this machine or on others. The workers here are ours and end with the server; those elsewhere are started by the
// user, with the command lines that are given.
import { mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { computedBy, distributedOutcome, framedVersion, workerTrouble, type DistributedOutcome } from "../../tlc/distributed.ts";
import { createMessageReader, type TlcMessage } from "../../tlc/messages.ts";
import { withWorkplace } from "./folder.ts";
import { runJvm, type JvmJob } from "./jvm.ts";
import type { TlcToolchain } from "./toolchain.ts";

const SERVER = "tlc2.tool.distributed.TLCServer";
const WORKER = "tlc2.tool.distributed.TLCWorker";
/** TLC's own. */
export const DISTRIBUTED_PORT = 10_997;
/** The server is ready, and waits for workers. */
const READY = 7000;
/** It prints a trace, or its totals. */
const ENDING: ReadonlySet<number> = new Set([2121, 2193, 2199]);
/** Milliseconds that workers get to end after the server. */
const PATIENCE = 5000;

export interface DistributedJob {
  readonly toolchain: TlcToolchain;
  readonly module: string;
  readonly files: Readonly<Record<string, string>>;
  readonly cfg: string;
  /** Processes with one thread each on this machine, and a free port. */
  readonly workers?: number;
  /** Or: workers elsewhere reach this machine under this name, at TLC's port. */
  readonly address?: string;
  /** Called with the command line for workers elsewhere when the server is ready. */
  readonly onReady?: (workerCommand: string) => void;
  /** As `-Xmx` takes it; of each process. */
  readonly heap?: string;
  readonly timeoutMillis?: number;
  readonly signal?: AbortSignal;
  readonly onMessage?: (message: TlcMessage) => void;
}

export interface DistributedRun {
  readonly end: DistributedOutcome;
  /** All states that were generated, initial ones left out; only where every worker was ours. */
  readonly computed?: number;
  /** A worker could not begin. */
  readonly trouble?: string;
  readonly log: string;
}

/** What `--hosts` tells to start on each of them. */
export const workerCommand = (address: string, port: number): string =>
  `java ${port === DISTRIBUTED_PORT ? "" : `-D${SERVER}.port=${port} `}-cp tla2tools.jar ${WORKER} ${address}`;

/** @throws Error when the files cannot be written; everything that Java and TLC do is an outcome. */
export async function runDistributed(job: DistributedJob): Promise<DistributedRun> {
  const here = job.workers !== undefined;
  const address = here ? "127.0.0.1" : job.address ?? hostname();
  const port = here ? await freePort() : DISTRIBUTED_PORT;
  const common = [`-Djava.rmi.server.hostname=${address}`, `-D${SERVER}.port=${port}`];
  const { toolchain, heap } = job;
  return withWorkplace({ ...job.files, [`${job.module}.cfg`]: job.cfg }, undefined, async ({ work, scratch }) => {
    const stopServer = forward(job.signal);
    const stopWorkers = forward(job.signal);
    const logs: string[] = [];
    const running: Promise<unknown>[] = [];
    let trouble: string | undefined;
    let over = false;
    const base = (name: string): Pick<JvmJob, "toolchain" | "cwd" | "scratch"> & { heap?: string } => {
      // Processes that share a folder for temporary files overwrite each other's modules.
      const folder = join(scratch, "java", name);
      mkdirSync(folder);
      return { toolchain, cwd: work, scratch: folder, ...(heap === undefined ? {} : { heap }) };
    };
    const startWorker = (index: number): void => {
      logs[index] = "";
      running.push(runJvm({
        ...base(`worker${index}`), mainClass: WORKER, args: [address], javaArgs: [...common, `-D${WORKER}.threadCount=1`], signal: stopWorkers.signal,
        onStdout: (chunk) => {
          logs[index] += chunk;
          // One that came when all was over has lost its server, which is no trouble.
          if (!over) trouble ??= workerTrouble(logs[index] ?? "");
          if (trouble !== undefined) stopServer.abort();
        },
      }));
    };
    const onMessage = (message: TlcMessage): void => {
      if (message.code === READY) {
        for (let i = 0; i < (job.workers ?? 0); i += 1) startWorker(i);
        if (!here) job.onReady?.(workerCommand(address, port));
      }
      over ||= ENDING.has(message.code);
      job.onMessage?.(message);
    };
    const { end, log } = await serve(job, { ...base("server"), mainClass: SERVER, javaArgs: [...common, `-D${SERVER}.report=1000`], signal: stopServer.signal }, scratch, onMessage);
    const late = setTimeout(() => stopWorkers.abort(), end.kind === "ended" && end.outcome.kind !== "verified" ? 0 : PATIENCE);
    await Promise.all(running);
    clearTimeout(late);
    stopServer.done();
    stopWorkers.done();
    const computed = logs.map(computedBy);
    const all = here && computed.length > 0 && computed.every((count) => count !== undefined) ? { computed: computed.reduce((sum, count) => sum + count, 0) } : {};
    return { end, log, ...all, ...(trouble === undefined ? {} : { trouble }) };
  });
}

type ServerJob = Omit<JvmJob, "args" | "onStdout" | "timeoutMillis">;

async function serve(job: DistributedJob, server: ServerJob, scratch: string, onMessage: (message: TlcMessage) => void): Promise<{ readonly end: DistributedOutcome; readonly log: string }> {
  const reader = createMessageReader(onMessage);
  let [rest, log] = ["", ""];
  // The server takes this from its command line only, whatever the configuration says.
  const deadlock = /CHECK_DEADLOCK\s+FALSE/u.test(job.cfg) ? ["-deadlock"] : [];
  const ended = await runJvm({
    ...server, args: ["-tool", ...deadlock, "-checkpoint", "0", "-metadir", join(scratch, "states"), "-config", `${job.module}.cfg`, `${job.module}.tla`],
    ...(job.timeoutMillis === undefined ? {} : { timeoutMillis: job.timeoutMillis }),
    onStdout: (chunk) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      const text = lines.map((line) => framedVersion(`${line}\n`)).join("");
      log += text;
      reader.push(text);
    },
  });
  reader.push(rest);
  return { end: distributedOutcome(reader.end(), ended), log };
}

/** A controller that another signal aborts too. */
function forward(signal: AbortSignal | undefined): { readonly signal: AbortSignal; abort(): void; done(): void } {
  const own = new AbortController();
  const abort = (): void => own.abort();
  if (signal?.aborted === true) abort();
  signal?.addEventListener("abort", abort);
  return { signal: own.signal, abort, done: () => signal?.removeEventListener("abort", abort) };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : DISTRIBUTED_PORT));
    });
  });
}
