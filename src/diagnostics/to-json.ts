// SPDX-License-Identifier: Apache-2.0
// Diagnostics as data for other programs. Places are given twice: 1-based line and column as printed, and
// the 0-based range that editors use.
import { positionAt, type Span } from "../base/source.ts";
import { CATALOG } from "./catalog.ts";
import type { Diagnostic } from "./diagnostic.ts";

export interface PlaceJson {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  /** 0-based, columns in UTF-16 units. */
  readonly range: { readonly start: PointJson; readonly end: PointJson };
  readonly text?: string;
}
export interface PointJson { readonly line: number; readonly character: number }
export interface DiagnosticJson {
  readonly code: string;
  readonly slug: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly place: PlaceJson | null;
  readonly related: readonly PlaceJson[];
  readonly why: string | null;
  readonly help: string | null;
}

export function diagnosticToJson(diagnostic: Diagnostic): DiagnosticJson {
  const rows: Readonly<Record<string, { readonly slug: string }>> = CATALOG;
  return {
    code: diagnostic.code, slug: rows[diagnostic.code]?.slug ?? "", severity: diagnostic.severity, message: diagnostic.message,
    place: diagnostic.primary === undefined ? null : placeToJson(diagnostic.primary.span, diagnostic.primary.text),
    related: diagnostic.related.map(({ span, text }) => placeToJson(span, text)),
    why: diagnostic.why ?? null, help: diagnostic.help ?? null,
  };
}

/** A span for JSON; `text` is left out when empty. */
export function placeToJson(span: Span, text = ""): PlaceJson {
  const start = positionAt(span.file, span.start);
  const end = positionAt(span.file, span.end);
  return {
    file: span.file.path, line: start.line, column: start.column,
    range: { start: { line: start.line - 1, character: start.column - 1 }, end: { line: end.line - 1, character: end.column - 1 } },
    ...(text === "" ? {} : { text }),
  };
}
