// SPDX-License-Identifier: Apache-2.0
// The worker without a browser: what it says, that it says what the command says, and what the client makes of it.
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { blocksOf } from "../../scripts/docs/markdown.ts";
import { filesOf, Session } from "../../scripts/docs/session.ts";
import { checkInWorker, type CheckInWorkerOptions, type WorkerLike } from "../../src/browser/client.ts";
import type { CheckAnswer, CheckRequest, WorkerReply } from "../../src/browser/protocol.ts";
import { hasChromium } from "../support/chromium.ts";
import { bundle, inThisThread, MILLION, repliesTo, startWorker, SYMMETRIC, withoutTimes, type AskWorker } from "./support.ts";

let ask: AskWorker = () => undefined;
beforeAll(async () => {
  ask = startWorker(await bundle("worker.mjs"));
});

const one = (path: string, more: Partial<CheckRequest> = {}): CheckRequest => ({ files: { [path]: readFileSync(path, "utf8") }, path, ...more });
const inline = (text: string, more: Partial<CheckRequest> = {}): CheckRequest => ({ files: { "a.ptespec": text }, path: "a.ptespec", ...more });

function answerTo(request: CheckRequest): CheckAnswer {
  const last = repliesTo(ask, request).at(-1);
  if (last?.kind !== "answer") throw new Error(`no answer: ${JSON.stringify(last)}`);
  return last.answer;
}

describe("the worker says what the command says", () => {
  const SPEC = "examples/generic/wrprotect.ptespec";

  test.each([["all", "--traces"], ["none", "--no-traces"], ["unexpected", ""]] as const)("traces: %s", async (traces, option) => {
    const printed = await new Session("").command(`ptespec check ${SPEC} ${option}`);
    expect(withoutTimes(answerTo(one(SPEC, { traces })).output)).toBe(withoutTimes(printed));
  });

  test("as JSON, with sizes of the request and of one check", async () => {
    const printed = await new Session("").command("ptespec check examples/generic/gup-fast.ptespec --check gup_fast_64bit --param N=2 --json --traces");
    const { report } = answerTo(one("examples/generic/gup-fast.ptespec", { checks: ["gup_fast_64bit"], params: { N: 2 } }));
    const timeless = (json: string): string => json.replace(/"millis":\d+/gu, "");
    expect(timeless(JSON.stringify(report))).toBe(timeless(JSON.stringify(JSON.parse(printed))));
  });

  test("imports of other files are found from where they are named", () => {
    const scene = "examples/arm64/scene.ptespec";
    const { report, messages } = answerTo(one("examples/arm64/contpte.ptespec", { files: { [scene]: readFileSync(scene, "utf8"), "examples/arm64/contpte.ptespec": readFileSync("examples/arm64/contpte.ptespec", "utf8") }, checks: ["aside"] }));
    expect(messages).toBe("");
    expect(report.checks.map(({ check, verdict, asExpected }) => ({ check, verdict, asExpected }))).toEqual([{ check: "aside", verdict: "violated", asExpected: true }]);
  });

  test.each([
    ["a mistake in the spec", inline("param N 2;"), "PTE101", 2],
    ["a file that is not there", inline("import \"./b.ptespec\"\n"), "PTE001", 2],
    ["a library that is not there", inline("import std/vax\n"), "PTE001", 2],
    ["no check", inline("param N = 2 in 1..3;\n"), "PTE007", 2],
    ["an unknown check", one(SPEC, { checks: ["read_then_stor"] }), "PTE026", 3],
    ["an unknown size", one(SPEC, { params: { Z: 1 } }), "PTE027", 3],
  ] as const)("%s", (_, request, code, exitCode) => {
    const { output, messages, report } = answerTo(request);
    expect({ output, exitCode: report.exitCode, checks: report.checks }).toEqual({ output: "", exitCode, checks: [] });
    expect(report.diagnostics.map((each) => each.code)).toContain(code);
    expect(messages).toContain(`[${code}]`);
  });

  test("a bound leaves it open", () => {
    const { report } = answerTo(inline(MILLION, { maxStates: 30_000, reductions: false }));
    expect(report).toMatchObject({ exitCode: 4, checks: [{ verdict: "inconclusive", stop: "states" }] });
  });

  test("a word that both sides see stops the search, and the checks that would follow", () => {
    const stop = new SharedArrayBuffer(4);
    const replies: WorkerReply[] = [];
    const two = `${MILLION}${MILLION.slice(MILLION.indexOf("check million")).replace("check million", "check another")}`;
    ask({ ...inline(two, { reductions: false }), stop }, (reply) => {
      replies.push(reply);
      if (reply.kind === "progress") Atomics.store(new Int32Array(stop), 0, 1);
    });
    expect(replies.map(({ kind }) => kind)).toEqual(["progress", "checked", "checked", "answer"]);
    expect(replies.at(-1)).toMatchObject({ answer: { report: { exitCode: 4, checks: [{ check: "million", verdict: "inconclusive", stop: "interrupted" }, { check: "another", verdict: "inconclusive", stop: null }] } } });
  });

  test("what is no request is an error, not silence", () => {
    const replies: WorkerReply[] = [];
    ask({ path: 1 }, (reply) => replies.push(reply));
    expect(replies.map(({ kind }) => kind)).toEqual(["error"]);
  });
});

// In the browser it is seconds quicker.
test.runIf(!hasChromium)("a million states, with numbers that only grow on the way", () => {
  const replies = repliesTo(ask, inline(MILLION, { reductions: false }));
  const distinct = replies.flatMap((reply) => (reply.kind === "progress" ? [reply.progress.distinct] : []));
  expect(distinct.length).toBeGreaterThan(1);
  expect(distinct).toEqual([...new Set(distinct)].toSorted((a, b) => a - b));
  expect(replies.filter(({ kind }) => kind !== "progress").map(({ kind }) => kind)).toEqual(["checked", "answer"]);
  expect(replies.at(-1)).toMatchObject({ answer: { report: { checks: [{ verdict: "holds", distinct: 1_131_867, exhausted: true, reductions: "none" }] } } });
});

test("reductions are on unless they are switched off", () => {
  expect(answerTo(inline(SYMMETRIC)).report.checks).toMatchObject([{ verdict: "holds", distinct: 135_928, reductions: [{ name: "symmetry" }] }]);
});

describe("the client", () => {
  const request = inline("check c {}");
  /** A worker that does what the test says. */
  function played(): { readonly worker: WorkerLike; readonly tell: (type: string, event: object) => void; readonly log: string[] } {
    const listeners: [string, (event: never) => void][] = [];
    const log: string[] = [];
    return {
      log, tell: (type, event) => listeners.filter(([own]) => own === type).forEach(([, listen]) => listen(event as never)),
      worker: { postMessage: () => log.push("asked"), terminate: () => log.push("ended"), addEventListener: (type: string, listener: (event: never) => void) => void listeners.push([type, listener]) },
    };
  }

  test("starts nothing when it is too late already", async () => {
    const asked = checkInWorker(request, { signal: AbortSignal.abort("no"), worker: () => { throw new Error("started"); } });
    await expect(asked).rejects.toBe("no");
  });

  test("ends the worker when told, rejects with the reason, and hears no more", async () => {
    const { worker, tell, log } = played();
    const controller = new AbortController();
    const heard: number[] = [];
    const asked = checkInWorker(request, { signal: controller.signal, worker: () => worker, onProgress: ({ distinct }) => heard.push(distinct) });
    tell("message", { data: { kind: "progress", progress: { distinct: 1 } } });
    controller.abort();
    tell("message", { data: { kind: "progress", progress: { distinct: 2 } } });
    tell("message", { data: { kind: "answer", answer: {} } });
    await expect(asked).rejects.toMatchObject({ name: "AbortError" });
    expect({ heard, log }).toEqual({ heard: [1], log: ["asked", "ended"] });
  });

  test.each([
    ["a worker that cannot be loaded", "error", {}, "could not be started, or died"],
    ["a worker that dies", "error", { message: "out of memory" }, "out of memory"],
    ["a mistake in ptespec", "message", { data: { kind: "error", message: "missing x", stack: "InternalError: missing x" } }, "missing x"],
  ])("%s", async (_, type, event, message) => {
    const { worker, tell, log } = played();
    const asked = checkInWorker(request, { worker: () => worker });
    tell(type, event);
    await expect(asked).rejects.toThrow(message);
    expect(log).toEqual(["asked", "ended"]);
  });

  test("the program of docs/browser.md", async () => {
    const program = blocksOf(readFileSync("docs/browser.md", "utf8")).find(({ language }) => language === "js")?.body ?? "";
    const line = "import { checkInWorker } from \"ptespec/browser\";\n";
    expect(program).toContain(line);
    const spec = filesOf(readFileSync("README.md", "utf8")).get("first.ptespec") ?? "";
    const printed: string[] = [];
    const AsyncFunction = (async () => undefined).constructor as new (...text: string[]) => (...values: unknown[]) => Promise<void>;
    const run = new AsyncFunction("checkInWorker", "text", "document", "console", program.replace(line, ""));
    const here = (asked: CheckRequest, options: CheckInWorkerOptions): Promise<CheckAnswer> => checkInWorker(asked, { ...options, worker: inThisThread(ask) });
    await run(here, spec, { querySelector: () => new EventTarget() }, { log: (...values: unknown[]) => printed.push(values.join(" ")) });
    expect(printed.join("\n")).toMatch(/^by_hand violated 7\natomically holds 4\nfirst\.ptespec: by_hand: violated, as expected$/mu);
  });
});
