// SPDX-License-Identifier: Apache-2.0
// The functions of the module for what is done to whole blocks: laying one out anew when a digit has no room left,
// and counting the states in it.
import { FunctionWriter } from "../wasm/function-writer.ts";
import { binary, extend, i32, i64, load32, load64, store, type Operand } from "../wasm/operand.ts";
import { add, and, cell, loadWord, mul, notZero, number, popcount, sub, times, upTo, whilst, wordType } from "./emit.ts";
import { CELL, classCell, entryBytes, wordBytes, type Shape } from "./shape.ts";

type Capacity = "before" | "after" | "used";

const products = (fn: FunctionWriter, { outer, words }: Shape, name: Capacity): readonly Operand[] => {
  const stride = fn.let(i32(words));
  return [...outer].reverse().map((kind) => {
    const here = fn.let(stride);
    fn.set(stride, mul(stride, cell(classCell(kind, name))));
    return here;
  }).reverse();
};

/** Copies the words of a block, at the first address, to where they belong in another, with other capacities. */
export function moveFunction(shape: Shape): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], []);
  const size = wordBytes(shape);
  const [before, after] = [products(fn, shape, "before"), products(fn, shape, "after")];
  const level = (part: number, from: Operand, to: Operand): void => {
    const kind = shape.outer[part];
    const [old, next] = [before[part], after[part]];
    if (kind === undefined || old === undefined || next === undefined) {
      for (let word = 0; word < shape.words; word += 1) fn.emit(store(to, loadWord(shape, from, size * word), size * word));
      return;
    }
    const [source, target] = [fn.let(from), fn.let(to)];
    const end = fn.let(add(from, times(mul(old, cell(classCell(kind, "used"))), size)));
    whilst(fn, binary("sub", end, source), () => {
      level(part + 1, source, target);
      fn.set(source, add(source, times(old, size)));
      fn.set(target, add(target, times(next, size)));
    });
  };
  level(0, fn.param(0), fn.param(1));
  return fn;
}

/** Gives the words of the entries `from..to` the numbers they have in the new block. */
export function renumberFunction(shape: Shape): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], []);
  const [before, after] = [products(fn, shape, "before"), products(fn, shape, "after")];
  upTo(fn, fn.param(0), fn.param(1), entryBytes(shape), () => {
    const rest = fn.let(load32(fn.param(0)));
    const sum = fn.let(i32(0));
    shape.outer.forEach((_, i) => {
      const [old, next] = [before[i], after[i]];
      if (old === undefined || next === undefined) return;
      const digit = fn.let(binary("divS", rest, old));
      fn.set(rest, sub(rest, mul(digit, old)));
      fn.set(sum, add(sum, mul(digit, next)));
    });
    fn.emit(store(fn.param(0), add(sum, rest)));
  });
  return fn;
}

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
        fn.set(plane, add(planes, i32(512 * i)));
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
  fn.return(shape.wide ? { type: "i32", code: [...sum.code, 0xa7] } : sum);
  return fn;
}

