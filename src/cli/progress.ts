// SPDX-License-Identifier: Apache-2.0
// The one line of progress on a terminal; it is overwritten, and gone when the verdict is printed.
import type { ExploreProgress } from "../check/result.ts";
import { thousands } from "../report/text.ts";
import type { TlcProgress } from "../tlc/counts.ts";

const CLEAR = "\r\u001b[K";

/** `aside: 1,234,567 states, 2.1 M/s, depth 30, queue 12,345, 120 MiB`. */
export function progressLine(check: string, progress: ExploreProgress, millis: number, columns: number): string {
  const rate = progress.distinct / Math.max(1, millis) * 1000;
  const perSecond = rate >= 1e6 ? `${(rate / 1e6).toFixed(1)} M/s` : `${Math.round(rate / 1000)} k/s`;
  const text = `${check}: ${thousands(progress.distinct)} states, ${perSecond}, depth ${progress.depth}, queue ${thousands(progress.queue)}, ${Math.ceil(progress.bytes / 2 ** 20)} MiB`;
  return `${CLEAR}${text.slice(0, Math.max(20, columns - 1))}`;
}

/** `aside: TLC, run 2: 1,234,567 states, 155 k/s, depth 30, queue 12,345`. */
export function tlcProgressLine(check: string, progress: TlcProgress, run: number, millis: number, columns: number): string {
  const rate = progress.generated / Math.max(1, millis) * 1000;
  const text = `${check}: TLC${run === 1 ? "" : `, run ${run}`}: ${thousands(progress.distinct)} states, ${Math.round(rate / 1000)} k/s generated, depth ${progress.depth}, queue ${thousands(progress.queue)}`;
  return `${CLEAR}${text.slice(0, Math.max(20, columns - 1))}`;
}

export const clearProgress = (): string => CLEAR;
