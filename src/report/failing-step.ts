// SPDX-License-Identifier: Apache-2.0
// An assertion speaks of a step that can be taken in the violating state. This finds with which parameters
// (which agent, which choice), so that a trace can end in that step.
import { evaluate, stateEnv } from "../check/evaluate.ts";
import type { State } from "../check/result.ts";
import type { IrExpr, IrModel, IrProperty, IrStep } from "../ir/model.ts";
import { valuesOf, type Value } from "../ir/values.ts";

/** Beyond this many assignments the first enabled one is taken. */
const MOST = 20_000;

/**
 * Parameters for which the guards hold and the assertion does not. The assertion is usually "for all
 * parameters: guards imply claim"; its outer quantifiers are then matched with the parameters in order. When
 * they do not match, the first parameters for which the guards hold.
 */
export function failingParams(model: IrModel, step: IrStep, assertion: IrExpr, state: State): readonly Value[] | undefined {
  const names: string[] = [];
  let body = assertion;
  while (body.kind === "quant" && body.quant === "forall" && names.length < step.params.length) {
    names.push(body.name);
    body = body.body;
  }
  const matched = names.length === step.params.length;
  let enabled: readonly Value[] | undefined;
  let tried = 0;
  for (const params of assignments(step.params.map((param) => param.sort))) {
    tried += 1;
    const locals = new Map(step.params.map((param, i) => [param.name, params[i] ?? 0]));
    if (!step.guards.every((guard) => evaluate(guard, stateEnv(model, state, locals)) === true)) continue;
    enabled ??= params;
    if (!matched || tried > MOST) break;
    names.forEach((name, i) => locals.set(name, params[i] ?? 0));
    if (evaluate(body, stateEnv(model, state, locals)) !== true) return params;
  }
  return enabled;
}

/** The step at which an assertion fails in this state: its only one, or the one of several that can be taken. */
export function failingStep(model: IrModel, property: Pick<IrProperty, "step" | "steps" | "expr">, state: State): string | undefined {
  if (property.step !== undefined) return property.step;
  return model.steps.find((step) => property.steps?.includes(step.name) === true && failingParams(model, step, property.expr, state) !== undefined)?.name;
}

function* assignments(sorts: readonly IrModel["vars"][number]["sort"][]): Generator<readonly Value[]> {
  const [first, ...rest] = sorts;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const head of valuesOf(first)) for (const tail of assignments(rest)) yield [head, ...tail];
}
