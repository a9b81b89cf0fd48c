// SPDX-License-Identifier: Apache-2.0
// The one catalogue of diagnostics: code -> wording. First digit: 0 files and command line, 1 syntax, 2 names
// and sorts, 3 layouts, 4 accessors and protocols, 5 properties and checks, 6 emission and external tools,
// 9 bugs of ptespec. A code is never reused.
import type { Span } from "../base/source.ts";
import { LAYOUTS } from "./catalog/layouts.ts";
import { NAMES } from "./catalog/names.ts";
import { PROPERTIES } from "./catalog/properties.ts";
import { PROTOCOLS } from "./catalog/protocols.ts";
import { SEARCHES } from "./catalog/searches.ts";
import { SYNTAX } from "./catalog/syntax.ts";
import { TLC } from "./catalog/tlc.ts";
import { TOOLS } from "./catalog/tools.ts";
import type { Diagnostic, LabelledSpan } from "./diagnostic.ts";
import type { CatalogRow } from "./row.ts";

export const CATALOG = { ...TOOLS, ...SEARCHES, ...TLC, ...SYNTAX, ...NAMES, ...LAYOUTS, ...PROTOCOLS, ...PROPERTIES } as const;

export type Code = keyof typeof CATALOG;
type ParamsOf<C extends Code> = (typeof CATALOG)[C] extends CatalogRow<infer P> ? P : never;

/** What a report may add to the catalogue's wording. */
export interface Extra {
  /** Text under the primary span; default: none. */
  readonly label?: string;
  readonly related?: readonly LabelledSpan[];
  /** Replaces the catalogue's help, e.g. by a suggestion. */
  readonly help?: string;
  readonly why?: string;
}

/** A diagnostic of the catalogue. Its parameters are checked by the compiler. */
export function diag<C extends Code>(code: C, params: ParamsOf<C>, span: Span | undefined, extra: Extra = {}): Diagnostic {
  const def = CATALOG[code] as unknown as CatalogRow<ParamsOf<C>>;
  return {
    code, severity: def.severity, message: def.message(params),
    ...(span === undefined ? {} : { primary: { span, text: extra.label ?? "" } }),
    related: extra.related ?? [], why: extra.why ?? def.why, help: extra.help ?? def.help,
  };
}
