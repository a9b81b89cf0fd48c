// SPDX-License-Identifier: Apache-2.0
// Numbers of states are given out ahead; those that were not used are gaps among the numbers of states, which the last
// states are moved into.
import { required } from "../../base/unreachable.ts";

/** Numbers, the last one not included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The last `count` states before number `end` get the numbers from `to` on, the last one first. */
export interface Move {
  readonly end: number;
  readonly to: number;
  readonly count: number;
}

/** How many states there are before number `end`, and the moves after which they have the numbers before that. `gaps` are in order, none is empty. */
export function closeGaps(gaps: readonly Range[], end: number): { readonly size: number; readonly moves: readonly Move[] } {
  const size = end - gaps.reduce((sum, { from, to }) => sum + to - from, 0);
  const late = between(gaps, size, end);
  const moves: Move[] = [];
  for (const gap of gaps) {
    for (let { from } = gap; from < Math.min(gap.to, size);) {
      const last = required(late.pop(), "a state behind the gaps");
      const count = Math.min(Math.min(gap.to, size) - from, last.to - last.from);
      moves.push({ end: last.to, to: from, count });
      if (last.to - count > last.from) late.push({ from: last.from, to: last.to - count });
      from += count;
    }
  }
  return { size, moves };
}

/** The numbers from `from` to before `end` that are states', in order. */
function between(gaps: readonly Range[], from: number, end: number): Range[] {
  const states: Range[] = [];
  let at = from;
  for (const gap of [...gaps, { from: end, to: end }]) {
    if (gap.from > at) states.push({ from: at, to: gap.from });
    at = Math.max(at, gap.to);
  }
  return states;
}
