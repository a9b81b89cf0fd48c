// SPDX-License-Identifier: Apache-2.0
// Insertion into the table of visited states.
import { BucketReader, shapeLocals, slotAt, type Shape, type Slots } from "./bucket.ts";
import { FunctionWriter, type Label } from "./function-writer.ts";
import { binary, compare, i32, isZero, load32, store, type Operand } from "./operand.ts";
import { RECORD, type Regions } from "./regions.ts";
import { add, append, cell, count, setCell } from "./pieces.ts";
import type { WideLayout } from "./words-layout.ts";

/** What is at hand where a bucket is looked at: the state to insert, what it is looked for by, the free slot. */
interface Probe {
  readonly state: Operand;
  readonly key: Operand;
  readonly place: Operand;
}

/** A slot is free: ends by a branch to `done`, or to `again`, which looks at the bucket anew. */
type Visit = (probe: Probe, done: Label, again: Label) => void;

/** For each of the records `from..to` (addresses) whose state is not in the table: bucket after bucket, until one has room. */
export function eachNew(fn: FunctionWriter, shape: Shape, slots: Slots, visit: Visit): void {
  const [from, to] = [fn.param(0), fn.param(1)];
  const [bucket, free, state] = [fn.local("i32"), fn.local("i32"), fn.local("i32")];
  const reader = new BucketReader(fn, shape, slots);
  count(fn, from, to, RECORD.bytes, () => {
    const key = fn.let(slots.key(from));
    fn.set(bucket, load32(from, RECORD.bucket));
    fn.set(state, load32(from, RECORD.state));
    fn.block((done) => fn.loop((again) => {
      reader.look(bucket, key);
      reader.eachLikely(bucket, (place) => fn.branchIf(isZero(slots.different(fn, place, key, state, shape)), done));
      fn.when(reader.free, () => {
        fn.set(free, slotAt(bucket, reader.free));
        visit({ state, key, place: free }, done, again);
      });
      reader.next(bucket);
      fn.branch(again);
    }));
  });
}

/** Must the search stop after the state at hand? */
export const stops = (regions: Regions): Operand => binary("or", cell(regions, "stop"), compare("gtU", cell(regions, "size"), cell(regions, "most")));

/** A state of which the table knows now goes to the log, as number `size`. Returns from the function where the search must stop. */
export function keep(fn: FunctionWriter, layout: WideLayout, regions: Regions, state: Operand, size: Operand, inspect: number): void {
  append(fn, regions, layout, state, size, inspect);
  setCell(fn, regions, "size", size);
  fn.when(stops(regions), () => fn.return(add(fn.param(0), i32(RECORD.bytes))));
}

/**
 * Inserts the states of the records `from..to` (addresses); log and table have room. Gives the address behind the last
 * record it came to: it comes back when the search may have to stop after a state that was new.
 */
export function insertFunction(layout: WideLayout, regions: Regions, slots: Slots, inspect: number): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], ["i32"]);
  const shape = shapeLocals(fn, regions);
  const size = fn.let(cell(regions, "size"));
  eachNew(fn, shape, slots, ({ state, key, place }, done) => {
    fn.emit(store(place, slots.slot(key, size, shape)));
    keep(fn, layout, regions, state, size, inspect);
    fn.branch(done);
  });
  fn.return(fn.param(1));
  return fn;
}
