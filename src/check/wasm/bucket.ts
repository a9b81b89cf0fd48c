// SPDX-License-Identifier: Apache-2.0
// Buckets of the table of visited states: 64 bytes of slots, filled one after the other, that are looked at all at once.
// A full bucket is continued by the one behind it. What is in a slot says number-slots.ts; another kind of table has remainders.ts.
//
// The high half of the hash, as a fraction of 1, times the number of buckets: the whole part is the bucket, what is
// behind the point is the tag.
import type { FunctionWriter } from "./function-writer.ts";
import { binary, compare, extend, i32, i64, wrap, type Operand } from "./operand.ts";
import { add, cell, times } from "./pieces.ts";
import type { Regions } from "./regions.ts";
import { bits16, loadVector, lowestBit, splat, storeVector } from "./vector.ts";

export const BUCKET_BYTES = 64;
/** Bytes of a slot, and of a place in the list of displaced states. */
export const SLOT_BYTES = 4;

/** Offsets of what is looked at at once. */
const QUADS = [0, 16, 32, 48] as const;
type Quads = readonly [Operand, Operand, Operand, Operand];

/** Where the table is, how many buckets it has, which bits of a slot hold the number of a state. */
export interface Shape {
  readonly table: Operand;
  readonly buckets: Operand;
  readonly mask: Operand;
}

/** How slots tell which states they hold (number-slots.ts). A free one is 0. */
export interface Slots {
  /** Writes to a record what its state is looked for by, and reads it. */
  readonly writeKey: (fn: FunctionWriter, record: Operand, spot: Operand) => void;
  readonly key: (record: Operand) => Operand;
  /** What a slot is compared with that may hold a state; made once for a function. The comparison sets all bits of such slots. */
  readonly wanted: (fn: FunctionWriter, shape: Shape) => (key: Operand) => (quad: Operand) => Operand;
  /** All bits of free slots. */
  readonly free: (quad: Operand) => Operand;
  /** Is 0 when the slot at `place` holds the state at `state` of a buffer. */
  readonly different: (fn: FunctionWriter, place: Operand, key: Operand, state: Operand, shape: Shape) => Operand;
  /** The slot of the state with this number. */
  readonly slot: (key: Operand, number: Operand, shape: Shape) => Operand;
}

export function shapeLocals(fn: FunctionWriter, regions: Regions): Shape {
  return { table: fn.let(cell(regions, "table")), buckets: fn.let(extend(cell(regions, "buckets"))), mask: fn.let(cell(regions, "mask")) };
}

/** Where the search for a hash begins, as a number of 64 bits: above bit 32 the number of the bucket, below it the tag. */
export const spotOf = (hash: Operand, { buckets }: Shape): Operand => binary("mul", binary("shrU", hash, i64(32n)), buckets);
export const bucketNumber = (spot: Operand): Operand => wrap(binary("shrU", spot, i64(32n)));
export const bucketAt = (spot: Operand, { table }: Shape): Operand => add(table, times(bucketNumber(spot), BUCKET_BYTES));

const loadQuads = (fn: FunctionWriter, bucket: Operand): Quads => {
  const [a, b, c, d] = QUADS;
  return [fn.let(loadVector(bucket, a)), fn.let(loadVector(bucket, b)), fn.let(loadVector(bucket, c)), fn.let(loadVector(bucket, d))];
};

/** A bit for each 4 bytes. */
const bitsOf = ([a, b, c, d]: Quads, test: (quad: Operand) => Operand): Operand => bits16([test(a), test(b), test(c), test(d)]);

/** Address of the slot of the lowest bit. */
export const slotAt = (bucket: Operand, bits: Operand): Operand => add(bucket, times(lowestBit(bits), 4));

/** Writes how to look at a bucket. Slots are read once: between two reads another thread might fill one. */
export class BucketReader {
  /** A bit for each 4 bytes: are they of a free slot? Of one that may hold the state? */
  readonly free: Operand;
  readonly likely: Operand;
  readonly #fn: FunctionWriter;
  readonly #shape: Shape;
  readonly #slots: Slots;
  readonly #wanted: ReturnType<Slots["wanted"]>;
  readonly #end: Operand;

  constructor(fn: FunctionWriter, shape: Shape, slots: Slots) {
    this.#fn = fn;
    this.#shape = shape;
    this.#slots = slots;
    [this.free, this.likely] = [fn.local("i32"), fn.local("i32")];
    this.#wanted = slots.wanted(fn, shape);
    this.#end = fn.let(add(shape.table, times(wrap(shape.buckets), BUCKET_BYTES)));
  }

  /** Looks for a key in the bucket at an address. */
  look(bucket: Operand, key: Operand): void {
    const fn = this.#fn;
    const wanted = this.#wanted(key);
    const quads = loadQuads(fn, bucket);
    fn.set(this.free, bitsOf(quads, this.#slots.free));
    fn.set(this.likely, binary("and", bitsOf(quads, wanted), binary("xor", this.free, i32(-1))));
  }

  /** Runs `body` for each slot that may hold the state, with its address. */
  eachLikely(bucket: Operand, body: (place: Operand) => void): void {
    const fn = this.#fn;
    fn.loop((more) => fn.when(this.likely, () => {
      body(fn.let(slotAt(bucket, this.likely)));
      fn.set(this.likely, binary("and", this.likely, binary("sub", this.likely, i32(1))));
      fn.branch(more);
    }));
  }

  /** Goes to the bucket behind. */
  next(bucket: Operand): void {
    const fn = this.#fn;
    fn.set(bucket, add(bucket, i32(BUCKET_BYTES)));
    fn.when(compare("eq", bucket, this.#end), () => fn.set(bucket, this.#shape.table));
  }
}

/** Copies a bucket, and gives the bytes of its slots that are taken. */
export function takeSlots(fn: FunctionWriter, source: Operand, to: Operand, { free }: Slots): Operand {
  const quads = loadQuads(fn, source);
  quads.forEach((quad, i) => fn.emit(storeVector(to, quad, QUADS[i])));
  return fn.let(times(lowestBit(binary("or", bitsOf(quads, free), i32(1 << 16))), 4));
}

/** Sets a bucket to 0. */
export function clearBucket(fn: FunctionWriter, bucket: Operand): void {
  for (const quad of QUADS) fn.emit(storeVector(bucket, splat(i32(0)), quad));
}
