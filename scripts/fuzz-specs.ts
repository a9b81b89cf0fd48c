// SPDX-License-Identifier: Apache-2.0
// Mutated specs through the whole front end and a short search: nothing may throw, hang or take long.
// usage: npx tsx scripts/fuzz-specs.ts [--runs 10000] [--seed 1]
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { fuzzOne, tokensOf } from "../test/support/mutate-spec.ts";

const root = path.join(import.meta.dirname, "..");
const files = ["examples", "std"].flatMap((dir) =>
  readdirSync(path.join(root, dir), { recursive: true, encoding: "utf8" }).filter((f) => f.endsWith(".ptespec")).map((f) => path.join(dir, f)));
const { values } = parseArgs({ options: { runs: { type: "string", default: "10000" }, seed: { type: "string", default: "1" } } });
const texts = files.map((file) => ({ file, text: readFileSync(path.join(root, file), "utf8") }));
const pool = [...new Set(texts.flatMap(({ text }) => tokensOf(text)))];
let slowest = { millis: 0, what: "" };
let accepted = 0;
for (let i = 0; i < Number(values.runs); i += 1) {
  const seed = Number(values.seed) + i;
  const { file, text } = texts[seed % texts.length] ?? { file: "", text: "" };
  const start = performance.now();
  const outcome = fuzzOne(path.join(root, file), text, pool, seed);
  const millis = performance.now() - start;
  if (millis > slowest.millis) slowest = { millis, what: `${file} seed ${seed}` };
  if (outcome.accepted) accepted += 1;
  if (outcome.thrown !== undefined) {
    console.error(`seed ${seed} of ${file} threw: ${outcome.thrown}`);
    process.exitCode = 1;
  }
  if (i % 500 === 499) console.log(`${i + 1} specs, ${accepted} accepted, slowest ${slowest.millis.toFixed(0)} ms (${slowest.what})`);
}
console.log(`${values.runs} mutated specs, ${accepted} accepted, slowest ${slowest.millis.toFixed(0)} ms (${slowest.what})`);
