// SPDX-License-Identifier: Apache-2.0
// What a search that did not see all states tells nevertheless: how far it came, what its states cost, and, as
// far as that can be known, what it would take to see the others. Facts first; an estimate is called one.
import { thousands } from "./numbers.ts";
import type { SearchReport } from "./check-report.ts";

/** Sentences, without a period; none for a search that ended by itself. */
export function unfinishedText(search: SearchReport): readonly string[] {
  const { stop, distinct, queue, bytesPerState, levels = [] } = search;
  if (search.walked !== undefined || !["states", "memory", "time", "interrupted"].includes(stop) || queue === 0 || bytesPerState === 0) return [];
  const facts = `${thousands(distinct)} states took ${bytes(distinct * bytesPerState)}, ${Math.ceil(bytesPerState)} bytes each`;
  const [before, last] = levels.slice(-2);
  if (before === undefined || last === undefined) return [facts];
  const growth = last / before;
  const trend = `the last two complete levels had ${thousands(before)} and ${thousands(last)} states`;
  // Levels that shrink by the same factor on and on leave this many states.
  if (growth >= 1) return [facts, `${trend}: they still grow, and nothing says when they will shrink`];
  const rest = Math.max(queue, Math.round(last * growth / (1 - growth)));
  return [facts, `${trend}: if they go on to shrink so, some ${rounded(rest)} states are left, and ${bytes((distinct + rest) * bytesPerState)} would be enough (an estimate)`];
}

/** `1.9 GiB`. */
export function bytes(count: number): string {
  const [unit, size] = count >= 2 ** 30 ? ["GiB", 2 ** 30] as const : ["MiB", 2 ** 20] as const;
  return `${(Math.ceil(count / size * 10) / 10).toFixed(1)} ${unit}`;
}

/** Two digits are all that an estimate has. */
function rounded(count: number): string {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, count))) - 1);
  return thousands(Math.ceil(count / unit) * unit);
}
