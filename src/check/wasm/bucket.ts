// SPDX-License-Identifier: Apache-2.0
// Buckets of the table of visited states: 16 slots of 4 bytes, filled one after the other, that are looked at all at
// once. A slot holds the number of a state, plus 1, and, in the bits that the number leaves, its tag; a slot whose tag
// agrees is compared with the whole state in the log. A full bucket is continued by the one behind it.
//
// The high half of the hash, as a fraction of 1, times the number of buckets: the whole part is the bucket, what is
// behind the point is the tag. So a table of twice the size follows from the table alone (doubling.ts).
import type { FunctionWriter } from "./function-writer.ts";
import { binary, compare, extend, i32, i64, wrap, type Operand } from "./operand.ts";
import { add, cell, times } from "./pieces.ts";
import type { Regions } from "./regions.ts";
import { andVector, bits16, equalVector, loadVector, splat } from "./vector.ts";

export const SLOTS = 16;
export const BUCKET_BYTES = 4 * SLOTS;

/** Where the table is, how many buckets it has, which bits of a slot hold the number of a state. */
export interface Shape {
  readonly table: Operand;
  readonly buckets: Operand;
  readonly mask: Operand;
}

export function shapeLocals(fn: FunctionWriter, regions: Regions): Shape {
  return { table: fn.let(cell(regions, "table")), buckets: fn.let(extend(cell(regions, "buckets"))), mask: fn.let(cell(regions, "mask")) };
}

/** Where the search for a hash begins, as a number of 64 bits: above bit 32 the number of the bucket, below it the tag. */
export const spotOf = (hash: Operand, { buckets }: Shape): Operand => binary("mul", binary("shrU", hash, i64(32n)), buckets);
export const bucketNumber = (spot: Operand): Operand => wrap(binary("shrU", spot, i64(32n)));
export const bucketAt = (spot: Operand, { table }: Shape): Operand => add(table, times(bucketNumber(spot), BUCKET_BYTES));
export const tagOf = (spot: Operand): Operand => wrap(spot);

/** Number of the state in a slot. */
export const numberIn = (slot: Operand, { mask }: Shape): Operand => binary("sub", binary("and", slot, mask), i32(1));

/** The slot of state `index`. */
export const slotFor = (tag: Operand, index: Operand, { mask }: Shape): Operand => binary("or", binary("and", tag, binary("xor", mask, i32(-1))), add(index, i32(1)));

/** Writes how to look at a bucket. Slots are read once: between two reads another thread might fill one. */
export class BucketReader {
  /** A bit for each slot: is it free? May it hold the state? */
  readonly free: Operand;
  readonly likely: Operand;
  readonly #fn: FunctionWriter;
  readonly #shape: Shape;
  readonly #others: Operand;
  readonly #end: Operand;

  constructor(fn: FunctionWriter, shape: Shape) {
    this.#fn = fn;
    this.#shape = shape;
    [this.free, this.likely] = [fn.local("i32"), fn.local("i32")];
    this.#others = fn.let(splat(binary("xor", shape.mask, i32(-1))));
    this.#end = fn.let(add(shape.table, times(wrap(shape.buckets), BUCKET_BYTES)));
  }

  /** Looks for a tag in the bucket at an address. */
  look(bucket: Operand, tag: Operand): void {
    const fn = this.#fn;
    const wanted = fn.let(andVector(splat(tag), this.#others));
    const zero = splat(i32(0));
    const slots = (at: number): Operand => fn.let(loadVector(bucket, at));
    const quads = [slots(0), slots(16), slots(32), slots(48)] as const;
    const bits = (test: (quad: Operand) => Operand): Operand => bits16([test(quads[0]), test(quads[1]), test(quads[2]), test(quads[3])]);
    fn.set(this.free, bits((quad) => equalVector(quad, zero)));
    fn.set(this.likely, binary("and", bits((quad) => equalVector(andVector(quad, this.#others), wanted)), binary("xor", this.free, i32(-1))));
  }

  /** Goes to the bucket behind. */
  next(bucket: Operand): void {
    const fn = this.#fn;
    fn.set(bucket, add(bucket, i32(BUCKET_BYTES)));
    fn.when(compare("eq", bucket, this.#end), () => fn.set(bucket, this.#shape.table));
  }
}
