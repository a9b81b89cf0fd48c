// SPDX-License-Identifier: Apache-2.0
// PlusCal modules without Java: their text, and tla-checker on what we say that their translation is. Whether
// the official translator says the same, and TLC counts the same states, is in test/tlc.
import { describe, expect, it } from "vitest";
import { bool, int, local, op, record, select, store, varRef, withField } from "../../src/ir/build.ts";
import type { IrInit, IrModel, IrStep, RecordSort } from "../../src/ir/model.ts";
import { BOOL, intSort } from "../../src/ir/sorts.ts";
import { crc32 } from "../../src/emit/pluscal/crc32.ts";
import { needsBrackets } from "../../src/emit/pluscal/actions.ts";
import { emitPlusCal } from "../../src/emit/pluscal/module.ts";
import { subscripted } from "../../src/emit/pluscal/subscript.ts";
import { harmless } from "../../src/emit/pluscal/words.ts";
import { emitCfg } from "../../src/emit/tla/cfg.ts";
import { exampleChecks } from "../support/examples.ts";
import { joined } from "../support/pluscal.ts";
import { randomModel as checkerModel } from "../support/random-model.ts";
import { runTlaChecker } from "../support/tla-checker.ts";
import { stateGraph } from "../tlc/compare.ts";
import { gupModel } from "./models.ts";
import { randomModel, Rng } from "./random.ts";

const options = { generator: "ptespec 0.1.0" };
const model = (seed: number): IrModel => (seed % 2 === 1 ? checkerModel(seed) : randomModel(new Rng(seed)));
const algorithm = (module: string): string => /--algorithm[^]*?\n\}/u.exec(module)?.[0] ?? "";

/** A model of one hardware step that changes `x` and `y`. */
function swapping(step: Partial<IrStep>, init: Partial<IrInit> = {}): IrModel {
  const base = gupModel();
  const pair: RecordSort = { kind: "record", name: "pair", fields: [{ name: "x", sort: intSort(0, 3) }, { name: "end", sort: BOOL }] };
  return {
    ...base, properties: [],
    steps: [{ name: "Swap", process: "mmu", params: [], guards: [], lets: [], updates: [], text: { text: "", calls: [], comments: [] }, ...step }],
    vars: [
      { name: "x", sort: intSort(0, 3), role: "shared", doc: "" }, { name: "y", sort: intSort(0, 3), role: "shared", doc: "" },
      { name: "z", sort: { kind: "array", index: intSort(0, 1), elem: pair }, role: "shared", doc: "" },
    ],
    init: {
      params: [], guards: [], lets: [],
      values: [
        { variable: "x", value: int(1) }, { variable: "y", value: int(2) },
        { variable: "z", value: { kind: "array", name: "k", sort: { kind: "array", index: intSort(0, 1), elem: pair }, body: record(pair, [int(0), bool(false)]) } },
      ],
      ...init,
    },
  };
}
const x = varRef("x", intSort(0, 3));
const y = varRef("y", intSort(0, 3));

describe("a PlusCal module", () => {
  const emitted = emitPlusCal(gupModel(), options);

  it("reads like one written by hand", async () => {
    await expect(emitted.module).toMatchFileSnapshot("golden/gup_race_pcal.tla");
    await expect(emitted.cfg).toMatchFileSnapshot("golden/gup_race_pcal.cfg");
  });

  it("is the same text on every run, ASCII, and says which label a step leaves", () => {
    expect(emitPlusCal(gupModel(), options).module).toBe(emitted.module);
    expect(emitted.module).toMatch(/^[ -~\n]*$/u);
    expect([...emitted.labels].slice(0, 4)).toEqual([["Gup_load", "load"], ["Gup_pin", "pin"], ["Gup_recheck", "recheck"], ["Writer_lock", "lock"]]);
  });

  it("has the checksum of its translation", () => {
    const [, sum, translation = ""] = /chksum\(tla\) = "([0-9a-f]+)"\)\n([^]*)\n\\\* END TRANSLATION/u.exec(emitted.module) ?? [];
    expect(crc32(translation.replaceAll("\n", "")).toString(16)).toBe(sum);
    expect(crc32("123456789")).toBe(0xcbf43926);
  });

  it("keeps words of PlusCal for PlusCal, and its markers out of comments", () => {
    const spec = gupModel();
    const { module } = emitPlusCal({ ...spec, doc: ["--algorithm x", "\\* BEGIN TRANSLATION"], vars: spec.vars.map((v) => (v.name === "holders" ? { ...v, doc: "PlusCal options" } : v)) }, options);
    expect(module.match(/--algorithm/gu)).toHaveLength(1);
    expect(module.match(/BEGIN TRANSLATION/gu)).toHaveLength(1);
    expect(harmless("PlusCal options (-termination)")).not.toContain("PlusCal options");
    const words = swapping({ updates: [{ variable: "z", value: store(varRef("z", swapping({}).vars[2]?.sort ?? BOOL), int(0), withField(select(varRef("z", swapping({}).vars[2]?.sort ?? BOOL), int(0)), "end", bool(true))) }] });
    expect(algorithm(emitPlusCal(words, options).module)).toContain("z[0].end_ := TRUE;");
  });
});

describe("statements", () => {
  it("read what was there before the step", () => {
    const after = algorithm(emitPlusCal(swapping({ updates: [{ variable: "x", value: op("mod", op("add", x, int(1)), int(4)) }, { variable: "y", value: x }] }), options).module);
    expect(after.indexOf("y := x;")).toBeLessThan(after.indexOf("x := (x + 1) % 4;"));
    expect(after.indexOf("y := x;")).toBeGreaterThan(0);
  });

  it("are joined where they read in a circle", () => {
    const swap = emitPlusCal(swapping({ updates: [{ variable: "x", value: y }, { variable: "y", value: x }] }), options).module;
    expect(algorithm(swap)).toMatch(/x := y\n +\|\| y := x;/u);
    expect(runTlaChecker(joined(swap), emitCfg({ invariants: ["TypeOK"], deadlock: false }))).toMatchObject({ verdict: "ok", distinct: 2 });
  });

  it("assign first what all others read anew", () => {
    const next = local("new_x", intSort(0, 3));
    const one = swapping({ lets: [{ name: "new_x", value: op("mod", op("add", x, int(1)), int(4)) }], updates: [{ variable: "x", value: next }, { variable: "y", value: next }] });
    const { module } = emitPlusCal(one, options);
    expect(algorithm(module)).not.toContain("new_x");
    expect(module).toContain("y' = x'");
    const both = swapping({ lets: [{ name: "new_x", value: op("mod", op("add", x, int(1)), int(4)) }], updates: [{ variable: "x", value: next }, { variable: "y", value: op("mod", op("add", next, x), int(4)) }] });
    expect(algorithm(emitPlusCal(both, options).module)).toContain("with (new_x = (x + 1) % 4) {");
  });
});

describe("initial values", () => {
  const param = (name: string) => local(name, intSort(0, 3));
  const values = swapping({}).init.values;
  const distinct = (init: Partial<IrInit>): number => {
    const { module } = emitPlusCal(swapping({}, init), options);
    return runTlaChecker(joined(module), emitCfg({ invariants: ["TypeOK"], deadlock: false })).distinct;
  };

  it("of variables that share a choice are tied", () => {
    const tied = values.map((one) => (one.variable === "x" ? { ...one, value: op("mod", op("mul", param("p"), param("p")), int(4)) } : one.variable === "y" ? { ...one, value: op("mod", op("add", param("p"), int(1)), int(4)) } : one));
    expect(distinct({ params: [{ name: "p", sort: intSort(0, 3) }], values: tied })).toBe(4);
  });

  it("of a variable that is the choice come first, those that others restrict are filtered", () => {
    const chosen = values.map((one) => (one.variable === "y" ? { ...one, value: param("p") } : one.variable === "x" ? { ...one, value: op("mod", op("add", param("p"), param("q")), int(4)) } : one));
    const params = [{ name: "p", sort: intSort(0, 3) }, { name: "q", sort: intSort(0, 1) }];
    expect(algorithm(emitPlusCal(swapping({}, { params, values: chosen }), options).module)).toMatch(/variables\n +y \\in 0\.\.3,\n +x \\in \{\(y \+ q\) % 4 : q \\in 0\.\.1\},/u);
    expect(distinct({ params, values: chosen })).toBe(8);
    expect(distinct({ params, values: chosen, guards: [op("lt", param("p"), param("q"))] })).toBe(1);
  });
});

describe("the text of an expression", () => {
  it("moves what follows, and the lines below it", () => {
    const own = (name: string): string => (name === "x" ? "[self]" : name === "y" ? "'" : "");
    expect(subscripted(["x + IF y.x", "    THEN \"x\"", "    ELSE 1..x"], own)).toEqual(["x[self] + IF y'.x", "          THEN \"x\"", "          ELSE 1..x[self]"]);
    expect(subscripted(["[x |-> x, y: 1]"], own)).toEqual(["[x |-> x[self], y: 1]"]);
  });

  it("stands in brackets where the translator thinks it must", () => {
    expect(["x = 1", "a \\/ b", "x \\", "[a EXCEPT ![1] = 2]", "\"=\"", "{1} \\cup {2}", "x + 1", "<<1, 2>>", "a) = (b"].map((line) => needsBrackets([line]))).toEqual([true, true, false, false, false, true, false, false, true]);
  });
});

/** tla-checker finds other states there, and TLC those of the model: see scripts/fuzz-tlc.ts --pluscal. */
const MISREAD: readonly number[] = [10, 17, 22];

describe("random models", () => {
  it("are emitted", () => {
    for (let seed = 1; seed <= 80; seed += 1) expect(algorithm(emitPlusCal(model(seed), options).module), `seed ${seed}`).not.toBe("");
  });

  it.each(Array.from({ length: 30 }, (_, i) => i + 1).filter((seed) => !MISREAD.includes(seed)))("%i has the same states for tla-checker", (seed) => {
    const graph = stateGraph(model(seed), 150);
    if (graph === undefined || graph.distinct === 0) return;
    const run = runTlaChecker(joined(emitPlusCal(model(seed), options).module), emitCfg({ invariants: ["TypeOK"], deadlock: false }));
    expect({ verdict: run.verdict, distinct: run.distinct }).toEqual({ verdict: "ok", distinct: graph.distinct });
  });
});

describe("examples", () => {
  const small = exampleChecks().flatMap(({ name, model: one }) => (one !== undefined && ["plain_load", "read_then_store", "raw_quiescent", "wrprotect_generic", "atomic_with_recheck", "get_and_clear_window"].includes(name) ? [[name, one] as const] : []));

  it.each(small)("%s has the same states and violations for tla-checker", (_, one) => {
    const graph = stateGraph(one, 1000);
    const { module, propertyNames } = emitPlusCal(one, options);
    const all = runTlaChecker(joined(module), emitCfg({ invariants: ["TypeOK"], deadlock: false }));
    expect({ verdict: all.verdict, distinct: all.distinct }).toEqual({ verdict: "ok", distinct: graph?.distinct });
    for (const [i, [identifier]] of [...propertyNames].entries()) {
      const bad = one.properties[i]?.kind === "reachable" ? (graph?.distinct ?? 0) - (graph?.falseIn[i] ?? 0) : graph?.falseIn[i];
      expect(runTlaChecker(joined(module), emitCfg({ invariants: [identifier], deadlock: false })).verdict, identifier).toBe(bad === 0 ? "ok" : "invariant");
    }
  });
});
