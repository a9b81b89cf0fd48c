// SPDX-License-Identifier: Apache-2.0
// Code that looks once at where an agent is in its program, and goes on with what belongs there.
import type { IrExpr } from "../../ir/model.ts";
import { opDef, type OpName } from "../../ir/ops.ts";
import { scalarEquation } from "../compile/point.ts";
import { i32, type Operand } from "./operand.ts";
import type { Fixed, StateReader, Target } from "./state-code.ts";

/** A program point: a leaf of the state and the value it has there. */
export interface Point {
  readonly leaf: Operand;
  readonly value: number;
}

/** Do these operators mean what they usually do? */
export const usual = ({ ops }: Target, ...names: readonly OpName[]): boolean => names.every((name) => ops(name).words === opDef(name).words);

/** The point that `test` is about: it holds there and nowhere else. Undefined where it is no such test. */
export function pointIn(target: Target, reader: StateReader, test: IrExpr, fixed: Fixed): Point | undefined {
  const operands = scalarEquation(test);
  if (operands === undefined || !usual(target, "eq")) return undefined;
  const { result, empty } = target.code.capture(() => operands.map((operand) => reader.compiler(fixed).compile(operand).leaves));
  const [[leaf, ...more] = [], [value] = []] = result;
  return empty && leaf !== undefined && leaf.known === undefined && more.length === 0 && value?.known !== undefined ? { leaf, value: value.known } : undefined;
}

/** Writes what is to be done for each value of a leaf; that must leave the leaf what it is. */
export function writeCases<T>({ code }: Target, leaf: Operand, cases: ReadonlyMap<number, T>, write: (of: T) => void): void {
  if (cases.size > 2) code.fn.switch(leaf, new Map([...cases].map(([value, of]) => [value, () => write(of)])));
  else for (const [value, of] of cases) code.when(code.eq(leaf, i32(value)), () => write(of));
}
