// SPDX-License-Identifier: Apache-2.0
// A bound on how deep the recursive parser would go, found in the tokens alone: brackets, and the words and
// signs after which the grammar recurses without a bracket (`!`, `?`, `forall`, `else if`, ...).
import type { IToken, TokenType } from "chevrotain";
import { tokenMatcher } from "chevrotain";
import { BinaryOperator, Identifier, isReserved, roleOf, S, W } from "../../grammar/tokens.ts";

/** Deeper files are refused (PTE105). */
export const MAX_DEPTH = 200;

const RECURSIVE: ReadonlySet<TokenType> = new Set([
  S.Bang, S.Question, W.Forall, W.Exists, W.Once, W.Values, W.Set, W.Array, W.If, W.Else, W.While, W.For,
]);

/** The index of the first token nested too deeply, or -1. */
export function tooDeepAt(tokens: readonly IToken[]): number {
  const levels: number[] = [0];
  let total = 0;
  const reset = (): void => {
    total -= levels.at(-1) ?? 0;
    levels[levels.length - 1] = 0;
  };
  for (const [i, token] of tokens.entries()) {
    const type = token.tokenType;
    const next = tokens[i + 1];
    if (type === S.LParen || type === S.LSquare || type === S.LCurly) {
      levels.push(1);
      total += 1;
    } else if (type === S.RParen || type === S.RSquare || type === S.RCurly) {
      if (levels.length > 1) {
        reset();
        levels.pop();
      }
      if (type === S.RCurly && next !== undefined && startsAnew(next)) reset();
    } else if (type === S.Semicolon) {
      if (next?.tokenType !== W.Else) reset();
    } else if (type === S.Comma) {
      reset();
    } else if (RECURSIVE.has(type) || (type === S.Dash && tokens[i - 1]?.tokenType === S.Dash)) {
      levels[levels.length - 1] = (levels.at(-1) ?? 0) + 1;
      total += 1;
    }
    if (total > MAX_DEPTH) return i;
  }
  return -1;
}

/** After a `}`: does a new statement or declaration begin, so that nothing is left open? */
function startsAnew(token: IToken): boolean {
  const type = token.tokenType;
  if (type === W.Else || type === W.Or || type === W.With || tokenMatcher(token, BinaryOperator)) return false;
  return tokenMatcher(token, Identifier) || type === S.RCurly || (isReserved(type) && roleOf(type) === "statement");
}
