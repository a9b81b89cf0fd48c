// SPDX-License-Identifier: Apache-2.0
// The npm package tla-checker, a second implementation of TLA+ in WebAssembly, where it is installed. It computes
// without a break, so it runs in a thread of its own. It is no syntax check (it drops what it cannot parse): what it
// says counts only together with its number of states.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { CheckerJob, CheckerRun, CheckerService } from "./services.ts";

/** Of the package, what is used. */
interface Answer {
  readonly success: boolean;
  readonly error_type: string | null;
  readonly error_message: string | null;
  readonly states_explored: number;
  readonly trace: readonly string[] | null;
}
type Reply = { readonly answer: string } | { readonly failed: string };

const SCRIPT = `
const { parentPort, workerData } = require("node:worker_threads");
const ready = import(workerData.entry).then((checker) => {
  checker.initSync({ module: require("node:fs").readFileSync(workerData.wasm) });
  return checker;
});
parentPort.on("message", ({ module, options }) => {
  ready.then((checker) => ({ answer: checker.check_spec_with_options(module, options) })).catch((error) => ({ failed: String(error) })).then((reply) => parentPort.postMessage(reply));
});`;

/** The package that stands beside ptespec; nothing when it is not installed. */
export function findTlaChecker(): CheckerService | undefined {
  let entry: string;
  try {
    entry = fileURLToPath(import.meta.resolve("tla-checker"));
  } catch {
    return undefined;
  }
  const folder = dirname(entry);
  const wasm = join(folder, "tla_checker_bg.wasm");
  if (!existsSync(wasm)) return undefined;
  return { version: versionIn(folder), start: () => startChecker(pathToFileURL(entry).href, wasm) };
}

function versionIn(folder: string): string {
  for (const place of [folder, dirname(folder)]) {
    const file = join(place, "package.json");
    if (!existsSync(file)) continue;
    const parsed: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof parsed === "object" && parsed !== null && "version" in parsed && typeof parsed.version === "string") return parsed.version;
  }
  return "unknown";
}

function startChecker(entry: string, wasm: string): ReturnType<CheckerService["start"]> {
  let worker: Worker | undefined;
  return {
    run: (job) => new Promise<CheckerRun>((resolve) => {
      const thread = worker ??= new Worker(SCRIPT, { eval: true, workerData: { entry, wasm } });
      const finish = (run: CheckerRun): void => {
        thread.off("message", onMessage).off("error", onError).off("exit", onExit);
        resolve(run);
      };
      const onMessage = (reply: Reply): void => finish("answer" in reply ? readAnswer(reply.answer) : failed(reply.failed));
      const onError = (error: Error): void => {
        worker = undefined;
        finish(failed(error.message));
      };
      const onExit = (): void => {
        worker = undefined;
        finish(failed("ended"));
      };
      thread.on("message", onMessage).on("error", onError).on("exit", onExit);
      thread.postMessage({ module: job.module, options: options(job) });
    }),
    close: async () => void await worker?.terminate(),
  };
}

/** Its own bound on depth would end a search at 100. */
function options({ cfg, maxStates }: CheckerJob): string {
  return JSON.stringify({ cfg_source: cfg, max_states: maxStates, max_depth: 1_000_000, allow_deadlock: !/CHECK_DEADLOCK\s+TRUE/u.test(cfg) });
}

const failed = (message: string): CheckerRun => ({ verdict: "failed", distinct: 0, traceLength: 0, message });

function readAnswer(text: string): CheckerRun {
  const answer = JSON.parse(text) as Answer;
  const message = `${answer.error_type ?? ""} ${answer.error_message ?? ""}`.trim();
  const traceLength = ((answer.trace ?? []).join("\n").match(/^State \d+$/gmu) ?? []).length;
  return { verdict: answer.success ? "ok" : verdictOf(answer.error_type ?? ""), distinct: answer.states_explored, traceLength, message };
}

/** InvariantError is something else: an invariant that could not be evaluated. */
function verdictOf(type: string): CheckerRun["verdict"] {
  if (type === "InvariantViolation") return "invariant";
  return /deadlock/iu.test(type) ? "deadlock" : "error";
}
