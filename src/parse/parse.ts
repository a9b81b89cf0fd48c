// SPDX-License-Identifier: Apache-2.0
// Text -> AST. Never throws; on errors it gives as much of the AST as it can: broken statements and items are
// left out, broken declarations dropped. Spans are exact, also in what is left.
import type { IToken } from "chevrotain";
import type { Decl, FileNode } from "../ast/nodes.ts";
import type { SourceFile } from "../base/source.ts";
import { diag } from "../diagnostics/catalog.ts";
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import type { DeclarationCstNode } from "../../grammar/generated/cst.d.ts";
import type { BuildContext } from "./build/context.ts";
import { declaration } from "./build/declarations.ts";
import { lex } from "./lex.ts";
import { MAX_ERRORS, parseTokens } from "./recover.ts";

/** A file as read: complete CSTs of the declarations that could be read, and all comments. */
export interface ReadFile {
  readonly declarations: readonly DeclarationCstNode[];
  readonly comments: readonly IToken[];
}

/** The CSTs of a file, for tools that need every token. Diagnostics as of `parse`, from all stages. */
export function readCst(source: SourceFile): Result<ReadFile> {
  const { read, diagnostics } = readAndBuild(source);
  return { value: read, diagnostics };
}

/** The AST of a file; diagnostics PTE1xx in the order of the text, at most about twenty. */
export function parse(source: SourceFile): Result<FileNode> {
  const { decls, diagnostics } = readAndBuild(source);
  return { value: { kind: "File", decls, span: { file: source, start: 0, end: source.text.length } }, diagnostics };
}

function readAndBuild(source: SourceFile): { readonly read: ReadFile; readonly decls: readonly Decl[]; readonly diagnostics: readonly Diagnostic[] } {
  const lexed = lex(source);
  const recovered = parseTokens(source, lexed.tokens, lexed.doubtful);
  const ctx: BuildContext = { file: source, comments: lexed.comments, diagnostics: [] };
  const decls = recovered.declarations.map((node) => declaration(ctx, node));
  const diagnostics = limited(source, [...lexed.diagnostics, ...recovered.diagnostics, ...ctx.diagnostics]);
  return { read: { declarations: recovered.declarations, comments: lexed.comments }, decls, diagnostics };
}

/** In the order of the text; one for each line, since a second one there is mostly a consequence; not too many. */
function limited(source: SourceFile, all: readonly Diagnostic[]): readonly Diagnostic[] {
  const start = (each: Diagnostic): number => each.primary?.span.start ?? 0;
  const sorted = all.toSorted((a, b) => start(a) - start(b));
  const kept = sorted.filter((each, i) => {
    const before = sorted[i - 1];
    return before === undefined || source.text.slice(start(before), start(each)).includes("\n");
  });
  const over = kept[MAX_ERRORS];
  if (over === undefined) return kept;
  const at = start(over);
  return [...kept.slice(0, MAX_ERRORS), diag("PTE116", { limit: MAX_ERRORS }, { file: source, start: at, end: at })];
}
