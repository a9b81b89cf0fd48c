// SPDX-License-Identifier: Apache-2.0
// The table of visited states of a log that slides: remainders, which say all that there is to say.
import { FunctionWriter } from "./function-writer.ts";
import type { Recording } from "./hash.ts";
import { bringBuckets } from "./known.ts";
import { binary, compare, i32, isZero, load32, load64, store, wrap, type Operand } from "./operand.ts";
import { add, append, cell, count, ownAt, setCell, times } from "./pieces.ts";
import { RECORD, type Regions } from "./regions.ts";
import {
  BUCKET_BYTES, emptyBucket, fartherKey, homeAt, isTooFar, keyIn, keyOf, leastHash, putKey, remainderShape, setMixed, shapeOf, SLOTS, slotsWith, takenIn,
  type RemainderShape,
} from "./remainders.ts";
import { stops } from "./table.ts";
import { loadVector, storeVector } from "./vector.ts";
import type { WideLayout } from "./words-layout.ts";
import { required } from "../../base/unreachable.ts";

/** How states wait for such a table. */
export const remainderRecording = (layout: WideLayout, regions: Regions): Recording => (fn) => {
  const shape = remainderShape(fn, regions);
  return {
    setHash: (value, words) => setMixed(fn, value, required(words[0], "a word"), layout),
    write: (at, { hash, state }) => {
      fn.emit(store(at, keyOf(hash, shape), RECORD.key));
      fn.emit(store(at, homeAt(hash, shape, layout), RECORD.bucket));
      fn.emit(store(at, state, RECORD.state));
    },
  };
};

/** Drops the records up to an address whose states are in the bucket where they belong; gives the address behind the rest. */
export function dropKnownRemainders(regions: Regions): FunctionWriter {
  const fn = new FunctionWriter(["i32"], ["i32"]);
  const records = fn.let(ownAt(regions, regions.records));
  const [bucket, sum, known] = [fn.local("i32"), fn.local("i32"), fn.local("i32")];
  const [from, to] = [fn.let(records), fn.let(records)];
  bringBuckets(fn, records, fn.param(0), sum);
  setCell(fn, regions, "sink", sum);
  count(fn, from, fn.param(0), RECORD.bytes, () => {
    const key = fn.let(load64(from, RECORD.key));
    const state = fn.let(load32(from, RECORD.state));
    fn.set(bucket, load32(from, RECORD.bucket));
    fn.set(known, slotsWith(fn, bucket, key));
    for (const [at, value] of [[RECORD.key, key], [RECORD.bucket, bucket], [RECORD.state, state]] as const) fn.emit(store(to, value, at));
    // No branch: nobody can tell which ones are known.
    fn.set(to, add(to, times(isZero(known), RECORD.bytes)));
  });
  fn.return(to);
  return fn;
}

/** As `insertFunction`. */
export function insertRemainders(layout: WideLayout, regions: Regions, inspect: number): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], ["i32"]);
  const shape = remainderShape(fn, regions);
  const size = fn.let(cell(regions, "size"));
  const [from, to] = [fn.param(0), fn.param(1)];
  const [bucket, taken, key, state] = [fn.local("i32"), fn.local("i32"), fn.local("i64"), fn.local("i32")];
  count(fn, from, to, RECORD.bytes, () => {
    fn.set(key, load64(from, RECORD.key));
    fn.set(bucket, load32(from, RECORD.bucket));
    fn.set(state, load32(from, RECORD.state));
    fn.block((done) => fn.loop((again) => {
      fn.branchIf(slotsWith(fn, bucket, key), done);
      fn.set(taken, takenIn(bucket));
      fn.when(compare("ne", taken, i32(SLOTS)), () => {
        putKey(fn, bucket, taken, key);
        append(fn, regions, layout, state, size, inspect);
        setCell(fn, regions, "size", size);
        fn.when(stops(regions), () => fn.return(add(from, i32(RECORD.bytes))));
        fn.branch(done);
      });
      goFarther(fn, regions, shape, bucket, key);
      fn.branchIf(isZero(cell(regions, "crowded")), again);
    }));
  });
  fn.return(to);
  return fn;
}

/** On to the next bucket. Where that is too far away, the table is of no use any more: the search is begun anew in another way. */
function goFarther(fn: FunctionWriter, regions: Regions, shape: RemainderShape, bucket: Operand, key: Operand): void {
  fn.set(bucket, add(bucket, i32(BUCKET_BYTES)));
  fn.set(key, fartherKey(key, shape));
  fn.when(isTooFar(key, shape), () => {
    setCell(fn, regions, "crowded", i32(1));
    setCell(fn, regions, "stop", i32(1));
  });
}

/**
 * Spreads the buckets `from..to` of a table that grows where it is, the last one first: the cells tell the larger one
 * and the one before. What bucket b holds belongs to buckets at or behind b; with the third parameter, the address where
 * bucket 0 is read, even that may be elsewhere.
 */
export function spreadFunction(layout: WideLayout, regions: Regions): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32", "i32"], []);
  const [first, bucket, start] = [fn.param(0), fn.param(1), fn.param(2)];
  const shape = remainderShape(fn, regions);
  const before = shapeOf(fn, start, cell(regions, "bucketsBefore"), cell(regions, "remainderBefore"));
  const copy = fn.let(ownAt(regions, regions.reRecords));
  const [source, index, taken, target, free] = [fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32")];
  const [here, least, slot, away, key] = [fn.local("i64"), fn.local("i64"), fn.local("i64"), fn.local("i32"), fn.local("i64")];
  fn.loop((again) => fn.when(compare("ne", first, bucket), () => {
    fn.set(bucket, add(bucket, i32(-1)));
    fn.set(source, add(before.table, times(bucket, BUCKET_BYTES)));
    fn.set(taken, takenIn(source));
    for (const at of [0, 16, 32, 48]) fn.emit(storeVector(copy, loadVector(source, at), at));
    emptyBucket(fn, source);
    fn.set(here, leastHash(bucket, before, layout));
    fn.set(index, i32(0));
    count(fn, index, taken, 1, () => {
      fn.set(slot, keyIn(copy, index));
      fn.set(away, wrap(binary("shrU", slot, before.bits)));
      fn.set(least, here);
      fn.when(away, () => fn.set(least, leastHash(binary("sub", bucket, away), before, layout)));
      // Of the hashes that end like this the first one of the bucket.
      const hash = fn.let(binary("add", least, binary("and", binary("sub", slot, least), before.mask)));
      fn.set(target, homeAt(hash, shape, layout));
      fn.set(key, keyOf(hash, shape));
      fn.loop((next) => {
        fn.set(free, takenIn(target));
        fn.when(compare("eq", free, i32(SLOTS)), () => {
          goFarther(fn, regions, shape, target, key);
          fn.branchIf(isZero(cell(regions, "crowded")), next);
          fn.return();
        });
      });
      putKey(fn, target, free, key);
    });
    fn.branch(again);
  }));
  return fn;
}
