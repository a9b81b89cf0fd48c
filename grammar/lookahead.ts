// SPDX-License-Identifier: Apache-2.0
// Which way to go on in a rule: which alternative, or whether an optional part is there. Chevrotain finds out for
// every place of the grammar when a parser is made, which takes longer than to read a file. So that is done when the
// grammar changes: generated/lookahead.ts has the answers, and here one is read when the parser first stands there.
import { tokenMatcher, type IOrAlt, type IToken, type TokenType } from "chevrotain";
import { LOOKAHEAD } from "./generated/lookahead.ts";
import { ALL_TOKENS, CATEGORIES } from "./tokens.ts";

/** The alternative to take (`undefined`: none), or whether to take the optional part. */
export type Choice = (alternatives?: readonly IOrAlt<unknown>[]) => number | boolean | undefined;

/** Tokens that begin an alternative. */
interface Path {
  readonly alternative: number;
  readonly first: TokenType;
  readonly second: TokenType | undefined;
}

/** Chevrotain's number of a place: rule, kind, and which of its kind in the rule, in 12, 4 and 8 bits. */
export const KIND_SHIFT = 8;
export const RULE_SHIFT = 12;
/** The kind of an alternation. */
const ALTERNATION = 1;

const TYPES: ReadonlyMap<string, TokenType> = new Map([...ALL_TOKENS, ...CATEGORIES].map((type) => [type.name, type]));

/** What decides at a place, by Chevrotain's number for it. `look`: the token at a distance from 1. */
export function choiceAt(place: number, look: (distance: number) => IToken): Choice {
  const text = LOOKAHEAD[place];
  if (text === undefined) throw new Error("the grammar has changed: npm run generate:grammar");
  const paths = text.split("|").flatMap((alternative, i) => alternative.split(",").map((path) => pathOf(path, i)));
  // A token begins few of the paths.
  const begunBy = new Map<number, readonly Path[]>();
  const choose = (alternatives?: readonly IOrAlt<unknown>[]): number | undefined => {
    const token = look(1);
    let candidates = begunBy.get(token.tokenTypeIdx);
    if (candidates === undefined) begunBy.set(token.tokenTypeIdx, candidates = paths.filter(({ first }) => tokenMatcher(token, first)));
    const found = candidates.find(({ alternative, second }) => (second === undefined || tokenMatcher(look(2), second)) && alternatives?.[alternative]?.GATE?.() !== false);
    return found?.alternative;
  };
  const kind = (place >> KIND_SHIFT) & 15;
  return kind === ALTERNATION ? choose : () => choose() !== undefined;
}

function pathOf(text: string, alternative: number): Path {
  const [first, second] = text.split(" ").map((name) => TYPES.get(name));
  if (first === undefined) throw new Error(`a path that is empty or has an unknown token: ${text}`);
  return { alternative, first, second };
}
