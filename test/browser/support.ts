// SPDX-License-Identifier: Apache-2.0
// The bundles for browsers, made anew, and the worker without a browser: its script in a bare context of this thread,
// which answers as soon as it is asked.
import { readFileSync } from "node:fs";
import { createContext, Script } from "node:vm";
import { build } from "esbuild";
import { libraryBundles } from "../../scripts/bundles.mjs";
import type { WorkerLike } from "../../src/browser/client.ts";
import type { CheckRequest, WorkerReply } from "../../src/browser/protocol.ts";

export async function bundle(name: "browser.mjs" | "worker.mjs"): Promise<string> {
  const { outputFiles = [], metafile } = await build({ ...libraryBundles()[name], write: false, metafile: true });
  const inputs = Object.keys(metafile.inputs);
  const machine = inputs.filter((path) => /^src\/(?:node|cli)\//u.test(path));
  if (machine.length > 0) throw new Error(`the machine's side is in ${name}: ${machine.join()}`);
  return outputFiles[0]?.text ?? "";
}

export type AskWorker = (request: unknown, hear: (reply: WorkerReply) => void) => void;

/** The worker of a script. Every message goes through a structured clone, as between threads. */
export function startWorker(script: string): AskWorker {
  let listener: (reply: WorkerReply) => void = () => undefined;
  const context = createContext({ performance: { now: () => performance.now() }, postMessage: (reply: WorkerReply) => listener(structuredClone(reply)) });
  // As in a worker: the global object has a name.
  Object.assign(context, { self: context });
  new Script(script).runInContext(context);
  return (request, hear) => {
    listener = hear;
    (context as { readonly onmessage: (event: { readonly data: unknown }) => void }).onmessage({ data: structuredClone(request) });
  };
}

export function repliesTo(ask: AskWorker, request: CheckRequest): readonly WorkerReply[] {
  const replies: WorkerReply[] = [];
  ask(request, (reply) => replies.push(reply));
  return replies;
}

/** A worker that answers in this thread, a moment after it is asked. */
export function inThisThread(ask: AskWorker): () => WorkerLike {
  return () => {
    let ended = false;
    const listeners: ((event: { readonly data: WorkerReply }) => void)[] = [];
    return {
      addEventListener: (type: string, listener: (event: never) => void) => {
        if (type === "message") listeners.push(listener as (event: { readonly data: WorkerReply }) => void);
      },
      postMessage: (request) => void setTimeout(() => ended || ask(request, (reply) => listeners.forEach((listen) => listen({ data: reply })))),
      terminate: () => {
        ended = true;
      },
    };
  };
}

/** A model of the benchmarks, with another check. */
export function benchSpec(name: string, check: string): string {
  const text = readFileSync(`bench/models/${name}.ptespec`, "utf8");
  return text.slice(0, text.search(/^check /mu)) + check;
}

/** 1,131,867 states; nothing can be reduced. */
export const MILLION = benchSpec("contpte", `check million {
  with target = 1, cpu = 2, N = 3, K = 1;
  run change_block();
  run gup(cpu0);
  run gup(cpu1);
  hardware pt;
  flush broadcast;
  allow deadlock "safety only";
  expect complete, no_mix hold;
}
`);

/** 2,097,328 states; the readers are interchangeable. */
export const SYMMETRIC = benchSpec("split", `check two_million {
  with V = 3;
  run remap();
  run 4 * read();
  flush ipi;
  allow deadlock "safety only";
  expect once_present hold;
}
`);

/** Lines can be broken elsewhere when a time is longer. */
export const withoutTimes = (text: string): string => text.replace(/,\s+\d+\.\d+ s$/gmu, "").replace(/ +\d+\.\d+ s$/gmu, "").replaceAll("    time", "");
