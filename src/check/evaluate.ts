// SPDX-License-Identifier: Apache-2.0
// What an expression of the intermediate representation means, by walking its tree over `Value`s. The
// compiled checker must agree with this file; reports use it to show what a state holds.
import { InternalError, required, unreachable } from "../base/unreachable.ts";
import type { IrBinding, IrExpr, IrModel, IrOp } from "../ir/model.ts";
import { compareValues, opDef } from "../ir/ops.ts";
import type { ArraySort, RecordSort, Sort } from "../ir/sorts.ts";
import { sameValue, valuesOf, type Value } from "../ir/values.ts";
import type { State } from "./result.ts";

/** A let-bound value that is computed when it is first needed. */
export type Lazy = () => Value;

/** What names mean: the state's variables, and step parameters, lets and bound names. */
export interface Env {
  readonly vars: ReadonlyMap<string, Value>;
  readonly locals: ReadonlyMap<string, Value | Lazy>;
}

/** The environment of a state; `locals` gives values to step parameters, by name. */
export function stateEnv(model: IrModel, state: State, locals: ReadonlyMap<string, Value> = new Map()): Env {
  return { vars: new Map(model.vars.map((v, i) => [v.name, required(state[i], v.name)])), locals };
}

/** `env` with one more local. */
export function bind(env: Env, name: string, value: Value | Lazy): Env {
  return { vars: env.vars, locals: new Map(env.locals).set(name, value) };
}

/** `env` with the bindings of a `lets` list: each sees the ones before it, and is computed when needed. */
export function bindLets(env: Env, lets: readonly IrBinding[]): Env {
  return lets.reduce((inner, { name, value }) => bind(inner, name, lazy(() => evaluate(value, inner))), env);
}

/**
 * The value of `expr`. `and`, `or`, `implies` and `ite` evaluate what they need, as TLC does.
 * @throws InternalError for an unbound name or an array index outside the array: the model is not well-formed.
 */
export function evaluate(expr: IrExpr, env: Env): Value {
  switch (expr.kind) {
    case "lit":
      return expr.sort.kind === "bool" ? expr.value !== 0 : expr.value;
    case "var":
      return required(env.vars.get(expr.name), `a value of variable ${expr.name}`);
    case "local": {
      const value = required(env.locals.get(expr.name), `a value of ${expr.name}`);
      return typeof value === "function" ? value() : value;
    }
    case "op":
      return evaluateOp(expr, env);
    case "ite":
      return evaluate(expr.cond, env) === true ? evaluate(expr.then, env) : evaluate(expr.else, env);
    case "let":
      return evaluate(expr.body, bind(env, expr.name, lazy(() => evaluate(expr.value, env))));
    case "record":
      return expr.values.map((value) => evaluate(value, env));
    case "field":
      return required(parts(evaluate(expr.record, env))[fieldIndex(expr.record.sort, expr.field)], expr.field);
    case "with":
      return replace(evaluate(expr.record, env), fieldIndex(expr.sort, expr.field), evaluate(expr.value, env));
    case "select": {
      const index = position(arraySort(expr.array.sort), evaluate(expr.index, env));
      return required(parts(evaluate(expr.array, env))[index], `element ${index}`);
    }
    case "store": {
      const index = position(expr.sort, evaluate(expr.index, env));
      return replace(evaluate(expr.array, env), index, evaluate(expr.value, env));
    }
    case "array":
      return [...valuesOf(expr.sort.index)].map((index) => evaluate(expr.body, bind(env, expr.name, index)));
    case "set":
      return setOf(expr.elements.map((element) => evaluate(element, env)));
    case "quant": {
      const exists = expr.quant === "exists";
      for (const value of valuesOf(expr.over)) {
        if ((evaluate(expr.body, bind(env, expr.name, value)) === true) === exists) return exists;
      }
      return !exists;
    }
    default:
      return unreachable(expr);
  }
}

/** Does `value` belong to `sort`? */
export function inSort(sort: Sort, value: Value): boolean {
  switch (sort.kind) {
    case "bool":
      return typeof value === "boolean";
    case "int":
    case "enum":
      return typeof value === "number" && sort.lo <= value && value <= sort.hi;
    case "record":
      return sort.fields.every((field, i) => inSort(field.sort, required(parts(value)[i], field.name)));
    case "array":
    case "set":
      return parts(value).every((item) => inSort(sort.elem, item));
    default:
      return unreachable(sort);
  }
}

function evaluateOp(expr: IrOp, env: Env): Value {
  const [left, right] = expr.args;
  const a = evaluate(required(left, "an operand"), env);
  if (right === undefined) return opDef(expr.op).evaluate([a]);
  if (expr.op === "and" && a === false) return false;
  if (expr.op === "or" && a === true) return true;
  if (expr.op === "implies" && a === false) return true;
  const value = opDef(expr.op).evaluate([a, evaluate(right, env)]);
  return typeof value === "number" ? value + 0 : value; // 0 * -1 is -0, which is not a value of ours
}

function lazy(compute: () => Value): Lazy {
  let value: Value | undefined;
  return () => (value ??= compute());
}

function parts(value: Value): readonly Value[] {
  if (typeof value !== "object") throw new InternalError(`${String(value)} has no parts`);
  return value;
}

function replace(value: Value, index: number, item: Value): Value {
  return parts(value).map((old, i) => (i === index ? item : old));
}

function setOf(elements: readonly Value[]): Value {
  return [...elements].sort(compareValues).filter((item, i, all) => i === 0 || !sameValue(item, all[i - 1] ?? false));
}

function arraySort(sort: Sort): ArraySort {
  if (sort.kind !== "array") throw new InternalError(`select from a ${sort.kind}`);
  return sort;
}

function position(sort: ArraySort, index: Value): number {
  const { lo, hi } = sort.index;
  if (typeof index !== "number" || index < lo || index > hi) throw new InternalError(`index ${String(index)} is not in ${lo}..${hi}`);
  return index - lo;
}

function fieldIndex(sort: RecordSort | Sort, name: string): number {
  const index = sort.kind === "record" ? sort.fields.findIndex((field) => field.name === name) : -1;
  if (index < 0) throw new InternalError(`no field ${name}`);
  return index;
}
