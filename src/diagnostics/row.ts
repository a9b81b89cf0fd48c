// SPDX-License-Identifier: Apache-2.0
// The shape of a row of the catalogue of diagnostics.
import type { Severity } from "./diagnostic.ts";

// A row's parameters are checked where it is declared and where it is reported; here only their names matter.
export interface CatalogRow<P extends object> {
  /** Short name in kebab-case, shown by `ptespec explain`. */
  readonly slug: string;
  readonly severity: Severity;
  readonly message: (params: P) => string;
  /** Why this is rejected, one or two sentences. */
  readonly why: string;
  /** What to do, one or two sentences. */
  readonly help: string;
  /** A complete small spec that gives this diagnostic (tests run it), when a spec alone can. */
  readonly example?: string;
}

/** Declares a row with its parameter type: `row<{ name: string }>({ ... })`. */
export const row = <P extends object>(def: CatalogRow<P>): CatalogRow<P> => def;
