// SPDX-License-Identifier: Apache-2.0
// The functions that enter states of the log into a new table.
import { BucketReader, SLOT_BYTES, shapeLocals, slotAt, type Slots } from "./bucket.ts";
import { FunctionWriter } from "./function-writer.ts";
import { bufferWords, logWords, setHash, writeRecord, type Recording } from "./hash.ts";
import { atomicReplace32, binary, call, compare, i32, isTaken, isZero, load32, store, type Operand } from "./operand.ts";
import { add, cell, count, logAt, ownAt, setCell, times } from "./pieces.ts";
import { RECORD, REENTER, type Regions } from "./regions.ts";
import type { WideLayout } from "./words-layout.ts";

/** Makes records at `to` of `count` states from address `at` of a buffer on. */
export function recordFunction(layout: WideLayout, regions: Regions, recording: Recording): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32", "i32"], []);
  const [at, to] = [fn.param(0), fn.param(1)];
  const { setHash: set, write } = recording(fn);
  const value = fn.local("i64");
  const end = fn.let(add(to, times(fn.param(2), RECORD.bytes)));
  count(fn, to, end, RECORD.bytes, () => {
    const words = bufferWords(layout, at);
    set(value, words);
    write(to, { hash: value, words, state: at });
    fn.set(at, add(at, i32(regions.entry)));
  });
  return fn;
}

/** Enters the states whose records are before an address; none of them is in the table. */
export function enterFunction(regions: Regions, slots: Slots, threads: number): FunctionWriter {
  const fn = new FunctionWriter(["i32"], []);
  const shape = shapeLocals(fn, regions);
  const [bucket, sum] = [fn.local("i32"), fn.local("i32")];
  const [at, near] = [fn.let(ownAt(regions, regions.reRecords)), fn.let(ownAt(regions, regions.reRecords))];
  const reader = new BucketReader(fn, shape, slots);
  count(fn, near, fn.param(0), RECORD.bytes, () => fn.set(sum, binary("xor", sum, load32(load32(near, RECORD.bucket)))));
  setCell(fn, regions, "sink", sum);
  count(fn, at, fn.param(0), RECORD.bytes, () => {
    fn.set(bucket, load32(at, RECORD.bucket));
    const key = fn.let(slots.key(at));
    fn.loop((again) => {
      reader.look(bucket, key);
      fn.when(isZero(reader.free), () => {
        reader.next(bucket);
        fn.branch(again);
      });
      const place = slotAt(bucket, reader.free);
      const slot = slots.slot(key, load32(at, RECORD.candidate), shape);
      // Another thread may have been there first.
      if (threads > 1) fn.branchIf(isTaken(atomicReplace32(place, i32(0), slot)), again);
      else fn.emit(store(place, slot));
    });
  });
  return fn;
}

/** Which states are entered. */
export type Entered = "log" | "list";

/** Enters states some at a time: those of the log numbered `from..to`, or those of these places of the list. */
export function refillFunction(layout: WideLayout, regions: Regions, slots: Slots, entered: Entered, enter: number): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], []);
  const [first, all] = [fn.param(0), fn.param(1)];
  const [value, end, at, to] = [fn.local("i64"), fn.local("i32"), fn.local("i32"), fn.local("i32")];
  const shape = shapeLocals(fn, regions);
  const list = fn.let(cell(regions, "list"));
  /** A state, by its number, or by its place in the list. */
  const stateAt = (place: Operand): { readonly number: Operand; readonly words: readonly Operand[]; readonly state: Operand } => {
    const number = entered === "log" ? place : fn.let(load32(add(list, times(place, SLOT_BYTES))));
    const state = fn.let(logAt(regions, layout, number));
    return { number, words: logWords(layout, state).map((word) => fn.let(word)), state };
  };
  count(fn, first, all, REENTER, () => {
    fn.set(end, add(first, i32(REENTER)));
    fn.when(compare("gtU", end, all), () => fn.set(end, all));
    fn.set(to, ownAt(regions, regions.reRecords));
    fn.set(at, first);
    count(fn, at, end, 1, () => {
      const { number, words, state } = stateAt(at);
      setHash(fn, value, words);
      writeRecord(fn, to, { hash: value, words, state }, shape, slots);
      fn.emit(store(to, number, RECORD.candidate));
      fn.set(to, add(to, i32(RECORD.bytes)));
    });
    fn.emit(call(enter, [to]).code);
  });
  return fn;
}
