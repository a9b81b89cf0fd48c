// SPDX-License-Identifier: Apache-2.0
// Files of cases: `# title`, a source, `==>`, what is expected. `UPDATE_CASES=1` writes what was found instead.
import { readFileSync, writeFileSync } from "node:fs";

/** One case. */
export interface Case {
  readonly title: string;
  readonly source: string;
  readonly expected: string;
}

/** The cases of a file; a source ends at `==>` on a line, an expectation at the next `# ` line. */
export function readCases(file: URL): readonly Case[] {
  const parts = readFileSync(file, "utf8").split(/^# /m).slice(1);
  return parts.map((part) => {
    const [before = "", after = ""] = part.split(/^==>\n/m);
    const newline = before.indexOf("\n");
    return { title: before.slice(0, newline), source: before.slice(newline + 1), expected: after.trimEnd() };
  });
}

export const updating = process.env["UPDATE_CASES"] === "1";

/** Writes the cases with what was found. */
export function writeCases(file: URL, cases: readonly Case[], found: (source: string) => string): void {
  writeFileSync(file, cases.map(({ title, source }) => `# ${title}\n${source}==>\n${found(source).trimEnd()}\n`).join("\n"));
}
