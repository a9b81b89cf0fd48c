// SPDX-License-Identifier: Apache-2.0
// What every CST -> AST builder needs: spans, names, strings, the comments before a node, and a place for
// diagnostics that the grammar alone cannot give. Chevrotain's missing locations are hidden here.
import type { CstNode, IToken } from "chevrotain";
import type { Name } from "../../ast/nodes.ts";
import type { SourceFile, Span } from "../../base/source.ts";
import { required } from "../../base/unreachable.ts";
import { diag } from "../../diagnostics/catalog.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";

/** The state of one run of the builders over one file. */
export interface BuildContext {
  readonly file: SourceFile;
  /** All comments of the file, in order. */
  readonly comments: readonly IToken[];
  readonly diagnostics: Diagnostic[];
}

/** The one element of a list that the grammar makes non-empty. */
export function one<T>(list: readonly T[] | undefined): T {
  return required(list?.[0], "child of a CST node");
}

/** The offset after the last character of a token. */
export function endOf(token: IToken): number {
  return token.startOffset + token.image.length;
}

/** The span of one token. */
export function tokenSpan(ctx: BuildContext, token: IToken): Span {
  return { file: ctx.file, start: token.startOffset, end: endOf(token) };
}

/** The span of a CST node; Chevrotain writes NaN for what has no place, which is then the start of the file. */
export function nodeSpan(ctx: BuildContext, node: CstNode): Span {
  const start = node.location?.startOffset ?? Number.NaN;
  const last = node.location?.endOffset ?? Number.NaN;
  return Number.isNaN(start) ? { file: ctx.file, start: 0, end: 0 } : { file: ctx.file, start, end: Number.isNaN(last) ? start : last + 1 };
}

/** A token as a name. */
export function nameOf(ctx: BuildContext, token: IToken): Name {
  return { text: token.image, span: tokenSpan(ctx, token) };
}

/** Tokens as names. */
export function namesOf(ctx: BuildContext, tokens: readonly IToken[] | undefined): readonly Name[] {
  return (tokens ?? []).map((token) => nameOf(ctx, token));
}

/** `{ key: name }` when the token is there, `{}` otherwise: for optional properties. */
export function optionalName<K extends string>(ctx: BuildContext, key: K, tokens: readonly IToken[] | undefined): { readonly [P in K]?: Name } {
  const token = tokens?.[0];
  return token === undefined ? {} : ({ [key]: nameOf(ctx, token) } as { readonly [P in K]?: Name });
}

const ESCAPES: ReadonlyMap<string, string> = new Map([["\"", "\""], ["\\", "\\"], ["n", "\n"], ["t", "\t"]]);

/** The text of a string literal. Reports PTE108 for an unknown escape. */
export function textOf(ctx: BuildContext, token: IToken): string {
  return token.image.slice(1, -1).replace(/\\(.)/gs, (escape, char: string, at: number) => {
    const text = ESCAPES.get(char);
    if (text !== undefined) return text;
    const start = token.startOffset + 1 + at;
    ctx.diagnostics.push(diag("PTE108", { escape }, { file: ctx.file, start, end: start + escape.length }));
    return char;
  });
}

/** `{ key: text }` when the token is there, `{}` otherwise. */
export function optionalText<K extends string>(ctx: BuildContext, key: K, tokens: readonly IToken[] | undefined): { readonly [P in K]?: string } {
  const token = tokens?.[0];
  return token === undefined ? {} : ({ [key]: textOf(ctx, token) } as { readonly [P in K]?: string });
}

/** The value of a number. Reports PTE107 when it is not exact; malformed ones were reported by the lexer. */
export function numberOf(ctx: BuildContext, token: IToken): number {
  if (!/^(?:0[xX][0-9a-fA-F]+|\d+)$/.test(token.image)) return 0;
  const value = Number(token.image);
  if (!Number.isSafeInteger(value)) ctx.diagnostics.push(diag("PTE107", { number: token.image }, tokenSpan(ctx, token)));
  return value;
}

/** What a node's span and comments are. */
export function head(ctx: BuildContext, node: CstNode): { readonly span: Span; readonly comments: readonly string[] } {
  const span = nodeSpan(ctx, node);
  return { span, comments: commentsBefore(ctx, span.start) };
}

/** The comments on their own lines directly before `offset` (no blank line between), one text per line. */
export function commentsBefore(ctx: BuildContext, offset: number): readonly string[] {
  const texts: string[][] = [];
  let next = offset;
  for (let i = lastBefore(ctx.comments, offset); i >= 0; i -= 1) {
    const comment = required(ctx.comments[i], "comment");
    const gap = ctx.file.text.slice(endOf(comment), next);
    const lineStart = ctx.file.text.lastIndexOf("\n", comment.startOffset - 1) + 1;
    const ownLine = ctx.file.text.slice(lineStart, comment.startOffset).trim() === "";
    if (!/^[^\S\n]*\r?\n?[^\S\n]*$/.test(gap) || !ownLine) break;
    texts.unshift(commentLines(comment.image));
    next = comment.startOffset;
  }
  return texts.flat();
}

function lastBefore(comments: readonly IToken[], offset: number): number {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (required(comments[middle], "comment").startOffset < offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function commentLines(image: string): string[] {
  if (image.startsWith("//")) return [image.slice(2).trim()];
  const lines = image.slice(2, -2).split("\n").map((line) => line.trim().replace(/^\*+\s?/, ""));
  if (lines.length > 1 && lines[0] === "") lines.shift();
  if (lines.length > 1 && lines.at(-1) === "") lines.pop();
  return lines;
}
