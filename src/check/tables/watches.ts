// SPDX-License-Identifier: Apache-2.0
// What is watched for while states are visited: a violated invariant, a witness, a trigger that was true. Each is a
// number of alternatives, and each of these a conjunction of conditions that speak of one local part each.
import type { IrExpr, IrModel } from "../../ir/model.ts";
import type { Partition } from "./partition.ts";
import { alternatives, all } from "./split.ts";
import { writtenOut, type Slots } from "./slots.ts";

/** An alternative: fires in a state where all its conditions are true. */
export interface Watch {
  /** Position in `model.properties`. */
  readonly property: number;
  readonly what: "decided" | "triggered";
  /** Conditions by the local part they speak of besides the shared one; 0 for the shared one alone. */
  readonly conditions: ReadonlyMap<number, IrExpr>;
  /** What speaks of several local parts, and which; rarely there. */
  readonly rest?: { readonly expr: IrExpr; readonly parts: readonly number[] };
}

/** The watches of all properties. */
export function watchesOf(model: IrModel, slots: Slots, partition: Partition): readonly Watch[] {
  const parts = (expr: IrExpr): readonly number[] =>
    [...new Set([...slots.reads(expr)].map((slot) => partition.component[slot] ?? 0).filter((part) => part !== 0))];
  const small = (expr: IrExpr): boolean => parts(expr).length <= 1;
  return model.properties.flatMap(({ kind, expr, trigger }, property) => [
    ...alternatives(writtenOut(expr), small, kind === "reachable").map((list) => watch(property, "decided", list, parts)),
    ...(trigger === undefined ? [] : alternatives(writtenOut(trigger), small).map((list) => watch(property, "triggered", list, parts))),
  ]);
}

function watch(property: number, what: Watch["what"], list: readonly IrExpr[], parts: (expr: IrExpr) => readonly number[]): Watch {
  const conditions = new Map<number, IrExpr[]>();
  const rest: IrExpr[] = [];
  for (const expr of list) {
    const [part = 0, more] = parts(expr);
    if (more === undefined) conditions.set(part, [...(conditions.get(part) ?? []), expr]);
    else rest.push(expr);
  }
  const joined = new Map([...conditions].map(([part, exprs]) => [part, all(exprs)]));
  if (rest.length === 0) return { property, what, conditions: joined };
  return { property, what, conditions: joined, rest: { expr: all(rest), parts: parts(all(rest)) } };
}
