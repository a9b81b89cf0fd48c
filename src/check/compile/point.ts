// SPDX-License-Identifier: Apache-2.0
// Program points: guards that a piece of the state is a certain number. Engines look at that number once and try
// only the steps that start from it. What may be asked in this way is decided here, for all of them.
import type { IrExpr } from "../../ir/model.ts";
import { isScalar } from "../../ir/sorts.ts";

/**
 * The operands of an equation of scalars, whose leaves may be compared as they stand; undefined of anything else. The bits
 * of a set, also within a record or an array, are numbered by its sort: the same bits are other elements in another sort.
 */
export function scalarEquation(expr: IrExpr): readonly [IrExpr, IrExpr] | undefined {
  if (expr.kind !== "op" || expr.op !== "eq") return undefined;
  const [left, right] = expr.args;
  return left !== undefined && right !== undefined && isScalar(left.sort) && isScalar(right.sort) ? [left, right] : undefined;
}
