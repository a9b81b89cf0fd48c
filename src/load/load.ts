// SPDX-License-Identifier: Apache-2.0
// Loading: a file, what it imports (once each, circles reported), and its checks lowered.
import type { CheckDecl, ImportDecl } from "../ast/nodes.ts";
import type { SourceFile } from "../base/source.ts";
import { diag } from "../diagnostics/catalog.ts";
import { suggest } from "../diagnostics/suggest.ts";
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { readErrorDiagnostic } from "../diagnostics/read-error.ts";
import { analyzeProgram } from "../lower/analyze.ts";
import { lowerCheck } from "../lower/lower-check.ts";
import { parse } from "../parse/parse.ts";
import type { Decl } from "../ast/nodes.ts";
import type { LoweredCheck, LowerOptions, Program, SourceHost } from "../program/types.ts";

export function loadProgram(host: SourceHost, path: string): Result<Program> {
  const loader = new Loader(host);
  const root = loader.file(path, undefined, []);
  // Names make sense only when every file could be read as a whole.
  if (!loader.diagnostics.some((d) => d.severity === "error")) loader.diagnostics.push(...analyzeProgram(loader.decls, root?.path ?? path));
  return { value: { root: root ?? { path, text: "" }, files: loader.files, decls: loader.decls }, diagnostics: loader.diagnostics };
}

class Loader {
  readonly files: SourceFile[] = [];
  readonly decls: Decl[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly #host: SourceHost;
  readonly #done = new Set<string>();

  constructor(host: SourceHost) {
    this.#host = host;
  }

  file(path: string, from: ImportDecl | undefined, stack: readonly string[]): SourceFile | undefined {
    const read = this.#host.readFile(path);
    if ("error" in read) {
      const library = from === undefined ? undefined : this.#host.stdNames().find((name) => name === from.path.replace(/\.ptespec$/, ""));
      this.diagnostics.push(readErrorDiagnostic(path, read.error, from?.pathSpan, library === undefined ? undefined : `write \`import ${library}\`, without quotes: it is of the library, not a file of yours.`));
      return undefined;
    }
    return this.#source({ path, text: read.text }, stack);
  }

  #source(source: SourceFile, stack: readonly string[]): SourceFile {
    this.#done.add(source.path);
    const { value, diagnostics } = parse(source);
    this.diagnostics.push(...diagnostics);
    for (const decl of value.decls) if (decl.kind === "Import") this.#import(decl, source, [...stack, source.path]);
    this.files.push(source);
    this.decls.push(...value.decls);
    return source;
  }

  #import(decl: ImportDecl, from: SourceFile, stack: readonly string[]): void {
    if (decl.std) {
      const found = this.#host.std(decl.path);
      if (found === undefined) {
        const close = suggest(decl.path, this.#host.stdNames());
        this.diagnostics.push(diag("PTE001", { path: decl.path }, decl.pathSpan, { help: close === undefined ? `the library has: ${this.#host.stdNames().join(", ")}.` : `did you mean \`${close}\`?` }));
      } else if (stack.includes(found.path)) this.#cycle(decl, stack, found.path);
      else if (!this.#done.has(found.path)) this.#source(found, stack);
      return;
    }
    const path = this.#host.resolve(from.path, decl.path);
    if (stack.includes(path)) this.#cycle(decl, stack, path);
    else if (!this.#done.has(path)) this.file(path, decl, stack);
  }

  #cycle(decl: ImportDecl, stack: readonly string[], path: string): void {
    this.diagnostics.push(diag("PTE215", { path: [...stack.slice(stack.indexOf(path)), path].join(" -> ") }, decl.pathSpan));
  }
}

/** The checks of the root file (checks of imported files are theirs), each with its model or its errors. */
export function lowerChecks(program: Program, options: LowerOptions = {}): readonly LoweredCheck[] {
  const checks = program.decls.filter((d): d is CheckDecl => d.kind === "Check" && d.span.file.path === program.root.path);
  const spec = program.decls.find((d) => d.kind === "Spec" && d.span.file.path === program.root.path);
  const info = { name: spec?.kind === "Spec" ? spec.name.text : program.root.path, doc: (spec?.kind === "Spec" ? spec.doc : undefined) ?? "", path: program.root.path };
  return checks.filter((c) => options.only === undefined || options.only.includes(c.name.text)).map((c) => lowerCheck(program.decls, c, info, options.params ?? new Map()));
}
