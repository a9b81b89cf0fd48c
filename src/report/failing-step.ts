// SPDX-License-Identifier: Apache-2.0
// An assertion speaks of a step that begins in the violating state. This finds which step, and with which
// parameters (which agent, which choice), so that a trace can end in it.
import { evaluate, stateEnv } from "../check/evaluate.ts";
import type { State } from "../check/result.ts";
import { unreachable } from "../base/unreachable.ts";
import type { IrClaim, IrExpr, IrModel, IrProperty, IrStep } from "../ir/model.ts";
import { describeSort } from "../ir/sorts.ts";
import { valuesOf, type Value } from "../ir/values.ts";
import { formatValue } from "./values.ts";

/** Beyond this many assignments the first enabled one is taken. */
const MOST = 20_000;

/** The step at which a property is not kept; without a step it is the initial state. */
export interface Failure {
  readonly step?: IrStep;
  readonly params: readonly Value[];
  /** What is not kept, where the model says it. */
  readonly claim?: IrClaim;
}

type Asserted = Pick<IrProperty, "step" | "steps" | "expr" | "claims">;

/** Where an assertion fails in this state. Nothing for a property of states alone. */
export function failureOf(model: IrModel, property: Asserted, state: State): Failure | undefined {
  for (const claim of property.claims ?? []) {
    const step = model.steps.find((one) => one.name === claim.step);
    if (step === undefined && claim.step !== undefined) continue;
    const params = failingClaim(model, claim, step, state);
    if (params !== undefined) return { ...(step === undefined ? {} : { step }), params, claim };
  }
  for (const name of property.step === undefined ? property.steps ?? [] : [property.step]) {
    const step = model.steps.find((one) => one.name === name);
    const params = step === undefined ? undefined : failingParams(model, step, property.expr, state);
    if (step !== undefined && params !== undefined) return { step, params };
  }
  return undefined;
}

/** Parameters of its step, `first` among them first, for which a claim is not kept. */
export function failingClaim(model: IrModel, claim: IrClaim, step: IrStep | undefined, state: State, first: readonly Value[] = []): readonly Value[] | undefined {
  const sorts = (step?.params ?? []).slice(first.length).map((param) => param.sort);
  let tried = 0;
  for (const rest of assignments(sorts)) {
    if ((tried += 1) > MOST) return undefined;
    const params = [...first, ...rest];
    if (evaluate(claim.keeps, stateEnv(model, state, localsOf(step, params))) !== true) return params;
  }
  return undefined;
}

/** `would store 2, range 0..1`, `i is 2, range 0..1`; undefined for a claim that is not about a range. */
export function misfitText(model: IrModel, { step, params, claim }: Failure, state: State): string | undefined {
  if (claim?.fit === undefined) return undefined;
  const { of, value, wanted } = claim.fit;
  const found = formatValue(value.sort, evaluate(value, stateEnv(model, state, localsOf(step, params))));
  return `${of === "" ? "would store" : `${of} is`} ${found}, ${rangeText(wanted)}`;
}

/** The same in a sentence: `dec: atomic_dec(count) would store -1, range 0..1`. */
export function misfitMessage(model: IrModel, failure: Failure, state: State): string | undefined {
  const misfit = misfitText(model, failure, state);
  if (misfit === undefined || failure.step === undefined) return misfit;
  return `${failure.step.process}: ${besideStep(failure, failure.step.text.text, misfit)}`;
}

/** What an access stores stands behind it as a verb, what another expression is behind a colon. */
export const besideStep = ({ claim }: Failure, text: string, misfit: string): string => `${text}${claim?.fit?.of === "" ? "" : ":"} ${misfit}`;

function rangeText(wanted: IrExpr["sort"]): string {
  switch (wanted.kind) {
    case "int":
      return `range ${describeSort(wanted)}`;
    case "bool":
    case "enum":
    case "record":
    case "array":
    case "set":
      return `wanted ${describeSort(wanted)}`;
    default:
      return unreachable(wanted);
  }
}

const localsOf = (step: IrStep | undefined, params: readonly Value[]): ReadonlyMap<string, Value> =>
  new Map((step?.params ?? []).map((param, i) => [param.name, params[i] ?? 0]));

/**
 * Parameters for which the guards hold and the assertion does not. The assertion is usually "for all
 * parameters: guards imply claim"; its outer quantifiers are then matched with the parameters in order. When
 * they do not match, the first parameters for which the guards hold.
 */
function failingParams(model: IrModel, step: IrStep, assertion: IrExpr, state: State): readonly Value[] | undefined {
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
    const locals = new Map(localsOf(step, params));
    if (!step.guards.every((guard) => evaluate(guard, stateEnv(model, state, locals)) === true)) continue;
    enabled ??= params;
    if (!matched || tried > MOST) break;
    names.forEach((name, i) => locals.set(name, params[i] ?? 0));
    if (evaluate(body, stateEnv(model, state, locals)) !== true) return params;
  }
  return enabled;
}

function* assignments(sorts: readonly IrModel["vars"][number]["sort"][]): Generator<readonly Value[]> {
  const [first, ...rest] = sorts;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const head of valuesOf(first)) for (const tail of assignments(rest)) yield [head, ...tail];
}
