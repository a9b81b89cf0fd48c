// SPDX-License-Identifier: Apache-2.0
// Warnings of declarations, seen with the checks: in a file with errors, what is in error may be where a name was meant.
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { LoweredCheck } from "../program/types.ts";

/** Without the names that are never used (PTE211), in files whose checks are rejected and do not expect that. */
export function withoutUnused(diagnostics: readonly Diagnostic[], checks: readonly LoweredCheck[]): readonly Diagnostic[] {
  const rejected = (one: LoweredCheck): boolean => one.diagnostics.some(({ severity }) => severity === "error") && !one.expectations.some(({ status }) => status === "error");
  const paths = new Set(checks.filter(rejected).map((one) => one.span.file.path));
  return diagnostics.filter(({ code, primary }) => code !== "PTE211" || primary === undefined || !paths.has(primary.span.file.path));
}
