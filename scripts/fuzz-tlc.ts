// SPDX-License-Identifier: Apache-2.0
// Random models through the reference interpreter and the real TLC, for hours if wanted:
//   tsx scripts/fuzz-tlc.ts --runs 2000 --seed 1 [--jobs 2] [--traces 10] [--keep folder] [--pluscal]
// With --pluscal it is the PlusCal modules that TLC reads, and the translator must find nothing to change in them.
// Each disagreement is printed with its seed and, with --keep, saved with the emitted module. Exit 1 if any.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { emitPlusCal } from "../src/emit/pluscal/module.ts";
import { emitTla } from "../src/emit/tla/module.ts";
import type { IrModel } from "../src/ir/model.ts";
import { randomModel as emitterModel, Rng } from "../test/emit/random.ts";
import { randomModel as checkerModel } from "../test/support/random-model.ts";
import { findTlc, NO_TLC, type Tlc } from "../test/support/tlc.ts";
import { runTlaChecker } from "../test/support/tla-checker.ts";
import { comparePcal, compareTraces, compareWithTlc, stateGraph } from "../test/tlc/compare.ts";
import { emitCfg } from "../src/emit/tla/cfg.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "100" }, seed: { type: "string", default: "1" }, jobs: { type: "string", default: "2" },
    traces: { type: "string", default: "10" }, keep: { type: "string" }, states: { type: "string", default: "3000" }, pluscal: { type: "boolean", default: false },
  },
});
const runs = Number(values.runs);
const first = Number(values.seed);
const limit = Number(values.states);

/** Two generators, written apart: odd seeds are the checker's, even ones the emitter's. */
const modelOf = (seed: number): IrModel => (seed % 2 === 1 ? checkerModel(seed) : emitterModel(new Rng(seed)));

interface Tally { compared: number; skipped: number; traces: number; states: number; failures: number }
const tally: Tally = { compared: 0, skipped: 0, traces: 0, states: 0, failures: 0 };

async function one(tlc: Tlc, seed: number): Promise<void> {
  const model = modelOf(seed);
  const graph = stateGraph(model, limit);
  if (graph === undefined || graph.distinct === 0) {
    tally.skipped += 1;
    return;
  }
  const { pluscal } = values;
  const complaints = [...await compareWithTlc(tlc, model, graph, { counts: true, pluscal }), ...(pluscal ? await comparePcal(tlc, model) : [])];
  if (!pluscal && graph.distinct <= 400) {
    const { module } = emitTla(model, { generator: "test" });
    const second = runTlaChecker(module, emitCfg({ invariants: ["TypeOK"], deadlock: false }));
    if (second.verdict !== "ok" || second.distinct !== graph.distinct) complaints.push(`tla-checker: ${JSON.stringify(second)}, ${graph.distinct} states by definition`);
  }
  if (!pluscal && seed % Number(values.traces) === 0) {
    complaints.push(...await compareTraces(tlc, model));
    tally.traces += 1;
  }
  tally.compared += 1;
  tally.states += graph.distinct;
  if (complaints.length > 0) await report(seed, model, complaints);
}

async function report(seed: number, model: IrModel, complaints: readonly string[]): Promise<void> {
  tally.failures += 1;
  console.log(`seed ${seed}:\n  ${complaints.join("\n  ")}`);
  if (values.keep === undefined) return;
  await mkdir(values.keep, { recursive: true });
  const { module, cfg } = (values.pluscal ? emitPlusCal : emitTla)(model, { generator: "fuzz" });
  await writeFile(join(values.keep, `${seed}.tla`), module);
  await writeFile(join(values.keep, `${seed}.cfg`), cfg);
}

async function worker(tlc: Tlc, next: () => number | undefined): Promise<void> {
  for (let seed = next(); seed !== undefined; seed = next()) {
    try {
      await one(tlc, seed);
    } catch (error) {
      tally.failures += 1;
      console.log(`seed ${seed}: ${error instanceof Error ? error.stack : String(error)}`);
    }
    if ((seed - first) % 100 === 99) console.log(`${seed - first + 1} of ${runs}: ${JSON.stringify(tally)}`);
  }
}

async function main(): Promise<void> {
  const [tlc] = await findTlc();
  if (tlc === undefined) {
    console.log(NO_TLC);
    return;
  }
  let seed = first;
  const next = (): number | undefined => (seed < first + runs ? seed++ : undefined);
  await Promise.all(Array.from({ length: Number(values.jobs) }, () => worker(tlc, next)));
  console.log(`done: ${JSON.stringify(tally)}`);
  process.exitCode = tally.failures > 0 ? 1 : 0;
}

await main();
