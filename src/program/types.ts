// SPDX-License-Identifier: Apache-2.0
// What stands between reading a spec and checking it: the host that reads files, a loaded program, and a
// lowered check with its scope and expectations. Plain types, so that the core, the command line and the
// tests agree on them without importing one another.
import type { Decl, ExpectedStatus } from "../ast/nodes.ts";
import type { SourceFile, Span } from "../base/source.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { ReadError } from "../diagnostics/read-error.ts";
import type { IrModel } from "../ir/model.ts";

export type { ReadError };

/** How the core reads files. Paths are as the user names them; `resolve` gives the path of an import. */
export interface SourceHost {
  readFile(path: string): { readonly text: string } | { readonly error: ReadError };
  /** The path that `import importPath` means in the file `from`. */
  resolve(from: string, importPath: string): string;
  /** A file of the shipped library by its import name, e.g. `std/arm64`. */
  std(name: string): { readonly path: string; readonly text: string } | undefined;
  /** The import names of the shipped library, sorted. */
  stdNames(): readonly string[];
}

/** A file with everything it imports, parsed and analysed. Imports come before what imports them. */
export interface Program {
  /** The file that was asked for. */
  readonly root: SourceFile;
  readonly files: readonly SourceFile[];
  readonly decls: readonly Decl[];
}

/** What a verdict rests on; printed with every verdict. */
export interface CheckScope {
  /** E.g. `2 * gup_fast(0)`, `hardware pt`. */
  readonly agents: readonly string[];
  readonly sizes: readonly { readonly name: string; readonly value: number | string }[];
  readonly budgets: readonly string[];
  readonly memory: string;
  readonly flush: string;
  readonly assumptions: readonly { readonly name: string; readonly text: string; readonly source: string }[];
  readonly waivers: readonly { readonly property: string; readonly reason: string }[];
}

/** One `expect` item. `names` may be groups such as `relaxed_get`, diagnostic codes, or empty (deadlock). */
export interface Expectation {
  readonly status: ExpectedStatus;
  readonly names: readonly string[];
  readonly span: Span;
}

export interface LoweredCheck {
  readonly name: string;
  readonly doc?: string;
  readonly claims: readonly string[];
  /** Absent when the check was rejected statically; then `diagnostics` says why. */
  readonly model: IrModel | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly scope: CheckScope;
  readonly expectations: readonly Expectation[];
  readonly span: Span;
}

export interface LowerOptions {
  /** Names of the checks wanted; default: all. */
  readonly only?: readonly string[];
  /** Sizes given on the command line; they win over `with`. */
  readonly params?: ReadonlyMap<string, number>;
}
