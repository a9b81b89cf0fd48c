// SPDX-License-Identifier: Apache-2.0
// .ptespec -> .ptespec: one layout for everybody, no options. Runs in a browser too.
import { format } from "prettier/standalone";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { plugin, UnreadableSpec } from "./plugin.ts";

/** The formatted text, or why there is none. */
export type Formatted = { readonly text: string } | { readonly diagnostics: readonly Diagnostic[] };

/** Formats a spec. Text with syntax errors is refused with their diagnostics (PTE1xx) and left alone. */
export async function formatSpec(text: string): Promise<Formatted> {
  try {
    return { text: await format(text, { parser: "ptespec", plugins: [plugin], endOfLine: "lf", printWidth: 80, tabWidth: 2 }) };
  } catch (error) {
    if (error instanceof UnreadableSpec) return { diagnostics: error.diagnostics };
    throw error;
  }
}
