// SPDX-License-Identifier: Apache-2.0
// The functions that fill a new table from the log.
import { BucketReader, bucketOf, shapeLocals, slotFor } from "./bucket.ts";
import { FunctionWriter } from "./function-writer.ts";
import { bufferWords, setHash, writeRecord } from "./hash.ts";
import { atomicSwap32, binary, call, compare, i32, isZero, load32, store } from "./operand.ts";
import { add, count, logAt, ownAt, setCell, times } from "./pieces.ts";
import { RECORD, REENTER, type Regions } from "./regions.ts";
import { wordAt } from "./state-code.ts";
import { lowestBit } from "./vector.ts";
import type { WideLayout } from "./words-layout.ts";

/** Makes records at `to` of `count` states from address `at` of a buffer on. */
export function recordFunction(layout: WideLayout, regions: Regions): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32", "i32"], []);
  const [at, to] = [fn.param(0), fn.param(1)];
  const shape = shapeLocals(fn, regions);
  const value = fn.local("i64");
  const end = fn.let(add(to, times(fn.param(2), RECORD.bytes)));
  count(fn, to, end, RECORD.bytes, () => {
    setHash(fn, value, bufferWords(layout, at));
    writeRecord(fn, to, value, bucketOf(value, shape), at);
    fn.set(at, add(at, i32(regions.entry)));
  });
  return fn;
}

/** Enters so many states whose records are in the second buffer, numbered from `first`; none of them is in the table. */
export function enterFunction(regions: Regions, threads: number): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], []);
  const shape = shapeLocals(fn, regions);
  const [index, bucket, hash] = [fn.param(0), fn.local("i32"), fn.local("i32")];
  const [at, near] = [fn.let(ownAt(regions, regions.reRecords)), fn.let(ownAt(regions, regions.reRecords))];
  const sum = fn.local("i32");
  const reader = new BucketReader(fn, shape);
  const end = fn.let(add(at, times(fn.param(1), RECORD.bytes)));
  count(fn, near, end, RECORD.bytes, () => fn.set(sum, binary("xor", sum, load32(load32(near, RECORD.bucket)))));
  setCell(fn, regions, "sink", sum);
  count(fn, at, end, RECORD.bytes, () => {
    fn.set(bucket, load32(at, RECORD.bucket));
    fn.set(hash, load32(at, RECORD.hash));
    fn.loop((again) => {
      reader.look(bucket, hash);
      fn.when(isZero(reader.free), () => {
        reader.next(bucket);
        fn.branch(again);
      });
      const place = add(bucket, times(lowestBit(reader.free), 4));
      const slot = slotFor(hash, index, shape);
      // Another thread may have been there first.
      if (threads > 1) fn.branchIf(atomicSwap32(place, i32(0), slot), again);
      else fn.emit(store(place, slot));
    });
    fn.set(index, add(index, i32(1)));
  });
  return fn;
}

/** Copies states `from..to` of the log to the second buffer and enters them, some at a time: the function that fills a new table. */
export function refillFunction(regions: Regions, layout: WideLayout, record: number, enter: number): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], []);
  const [first, all] = [fn.param(0), fn.param(1)];
  const [at, some, from, to] = [fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32")];
  count(fn, first, all, REENTER, () => {
    fn.set(some, i32(REENTER));
    fn.when(compare("ltU", binary("sub", all, first), some), () => fn.set(some, binary("sub", all, first)));
    fn.set(from, logAt(regions, layout, first));
    fn.set(to, ownAt(regions, regions.reBuffer));
    fn.set(at, i32(0));
    count(fn, at, some, 1, () => {
      layout.used.forEach((_, i) => fn.emit(store(to, wordAt(layout, from, i), 8 * i)));
      fn.set(from, add(from, i32(layout.stride)));
      fn.set(to, add(to, i32(regions.entry)));
    });
    fn.emit(call(record, [ownAt(regions, regions.reBuffer), ownAt(regions, regions.reRecords), some]).code);
    fn.emit(call(enter, [first, some]).code);
  });
  return fn;
}
