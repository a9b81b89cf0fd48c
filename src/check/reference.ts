// SPDX-License-Identifier: Apache-2.0
// The reference interpreter: what a model's state graph is, in the plainest code that says it. The engine
// in explore.ts is compared with it; traces are replayed with it. Slow: for small models.
import { InternalError, required } from "../base/unreachable.ts";
import type { IrExpr, IrModel, IrParam, IrProperty, IrStep } from "../ir/model.ts";
import { valuesOf, type Value } from "../ir/values.ts";
import { mentions } from "../ir/mentions.ts";
import { bind, bindLets, evaluate, inSort, stateEnv, type Env } from "./evaluate.ts";
import type { CheckResult, Explored, ExploreOptions, PropertyResult, State, StopReason, Trace, TraceStep } from "./result.ts";
import { propertyStatus } from "./status.ts";

/** One way out of a state. */
export interface Successor {
  readonly step: TraceStep;
  readonly state: State;
}

/** The initial states, one for each satisfying assignment of the init parameters, in order; duplicates occur. */
export function* initialStates(model: IrModel): Generator<State> {
  const { params, guards, lets, values } = model.init;
  for (const env of assignments(params, guards, { vars: new Map(), locals: new Map() })) {
    const inner = bindLets(env, lets);
    yield model.vars.map((v, i) => {
      const { variable, value } = required(values[i], `an initial value of ${v.name}`);
      if (variable !== v.name) throw new InternalError(`initial values are not in the order of variables: ${variable}`);
      return stored(model, variable, evaluate(value, inner), "init");
    });
  }
}

/** The successors of a state in declaration order: by step, then by parameters, the first varying slowest; duplicates occur. */
export function* successors(model: IrModel, state: State): Generator<Successor> {
  for (const step of model.steps) yield* stepSuccessors(model, step, state);
}

function* stepSuccessors(model: IrModel, step: IrStep, state: State): Generator<Successor> {
  for (const env of assignments(step.params, step.guards, stateEnv(model, state))) {
    const inner = bindLets(env, step.lets);
    const next = new Map(env.vars);
    for (const { variable, value } of step.updates) {
      next.set(variable, stored(model, variable, evaluate(value, inner), step.name));
    }
    yield { step: { step: step.name, params: step.params.map(({ name }) => valueOf(env, name)) }, state: [...next.values()] };
  }
}

const valueOf = (env: Env, name: string): Value => {
  const value = required(env.locals.get(name), name);
  return typeof value === "function" ? value() : value;
};

/** Breadth-first search by definition; same answers as `explore`, except `bytesPerState` and `levels`. Memory and time bounds are ignored. */
export function exploreReference(model: IrModel, options: ExploreOptions = {}): CheckResult {
  return exploreStatesReference(model, options).result;
}

/** The same, with all states. */
export function exploreStatesReference(model: IrModel, options: ExploreOptions = {}): Explored {
  const states: State[] = [];
  const all: number[] = [];
  const parents: number[] = [];
  const levels: number[] = [];
  const known = new Map<string, number>();
  const counts = new Map(model.steps.map((step) => [step.name, 0]));
  const decided = new Map<string, number>();
  const triggered = new Set<string>();

  const add = (state: State, parent: number): void => {
    const key = JSON.stringify(state);
    const index = known.get(key) ?? states.length;
    all.push(index);
    if (index < states.length) return;
    known.set(key, index);
    states.push(state);
    parents.push(parent);
    levels.push((levels[parent] ?? 0) + 1);
    const env = stateEnv(model, state);
    for (const property of model.properties) {
      if (property.trigger && evaluate(property.trigger, env) === true) triggered.add(property.name);
      const decides = evaluate(property.expr, env) === (property.kind === "reachable");
      if (decides && !decided.has(property.name)) decided.set(property.name, states.length - 1);
    }
  };

  for (const state of initialStates(model)) add(state, -1);
  let head = 0;
  let stop = stopReason(0);
  for (; head < states.length && stop === undefined; stop = stopReason(head)) {
    let enabled = false;
    for (const { step, state } of successors(model, required(states[head], "a state"))) {
      enabled = true;
      counts.set(step.step, (counts.get(step.step) ?? 0) + 1);
      add(state, head);
    }
    if (!enabled && model.checkDeadlock && !decided.has("deadlock")) decided.set("deadlock", head);
    head += 1;
  }

  function stopReason(done: number): StopReason | undefined {
    if (done === states.length) return undefined;
    const wanted = options.stopWhenDecided ?? [];
    if (options.stopWhenAny?.some((name) => decided.has(name)) === true) return "decided";
    if (wanted.length > 0 && wanted.every((name) => decided.has(name))) return "decided";
    if (states.length > (options.maxStates ?? Infinity)) return "states";
    return (levels[done] ?? 0) >= (options.maxDepth ?? Infinity) ? "depth" : undefined;
  }

  const exhausted = head === states.length;
  const conclude = (name: string, kind: IrProperty["kind"], trigger: IrExpr | undefined): PropertyResult => {
    const end = decided.get(name);
    const status = propertyStatus(kind, end !== undefined, exhausted);
    const vacuous = status === "holds" && trigger !== undefined && !triggered.has(name);
    return end === undefined ? { name, status, vacuous } : { name, status, vacuous, trace: traceTo(model, states, parents, end) };
  };
  const properties = model.properties.map(({ name, kind, trigger }) => conclude(name, kind, trigger));
  if (model.checkDeadlock) properties.push(conclude("deadlock", "invariant", undefined));
  const result: CheckResult = {
    properties, stop: stop ?? "exhausted", exhausted, distinct: states.length, generated: all.length,
    depth: levels.at(-1) ?? 0, queue: states.length - head, stepCounts: counts, bytesPerState: 0,
  };
  return { result, states, generated: all };
}

function traceTo(model: IrModel, states: readonly State[], parents: readonly number[], end: number): Trace {
  const path: State[] = [];
  for (let i = end; i >= 0; i = required(parents[i], "a parent")) path.unshift(required(states[i], "a state"));
  return { states: path, steps: stepsBetween(model, path) };
}

/**
 * The steps of a path, each the first in declaration order that leads on.
 * @throws InternalError when the states do not follow each other.
 */
export function stepsBetween(model: IrModel, path: readonly State[]): readonly TraceStep[] {
  return path.slice(1).map((next, i) => {
    const wanted = JSON.stringify(next);
    for (const { step, state } of successors(model, required(path[i], "a state"))) {
      if (JSON.stringify(state) === wanted) return step;
    }
    throw new InternalError(`no step leads from state ${i} of the trace to the next`);
  });
}

/**
 * The environments that give each parameter a value of its sort so that all guards hold, in order. Guards are
 * evaluated in order too, each as soon as the parameters that it and the ones before it use have a value.
 */
function* assignments(params: readonly IrParam[], guards: readonly IrExpr[], env: Env): Generator<Env> {
  const open = new Set(params.map(({ name }) => name));
  const waiting = guards.findIndex((guard) => mentions(guard, open));
  const ready = waiting < 0 ? guards : guards.slice(0, waiting);
  if (!ready.every((guard) => evaluate(guard, env) === true)) return;
  const [first, ...rest] = params;
  if (first === undefined) {
    yield env;
    return;
  }
  const later = guards.slice(ready.length);
  for (const value of valuesOf(first.sort)) yield* assignments(rest, later, bind(env, first.name, value));
}

function stored(model: IrModel, variable: string, value: Value, by: string): Value {
  const { sort } = required(model.vars.find((v) => v.name === variable), `variable ${variable}`);
  if (!inSort(sort, value)) throw new InternalError(`${by} stores ${JSON.stringify(value)} in ${variable}, outside its sort`);
  return value;
}
