// SPDX-License-Identifier: Apache-2.0
// The emitter against every real TLC on this machine. Without one, the tests are skipped and say why.
import { beforeAll, describe, expect, it } from "vitest";
import { exploreReference } from "../../src/check/reference.ts";
import { emitTla } from "../../src/emit/tla/module.ts";
import { createNames } from "../../src/emit/tla/names.ts";
import { CFG_WORDS, KEYWORDS, OWN_NAMES, STANDARD_NAMES } from "../../src/emit/tla/reserved.ts";
import type { IrModel, IrStep } from "../../src/ir/model.ts";
import { OP_NAMES } from "../../src/ir/ops.ts";
import { BOOL } from "../../src/ir/sorts.ts";
import { trueClaims } from "../emit/claims.ts";
import { gupModel } from "../emit/models.ts";
import { wrongTable } from "../emit/wrong.ts";
import { randomModel, rawOp, Rng } from "../emit/random.ts";
import { findTlc, NO_TLC, runSany, runTlc } from "../support/tlc.ts";
import { randomModel as checkerModel } from "../support/random-model.ts";
import { compareTraces, compareWithTlc, stateGraph } from "./compare.ts";

const found = await findTlc();
if (found.length === 0) console.log(NO_TLC);
const options = { generator: "test" };
const MINUTES = 240_000;

/** Reserved words in every place where a model may name something. */
function reservedModel(): IrModel {
  const words = [...KEYWORDS, ...STANDARD_NAMES, ...CFG_WORDS, ...OWN_NAMES];
  const base = gupModel();
  return {
    ...base, properties: [], steps: [],
    vars: words.map((name) => ({ name, sort: BOOL, role: "shared", doc: "" })),
    init: { params: [], guards: [], lets: [], values: words.map((variable) => ({ variable, value: { kind: "lit", sort: BOOL, value: 0 } })) },
  };
}

/** Two ways to be enabled, one successor: TLC must not count it twice. */
function disjunctiveModel(): IrModel {
  const base = gupModel();
  const b = { kind: "var", sort: BOOL, name: "b" } as const;
  const step: IrStep = {
    name: "Flip", process: "mmu", params: [], lets: [], guards: [rawOp("or", b, rawOp("or", rawOp("not", b), b))],
    updates: [{ variable: "b", value: rawOp("not", b) }], text: { text: "flip", calls: [], comments: [] },
  };
  return {
    ...base, properties: [], steps: [step], vars: [{ name: "b", sort: BOOL, role: "shared", doc: "" }],
    init: { params: [{ name: "p", sort: BOOL }], guards: [{ kind: "quant", sort: BOOL, quant: "exists", name: "q", over: BOOL, body: rawOp("or", { kind: "local", sort: BOOL, name: "p" }, { kind: "local", sort: BOOL, name: "q" }) }], lets: [], values: [{ variable: "b", value: { kind: "local", sort: BOOL, name: "p" } }] },
  };
}

// A file without a test would be an error.
it.skipIf(found.length > 0)("is not here", () => {
  expect(found).toEqual([]);
});

describe.skipIf(found.length === 0).each(found.map((tlc) => [tlc.label.replace(/^.*\//u, ""), tlc] as const))("%s", (label, tlc) => {
  let counts = false;
  beforeAll(async () => {
    // POSTCONDITION, which the counts need, came after 1.7.4.
    const { output } = await runTlc(tlc, { module: "X", files: { "X.tla": "---- MODULE X ----\nVARIABLE x\nInit == x = 0\nNext == x' = x\n====\n" }, cfg: "INIT Init\nNEXT Next\n" });
    counts = !/TLC2 Version 2\./u.test(output);
  });

  it("accepts the module and finds its states, counterexamples and witnesses", async () => {
    const model = gupModel();
    const graph = stateGraph(model, 10_000);
    expect(graph).toMatchObject({ distinct: 4000, generated: 9942, depth: 13 });
    expect(graph && await compareWithTlc(tlc, { ...model, checkDeadlock: false }, { ...graph, deadlocks: 1 }, { counts })).toEqual([]);
    expect(await compareTraces(tlc, model)).toEqual([]);
  }, MINUTES);

  it("parses without a complaint", async () => {
    const { module, moduleName } = emitTla(gupModel(), options);
    expect(await runSany(tlc, { [`${moduleName}.tla`]: module }, moduleName)).toBe("");
  }, MINUTES);

  it("accepts what reserved words are renamed to", async () => {
    const model = reservedModel();
    const { module, moduleName, cfg } = emitTla(model, options);
    const run = await runTlc(tlc, { module: moduleName, files: { [`${moduleName}.tla`]: module }, cfg });
    expect(run.verdict, run.output).toBe("ok");
    expect(createNames(model).of("var", "Init")).toBe("Init_");
  }, MINUTES);

  it("agrees with 2000 random expressions", async () => {
    const { module, moduleName, cfg } = emitTla(trueClaims(7, 2000, 4), options);
    const run = await runTlc(tlc, { module: moduleName, files: { [`${moduleName}.tla`]: module }, cfg });
    expect(run.verdict, run.output.slice(0, 4000)).toBe("ok");
  }, MINUTES);

  it("counts a successor once, however its guards come true", async () => {
    const model = disjunctiveModel();
    const graph = stateGraph(model, 10);
    expect(graph).toMatchObject({ distinct: 2, generated: 4 });
    expect(graph && await compareWithTlc(tlc, model, graph, { counts })).toEqual([]);
    const bare = (module: string): string => module.replace(/\) = TRUE$/gmu, ")");
    expect(graph && await compareWithTlc(tlc, model, graph, { counts, edit: bare })).not.toEqual([]);
  }, MINUTES);

  it.runIf(tlc === found[0])("notices every wrong operator", async () => {
    const claims = trueClaims(1, 600, 3);
    for (const op of OP_NAMES) {
      const { module, moduleName, cfg } = emitTla(claims, { ...options, ops: wrongTable(op) });
      const run = await runTlc(tlc, { module: moduleName, files: { [`${moduleName}.tla`]: module }, cfg });
      expect(run.verdict, `${op} ${label}`).not.toBe("ok");
    }
  }, MINUTES);

  it("agrees with some random models", async () => {
    for (const model of [1, 2, 3].flatMap((seed) => [checkerModel(seed), randomModel(new Rng(seed))])) {
      const graph = stateGraph(model, 1000);
      if (graph !== undefined) expect(await compareWithTlc(tlc, model, graph, { counts })).toEqual([]);
    }
  }, MINUTES);

  it("accepts counterexamples of random models", async () => {
    for (const seed of [11, 12]) {
      const model = checkerModel(seed);
      if (stateGraph(model, 1000) !== undefined && exploreReference(model).distinct > 0) expect(await compareTraces(tlc, model)).toEqual([]);
    }
  }, MINUTES);
});
