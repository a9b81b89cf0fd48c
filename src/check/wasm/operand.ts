// SPDX-License-Identifier: Apache-2.0
// Operands of WebAssembly: the bytes that push one value. They have no side effects except where said, so they
// may be used again; instructions are written by putting the bytes of their operands before their own.
import { InternalError } from "../../base/unreachable.ts";
import { unsigned, type ValType } from "./binary.ts";
import { codeOf, signed32, signed64, type Code } from "./code.ts";

export interface Operand {
  readonly type: ValType;
  readonly code: Code;
  /** The number of the local that it is. */
  readonly local?: number;
  /** The value of an i32 that is a number. */
  readonly known?: number;
  /** An i32 that is 0 or 1. */
  readonly bool?: boolean;
  /** It stays what it is while the function runs. */
  readonly steady?: boolean;
}

export const i32 = (value: number): Operand => ({ type: "i32", code: codeOf(0x41, ...signed32(value)), known: value, bool: value === 0 || value === 1, steady: true });
export const i64 = (value: bigint): Operand => ({ type: "i64", code: codeOf(0x42, ...signed64(value)), steady: true });

const join = (operands: readonly Operand[], op: readonly number[]): Code => codeOf(...operands.map(({ code }) => code), ...op);

/** Instructions with two operands of one type, by type. */
const BINARY = {
  add: [0x6a, 0x7c], sub: [0x6b, 0x7d], mul: [0x6c, 0x7e], divS: [0x6d, 0x7f], and: [0x71, 0x83], or: [0x72, 0x84], xor: [0x73, 0x85],
  divU: [0x6e, 0x80], shl: [0x74, 0x86], shrS: [0x75, 0x87], shrU: [0x76, 0x88],
} as const;
const COMPARE = { eq: [0x46, 0x51], ne: [0x47, 0x52], ltS: [0x48, 0x53], ltU: [0x49, 0x54], gtS: [0x4a, 0x55], gtU: [0x4b, 0x56], leS: [0x4c, 0x57], leU: [0x4d, 0x58], geS: [0x4e, 0x59], geU: [0x4f, 0x5a] } as const;

export type BinaryOp = keyof typeof BINARY;
export type CompareOp = keyof typeof COMPARE;

export function binary(op: BinaryOp, a: Operand, b: Operand): Operand {
  if (a.type !== b.type) throw new InternalError(`${op} of ${a.type} and ${b.type}`);
  return { type: a.type, code: join([a, b], [BINARY[op][a.type === "i64" ? 1 : 0]]), steady: a.steady === true && b.steady === true };
}

export function compare(op: CompareOp, a: Operand, b: Operand): Operand {
  if (a.type !== b.type) throw new InternalError(`${op} of ${a.type} and ${b.type}`);
  return { type: "i32", code: join([a, b], [COMPARE[op][a.type === "i64" ? 1 : 0]]), bool: true, steady: a.steady === true && b.steady === true };
}

export const isZero = (a: Operand): Operand => ({ type: "i32", code: join([a], [a.type === "i64" ? 0x50 : 0x45]), bool: true, steady: a.steady === true });
export const wrap = (a: Operand): Operand => ({ type: "i32", code: join([a], [0xa7]), steady: a.steady === true });
export const extend = (a: Operand): Operand => ({ type: "i64", code: join([a], [0xad]), steady: a.steady === true });

/** A number that the module imports. */
export const imported = (index: number): Operand => ({ type: "i32", code: { size: 2, parts: [], imported: index } });

/** Both are computed. */
export const select = (cond: Operand, yes: Operand, no: Operand): Operand => ({ type: yes.type, code: join([yes, no, cond], [0x1b]), steady: [cond, yes, no].every(({ steady }) => steady === true) });

/** Only one is computed. */
export function either(cond: Operand, yes: Operand, no: Operand): Operand {
  const type = yes.type === "i64" ? 0x7e : 0x7f;
  return { type: yes.type, code: codeOf(cond.code, 0x04, type, yes.code, 0x05, no.code, 0x0b) };
}

const memarg = (align: number, offset: number): readonly number[] => [align, ...unsigned(offset)];

/** Bits in memory, little-endian, at any address. */
export const load32 = (address: Operand, offset = 0): Operand => ({ type: "i32", code: join([address], [0x28, ...memarg(2, offset)]) });
export const load64 = (address: Operand, offset = 0): Operand => ({ type: "i64", code: join([address], [0x29, ...memarg(0, offset)]) });
/** 16 bits, as a number of 32. */
export const load16 = (address: Operand, offset = 0): Operand => ({ type: "i32", code: join([address], [0x2f, ...memarg(1, offset)]) });
/** The statement that stores the lower 16 bits. */
export const store16 = (address: Operand, value: Operand, offset = 0): Code => join([address, value], [0x3b, ...memarg(1, offset)]);

/** A 32-bit load that sees what other threads stored. */
export const atomicLoad32 = (address: Operand, offset = 0): Operand => ({ type: "i32", code: join([address], [0xfe, 0x10, ...memarg(2, offset)]) });
/** Adds and gives the value before; has a side effect. */
export const atomicAdd32 = (address: Operand, value: Operand, offset = 0): Operand => ({ type: "i32", code: join([address, value], [0xfe, 0x1e, ...memarg(2, offset)]) });
/** Is it not 0? As a condition. */
export const isTaken = (slot: Operand): Operand => compare("ne", slot, i32(0));
/** Stores `next` where `expected` is, and gives the value before; has a side effect. */
export const atomicReplace32 = (address: Operand, expected: Operand, next: Operand, offset = 0): Operand =>
  ({ type: "i32", code: join([address, expected, next], [0xfe, 0x48, ...memarg(2, offset)]) });
/** The statement that stores 32 bits; who sees them sees what was stored before. */
export const atomicStore32 = (address: Operand, value: Operand, offset = 0): Code => join([address, value], [0xfe, 0x17, ...memarg(2, offset)]);

/** The statement that stores `value`. */
export function store(address: Operand, value: Operand, offset = 0): Code {
  return join([address, value], value.type === "i64" ? [0x37, ...memarg(0, offset)] : [0x36, ...memarg(2, offset)]);
}

/** The statement that keeps loads behind it behind those before it. */
export const fence: Code = codeOf(0xfe, 0x03, 0x00);

/** A call of function number `index`; has the side effects of the function. Without `type` it is a statement. */
export const call = (index: number, operands: readonly Operand[], type: ValType = "i32"): Operand => ({ type, code: join(operands, [0x10, ...unsigned(index)]) });

/** The statement that computes a value for its side effects. */
export const drop = ({ code }: Operand): Code => codeOf(code, 0x1a);
