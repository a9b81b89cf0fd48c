// SPDX-License-Identifier: Apache-2.0
// How lowering reports: a diagnostic is recorded once per code and place, and the construct it is about is
// abandoned by a private exception that the nearest statement or declaration catches. Nothing else throws.
import type { Span } from "../base/source.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";

/** Thrown after a diagnostic has been recorded; carries nothing. */
export class Reported extends Error {}

export class Reporter {
  readonly diagnostics: Diagnostic[] = [];
  readonly #seen = new Set<string>();

  add(diagnostic: Diagnostic): void {
    const span: Span | undefined = diagnostic.primary?.span;
    const key = `${diagnostic.code} ${span?.file.path ?? ""} ${span?.start ?? 0}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.diagnostics.push(diagnostic);
  }

  /** Records and gives up on the construct at hand. */
  fail(diagnostic: Diagnostic): never {
    this.add(diagnostic);
    throw new Reported();
  }

  /** Runs one construct; `undefined` when it was abandoned. */
  attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (error instanceof Reported) return undefined;
      throw error;
    }
  }

  get failed(): boolean {
    return this.diagnostics.some((d) => d.severity === "error");
  }
}
