// SPDX-License-Identifier: Apache-2.0
// The functions that enter states of the log into a new table.
import { BucketReader, shapeLocals, slotFor } from "./bucket.ts";
import { FunctionWriter } from "./function-writer.ts";
import { bufferWords, logWords, setHash, writeRecord } from "./hash.ts";
import { atomicSwap32, binary, call, compare, i32, isZero, load32, store, type Operand } from "./operand.ts";
import { add, cell, count, logAt, ownAt, setCell, times } from "./pieces.ts";
import { RECORD, REENTER, type Regions } from "./regions.ts";
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
    writeRecord(fn, to, value, shape, at);
    fn.set(at, add(at, i32(regions.entry)));
  });
  return fn;
}

/** Enters the states whose records are before an address; none of them is in the table. */
export function enterFunction(regions: Regions, threads: number): FunctionWriter {
  const fn = new FunctionWriter(["i32"], []);
  const shape = shapeLocals(fn, regions);
  const [bucket, tag, sum] = [fn.local("i32"), fn.local("i32"), fn.local("i32")];
  const [at, near] = [fn.let(ownAt(regions, regions.reRecords)), fn.let(ownAt(regions, regions.reRecords))];
  const reader = new BucketReader(fn, shape);
  count(fn, near, fn.param(0), RECORD.bytes, () => fn.set(sum, binary("xor", sum, load32(load32(near, RECORD.bucket)))));
  setCell(fn, regions, "sink", sum);
  count(fn, at, fn.param(0), RECORD.bytes, () => {
    fn.set(bucket, load32(at, RECORD.bucket));
    fn.set(tag, load32(at, RECORD.tag));
    fn.loop((again) => {
      reader.look(bucket, tag);
      fn.when(isZero(reader.free), () => {
        reader.next(bucket);
        fn.branch(again);
      });
      const place = add(bucket, times(lowestBit(reader.free), 4));
      const slot = slotFor(tag, load32(at, RECORD.candidate), shape);
      // Another thread may have been there first.
      if (threads > 1) fn.branchIf(atomicSwap32(place, i32(0), slot), again);
      else fn.emit(store(place, slot));
    });
  });
  return fn;
}

/** Which states are entered. */
export type Entered = "log" | "list";

/** Enters states of the log, some at a time: those numbered `from..to`, or those whose numbers are at these places of the list. */
export function refillFunction(regions: Regions, layout: WideLayout, entered: Entered, enter: number): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], []);
  const [first, all] = [fn.param(0), fn.param(1)];
  const [value, end, at, to] = [fn.local("i64"), fn.local("i32"), fn.local("i32"), fn.local("i32")];
  const shape = shapeLocals(fn, regions);
  const list = fn.let(cell(regions, "list"));
  const numberAt = (place: Operand): Operand => (entered === "log" ? place : load32(add(list, times(place, 4))));
  count(fn, first, all, REENTER, () => {
    fn.set(end, add(first, i32(REENTER)));
    fn.when(compare("gtU", end, all), () => fn.set(end, all));
    fn.set(to, ownAt(regions, regions.reRecords));
    fn.set(at, first);
    count(fn, at, end, 1, () => {
      const number = fn.let(numberAt(at));
      const state = fn.let(logAt(regions, layout, number));
      setHash(fn, value, logWords(layout, state));
      writeRecord(fn, to, value, shape, state);
      fn.emit(store(to, number, RECORD.candidate));
      fn.set(to, add(to, i32(RECORD.bytes)));
    });
    fn.emit(call(enter, [to]).code);
  });
  return fn;
}
