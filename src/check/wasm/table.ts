// SPDX-License-Identifier: Apache-2.0
// Insertion into the table of visited states, by one thread or by several, and the functions that fill a new table.
import { BucketReader, bucketOf, numberIn, shapeLocals, slotFor, type Shape } from "./bucket.ts";
import { FunctionWriter, type Label } from "./function-writer.ts";
import { bufferWords, difference, logWords, setHash, writeRecord } from "./hash.ts";
import { atomicAdd32, atomicLoad32, atomicStore32, atomicSwap32, binary, call, compare, i32, isZero, load32, store, type Operand } from "./operand.ts";
import { cellAt, RECORD, REENTER, type Regions } from "./regions.ts";
import { wordAt } from "./state-code.ts";
import { lowestBit } from "./vector.ts";
import { add, append, cell, count, logAt, setCell, times } from "./pieces.ts";
import type { WideLayout } from "./words-layout.ts";

/** What is at hand where a bucket is looked at: the state to insert, its hash, the slot that may hold it, or the free slot. */
interface Probe {
  readonly state: Operand;
  readonly hash: Operand;
  readonly place: Operand;
}

interface Visitor {
  /** The slot at `place` may hold the state: branches to `done` if it does. */
  readonly likely: (probe: Probe, done: Label) => void;
  /** The slot at `place` is free: ends by a branch to `done`, or to `again`, which looks at the bucket anew. */
  readonly free: (probe: Probe, done: Label, again: Label) => void;
}

/** For each of the records `from..to` (addresses): bucket after bucket, until `visit` is done. */
function eachProbe(fn: FunctionWriter, shape: Shape, { likely, free }: Visitor): void {
  const [from, to] = [fn.param(0), fn.param(1)];
  const [bucket, place, state, hash] = [fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32")];
  const reader = new BucketReader(fn, shape);
  const slotAt = (bits: Operand): Operand => add(bucket, times(lowestBit(bits), 4));
  const probe = { state, hash, place };
  count(fn, from, to, RECORD.bytes, () => {
    fn.set(hash, load32(from, RECORD.hash));
    fn.set(bucket, load32(from, RECORD.bucket));
    fn.set(state, load32(from, RECORD.state));
    fn.block((done) => fn.loop((again) => {
      reader.look(bucket, hash);
      fn.loop((more) => fn.when(reader.likely, () => {
        fn.set(place, slotAt(reader.likely));
        likely(probe, done);
        fn.set(reader.likely, binary("and", reader.likely, binary("sub", reader.likely, i32(1))));
        fn.branch(more);
      }));
      fn.when(reader.free, () => {
        fn.set(place, slotAt(reader.free));
        free(probe, done, again);
      });
      reader.next(bucket);
      fn.branch(again);
    }));
  });
}

/** Must the search stop after the state at hand? */
export const stops = (regions: Regions): Operand => binary("or", cell(regions, "stop"), compare("gtU", cell(regions, "size"), cell(regions, "most")));

/**
 * Inserts the states of the records `from..to` (addresses); log and table have room. Gives the address behind the last
 * record it came to: it comes back when the search may have to stop after a state that was new.
 */
export function insertFunction(layout: WideLayout, regions: Regions, inspect: number): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], ["i32"]);
  const shape = shapeLocals(fn, regions);
  const size = fn.let(cell(regions, "size"));
  eachProbe(fn, shape, {
    likely: ({ state, place }, done) => {
      const old = fn.let(logAt(regions, layout, numberIn(load32(place), shape)));
      fn.branchIf(isZero(difference(logWords(layout, old), bufferWords(layout, state))), done);
    },
    free: ({ state, hash, place }, done) => {
      fn.emit(store(place, slotFor(hash, size, shape)));
      append(fn, regions, layout, state, size, inspect);
      setCell(fn, regions, "size", size);
      fn.when(stops(regions), () => fn.return(add(fn.param(0), i32(RECORD.bytes))));
      fn.branch(done);
    },
  });
  fn.return(fn.param(1));
  return fn;
}

/**
 * The same for several threads. A free slot is first claimed, with a number that no state has; then the state is numbered
 * and written to the log; then the slot says so. Who meets a claimed slot that may be for its own state waits that long.
 */
export function insertSharedFunction(layout: WideLayout, regions: Regions, inspect: number): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], ["i32"]);
  const shape = shapeLocals(fn, regions);
  const [index, log, slot] = [fn.local("i32"), fn.local("i32"), fn.local("i32")];
  eachProbe(fn, shape, {
    likely: ({ state, place }, done) => {
      fn.loop((wait) => {
        fn.set(slot, atomicLoad32(place));
        fn.branchIf(compare("eq", binary("and", slot, shape.mask), shape.mask), wait);
      });
      fn.set(log, logAt(regions, layout, numberIn(slot, shape)));
      fn.branchIf(isZero(difference(logWords(layout, log), bufferWords(layout, state))), done);
    },
    free: ({ state, hash, place }, done, again) => {
      fn.branchIf(atomicSwap32(place, i32(0), binary("or", hash, shape.mask)), again);
      fn.set(index, atomicAdd32(i32(cellAt(regions, "size")), i32(1)));
      fn.set(log, logAt(regions, layout, index));
      bufferWords(layout, state).forEach((word, i) => fn.emit(store(log, word, 8 * i)));
      fn.emit(atomicStore32(place, slotFor(hash, index, shape)));
      fn.emit(call(inspect, [state, index]).code);
      fn.when(stops(regions), () => fn.return(add(fn.param(0), i32(RECORD.bytes))));
      fn.branch(done);
    },
  });
  fn.return(fn.param(1));
  return fn;
}

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
export function enterFunction(regions: Regions): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], []);
  const shape = shapeLocals(fn, regions);
  const [index, bucket, hash] = [fn.param(0), fn.local("i32"), fn.local("i32")];
  const [at, near] = [fn.let(i32(regions.reRecords)), fn.let(i32(regions.reRecords))];
  const sum = fn.local("i32");
  const reader = new BucketReader(fn, shape);
  const end = fn.let(add(at, times(fn.param(1), RECORD.bytes)));
  count(fn, near, end, RECORD.bytes, () => fn.set(sum, binary("xor", sum, load32(load32(near, RECORD.bucket)))));
  setCell(fn, regions, "sink", sum);
  count(fn, at, end, RECORD.bytes, () => {
    fn.set(bucket, load32(at, RECORD.bucket));
    fn.set(hash, load32(at, RECORD.hash));
    reader.look(bucket, hash);
    fn.loop((again) => fn.when(isZero(reader.free), () => {
      reader.next(bucket);
      reader.look(bucket, hash);
      fn.branch(again);
    }));
    fn.emit(store(add(bucket, times(lowestBit(reader.free), 4)), slotFor(hash, index, shape)));
    fn.set(index, add(index, i32(1)));
  });
  return fn;
}

/** Copies states of the log to the second buffer and enters them, some at a time: the function that fills a new table. */
export function refillFunction(regions: Regions, layout: WideLayout, record: number, enter: number): FunctionWriter {
  const fn = new FunctionWriter([], []);
  const [first, at, some, from, to] = [fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32")];
  const all = fn.let(cell(regions, "size"));
  count(fn, first, all, REENTER, () => {
    fn.set(some, i32(REENTER));
    fn.when(compare("ltU", binary("sub", all, first), some), () => fn.set(some, binary("sub", all, first)));
    fn.set(from, logAt(regions, layout, first));
    fn.set(to, i32(regions.reBuffer));
    fn.set(at, i32(0));
    count(fn, at, some, 1, () => {
      layout.used.forEach((_, i) => fn.emit(store(to, wordAt(layout, from, i), 8 * i)));
      fn.set(from, add(from, i32(layout.stride)));
      fn.set(to, add(to, i32(regions.entry)));
    });
    fn.emit(call(record, [i32(regions.reBuffer), i32(regions.reRecords), some]).code);
    fn.emit(call(enter, [first, some]).code);
  });
  return fn;
}
