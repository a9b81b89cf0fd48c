// SPDX-License-Identifier: Apache-2.0
// The benchmark models by name and sizes, as the engines get them. Specs are lowered from the .ptespec files
// beside this one, with a check made up for the sizes; contpte is written in the representation itself.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { IrModel } from "../../src/ir/model.ts";
import { loadProgram, lowerChecks } from "../../src/load/load.ts";
import { contpteModel } from "./contpte-ir.ts";

/** `contpte_numbered` is contpte from its .ptespec: the same states, but its walkers are different processes. */
export type BenchName = "split" | "contpte" | "contpte_numbered" | "gupfast";
/** Sizes by the names that README.md explains; BUG = 0 is the correct protocol. */
export type Sizes = Readonly<Record<string, number>>;

/** Every size has a default, the smallest instance of each model that says anything. */
export const DEFAULTS: Readonly<Record<BenchName, Sizes>> = {
  split: { E: 1, V: 3, W: 1, R: 2, BUG: 0 },
  contpte: { N: 2, P: 1, K: 1, R: 1, BUG: 0 },
  contpte_numbered: { N: 2, P: 1, K: 1, R: 1, BUG: 0 },
  gupfast: { K: 2, M: 2, W: 2, R: 2, IPI: 1, BUG: 0 },
};

/** The benchmark model at these sizes. Which property a BUG violates is in `instances.ts`. @throws on an unknown size or one out of range. */
export function benchModel(name: BenchName, sizes: Sizes = {}): IrModel {
  const unknown = Object.keys(sizes).filter((size) => DEFAULTS[name][size] === undefined);
  if (unknown.length > 0) throw new Error(`${name} has no size ${unknown.join(", ")}; it has ${Object.keys(DEFAULTS[name]).join(", ")}`);
  const all: Sizes = { ...DEFAULTS[name], ...sizes };
  const size = (key: string): number => all[key] ?? 0;
  switch (name) {
    case "contpte":
      return contpteModel({ N: size("N"), P: size("P"), K: size("K"), R: size("R"), BUG: size("BUG") });
    case "contpte_numbered":
      return lowered("contpte", `check ${name} {
  with target = ${size("P")}, cpu = ${size("R")}, N = ${size("N")}, K = ${size("K")}, BUG = ${size("BUG")};
  run change_block();
${Array.from({ length: size("R") }, (_, i) => `  run gup(cpu${i});`).join("\n")}
  hardware pt;
  flush broadcast;
  allow deadlock "safety only";
  expect complete, no_mix hold;
}`);
    case "split":
      return lowered("split", `check ${name} {
  with E = ${size("E")}, V = ${size("V")}, BUG = ${size("BUG")};
  run ${size("W")} * remap();
  run ${size("R")} * read();
  flush ipi;
  allow deadlock "safety only";
  expect once_present hold;
}`);
    case "gupfast":
      return lowered("gupfast", `check ${name} {
  with page = ${size("K")}, M = ${size("M")}, REFS = ${size("R") + size("W") + size("M")}, IPI = ${size("IPI")}, BUG = ${size("BUG")};
  run ${size("W")} * map_and_unmap();
  run ${size("R")} * gup();
  flush ${size("IPI") === 1 ? "ipi" : "broadcast"};
  allow deadlock "safety only";
  expect was_mapped, never_freed, stays_while_irqs_off hold;
}`);
  }
}

/** The `check` of the spec replaced by another one. */
function lowered(name: string, check: string): IrModel {
  const path = join(import.meta.dirname, `${name}.ptespec`);
  const text = readFileSync(path, "utf8");
  const own = text.search(/^check /mu);
  const { value, diagnostics } = loadProgram({
    readFile: () => ({ text: `${own < 0 ? text : text.slice(0, own)}${check}\n` }), resolve: (_, other) => other, std: () => undefined, stdNames: () => [],
  }, `bench/models/${name}.ptespec`);
  const [made] = lowerChecks(value);
  const errors = [...diagnostics, ...made?.diagnostics ?? []].filter((d) => d.severity === "error").map((d) => `${d.code} ${d.message}`);
  if (made?.model === undefined || errors.length > 0) throw new Error(`${name}: ${errors.join("; ")}`);
  return made.model;
}
