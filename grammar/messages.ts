// SPDX-License-Identifier: Apache-2.0
// What the parser says it expected: only the expectation, in words made of token labels ("`;`", "a name").
// src/parse/syntax-errors.ts makes the sentence around it.
import { tokenLabel, type IParserErrorMessageProvider, type TokenType } from "chevrotain";

/** `a`, `a or b`, `a, b or c`. */
export function alternatives(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1) ?? ""}`;
}

function firsts(paths: readonly (readonly TokenType[])[]): string {
  return alternatives([...new Set(paths.flatMap((path) => path.slice(0, 1).map(tokenLabel)))]);
}

/** The message provider of the parser. */
export const EXPECTATIONS: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => tokenLabel(expected),
  buildNotAllInputParsedMessage: () => "a declaration",
  buildNoViableAltMessage: ({ expectedPathsPerAlt, customUserDescription }) => customUserDescription ?? firsts(expectedPathsPerAlt.flat()),
  buildEarlyExitMessage: ({ expectedIterationPaths, customUserDescription }) => customUserDescription ?? firsts(expectedIterationPaths),
};
