// SPDX-License-Identifier: Apache-2.0
// What the compilers of steps have in common: copies of a step with its agent fixed, loops over the other
// parameters with the guards as far out as they can be, and stored values with a check where they might not fit.
import { required } from "../../base/unreachable.ts";
import { mentions } from "../../ir/mentions.ts";
import type { IrBinding, IrExpr, IrModel, IrParam, IrStep } from "../../ir/model.ts";
import { isScalar, scalarSize, type ScalarSort } from "../../ir/sorts.ts";
import type { Code } from "./code.ts";
import type { ExprCompiler } from "./expr.ts";
import { convert, eachValue, held, literal, type Flat } from "./flat.ts";

/** At most this many copies of a step, one per value of its leading scalar parameters. */
const COPIES = 16;

/** A step with its leading scalar parameters fixed. */
export interface StepCopy<T> {
  readonly fixed: ReadonlyMap<string, Flat<T>>;
  /** The parameters that are left. */
  readonly params: readonly IrParam[];
}

/** The copies of a step, in the order of the parameters they fix. */
export function stepCopies<T>(code: Code<T>, step: IrStep): readonly StepCopy<T>[] {
  const leading: { readonly name: string; readonly sort: ScalarSort }[] = [];
  let copies = 1;
  for (const { name, sort } of step.params) {
    if (!isScalar(sort) || copies * scalarSize(sort) > COPIES) break;
    copies *= scalarSize(sort);
    leading.push({ name, sort });
  }
  const params = step.params.slice(leading.length);
  return combinations(code, leading).map((fixed) => ({ fixed, params }));
}

/** Every choice of values for these names, the last one changing fastest. */
export function combinations<T>(code: Code<T>, params: readonly { readonly name: string; readonly sort: ScalarSort }[]): readonly ReadonlyMap<string, Flat<T>>[] {
  return params.reduce<readonly ReadonlyMap<string, Flat<T>>[]>((found, { name, sort }) => {
    const lo = sort.kind === "bool" ? 0 : sort.lo;
    return found.flatMap((map) => {
      return Array.from({ length: scalarSize(sort) }, (_, i) => new Map([...map, [name, literal(code, sort, lo + i)]]));
    });
  }, [new Map()]);
}

/** Runs `body` inside loops over the parameters, where all guards hold. Guards are total, so their order is free. */
export function writeAssignments<T>(compiler: ExprCompiler<T>, params: readonly IrParam[], guards: readonly IrExpr[], body: () => void): void {
  const waiting = new Set(params.map(({ name }) => name));
  const ready = guards.filter((guard) => !mentions(guard, waiting));
  const later = guards.filter((guard) => !ready.includes(guard));
  writeTests(compiler, ready.flatMap(conjuncts), () => {
    const [param, ...rest] = params;
    if (param === undefined) return body();
    return eachValue(compiler.code, param.sort, (value) => {
      compiler.locals.set(param.name, value);
      writeAssignments(compiler, rest, later, body);
    });
  });
}

function writeTests<T>(compiler: ExprCompiler<T>, tests: readonly IrExpr[], body: () => void): void {
  const [first, ...rest] = tests;
  if (first === undefined) return body();
  return compiler.code.when(compiler.test(first), () => writeTests(compiler, rest, body));
}

/** What must hold together for it to hold. */
export const conjuncts = (expr: IrExpr): readonly IrExpr[] => (expr.kind === "op" && expr.op === "and" ? expr.args.flatMap(conjuncts) : [expr]);

export function writeLets<T>(compiler: ExprCompiler<T>, lets: readonly IrBinding[]): void {
  for (const { name, value } of lets) compiler.locals.set(name, held(compiler.code, compiler.compile(value)));
}

/** The leaves of a new value of a variable; `outside` gets a test for each place where the value may not fit. */
export function storedLeaves<T>(model: IrModel, compiler: ExprCompiler<T>, variable: string, value: IrExpr, outside: (test: T, index: number) => void): readonly T[] {
  const index = model.vars.findIndex((v) => v.name === variable);
  const { sort } = required(model.vars[index], `variable ${variable}`);
  return convert(compiler.code, compiler.compile(value), sort, (test) => outside(test, index)).leaves;
}
