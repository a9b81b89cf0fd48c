// SPDX-License-Identifier: Apache-2.0
// The functions of the module that lay a block out anew, when a digit has no room left.
import { FunctionWriter } from "../wasm/function-writer.ts";
import { binary, compare, i32, store, type Operand } from "../wasm/operand.ts";
import { add, cell, loadWord, mul, sub, times, whilst } from "./emit.ts";
import { readEntry, setWord } from "./entries.ts";
import { classCell, wordBytes, type Shape } from "./shape.ts";

/** Which capacities of the classes, or how many digits are used. */
type Capacity = "before" | "after" | "used";

/** By outer part, the words from one digit to the next. */
export const products = (fn: FunctionWriter, { outer, words }: Shape, name: Capacity): readonly Operand[] => {
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
  const at = fn.param(0);
  whilst(fn, compare("ltU", at, fn.param(1)), () => {
    const { word, bytes } = readEntry(fn, shape, at);
    const [rest, length] = [fn.let(word), fn.let(bytes)];
    const sum = fn.let(i32(0));
    shape.outer.forEach((_, i) => {
      const [old, next] = [before[i], after[i]];
      if (old === undefined || next === undefined) return;
      const digit = fn.let(binary("divS", rest, old));
      fn.set(rest, sub(rest, mul(digit, old)));
      fn.set(sum, add(sum, mul(digit, next)));
    });
    setWord(fn, at, add(sum, rest));
    fn.set(at, add(at, length));
  });
  return fn;
}
