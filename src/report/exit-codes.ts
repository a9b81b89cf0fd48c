// SPDX-License-Identifier: Apache-2.0
// The exit codes of every command: part of the contract with scripts and CI. 2 wins over 1, and 1 over 4.
import type { CheckReport } from "./check-report.ts";

export const EXIT = {
  /** Every verdict is as expected; or the command did what it was asked. */
  ok: 0,
  /** Some verdict differs from what was expected, or there are warnings under `--strict`; or `fmt --check` found an unformatted file. */
  differs: 1,
  /** A spec has errors, or a file could not be read or written. */
  errors: 2,
  /** The command line means nothing. */
  usage: 3,
  /** Not decided: a bound on states, memory or time was reached, or somebody pressed Ctrl-C. */
  inconclusive: 4,
  /** A mistake in ptespec. */
  internal: 70,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code of a run of checks. `errors`: some file could not be loaded. `minded`: warnings that count as differences. */
export function exitOf(reports: readonly CheckReport[], errors: boolean, minded = 0): ExitCode {
  if (errors || reports.some((report) => report.verdict === "error" && report.expected !== "error")) return EXIT.errors;
  if (minded > 0 || reports.some((report) => report.outcome === "refuted")) return EXIT.differs;
  return reports.some((report) => report.outcome === "open") ? EXIT.inconclusive : EXIT.ok;
}
