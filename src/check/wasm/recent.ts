// SPDX-License-Identifier: Apache-2.0
// States met lately. Half of all successors were met a moment ago, by the same steps in another order; a small cache
// of whole states says so before the large table is asked, which would be far away. Every cell holds a state that is
// visited, or that is inserted together with the one that is looked up: what the cache knows need not be inserted.
import { FunctionWriter } from "./function-writer.ts";
import { bufferWords, difference, logWords, type Recording } from "./hash.ts";
import { binary, compare, i32, i64, store, wrap } from "./operand.ts";
import { add, cell as cellOf, count, logAt, ownAt, times } from "./pieces.ts";
import { RECENT, RECORD, type Regions } from "./regions.ts";
import type { WideLayout } from "./words-layout.ts";

/** Makes records of the first `count` states of the buffer, without those met lately; gives the address behind them. */
export function siftFunction(layout: WideLayout, regions: Regions, recording: Recording): FunctionWriter {
  const fn = new FunctionWriter(["i32"], ["i32"]);
  const { setHash, write } = recording(fn);
  const [value, different, cell] = [fn.local("i64"), fn.local("i64"), fn.local("i32")];
  const [at, to] = [fn.let(ownAt(regions, regions.buffer)), fn.let(ownAt(regions, regions.records))];
  const recent = fn.let(ownAt(regions, regions.recent));
  const end = fn.let(add(at, times(fn.param(0), regions.entry)));
  count(fn, at, end, regions.entry, () => {
    const words = bufferWords(layout, at).map((word) => fn.let(word));
    setHash(value, words);
    fn.set(cell, add(recent, times(binary("and", wrap(value), i32(RECENT - 1)), regions.entry)));
    fn.set(different, difference(words, bufferWords(layout, cell)));
    words.forEach((word, i) => fn.emit(store(cell, word, 8 * i)));
    write(to, { hash: value, words, state: at });
    // No branch: nobody can tell which ones are met again.
    fn.set(to, add(to, times(compare("ne", different, i64(0n)), RECORD.bytes)));
  });
  fn.return(to);
  return fn;
}

/** Fills the cache with the first state of the log: from then on there is something true in every cell. */
export function forgetFunction(layout: WideLayout, regions: Regions): FunctionWriter {
  const fn = new FunctionWriter([], []);
  const at = fn.let(ownAt(regions, regions.recent));
  const known = fn.let(logAt(regions, layout, regions.sliding ? cellOf(regions, "head") : i32(0)));
  const first = logWords(layout, known).map((word) => fn.let(word));
  count(fn, at, fn.let(ownAt(regions, regions.recent + RECENT * regions.entry)), regions.entry, () => {
    first.forEach((word, i) => fn.emit(store(at, word, 8 * i)));
  });
  return fn;
}
