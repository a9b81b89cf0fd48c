// SPDX-License-Identifier: Apache-2.0
// The worker in a real browser: a million states with progress and the numbers of Node, ended within a second; and
// the page of demo/, used as a reader would. One line where there is no browser (CHROMIUM, or /usr/bin/chromium).
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CASES } from "../../bench/cases.ts";
import { serve } from "../../scripts/demo.mjs";
import { checkFiles } from "../../src/browser/check-files.ts";
import type { CheckAnswer, CheckProgress, CheckRequest } from "../../src/browser/protocol.ts";
import { CHROMIUM, hasChromium, startChromium, type Browser, type Page } from "../support/chromium.ts";
import { bundle, MILLION, SYMMETRIC, withoutTimes } from "./support.ts";

if (!hasChromium) console.log(`no browser (CHROMIUM, or ${CHROMIUM}): the worker runs in a bare JavaScript context only`);

const known = (model: string): number | undefined => CASES["1e6"]?.find((one) => one.model === model)?.distinct;
const request = (text: string, reductions: boolean): CheckRequest => ({ files: { "a.ptespec": text }, path: "a.ptespec", reductions });
const inNode = (asked: CheckRequest): CheckAnswer => checkFiles(asked, {}, { now: () => performance.now(), progress: () => undefined, checked: () => undefined, stopped: () => false });

describe.runIf(hasChromium)("in Chromium", () => {
  let browser: Browser | undefined;
  let server: Awaited<ReturnType<typeof serve>> | undefined;
  const pages: Page[] = [];

  async function open(path: string): Promise<Page> {
    if (browser === undefined || server === undefined) throw new Error("no browser");
    const page = await browser.open(server.url + path);
    pages.push(page);
    return page;
  }

  beforeAll(async () => {
    const [client, worker] = await Promise.all([bundle("browser.mjs"), bundle("worker.mjs")]);
    server = await serve(0, { "dist/browser.mjs": client, "dist/worker.mjs": worker, "dist/empty.html": "<!doctype html><link rel=icon href=data:,>" });
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    expect(pages.flatMap(({ complaints }) => complaints)).toEqual([]);
  });

  test.each([
    ["a million states", MILLION, false, known("contpte")],
    ["two million states", SYMMETRIC, false, known("split")],
    ["their orbits", SYMMETRIC, true, 135_928],
  ])("%s", async (_, text, reductions, distinct) => {
    const page = await open("dist/empty.html");
    const { answer, progress } = await page.evaluate<{ answer: CheckAnswer; progress: CheckProgress[] }>(`(async () => {
      const { checkInWorker } = await import("./browser.mjs");
      const progress = [];
      const answer = await checkInWorker(${JSON.stringify(request(text, reductions))}, { onProgress: (one) => progress.push(one) });
      return { answer, progress };
    })()`);
    const node = inNode(request(text, reductions));
    const [check] = answer.report.checks;
    expect(check).toMatchObject({ verdict: "holds", distinct, exhausted: true });
    expect(check).toEqual({ ...node.report.checks[0], millis: check?.millis });
    expect(withoutTimes(answer.output)).toBe(withoutTimes(node.output));
    const counts = progress.map((one) => one.distinct);
    if (!reductions) expect(counts.length).toBeGreaterThanOrEqual(2);
    expect(counts).toEqual([...new Set(counts)].toSorted((a, b) => a - b));
    for (const one of progress) expect(one).toMatchObject({ check: check?.check, depth: expect.any(Number), queue: expect.any(Number), statesPerSecond: expect.any(Number) });
  });

  test("a search is ended within a second, and says no more", async () => {
    const page = await open("dist/empty.html");
    const ended = await page.evaluate<{ name: string; waited: number; later: number; ended: number }>(`(async () => {
      const { checkInWorker } = await import("./browser.mjs");
      const controller = new AbortController();
      let [at, heard, ended] = [0, 0, 0];
      const worker = () => {
        const own = new Worker("./worker.mjs", { type: "module" });
        const terminate = own.terminate.bind(own);
        own.terminate = () => { ended += 1; terminate(); };
        return own;
      };
      const onProgress = () => {
        heard += 1;
        if (heard === 2) { at = performance.now(); controller.abort(); }
      };
      const error = await checkInWorker(${JSON.stringify(request(MILLION, false))}, { signal: controller.signal, onProgress, worker }).then(() => ({ name: "answered" }), (reason) => reason);
      const waited = performance.now() - at;
      await new Promise((resolve) => setTimeout(resolve, 300));
      return { name: error.name, waited, later: heard - 2, ended };
    })()`);
    expect(ended).toMatchObject({ name: "AbortError", later: 0, ended: 1 });
    expect(ended.waited).toBeLessThan(1000);
  });

  test("a search that shares a word with the page stops by itself", async () => {
    const page = await open("dist/empty.html");
    const stopped = await page.evaluate<{ isolated: boolean; waited: number; answer: CheckAnswer }>(`new Promise((resolve) => {
      const stop = new SharedArrayBuffer(4);
      const worker = new Worker("./worker.mjs", { type: "module" });
      let at = Infinity;
      worker.onmessage = ({ data }) => {
        if (data.kind === "progress" && at === Infinity) { at = performance.now(); Atomics.store(new Int32Array(stop), 0, 1); }
        if (data.kind === "answer") resolve({ isolated: crossOriginIsolated, waited: performance.now() - at, answer: data.answer });
      };
      worker.postMessage({ ...${JSON.stringify(request(MILLION, false))}, stop });
    })`);
    expect(stopped).toMatchObject({ isolated: true, answer: { report: { exitCode: 4, checks: [{ verdict: "inconclusive", stop: "interrupted" }] } } });
    expect(stopped.waited).toBeLessThan(1000);
  });

  test("the page", async () => {
    const page = await open("demo/index.html");
    const until = (condition: string): Promise<void> => page.evaluate(`(async () => { while (!(${condition})) await new Promise((resolve) => setTimeout(resolve, 20)); })()`);
    const text = (id: string): Promise<string> => page.evaluate(`document.getElementById("${id}").textContent`);
    const click = (id: string): Promise<void> => page.evaluate(`document.getElementById("${id}").click()`);
    await until("document.getElementById('spec').value !== ''");
    await click("run");
    await until("document.getElementById('verdict').dataset.outcome !== ''");
    expect(await text("verdict")).toBe("3 checks, 3 of them as expected");
    expect(await text("output")).toMatch(/promise not kept:\s+no_lost_dirty/u);

    const select = "const select = document.getElementById('example'); select.selectedIndex = 3; select.dispatchEvent(new Event('change'));";
    await page.evaluate(`{ ${select} document.getElementById("reductions").checked = false; }`);
    await until("document.getElementById('check').value === 'million'");
    await page.evaluate("document.getElementById('check').value = 'twelve_million'");
    await click("run");
    const states = "Number(document.getElementById('distinct').textContent.replaceAll(',', ''))";
    await until(`!document.getElementById('numbers').hidden && ${states} > 0`);
    const seen = await page.evaluate<number>(states);
    await until(`${states} > ${seen}`);
    await click("cancel");
    await until("document.getElementById('bar').hidden");
    expect(await text("verdict")).toMatch(/^Cancelled at [\d,]+ states of twelve_million: nothing is decided about it\.$/u);

    await page.evaluate("document.getElementById('spec').value = 'param N 2;'");
    await click("run");
    await until("document.getElementById('verdict').dataset.outcome === 'refuted'");
    expect(await text("messages")).toContain("error[PTE101]");

    await page.send("Emulation.setDeviceMetricsOverride", { width: 360, height: 640, deviceScaleFactor: 1, mobile: true });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
  });
});
