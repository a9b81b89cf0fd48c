// SPDX-License-Identifier: Apache-2.0
// Rewrites everything that is generated and committed: grammar/generated, out/, the generated parts of the
// documents, the recorded outputs of the tests; then says what changed. With --check it leaves the recorded
// outputs to the tests, and fails when anything changed.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { decide, emittedFiles, exampleChecks } from "../test/support/examples.ts";
import { outIndex } from "./out-index.ts";

const check = process.argv.includes("--check");
const PLACES = ["grammar/generated", "out", "examples", "docs", "README.md", "test"];
const say = { stdio: "inherit", preferLocal: true } as const;

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));

/** The texts of all files where generated ones are. */
function snapshot(): ReadonlyMap<string, string> {
  const present = PLACES.filter((place) => existsSync(place));
  const files = present.flatMap((place) => (statSync(place).isFile() ? [place] : filesIn(place)));
  return new Map(files.map((path) => [path, readFileSync(path, "utf8")]));
}

/** Writes out/ and removes what no example gives any more. */
async function writeOut(): Promise<void> {
  const files = new Map(await emittedFiles());
  files.set(join("out", "README.md"), outIndex(exampleChecks(), decide));
  for (const path of existsSync("out") ? filesIn("out") : []) if (!files.has(path)) rmSync(path);
  for (const [path, text] of files) {
    if (existsSync(path) && readFileSync(path, "utf8") === text) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

/** Runs the tests with recorded outputs, to record them anew. */
async function recordOutputs(): Promise<void> {
  const recording = filesIn("test").filter((path) => path.endsWith(".test.ts") && /Snapshot\(/u.test(readFileSync(path, "utf8")));
  await execa("vitest", ["run", "--project", "core", ...recording, "--update"], say);
}

const before = snapshot();
await execa("npm", ["run", "--silent", "build"], say);
await execa("tsx", ["scripts/generate-grammar.ts"], say);
await writeOut();
if (!check) await recordOutputs();
await execa("tsx", ["scripts/generate-docs.ts"], say);

const after = snapshot();
const changed = [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path)).toSorted();
console.log(changed.length === 0 ? "generated files: nothing changed" : `generated files that changed:\n${changed.map((path) => `  ${path}`).join("\n")}`);
if (check && changed.length > 0) process.exitCode = 1;
