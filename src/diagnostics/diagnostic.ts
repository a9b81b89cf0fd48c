// SPDX-License-Identifier: Apache-2.0
// What every stage reports: data, not text. Rendering is in frame.ts; codes and wordings are in catalog.ts.
import type { Span } from "../base/source.ts";

export type Severity = "error" | "warning";

export interface LabelledSpan {
  readonly span: Span;
  readonly text: string;
}

export interface Diagnostic {
  /** `PTE` and three digits; a row of the catalogue. */
  readonly code: string;
  readonly severity: Severity;
  /** One line, what is wrong. */
  readonly message: string;
  /** Where; absent only when no file could be read. */
  readonly primary?: LabelledSpan;
  readonly related: readonly LabelledSpan[];
  /** Why it is an error, and what to do: one sentence each. */
  readonly why?: string;
  readonly help?: string;
}

/** What a stage returns: it goes on after errors, and only bugs throw. */
export interface Result<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}
