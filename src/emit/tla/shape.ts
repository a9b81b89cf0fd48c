// SPDX-License-Identifier: Apache-2.0
// What the form of an expression says about its text: which operators may stand side by side without
// brackets, what may be followed by `[i]`, which nested forms read as one.
import { int } from "../../ir/build.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { IrBinding, IrExpr, IrLet, IrOp } from "../../ir/model.ts";
import type { OpName } from "../../ir/ops.ts";
import { intSort } from "../../ir/sorts.ts";

/** Written as bulleted lists when they do not fit. */
export const JUNCTIONS: ReadonlySet<OpName> = new Set(["and", "or"]);
const ASSOCIATIVE: ReadonlySet<OpName> = new Set(["and", "or", "union", "intersect", "add"]);
/** They take values and give a truth value. */
export const COMPARISONS: ReadonlySet<OpName> = new Set(["eq", "ne", "lt", "le", "gt", "ge", "member", "subset"]);
/** Defined by Integers; the others are built in. */
export const NUMERIC: ReadonlySet<OpName> = new Set(["lt", "le", "gt", "ge", "add", "sub", "mul", "div", "mod"]);
/** They take and give truth values. */
export const LOGICAL: ReadonlySet<OpName> = new Set(["and", "or", "implies"]);

/** The operands of a chain `a op b op c` of an associative operator. */
function operands(e: IrExpr, op: OpName): readonly IrExpr[] {
  if (e.kind !== "op" || e.op !== op || !ASSOCIATIVE.has(op)) return [e];
  return e.args.flatMap((arg, i) => (i === 0 || JUNCTIONS.has(op) ? operands(arg, op) : [arg]));
}

/** The operands of an operator, those of a chain all at once. */
export function argumentsOf(e: IrOp): readonly IrExpr[] {
  return ASSOCIATIVE.has(e.op) ? operands(e, e.op) : e.args;
}

/** Something that may be followed by `[i]` or `.f`, or stand as an operand, without parentheses. */
export function isAtom(e: IrExpr): boolean {
  switch (e.kind) {
    case "var":
    case "local":
    case "lit":
    case "field":
    case "select":
    case "record":
    case "array":
    case "set":
    case "store":
    case "with":
      return true;
    case "op":
    case "ite":
    case "let":
    case "quant":
      return false;
    default:
      return unreachable(e);
  }
}

/** `a.b[i]`: what every tool lets `.f` and `[i]` follow. */
export function isPath(e: IrExpr): boolean {
  switch (e.kind) {
    case "var":
    case "local":
      return true;
    case "field":
      return isPath(e.record);
    case "select":
      return isPath(e.array);
    default:
      return false;
  }
}

/** TLA+ ends such an item at the next bullet; tla-checker reads on, into the next item. */
export function endsInElse(e: IrExpr): boolean {
  return e.kind === "ite" || ((e.kind === "let" || e.kind === "quant") && endsInElse(e.body));
}

/**
 * `(a + c * n) % n` for a dividend that may be negative, and the like for `\div`. TLA+ rounds down and needs no
 * help; the sum keeps readers that round toward zero to the same value.
 */
export function aboveZero(e: IrOp): IrOp {
  const [a, n] = e.args;
  if ((e.op !== "mod" && e.op !== "div") || a?.sort.kind !== "int" || n?.sort.kind !== "int" || a.sort.lo >= 0) return e;
  const rounds = int(-a.sort.lo);
  const more: IrOp = { kind: "op", op: "mul", sort: n.sort, args: [rounds, n] };
  const sum: IrOp = { kind: "op", op: "add", sort: intSort(0, a.sort.hi - a.sort.lo * n.sort.hi), args: [a, more] };
  const raised: IrOp = { ...e, args: [sum, n] };
  return e.op === "mod" ? raised : { ...e, op: "sub", args: [raised, rounds] };
}

/** Directly nested LETs as one. */
export function letChain(e: IrLet): { bindings: readonly IrBinding[]; body: IrExpr } {
  const bindings: IrBinding[] = [];
  let inner: IrExpr = e;
  while (inner.kind === "let") {
    bindings.push({ name: inner.name, value: inner.value });
    inner = inner.body;
  }
  return { bindings, body: inner };
}
