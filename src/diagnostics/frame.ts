// SPDX-License-Identifier: Apache-2.0
// Renders diagnostics for people: code and message, the source lines with carets, why, and what to do. Text
// only; whether colour is wanted is the caller's to say. Equal input gives equal text on every machine.
import { positionAt, type SourceFile, type Span } from "../base/source.ts";
import type { Diagnostic, LabelledSpan } from "./diagnostic.ts";
import { cells, textWidth } from "./display.ts";

export interface FrameOptions {
  readonly color?: boolean;
  /** Columns for a source line; longer lines are cut around the place. Default 100. */
  readonly width?: number;
}

type Paint = (text: string) => string;
interface Palette { readonly error: Paint; readonly warning: Paint; readonly bold: Paint; readonly gutter: Paint; readonly second: Paint }

const plain: Paint = (text) => text;
const sgr = (code: string): Paint => (text) => (text === "" ? "" : `\u001b[${code}m${text}\u001b[0m`);
const PLAIN: Palette = { error: plain, warning: plain, bold: plain, gutter: plain, second: plain };
const COLORED: Palette = { error: sgr("1;31"), warning: sgr("1;33"), bold: sgr("1"), gutter: sgr("34"), second: sgr("36") };

/** One diagnostic, ending in a newline. */
export function renderDiagnostic(diagnostic: Diagnostic, options: FrameOptions = {}): string {
  const palette = options.color === true ? COLORED : PLAIN;
  const accent = palette[diagnostic.severity];
  const lines = [`${accent(`${diagnostic.severity}[${diagnostic.code}]`)}${palette.bold(`: ${oneLine(diagnostic.message)}`)}`];
  if (diagnostic.primary !== undefined) lines.push(...places(diagnostic.primary, diagnostic.related, palette, accent, options.width ?? 100));
  if (diagnostic.why !== undefined && diagnostic.why !== "") lines.push(`${palette.bold("why:")} ${diagnostic.why}`);
  if (diagnostic.help !== undefined && diagnostic.help !== "") lines.push(`${palette.bold("help:")} ${diagnostic.help}`);
  return `${lines.join("\n")}\n`;
}

/** All of them, each once, with an empty line between. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], options: FrameOptions = {}): string {
  const texts = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, options));
  return [...new Set(texts)].join("\n");
}

function places(primary: LabelledSpan, related: readonly LabelledSpan[], palette: Palette, accent: Paint, width: number): string[] {
  const all = [primary, ...related];
  const numbers = all.map(({ span }) => positionAt(span.file, span.start).line);
  const gutter = String(Math.max(...numbers)).length;
  const bar = palette.gutter(`${" ".repeat(gutter)} |`);
  const lines: string[] = [];
  let file: SourceFile | undefined;
  for (const [i, place] of all.entries()) {
    if (place.span.file.path !== file?.path) {
      const { line, column } = positionAt(place.span.file, place.span.start);
      const arrow = palette.gutter(`${" ".repeat(gutter)}${i === 0 ? "-->" : ":::"}`);
      lines.push(`${arrow} ${oneLine(place.span.file.path)}:${line}:${column}`, bar);
      file = place.span.file;
    }
    const { source, mark } = excerpt(place.span, width - gutter - 3, i === 0 ? "^" : "-");
    const label = place.text === "" ? mark.text : `${mark.text} ${oneLine(place.text)}`;
    const number = palette.gutter(`${String(numbers[i]).padStart(gutter)} |`);
    lines.push(`${number} ${source}`.trimEnd(), `${bar} ${" ".repeat(mark.indent)}${(i === 0 ? accent : palette.second)(label)}`);
  }
  return lines;
}

interface Excerpt { readonly source: string; readonly mark: { readonly indent: number; readonly text: string } }

/** The first line of a span, cut to `width` columns around it, and the carets below. */
function excerpt(span: Span, width: number, caret: string): Excerpt {
  const { text } = span.file;
  const start = Math.min(span.start, text.length);
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const newline = text.indexOf("\n", start);
  const lineEnd = newline === -1 ? text.length : newline;
  const line = cells(text.slice(lineStart, lineEnd).replace(/\r$/, ""));
  const total = line.reduce((sum, cell) => sum + cell.width, 0);
  const before = line.filter((cell) => lineStart + cell.offset < start).reduce((sum, cell) => sum + cell.width, 0);
  const marked = line.filter((cell) => lineStart + cell.offset >= start && lineStart + cell.offset < span.end);
  const extent = Math.max(1, marked.reduce((sum, cell) => sum + cell.width, 0));
  if (total <= width) return { source: line.map((cell) => cell.text).join(""), mark: { indent: before, text: caret.repeat(extent) } };

  // Keep some text before the place; the rest of the width goes to it and what follows.
  const room = width - 6;
  const from = Math.max(0, Math.min(before - Math.floor(room / 3), total - room));
  let column = 0;
  let source = from > 0 ? "..." : "";
  const indent = textWidth(source) + before - from;
  for (const cell of line) {
    if (column >= from && column + cell.width <= from + room) source += cell.text;
    column += cell.width;
  }
  if (total > from + room) source += "...";
  return { source, mark: { indent, text: caret.repeat(Math.max(1, Math.min(extent, from + room - before))) } };
}

/** Names from a file may hold anything; a message stays on its line. */
const oneLine = (text: string): string => cells(text).map((cell) => cell.text).join("");
