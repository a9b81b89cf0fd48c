// SPDX-License-Identifier: Apache-2.0
// Text -> tokens and comments. Lexical mistakes are reported here, once each; what they leave behind is marked
// `doubtful`, so that the parser stays silent about the same place.
import { createTokenInstance, Lexer, tokenMatcher, type IToken } from "chevrotain";
import type { SourceFile, Span } from "../base/source.ts";
import { diag } from "../diagnostics/catalog.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { ALL_TOKENS, BadComment, BadNumber, BadString, NumberLiteral, StringLiteral } from "../../grammar/tokens.ts";

/** Longer files are refused (PTE104), in UTF-16 units. */
export const MAX_FILE = 256 * 1024;

/** The tokens of a file. */
export interface Lexed {
  readonly tokens: readonly IToken[];
  readonly comments: readonly IToken[];
  readonly diagnostics: readonly Diagnostic[];
  /** Places of lexical mistakes, in order of kind, not of place. */
  readonly doubtful: readonly Span[];
  /** The file cannot be read as text at all; there are no tokens. */
  readonly refused: boolean;
}

let lexer: Lexer | undefined;

/** Lexes a file. Reports PTE102, PTE103, PTE104, PTE107, PTE113. */
export function lex(file: SourceFile): Lexed {
  const refusal = refuse(file);
  if (refusal !== undefined) return { tokens: [], comments: [], diagnostics: [refusal], doubtful: [], refused: true };
  lexer ??= new Lexer([...ALL_TOKENS], { positionTracking: "full", ensureOptimizations: true, skipValidations: true });
  const result = lexer.tokenize(file.text);
  const diagnostics: Diagnostic[] = [];
  const doubtful: Span[] = [];
  const report = (found: Diagnostic): void => {
    diagnostics.push(found);
    if (found.primary !== undefined) doubtful.push(found.primary.span);
  };
  for (const run of strayRuns(file, result.errors)) report(stray(run));
  const tokens = result.tokens.flatMap((token) => {
    const span = { file, start: token.startOffset, end: token.startOffset + token.image.length };
    if (tokenMatcher(token, BadNumber)) {
      report(diag("PTE107", { number: token.image }, span));
      return retyped(token, NumberLiteral);
    }
    if (tokenMatcher(token, BadString)) {
      report(diag("PTE113", { what: "this string" }, span));
      return retyped(token, StringLiteral);
    }
    if (tokenMatcher(token, BadComment)) {
      report(diag("PTE113", { what: "this comment" }, { ...span, end: span.start + 2 }));
      return [];
    }
    return token;
  });
  return { tokens, comments: result.groups["comments"] ?? [], diagnostics, doubtful, refused: false };
}

function retyped(token: IToken, type: typeof NumberLiteral): IToken {
  const unknown = Number.NaN;
  const end = token.startOffset + token.image.length - 1;
  return createTokenInstance(type, token.image, token.startOffset, end, unknown, unknown, unknown, unknown);
}

function refuse(file: SourceFile): Diagnostic | undefined {
  if (file.text.length > MAX_FILE) return diag("PTE104", { size: file.text.length, limit: MAX_FILE }, { file, start: 0, end: 0 });
  const at = file.text.search(/[\u0000-\u0008\u000E-\u001F]/);
  if (at === -1) return undefined;
  const code = file.text.charCodeAt(at).toString(16).toUpperCase().padStart(4, "0");
  return diag("PTE103", { what: `it contains the control character U+${code}` }, { file, start: at, end: at + 1 });
}

const QUOTE = /^['\u2018\u2019\u201C\u201D]$/;

/** Stray characters with only blanks between them are one run, and so is what stands in wrong quotes. */
function strayRuns(file: SourceFile, errors: readonly { readonly offset: number; readonly length: number }[]): readonly Span[] {
  const runs: { file: SourceFile; start: number; end: number }[] = [];
  for (const { offset, length } of errors) {
    const last = runs.at(-1);
    const between = last === undefined ? "" : file.text.slice(last.end, offset);
    const quoted = last !== undefined && QUOTE.test(file.text.slice(last.start, last.end)) && QUOTE.test(file.text.charAt(offset)) && !between.includes("\n");
    if (last !== undefined && (quoted || between.trim() === "")) last.end = offset + length;
    else runs.push({ file, start: offset, end: offset + length });
  }
  return runs;
}

const STRAY_HELP: readonly (readonly [RegExp, string])[] = [
  [/^&/, "write `&&`; bit masks are fields of a layout."],
  [/^\|/, "write `||`; bits are combined by `p with { field: value }`."],
  [/^['\u2018\u2019\u201C\u201D]/, "strings are written in double quotes: \"text\"."],
  [/^#/, "comments begin with `//`; there is no preprocessor."],
  [/^\^/, "write `!=` for exclusive or of truth values."],
];

function stray(span: Span): Diagnostic {
  const found = span.file.text.slice(span.start, span.end);
  const text = found.length > 12 ? `characters (${found.length} of them)` : /^[\x20-\x7E]+$/.test(found) ? `\`${found}\`` : `character${found.length > 1 ? "s" : ""} ${codePoints(found)}`;
  const help = STRAY_HELP.find(([pattern]) => pattern.test(found))?.[1];
  return diag("PTE102", { text }, span, help === undefined ? {} : { help });
}

function codePoints(text: string): string {
  return [...text].filter((char) => char > "~").map((char) => `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`).join(" ");
}
