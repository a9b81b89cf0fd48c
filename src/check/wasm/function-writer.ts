// SPDX-License-Identifier: Apache-2.0
// Writing the body of a function: statements, locals, and blocks that are left by name. Branches are written
// with their distance only at the end, so a piece of code can be written first and placed inside a block later.
import { InternalError, required } from "../../base/unreachable.ts";
import { unsigned, type FunctionBody, type Signature, type ValType } from "./binary.ts";
import { codeOf, spread, type Code } from "./code.ts";
import { binary, compare, i32, type Operand } from "./operand.ts";

/** Names a block for branches. */
export type Label = symbol;

/** Code that was written and may be placed. */
export type Item =
  | { readonly kind: "code"; readonly code: Code }
  | { readonly kind: "nest"; readonly head: readonly number[]; readonly label: Label; readonly items: readonly Item[]; readonly otherwise?: readonly Item[]; readonly size: number }
  | { readonly kind: "branch"; readonly head: readonly number[]; readonly labels: readonly Label[] };

/** Entries of a table of branches; cases farther apart are tested one by one. */
const MOST_ENTRIES = 1 << 10;

const BLOCK = 0x02;
const LOOP = 0x03;
const IF = 0x04;
const NOTHING = 0x40;

export class FunctionWriter {
  readonly signature: Signature;
  readonly #given: ReadonlyMap<number, Operand>;
  readonly #locals: ValType[] = [];
  #items: Item[] = [];

  /** `given`: imported numbers that come as further parameters too. An import is two loads away, which V8 repeats wherever it is used. */
  constructor(params: readonly ValType[], results: readonly ValType[], given: readonly number[] = []) {
    this.signature = { params: [...params, ...given.map((): ValType => "i32")], results };
    this.#given = new Map(given.map((number, i) => [number, this.param(params.length + i)]));
  }

  param(index: number): Operand {
    return { type: required(this.signature.params[index], "a parameter"), code: codeOf(0x20, ...unsigned(index)), local: index };
  }

  /** A new local; it is 0 until it is set. */
  local(type: ValType): Operand {
    const index = this.signature.params.length + this.#locals.push(type) - 1;
    return { type, code: codeOf(0x20, ...unsigned(index)), local: index };
  }

  isLocal({ local }: Operand): boolean {
    return local !== undefined;
  }

  emit(code: Code): void {
    this.#items.push({ kind: "code", code });
  }

  set(local: Operand, value: Operand): void {
    if (local.type !== value.type) throw new InternalError(`a ${value.type} set to a ${local.type}`);
    this.emit(codeOf(value.code, 0x21, ...unsigned(required(local.local, "a local"))));
  }

  /** A new local with this value. */
  let(value: Operand): Operand {
    const local = this.local(value.type);
    this.set(local, value);
    return local;
  }

  return(...values: readonly Operand[]): void {
    this.emit(codeOf(...values.map(({ code }) => code), 0x0f));
  }

  when(cond: Operand, then: () => void, otherwise?: () => void): void {
    const items = this.items(then);
    const other = otherwise === undefined ? [] : this.items(otherwise);
    this.emit(cond.code);
    this.#items.push({ kind: "nest", head: [IF, NOTHING], label: Symbol("if"), items, size: 3 + sizeOf(items) + sizeOf(other), ...(other.length > 0 ? { otherwise: other } : {}) });
  }

  /** `body` gets the label that ends the block. */
  block(body: (end: Label) => void): void {
    this.#nest(BLOCK, body);
  }

  /** `body` gets the label that starts the loop again; without a branch there the loop ends. */
  loop(body: (again: Label) => void): void {
    this.#nest(LOOP, body);
  }

  #nest(op: number, body: (label: Label) => void): void {
    const label = Symbol("block");
    const items = this.items(() => body(label));
    this.#items.push({ kind: "nest", head: [op, NOTHING], label, items, size: 3 + sizeOf(items) });
  }

  branch(label: Label): void {
    this.#items.push({ kind: "branch", head: [0x0c], labels: [label] });
  }

  branchIf(cond: Operand, label: Label): void {
    this.emit(cond.code);
    this.#items.push({ kind: "branch", head: [0x0d], labels: [label] });
  }

  /** Runs the case whose number `index` is, or none. Cases must leave `index` what it is. */
  switch(index: Operand, cases: ReadonlyMap<number, () => void>): void {
    const lo = Math.min(...cases.keys());
    const hi = Math.max(...cases.keys());
    if (hi - lo >= MOST_ENTRIES) {
      const held = this.isLocal(index) ? index : this.let(index);
      for (const [value, body] of cases) this.when(compare("eq", held, i32(value)), body);
      return;
    }
    this.block((end) => {
      const nest = (rest: readonly [number, () => void][], labels: ReadonlyMap<number, Label>): void => {
        const last = rest.at(-1);
        if (last === undefined) {
          const table = Array.from({ length: hi - lo + 1 }, (_, i) => labels.get(lo + i) ?? end);
          this.emit(binary("sub", index, i32(lo)).code);
          this.#items.push({ kind: "branch", head: [0x0e, ...unsigned(table.length)], labels: [...table, end] });
          return;
        }
        const [value, body] = last;
        this.block((label) => nest(rest.slice(0, -1), new Map([...labels, [value, label]])));
        body();
        this.branch(end);
      };
      nest([...cases], new Map());
    });
  }

  /** What `write` writes, for `place`. */
  items(write: () => void): readonly Item[] {
    const outer = this.#items;
    const items: Item[] = [];
    this.#items = items;
    try {
      write();
      return items;
    } finally {
      this.#items = outer;
    }
  }

  place(items: readonly Item[]): void {
    this.#items.push(...items);
  }

  /** Bytes written so far, roughly. */
  size(): number {
    return sizeOf(this.#items);
  }

  finish(exported?: string): FunctionBody {
    const code: number[] = [];
    print(this.#items, [], code, (imported) => {
      const { local } = this.#given.get(imported) ?? {};
      return local === undefined ? [0x23, ...unsigned(imported)] : [0x20, ...unsigned(local)];
    });
    code.push(0x0b);
    return { ...this.signature, locals: this.#locals, code, ...(exported === undefined ? {} : { exported }) };
  }
}

function sizeOf(items: readonly Item[]): number {
  let size = 0;
  for (const item of items) size += item.kind === "code" ? item.code.size : item.kind === "nest" ? item.size : 1 + item.labels.length;
  return size;
}

function print(items: readonly Item[], around: readonly Label[], code: number[], pushing: (imported: number) => readonly number[]): void {
  for (const item of items) {
    switch (item.kind) {
      case "code":
        spread(item.code, code, pushing);
        break;
      case "nest": {
        const inside = [item.label, ...around];
        code.push(...item.head);
        print(item.items, inside, code, pushing);
        if (item.otherwise) {
          code.push(0x05);
          print(item.otherwise, inside, code, pushing);
        }
        code.push(0x0b);
        break;
      }
      case "branch":
        code.push(...item.head, ...item.labels.flatMap((label) => {
          const distance = around.indexOf(label);
          if (distance < 0) throw new InternalError("a branch out of a block it is not in");
          return unsigned(distance);
        }));
        break;
    }
  }
}
