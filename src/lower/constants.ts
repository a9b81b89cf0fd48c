// SPDX-License-Identifier: Apache-2.0
// Constant expressions: sizes, ranges, bit numbers. Only numbers, params, consts and arithmetic occur.
import type { BinaryOp, Expr } from "../ast/nodes.ts";
import { diag } from "../diagnostics/catalog.ts";
import type { Scope } from "./scope.ts";

const ARITHMETIC: Partial<Record<BinaryOp, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => Math.floor(a / b),
  "%": (a, b) => a - b * Math.floor(a / b),
};

/** The number an expression denotes; PTE205 when it is none, PTE207 when it is absurdly large. */
export function evalConstant(scope: Scope, expr: Expr, what: string): number {
  const value = evaluate(scope, expr, what);
  if (!Number.isSafeInteger(value)) scope.report.fail(diag("PTE205", { what }, expr.span));
  return value;
}

function evaluate(scope: Scope, expr: Expr, what: string): number {
  switch (expr.kind) {
    case "Number":
      return expr.value;
    case "Name": {
      const value = scope.namedConstant(expr.name.text);
      if (value !== undefined) return value;
      if (scope.find(expr.name.text) === undefined && scope.member(expr.name.text) === undefined) return scope.undefinedName(expr.name);
      break;
    }
    case "Unary":
      if (expr.op === "-") return -evaluate(scope, expr.operand, what);
      break;
    case "Binary": {
      const apply = ARITHMETIC[expr.op];
      if (apply !== undefined) return apply(evaluate(scope, expr.left, what), evaluate(scope, expr.right, what));
      break;
    }
    default:
      break;
  }
  return scope.report.fail(diag("PTE205", { what }, expr.span));
}
