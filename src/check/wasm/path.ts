// SPDX-License-Identifier: Apache-2.0
// A shortest path to a state, found when it is asked for: of each state the first of the level before that leads to it,
// by expanding that level again.
import { InternalError, required } from "../../base/unreachable.ts";
import type { Program } from "./program.ts";
import type { Regions } from "./regions.ts";

/** A log that is whole. */
export interface States {
  readonly view: DataView;
  readonly wordsOf: (index: number) => readonly bigint[];
}

/** The levels of a log: numbers of the first states of those that were entered; the first state behind them. */
export interface Levels {
  readonly starts: readonly number[];
  readonly end: number;
}

/** The numbers of the states of a path to the state with number `to`, the initial one first. */
export function pathTo(to: number, { starts, end }: Levels, store: States, regions: Regions, program: Program): readonly number[] {
  const path = [to];
  let level = to >= end ? starts.length : starts.findLastIndex((start) => start <= to);
  for (let state = to; level > 0; level -= 1) {
    store.wordsOf(state).forEach((word, i) => store.view.setBigUint64(regions.target + 8 * i, word, true));
    const last = starts[level] ?? end;
    state = program.scan(required(starts[level - 1], "a level"), last);
    if (state === last) throw new InternalError("a state without a predecessor");
    path.unshift(state);
  }
  return path;
}
