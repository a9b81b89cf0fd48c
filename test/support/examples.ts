// SPDX-License-Identifier: Apache-2.0
// The examples of the repository for tests: found, loaded, lowered, decided; and the files that `ptespec emit` would
// write for them, taken from the command itself. Run from the root of the repository.
import { explore } from "../../src/check/explore.ts";
import type { CheckResult } from "../../src/check/result.ts";
import type { CliEnv } from "../../src/cli/env.ts";
import { run } from "../../src/cli/run.ts";
import { TOOLCHAIN } from "../../src/cli/toolchain.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { loadProgram, lowerChecks } from "../../src/load/load.ts";
import { nodeFiles } from "../../src/node/host.ts";
import { directSearches } from "../../src/node/searches.ts";
import type { LoweredCheck } from "../../src/program/types.ts";
import { stopProperties } from "../../src/report/verdict.ts";

const files = nodeFiles();

/** The paths of all example specs, sorted. */
export const EXAMPLES: readonly string[] = files.specsBelow("examples") ?? [];

export interface Example {
  readonly path: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly checks: readonly LoweredCheck[];
}

const loaded = new Map<string, Example>();

/** Each example is loaded once. */
export function loadExample(path: string): Example {
  const known = loaded.get(path);
  if (known !== undefined) return known;
  const { value, diagnostics } = loadProgram(files, path);
  const example = { path, diagnostics, checks: diagnostics.some((each) => each.severity === "error") ? [] : lowerChecks(value) };
  loaded.set(path, example);
  return example;
}

const decided = new Map<LoweredCheck, CheckResult>();

/** What `ptespec check` finds: the search ends where the expectations are decided. Absent for a rejected check. */
export function decide(check: LoweredCheck): CheckResult | undefined {
  if (check.model === undefined || check.diagnostics.some((each) => each.severity === "error")) return undefined;
  const result = decided.get(check) ?? explore(check.model, { stopWhenDecided: stopProperties(check) });
  decided.set(check, result);
  return result;
}

/** All checks of all examples. */
export const exampleChecks = (): readonly LoweredCheck[] => EXAMPLES.flatMap((path) => loadExample(path).checks);

/** Path -> text of everything that `ptespec emit examples -o out --pluscal` writes into an empty folder. */
export async function emittedFiles(): Promise<ReadonlyMap<string, string>> {
  const written = new Map<string, string>();
  let complaints = "";
  const env: CliEnv = {
    terminal: { out: () => undefined, err: (text) => { complaints += text; }, outIsTty: false, errIsTty: false, outColor: false, errColor: false, columns: 80 },
    files: {
      ...files,
      readFile: (path) => (path.startsWith("out/") ? { error: "missing" } : files.readFile(path)),
      kind: (path) => (path.startsWith("out/") ? "missing" : files.kind(path)),
      filesIn: (path) => (path.startsWith("out/") ? [] : files.filesIn(path)),
      write: (path, text) => void written.set(path, text),
    },
    tools: TOOLCHAIN, searches: () => directSearches(explore, () => 0), onInterrupt: () => () => undefined,
    now: () => 0, memoryBytes: 2 ** 30, stacks: true,
  };
  const code = await run(["emit", "examples", "-o", "out", "--pluscal"], env);
  if (code !== 0) throw new Error(`ptespec emit examples ends with ${code}\n${complaints}`);
  return written;
}
