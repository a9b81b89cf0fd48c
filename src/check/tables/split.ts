// SPDX-License-Identifier: Apache-2.0
// Taking conditions apart: into conjuncts, and into alternatives of conjuncts, so that each piece speaks of as
// few components as it can.
import { and, bool, eq, indexLit, isFalse, isTrue, not, select } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/model.ts";
import { cardinality } from "../../ir/sorts.ts";
import { instances } from "./slots.ts";

/** Quantifiers over more values stay whole. */
const UNROLLED = 64;
/** Alternatives of one condition; more, and it stays whole. */
const ALTERNATIVES = 128;

/** Says of an expression that it need not be taken apart. */
export type Small = (expr: IrExpr) => boolean;

/** The parts whose conjunction is `expr` (or its negation), if it has that form. */
function parts(expr: IrExpr, positive: boolean, form: "and" | "or"): readonly { readonly expr: IrExpr; readonly positive: boolean }[] | undefined {
  const conjunctive = (form === "and") === positive;
  switch (expr.kind) {
    case "op": {
      const [a, b] = expr.args;
      if (a === undefined) return undefined;
      if (expr.op === "not") return [{ expr: a, positive: !positive }];
      if (b === undefined) return undefined;
      if (expr.op === (conjunctive ? "and" : "or")) return [{ expr: a, positive }, { expr: b, positive }];
      if (expr.op === "implies" && !conjunctive) return [{ expr: a, positive: !positive }, { expr: b, positive }];
      const { sort } = a;
      if ((expr.op === "eq" && conjunctive || expr.op === "ne" && !conjunctive) && sort.kind === "array") {
        return Array.from({ length: sort.index.hi - sort.index.lo + 1 }, (_, i) => {
          const at = indexLit(sort, sort.index.lo + i);
          return { expr: expr.op === "eq" ? eq(select(a, at), select(b, at)) : not(eq(select(a, at), select(b, at))), positive };
        });
      }
      return undefined;
    }
    case "quant":
      if (expr.quant !== (conjunctive ? "forall" : "exists") || cardinality(expr.over) > UNROLLED) return undefined;
      return instances(expr.name, expr.over, expr.body).map((body) => ({ expr: body, positive }));
    case "let":
      return parts(expr.body, positive, form)?.map((part) => ({ ...part, expr: { ...expr, sort: part.expr.sort, body: part.expr } }));
    default:
      return undefined;
  }
}

/** Conditions that are all true exactly where `expr` is true (or, not `positive`, false). */
export function conjuncts(expr: IrExpr, small: Small, positive = true): readonly IrExpr[] {
  const whole = positive ? expr : not(expr);
  if (isTrue(whole)) return [];
  const found = small(whole) ? undefined : parts(expr, positive, "and");
  return found?.flatMap((part) => conjuncts(part.expr, small, part.positive)) ?? [whole];
}

/**
 * Alternatives, each a list of conditions: `expr` is true (or, not `positive`, false) exactly where all conditions of some
 * alternative are true. What is `small` stays whole.
 */
export function alternatives(expr: IrExpr, small: Small, positive = true): readonly (readonly IrExpr[])[] {
  const whole = positive ? expr : not(expr);
  if (isFalse(whole)) return [];
  if (isTrue(whole)) return [[]];
  if (small(whole)) return [[whole]];
  const either = parts(expr, positive, "or");
  if (either !== undefined) {
    const found = either.flatMap((part) => alternatives(part.expr, small, part.positive));
    return found.length > ALTERNATIVES ? [[whole]] : found;
  }
  const all = parts(expr, positive, "and");
  if (all === undefined) return [[whole]];
  const factors = all.map((part) => alternatives(part.expr, small, part.positive));
  if (factors.reduce((n, factor) => n * factor.length, 1) > ALTERNATIVES) return [[whole]];
  return factors.reduce<readonly (readonly IrExpr[])[]>((sums, factor) => sums.flatMap((sum) => factor.map((more) => [...sum, ...more])), [[]]);
}

/** Conjunction, true when empty. */
export const all = (conditions: readonly IrExpr[]): IrExpr => conditions.reduce((a, b) => and(a, b), bool(true));
