// SPDX-License-Identifier: Apache-2.0
// Growing a table of remainders where it is. Buckets are in the order of hashes: what bucket b holds belongs to buckets
// at or behind b, all of it but what a few of the first buckets hold. From the last bucket on, nothing is written where
// something is still to be read.
import { BUCKET_BYTES } from "./bucket.ts";
import { FunctionWriter } from "./function-writer.ts";
import { binary, compare, i32, isZero, wrap, type Operand } from "./operand.ts";
import { add, cell, count, ownAt, times } from "./pieces.ts";
import { COPY_BYTES, type Regions } from "./regions.ts";
import { goFarther } from "./remainder-table.ts";
import { claimSlot, emptyBucket, homeAt, keyIn, keyOf, leastHash, MOST_AWAY, putKey, remainderShape, shapeOf, SLOTS, takenIn } from "./remainders.ts";
import { loadVector, storeVector } from "./vector.ts";
import type { WideLayout } from "./words-layout.ts";

/** Buckets that may hold what belongs before them in a table that is larger by a fifth or more: a state that is so far away from the bucket where it belonged. */
export const COPIED = COPY_BYTES / BUCKET_BYTES;
/** Buckets that are spread at a time. */
export const SPREAD_PIECE = 1 << 12;

/** The first bucket of those that can be spread at once, in any order, when those from `end` on are: what they hold belongs behind all of them. */
export const spreadFrom = (end: number, factor: number): number => Math.ceil(end / factor) + MOST_AWAY + 1;

/**
 * Spreads the buckets `from..to`, the last one first: the cells tell the table as it is now and as it was. The third
 * parameter is the address where bucket 0 is read: the table's, or that of a copy.
 */
export function spreadFunction(layout: WideLayout, regions: Regions, threads: number): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32", "i32"], []);
  const [first, bucket, start] = [fn.param(0), fn.param(1), fn.param(2)];
  const shape = remainderShape(fn, regions);
  const before = shapeOf(fn, start, cell(regions, "bucketsBefore"), cell(regions, "remainderBefore"));
  const copy = fn.let(ownAt(regions, regions.reRecords));
  const [source, index, taken, away] = [fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32")];
  const [here, least, slot] = [fn.local("i64"), fn.local("i64"), fn.local("i64")];
  const put = putter(fn, layout, regions, threads);
  fn.loop((again) => fn.when(compare("ne", first, bucket), () => {
    fn.set(bucket, add(bucket, i32(-1)));
    fn.set(source, add(before.table, times(bucket, BUCKET_BYTES)));
    fn.set(taken, takenIn(source, threads));
    for (const at of [0, 16, 32, 48]) fn.emit(storeVector(copy, loadVector(source, at), at));
    emptyBucket(fn, source);
    fn.set(here, leastHash(bucket, before, layout));
    fn.set(index, i32(0));
    count(fn, index, taken, 1, () => {
      fn.set(slot, keyIn(copy, index));
      fn.set(away, wrap(binary("shrU", slot, before.bits)));
      fn.set(least, here);
      fn.when(away, () => fn.set(least, leastHash(binary("sub", bucket, away), before, layout)));
      // Of the hashes that end like this the first one that is not less.
      put(fn.let(binary("add", least, binary("and", binary("sub", slot, least), before.mask))), shape);
    });
    fn.branch(again);
  }));
  return fn;
}

/** Writes how a hash is put into the first bucket with room. */
function putter(fn: FunctionWriter, layout: WideLayout, regions: Regions, threads: number): (hash: Operand, shape: ReturnType<typeof remainderShape>) => void {
  const [target, free, key] = [fn.local("i32"), fn.local("i32"), fn.local("i64")];
  return (hash, shape) => {
    fn.set(target, homeAt(hash, shape, layout));
    fn.set(key, keyOf(hash, shape));
    fn.loop((next) => {
      fn.set(free, takenIn(target, threads));
      fn.when(compare("eq", free, i32(SLOTS)), () => {
        goFarther(fn, regions, shape, target, key);
        fn.branchIf(isZero(cell(regions, "crowded")), next);
        fn.return();
      });
      claimSlot(fn, target, free, threads, next);
    });
    putKey(fn, target, free, key, threads);
  };
}
