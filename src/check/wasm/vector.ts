// SPDX-License-Identifier: Apache-2.0
// Operands that are four 32-bit numbers at once, or two of 64 bits.
import { unsigned } from "./binary.ts";
import { codeOf, type Code } from "./code.ts";
import type { Operand } from "./operand.ts";

const vector = (operands: readonly Operand[], op: number): Operand => ({ type: "v128", code: codeOf(...operands.map(({ code }) => code), 0xfd, ...unsigned(op)) });

/** Four numbers in memory. */
export const loadVector = (address: Operand, offset = 0): Operand => ({ type: "v128", code: codeOf(address.code, 0xfd, 0x00, 0, ...unsigned(offset)) });
/** The statement that stores four numbers. */
export const storeVector = (address: Operand, value: Operand, offset = 0): Code => codeOf(address.code, value.code, 0xfd, 0x0b, 0, ...unsigned(offset));
/** A number four times. */
export const splat = (a: Operand): Operand => vector([a], 0x11);
export const andVector = (a: Operand, b: Operand): Operand => vector([a, b], 0x4e);
/** All bits of those numbers that are equal. */
export const equalVector = (a: Operand, b: Operand): Operand => vector([a, b], 0x37);
/** A number of 16 bits eight times; those that are equal. */
export const splat16 = (a: Operand): Operand => vector([a], 0x10);
export const equalVector16 = (a: Operand, b: Operand): Operand => vector([a, b], 0x2d);
/** 32 bits in memory, and zeros. */
export const loadVector32 = (address: Operand, offset = 0): Operand => ({ type: "v128", code: codeOf(address.code, 0xfd, 0x5c, 2, ...unsigned(offset)) });
/** Eight numbers of 16 bits from twice four of 32 that fit. */
export const narrowVectors = (a: Operand, b: Operand): Operand => vector([a, b], 0x85);
/** One bit for each of twice eight numbers of 16 bits, all of whose bits are the same. */
export const bits16of = (a: Operand, b: Operand): Operand => ({ type: "i32", code: vector([vector([a, b], 0x65)], 0x64).code });

/** One bit for each of 16 numbers, all of whose bits are the same. */
export function bits16([a, b, c, d]: readonly [Operand, Operand, Operand, Operand]): Operand {
  const halves = (left: Operand, right: Operand): Operand => vector([left, right], 0x85);
  return { type: "i32", code: vector([vector([halves(a, b), halves(c, d)], 0x65)], 0x64).code };
}

/** Number of the lowest bit; 32 of 0. */
export const lowestBit = (a: Operand): Operand => ({ type: "i32", code: codeOf(a.code, 0x68) });
