// SPDX-License-Identifier: Apache-2.0
// Insertion into the table of visited states by several threads. Each is given numbers for states ahead; those that it
// does not need are taken back when all threads are done, by moving the last states there.
import { BucketReader, bucketAt, shapeLocals, spotOf, type Slots } from "./bucket.ts";
import { FunctionWriter } from "./function-writer.ts";
import { bufferWords, logWords, setHash } from "./hash.ts";
import { numberSlots, slotFor, tagOf } from "./number-slots.ts";
import { atomicAdd32, atomicReplace32, call, compare, i32, isTaken, load32, store, type Operand } from "./operand.ts";
import { add, cell, count, logAt, setCell } from "./pieces.ts";
import { AHEAD, cellAt, RECORD, type Regions } from "./regions.ts";
import { eachNew, stops } from "./table.ts";
import type { WideLayout } from "./words-layout.ts";

/** How one of several threads writes to the log. */
export interface SharedLog {
  /** Writes a state under a number that is this thread's own. */
  readonly write: (state: Operand) => void;
  /** The number of the state that was written. */
  readonly number: Operand;
  /** The state is new: it keeps the number. Returns from the function where the search must stop. */
  readonly keep: (state: Operand) => void;
}

export function sharedLog(fn: FunctionWriter, layout: WideLayout, regions: Regions, inspect: number): SharedLog {
  const log = fn.local("i32");
  const mine = fn.let(cell(regions, "mine"));
  return {
    number: mine,
    write: (state) => {
      fn.when(compare("eq", mine, cell(regions, "mineEnd")), () => {
        fn.set(mine, atomicAdd32(i32(cellAt(regions, "size")), i32(AHEAD)));
        setCell(fn, regions, "mine", mine);
        setCell(fn, regions, "mineEnd", add(mine, i32(AHEAD)));
      });
      fn.set(log, logAt(regions, layout, mine));
      bufferWords(layout, state).forEach((word, i) => fn.emit(store(log, word, 8 * i)));
    },
    keep: (state) => {
      fn.emit(call(inspect, [state, mine]).code);
      fn.set(mine, add(mine, i32(1)));
      setCell(fn, regions, "mine", mine);
      fn.when(stops(regions), () => fn.return(add(fn.param(0), i32(RECORD.bytes))));
    },
  };
}

/**
 * Insertion by one of several threads, in the place of `insertFunction`. The state is written to the log first; then, in
 * one go, a free slot says so. If another thread takes the slot before, the bucket is looked at again, and the number is
 * left for the next state.
 */
export function insertSharedFunction(layout: WideLayout, regions: Regions, slots: Slots, inspect: number): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], ["i32"]);
  const shape = shapeLocals(fn, regions);
  const log = sharedLog(fn, layout, regions, inspect);
  eachNew(fn, shape, slots, ({ state, key, place }, done, again) => {
    log.write(state);
    fn.branchIf(isTaken(atomicReplace32(place, i32(0), slots.slot(key, log.number, shape))), again);
    log.keep(state);
    fn.branch(done);
  });
  fn.return(fn.param(1));
  return fn;
}

/** Gives the last `count` states before number `end` the numbers from `to` on, which no states have, the last one first; nobody else is at work. */
export function moveFunction(layout: WideLayout, regions: Regions): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32", "i32"], []);
  const [from, to] = [fn.param(0), fn.param(1)];
  const last = fn.let(add(to, fn.param(2)));
  count(fn, to, last, 1, () => {
    fn.set(from, add(from, i32(-1)));
    const words = logWords(layout, fn.let(logAt(regions, layout, from))).map((word) => fn.let(word));
    const log = fn.let(logAt(regions, layout, to));
    words.forEach((word, i) => fn.emit(store(log, word, 8 * i)));
    // A remainder knows no number.
    if (!regions.sliding) renumber(fn, layout, regions, words, from, to);
  });
  return fn;
}

/** Has the slot of state `from`, which has these words, tell the number `to`. */
function renumber(fn: FunctionWriter, layout: WideLayout, regions: Regions, words: readonly Operand[], from: Operand, to: Operand): void {
  const shape = shapeLocals(fn, regions);
  const [value, bucket] = [fn.local("i64"), fn.local("i32")];
  setHash(fn, value, words);
  const spot = fn.let(spotOf(value, shape));
  const tag = fn.let(tagOf(spot));
  fn.set(bucket, bucketAt(spot, shape));
  const reader = new BucketReader(fn, shape, numberSlots(layout, regions, 0));
  fn.block((done) => fn.loop((again) => {
    reader.look(bucket, tag);
    reader.eachLikely(bucket, (place) => fn.when(compare("eq", load32(place), slotFor(tag, from, shape)), () => {
      fn.emit(store(place, slotFor(tag, to, shape)));
      fn.branch(done);
    }));
    // It is there: a full bucket is continued by the next one.
    reader.next(bucket);
    fn.branch(again);
  }));
}
