// SPDX-License-Identifier: Apache-2.0
// From a line of an emitted module back to the line of the spec that it was made from: every definition that has
// one stands below a comment `\* file.ptespec:line`.
import type { SourceFile, Span } from "../../base/source.ts";
import type { IrModel } from "../../ir/model.ts";
import type { TlcPlace } from "../../tlc/places.ts";

const COMMENT = /^\s*\\\* (\S+\.ptespec):(\d+)(?::|$)/u;
const HEADING = /^\(\* .*\((\S+\.ptespec):(\d+)\)\s*\*\)$/u;

/** Every file that a model was made from. */
export function sourcesOf(model: IrModel): ReadonlyMap<string, SourceFile> {
  const spans = [...model.steps, ...model.properties, ...model.vars, ...model.processes].flatMap(({ span }) => (span === undefined ? [] : [span]));
  return new Map(spans.map(({ file }) => [file.path, file]));
}

/** The line of the spec that the definition around `line` (1-based) of a module was made from. */
export function specLine(module: string, line: number, sources: ReadonlyMap<string, SourceFile>): Span | undefined {
  const lines = module.split("\n");
  for (let i = Math.min(line, lines.length) - 1; i >= 0 && (lines[i] ?? "").trim() !== ""; i -= 1) {
    const match = COMMENT.exec(lines[i] ?? "") ?? HEADING.exec(lines[i] ?? "");
    const file = sources.get(match?.[1] ?? "");
    if (match !== null && file !== undefined) return lineSpan(file, Number(match[2]));
  }
  return undefined;
}

/** The first of the places that leads to the spec. */
export function specPlace(modules: Readonly<Record<string, string>>, places: readonly TlcPlace[], sources: ReadonlyMap<string, SourceFile>): Span | undefined {
  for (const { module, line } of places) {
    const text = modules[`${module}.tla`];
    const span = text === undefined ? undefined : specLine(text, line, sources);
    if (span !== undefined) return span;
  }
  return undefined;
}

/** A line without its indentation. */
function lineSpan(file: SourceFile, line: number): Span {
  const before = file.text.split("\n").slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const text = file.text.split("\n")[line - 1] ?? "";
  const start = before + text.length - text.trimStart().length;
  return { file, start, end: Math.max(start, before + text.trimEnd().length) };
}
