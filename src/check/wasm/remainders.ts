// SPDX-License-Identifier: Apache-2.0
// Buckets of remainders. The hash of a state that fits a word is the state, mixed so that it can be told from it: where a
// hash belongs says its first bits, so a slot need hold the others only, and how many buckets behind its own it is. Ten
// slots of 48 bits make a bucket of 64 bytes, their lower 32 bits first, then their upper 16, then how many are taken.
//
// The upper 32 bits of a hash, as a fraction of 1, times the number of buckets, is the bucket. Buckets are in the order
// of hashes, and each has less than 2^(32-l) of those fractions, l being the logarithm of their number, rounded down:
// all but the first l bits of a hash tell it from the others of its bucket.
import { BUCKET_BYTES } from "./bucket.ts";
import type { FunctionWriter, Label } from "./function-writer.ts";
import { atomicLoad32, atomicReplace32, atomicStore32, binary, compare, extend, i32, i64, load16, load32, store, store16, wrap, type Operand } from "./operand.ts";
import { add, cell, times, u64 } from "./pieces.ts";
import type { Regions } from "./regions.ts";
import { andVector, bits16of, equalVector, equalVector16, loadVector, loadVector32, narrowVectors, splat, splat16 } from "./vector.ts";
import type { WideLayout } from "./words-layout.ts";

/** Slots of a bucket, and bits of a slot. */
export const SLOTS = 10;
const SLOT_BITS = 48;
/** Where in a bucket the upper bits of the slots are, and how many slots are taken. */
const [UPPER, TAKEN] = [4 * SLOTS, 6 * SLOTS];
/** With the number of those taken: a thread is about to fill the next one. */
const BUSY = 1 << 4;
/**
 * A slot has so many bits at least, and not more, to say how far a state is from the bucket it belongs to: 3 to 31
 * buckets. In a simulation of ten million buckets of random states, 65 % of the slots taken, the longest run of full
 * buckets was 13, and runs of one more were about a third as many.
 */
const [LEAST_AWAY_BITS, MOST_AWAY_BITS] = [2, 5];
/** With so many of those bits a table may be as full as any. */
const ENOUGH_AWAY_BITS = 4;
/**
 * With fewer, fewer of the slots may be taken. Simulated with random states, one is too far away in 1 of 20,000 tables of
 * 2^14 buckets with 2 bits and in 6 of 2,000 of 2^17; with 3 bits in none of 20,000 of 2^15 and in none of 600 of 2^18.
 */
const LOADS: ReadonlyMap<number, number> = new Map([[LEAST_AWAY_BITS, 0.4], [3, 0.5]]);
/** Buckets that a state can be away from the one where it belongs; so many there are behind the last one. */
export const MOST_AWAY = (1 << MOST_AWAY_BITS) - 1;
const MOST_BITS = 63;

/** Bits of a hash. */
export const hashBits = ({ used }: WideLayout): number => Math.max(32, used[0] ?? 0);
export const suitRemainders = ({ used }: WideLayout): boolean => used.length === 1 && (used[0] ?? 0) <= MOST_BITS;
/** Buckets that a table must have at least, so that what a slot must hold fits. */
export const leastBuckets = (layout: WideLayout, awayBits = LEAST_AWAY_BITS): number => 2 ** Math.max(8, hashBits(layout) + awayBits - SLOT_BITS);
/** States that a table of so many buckets has room for, if that part of the slots may be taken. */
export function roomOf(layout: WideLayout, buckets: number, load: number): number {
  return Math.floor(buckets * SLOTS * Math.min(load, LOADS.get(SLOT_BITS - remainderBits(layout, buckets)) ?? 1));
}
/** Bytes of the least table that may be as full as any: with less memory than that, slots of numbers hold more states. */
export const leastFullBytes = (layout: WideLayout): number => BUCKET_BYTES * leastBuckets(layout, ENOUGH_AWAY_BITS);
/** Bits of a hash that a slot of a table of so many buckets holds. */
export const remainderBits = (layout: WideLayout, buckets: number): number => hashBits(layout) - Math.floor(Math.log2(buckets));

/** Sets `value` to the hash of a state that is this word. Nothing is lost at any step. */
export function setMixed(fn: FunctionWriter, value: Operand, word: Operand, layout: WideLayout): void {
  const bits = BigInt(hashBits(layout));
  const cut = (product: Operand): Operand => binary("and", product, u64((1n << bits) - 1n));
  const fold = (): void => fn.set(value, binary("xor", value, binary("shrU", value, i64((bits + 1n) / 2n))));
  fn.set(value, cut(binary("mul", word, u64(0x9e3779b97f4a7c15n))));
  fold();
  fn.set(value, cut(binary("mul", value, u64(0xbf58476d1ce4e5b9n))));
  fold();
}

/** A table: where it is, how many buckets it has, the bits of a remainder. */
export interface RemainderShape {
  readonly table: Operand;
  /** As numbers of 64 bits. */
  readonly buckets: Operand;
  readonly bits: Operand;
  readonly mask: Operand;
}

export const remainderShape = (fn: FunctionWriter, regions: Regions): RemainderShape => shapeOf(fn, cell(regions, "table"), cell(regions, "buckets"), cell(regions, "remainder"));

export function shapeOf(fn: FunctionWriter, table: Operand, buckets: Operand, bits: Operand): RemainderShape {
  const held = fn.let(extend(bits));
  return { table: fn.let(table), buckets: fn.let(extend(buckets)), bits: held, mask: fn.let(binary("sub", binary("shl", i64(1n), held), i64(1n))) };
}

/** Address of the bucket to which a hash belongs. */
export function homeAt(hash: Operand, { table, buckets }: RemainderShape, layout: WideLayout): Operand {
  const fraction = binary("shrU", hash, i64(BigInt(hashBits(layout) - 32)));
  return add(table, times(wrap(binary("shrU", binary("mul", fraction, buckets), i64(32n))), BUCKET_BYTES));
}

/** The least hash of a bucket, by its number. */
export function leastHash(bucket: Operand, { buckets }: RemainderShape, layout: WideLayout): Operand {
  const fraction = binary("divU", add(binary("shl", extend(bucket), i64(32n)), binary("sub", buckets, i64(1n))), buckets);
  return binary("shl", fraction, i64(BigInt(hashBits(layout) - 32)));
}

/** What a slot holds in the bucket to which the hash belongs. */
export const keyOf = (hash: Operand, { mask }: RemainderShape): Operand => binary("and", hash, mask);
/** What it holds one bucket farther behind. */
export const fartherKey = (key: Operand, { bits }: RemainderShape): Operand => add(key, binary("shl", i64(1n), bits));
/** Is it too far away to be told? */
export const isTooFar = (key: Operand, { bits }: RemainderShape): Operand =>
  compare("ne", binary("or", binary("shrU", key, i64(BigInt(SLOT_BITS))), binary("shrU", key, binary("add", bits, i64(BigInt(MOST_AWAY_BITS))))), i64(0n));

/** Slots of a bucket that are taken: those are the first. Where there are several threads it must be read before the slots: what it says of them is seen then. */
export const takenIn = (bucket: Operand, threads: number): Operand =>
  (threads > 0 ? binary("and", atomicLoad32(bucket, TAKEN), i32(BUSY - 1)) : load32(bucket, TAKEN));

/** Reserves the next slot of a bucket of which so many are taken, among several threads: goes to `again` where another one did since, or does just now. */
export function claimSlot(fn: FunctionWriter, bucket: Operand, taken: Operand, threads: number, again: Label): void {
  if (threads > 0) fn.branchIf(compare("ne", atomicReplace32(bucket, taken, binary("or", taken, i32(BUSY)), TAKEN), taken), again);
}

/** Puts a key into the next slot of a bucket, which is reserved. */
export function putKey(fn: FunctionWriter, bucket: Operand, taken: Operand, key: Operand, threads: number): void {
  fn.emit(store(add(bucket, times(taken, 4)), wrap(key)));
  fn.emit(store16(add(bucket, times(taken, 2)), wrap(binary("shrU", key, i64(32n))), UPPER));
  const more = add(taken, i32(1));
  fn.emit(threads > 0 ? atomicStore32(bucket, more, TAKEN) : store(bucket, more, TAKEN));
}

/** The key in slot `index`. */
export const keyIn = (bucket: Operand, index: Operand): Operand =>
  binary("or", extend(load32(add(bucket, times(index, 4)))), binary("shl", extend(load16(add(bucket, times(index, 2)), UPPER)), i64(32n)));

/** Leaves a bucket without states. */
export const emptyBucket = (fn: FunctionWriter, bucket: Operand): void => fn.emit(store(bucket, i32(0), TAKEN));

/** A bit for each of the first `taken` slots of a bucket that holds the key. */
export function slotsWith(fn: FunctionWriter, bucket: Operand, taken: Operand, key: Operand): Operand {
  const [lower, upper] = [fn.let(splat(wrap(key))), fn.let(splat16(wrap(binary("shrU", key, i64(32n)))))];
  const lowers = [0, 16, 32].map((at) => equalVector(loadVector(bucket, at), lower));
  const [first = lower, second = lower, third = lower] = lowers;
  const eight = andVector(narrowVectors(first, second), equalVector16(loadVector(bucket, UPPER), upper));
  const rest = andVector(narrowVectors(third, third), equalVector16(loadVector32(bucket, UPPER + 16), upper));
  return binary("and", bits16of(eight, rest), binary("sub", binary("shl", i32(1), taken), i32(1)));
}
