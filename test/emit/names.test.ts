// SPDX-License-Identifier: Apache-2.0
// Identifiers: free names keep their spelling, others stay apart, whatever a model calls its things.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createNames, identifier, moduleName } from "../../src/emit/tla/names.ts";
import { CFG_WORDS, KEYWORDS, OWN_NAMES, STANDARD_NAMES } from "../../src/emit/tla/reserved.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { gupModel } from "./models.ts";

const withVars = (...vars: readonly string[]): IrModel => {
  const base = gupModel();
  return { ...base, steps: [], properties: [], vars: vars.map((name) => ({ name, sort: { kind: "bool" }, role: "shared", doc: "" })) };
};

describe("identifiers", () => {
  it("keep names that are free", () => {
    const names = createNames(gupModel());
    expect(names.of("var", "pt")).toBe("pt");
    expect(names.of("step", "Gup_load")).toBe("Gup_load");
    expect(names.of("property", "OkWasValid")).toBe("OkWasValid");
  });

  it("give processes, universes and records names like definitions", () => {
    const names = createNames(gupModel());
    expect(names.of("process", "gup_fast")).toBe("GupFast");
    expect(names.of("record", "arm64_pte")).toBe("Arm64Pte");
    expect(names.of("universe", "page")).toBe("Page");
  });

  it.each([...KEYWORDS, ...STANDARD_NAMES, ...CFG_WORDS, ...OWN_NAMES])("never define %s", (word) => {
    expect(createNames(withVars(word)).of("var", word)).not.toBe(word);
  });

  it("tell apart names that differ only where TLA+ cannot", () => {
    const names = createNames(withVars("Init", "Init_", "a-b", "a_b", "\u00e9", "\u00e8"));
    const all = ["Init", "Init_", "a-b", "a_b", "\u00e9", "\u00e8"].map((name) => names.of("var", name));
    expect(new Set(all).size).toBe(all.length);
    for (const name of all) expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_]*$/u);
  });

  it("tell apart things of different kinds with one name", () => {
    const names = createNames(withVars("pt"));
    const all = (["var", "local", "record", "universe", "process"] as const).map((kind) => names.of(kind, "pt"));
    expect(new Set(all).size).toBe(all.length);
  });

  it("are injective over any names", () => {
    fc.assert(fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 2 }), (list) => {
      const names = createNames(withVars(...list));
      const all = list.map((name) => names.of("var", name));
      expect(new Set(all).size).toBe(all.length);
      for (const name of all) expect(name).toMatch(/^(?![WS]F_)[A-Za-z][A-Za-z0-9_]*$/u);
    }));
  });

  it("keep fields out of the way of keywords only", () => {
    const names = createNames(gupModel());
    expect(names.field("young")).toBe("young");
    expect(names.field("Init")).toBe("Init");
    expect(names.field("IN")).toBe("IN_");
    expect(names.field("IN_")).toBe("IN__");
  });

  it("make a module name of any check name", () => {
    expect(moduleName({ ...gupModel(), name: "aside" })).toBe("aside");
    expect(moduleName({ ...gupModel(), name: "2nd try" })).toBe("n_2nd_try");
    expect(moduleName({ ...gupModel(), name: "TLC" })).toBe("TLC_");
    expect(identifier("WF_x")).toBe("n_WF_x");
  });
});
