// SPDX-License-Identifier: Apache-2.0
// Specs given as text, for tests: load, lower, check. Imports of `std/` are read from the repository.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { explore } from "../../src/check/explore.ts";
import type { CheckResult } from "../../src/check/result.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { loadProgram, lowerChecks } from "../../src/load/load.ts";
import type { LoweredCheck, LowerOptions, Program, SourceHost } from "../../src/program/types.ts";
import { illFormed } from "./well-formed.ts";

const root = path.join(import.meta.dirname, "../..");

/** A host over files in memory. */
export function memoryHost(files: Readonly<Record<string, string>>): SourceHost {
  return {
    readFile: (p) => {
      const text = files[p];
      return text === undefined ? { error: "missing" } : { text };
    },
    resolve: (from, p) => path.posix.join(path.posix.dirname(from), p),
    std: (name) => {
      const file = path.join(root, `${name}.ptespec`);
      return existsSync(file) ? { path: `${name}.ptespec`, text: readFileSync(file, "utf8") } : undefined;
    },
    stdNames: () => ["std/arm64"],
  };
}

export interface Loaded { readonly program: Program; readonly diagnostics: readonly Diagnostic[] }

export function load(text: string, more: Readonly<Record<string, string>> = {}): Loaded {
  const { value, diagnostics } = loadProgram(memoryHost({ "test.ptespec": text, ...more }), "test.ptespec");
  return { program: value, diagnostics };
}

/** All diagnostics of a spec: of its declarations, or, when those are fine, of its checks. */
export function diagnose(text: string, more: Readonly<Record<string, string>> = {}): readonly Diagnostic[] {
  const { program, diagnostics } = load(text, more);
  if (diagnostics.some((d) => d.severity === "error")) return diagnostics;
  return [...diagnostics, ...lowerChecks(program).flatMap((c) => c.diagnostics)];
}

export const codes = (list: readonly Diagnostic[]): string[] => [...new Set(list.map((d) => d.code))];

/** The named check (or the only one), which must be accepted; its model must keep what src/ir/model.ts says of names. */
export function lower(text: string, name?: string, options: LowerOptions = {}): LoweredCheck & { readonly model: IrModel } {
  const { program, diagnostics } = load(text);
  const errors = diagnostics.filter((d) => d.severity === "error");
  const found = lowerChecks(program, options).find((c) => name === undefined || c.name === name);
  const all = [...errors, ...(found?.diagnostics ?? [])].filter((d) => d.severity === "error");
  if (found?.model === undefined || errors.length > 0) throw new Error(`rejected: ${all.map((d) => `${d.code} ${d.message}`).join("; ") || "no such check"}`);
  const wrong = illFormed(found.model);
  if (wrong.length > 0) throw new Error(`ill-formed: ${wrong.join("; ")}`);
  return { ...found, model: found.model };
}

export interface Checked extends CheckResult {
  /** Status of each property by name. */
  readonly status: Readonly<Record<string, string>>;
  readonly traces: Readonly<Record<string, readonly string[]>>;
}

export function check(text: string, name?: string, options: LowerOptions = {}): Checked {
  const result = explore(lower(text, name, options).model);
  return {
    ...result,
    status: Object.fromEntries(result.properties.map((p) => [p.name, p.status])),
    traces: Object.fromEntries(result.properties.map((p) => [p.name, p.trace?.steps.map((s) => s.step) ?? []])),
  };
}
