// SPDX-License-Identifier: Apache-2.0
// What is known of the states that wait, found out for all of them before any is inserted: what one waits for in
// memory comes while others are looked at, and there is no branch on what nobody can tell.
import { BucketReader, numberIn, shapeLocals } from "./bucket.ts";
import { FunctionWriter } from "./function-writer.ts";
import { bufferWords, difference, logWords } from "./hash.ts";
import { binary, compare, fence, i32, i64, load32, select, store } from "./operand.ts";
import { add, count, logAt, ownAt, setCell, times } from "./pieces.ts";
import { RECORD, type Regions } from "./regions.ts";
import { lowestBit } from "./vector.ts";
import type { WideLayout } from "./words-layout.ts";

/** Drops the records up to an address whose states are in the table, if that is seen at once; gives the address behind the rest. */
export function dropKnownFunction(layout: WideLayout, regions: Regions, threads: number): FunctionWriter {
  const fn = new FunctionWriter(["i32"], ["i32"]);
  const shape = shapeLocals(fn, regions);
  const bucket = fn.local("i32");
  const records = fn.let(ownAt(regions, regions.records));
  const [near, at, from, to] = [fn.let(records), fn.let(records), fn.let(records), fn.let(records)];
  const sum = fn.local("i32");
  // Loads that nothing waits for, so that the misses overlap.
  count(fn, near, fn.param(0), RECORD.bytes, () => fn.set(sum, binary("xor", sum, load32(load32(near, RECORD.bucket)))));
  const reader = new BucketReader(fn, shape);
  count(fn, at, fn.param(0), RECORD.bytes, () => {
    fn.set(bucket, load32(at, RECORD.bucket));
    reader.look(bucket, load32(at, RECORD.tag));
    const slot = fn.let(load32(add(bucket, times(binary("and", lowestBit(reader.likely), i32(15)), 4))));
    // The first state of all is as good as any: whoever is the same is known.
    const candidate = fn.let(select(reader.likely, logAt(regions, layout, numberIn(slot, shape)), i32(regions.log)));
    fn.emit(store(at, candidate, RECORD.candidate));
    fn.set(sum, binary("xor", sum, load32(candidate)));
  });
  setCell(fn, regions, "sink", sum);
  if (threads > 1) fn.emit(fence);
  count(fn, from, fn.param(0), RECORD.bytes, () => {
    const [tag, candidate] = [fn.let(load32(from, RECORD.tag)), load32(from, RECORD.candidate)];
    const [place, state] = [fn.let(load32(from, RECORD.bucket)), fn.let(load32(from, RECORD.state))];
    const different = fn.let(difference(logWords(layout, candidate), bufferWords(layout, state)));
    fn.emit(store(to, tag, RECORD.tag));
    fn.emit(store(to, place, RECORD.bucket));
    fn.emit(store(to, state, RECORD.state));
    fn.set(to, add(to, times(compare("ne", different, i64(0n)), RECORD.bytes)));
  });
  fn.return(to);
  return fn;
}
