// SPDX-License-Identifier: Apache-2.0
// Walking expressions: their direct parts, and the names they use.
import { unreachable } from "../base/unreachable.ts";
import type { IrExpr } from "../ir/model.ts";

/** The direct subexpressions, in the order they are written. */
export function children(expr: IrExpr): readonly IrExpr[] {
  switch (expr.kind) {
    case "lit":
    case "var":
    case "local":
      return [];
    case "op":
      return expr.args;
    case "ite":
      return [expr.cond, expr.then, expr.else];
    case "let":
      return [expr.value, expr.body];
    case "record":
      return expr.values;
    case "field":
      return [expr.record];
    case "with":
      return [expr.record, expr.value];
    case "select":
      return [expr.array, expr.index];
    case "store":
      return [expr.array, expr.index, expr.value];
    case "array":
    case "quant":
      return [expr.body];
    case "set":
      return expr.elements;
    default:
      return unreachable(expr);
  }
}

/** Does `expr` use one of these locals? */
export function mentions(expr: IrExpr, names: ReadonlySet<string>): boolean {
  if (names.size === 0) return false;
  return expr.kind === "local" ? names.has(expr.name) : children(expr).some((child) => mentions(child, names));
}
