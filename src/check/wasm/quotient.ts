// SPDX-License-Identifier: Apache-2.0
// The table for states of one word: quotienting. A state of n bits is mixed by an invertible function; the low bits
// of the result number a bucket of 16 slots, one cache line, and only the rest is stored, with how many buckets
// further the state had to go. So 4 bytes say exactly which state it is, as long as the rest has 28 bits.
import { FunctionWriter } from "./function-writer.ts";
import { binary, call, extend, i32, i64, isZero, lanes, load128, load32, load64, store, trailingZeros, wrap, type Operand } from "./operand.ts";
import type { Regions } from "./regions.ts";
import { add, append, cell, count, setCell, times, u64, type Callees, type TableFunctions } from "./table.ts";
import type { WideLayout } from "./words-layout.ts";

export const SLOTS = 16;
export const BUCKET_BYTES = 64;
/** Bits of a slot that are not for the rest; one more than the buckets a state has moved on. */
const MOVED_BITS = 4;
const REST_BITS = 32 - MOVED_BITS;
/** States per bucket, on the average, when a table is full. */
export const FILL = 14;

/** Bits that the number of a bucket must have at least. */
export const leastBucketBits = (stateBits: number): number => Math.max(0, stateBits - REST_BITS);

const MULTIPLIERS = [0x9e3779b97f4a7c15n, 0xd6e8feb86659fd93n];

/** A one-to-one function on `bits` bits. */
export function mix(fn: FunctionWriter, word: Operand, bits: number): Operand {
  const mask = (1n << BigInt(bits)) - 1n;
  const within = (value: Operand): Operand => (bits === 64 ? value : binary("and", value, u64(mask)));
  const half = i64(BigInt(Math.max(1, Math.ceil(bits / 2))));
  const mixed = fn.let(word);
  for (const multiplier of MULTIPLIERS) {
    fn.set(mixed, within(binary("mul", mixed, u64(multiplier & mask))));
    fn.set(mixed, binary("xor", mixed, binary("shrU", mixed, half)));
  }
  return mixed;
}

/** `table`: numbers that say where and how large the table is, in locals. */
interface Shape {
  readonly table: Operand;
  readonly span: Operand;
  readonly bits: Operand;
}

function shapeLocals(fn: FunctionWriter): Shape {
  return { table: fn.let(cell("table")), span: fn.let(cell("span")), bits: fn.let(extend(cell("bits"))) };
}

const bucketAt = ({ table }: Shape, bucket: Operand): Operand => add(table, times(bucket, BUCKET_BYTES));

export function quotientTable(layout: WideLayout, regions: Regions, callees: Callees): TableFunctions {
  return { touch: touchFunction(layout), insert: insertFunction(layout, regions, callees), enter: enterFunction(regions) };
}

function touchFunction({ used }: WideLayout): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32", "i32"], []);
  const [at, hashes, left] = [fn.param(0), fn.param(1), fn.param(2)];
  const shape = shapeLocals(fn);
  const sum = fn.local("i32");
  const end = fn.let(add(at, times(left, 8)));
  count(fn, at, end, 8, () => {
    const mixed = mix(fn, load64(at), used[0] ?? 0);
    fn.emit(store(hashes, mixed));
    fn.set(sum, binary("xor", sum, load32(bucketAt(shape, binary("and", wrap(mixed), shape.span)))));
    fn.set(hashes, add(hashes, i32(8)));
  });
  setCell(fn, "sink", sum);
  return fn;
}

/** The slot of a state that has not moved: its rest, and 1. */
const slotOf = (mixed: Operand, { bits }: Shape): Operand => binary("or", binary("shl", wrap(binary("shrU", mixed, bits)), i32(MOVED_BITS)), i32(1));

/** Bits that say which slots of a bucket, held in vectors, are free. */
const freeSlots = (vectors: readonly Operand[], zero: Operand): Operand =>
  vectors.map((vector, i) => binary("shl", lanes("bitmask", lanes("eq", vector, zero)), i32(4 * i))).reduce((a, b) => binary("or", a, b));

/** On to the next bucket; `full` runs when a state has moved as far as can be said. */
function moveOn(fn: FunctionWriter, slot: Operand, bucket: Operand, { span }: Shape, full: () => void): void {
  fn.set(slot, add(slot, i32(1)));
  fn.when(isZero(binary("and", slot, i32(2 ** MOVED_BITS - 1))), full);
  fn.set(bucket, binary("and", add(bucket, i32(1)), span));
}

function insertFunction(layout: WideLayout, regions: Regions, { grow, inspect }: Callees): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], ["i32"]);
  const [from, to] = [fn.param(0), fn.param(1)];
  const shape = shapeLocals(fn);
  const size = fn.let(cell("size"));
  const [mixed, slot, bucket, place, free, zero] = [fn.local("i64"), fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("v128")];
  const vectors = [0, 1, 2, 3].map(() => fn.local("v128"));
  const wanted = fn.local("v128");
  const start = (): void => {
    fn.set(slot, slotOf(mixed, shape));
    fn.set(bucket, binary("and", wrap(mixed), shape.span));
  };
  count(fn, from, to, 1, () => {
    fn.set(mixed, load64(add(i32(regions.hashes), times(from, 8))));
    start();
    fn.block((done) => fn.loop((again) => {
      fn.set(place, bucketAt(shape, bucket));
      fn.set(wanted, lanes("splat", slot));
      vectors.forEach((vector, i) => fn.set(vector, load128(place, 16 * i)));
      const equal = vectors.map((vector) => lanes("eq", vector, wanted)).reduce((a, b) => lanes("or", a, b));
      fn.branchIf(lanes("anyTrue", equal), done);
      fn.set(free, freeSlots(vectors, zero));
      fn.when(free, () => {
        fn.emit(store(add(place, times(trailingZeros(free), 4)), slot));
        append(fn, regions, layout, add(i32(regions.buffer), times(from, 8)), size, inspect);
        fn.branch(done);
      });
      moveOn(fn, slot, bucket, shape, () => {
        setCell(fn, "size", size);
        fn.when(isZero(call(grow, [])), () => fn.return(i32(1)));
        // The new table is of this kind too: only its numbers change, not the hashes.
        fn.set(shape.table, cell("table"));
        fn.set(shape.span, cell("span"));
        fn.set(shape.bits, extend(cell("bits")));
        start();
        fn.branch(again);
      });
      fn.branch(again);
    }));
  });
  setCell(fn, "size", size);
  fn.return(i32(0));
  return fn;
}

function enterFunction({ reHashes }: Regions): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], ["i32"]);
  const shape = shapeLocals(fn);
  const [slot, bucket, place, free, zero] = [fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("v128")];
  const at = fn.let(i32(reHashes));
  const end = fn.let(add(at, times(fn.param(1), 8)));
  count(fn, at, end, 8, () => {
    const mixed = fn.let(load64(at));
    fn.set(slot, slotOf(mixed, shape));
    fn.set(bucket, binary("and", wrap(mixed), shape.span));
    fn.block((done) => fn.loop((again) => {
      fn.set(place, bucketAt(shape, bucket));
      fn.set(free, freeSlots([0, 1, 2, 3].map((i) => load128(place, 16 * i)), zero));
      fn.when(free, () => {
        fn.emit(store(add(place, times(trailingZeros(free), 4)), slot));
        fn.branch(done);
      });
      moveOn(fn, slot, bucket, shape, () => fn.return(i32(1)));
      fn.branch(again);
    }));
  });
  fn.return(i32(0));
  return fn;
}
