// SPDX-License-Identifier: Apache-2.0
// Breaks a line of a report into lines of a width. Breaks stand at spaces; a word that is too long is broken
// after punctuation, and only then anywhere.
import { NBSP } from "./values.ts";

/** Lines of at most `width` columns; the second and later ones are indented by `hang` more than the first. */
export function wrap(text: string, width: number, hang = 2): readonly string[] {
  const own = /^ */.exec(text)?.[0].length ?? 0;
  const lines: string[] = [];
  let line = " ".repeat(Math.min(own, Math.max(0, width - 8)));
  let empty = true;
  const indent = " ".repeat(Math.min(own + hang, Math.max(0, width - 8)));
  const next = (): void => {
    lines.push(line);
    line = indent;
    empty = true;
  };
  for (let word of text.slice(own).split(" ")) {
    if (!empty && line.length + 1 + word.length > width) next();
    while (line.length + (empty ? 0 : 1) + word.length > width) {
      const cut = breakAt(word, width - line.length);
      line += word.slice(0, cut);
      word = word.slice(cut);
      next();
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  lines.push(line);
  return lines.map((one) => one.replaceAll(NBSP, " ").trimEnd());
}

/** Where to break a word so that at most `room` characters stay; at least one does. */
function breakAt(word: string, room: number): number {
  const limit = Math.max(1, room);
  for (let i = limit; i > limit / 2; i -= 1) {
    if ("(,.:=_[{>\u00a0".includes(word[i - 1] ?? "x")) return i;
  }
  return limit;
}
