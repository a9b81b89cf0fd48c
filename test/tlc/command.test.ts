// SPDX-License-Identifier: Apache-2.0
// `ptespec tlc` and the real TLC: on the small examples the verdicts, counts and lengths of traces are those of
// ptespec's own search, in PlusCal too; and what TLC prints is read, whichever version prints it.
import { describe, expect, it } from "vitest";
import { exploreReference } from "../../src/check/reference.ts";
import type { CheckResult } from "../../src/check/result.ts";
import { tlcModel, type ModelOptions } from "../../src/cli/tlc/job.ts";
import { searchWithTlc, type TlcSearch, type TlcSearchOptions } from "../../src/cli/tlc/search.ts";
import { TOOLCHAIN } from "../../src/cli/toolchain.ts";
import type { IrModel, IrProperty } from "../../src/ir/model.ts";
import { bool } from "../../src/ir/build.ts";
import { runTlc } from "../../src/node/tlc/run.ts";
import { findToolchain, type TlcToolchain } from "../../src/node/tlc/toolchain.ts";
import { judge, stopProperties } from "../../src/report/verdict.ts";
import type { LoweredCheck } from "../../src/program/types.ts";
import { gupModel } from "../emit/models.ts";
import { explore } from "../../src/check/explore.ts";
import { exampleChecks } from "../support/examples.ts";
import { randomModel } from "../support/random-model.ts";
import { findTlc, NO_TLC } from "../support/tlc.ts";

const limit = Number(process.env["PTESPEC_TLC_STATES"] ?? "2500");
const versions = await findTlc();
const toolchains: TlcToolchain[] = [];
for (const { sany, label } of versions) {
  const one = await findToolchain(process.env, sany === undefined ? {} : { jar: label });
  if ("toolchain" in one) toolchains.push(one.toolchain);
}
if (toolchains.length === 0) console.log(NO_TLC);

const service = { find: () => Promise.reject(new Error("not asked")), run: runTlc };

function search(toolchain: TlcToolchain, model: IrModel, options: ModelOptions & Partial<TlcSearchOptions> = {}): Promise<TlcSearch> {
  const { vacuity = false, pluscal = false, ...rest } = options;
  return searchWithTlc(service, tlcModel(TOOLCHAIN, model, { vacuity, pluscal }), model.name, {
    toolchain, limit: "", coverage: vacuity, signal: new AbortController().signal, now: () => performance.now(), stopWhenDecided: [], timeoutMillis: 300_000, ...rest,
  });
}

const summary = ({ properties, exhausted, distinct, generated, depth }: CheckResult): unknown => ({
  properties: properties.map(({ name, status, trace }) => [name, status, trace?.states.length]), ...(exhausted ? { distinct, generated, depth } : {}),
});

it.skipIf(toolchains.length > 0)("is not here", () => expect(toolchains).toEqual([]));

interface Small { readonly lowered: LoweredCheck; readonly model: IrModel; readonly ours: CheckResult }

/** What `ptespec check` finds, where that is not much. */
const small: readonly Small[] = toolchains.length === 0 ? [] : exampleChecks().flatMap((lowered) => {
  const { model } = lowered;
  const ours = model && explore(model, { stopWhenDecided: stopProperties(lowered), maxStates: limit });
  return model === undefined || ours === undefined || ours.stop === "states" ? [] : [{ lowered, model, ours }];
});

describe.skipIf(toolchains.length === 0).each(toolchains.map((one) => [one.kind === "jar" ? one.jar.replace(/^.*\//u, "") : one.command, one] as const))("%s", (_, toolchain) => {
  it.each(small.map((one) => [`${one.lowered.span.file.path} ${one.lowered.name}`, one] as const))("decides %s as ptespec does", async (_name, { lowered, model, ours }) => {
    const expected = judge(lowered, ours);
    const theirs = await search(toolchain, model, { stopWhenDecided: stopProperties(lowered) });
    const report = judge(lowered, theirs.result);
    expect(theirs.diagnostics).toEqual([]);
    expect([report.verdict, report.outcome]).toEqual([expected.verdict, expected.outcome]);
    if (ours.exhausted) expect(summary(theirs.result)).toEqual(summary(ours));
  });

  it("finds every property of random models, and the vacuous ones", async () => {
    for (const model of [gupModel(), ...[3, 4, 5, 8].map(randomModel)]) {
      const ours = exploreReference(model, { maxStates: 5000 });
      if (!ours.exhausted || ours.distinct === 0) continue;
      const theirs = await search(toolchain, model, { vacuity: true });
      expect(theirs.diagnostics).toEqual([]);
      expect(summary(theirs.result)).toEqual(summary(ours));
      expect(theirs.result.properties.map(({ vacuous }) => vacuous)).toEqual(ours.properties.map(({ vacuous }) => vacuous));
      expect([...theirs.result.stepCounts].filter(([step, count]) => (count > 0) !== ((ours.stepCounts.get(step) ?? 0) > 0))).toEqual([]);
    }
  });

  it("finds what is false from the first", async () => {
    const base = gupModel();
    const never: IrProperty = { name: "never", kind: "invariant", origin: "invariant", expr: bool(false), message: "", shows: [], doc: "" };
    const { result, diagnostics } = await search(toolchain, { ...base, properties: [never], checkDeadlock: false });
    expect(diagnostics).toEqual([]);
    expect(result.properties.map(({ status, trace }) => [status, trace?.states.length])).toEqual([["violated", 1]]);
  });

  it("finds violations by chance, and says no more than that", async () => {
    const model = gupModel();
    const { result, diagnostics } = await search(toolchain, model, { simulate: { seed: 3, behaviours: 500 } });
    expect(diagnostics).toEqual([]);
    expect(result).toMatchObject({ stop: "simulated", exhausted: false });
    const truth = new Map(exploreReference(model).properties.map(({ name, status }) => [name, status]));
    for (const { name, status } of result.properties) expect(["undecided", truth.get(name)]).toContain(status);
    expect(result.properties.some(({ trace }) => trace !== undefined)).toBe(true);
  });

  it("decides the PlusCal module alike", async () => {
    for (const { lowered, model, ours } of small.slice(0, 12)) {
      const theirs = await search(toolchain, model, { pluscal: true, stopWhenDecided: stopProperties(lowered) });
      expect(theirs.diagnostics, lowered.name).toEqual([]);
      expect(judge(lowered, theirs.result).verdict, lowered.name).toBe(judge(lowered, ours).verdict);
      // Initial values come from a set: what two choices both give is generated once.
      const alike = (result: CheckResult): unknown => summary({ ...result, generated: 0 });
      if (ours.exhausted) expect(alike(theirs.result), lowered.name).toEqual(alike(ours));
    }
  });
});
