// SPDX-License-Identifier: Apache-2.0
// One Java process, or a script that starts one: in a process group of its own, so that a stop reaches whatever
// the script started. Nothing outlives ptespec but by `kill -9` of ptespec itself.
import { execa } from "execa";
import type { ProcessEnd } from "../../tlc/outcome.ts";
import type { TlcToolchain } from "./toolchain.ts";

/** Milliseconds between asking a JVM to end and ending it. */
const PATIENCE = 1500;
/** Characters of standard error that are kept. */
const MOST_STDERR = 1 << 18;

export interface JvmJob {
  readonly toolchain: TlcToolchain;
  /** Default: `tlc2.TLC`. Only with a jar. */
  readonly mainClass?: string;
  readonly args: readonly string[];
  /** As `-Xmx` takes it, e.g. `512m`. */
  readonly heap?: string;
  /** Further options of the JVM; they win over ours. */
  readonly javaArgs?: readonly string[];
  readonly cwd: string;
  /** An empty folder for the JVM's own temporary files. */
  readonly scratch: string;
  readonly timeoutMillis?: number;
  /** Ends the process as interrupted. */
  readonly signal?: AbortSignal;
  readonly onStdout: (chunk: string) => void;
}

const live = new Set<number>();
process.on("exit", () => live.forEach((pid) => signalGroup(pid, "SIGKILL")));

/** Options that make a run the same on every machine and leave nothing behind when it is killed. */
function javaOptions(job: JvmJob): readonly string[] {
  return [
    "-XX:+UseParallelGC", "-XX:-UsePerfData", `-XX:ErrorFile=${job.scratch}/hs_err.log`, `-Djava.io.tmpdir=${job.scratch}`,
    "-Duser.language=en", "-Duser.country=US", "-Dfile.encoding=UTF-8", "-Dtlc2.TLC.progressInterval=1",
    ...(job.heap === undefined ? [] : [`-Xmx${job.heap}`]), ...(job.javaArgs ?? []),
  ];
}

/** The command line as it is run, program first. A wrapper gets its options of the JVM through the environment. */
export function commandLine(job: JvmJob): readonly string[] {
  const { toolchain } = job;
  if (toolchain.kind === "wrapper") return [toolchain.command, ...job.args];
  return [toolchain.java, ...javaOptions(job), "-cp", toolchain.jar, job.mainClass ?? "tlc2.TLC", ...job.args];
}

/** Runs to the end; never rejects. A program that cannot be started ends without exit code. */
export async function runJvm(job: JvmJob): Promise<ProcessEnd> {
  const [program = "", ...args] = commandLine(job);
  const options = process.env["JAVA_TOOL_OPTIONS"];
  const env = job.toolchain.kind === "wrapper" ? { JAVA_TOOL_OPTIONS: [options ?? "", ...javaOptions(job)].join(" ").trim() } : {};
  const child = execa(program, args, { cwd: job.cwd, env, stdin: "ignore", buffer: false, reject: false, detached: process.platform !== "win32", cleanup: true, windowsHide: true });
  const { pid } = child;
  if (pid !== undefined) live.add(pid);

  let stderr = "";
  let because: ProcessEnd["because"];
  let killer: NodeJS.Timeout | undefined;
  const stop = (reason: "timeout" | "interrupted"): void => {
    if (because !== undefined || pid === undefined) return;
    because = reason;
    signalGroup(pid, "SIGTERM");
    killer = setTimeout(() => signalGroup(pid, "SIGKILL"), PATIENCE);
  };
  const interrupt = (): void => stop("interrupted");
  if (job.signal?.aborted === true) interrupt();
  job.signal?.addEventListener("abort", interrupt);
  const timer = job.timeoutMillis === undefined ? undefined : setTimeout(() => stop("timeout"), job.timeoutMillis);

  child.stdout.setEncoding("utf8").on("data", (chunk: string) => job.onStdout(chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    if (stderr.length < MOST_STDERR) stderr += chunk;
  });
  const result = await child;
  clearTimeout(timer);
  clearTimeout(killer);
  job.signal?.removeEventListener("abort", interrupt);
  if (pid !== undefined) {
    // A wrapper may be gone before what it started.
    signalGroup(pid, "SIGKILL");
    live.delete(pid);
  }
  if (pid === undefined) stderr += result.originalMessage ?? "the program could not be started";
  return { exitCode: result.exitCode, signal: result.signal, stderr, because };
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch {
    // It is gone already.
  }
}
