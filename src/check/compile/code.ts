// SPDX-License-Identifier: Apache-2.0
// What the compiler of expressions and steps asks of a language to write in: instructions on operands, names
// that hold values, blocks. Two languages fulfil it, JavaScript and WebAssembly.
import { InternalError } from "../../base/unreachable.ts";
import { WORD_VALUES, type WordOp, type Words } from "../../ir/words.ts";

/** Code being written. Operands of type `T` have no side effects and may be used any number of times; what is large should be held before. */
export interface Code<T> extends Words<T> {
  /** Scalars of a greater magnitude cannot be computed with. */
  readonly limit: number;
  /** The number that an operand is, when it is one. */
  known(operand: T): number | undefined;
  /** Certainly the same value? */
  same(a: T, b: T): boolean;
  /** An operand that has the value of `operand` now, and is a name or small. */
  hold(operand: T): T;
  /** `yes` where `cond` is 1, else `no`. */
  choice(cond: T, yes: T, no: T): T;
  /** A name that can be assigned to; without `initial` it is assigned to before it is used. */
  variable(initial?: T): T;
  assign(variable: T, value: T): void;
  /** Runs `then` where `cond` is not 0, else `otherwise`. */
  when(cond: T, then: () => void, otherwise?: () => void): void;
  /** A loop over `lo..hi`. */
  each(lo: number, hi: number, body: (counter: T) => void): void;
  /** A block that `leave` ends. */
  block(body: (leave: () => void) => void): void;
  /** Runs `write` and keeps what it writes for `place`, which may be called once. */
  capture<R>(write: () => R): Captured<R>;
}

export interface Captured<R> {
  readonly result: R;
  /** Nothing was written: the result can be used where it stands. */
  readonly empty: boolean;
  place(): void;
}

/** The instruction on known operands; undefined where one is not known or the answer is no number. */
export function folded<T>(code: Pick<Code<T>, "known">, op: WordOp, a: T, b: T): number | undefined {
  const [left, right] = [code.known(a), code.known(b)];
  if (left === undefined || right === undefined) return undefined;
  const value = WORD_VALUES[op](left, right);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** The operand that `op` gives with a neutral second or first one. */
export function neutral<T>(code: Pick<Code<T>, "known">, op: WordOp, a: T, b: T): T | undefined {
  if (code.known(b) === 0 && ["add", "sub", "or", "xor", "andNot", "shl", "shr"].includes(op)) return a;
  if (code.known(b) === 1 && op === "mul") return a;
  if (code.known(a) === 0 && ["add", "or", "xor"].includes(op)) return b;
  if (code.known(a) === 0 && op === "shl") return a;
  return code.known(a) === 1 && op === "mul" ? b : undefined;
}

/** Conjunction or disjunction of 0/1 operands; of none it is 1 or 0. */
export function junction<T>(code: Code<T>, op: "and" | "or", operands: readonly T[]): T {
  const decisive = op === "and" ? 0 : 1;
  const rest = operands.filter((operand) => code.known(operand) !== 1 - decisive);
  if (rest.some((operand) => code.known(operand) === decisive)) return code.number(decisive);
  return rest.length === 0 ? code.number(1 - decisive) : rest.reduce((a, b) => code[op](a, b));
}

/** Bitwise or. */
export function disjoin<T>(code: Code<T>, operands: readonly T[]): T {
  return operands.reduce((a, b) => code.or(a, b), code.number(0));
}

/** The operand at position `index - lo`, by halving. `index` is held, and within range or the answer does not matter. */
export function choose<T>(code: Code<T>, index: T, lo: number, operands: readonly T[]): T {
  const [first] = operands;
  if (first === undefined) throw new InternalError("choice among nothing");
  if (operands.every((operand) => code.same(operand, first))) return first;
  const half = operands.length >> 1;
  const [low, high] = [choose(code, index, lo, operands.slice(0, half)), choose(code, index, lo + half, operands.slice(half))];
  return code.choice(code.lt(index, code.number(lo + half)), low, high);
}
