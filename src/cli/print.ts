// SPDX-License-Identifier: Apache-2.0
// Diagnostics on the terminal: always on standard error, with colour and width as the terminal has them.
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { renderDiagnostics } from "../diagnostics/frame.ts";
import type { CliEnv } from "./env.ts";

/** Prints diagnostics to standard error. */
export function report(env: Pick<CliEnv, "terminal">, diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length === 0) return;
  const { terminal } = env;
  terminal.err(renderDiagnostics(diagnostics, { color: terminal.errColor, ...(terminal.errIsTty ? { width: Math.max(40, terminal.columns) } : {}) }));
}
