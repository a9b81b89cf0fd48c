// SPDX-License-Identifier: Apache-2.0
// Reading and writing packed states in WebAssembly.
import { required } from "../../base/unreachable.ts";
import type { IrModel } from "../../ir/model.ts";
import { ExprCompiler, type OpTable } from "../compile/expr.ts";
import type { Flat } from "../compile/flat.ts";
import type { PackedLeaf } from "../layout.ts";
import type { FunctionWriter } from "./function-writer.ts";
import { binary, extend, i32, i64, load64, store, wrap, type Operand } from "./operand.ts";
import type { WasmCode } from "./words.ts";
import type { WideLayout } from "./words-layout.ts";

/** What all functions of one model share while they are written. */
export interface Target {
  readonly model: IrModel;
  readonly layout: WideLayout;
  readonly code: WasmCode;
  readonly ops: OpTable;
}

/** Values of names that are not variables: parameters, and what a quantifier runs over. */
export type Fixed = ReadonlyMap<string, Flat<Operand>>;

/** Bits 0..bits-1. */
const low = (bits: number): bigint => (1n << BigInt(bits)) - 1n;

/** Word `index` of the state at `address`, in the log or in a buffer. */
export function wordAt({ used, stride }: WideLayout, address: Operand, index: number): Operand {
  const word = load64(address, 8 * index);
  return 8 * index + 8 <= stride ? word : binary("and", word, i64(low(required(used[index], "a word"))));
}

/** A state in a function: its words are loaded once, those that are used. */
export class StateReader {
  readonly #target: Target;
  readonly #words: readonly Operand[];
  readonly #used = new Set<number>();
  readonly #values = new Map<string, Flat<Operand>>();

  constructor(target: Target, fn: FunctionWriter) {
    this.#target = target;
    this.#words = target.layout.used.map(() => fn.local("i64"));
  }

  /** Runs `write` after the statements that load what it reads of the state at `address`. */
  reading(fn: FunctionWriter, address: Operand, write: () => void): void {
    const items = fn.items(write);
    for (const index of this.#used) fn.set(required(this.#words[index], "a word"), wordAt(this.#target.layout, address, index));
    fn.place(items);
  }

  word(index: number): Operand {
    this.#used.add(index);
    return { ...required(this.#words[index], "a word"), steady: true };
  }

  /** For expressions in which these names have these values, and of which so many copies are written. */
  compiler(fixed: Fixed = new Map(), copies = 1): ExprCompiler<Operand> {
    const compiler = new ExprCompiler(this.#target.code, (name) => this.variable(name), this.#target.ops, copies);
    fixed.forEach((value, name) => compiler.locals.set(name, value));
    return compiler;
  }

  /** The flattened value of a variable. */
  variable(name: string): Flat<Operand> {
    const { model, layout } = this.#target;
    const index = model.vars.findIndex((v) => v.name === name);
    const flat = this.#values.get(name) ?? {
      sort: required(model.vars[index], `variable ${name}`).sort,
      leaves: required(layout.vars[index], name).map((leaf) => this.#leaf(leaf)),
    };
    this.#values.set(name, flat);
    return flat;
  }

  #leaf({ word, shift, bits, lo }: PackedLeaf): Operand {
    if (bits === 0) return i32(lo);
    const all = this.word(word);
    const half = shift >= 32 ? 32 : shift + bits <= 32 ? 0 : shift;
    const near = wrap(half === 0 ? all : binary("shrU", all, i64(BigInt(half))));
    const moved = shift === half ? near : binary("shrU", near, i32(shift - half));
    const value = shift + bits - half === 32 && shift > half ? moved : binary("and", moved, i32(2 ** bits - 1));
    return lo === 0 ? { ...value, bool: bits === 1 } : binary("add", value, i32(lo));
  }
}

/** Stores a state at `address`. Words without a new leaf are those of `old`; without `old` every leaf is new. */
export function writeState({ model, layout, code }: Target, address: Operand, next: ReadonlyMap<string, readonly Operand[]>, old?: StateReader): void {
  const changes = layout.used.map(() => ({ mask: 0n, known: 0n, parts: [] as Operand[] }));
  model.vars.forEach((v, i) => {
    const before = old?.variable(v.name).leaves;
    next.get(v.name)?.forEach((leaf, j) => {
      const packed = required(layout.vars[i]?.[j], v.name);
      if (packed.bits === 0 || before?.[j] === leaf) return;
      const change = required(changes[packed.word], "a word");
      change.mask |= low(packed.bits) << BigInt(packed.shift);
      if (leaf.known !== undefined) change.known |= BigInt(leaf.known - packed.lo) << BigInt(packed.shift);
      else change.parts.push(shifted(code, leaf, packed));
    });
  });
  changes.forEach(({ mask, known, parts }, index) => {
    const kept = old === undefined ? [] : [mask === 0n ? old.word(index) : binary("and", old.word(index), i64(~mask))];
    const constant = known === 0n && kept.length + parts.length > 0 ? [] : [i64(known)];
    code.fn.emit(store(address, [...kept, ...constant, ...parts].reduce((a, b) => binary("or", a, b)), 8 * index));
  });
}

function shifted(code: WasmCode, leaf: Operand, { lo, shift }: PackedLeaf): Operand {
  const wide = extend(code.sub(leaf, i32(lo)));
  return shift === 0 ? wide : binary("shl", wide, i64(BigInt(shift)));
}
