// SPDX-License-Identifier: Apache-2.0
// A second reader of the emitted modules that needs no Java: tla-checker must find the states that the model
// has by definition, and agree on every property. What only TLC can tell (generated states) is in test/tlc.
import { describe, expect, it } from "vitest";
import { exploreReference } from "../../src/check/reference.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { emitCfg } from "../../src/emit/tla/cfg.ts";
import { emitTla } from "../../src/emit/tla/module.ts";
import { runTlaChecker } from "../support/tla-checker.ts";
import { randomModel as checkerModel } from "../support/random-model.ts";
import { stateGraph } from "../tlc/compare.ts";
import { trueClaims } from "./claims.ts";
import { gupModel } from "./models.ts";
import { randomModel, Rng } from "./random.ts";

const options = { generator: "test" };
const SEEDS = Array.from({ length: 40 }, (_, i) => i + 1);

function agrees(model: IrModel): void {
  const graph = stateGraph(model, 300);
  if (graph === undefined || graph.distinct === 0) return;
  const { module, propertyNames } = emitTla(model, options);
  const all = runTlaChecker(module, emitCfg({ invariants: ["TypeOK"], deadlock: false }));
  expect({ verdict: all.verdict, distinct: all.distinct }).toEqual({ verdict: "ok", distinct: graph.distinct });
  for (const [i, [identifier]] of [...propertyNames].entries()) {
    const run = runTlaChecker(module, emitCfg({ invariants: [identifier], deadlock: false }));
    // Never_x is violated where x is true.
    const bad = model.properties[i]?.kind === "reachable" ? graph.distinct - (graph.falseIn[i] ?? 0) : graph.falseIn[i];
    expect(run.verdict, identifier).toBe(bad === 0 ? "ok" : "invariant");
  }
}

describe("tla-checker", () => {
  it("counts the states of a model and finds its counterexample", () => {
    const model = gupModel();
    const { module, cfg } = emitTla(model, options);
    const result = exploreReference(model);
    expect(result.distinct).toBe(4000);
    expect(runTlaChecker(module, emitCfg({ invariants: ["TypeOK", "OkWasValid", "PtlIsHeld"], deadlock: false }))).toMatchObject({ verdict: "ok", distinct: 4000 });
    const trace = result.properties.find(({ name }) => name === "PinnedIsMapped")?.trace;
    expect(runTlaChecker(module, cfg)).toMatchObject({ verdict: "invariant", invariant: 3, traceLength: trace?.states.length });
  });

  it("reads conditionals, LETs, EXCEPTs, junctions and sets as we do", () => {
    for (const seed of [1, 2, 3]) {
      const { module, cfg } = emitTla(trueClaims(seed, 400, 4), options);
      expect(runTlaChecker(module, cfg)).toMatchObject({ verdict: "ok", distinct: 1 });
    }
  });

  it.each(SEEDS)("agrees on random model %i of the checker", (seed) => agrees(checkerModel(seed)));
  it.each(SEEDS)("agrees on random model %i of the emitter", (seed) => agrees(randomModel(new Rng(seed))));
});
