// SPDX-License-Identifier: Apache-2.0
// Insertion into the table of visited states.
import { BucketReader, numberIn, shapeLocals, slotFor, type Shape } from "./bucket.ts";
import { FunctionWriter, type Label } from "./function-writer.ts";
import { bufferWords, difference, logWords } from "./hash.ts";
import { binary, compare, i32, isZero, load32, store, type Operand } from "./operand.ts";
import { RECORD, type Regions } from "./regions.ts";
import { lowestBit } from "./vector.ts";
import { add, append, cell, count, logAt, setCell, times } from "./pieces.ts";
import type { WideLayout } from "./words-layout.ts";

/** What is at hand where a bucket is looked at: the state to insert, its tag, the slot that may hold it, or the free slot. */
interface Probe {
  readonly state: Operand;
  readonly tag: Operand;
  readonly place: Operand;
}

interface Visitor {
  /** The slot at `place` may hold the state: branches to `done` if it does. */
  readonly likely: (probe: Probe, done: Label) => void;
  /** The slot at `place` is free: ends by a branch to `done`, or to `again`, which looks at the bucket anew. */
  readonly free: (probe: Probe, done: Label, again: Label) => void;
}

/** For each of the records `from..to` (addresses): bucket after bucket, until `visit` is done. */
export function eachProbe(fn: FunctionWriter, shape: Shape, { likely, free }: Visitor): void {
  const [from, to] = [fn.param(0), fn.param(1)];
  const [bucket, place, state, tag] = [fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32")];
  const reader = new BucketReader(fn, shape);
  const slotAt = (bits: Operand): Operand => add(bucket, times(lowestBit(bits), 4));
  const probe = { state, tag, place };
  count(fn, from, to, RECORD.bytes, () => {
    fn.set(tag, load32(from, RECORD.tag));
    fn.set(bucket, load32(from, RECORD.bucket));
    fn.set(state, load32(from, RECORD.state));
    fn.block((done) => fn.loop((again) => {
      reader.look(bucket, tag);
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
    free: ({ state, tag, place }, done) => {
      fn.emit(store(place, slotFor(tag, size, shape)));
      append(fn, regions, layout, state, size, inspect);
      setCell(fn, regions, "size", size);
      fn.when(stops(regions), () => fn.return(add(fn.param(0), i32(RECORD.bytes))));
      fn.branch(done);
    },
  });
  fn.return(fn.param(1));
  return fn;
}
