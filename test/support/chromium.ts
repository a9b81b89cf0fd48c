// SPDX-License-Identifier: Apache-2.0
// A headless Chromium driven over a pipe, by the few words of its DevTools protocol that tests need: open a page,
// evaluate there, look at it. CHROMIUM names the browser, otherwise it is /usr/bin/chromium.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

export const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
export const hasChromium = existsSync(CHROMIUM);

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-extensions",
  "--remote-debugging-pipe",
];

type Json = Readonly<Record<string, unknown>>;
interface Reply { readonly id?: number; readonly result?: Json; readonly error?: { readonly message: string }; readonly method?: string; readonly params?: Json }

export interface Page {
  /** The value of an expression of the page, awaited. @throws what the page throws. */
  evaluate<T>(expression: string): Promise<T>;
  /** A command of the protocol. */
  send(method: string, params?: Json): Promise<Json>;
  /** What the page and its workers complained about on the console. */
  readonly complaints: readonly string[];
}

export interface Browser {
  open(url: string): Promise<Page>;
  close(): Promise<void>;
}

export async function startChromium(): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), "ptespec-chromium-"));
  const child = spawn(CHROMIUM, [...FLAGS, `--user-data-dir=${profile}`], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const [to, from] = [child.stdio[3] as Writable, child.stdio[4] as Readable];
  const waiting = new Map<number, (reply: Reply) => void>();
  const listeners: ((reply: Reply) => void)[] = [];
  let id = 0;
  let rest = "";
  from.setEncoding("utf8").on("data", (text: string) => {
    const messages = (rest + text).split("\0");
    rest = messages.pop() ?? "";
    for (const message of messages) {
      const reply = JSON.parse(message) as Reply;
      if (reply.id === undefined) listeners.forEach((listen) => listen(reply));
      else waiting.get(reply.id)?.(reply);
    }
  });
  const send = (method: string, params: Json = {}, sessionId?: string): Promise<Json> => new Promise((resolve, reject) => {
    const own = ++id;
    waiting.set(own, ({ result = {}, error }) => {
      waiting.delete(own);
      if (error === undefined) resolve(result);
      else reject(new Error(`${method}: ${error.message}`));
    });
    to.write(`${JSON.stringify({ id: own, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`);
  });
  return {
    async open(url) {
      const { targetId } = await send("Target.createTarget", { url: "about:blank" });
      const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
      const session = String(sessionId);
      const complaints: string[] = [];
      const loaded = new Promise<void>((resolve) => listeners.push(({ method, params }) => {
        if (method === "Page.loadEventFired") resolve();
        if (method === "Runtime.exceptionThrown" || method === "Log.entryAdded") complaints.push(JSON.stringify(params));
      }));
      for (const domain of ["Page", "Runtime", "Log"]) await send(`${domain}.enable`, {}, session);
      await send("Page.navigate", { url }, session);
      await loaded;
      return {
        complaints,
        send: (method, params) => send(method, params, session),
        async evaluate<T>(expression: string): Promise<T> {
          const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true }, session) as {
            readonly result: { readonly value: T }; readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
          };
          if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
          return result.value;
        },
      };
    },
    async close() {
      await send("Browser.close").catch(() => undefined);
      const timer = setTimeout(() => child.kill("SIGKILL"), 3000);
      await exited;
      clearTimeout(timer);
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
