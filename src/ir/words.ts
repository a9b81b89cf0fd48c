// SPDX-License-Identifier: Apache-2.0
// What compiled code can compute with: small integers, one per scalar, and bit words of sets. The rows of the
// operators are written in these terms, once for every language that steps are compiled to.

/** The instructions on operands of type `T`. Booleans are 0 and 1; sets have at most 30 bits in a word. */
export interface Words<T> {
  number(value: number): T;
  add(a: T, b: T): T;
  sub(a: T, b: T): T;
  mul(a: T, b: T): T;
  /** Quotient rounded down; `b` is positive. */
  floorDiv(a: T, b: T): T;
  /** `a - b * floorDiv(a, b)`. */
  floorMod(a: T, b: T): T;
  and(a: T, b: T): T;
  or(a: T, b: T): T;
  xor(a: T, b: T): T;
  /** The bits of `a` that are not in `b`. */
  andNot(a: T, b: T): T;
  shl(a: T, b: T): T;
  /** `a` is not negative. */
  shr(a: T, b: T): T;
  eq(a: T, b: T): T;
  ne(a: T, b: T): T;
  lt(a: T, b: T): T;
  le(a: T, b: T): T;
  gt(a: T, b: T): T;
  ge(a: T, b: T): T;
}

export type WordOp = Exclude<keyof Words<unknown>, "number">;

/** The instructions on numbers themselves. */
export const WORD_VALUES: Words<number> = {
  number: (value) => value,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b + 0, // never -0
  floorDiv: (a, b) => Math.floor(a / b),
  floorMod: (a, b) => a - b * Math.floor(a / b),
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  andNot: (a, b) => a & ~b,
  shl: (a, b) => a << b,
  shr: (a, b) => a >>> b,
  eq: (a, b) => Number(a === b),
  ne: (a, b) => Number(a !== b),
  lt: (a, b) => Number(a < b),
  le: (a, b) => Number(a <= b),
  gt: (a, b) => Number(a > b),
  ge: (a, b) => Number(a >= b),
};
