// SPDX-License-Identifier: Apache-2.0
// The function that doubles the table where it is. Bucket b becomes the buckets 2b and 2b+1: the first bit of a tag says
// which, and is no longer part of the tag, so that the log need not be asked, which would be far away. From the last
// bucket on: what is written is behind everything that is still to be read. A state that was displaced, because its
// bucket was full, tells nothing of its place; it is put on a list, and entered again when all buckets are split.
import { BUCKET_BYTES, bucketNumber, numberIn, shapeLocals, SLOTS, spotOf, type Shape } from "./bucket.ts";
import { FunctionWriter } from "./function-writer.ts";
import { logWords, setHash } from "./hash.ts";
import { atomicAdd32, binary, compare, i32, isZero, load32, select, store, type Operand } from "./operand.ts";
import { add, cell, count, logAt, ownAt, setCell, times } from "./pieces.ts";
import { cellAt, type Regions } from "./regions.ts";
import { bits16, equalVector, loadVector, lowestBit, splat, storeVector } from "./vector.ts";
import type { WideLayout } from "./words-layout.ts";

const QUADS = [0, 16, 32, 48] as const;

/** Splits the buckets `from..to` of the table that was half as large; the cells tell the new one. */
export function splitFunction(layout: WideLayout, regions: Regions, threads: number): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], []);
  const [from, bucket] = [fn.param(0), fn.param(1)];
  const shape = shapeLocals(fn, regions);
  const before: Shape = { ...shape, mask: fn.let(binary("shrU", shape.mask, i32(1))) };
  const [source, left, right, at, end, sum] = [fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32")];
  const [value, slot] = [fn.local("i64"), fn.local("i32")];
  const scratch = fn.let(ownAt(regions, regions.reRecords));
  const eachSlot = (body: () => void): void => {
    fn.set(at, scratch);
    count(fn, at, end, 4, () => {
      fn.set(slot, load32(at));
      body();
    });
  };
  const put = (): void => putSlot(fn, slot, before, left, right);
  fn.loop((again) => fn.when(compare("ne", from, bucket), () => {
    fn.set(bucket, add(bucket, i32(-1)));
    fn.set(source, add(shape.table, times(bucket, BUCKET_BYTES)));
    // The last one, which the first continues, is split already.
    const maybeDisplaced = fn.let(binary("or", isZero(bucket), compare("ne", load32(add(source, i32(-4))), i32(0))));
    fn.set(end, add(scratch, times(takeSlots(fn, source, scratch), 4)));
    fn.set(left, add(shape.table, times(bucket, 2 * BUCKET_BYTES)));
    fn.set(right, add(left, i32(BUCKET_BYTES)));
    for (const half of [left, right]) for (const quad of QUADS) fn.emit(storeVector(half, splat(i32(0)), quad));
    fn.when(maybeDisplaced, () => {
      // Loads that nothing waits for, so that the misses overlap.
      eachSlot(() => fn.set(sum, binary("xor", sum, load32(logAt(regions, layout, numberIn(slot, before))))));
      eachSlot(() => {
        const number = fn.let(numberIn(slot, before));
        setHash(fn, value, logWords(layout, fn.let(logAt(regions, layout, number))));
        const home = binary("shrU", bucketNumber(spotOf(value, shape)), i32(1));
        fn.when(compare("eq", home, bucket), put, () => putOnList(fn, regions, number, threads));
      });
    }, () => eachSlot(put));
    fn.branch(again);
  }));
  setCell(fn, regions, "sink", sum);
  return fn;
}

/** Copies a bucket, and gives how many of its slots are taken. */
function takeSlots(fn: FunctionWriter, source: Operand, scratch: Operand): Operand {
  const quads = QUADS.map((quad) => fn.let(loadVector(source, quad)));
  quads.forEach((quad, i) => fn.emit(storeVector(scratch, quad, 16 * i)));
  const free = (i: number): Operand => equalVector(quads[i] ?? splat(i32(0)), splat(i32(0)));
  return fn.let(lowestBit(binary("or", bits16([free(0), free(1), free(2), free(3)]), i32(1 << SLOTS))));
}

/** Puts a slot where one of two addresses says, and moves that on. No branch: nobody can tell which. */
function putSlot(fn: FunctionWriter, slot: Operand, { mask }: Shape, left: Operand, right: Operand): void {
  const second = fn.let(binary("shrU", slot, i32(31)));
  const tag = binary("shl", binary("and", slot, binary("xor", mask, i32(-1))), i32(1));
  fn.emit(store(select(second, right, left), binary("or", tag, binary("and", slot, mask))));
  fn.set(right, add(right, times(second, 4)));
  fn.set(left, add(left, times(binary("xor", second, i32(1)), 4)));
}

/** What finds no room is counted only. */
function putOnList(fn: FunctionWriter, regions: Regions, number: Operand, threads: number): void {
  const place = fn.local("i32");
  if (threads > 0) fn.set(place, atomicAdd32(i32(cellAt(regions, "displaced")), i32(1)));
  else {
    fn.set(place, cell(regions, "displaced"));
    setCell(fn, regions, "displaced", add(place, i32(1)));
  }
  fn.when(compare("ltU", place, cell(regions, "listRoom")), () => fn.emit(store(add(cell(regions, "list"), times(place, 4)), number)));
}
