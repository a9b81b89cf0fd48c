// SPDX-License-Identifier: Apache-2.0
// What a variable can range over (`for`, `choose`, quantifiers, `in`), and set literals.
import type { BinaryExpr, Expr, QuantExpr, SetExpr } from "../ast/nodes.ts";
import { diag } from "../diagnostics/catalog.ts";
import { and, bool, eq, int, local, op, or, quant, setOf } from "../ir/build.ts";
import type { IrExpr } from "../ir/model.ts";
import { BOOL, cardinality, compatible, describeSort, hull, type Sort } from "../ir/sorts.ts";
import { argument, bind, type Env } from "./env.ts";
import { elaborate, elaborateBool } from "./expression.ts";
import { MAX_SET } from "./scope.ts";

/** Values that nested quantifiers may go through, in every state. */
const MAX_COMBINATIONS = 1 << 16;

/** All values of `sort` that satisfy `filter` (a condition on the bound name), when there is one. */
export interface RangeOf {
  readonly sort: Sort;
  readonly filter?: (value: IrExpr) => IrExpr;
}

/** A range, the values of a sort, or the elements of a set-valued expression. */
export function rangeOf(over: Expr, env: Env, limit = 1 << 20): RangeOf {
  const range = rangeValue(over, env);
  env.scope.tooLarge(cardinality(range.sort), limit, "this choice", over.span);
  return range;
}

function rangeValue(over: Expr, env: Env): RangeOf {
  const { scope } = env;
  if (over.kind === "Range") {
    return { sort: scope.range(scope.constant(over.lo, "the start of a range"), scope.constant(over.hi, "the end of a range"), over.span) };
  }
  if (over.kind === "Name" && !env.locals.has(over.name.text)) {
    if (over.name.text === "bool") return { sort: BOOL };
    const decl = scope.find(over.name.text);
    if (decl?.kind === "Enum" || decl?.kind === "Domain" || decl?.kind === "Record" || decl?.kind === "Layout" || decl?.kind === "Type") {
      return { sort: scope.sort({ kind: "NamedSort", name: over.name, optional: false, span: over.span }) };
    }
  }
  if (over.kind === "Call" && over.callee.text === "subsets" && over.args.length === 1 && over.args[0] !== undefined) {
    const elem = rangeOf(over.args[0], env, 20).sort;
    return { sort: { kind: "set", elem } };
  }
  const set = elaborate(over, env);
  if (set.sort.kind !== "set") return scope.report.fail(diag("PTE203", { wanted: "a range, a sort or a set", found: describeSort(set.sort) }, over.span));
  return { sort: set.sort.elem, filter: (value) => op("member", value, set) };
}

export function quantifier(expr: QuantExpr, env: Env): IrExpr {
  const range = rangeOf(expr.over, env, 1 << 14);
  const name = env.fresh(expr.variable.text);
  const bound = local(name, range.sort);
  // A requirement inside would speak of the bound name; it must hold statically.
  const { require: _outer, ...rest } = env;
  const combinations = (env.combinations ?? 1) * cardinality(range.sort);
  env.scope.tooLarge(combinations, MAX_COMBINATIONS, "this quantifier, with those around it,", expr.span);
  const body = elaborateBool(expr.body, bind({ ...rest, combinations }, [[expr.variable.text, argument(bound)]]));
  const filter = range.filter?.(bound) ?? bool(true);
  return quant(expr.quant, name, range.sort, expr.quant === "forall" ? op("implies", filter, body) : and(filter, body));
}

export function setLiteral(expr: SetExpr, env: Env, expected?: Sort): IrExpr {
  const elements = expr.elements.map((e) => elaborate(e, env, expected?.kind === "set" ? expected.elem : undefined));
  const [first] = elements;
  if (first === undefined) {
    if (expected?.kind === "set") return setOf(expected, []);
    return env.scope.report.fail(diag("PTE203", { wanted: "a place where the sort of `set()` is known", found: "`set()`" }, expr.span));
  }
  elements.forEach((e, i) => {
    if (!compatible(first.sort, e.sort)) env.scope.report.fail(diag("PTE203", { wanted: describeSort(first.sort), found: describeSort(e.sort) }, expr.elements[i]?.span ?? expr.span));
  });
  const elem = elements.map((e) => e.sort).reduce(hull);
  if (expected?.kind === "set" && compatible(expected.elem, elem)) return setOf(expected, elements);
  env.scope.tooLarge(cardinality(elem), MAX_SET, "the element sort of this set", expr.span);
  return setOf({ kind: "set", elem }, elements);
}

/** `x in 0..3`, `x in set(a, b)`, `x in folio`, `x in s`. */
export function memberOf(expr: BinaryExpr, env: Env): IrExpr {
  const { right } = expr;
  if (right.kind === "Set") {
    const value = elaborate(expr.left, env);
    const elements = right.elements.map((e) => elaborate(e, env, value.sort));
    elements.forEach((e, i) => {
      if (!compatible(value.sort, e.sort)) env.scope.report.fail(diag("PTE203", { wanted: describeSort(value.sort), found: describeSort(e.sort) }, right.elements[i]?.span ?? expr.span));
    });
    return or(...elements.map((e) => eq(value, e)));
  }
  const value = elaborate(expr.left, env);
  const range = rangeValue(right, env);
  if (!compatible(value.sort, range.sort)) env.scope.report.fail(diag("PTE203", { wanted: describeSort(range.sort), found: describeSort(value.sort) }, expr.left.span));
  if (range.filter !== undefined) return range.filter(value);
  if (range.sort.kind === "int") return and(op("ge", value, int(range.sort.lo)), op("le", value, int(range.sort.hi)));
  return bool(true);
}
