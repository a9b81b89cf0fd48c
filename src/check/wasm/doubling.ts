// SPDX-License-Identifier: Apache-2.0
// The functions that double the table where it is. Bucket b becomes the buckets 2b and 2b+1. From the last bucket on: what
// is written is behind everything that is still to be read. A state that was displaced, because its bucket was full, may
// belong elsewhere; it is put on a list, and entered again when all buckets are split.
import { BUCKET_BYTES, SLOT_BYTES, bucketNumber, clearBucket, shapeLocals, spotOf, takeSlots, type Shape, type Slots } from "./bucket.ts";
import { FunctionWriter } from "./function-writer.ts";
import { logWords, setHash } from "./hash.ts";
import { numberIn } from "./number-slots.ts";
import { atomicAdd32, binary, compare, i32, isZero, load32, select, store, type Operand } from "./operand.ts";
import { add, cell, count, logAt, ownAt, setCell, times } from "./pieces.ts";
import { cellAt, type Regions } from "./regions.ts";
import type { WideLayout } from "./words-layout.ts";

/** A bucket that is split: its number, where it was, the addresses of a copy of its slots, where the next slot of either half goes. */
interface Split {
  readonly bucket: Operand;
  readonly source: Operand;
  readonly from: Operand;
  readonly to: Operand;
  readonly left: Operand;
  readonly right: Operand;
}

/** Splits the buckets `from..to` of the table that was half as large; the cells tell the new one. `put` puts the slots of one. */
function splitFunction(regions: Regions, slots: Slots, put: (fn: FunctionWriter, shape: Shape, split: Split) => void): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], []);
  const [first, bucket] = [fn.param(0), fn.param(1)];
  const shape = shapeLocals(fn, regions);
  const [source, left, right, to] = [fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32")];
  const from = fn.let(ownAt(regions, regions.reRecords));
  fn.loop((again) => fn.when(compare("ne", first, bucket), () => {
    fn.set(bucket, add(bucket, i32(-1)));
    fn.set(source, add(shape.table, times(bucket, BUCKET_BYTES)));
    fn.set(to, add(from, takeSlots(fn, source, from, slots)));
    fn.set(left, add(shape.table, times(bucket, 2 * BUCKET_BYTES)));
    fn.set(right, add(left, i32(BUCKET_BYTES)));
    for (const half of [left, right]) clearBucket(fn, half);
    put(fn, shape, { bucket, source, from, to, left, right });
    fn.branch(again);
  }));
  return fn;
}

/** Runs `body` for the address of each slot. */
function eachSlot(fn: FunctionWriter, { from, to }: Split, body: (at: Operand) => void): void {
  const at = fn.let(from);
  count(fn, at, to, SLOT_BYTES, () => body(at));
}

/** Of numbers: the first bit of a tag says which half, and is no longer part of the tag, so that the log need not be asked, which would be far away. */
export const splitNumbers = (layout: WideLayout, regions: Regions, slots: Slots, threads: number): FunctionWriter => splitFunction(regions, slots, (fn, shape, split) => {
  const { bucket, source } = split;
  const before: Shape = { ...shape, mask: fn.let(binary("shrU", shape.mask, i32(1))) };
  const [value, sum] = [fn.local("i64"), fn.local("i32")];
  const move = (slot: Operand): void => {
    const second = fn.let(binary("shrU", slot, i32(31)));
    const tag = binary("shl", binary("and", slot, binary("xor", before.mask, i32(-1))), i32(1));
    putSlot(fn, split, second, binary("or", tag, binary("and", slot, before.mask)));
  };
  // The last one, which the first continues, is split already.
  fn.when(binary("or", isZero(bucket), compare("ne", load32(add(source, i32(-4))), i32(0))), () => {
    const stateIn = (at: Operand): Operand => logAt(regions, layout, numberIn(load32(at), before));
    // Loads that nothing waits for, so that the misses overlap.
    eachSlot(fn, split, (at) => fn.set(sum, binary("xor", sum, load32(stateIn(at)))));
    setCell(fn, regions, "sink", sum);
    eachSlot(fn, split, (at) => {
      const slot = fn.let(load32(at));
      setHash(fn, value, logWords(layout, fn.let(stateIn(at))));
      const home = binary("shrU", bucketNumber(spotOf(value, shape)), i32(1));
      fn.when(compare("eq", home, bucket), () => move(slot), () => putOnList(fn, regions, numberIn(slot, before), threads));
    });
  }, () => eachSlot(fn, split, (at) => move(fn.let(load32(at)))));
});

/** Puts a slot into the first or second half, and moves on there. No branch: nobody can tell which. */
function putSlot(fn: FunctionWriter, { left, right }: Split, which: Operand, slot: Operand): void {
  const second = fn.let(which);
  fn.emit(store(select(second, right, left), slot));
  fn.set(right, add(right, times(second, SLOT_BYTES)));
  fn.set(left, add(left, times(binary("xor", second, i32(1)), SLOT_BYTES)));
}

/** What finds no room is counted only. */
function putOnList(fn: FunctionWriter, regions: Regions, entry: Operand, threads: number): void {
  const place = fn.local("i32");
  if (threads > 0) fn.set(place, atomicAdd32(i32(cellAt(regions, "displaced")), i32(1)));
  else {
    fn.set(place, cell(regions, "displaced"));
    setCell(fn, regions, "displaced", add(place, i32(1)));
  }
  fn.when(compare("ltU", place, cell(regions, "listRoom")), () => fn.emit(store(add(cell(regions, "list"), times(place, SLOT_BYTES)), entry)));
}
