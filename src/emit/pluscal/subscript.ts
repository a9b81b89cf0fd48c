// SPDX-License-Identifier: Apache-2.0
// Variables of a process set stand for `x[self]`, and assigned ones for `x'`: the translator writes so into
// the text of an expression and moves what follows to the right. A line below keeps its place under the token
// above which it began, which is what keeps lists of junctions in line.
import type { Block } from "../tla/lines.ts";

interface Token {
  readonly text: string;
  /** In the given text. */
  readonly column: number;
  /** In the new text. */
  moved: number;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[A-Za-z0-9_]+|[|]->|\.\.|[^\s]/gu;

const tokens = (line: string): Token[] =>
  [...line.matchAll(TOKEN)].map((match) => ({ text: match[0], column: match.index, moved: match.index }));

/** `block` with `suffix` of each identifier written behind it; fields of records are no variables. */
export function subscripted(block: Block, suffix: (identifier: string) => string): Block {
  const lines = block.map(tokens);
  const flat = lines.flat();
  const plain = new Set<Token>();
  flat.forEach((token, i) => {
    const [next, after] = [flat[i + 1], flat[i + 2]];
    if (token.text === "." && next !== undefined) plain.add(next);
    if ((token.text === "[" || token.text === ",") && (after?.text === ":" || after?.text === "|->") && next !== undefined) plain.add(next);
  });
  const added = (token: Token): string => (plain.has(token) || !/^[A-Za-z]/u.test(token.text) ? "" : suffix(token.text));
  lines.forEach((line, i) => {
    const first = line[0];
    if (first === undefined) return;
    const above = lines.slice(0, i).findLast((other) => (other[0]?.column ?? Infinity) <= first.column);
    const anchor = above?.findLast((token) => token.column <= first.column);
    let shift = anchor === undefined ? 0 : anchor.moved - anchor.column;
    for (const token of line) {
      token.moved = token.column + shift;
      shift += added(token).length;
    }
  });
  return lines.map((line) => line.reduce((text, token) => text.padEnd(token.moved) + token.text + added(token), ""));
}
