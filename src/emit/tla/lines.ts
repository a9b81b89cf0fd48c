// SPDX-License-Identifier: Apache-2.0
// The line writer. A block is a list of lines; the first one starts at some column that the caller knows, the
// others carry their own indentation relative to that column. Junction lists of TLA+ mean what their
// columns say, so nothing here ever re-wraps a finished block.

/** No emitted line is longer. */
export const WIDTH = 79;

/** Lines relative to the column where the first one starts. */
export type Block = readonly string[];

const indentBy = (columns: number, line: string): string => (line === "" ? "" : " ".repeat(columns) + line);

/** Puts `text` before the first line and moves the others under it. */
export function prefix(text: string, block: Block): Block {
  return block.map((line, i) => (i === 0 ? text + line : indentBy(text.length, line)));
}

/** Appends `text` to the last line. */
export function suffix(block: Block, text: string): Block {
  return block.map((line, i) => (i === block.length - 1 ? line + text : line));
}

/** Moves every line to the right. */
export function indent(columns: number, block: Block): Block {
  return block.map((line) => indentBy(columns, line));
}

/** Continues the last line of `block` with `more`, a block made for the column `shift` to the right of its first line. */
export function append(block: Block, more: Block, shift: number): Block {
  const [first = "", ...rest] = more;
  return [...suffix(block, first), ...indent(shift, rest)];
}

/** The column after the last line of a block that starts at `column`. */
export function lastColumn(block: Block, column: number): number {
  return column + (block.at(-1) ?? "").length;
}

/** Room for `text` and `tail` more characters when starting at `column`? */
export function fits(text: string, column: number, tail: number): boolean {
  return column + text.length + tail <= WIDTH;
}

/**
 * `open item, item, ... close`, as many items per line as fit, continued under the first item. Items are
 * blocks made for the column after `open`; one that has several lines stands alone.
 */
export function fill(open: string, items: readonly Block[], close: string, column: number, tail: number): Block {
  const lines: string[] = [];
  const start = column + open.length;
  let current = "";
  items.forEach((item, i) => {
    const last = i === items.length - 1;
    const text = suffix(item, last ? "" : ",");
    const [only] = text;
    const reserve = last ? close.length + tail : 0;
    if (text.length === 1 && only !== undefined && current !== "" && fits(`${current} ${only}`, start, reserve)) {
      current = `${current} ${only}`;
      return;
    }
    if (current !== "") lines.push(current);
    lines.push(...text.slice(0, -1));
    current = text.at(-1) ?? "";
  });
  return suffix(prefix(open, [...lines, current]), close);
}
