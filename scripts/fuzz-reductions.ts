// SPDX-License-Identifier: Apache-2.0
// Long differential run of the reductions: every combination against the search of all states, on random
// protocols and, every fifth, on random models without structure.
// Usage: npx tsx scripts/fuzz-reductions.ts [--runs 5000] [--seed 1] [--states 4000] [--engine js|wasm|tables|auto]
import { parseArgs } from "node:util";
import { explore } from "../src/check/explore.ts";
import { compareReductions } from "../test/reduce/compare.ts";
import { randomModel } from "../test/support/random-model.ts";
import { randomProtocol } from "../test/support/random-protocol.ts";

const { values } = parseArgs({ options: { runs: { type: "string" }, seed: { type: "string" }, states: { type: "string" }, engine: { type: "string" } } });
const engine = (["wasm", "tables", "auto"] as const).find((name) => name === values.engine) ?? "js";
const runs = Number(values.runs ?? 5000);
const first = Number(values.seed ?? 1);
const maxStates = Number(values.states ?? 4000);

let failures = 0;
let skipped = 0;
let cutoffs = 0;
const used = new Map<string, { models: number; smaller: number; factor: number }>();
for (let seed = first; seed < first + runs && failures < 10; seed += 1) {
  const compared = compareReductions(seed % 5 === 0 ? randomModel(seed) : randomProtocol(seed, { asymmetric: seed % 4 === 1 }), maxStates, (model, options) => explore(model, { ...options, engine }));
  if (compared === undefined) {
    skipped += 1;
    continue;
  }
  if (compared.what.some((text) => text.startsWith("one of"))) cutoffs += 1;
  for (const [name, distinct] of compared.reduced) {
    const { models, smaller, factor } = used.get(name) ?? { models: 0, smaller: 0, factor: 0 };
    used.set(name, { models: models + 1, smaller: smaller + (distinct < compared.whole ? 1 : 0), factor: factor + Math.max(1, compared.whole) / Math.max(1, distinct) });
  }
  if (compared.problem === undefined) continue;
  failures += 1;
  console.log(`seed ${seed}: ${compared.problem}`);
}
console.log(`${runs} models from seed ${first}: ${failures} disagreements; ${skipped} with more than ${maxStates} states left out`);
for (const [name, { models, smaller, factor }] of used) console.log(`  ${name}: applied to ${models} models, fewer states in ${smaller}, on average ${(factor / models).toFixed(2)} times fewer`);
console.log(`  agents that influence nobody: in ${cutoffs} models`);
process.exitCode = failures === 0 ? 0 : 1;
