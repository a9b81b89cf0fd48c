// SPDX-License-Identifier: Apache-2.0
// What a search that did not see all states tells nevertheless: how far it came, what its states cost, and whether
// it still grows. No guess of how many are left: levels of real models shrink and grow again.
import { thousands } from "./numbers.ts";
import type { SearchReport } from "./check-report.ts";

/** Below this a table is mostly room that was taken in advance: it says nothing of what a state costs. */
const FEW = 10_000;

/** Sentences, without a period; none for a search that ended by itself. */
export function unfinishedText(search: SearchReport): readonly string[] {
  const { stop, distinct, queue, bytesPerState, levels = [] } = search;
  if (search.walked !== undefined || !["states", "memory", "time", "interrupted"].includes(stop) || queue === 0 || bytesPerState === 0) return [];
  const facts = `${thousands(distinct)} ${distinct === 1 ? "state" : "states"} took ${bytes(distinct * bytesPerState)}${distinct < FEW ? "" : `, ${each(bytesPerState)}`}`;
  const last = levels.slice(-3);
  if (last.length < 3) return [facts];
  const grows = last.every((size, i) => i === 0 || size > (last[i - 1] ?? 0));
  return [facts, `the last complete levels had ${last.slice(0, 2).map(thousands).join(", ")} and ${last.slice(2).map(thousands).join("")} states${grows ? ": the search still grows" : ""}`];
}

function each(bytesPerState: number): string {
  const more = Math.floor(2 ** 30 / bytesPerState / 1e5) / 10;
  return `${Math.ceil(bytesPerState)} bytes each; another GiB has room for some ${more} million`;
}

/** `1.9 GiB`. */
export function bytes(count: number): string {
  const [unit, size] = count >= 2 ** 30 ? ["GiB", 2 ** 30] as const : ["MiB", 2 ** 20] as const;
  return `${(Math.ceil(count / size * 10) / 10).toFixed(1)} ${unit}`;
}
