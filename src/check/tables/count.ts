// SPDX-License-Identifier: Apache-2.0
// The functions of the module that count, when the search is over: the states of a block, those with each value of each
// part, and with them how often each step gave a successor.
import { FunctionWriter } from "../wasm/function-writer.ts";
import { binary, call, compare, extend, i32, i64, isZero, load32, load64, store, type Operand } from "../wasm/operand.ts";
import { add, and, cell, load16, loadWord, low, mul, notZero, number, or, popcount, setCell, sub, times, upTo, whilst, wordType } from "./emit.ts";
import { products } from "./rebuild.ts";
import { CELL, classCell, POOL, RECORD, recordBytes, wordBytes, type Shape } from "./shape.ts";

/** Bytes of the counters of a word: the binary digits of one for each bit, in words of their own. */
export const PLANES = 512;

/**
 * Counts the states of the block at an address: all of them in `total`; in `visits` (64 bits each, by class and digit) those with
 * that digit in a part of that class; in `planes`, for each word of a row, the binary digits of a counter for each bit.
 */
export function countFunction(shape: Shape, room: number): FunctionWriter {
  const fn = new FunctionWriter(["i32"], []);
  const size = wordBytes(shape);
  const [visits, planes] = [fn.let(cell(CELL.visits)), fn.let(cell(CELL.planes))];
  const strides = products(fn, shape, "before");
  const [word, plane] = [fn.local(wordType(shape)), fn.local("i32")];
  const level = (part: number, from: Operand, sum: Operand): void => {
    const kind = shape.outer[part];
    const stride = strides[part];
    if (kind === undefined || stride === undefined) return row(from, sum);
    const [at, slot, own] = [fn.let(from), fn.let(add(visits, i32(8 * room * (kind - 1)))), fn.local("i64")];
    const end = fn.let(add(from, times(mul(stride, cell(classCell(kind, "used"))), size)));
    whilst(fn, binary("sub", end, at), () => {
      fn.set(own, i64(0n));
      level(part + 1, at, own);
      fn.emit(store(slot, add(load64(slot), own)));
      fn.set(sum, add(sum, own));
      fn.set(slot, add(slot, i32(8)));
      fn.set(at, add(at, times(stride, size)));
    });
  };
  const row = (from: Operand, sum: Operand): void => {
    for (let i = 0; i < shape.words; i += 1) {
      fn.set(word, loadWord(shape, from, size * i));
      fn.when(notZero(word), () => {
        const count = popcount(word);
        fn.set(sum, add(sum, shape.wide ? count : extend(count)));
        fn.set(plane, add(planes, i32(PLANES * i)));
        const old = fn.local(wordType(shape));
        whilst(fn, notZero(word), () => {
          fn.set(old, loadWord(shape, plane));
          fn.emit(store(plane, binary("xor", old, word)));
          fn.set(word, and(word, old));
          fn.set(plane, add(plane, i32(8)));
        });
      });
    }
  };
  const total = fn.let(i64(0n));
  level(0, fn.param(0), total);
  fn.emit(store(i32(0), total, CELL.total));
  return fn;
}

/** How many states a row has, at the first address, whose bits are in the mask at the second. */
export function weighFunction(shape: Shape): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], ["i32"]);
  const sum = fn.let(number(wordType(shape), 0));
  for (let i = 0; i < shape.words; i += 1) {
    fn.set(sum, add(sum, popcount(and(loadWord(shape, fn.param(0), wordBytes(shape) * i), loadWord(shape, fn.param(1), 8 * i)))));
  }
  fn.return(low(sum));
  return fn;
}

/** Adds to the counts of the steps of some transitions a number of states. Steps that others can block only leave a mark. */
export function creditFunction(): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i64"], []);
  const states = fn.param(1);
  const [start, counts] = [fn.let(add(cell(CELL.pool), times(fn.param(0), 4))), fn.let(cell(CELL.counts))];
  const at = fn.let(add(start, times(load32(start, 4 * POOL.steps), 4)));
  const end = fn.let(add(at, times(load32(start, 4 * POOL.counted), 8)));
  upTo(fn, at, end, 8, () => fn.when(isZero(load32(at, 4)), () => {
    const slot = fn.let(add(counts, times(load32(at), 8)));
    fn.emit(store(slot, add(load64(slot), states)));
  }, () => setCell(fn, CELL.guarded, i32(1))));
  return fn;
}

/** Counts the states of a shared part and the steps taken in them. What `count` counts in is 0 before and after. */
export function tallyFunction(shape: Shape, room: number, count: number, credit: number): FunctionWriter {
  const fn = new FunctionWriter(["i32"], []);
  const s = fn.param(0);
  const record = fn.let(add(cell(CELL.records), times(s, recordBytes(shape))));
  fn.emit(call(count, [load32(record)]).code);
  const total = fn.let(load64(i32(0), CELL.total));
  const [visits, states, at, local] = [fn.let(cell(CELL.visits)), fn.local("i64"), fn.local("i32"), fn.local("i32")];
  const give = (kind: number): void => {
    const start = load32(add(cell(classCell(kind, "starts")), times(add(mul(s, cell(classCell(kind, "room"))), local), 4)));
    fn.when(notZero(states), () => fn.emit(call(credit, [start, states]).code));
  };
  fn.emit(call(credit, [load32(record, RECORD.start), total]).code);
  for (const kind of new Set(shape.outer)) {
    const values = fn.let(add(cell(classCell(kind, "values")), times(mul(s, cell(classCell(kind, "room"))), 2)));
    fn.set(at, i32(0));
    upTo(fn, at, cell(classCell(kind, "used")), 1, () => {
      const slot = fn.let(add(visits, add(times(at, 8), i32(8 * room * (kind - 1)))));
      fn.set(states, load64(slot));
      fn.emit(store(slot, i64(0n)));
      fn.set(local, load16(add(values, times(at, 2))));
      give(kind);
    });
  }
  lastPart(fn, shape, { total, states, at, local }, () => give(shape.last));
  return fn;
}

/** Sets `states` to how many there are of each value of the last part, `local`; and the counters to 0. */
function lastPart(fn: FunctionWriter, shape: Shape, { total, states, at, local }: Readonly<Record<"total" | "states" | "at" | "local", Operand>>, use: () => void): void {
  const planes = fn.let(cell(CELL.planes));
  // As many binary digits as the number of states has.
  const rest = fn.let(total);
  const bytes = fn.local("i32");
  whilst(fn, notZero(rest), () => {
    fn.set(rest, binary("shrU", rest, i64(1n)));
    fn.set(bytes, add(bytes, i32(8)));
  });
  fn.set(local, i32(0));
  upTo(fn, local, cell(CELL.lasts), 1, () => {
    fn.set(states, i64(0n));
    const first = fn.let(shape.words === 1 ? planes : add(planes, times(binary("shrU", local, i32(6)), PLANES)));
    fn.set(at, add(first, bytes));
    whilst(fn, compare("gtU", at, first), () => {
      fn.set(at, sub(at, i32(8)));
      const place = shape.wide ? extend(local) : local;
      const digit = and(binary("shrU", loadWord(shape, at), place), number(wordType(shape), 1));
      fn.set(states, or(times64(states), shape.wide ? digit : extend(digit)));
    });
    use();
  });
  for (let word = 0; word < shape.words; word += 1) {
    fn.set(at, add(planes, i32(PLANES * word)));
    upTo(fn, at, add(planes, add(bytes, i32(PLANES * word))), 8, () => fn.emit(store(at, i64(0n))));
  }
}

const times64 = (a: Operand): Operand => binary("shl", a, i64(1n));
