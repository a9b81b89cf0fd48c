// SPDX-License-Identifier: Apache-2.0
// The core needs no Node: bundled for a browser it gives the same answers there, in headless Chromium where
// there is one (CHROMIUM names it, otherwise /usr/bin/chromium), and always in a bare context without Node's globals.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createContext, Script } from "node:vm";
import { build } from "esbuild";
import { execa } from "execa";
import { beforeAll, describe, expect, test } from "vitest";
import { coreAtWork } from "./support/core-script.ts";
import { loadExample } from "./support/examples.ts";

const SPEC = "examples/generic/norecency.ptespec";
const chromium = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const browser = existsSync(chromium);
if (!browser) console.log("no browser (CHROMIUM, or /usr/bin/chromium): the core runs in a bare JavaScript context only");

let bundle = "";
let files: Readonly<Record<string, string>> = {};
let expected = "";

/** Source text of a call whose answer `then` gets as `answer`. */
const call = (then: string): string => `core.coreAtWork(${JSON.stringify(files)}, ${JSON.stringify(SPEC)}).then((answer) => { ${then} }, (error) => { const answer = String(error.stack); ${then} });`;

/** The texts of specs and of the library files they import. */
function withImports(paths: readonly string[]): Readonly<Record<string, string>> {
  const texts = Object.fromEntries(paths.map((path) => [path, readFileSync(path, "utf8")]));
  const all = new Set([...paths, ...Object.values(texts).flatMap((text) => [...text.matchAll(/^import (std\/\w+)/gmu)].map(([, name]) => `${name ?? ""}.ptespec`))]);
  return all.size === paths.length ? texts : withImports([...all]);
}

/** The first line in which an answer differs from the one under Node. */
function difference(answer: string): string {
  const [ours, theirs] = [expected.split("\n"), answer.split("\n")];
  const at = theirs.findIndex((line, i) => line !== ours[i]);
  return at === -1 && ours.length === theirs.length ? "" : `line ${at}: ${theirs[at]?.slice(0, 500) ?? "(missing)"}`;
}

beforeAll(async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: ["test/support/core-script.ts"], bundle: true, write: false, metafile: true, platform: "browser", format: "iife", globalName: "core", target: "es2022", logLevel: "silent",
  });
  bundle = outputFiles[0]?.text ?? "";
  const inputs = Object.keys(metafile.inputs);
  expect(inputs.filter((path) => /^src\/(?:node|cli)\//u.test(path)), "the machine's side of ptespec is not in the bundle").toEqual([]);
  expect(Object.values(metafile.inputs).flatMap((input) => input.imports).filter((each) => each.external === true)).toEqual([]);
  files = withImports([SPEC]);
  expected = await coreAtWork(files, SPEC);
});

test("the answer is one", () => {
  expect(expected).toContain("as expected");
  for (const { name } of loadExample(SPEC).checks) expect(expected).toContain(name);
});

test("without Node's globals", async () => {
  const context = createContext({});
  new Script(`${bundle}; globalThis.core = core;`).runInContext(context);
  const answer = new Promise<string>((resolve) => {
    Object.assign(context, { resolve });
  });
  new Script(call("resolve(answer);")).runInContext(context);
  expect(difference(await answer)).toBe("");
});

describe.runIf(browser)("in Chromium", () => {
  test("from a page on disk", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ptespec-browser-"));
    try {
      const script = `${bundle}\n${call("document.body.append(encodeURIComponent(answer));")}`;
      writeFileSync(join(folder, "core.js"), script);
      writeFileSync(join(folder, "page.html"), "<!doctype html><meta charset=\"utf-8\"><body><script src=\"core.js\"></script></body>");
      const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", `--user-data-dir=${join(folder, "profile")}`, "--virtual-time-budget=60000", "--dump-dom"];
      const { stdout } = await execa(chromium, [...flags, pathToFileURL(join(folder, "page.html")).href], { timeout: 55_000 });
      expect(difference(decodeURIComponent(/<\/script>\s*([^\s<]+)/u.exec(stdout)?.[1] ?? ""))).toBe("");
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});
