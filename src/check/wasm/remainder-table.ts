// SPDX-License-Identifier: Apache-2.0
// The table of visited states of a log that slides: remainders, which say all that there is to say.
import { BUCKET_BYTES } from "./bucket.ts";
import { required } from "../../base/unreachable.ts";
import { FunctionWriter, type Label } from "./function-writer.ts";
import type { Recording } from "./hash.ts";
import { bringBuckets } from "./known.ts";
import { compare, i32, isZero, load32, load64, store, type Operand } from "./operand.ts";
import { add, cell, count, ownAt, setCell, times } from "./pieces.ts";
import { RECORD, type Regions } from "./regions.ts";
import { claimSlot, fartherKey, homeAt, isTooFar, keyOf, putKey, remainderShape, setMixed, SLOTS, slotsWith, takenIn, type RemainderShape } from "./remainders.ts";
import { sharedLog } from "./shared-table.ts";
import { keep } from "./table.ts";
import type { WideLayout } from "./words-layout.ts";

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
export function dropKnownRemainders(regions: Regions, threads: number): FunctionWriter {
  const fn = new FunctionWriter(["i32"], ["i32"]);
  const records = fn.let(ownAt(regions, regions.records));
  const [bucket, sum, taken, known] = [fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32")];
  const [from, to] = [fn.let(records), fn.let(records)];
  bringBuckets(fn, records, fn.param(0), sum);
  setCell(fn, regions, "sink", sum);
  count(fn, from, fn.param(0), RECORD.bytes, () => {
    const key = fn.let(load64(from, RECORD.key));
    const state = fn.let(load32(from, RECORD.state));
    fn.set(bucket, load32(from, RECORD.bucket));
    fn.set(taken, takenIn(bucket, threads));
    fn.set(known, slotsWith(fn, bucket, taken, key));
    for (const [at, value] of [[RECORD.key, key], [RECORD.bucket, bucket], [RECORD.state, state]] as const) fn.emit(store(to, value, at));
    // No branch: nobody can tell which ones are known.
    fn.set(to, add(to, times(isZero(known), RECORD.bytes)));
  });
  fn.return(to);
  return fn;
}

/** What is at hand when a state is new: it, what it is told by, and where that goes. */
interface Fresh {
  readonly state: Operand;
  readonly key: Operand;
  readonly bucket: Operand;
  readonly taken: Operand;
}

/** For each of the records `from..to` (addresses) whose state is not in the table: `visit` ends by a branch to `done`, or to `again`, which looks anew. */
function eachFresh(fn: FunctionWriter, regions: Regions, threads: number, visit: (fresh: Fresh, done: Label, again: Label) => void): void {
  const shape = remainderShape(fn, regions);
  const [from, to] = [fn.param(0), fn.param(1)];
  const [bucket, taken, key, state] = [fn.local("i32"), fn.local("i32"), fn.local("i64"), fn.local("i32")];
  count(fn, from, to, RECORD.bytes, () => {
    fn.set(key, load64(from, RECORD.key));
    fn.set(bucket, load32(from, RECORD.bucket));
    fn.set(state, load32(from, RECORD.state));
    fn.block((done) => fn.loop((again) => {
      fn.set(taken, takenIn(bucket, threads));
      fn.branchIf(slotsWith(fn, bucket, taken, key), done);
      fn.when(compare("ne", taken, i32(SLOTS)), () => visit({ state, key, bucket, taken }, done, again));
      goFarther(fn, regions, shape, bucket, key);
      fn.branchIf(isZero(cell(regions, "crowded")), again);
    }));
  });
}

/** As `insertFunction`. */
export function insertRemainders(layout: WideLayout, regions: Regions, inspect: number): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], ["i32"]);
  const size = fn.let(cell(regions, "size"));
  eachFresh(fn, regions, 0, ({ state, key, bucket, taken }, done) => {
    putKey(fn, bucket, taken, key, 0);
    keep(fn, layout, regions, state, size, inspect);
    fn.branch(done);
  });
  fn.return(fn.param(1));
  return fn;
}

/** As `insertSharedFunction`. */
export function insertSharedRemainders(layout: WideLayout, regions: Regions, threads: number, inspect: number): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], ["i32"]);
  const log = sharedLog(fn, layout, regions, inspect);
  eachFresh(fn, regions, threads, ({ state, key, bucket, taken }, done, again) => {
    log.write(state);
    claimSlot(fn, bucket, taken, threads, again);
    putKey(fn, bucket, taken, key, threads);
    log.keep(state);
    fn.branch(done);
  });
  fn.return(fn.param(1));
  return fn;
}

/** On to the next bucket. Where that is too far away, the table is of no use any more: the search is begun anew in another way. */
export function goFarther(fn: FunctionWriter, regions: Regions, shape: RemainderShape, bucket: Operand, key: Operand): void {
  fn.set(bucket, add(bucket, i32(BUCKET_BYTES)));
  fn.set(key, fartherKey(key, shape));
  fn.when(isTooFar(key, shape), () => {
    setCell(fn, regions, "crowded", i32(1));
    setCell(fn, regions, "stop", i32(1));
  });
}
