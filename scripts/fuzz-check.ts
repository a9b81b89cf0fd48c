// SPDX-License-Identifier: Apache-2.0
// Long differential run of the checker: engines against reference interpreter on random models.
// Usage: npx tsx scripts/fuzz-check.ts --runs 2000 --seed 1 [--states 1000]
import { parseArgs } from "node:util";
import { disagreement, wasmDisagreement } from "../test/check/compare.ts";
import { randomModel } from "../test/support/random-model.ts";

const { values } = parseArgs({ options: { runs: { type: "string" }, seed: { type: "string" }, states: { type: "string" } } });
const runs = Number(values.runs ?? 2000);
const first = Number(values.seed ?? 1);
const maxStates = Number(values.states ?? 1000);

let failures = 0;
for (let seed = first; seed < first + runs && failures < 10; seed += 1) {
  const model = randomModel(seed);
  const problem = disagreement(model, { maxStates }) ?? wasmDisagreement(model, { maxStates });
  if (problem === undefined) continue;
  failures += 1;
  console.log(`seed ${seed}: ${problem}`);
}
console.log(`${runs} models from seed ${first}: ${failures} disagreements`);
process.exitCode = failures === 0 ? 0 : 1;
