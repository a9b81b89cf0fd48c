// SPDX-License-Identifier: Apache-2.0
// PlusCal and the official translator: it changes nothing in a committed module; and TLC, which reads the
// translation, counts what the checker counts and finds counterexamples of the same length. Bigger checks only
// when PTESPEC_TLC_STATES allows them (default: 5000 states), small ones unless PTESPEC_TLC_LEAST forbids them.
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { explore } from "../../src/check/explore.ts";
import type { CheckResult } from "../../src/check/result.ts";
import { outputFolder } from "../../src/cli/commands/emit.ts";
import { emitPlusCal } from "../../src/emit/pluscal/module.ts";
import { emitCfg } from "../../src/emit/tla/cfg.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { gupModel } from "../emit/models.ts";
import { randomModel, Rng } from "../emit/random.ts";
import { exampleChecks } from "../support/examples.ts";
import { randomModel as checkerModel } from "../support/random-model.ts";
import { findTlc, NO_TLC, runPcal, runTlc, type Tlc } from "../support/tlc.ts";
import { comparePcal, compareWithTlc, repeatedInitials, stateGraph } from "./compare.ts";

const limit = Number(process.env["PTESPEC_TLC_STATES"] ?? "5000");
const least = Number(process.env["PTESPEC_TLC_LEAST"] ?? "0");
const found = await findTlc();
if (found.length === 0) console.log(NO_TLC);
const MINUTES = 900_000;

const examples = exampleChecks().flatMap(({ name, model, span, diagnostics }) =>
  (model === undefined || diagnostics.some(({ severity }) => severity === "error") ? [] : [[`${span.file.path} ${name}`, model, outputFolder("out", span.file.path)] as const]));

// A file without a test would be an error.
it.skipIf(found.length > 0)("is not here", () => {
  expect(found).toEqual([]);
});

/** What TLC finds in the PlusCal module: the whole graph, then each violated or reached property by itself. */
async function differences(tlc: Tlc, model: IrModel, result: CheckResult): Promise<readonly string[]> {
  const { moduleName, module, propertyNames } = emitPlusCal(model, { generator: "test" });
  const files = { [`${moduleName}.tla`]: module };
  const identifier = (name: string): string => [...propertyNames].find(([, property]) => property === name)?.[0] ?? "";
  const holding = result.properties.filter((p) => p.name !== "deadlock" && (p.status === "holds" || p.status === "unreached")).map((p) => identifier(p.name));
  const dead = result.properties.some((p) => p.name === "deadlock" && p.status === "violated");
  const whole = await runTlc(tlc, { module: moduleName, files, cfg: emitCfg({ invariants: ["TypeOK", ...holding], deadlock: model.checkDeadlock && !dead }) });
  const complaints: string[] = [];
  const ours = `${result.distinct} distinct, ${result.generated - repeatedInitials(model)} generated, depth ${result.depth}, ok`;
  const theirs = `${whole.distinct} distinct, ${whole.generated} generated, depth ${whole.depth}, ${whole.verdict}`;
  if (ours !== theirs) complaints.push(`we: ${ours}; TLC: ${theirs} ${whole.invariant ?? ""} ${whole.verdict === "error" ? whole.output.slice(-3000) : ""}`);
  for (const { name, trace } of result.properties) {
    if (trace === undefined) continue;
    const run = await runTlc(tlc, { module: moduleName, files, cfg: emitCfg({ invariants: name === "deadlock" ? [] : [identifier(name)], deadlock: name === "deadlock" }) });
    if (run.traceLength !== trace.states.length || run.verdict !== (name === "deadlock" ? "deadlock" : "invariant")) {
      complaints.push(`${name}: our trace has ${trace.states.length} states, TLC's ${run.traceLength} (${run.verdict})`);
    }
  }
  return complaints;
}

describe.skipIf(found.length === 0).each(found.map((tlc) => [tlc.label.replace(/^.*\//u, ""), tlc] as const))("%s", (_, tlc) => {
  it("changes nothing in a module, and counts its states", async () => {
    const graph = stateGraph(gupModel(), 10_000);
    expect(await comparePcal(tlc, gupModel())).toEqual([]);
    expect(graph && await compareWithTlc(tlc, { ...gupModel(), checkDeadlock: false }, { ...graph, deadlocks: 1 }, { counts: false, pluscal: true })).toEqual([]);
  }, MINUTES);

  it("agrees on random models", async () => {
    for (let seed = 1; seed <= 16; seed += 1) {
      const model = seed % 2 === 1 ? checkerModel(seed) : randomModel(new Rng(seed));
      expect(await comparePcal(tlc, model), `seed ${seed}`).toEqual([]);
      const graph = stateGraph(model, 2000);
      if (graph !== undefined) expect(await compareWithTlc(tlc, model, graph, { counts: false, pluscal: true }), `seed ${seed}`).toEqual([]);
    }
  }, MINUTES);
});

describe.skipIf(found.length === 0).each(examples)("%s", (_, model, folder) => {
  const [tlc] = found;

  it("is committed as the translator leaves it", async () => {
    const { moduleName } = emitPlusCal(model, { generator: "test" });
    const text = readFileSync(path.join(folder, `${moduleName}.tla`), "utf8");
    const translated = tlc && await runPcal(tlc, moduleName, text);
    expect(translated === undefined || translated.text === text, translated?.output).toBe(true);
  }, MINUTES);

  it("has for TLC the states and traces that it has for us", async () => {
    const result = explore(model, { maxStates: limit });
    if (tlc !== undefined && result.exhausted && result.distinct > least) expect(await differences(tlc, model, result)).toEqual([]);
  }, MINUTES);
});
