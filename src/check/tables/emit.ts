// SPDX-License-Identifier: Apache-2.0
// Short names for what the functions of this module are made of.
import type { ValType } from "../wasm/binary.ts";
import { codeOf, type Code } from "../wasm/code.ts";
import type { FunctionWriter, Label } from "../wasm/function-writer.ts";
import { binary, compare, extend, i32, i64, isZero, load32, load64, store, wrap, type Operand } from "../wasm/operand.ts";
import type { Shape } from "./shape.ts";

export const add = (a: Operand, b: Operand): Operand => binary("add", a, b);
export const sub = (a: Operand, b: Operand): Operand => binary("sub", a, b);
export const or = (a: Operand, b: Operand): Operand => binary("or", a, b);
export const and = (a: Operand, b: Operand): Operand => binary("and", a, b);

/** A product with a number. */
export function times(a: Operand, factor: number): Operand {
  const shift = Math.log2(factor);
  return factor === 1 ? a : Number.isInteger(shift) ? binary("shl", a, i32(shift)) : binary("mul", a, i32(factor));
}
export const mul = (a: Operand, b: Operand): Operand => binary("mul", a, b);

const unary = (a: Operand, op32: number, op64: number): Operand => ({ type: a.type, code: codeOf(a.code, a.type === "i64" ? op64 : op32) });
/** The number of one bits, and of zero bits below the lowest one bit. */
export const popcount = (a: Operand): Operand => unary(a, 0x69, 0x7b);
export const trailing = (a: Operand): Operand => unary(a, 0x68, 0x7a);

/** As 32 bits. */
export const low = (a: Operand): Operand => (a.type === "i64" ? wrap(a) : a);

export const number = (type: ValType, value: number): Operand => (type === "i64" ? i64(BigInt(value)) : i32(value));
export const notZero = (a: Operand): Operand => compare("ne", a, number(a.type, 0));
export const without = (a: Operand, b: Operand): Operand => and(a, binary("xor", b, number(b.type, -1)));
export const load16 = (address: Operand): Operand => ({ type: "i32", code: codeOf(address.code, 0x2f, 1, 0) });

/** The statement that stores the low 16 bits. */
export const store16 = (address: Operand, value: Operand): Code => codeOf(address.code, value.code, 0x3b, 1, 0);

export const cell = (at: number): Operand => load32(i32(0), at);
export const setCell = (fn: FunctionWriter, at: number, value: Operand): void => fn.emit(store(i32(0), value, at));

/** The type of a word of a row, and loads of it. */
export const wordType = ({ wide }: Shape): ValType => (wide ? "i64" : "i32");
export const loadWord = ({ wide }: Shape, address: Operand, offset = 0): Operand => (wide ? load64(address, offset) : load32(address, offset));

/** Runs `body` as long as `cond` is not 0. */
export function whilst(fn: FunctionWriter, cond: Operand, body: (end: Label) => void): void {
  fn.block((end) => fn.loop((again) => {
    fn.branchIf(isZero(cond), end);
    body(end);
    fn.branch(again);
  }));
}

/** Runs `body` with `at` from what it is, in steps, to below `end`. */
export function upTo(fn: FunctionWriter, at: Operand, end: Operand, step: number, body: () => void): void {
  whilst(fn, compare("ltU", at, end), () => {
    body();
    fn.set(at, add(at, i32(step)));
  });
}

/** Runs `body` for each one bit of `bits`, a local that is 0 afterwards; `place` is its position then. */
export function eachBit(fn: FunctionWriter, bits: Operand, place: Operand, body: () => void): void {
  whilst(fn, bits, () => {
    fn.set(place, low(trailing(bits)));
    fn.set(bits, and(bits, sub(bits, number(bits.type, 1))));
    body();
  });
}

/** The word with one bit. */
export const bit = (type: ValType, place: Operand): Operand =>
  binary("shl", number(type, 1), type === "i64" ? extend(place) : place);
