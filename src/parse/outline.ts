// SPDX-License-Identifier: Apache-2.0
// The brackets of a file and where its declarations begin, found without the grammar. It is what recovery
// stands on: it repairs unclosed braces by indentation, and splits a file into declarations.
import { createTokenInstance, tokenMatcher, type IToken, type TokenType } from "chevrotain";
import type { SourceFile } from "../base/source.ts";
import { required } from "../base/unreachable.ts";
import { diag } from "../diagnostics/catalog.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { BinaryOperator, Identifier, isReserved, roleOf, S, StringLiteral, W } from "../../grammar/tokens.ts";

/** Tokens with matched brackets. */
export interface Outline {
  /** The tokens, with a virtual `}` (empty image) for each brace that is never closed. */
  readonly tokens: readonly IToken[];
  /** For each bracket the index of its partner; its own index when it has none; -1 for other tokens. */
  readonly partner: readonly number[];
  /** Where each declaration begins; the first is 0 when there are tokens. */
  readonly starts: readonly number[];
  /** PTE114 for braces that are never closed, with the index of the brace. */
  readonly unclosed: readonly Unclosed[];
}

/** A brace that is never closed. */
export interface Unclosed {
  readonly at: number;
  readonly diagnostic: Diagnostic;
}

const CLOSER: ReadonlyMap<TokenType, TokenType> = new Map([[S.LCurly, S.RCurly], [S.LParen, S.RParen], [S.LSquare, S.RSquare]]);
const CLOSERS: ReadonlySet<TokenType> = new Set(CLOSER.values());

/** True when nothing but blanks stands before the token on its line. */
export function firstOnLine(file: SourceFile, token: IToken): boolean {
  return indentOf(file, token) === token.startOffset - lineStart(token);
}

const lineStart = (token: IToken): number => token.startOffset - (token.startColumn ?? 1) + 1;

function indentOf(file: SourceFile, token: IToken): number {
  const start = lineStart(token);
  let end = start;
  while (file.text[end] === " " || file.text[end] === "\t") end += 1;
  return end - start;
}

/** Finds it. Reports PTE114. */
export function outline(file: SourceFile, tokens: readonly IToken[]): Outline {
  const exact = match(tokens);
  const repaired = exact === undefined ? repair(file, tokens) : { tokens, partner: exact, unclosed: [] };
  return { ...repaired, starts: starts(file, repaired.tokens, repaired.partner) };
}

/** Partners, when all brackets match. */
function match(tokens: readonly IToken[]): readonly number[] | undefined {
  const partner = tokens.map(() => -1);
  const open: number[] = [];
  for (const [i, token] of tokens.entries()) {
    if (CLOSER.has(token.tokenType)) open.push(i);
    else if (CLOSERS.has(token.tokenType)) {
      const from = open.pop();
      if (from === undefined || CLOSER.get(required(tokens[from], "token").tokenType) !== token.tokenType) return undefined;
      partner[from] = i;
      partner[i] = from;
    }
  }
  return open.length === 0 ? partner : undefined;
}

interface Open {
  readonly token: IToken;
  readonly at: number;
}

function repair(file: SourceFile, input: readonly IToken[]): Omit<Outline, "starts"> {
  const tokens: IToken[] = [];
  const partner: number[] = [];
  const unclosed: Unclosed[] = [];
  const open: Open[] = [];
  const push = (token: IToken): number => {
    tokens.push(token);
    return partner.push(-1) - 1;
  };
  /** Closes the innermost bracket without a closing token; a brace gets a virtual one. */
  const abandon = (report: boolean): void => {
    const top = required(open.pop(), "bracket");
    if (top.token.tokenType !== S.LCurly) {
      partner[top.at] = top.at;
      return;
    }
    const span = { file, start: top.token.startOffset, end: top.token.startOffset + 1 };
    if (report) unclosed.push({ at: top.at, diagnostic: diag("PTE114", { bracket: "{" }, span) });
    const at = push(virtualBrace(tokens));
    partner[top.at] = at;
    partner[at] = top.at;
  };
  const abandonAll = (): void => {
    for (let report = true; open.length > 0;) {
      const brace = open.at(-1)?.token.tokenType === S.LCurly;
      abandon(report);
      if (brace) report = false;
    }
  };
  const close = (token: IToken): void => {
    const at = push(token);
    const top = open.pop();
    partner[at] = top?.at ?? at;
    if (top !== undefined) partner[top.at] = at;
  };
  const innermostBrace = (): number => open.findLastIndex((each) => each.token.tokenType === S.LCurly);

  for (const [i, token] of input.entries()) {
    const type = token.tokenType;
    if (open.length > 0 && lineStart(token) === token.startOffset && beginsDeclaration(file, input, i)) {
      abandonAll();
    }
    if (CLOSER.has(type)) {
      open.push({ token, at: push(token) });
    } else if (type === S.RCurly) {
      const brace = innermostBrace();
      while (open.length > brace + 1) abandon(false);
      const indent = indentOf(file, token);
      const sameIndent = open.findLastIndex((each) => each.token.tokenType === S.LCurly && indentOf(file, each.token) === indent);
      const top = open.at(-1);
      if (top !== undefined && sameIndent !== -1 && firstOnLine(file, token) && indentOf(file, top.token) > indent) {
        for (let report = true; open.length > sameIndent + 1; report = false) abandon(report);
      }
      close(token);
    } else if (CLOSERS.has(type)) {
      const from = open.findLastIndex((each) => CLOSER.get(each.token.tokenType) === type);
      if (from > innermostBrace()) {
        while (open.length > from + 1) abandon(false);
        close(token);
      } else {
        const at = push(token);
        partner[at] = at;
      }
    } else {
      if (type === S.Semicolon) while (open.length > 0 && open.at(-1)?.token.tokenType !== S.LCurly) abandon(false);
      push(token);
    }
  }
  abandonAll();
  return { tokens, partner, unclosed };
}

function virtualBrace(tokens: readonly IToken[]): IToken {
  const last = required(tokens.at(-1), "token");
  const end = last.startOffset + last.image.length;
  const token = createTokenInstance(S.RCurly, "", end, end - 1, Number.NaN, Number.NaN, Number.NaN, Number.NaN);
  token.isInsertedInRecovery = true;
  return token;
}

function starts(file: SourceFile, tokens: readonly IToken[], partner: readonly number[]): readonly number[] {
  const found: number[] = [];
  for (let i = 0; i < tokens.length; i += 1) {
    if (i === 0 || beginsDeclaration(file, tokens, i)) found.push(i);
    const other = partner[i] ?? -1;
    if (other > i) i = other;
  }
  return found;
}

/** A declaration word with what must follow it, where a declaration may begin. */
function beginsDeclaration(file: SourceFile, tokens: readonly IToken[], i: number): boolean {
  const token = required(tokens[i], "token");
  const next = tokens[i + 1];
  if (roleOf(token.tokenType) !== "declaration" || next === undefined) return false;
  const follows = token.tokenType === W.Init ? next.tokenType === S.LCurly
    : token.tokenType === W.On ? next.tokenType === W.Hw
    : tokenMatcher(next, Identifier) || (token.tokenType === W.Import && next.tokenType === StringLiteral);
  if (!follows) return false;
  const before = tokens[i - 1];
  if (before === undefined || before.tokenType === S.Semicolon || before.tokenType === S.RCurly) return true;
  return firstOnLine(file, token) && mayEnd(before);
}

function mayEnd(token: IToken): boolean {
  if (roleOf(token.tokenType) === "modifier") return false;
  if (tokenMatcher(token, BinaryOperator) || isReserved(token.tokenType)) return token.tokenType === W.Bool;
  return ![S.Comma, S.Equals, S.Colon, S.Arrow, S.Dot, S.LCurly, S.LParen, S.LSquare, S.Bang].includes(token.tokenType);
}
