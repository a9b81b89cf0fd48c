// SPDX-License-Identifier: Apache-2.0
// Threads that take part in a search. They share its memory and need nothing of the thread that started them, which
// is busy searching itself.
import { Worker } from "node:worker_threads";
import type { Threads } from "../check/result.ts";

/** `script`: `member.ts`, or the bundle of it. */
export function nodeThreads(count: number, script: URL): Threads {
  return {
    count,
    start: (tasks) => {
      const workers = tasks.map((task) => {
        const worker = startThread(script, task);
        // One that falls over is missed by nobody if it has not begun; else the search says so.
        worker.on("error", () => undefined);
        worker.unref();
        return worker;
      });
      return () => workers.forEach((worker) => void worker.terminate());
    },
  };
}

/** Started from its sources, ptespec runs under tsx, which does not reach into threads by itself. */
export function startThread(script: URL, workerData: unknown): Worker {
  if (!script.pathname.endsWith(".ts")) return new Worker(script, { workerData });
  const [loader, main] = [import.meta.resolve("tsx/esm/api"), script.href].map((url) => JSON.stringify(url));
  return new Worker(`import(${loader}).then(({ register }) => { register(); return import(${main}); })`, { eval: true, workerData });
}
