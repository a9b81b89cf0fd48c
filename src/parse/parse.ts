// SPDX-License-Identifier: Apache-2.0
// Text -> AST. Never throws; on errors it gives as much of the AST as it can, with exact spans.
import { Lexer } from "chevrotain";
import type { FileNode } from "../ast/nodes.ts";
import type { SourceFile } from "../base/source.ts";
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { diag } from "../diagnostics/catalog.ts";
import { SpecParser } from "../../grammar/parser.ts";
import { ALL_TOKENS } from "../../grammar/tokens.ts";
import type { FileCstNode } from "../../grammar/generated/cst.d.ts";
import { declaration } from "./build/declarations.ts";

const lexer = new Lexer([...ALL_TOKENS], { positionTracking: "onlyOffset", ensureOptimizations: true, skipValidations: true });
const parser = new SpecParser({ validate: false });

/** The AST of a file. */
export function parse(source: SourceFile): Result<FileNode> {
  const diagnostics: Diagnostic[] = [];
  const lexed = lexer.tokenize(source.text);
  parser.input = lexed.tokens;
  const cst = parser.file() as FileCstNode | undefined;
  for (const error of parser.errors) {
    const start = Number.isNaN(error.token.startOffset) ? source.text.length : error.token.startOffset;
    diagnostics.push(diag("PTE101", { expected: error.message, found: error.token.image, after: "" }, { file: source, start, end: start + error.token.image.length }));
  }
  const ctx = { file: source, comments: lexed.groups["comments"] ?? [], diagnostics };
  const decls = (parser.errors.length > 0 ? [] : (cst?.children.declaration ?? [])).map((node) => declaration(ctx, node));
  return { value: { kind: "File", decls, span: { file: source, start: 0, end: source.text.length } }, diagnostics };
}
