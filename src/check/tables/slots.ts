// SPDX-License-Identifier: Apache-2.0
// Slots: the pieces of state that components are made of. A variable is one slot, an array one per element (of
// all dimensions). Which slots an expression may read is decided from its indices, as far as they are known.
import { required } from "../../base/unreachable.ts";
import { and, children, literal, or, rebuild, substituteLocals } from "../../ir/build.ts";
import type { IrExpr, IrModel } from "../../ir/model.ts";
import { cardinality, type ArraySort, type Sort } from "../../ir/sorts.ts";
import { valuesOf } from "../../ir/values.ts";
import { leafCount } from "../layout.ts";

export interface Slot {
  /** Position in `Slots.all`. */
  readonly number: number;
  readonly variable: string;
  /** Index values from the outermost dimension; empty for a variable that is no array. */
  readonly indices: readonly number[];
  /** The sorts of the dimensions. */
  readonly dimensions: readonly ArraySort["index"][];
  /** Sort of the piece: no array. */
  readonly sort: Sort;
  /** Its first leaf among those of the variable. */
  readonly leaf: number;
}

/** Copies of a condition, beyond which quantifiers in it are left alone. */
const COPIES = 128;

export class Slots {
  readonly all: readonly Slot[];
  readonly #byVariable: ReadonlyMap<string, readonly Slot[]>;

  constructor(model: IrModel) {
    const all: Slot[] = [];
    const byVariable = new Map<string, readonly Slot[]>();
    for (const { name, sort } of model.vars) {
      const first = all.length;
      const width = leafCount(elementSort(sort));
      for (const indices of positions(sort)) {
        all.push({
          number: all.length, variable: name, indices, dimensions: dimensionsOf(sort), sort: elementSort(sort), leaf: (all.length - first) * width,
        });
      }
      byVariable.set(name, all.slice(first));
    }
    this.all = all;
    this.#byVariable = byVariable;
  }

  of(variable: string): readonly Slot[] {
    return required(this.#byVariable.get(variable), `slots of ${variable}`);
  }

  /** Numbers of the slots that `expr` may read. */
  reads(expr: IrExpr, into: Set<number> = new Set(), seen: Set<IrExpr> = new Set()): Set<number> {
    if (seen.has(expr)) return into;
    seen.add(expr);
    switch (expr.kind) {
      case "var":
        for (const { number } of this.of(expr.name)) into.add(number);
        return into;
      case "select": {
        const { base, indices } = selection(expr);
        if (base.kind !== "var") break;
        for (const slot of this.of(base.name)) {
          if (indices.every((index, i) => mayBe(index, required(slot.indices[i], "an index")))) into.add(slot.number);
        }
        for (const index of indices) this.reads(index, into, seen);
        return into;
      }
      default:
        break;
    }
    for (const child of children(expr)) this.reads(child, into, seen);
    return into;
  }
}

/** `body` for each value of `name`. */
export function instances(name: string, over: Sort, body: IrExpr): readonly IrExpr[] {
  return [...valuesOf(over)].map((value) => substituteLocals(body, new Map([[name, literal(over, value)]])));
}

/** `expr` with its quantifiers written out, so that indices become constants. */
export function writtenOut(expr: IrExpr, copies = COPIES, done = new Map<IrExpr, IrExpr>()): IrExpr {
  const known = done.get(expr);
  if (known !== undefined) return known;
  const result = writeOut(expr, copies, done);
  done.set(expr, result);
  return result;
}

function writeOut(expr: IrExpr, copies: number, done: Map<IrExpr, IrExpr>): IrExpr {
  if (expr.kind === "quant" && cardinality(expr.over) <= copies) {
    const bodies = instances(expr.name, expr.over, expr.body).map((body) => writtenOut(body, copies / cardinality(expr.over), done));
    return expr.quant === "forall" ? and(...bodies) : or(...bodies);
  }
  const kids = children(expr);
  const next = kids.map((kid) => writtenOut(kid, copies, done));
  return next.some((kid, i) => kid !== kids[i]) ? rebuild(expr, next) : expr;
}

function selection(expr: IrExpr): { readonly base: IrExpr; readonly indices: readonly IrExpr[] } {
  if (expr.kind !== "select") return { base: expr, indices: [] };
  const { base, indices } = selection(expr.array);
  return { base, indices: [...indices, expr.index] };
}

/** May the index have this value, as far as its form and sort tell? */
function mayBe(index: IrExpr, value: number): boolean {
  if (index.kind === "lit") return index.value === value;
  return index.sort.kind !== "int" && index.sort.kind !== "enum" ? true : index.sort.lo <= value && value <= index.sort.hi;
}

function elementSort(sort: Sort): Sort {
  return sort.kind === "array" ? elementSort(sort.elem) : sort;
}

function dimensionsOf(sort: Sort): readonly ArraySort["index"][] {
  return sort.kind === "array" ? [sort.index, ...dimensionsOf(sort.elem)] : [];
}

function positions(sort: Sort): readonly (readonly number[])[] {
  if (sort.kind !== "array") return [[]];
  const inner = positions(sort.elem);
  return Array.from({ length: sort.index.hi - sort.index.lo + 1 }, (_, i) => sort.index.lo + i).flatMap((at) => inner.map((rest) => [at, ...rest]));
}
