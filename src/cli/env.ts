// SPDX-License-Identifier: Apache-2.0
// What a command may use of the outside world and of the rest of ptespec. `main.ts` fills it with the real
// terminal, files and threads; tests fill it with strings and maps. A command uses nothing else.
import type { FileNode } from "../ast/nodes.ts";
import type { SourceFile } from "../base/source.ts";
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import type { TlaNames } from "../emit/tla/names.ts";
import type { IrModel } from "../ir/model.ts";
import type { Files, Searches, SearchOptions, SearchWatcher, TlcService } from "../node/services.ts";
import type { CheckerService } from "../node/services.ts";
import type { LoweredCheck, LowerOptions, Program, SourceHost } from "../program/types.ts";

export type { Files, Searches, SearchOptions, SearchWatcher, TlcService };

/** The stages of ptespec, behind functions that tests can replace. */
export interface Toolchain {
  load(host: SourceHost, path: string): Result<Program>;
  lower(program: Program, options: LowerOptions): readonly LoweredCheck[];
  emit(model: IrModel, options: { readonly generator: string; readonly command?: string }): { readonly moduleName: string; readonly module: string; readonly cfg: string;
    /** From identifiers of the module to names of the model: see `EmittedTla`. */
    readonly stepNames: ReadonlyMap<string, string>; readonly propertyNames: ReadonlyMap<string, string> };
  emitPlusCal(model: IrModel, options: { readonly generator: string }): { readonly moduleName: string; readonly module: string; readonly cfg: string;
    readonly propertyNames: ReadonlyMap<string, string>; readonly labels: ReadonlyMap<string, string>; readonly points: ReadonlyMap<string, string>; readonly names: TlaNames };
  parse(file: SourceFile): Result<FileNode>;
  dumpAst(node: FileNode): string;
  format(file: SourceFile): Promise<Formatting>;
}

/** The canonical layout of a file; the text is absent when it has syntax errors. */
export interface Formatting {
  readonly text: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Terminal {
  /** Standard output; the results. */
  out(text: string): void;
  /** Standard error; diagnostics and progress. */
  err(text: string): void;
  readonly outIsTty: boolean;
  readonly errIsTty: boolean;
  readonly outColor: boolean;
  readonly errColor: boolean;
  readonly columns: number;
}

export interface CliEnv {
  readonly terminal: Terminal;
  readonly files: Files;
  readonly tools: Toolchain;
  searches(): Searches;
  /** Absent where no program may be started. */
  readonly tlc?: TlcService;
  /** The package tla-checker; nothing where it is not installed. */
  checker?(): CheckerService | undefined;
  /** Calls back at Ctrl-C until the returned function is called. */
  onInterrupt(callback: () => void): () => void;
  /** Lets signals in, between two pieces of work that nothing can interrupt. */
  breathe?(): Promise<void>;
  /** Milliseconds, for durations only. */
  now(): number;
  /** How much memory a search may take when nobody says. */
  readonly memoryBytes: number;
  /** How many threads one search may use when nobody says; absent: one. */
  readonly workers?: number;
  /** Print where an internal error happened. */
  readonly stacks: boolean;
}
