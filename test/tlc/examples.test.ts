// SPDX-License-Identifier: Apache-2.0
// Every check of examples/ through the engine and through TLC: the same distinct and generated states, the
// same depth, the same verdict for each property, traces of the same length. Big ones only when
// PTESPEC_TLC_STATES allows them (default: 20000 states), small ones unless PTESPEC_TLC_LEAST forbids them.
import { describe, expect, it } from "vitest";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { explore } from "../../src/check/explore.ts";
import type { CheckResult } from "../../src/check/result.ts";
import { emitCfg } from "../../src/emit/tla/cfg.ts";
import { emitTla } from "../../src/emit/tla/module.ts";
import { emitReplay } from "../../src/emit/tla/replay.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { loadProgram, lowerChecks } from "../../src/load/load.ts";
import type { SourceHost } from "../../src/program/types.ts";
import { specFiles } from "../support/specs.ts";
import { findTlc, NO_TLC, runTlc, type Tlc } from "../support/tlc.ts";

const root = path.join(import.meta.dirname, "../..");
const limit = Number(process.env["PTESPEC_TLC_STATES"] ?? "20000");
const least = Number(process.env["PTESPEC_TLC_LEAST"] ?? "0");
const [tlc] = await findTlc();
if (tlc === undefined) console.log(NO_TLC);

const read = (file: string): { readonly text: string } | { readonly error: "missing" } =>
  existsSync(path.join(root, file)) ? { text: readFileSync(path.join(root, file), "utf8") } : { error: "missing" };

const host: SourceHost = {
  readFile: read,
  resolve: (from, wanted) => path.posix.join(path.posix.dirname(from), wanted),
  std: (name) => {
    const file = read(`${name}.ptespec`);
    return "text" in file ? { path: `${name}.ptespec`, text: file.text } : undefined;
  },
  stdNames: () => [],
};

const models: readonly (readonly [string, IrModel])[] = specFiles().filter(({ path: file }) => file.startsWith("examples/")).flatMap(({ path: file }) =>
  lowerChecks(loadProgram(host, file).value).flatMap(({ name, model, span }) =>
    (model === undefined || span.file.path !== file ? [] : [[`${file} ${name}`, model] as const])));

/** What TLC is asked: the whole graph, then each violated or reached property by itself, then our trace of it. */
async function differences(jar: Tlc, model: IrModel, result: CheckResult): Promise<readonly string[]> {
  const emitted = emitTla(model, { generator: "test" });
  const files = { [`${emitted.moduleName}.tla`]: emitted.module };
  const identifier = (name: string): string => [...emitted.propertyNames].find(([, property]) => property === name)?.[0] ?? "";
  const found: string[] = [];
  const holding = result.properties.filter((p) => p.name !== "deadlock" && (p.status === "holds" || p.status === "unreached")).map((p) => identifier(p.name));
  const dead = result.properties.some((p) => p.name === "deadlock" && p.status === "violated");
  const whole = await runTlc(jar, { module: emitted.moduleName, files, cfg: emitCfg({ invariants: ["TypeOK", ...holding], deadlock: model.checkDeadlock && !dead }) });
  const ours = `${result.distinct} distinct, ${result.generated} generated, depth ${result.depth}, ok`;
  const theirs = `${whole.distinct} distinct, ${whole.generated} generated, depth ${whole.depth}, ${whole.verdict}`;
  if (ours !== theirs) found.push(`we: ${ours}; TLC: ${theirs} ${whole.invariant ?? ""} ${whole.verdict === "error" ? whole.output.slice(-3000) : ""}`);
  for (const { name, trace } of result.properties) {
    if (trace === undefined) continue;
    const cfg = emitCfg({ invariants: name === "deadlock" ? [] : [identifier(name)], deadlock: name === "deadlock" });
    const run = await runTlc(jar, { module: emitted.moduleName, files, cfg });
    if (run.traceLength !== trace.states.length || (run.verdict !== "invariant" && run.verdict !== "deadlock")) {
      found.push(`${name}: our trace has ${trace.states.length} states, TLC's ${run.traceLength} (${run.verdict})`);
    }
    const replay = emitReplay(model, trace);
    const again = await runTlc(jar, { module: replay.moduleName, files: { ...files, [`${replay.moduleName}.tla`]: replay.module }, cfg: replay.cfg });
    if (again.invariant !== "NotReplayed" || again.traceLength !== trace.states.length) found.push(`${name}: TLC does not accept our trace (${again.verdict} after ${again.traceLength} of ${trace.states.length})`);
  }
  return found;
}

describe.skipIf(tlc === undefined)("TLC agrees on the examples", () => {
  it.each(models)("%s", async (_, model) => {
    const result = explore(model, { maxStates: limit });
    if (tlc !== undefined && result.exhausted && result.distinct > least) expect(await differences(tlc, model, result)).toEqual([]);
  }, 900_000);
});
