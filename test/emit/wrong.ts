// SPDX-License-Identifier: Apache-2.0
// Tables of operators with one mistake in them.
import { OPS, type OpDef, type OpName } from "../../src/ir/ops.ts";

/** For each operator, what somebody might write by mistake. */
export const WRONG: Readonly<Record<OpName, string>> = {
  not: "TRUE = ", and: "\\/", or: "/\\", implies: "\\/", eq: "#", ne: "=", lt: "<=", le: "<", gt: ">=", ge: ">", add: "-", sub: "+",
  mul: "+", div: "%", mod: "\\div", member: "\\notin", union: "\\cap", intersect: "\\cup", minus: "\\cup", subset: "=",
};

/** The table with one row wrong. */
export function wrongTable(op: OpName): Readonly<Record<OpName, OpDef>> {
  return { ...OPS, [op]: { ...OPS[op], tla: WRONG[op] } };
}
