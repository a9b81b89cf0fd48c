// SPDX-License-Identifier: Apache-2.0
// What is known of the states that wait, found out for all of them before any is inserted: what one waits for in
// memory comes while others are looked at, and there is no branch on what nobody can tell.
import { BucketReader, shapeLocals, slotAt, type Slots } from "./bucket.ts";
import { FunctionWriter } from "./function-writer.ts";
import { bufferWords, difference, logWords } from "./hash.ts";
import { numberIn } from "./number-slots.ts";
import { binary, compare, fence, i32, i64, load32, select, store, type Operand } from "./operand.ts";
import { add, count, logAt, ownAt, setCell, times } from "./pieces.ts";
import { RECORD, type Regions } from "./regions.ts";
import type { WideLayout } from "./words-layout.ts";

/** Brings the buckets of the records up to an address near: loads that nothing waits for, so that the misses overlap. */
export function bringBuckets(fn: FunctionWriter, records: Operand, end: Operand, sum: Operand): void {
  const near = fn.let(records);
  count(fn, near, end, RECORD.bytes, () => fn.set(sum, binary("xor", sum, load32(load32(near, RECORD.bucket)))));
}

/** The slot that may hold a state, of those that may; any slot, of whatever size, when none does. */
const likelySlot = (bucket: Operand, { likely }: BucketReader): Operand => slotAt(bucket, binary("or", likely, i32(1 << 14)));

/**
 * Drops the records up to an address whose states are in the table, if that is seen at once; gives the address behind
 * the rest. Slots tell numbers: each is compared with a state of the log.
 */
export function dropKnown(layout: WideLayout, regions: Regions, slots: Slots, threads: number): FunctionWriter {
  const fn = new FunctionWriter(["i32"], ["i32"]);
  const shape = shapeLocals(fn, regions);
  const records = fn.let(ownAt(regions, regions.records));
  const [bucket, sum] = [fn.local("i32"), fn.local("i32")];
  const [at, from, to] = [fn.let(records), fn.let(records), fn.let(records)];
  bringBuckets(fn, records, fn.param(0), sum);
  const reader = new BucketReader(fn, shape, slots);
  count(fn, at, fn.param(0), RECORD.bytes, () => {
    fn.set(bucket, load32(at, RECORD.bucket));
    reader.look(bucket, slots.key(at));
    const slot = fn.let(load32(likelySlot(bucket, reader)));
    // The first state of all is as good as any: whoever is the same is known.
    const candidate = fn.let(select(reader.likely, logAt(regions, layout, numberIn(slot, shape)), i32(regions.log)));
    fn.emit(store(at, candidate, RECORD.candidate));
    fn.set(sum, binary("xor", sum, load32(candidate)));
  });
  setCell(fn, regions, "sink", sum);
  if (threads > 1) fn.emit(fence);
  count(fn, from, fn.param(0), RECORD.bytes, () => {
    const candidate = fn.let(load32(from, RECORD.candidate));
    const state = fn.let(load32(from, RECORD.state));
    keepIf(fn, difference(logWords(layout, candidate), bufferWords(layout, state)), slots, from, to);
  });
  fn.return(to);
  return fn;
}

/** Copies what is used of the record at `from` to `to`, and moves that on unless a word is 0. No branch: nobody can tell which. */
function keepIf(fn: FunctionWriter, different: Operand, { key }: Slots, from: Operand, to: Operand): void {
  const parts = [[RECORD.key, key(from)], [RECORD.bucket, load32(from, RECORD.bucket)], [RECORD.state, load32(from, RECORD.state)]] as const;
  const values = parts.map(([at, part]) => [at, fn.let(part)] as const);
  const kept = fn.let(different);
  for (const [at, value] of values) fn.emit(store(to, value, at));
  fn.set(to, add(to, times(compare("ne", kept, i64(0n)), RECORD.bytes)));
}
