// SPDX-License-Identifier: Apache-2.0
// What is printed of one check: its block, then its traces as tables of CPUs. The command line and the browser
// print the same.
import type { CheckReport } from "./check-report.ts";
import { cpuTable } from "./cpu-table.ts";
import { checkText, tracesToShow } from "./text.ts";

/** unexpected: the traces of what is not as expected. all: those of expected violations and of witnesses too. */
export type ShownTraces = "unexpected" | "all" | "none";

/** The block and the traces of one check, an empty line after each. */
export function checkOutput(report: CheckReport, shown: ShownTraces = "unexpected"): string {
  const traces = shown === "none" ? [] : tracesToShow(report, shown === "all");
  const tables = traces.flatMap((property) =>
    report.model === undefined || property.trace === undefined ? [] : [cpuTable(report, report.model, property, property.trace)]);
  return [checkText(report), ...tables].map((text) => `${text}\n`).join("");
}
