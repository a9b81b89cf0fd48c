// SPDX-License-Identifier: Apache-2.0
// Threads that take part in a search. They share its memory and need nothing of the thread that started them, which
// is busy searching itself.
import { Worker } from "node:worker_threads";
import type { Threads } from "../check/result.ts";
import { wasmApi } from "../check/wasm/host.ts";
import { serveMember, type MemberTask } from "../check/wasm/member.ts";

/** What a thread that takes part is given as its `workerData`. */
interface MemberData {
  readonly ptespecMember: MemberTask;
}

/** `script`: a module that calls `serveIfMember` with its `workerData`. */
export function nodeThreads(count: number, script: URL): Threads {
  return {
    count,
    start: (tasks) => {
      const workers = tasks.map((task) => {
        const worker = startThread(script, { ptespecMember: task } satisfies MemberData);
        // One that falls over is missed by nobody if it has not begun; else the search says so.
        worker.on("error", () => undefined);
        worker.unref();
        return worker;
      });
      return () => workers.forEach((worker) => void worker.terminate());
    },
  };
}

/** Takes part in a search if this thread was started for that. */
export function serveIfMember(data: unknown): boolean {
  if (typeof data !== "object" || data === null || !("ptespecMember" in data)) return false;
  serveMember(wasmApi(), (data as MemberData).ptespecMember);
  return true;
}

/** Started from its sources, ptespec runs under tsx, which does not reach into threads by itself. */
export function startThread(script: URL, workerData: unknown): Worker {
  if (!script.pathname.endsWith(".ts")) return new Worker(script, { workerData });
  const [loader, main] = [import.meta.resolve("tsx/esm/api"), script.href].map((url) => JSON.stringify(url));
  return new Worker(`import(${loader}).then(({ register }) => { register(); return import(${main}); })`, { eval: true, workerData });
}
