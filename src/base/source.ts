// SPDX-License-Identifier: Apache-2.0
// Source files and places in them. Offsets are UTF-16 units; lines and columns are 1-based.

/** One .ptespec file as read: `path` is how the user names it, `text` its content. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A half-open range `[start, end)` of UTF-16 offsets in one file. */
export interface Span {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** A 1-based line and column (column counts UTF-16 units). */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where `offset` lies in `file`. Offsets beyond the end give the end. */
export function positionAt(file: SourceFile, offset: number): Position {
  const end = Math.min(offset, file.text.length);
  let line = 1;
  let lineStart = 0;
  for (let i = file.text.indexOf("\n"); i !== -1 && i < end; i = file.text.indexOf("\n", i + 1)) {
    line += 1;
    lineStart = i + 1;
  }
  return { line, column: end - lineStart + 1 };
}

/** `path:line` of the start of a span, as used in emitted comments and traces. */
export function lineRef(span: Span): string {
  return `${span.file.path}:${positionAt(span.file, span.start).line}`;
}

/** The smallest span that covers both; they must lie in the same file. */
export function cover(a: Span, b: Span): Span {
  return { file: a.file, start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}
