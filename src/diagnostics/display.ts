// SPDX-License-Identifier: Apache-2.0
// How wide source text is on a terminal, and how to show it safely: tabs become spaces, control characters
// become visible, wide characters count twice. Everything that puts a caret under a character asks here.

/** A tab goes to the next multiple of this. */
const TAB = 4;

/** One character as shown: its text and its width in columns, and the UTF-16 offset it came from. */
export interface Cell {
  readonly text: string;
  readonly width: number;
  readonly offset: number;
}

/** A line, without its end, as cells in order. The text shown never moves the cursor or turns the direction of reading. */
export function cells(line: string): readonly Cell[] {
  const result: Cell[] = [];
  let column = 0;
  let offset = 0;
  for (const char of line) {
    const text = shown(char, column);
    const width = char === "\t" ? text.length : textWidth(text);
    result.push({ text, width, offset });
    column += width;
    offset += char.length;
  }
  return result;
}

/** Columns that a text without tabs takes. */
export function textWidth(text: string): number {
  let width = 0;
  for (const char of text) width += charWidth(char.codePointAt(0) ?? 0);
  return width;
}

function shown(char: string, column: number): string {
  if (char === "\t") return " ".repeat(TAB - (column % TAB));
  const code = char.codePointAt(0) ?? 0;
  const hidden = code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0xfeff || (code >= 0xd800 && code <= 0xdfff) ||
    (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
  return hidden ? "\u{fffd}" : char;
}

/** Combining marks take no column; East Asian wide characters and emoji take two. */
function charWidth(code: number): number {
  if (code < 0x300) return 1;
  if ((code >= 0x300 && code <= 0x36f) || (code >= 0xfe00 && code <= 0xfe0f) || (code >= 0x20d0 && code <= 0x20ff)) return 0;
  const wide = (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) || (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) || (code >= 0x1f300 && code <= 0x1faff) || (code >= 0x20000 && code <= 0x3fffd);
  return wide ? 2 : 1;
}
