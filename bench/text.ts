// SPDX-License-Identifier: Apache-2.0
// Numbers and tables as people read them in a terminal.

/** The first column to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? "").length)));
  return rows.map((row) => `  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  ")}`.trimEnd());
}

export const gib = (bytes: number): string => (bytes / 2 ** 30).toFixed(0);
export const ms = (value: number): string => `${(value * 1e3).toFixed(0)} ms`;
export const seconds = (value: number): string => `${value.toFixed(3)} s`.padStart(10);
export const count = (value: number): string => value.toLocaleString("en-US");
export const short = (value: number): string => (value >= 1e6 ? `${(value / 1e6).toFixed(2)} M` : `${(value / 1e3).toFixed(1)} k`);
