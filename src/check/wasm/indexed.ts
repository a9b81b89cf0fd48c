// SPDX-License-Identifier: Apache-2.0
// The table for states of any width: open addressing with slots of 4 bytes that hold the number of a state, plus 1,
// and, in the bits that the number leaves, a part of its hash. A slot whose part agrees is compared with the whole
// state in the log.
import { FunctionWriter } from "./function-writer.ts";
import { binary, compare, extend, i32, i64, isZero, load32, load64, select, store, wrap, type Operand } from "./operand.ts";
import type { Regions } from "./regions.ts";
import { wordAt } from "./state-code.ts";
import { add, append, cell, count, logAt, setCell, times, u64, type Callees, type TableFunctions } from "./table.ts";
import type { WideLayout } from "./words-layout.ts";

/** Slots that are taken when a table is full, of all slots. */
export const FILL = 0.8;

const MULTIPLIER = 0x9e3779b97f4a7c15n;

/** `span`: number of slots; `mask`: bits of a slot that hold the number of a state. */
interface Shape {
  readonly table: Operand;
  readonly span: Operand;
  readonly mask: Operand;
}

function shapeLocals(fn: FunctionWriter): Shape {
  return { table: fn.let(cell("table")), span: fn.let(extend(cell("span"))), mask: fn.let(cell("bits")) };
}

/** Number of the slot where the search for a hash begins: the high half, scaled. */
const slotOf = (hash: Operand, { span }: Shape): Operand => wrap(binary("shrU", binary("mul", binary("shrU", hash, i64(32n)), span), i64(32n)));
const slotAt = ({ table }: Shape, slot: Operand): Operand => add(table, times(slot, 4));
const number = (slot: Operand, { mask }: Shape): Operand => binary("sub", binary("and", slot, mask), i32(1));
/** Do the bits of a slot beside the number agree with the hash? */
const agrees = (slot: Operand, hash: Operand, { mask }: Shape): Operand =>
  isZero(binary("and", binary("xor", slot, wrap(hash)), binary("xor", mask, i32(-1))));

export function indexedTable(layout: WideLayout, regions: Regions, callees: Callees): TableFunctions {
  return { touch: touchFunction(layout, regions), insert: insertFunction(layout, regions, callees), enter: enterFunction(regions) };
}

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

function touchFunction(layout: WideLayout, regions: Regions): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32", "i32"], []);
  const [at, hashes, left] = [fn.param(0), fn.param(1), fn.param(2)];
  const shape = shapeLocals(fn);
  const [sum, slot] = [fn.local("i32"), fn.local("i32")];
  const value = fn.local("i64");
  const first = fn.let(hashes);
  const end = fn.let(add(hashes, times(left, 8)));
  count(fn, hashes, end, 8, () => {
    fn.set(value, hash(fn, at, layout));
    fn.emit(store(hashes, value));
    fn.set(sum, binary("xor", sum, load32(slotAt(shape, slotOf(value, shape)))));
    fn.set(at, add(at, i32(8 * layout.used.length)));
  });
  count(fn, first, end, 8, () => {
    fn.set(value, load64(first));
    fn.set(slot, load32(slotAt(shape, slotOf(value, shape))));
    const likely = binary("and", compare("ne", slot, i32(0)), agrees(slot, value, shape));
    fn.set(sum, binary("xor", sum, load32(select(likely, logAt(regions, layout, number(slot, shape)), i32(regions.log)))));
  });
  setCell(fn, "sink", sum);
  return fn;
}

function insertFunction(layout: WideLayout, regions: Regions, { inspect }: Callees): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], ["i32"]);
  const [from, to] = [fn.param(0), fn.param(1)];
  const shape = shapeLocals(fn);
  const size = fn.let(cell("size"));
  const [at, place, slot, entry, old] = [fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32")];
  const value = fn.local("i64");
  count(fn, from, to, 1, () => {
    fn.set(value, load64(add(i32(regions.hashes), times(from, 8))));
    fn.set(entry, add(i32(regions.buffer), times(from, regions.entry)));
    fn.set(at, slotOf(value, shape));
    fn.block((done) => fn.loop((again) => {
      fn.set(place, slotAt(shape, at));
      fn.set(slot, load32(place));
      fn.when(isZero(slot), () => {
        fn.emit(store(place, taken(value, size, shape)));
        append(fn, regions, layout, entry, size, inspect);
        fn.branch(done);
      });
      fn.when(agrees(slot, value, shape), () => {
        fn.set(old, logAt(regions, layout, number(slot, shape)));
        const differs = layout.used.map((_, i) => binary("xor", wordAt(layout, old, i), load64(entry, 8 * i))).reduce((a, b) => binary("or", a, b));
        fn.branchIf(isZero(differs), done);
      });
      next(fn, at, shape);
      fn.branch(again);
    }));
  });
  setCell(fn, "size", size);
  fn.return(i32(0));
  return fn;
}

/** The slot of state `index`. */
const taken = (value: Operand, index: Operand, { mask }: Shape): Operand =>
  binary("or", binary("and", wrap(value), binary("xor", mask, i32(-1))), add(index, i32(1)));

function next(fn: FunctionWriter, at: Operand, { span }: Shape): void {
  fn.set(at, add(at, i32(1)));
  fn.when(compare("eq", at, wrap(span)), () => fn.set(at, i32(0)));
}

function enterFunction({ reHashes }: Regions): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], ["i32"]);
  const shape = shapeLocals(fn);
  const [index, slot] = [fn.param(0), fn.local("i32")];
  const at = fn.let(i32(reHashes));
  const end = fn.let(add(at, times(fn.param(1), 8)));
  count(fn, at, end, 8, () => {
    const value = fn.let(load64(at));
    fn.set(slot, slotOf(value, shape));
    fn.loop((again) => fn.when(load32(slotAt(shape, slot)), () => {
      next(fn, slot, shape);
      fn.branch(again);
    }));
    fn.emit(store(slotAt(shape, slot), taken(value, index, shape)));
    fn.set(index, add(index, i32(1)));
  });
  fn.return(i32(0));
  return fn;
}
