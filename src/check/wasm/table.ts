// SPDX-License-Identifier: Apache-2.0
// The table of visited states: open addressing with slots of 4 bytes that hold the number of a state, plus 1, and, in
// the bits that the number leaves, a part of its hash. A slot whose part agrees is compared with the whole state in
// the log, which is mostly near: successors are often states that were found not long ago.
import { FunctionWriter, type Label } from "./function-writer.ts";
import { atomicAdd32, atomicLoad32, atomicStore32, atomicSwap32, binary, call, compare, extend, i32, i64, isZero, load32, load64, select, store, wrap, type Operand } from "./operand.ts";
import { cellAt, HASH_BYTES, REENTER, type Regions } from "./regions.ts";
import { wordAt } from "./state-code.ts";
import { add, append, cell, count, logAt, setCell, times, u64 } from "./pieces.ts";
import type { WideLayout } from "./words-layout.ts";

const MULTIPLIER = 0x9e3779b97f4a7c15n;

/** Where the table is, how many slots it has, which bits of a slot hold the number of a state. */
interface Shape {
  readonly table: Operand;
  readonly slots: Operand;
  readonly mask: Operand;
}

function shapeLocals(fn: FunctionWriter, regions: Regions): Shape {
  return { table: fn.let(cell(regions, "table")), slots: fn.let(extend(cell(regions, "slots"))), mask: fn.let(cell(regions, "mask")) };
}

/** Number of the slot where the search for a hash begins: the high half, scaled. */
const slotOf = (hash: Operand, { slots }: Shape): Operand => wrap(binary("shrU", binary("mul", binary("shrU", hash, i64(32n)), slots), i64(32n)));
const slotAt = ({ table }: Shape, slot: Operand): Operand => add(table, times(slot, 4));
const number = (slot: Operand, { mask }: Shape): Operand => binary("sub", binary("and", slot, mask), i32(1));
/** Do the bits of a slot beside the number agree with the hash? */
const agrees = (slot: Operand, hash: Operand, { mask }: Shape): Operand =>
  isZero(binary("and", binary("xor", slot, wrap(hash)), binary("xor", mask, i32(-1))));

function hash(fn: FunctionWriter, address: Operand, { used }: WideLayout): Operand {
  const value = fn.local("i64");
  fn.set(value, i64(0n));
  used.forEach((_, i) => {
    fn.set(value, binary("mul", binary("xor", value, load64(address, 8 * i)), u64(MULTIPLIER)));
    fn.set(value, binary("xor", value, binary("shrU", value, i64(29n))));
  });
  fn.set(value, binary("mul", value, u64(0xbf58476d1ce4e5b9n)));
  return binary("xor", value, binary("shrU", value, i64(32n)));
}

/** Hashes `count` states of a buffer (address of them, of the hashes, count) and brings what they lead to near. */
export function touchFunction(layout: WideLayout, regions: Regions): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32", "i32"], []);
  const [at, hashes, left] = [fn.param(0), fn.param(1), fn.param(2)];
  const shape = shapeLocals(fn, regions);
  const slot = fn.local("i32");
  const value = fn.local("i64");
  const [first, second, third] = [fn.let(hashes), fn.let(hashes), fn.let(hashes)];
  const end = fn.let(add(hashes, times(left, HASH_BYTES)));
  count(fn, hashes, end, HASH_BYTES, () => {
    fn.set(value, hash(fn, at, layout));
    fn.emit(store(hashes, value));
    fn.emit(store(hashes, slotAt(shape, slotOf(value, shape)), 8));
    fn.set(at, add(at, i32(8 * layout.used.length)));
  });
  bringNear(fn, regions, first, end);
  // The states that the slots speak of, where they may be the same.
  count(fn, second, end, HASH_BYTES, () => {
    fn.set(value, load64(second));
    fn.set(slot, load32(load32(second, 8)));
    const taken = binary("and", compare("ne", slot, i32(0)), compare("ne", binary("and", slot, shape.mask), shape.mask));
    const likely = binary("and", taken, agrees(slot, value, shape));
    fn.emit(store(second, select(likely, logAt(regions, layout, number(slot, shape)), i32(regions.log)), 12));
  });
  const sum = fn.local("i32");
  count(fn, third, end, HASH_BYTES, () => fn.set(sum, binary("xor", sum, load32(load32(third, 12)))));
  setCell(fn, regions, "sink", sum);
  return fn;
}

/** What is at hand where a slot is looked at: the entry to insert, its hash, the slot's address and what it holds. */
interface Probe {
  readonly entry: Operand;
  readonly value: Operand;
  readonly place: Operand;
  readonly slot: Operand;
}

/** For each of the entries `from..to-1` of the buffer, whose hashes are known: slot after slot, until `visit` is done. */
function eachProbe(fn: FunctionWriter, regions: Regions, shape: Shape, visit: (probe: Probe, done: Label) => void): void {
  const [from, to] = [fn.param(0), fn.param(1)];
  const [at, place, slot, entry] = [fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32")];
  const value = fn.local("i64");
  count(fn, from, to, 1, () => {
    fn.set(value, load64(add(i32(regions.hashes), times(from, HASH_BYTES))));
    fn.set(entry, add(i32(regions.buffer), times(from, regions.entry)));
    fn.set(at, slotOf(value, shape));
    fn.block((done) => fn.loop((again) => {
      fn.set(place, slotAt(shape, at));
      visit({ entry, value, place, slot }, done);
      next(fn, at, shape);
      fn.branch(again);
    }));
  });
}

/** Inserts the entries `from..to-1` of the buffer, whose hashes are known; log and table have room. */
export function insertFunction(layout: WideLayout, regions: Regions, inspect: number): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], []);
  const shape = shapeLocals(fn, regions);
  const size = fn.let(cell(regions, "size"));
  const old = fn.local("i32");
  eachProbe(fn, regions, shape, ({ entry, value, place, slot }, done) => {
    fn.set(slot, load32(place));
    fn.when(isZero(slot), () => {
      fn.emit(store(place, taken(value, size, shape)));
      append(fn, regions, layout, entry, size, inspect);
      fn.branch(done);
    });
    fn.when(agrees(slot, value, shape), () => {
      fn.set(old, logAt(regions, layout, number(slot, shape)));
      fn.branchIf(isZero(differences(layout, old, entry)), done);
    });
  });
  setCell(fn, regions, "size", size);
  return fn;
}

/**
 * The same for several threads. A free slot is first claimed, with a number that no state has; then the state is numbered
 * and written to the log; then the slot says so. Who meets a claimed slot that may be for its own state waits that long.
 */
export function insertSharedFunction(layout: WideLayout, regions: Regions, inspect: number): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], []);
  const shape = shapeLocals(fn, regions);
  const [index, log] = [fn.local("i32"), fn.local("i32")];
  eachProbe(fn, regions, shape, ({ entry, value, place, slot }, done) => {
    const number = binary("and", slot, shape.mask);
    fn.set(slot, atomicLoad32(place));
    fn.when(isZero(slot), () => {
      fn.set(slot, atomicSwap32(place, i32(0), binary("or", wrap(value), shape.mask)));
      fn.when(isZero(slot), () => {
        fn.set(index, atomicAdd32(i32(cellAt(regions, "size")), i32(1)));
        fn.set(log, logAt(regions, layout, index));
        layout.used.forEach((_, i) => fn.emit(store(log, load64(entry, 8 * i), 8 * i)));
        fn.emit(atomicStore32(place, taken(value, index, shape)));
        fn.emit(call(inspect, [entry, index]).code);
        fn.branch(done);
      });
    });
    fn.when(agrees(slot, value, shape), () => {
      fn.loop((wait) => fn.when(compare("eq", number, shape.mask), () => {
        fn.set(slot, atomicLoad32(place));
        fn.branch(wait);
      }));
      fn.set(log, logAt(regions, layout, binary("sub", number, i32(1))));
      fn.branchIf(isZero(differences(layout, log, entry)), done);
    });
  });
  return fn;
}

/** 0 when the state at `log` is the one in the buffer at `entry`. */
const differences = (layout: WideLayout, log: Operand, entry: Operand): Operand =>
  layout.used.map((_, i) => binary("xor", wordAt(layout, log, i), load64(entry, 8 * i))).reduce((a, b) => binary("or", a, b));

/** The slot of state `index`. */
const taken = (value: Operand, index: Operand, { mask }: Shape): Operand =>
  binary("or", binary("and", wrap(value), binary("xor", mask, i32(-1))), add(index, i32(1)));

function next(fn: FunctionWriter, at: Operand, { slots }: Shape): void {
  fn.set(at, add(at, i32(1)));
  fn.when(compare("eq", at, wrap(slots)), () => fn.set(at, i32(0)));
}

/** Enters so many states whose hashes are in the second buffer, numbered from `first`; none of them is in the table. */
export function enterFunction(regions: Regions): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], []);
  const shape = shapeLocals(fn, regions);
  const [index, slot] = [fn.param(0), fn.local("i32")];
  const at = fn.let(i32(regions.reHashes));
  const end = fn.let(add(at, times(fn.param(1), HASH_BYTES)));
  count(fn, at, end, HASH_BYTES, () => {
    const value = fn.let(load64(at));
    fn.set(slot, slotOf(value, shape));
    fn.loop((again) => fn.when(load32(slotAt(shape, slot)), () => {
      next(fn, slot, shape);
      fn.branch(again);
    }));
    fn.emit(store(slotAt(shape, slot), taken(value, index, shape)));
    fn.set(index, add(index, i32(1)));
  });
  return fn;
}

/** Loads from the place of each hash, one after the other without waiting, so that the misses overlap. */
function bringNear(fn: FunctionWriter, regions: Regions, at: Operand, end: Operand): void {
  const sum = fn.local("i32");
  count(fn, at, end, HASH_BYTES, () => fn.set(sum, binary("xor", sum, load32(load32(at, 8)))));
  setCell(fn, regions, "sink", sum);
}

/** Copies states of the log to the second buffer and enters them, some at a time: the function that fills a new table. */
export function refillFunction(regions: Regions, layout: WideLayout, touch: number, enter: number): FunctionWriter {
  const fn = new FunctionWriter([], []);
  const [first, at, some, from, to] = [fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32")];
  const all = fn.let(cell(regions, "size"));
  count(fn, first, all, REENTER, () => {
    fn.set(some, i32(REENTER));
    fn.when(compare("ltU", binary("sub", all, first), some), () => fn.set(some, binary("sub", all, first)));
    fn.set(from, logAt(regions, layout, first));
    fn.set(to, i32(regions.reBuffer));
    fn.set(at, i32(0));
    count(fn, at, some, 1, () => {
      layout.used.forEach((_, i) => fn.emit(store(to, wordAt(layout, from, i), 8 * i)));
      fn.set(from, add(from, i32(layout.stride)));
      fn.set(to, add(to, i32(regions.entry)));
    });
    fn.emit(call(touch, [i32(regions.reBuffer), i32(regions.reHashes), some]).code);
    fn.emit(call(enter, [first, some]).code);
  });
  return fn;
}
