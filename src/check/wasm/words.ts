// SPDX-License-Identifier: Apache-2.0
// Expressions and statements of steps as WebAssembly: every scalar and every word of a set is an i32.
import { InternalError } from "../../base/unreachable.ts";
import { folded, neutral, type Captured, type Code } from "../compile/code.ts";
import { Unsupported } from "../compile/expr.ts";
import type { WordOp } from "../../ir/words.ts";
import { sameCode } from "./code.ts";
import type { FunctionWriter } from "./function-writer.ts";
import { binary, compare, either, i32, isZero, select, type BinaryOp, type CompareOp, type Operand } from "./operand.ts";

/** Operands up to this many bytes are computed whether they are needed or not, and again where they are needed again. */
const CHEAP = 64;

const BINARY: Partial<Record<WordOp, BinaryOp>> = { add: "add", sub: "sub", mul: "mul", and: "and", or: "or", xor: "xor", shl: "shl", shr: "shrU" };
const COMPARE: Partial<Record<WordOp, CompareOp>> = { eq: "eq", ne: "ne", lt: "ltS", le: "leS", gt: "gtS", ge: "geS" };

/** Writes into the function that `within` was last given. */
export class WasmCode implements Code<Operand> {
  /** Leaves room for the rounding of a negative quotient. */
  readonly limit = 2 ** 30;
  #fn: FunctionWriter | undefined;

  /** Runs `write` with `fn` as the function that is written. */
  within<R>(fn: FunctionWriter, write: () => R): R {
    const outer = this.#fn;
    this.#fn = fn;
    try {
      return write();
    } finally {
      this.#fn = outer;
    }
  }

  /** The function being written. */
  get fn(): FunctionWriter {
    if (this.#fn === undefined) throw new InternalError("no function is being written");
    return this.#fn;
  }

  known(operand: Operand): number | undefined {
    return operand.known;
  }

  same(a: Operand, b: Operand): boolean {
    return sameCode(a.code, b.code);
  }

  hold(operand: Operand): Operand {
    if (operand.known !== undefined || (operand.steady === true && operand.code.size <= CHEAP) || this.fn.isLocal(operand)) return operand;
    return { ...this.fn.let(operand), ...(operand.bool === true ? { bool: true } : {}) };
  }

  choice(cond: Operand, yes: Operand, no: Operand): Operand {
    const bool = yes.bool === true && no.bool === true;
    if (bool && cond.bool === true && yes.known === 1 && no.known === 0) return cond;
    if (bool && cond.bool === true && no.known === 0) return this.and(cond, yes);
    if (bool && cond.bool === true && yes.known === 0) return this.and(isZero(cond), no);
    if (bool && cond.bool === true && no.known === 1) return this.or(isZero(cond), yes);
    if (bool && cond.bool === true && yes.known === 1) return this.or(cond, no);
    const cheap = yes.code.size <= CHEAP && no.code.size <= CHEAP;
    return { ...(cheap ? select : either)(cond, yes, no), bool };
  }

  variable(initial?: Operand): Operand {
    const local = this.fn.local("i32");
    if (initial !== undefined) this.fn.set(local, initial);
    return local;
  }

  assign(variable: Operand, value: Operand): void {
    this.fn.set(variable, value);
  }

  when(cond: Operand, then: () => void, otherwise?: () => void): void {
    if (cond.known !== undefined) return cond.known === 0 ? otherwise?.() : then();
    this.fn.when(cond, then, otherwise);
  }

  each(lo: number, hi: number, body: (counter: Operand) => void): void {
    const counter = this.fn.let(this.number(lo));
    this.fn.loop((again) => {
      body(counter);
      this.fn.set(counter, binary("add", counter, i32(1)));
      this.fn.branchIf(compare("leS", counter, this.number(hi)), again);
    });
  }

  block(body: (leave: () => void) => void): void {
    this.fn.block((end) => body(() => this.fn.branch(end)));
  }

  capture<R>(write: () => R): Captured<R> {
    const done: { result: R }[] = [];
    const items = this.fn.items(() => done.push({ result: write() }));
    const [{ result }] = done as [{ result: R }];
    return { result, empty: items.length === 0, place: () => this.fn.place(items) };
  }

  number(value: number): Operand {
    if (Math.abs(value) > 2 ** 31 - 1) throw new Unsupported(`the number ${value}`);
    return i32(value);
  }

  #apply(op: WordOp, a: Operand, b: Operand): Operand {
    const value = folded(this, op, a, b);
    if (value !== undefined) return this.number(value);
    return neutral(this, op, a, b) ?? this.#truth(op, a, b) ?? this.#plain(op, a, b);
  }

  /** Shorter forms for booleans. */
  #truth(op: WordOp, a: Operand, b: Operand): Operand | undefined {
    if (op === "eq" && b.known === 0) return isZero(a);
    if (a.bool !== true || b.bool !== true) return undefined;
    if ((op === "eq" && b.known === 1) || (op === "ne" && b.known === 0)) return a;
    if (op === "xor" && b.known === 1) return isZero(a);
    if (b.code.size <= CHEAP) return undefined;
    if (op === "and") return { ...either(a, b, i32(0)), bool: true };
    return op === "or" ? { ...either(a, i32(1), b), bool: true } : undefined;
  }

  #plain(op: WordOp, a: Operand, b: Operand): Operand {
    const comparison = COMPARE[op];
    if (comparison !== undefined) return compare(comparison, a, b);
    if (op === "andNot") return binary("and", a, binary("xor", b, i32(-1)));
    if (op === "floorDiv") {
      const [left, right] = [this.hold(a), this.hold(b)];
      return binary("divS", binary("sub", left, binary("and", binary("shrS", left, i32(31)), binary("sub", right, i32(1)))), right);
    }
    if (op === "floorMod") {
      const [left, right] = [this.hold(a), this.hold(b)];
      return binary("sub", left, binary("mul", right, this.floorDiv(left, right)));
    }
    const instruction = BINARY[op];
    if (instruction === undefined) throw new InternalError(`no instruction for ${op}`);
    return { ...binary(instruction, a, b), bool: a.bool === true && b.bool === true && ["and", "or", "xor"].includes(op) };
  }

  readonly add = (a: Operand, b: Operand): Operand => this.#apply("add", a, b);
  readonly sub = (a: Operand, b: Operand): Operand => this.#apply("sub", a, b);
  readonly mul = (a: Operand, b: Operand): Operand => this.#apply("mul", a, b);
  readonly floorDiv = (a: Operand, b: Operand): Operand => this.#apply("floorDiv", a, b);
  readonly floorMod = (a: Operand, b: Operand): Operand => this.#apply("floorMod", a, b);
  readonly and = (a: Operand, b: Operand): Operand => this.#apply("and", a, b);
  readonly or = (a: Operand, b: Operand): Operand => this.#apply("or", a, b);
  readonly xor = (a: Operand, b: Operand): Operand => this.#apply("xor", a, b);
  readonly andNot = (a: Operand, b: Operand): Operand => this.#apply("andNot", a, b);
  readonly shl = (a: Operand, b: Operand): Operand => this.#apply("shl", a, b);
  readonly shr = (a: Operand, b: Operand): Operand => this.#apply("shr", a, b);
  readonly eq = (a: Operand, b: Operand): Operand => this.#apply("eq", a, b);
  readonly ne = (a: Operand, b: Operand): Operand => this.#apply("ne", a, b);
  readonly lt = (a: Operand, b: Operand): Operand => this.#apply("lt", a, b);
  readonly le = (a: Operand, b: Operand): Operand => this.#apply("le", a, b);
  readonly gt = (a: Operand, b: Operand): Operand => this.#apply("gt", a, b);
  readonly ge = (a: Operand, b: Operand): Operand => this.#apply("ge", a, b);
}
