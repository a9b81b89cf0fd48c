// SPDX-License-Identifier: Apache-2.0
// Short words for expressions in tests that build models by hand or at random.
import * as build from "../../src/ir/build.ts";
import type { IrExpr, IrVar } from "../../src/ir/model.ts";
import { BOOL, type ArraySort, type EnumSort, type IntSort } from "../../src/ir/sorts.ts";

export { and, bool, eq, implies, ite, not, op, or, quant, select, store } from "../../src/ir/build.ts";

export const varRef = ({ name, sort }: Pick<IrVar, "name" | "sort">): IrExpr => build.varRef(name, sort);
export const lit = (sort: IntSort, value: number): IrExpr => build.lit({ ...sort, lo: value, hi: value }, value);
export const enumLit = (sort: EnumSort, value: number): IrExpr => build.lit({ ...sort, lo: value, hi: value }, value);
export const flag = (name: string): IrExpr => build.varRef(name, BOOL);
/** `[name |-> body]`. */
export const array = (sort: ArraySort, name: string, body: (index: IrExpr) => IrExpr): IrExpr => ({ kind: "array", sort, name, body: body(build.local(name, sort.index)) });
