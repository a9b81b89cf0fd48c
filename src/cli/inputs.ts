// SPDX-License-Identifier: Apache-2.0
// From the arguments FILE|DIR... to loaded programs. A directory stands for the .ptespec files below it, in
// sorted order; a file is done once however often it is named.
import { diag } from "../diagnostics/catalog.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { readErrorDiagnostic } from "../diagnostics/read-error.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import { withoutUnused } from "../load/meant.ts";
import { checkNames, paramNames } from "../load/names.ts";
import type { LoweredCheck, Program } from "../program/types.ts";
import { UsageError } from "./args.ts";
import type { CliEnv, Files } from "./env.ts";

export interface SpecPaths {
  readonly paths: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** Files that were named themselves, rather than found in a directory. */
  readonly named: ReadonlySet<string>;
}

export function specPaths(files: Files, args: readonly string[]): SpecPaths {
  const paths = new Set<string>();
  const named = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const given of args) {
    const path = given.replace(/^(\.\/)+(?=.)/, "");
    const kind = files.kind(path);
    if (kind === "missing") diagnostics.push(missing(files, path));
    if (kind === "file") {
      paths.add(path);
      named.add(path);
    }
    if (kind !== "directory") continue;
    const below = files.specsBelow(path);
    if (below === undefined) diagnostics.push(readErrorDiagnostic(path, "unreadable"));
    if (below?.length === 0) diagnostics.push(diag("PTE006", { path }, undefined));
    below?.forEach((one) => paths.add(one));
  }
  return { paths: [...paths], diagnostics, named };
}

/** A missing file, with the nearest name beside it. */
function missing(files: Files, path: string): Diagnostic {
  const slash = path.lastIndexOf("/") + 1;
  const near = didYouMean(path, files.filesIn(slash === 0 ? "." : path.slice(0, slash)).map((name) => path.slice(0, slash) + name));
  return readErrorDiagnostic(path, "missing", undefined, near);
}

export interface LoadedSpecs {
  readonly programs: readonly { readonly path: string; readonly program: Program }[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Loads every file; the programs with errors are left out. */
export async function loadSpecs(env: CliEnv, args: readonly string[]): Promise<LoadedSpecs & { readonly named: ReadonlySet<string> }> {
  const { paths, diagnostics, named } = specPaths(env.files, args);
  const found: Diagnostic[] = [...diagnostics];
  const programs: { path: string; program: Program }[] = [];
  for (const path of paths) {
    await env.breathe?.();
    const { value, diagnostics: own } = env.tools.load(env.files, path);
    // A file that others import is found in a directory too; what it does not use itself is theirs to use.
    found.push(...(named.has(path) || checkNames(value).length > 0 ? own : own.filter((one) => one.severity === "error")));
    if (!hasErrors(own)) programs.push({ path, program: value });
  }
  return { programs, diagnostics: found, named };
}

export interface LoweredSpecs {
  readonly checks: readonly LoweredCheck[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Loads the files and lowers their checks.
 * @throws UsageError when `only` or `params` name something that no file has.
 */
export async function lowerSpecs(env: CliEnv, args: readonly string[], only: readonly string[], params: ReadonlyMap<string, number>): Promise<LoweredSpecs> {
  const { programs, diagnostics, named } = await loadSpecs(env, args);
  if (!hasErrors(diagnostics)) {
    requireKnown(only, programs.flatMap(({ program }) => checkNames(program)), "PTE026");
    requireKnown([...params.keys()], programs.flatMap(({ program }) => paramNames(program)), "PTE027");
  }
  const checks: LoweredCheck[] = [];
  const found: Diagnostic[] = [...diagnostics];
  for (const { path, program } of programs) {
    const names = checkNames(program);
    if (names.length === 0 && named.has(path)) found.push(diag("PTE007", { path }, undefined));
    const own = paramNames(program);
    const sizes = new Map([...params].filter(([name]) => own.includes(name)));
    // One after the other, since each takes its time and Ctrl-C must not wait for all.
    for (const name of new Set(names)) {
      if (only.length > 0 && !only.includes(name)) continue;
      await env.breathe?.();
      checks.push(...env.tools.lower(program, { only: [name], params: sizes }));
    }
  }
  return { checks, diagnostics: withoutUnused(found, checks) };
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean => diagnostics.some((one) => one.severity === "error");

function requireKnown(wanted: readonly string[], known: readonly string[], code: "PTE026" | "PTE027"): void {
  const name = wanted.find((one) => !known.includes(one));
  if (name === undefined) return;
  const near = didYouMean(name, known);
  throw new UsageError(diag(code, { name }, undefined, near === undefined ? {} : { help: near }));
}
