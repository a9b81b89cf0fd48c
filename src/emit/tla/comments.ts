// SPDX-License-Identifier: Apache-2.0
// Comments of the emitted module: ASCII only, wrapped at the width, and never able to open or close a
// comment of TLA+ by accident. Text comes from specs, so it may hold anything.
import { WIDTH } from "./lines.ts";

const SPELLED: Readonly<Record<string, string>> = {
  "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2018": "'", "\u2019": "'",
  "\u201c": "\"", "\u201d": "\"", "\u2026": "...", "\u2192": "->", "\u2190": "<-", "\u21d2": "=>",
  "\u2264": "<=", "\u2265": ">=", "\u2260": "#", "\u00d7": "x", "\u00a0": " ", "\t": "    ",
};

/** Printable ASCII for any text; what has no usual spelling becomes `?`. */
export function ascii(text: string): string {
  return text.replace(/[^ -~]/gu, (char) => SPELLED[char] ?? "?");
}

/** ASCII that holds no comment bracket and no line of dashes or equal signs that a reader could take for a module's. */
export function commentText(text: string): string {
  return ascii(text).replace(/\(\*/gu, "( *").replace(/\*\)/gu, "* )").replace(/-{4,}/gu, "---").replace(/={4,}/gu, "===");
}

/** Breaks at blanks; a word longer than the width stays whole. The indentation of the text is kept. */
export function wrap(text: string, width: number): string[] {
  const lead = /^ */u.exec(text)?.[0] ?? "";
  const lines: string[] = [];
  let line = "";
  for (const word of text.trim().split(/ +/u)) {
    if (line !== "" && lead.length + line.length + 1 + word.length > width) {
      lines.push(lead + line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  lines.push(lead + line);
  return lines;
}

/**
 * `\* text`, wrapped for lines that start at `column`; continuation lines are indented by `hang`. An empty text
 * gives an empty comment line.
 */
export function lineComment(text: string, { column = 0, hang = 0 } = {}): string[] {
  const [first = "", ...rest] = wrap(commentText(text), WIDTH - 3 - hang - column);
  return [first, ...rest.map((line) => " ".repeat(hang) + line)].map((line) => `\\* ${line}`.trimEnd());
}

/** One line inside a box. */
const boxed = (text: string): string => `(* ${text.padEnd(WIDTH - 6)} *)`;

/** A comment in a box over the whole width, as at the head of a module. */
export function boxComment(paragraphs: readonly string[]): string[] {
  const rule = `(${"*".repeat(WIDTH - 2)})`;
  return [rule, ...paragraphs.flatMap((text) => wrap(commentText(text), WIDTH - 6)).map(boxed), rule];
}

/** A rule of dashes and a heading, in front of the steps of a process. */
export function section(paragraphs: readonly string[]): string[] {
  return ["-".repeat(WIDTH), ...paragraphs.flatMap((text) => wrap(commentText(text), WIDTH - 6)).map(boxed)];
}
