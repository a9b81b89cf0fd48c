// SPDX-License-Identifier: Apache-2.0
// Insertion into the table of visited states by several threads. Each is given numbers for states ahead; those that it
// does not need are taken back when all threads are done, by moving the last states there.
import { BucketReader, bucketAt, numberIn, shapeLocals, slotFor, spotOf, tagOf } from "./bucket.ts";
import { FunctionWriter } from "./function-writer.ts";
import { bufferWords, difference, logWords, setHash } from "./hash.ts";
import { atomicAdd32, atomicLoad32, atomicSwap32, binary, call, compare, i32, isZero, load32, store } from "./operand.ts";
import { add, cell, logAt, setCell, times } from "./pieces.ts";
import { AHEAD, cellAt, RECORD, type Regions } from "./regions.ts";
import { eachProbe, stops } from "./table.ts";
import { lowestBit } from "./vector.ts";
import type { WideLayout } from "./words-layout.ts";

/**
 * Insertion by one of several threads, in the place of `insertFunction`. The state is written to the log first, under a
 * number that is this thread's own; then, in one go, a free slot says so. If another thread takes the slot before, the
 * bucket is looked at again, and the number is left for the next state.
 */
export function insertSharedFunction(layout: WideLayout, regions: Regions, inspect: number): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], ["i32"]);
  const shape = shapeLocals(fn, regions);
  const log = fn.local("i32");
  const mine = fn.let(cell(regions, "mine"));
  eachProbe(fn, shape, {
    likely: ({ state, place }, done) => {
      fn.set(log, logAt(regions, layout, numberIn(atomicLoad32(place), shape)));
      fn.branchIf(isZero(difference(logWords(layout, log), bufferWords(layout, state))), done);
    },
    free: ({ state, tag, place }, done, again) => {
      fn.when(compare("eq", mine, cell(regions, "mineEnd")), () => {
        fn.set(mine, atomicAdd32(i32(cellAt(regions, "size")), i32(AHEAD)));
        setCell(fn, regions, "mine", mine);
        setCell(fn, regions, "mineEnd", add(mine, i32(AHEAD)));
      });
      fn.set(log, logAt(regions, layout, mine));
      bufferWords(layout, state).forEach((word, i) => fn.emit(store(log, word, 8 * i)));
      fn.branchIf(atomicSwap32(place, i32(0), slotFor(tag, mine, shape)), again);
      fn.emit(call(inspect, [state, mine]).code);
      fn.set(mine, add(mine, i32(1)));
      setCell(fn, regions, "mine", mine);
      fn.when(stops(regions), () => fn.return(add(fn.param(0), i32(RECORD.bytes))));
      fn.branch(done);
    },
  });
  fn.return(fn.param(1));
  return fn;
}

/** Gives the state `from` the number `to`, which no state has; nobody else is at work. */
export function moveFunction(layout: WideLayout, regions: Regions): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], []);
  const [from, to] = [fn.param(0), fn.param(1)];
  const shape = shapeLocals(fn, regions);
  const [value, bucket, place] = [fn.local("i64"), fn.local("i32"), fn.local("i32")];
  const words = logWords(layout, fn.let(logAt(regions, layout, from))).map((word) => fn.let(word));
  setHash(fn, value, words);
  const spot = fn.let(spotOf(value, shape));
  const tag = fn.let(tagOf(spot));
  fn.set(bucket, bucketAt(spot, shape));
  const reader = new BucketReader(fn, shape);
  const log = fn.let(logAt(regions, layout, to));
  words.forEach((word, i) => fn.emit(store(log, word, 8 * i)));
  fn.loop((again) => {
    reader.look(bucket, tag);
    fn.loop((more) => fn.when(reader.likely, () => {
      fn.set(place, add(bucket, times(lowestBit(reader.likely), 4)));
      fn.when(compare("eq", load32(place), slotFor(tag, from, shape)), () => {
        fn.emit(store(place, slotFor(tag, to, shape)));
        fn.return();
      });
      fn.set(reader.likely, binary("and", reader.likely, binary("sub", reader.likely, i32(1))));
      fn.branch(more);
    }));
    // It is there: a full bucket is continued by the next one.
    reader.next(bucket);
    fn.branch(again);
  });
  return fn;
}
