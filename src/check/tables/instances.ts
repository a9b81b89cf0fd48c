// SPDX-License-Identifier: Apache-2.0
// Instances of steps: a step with values for its parameters, its guards as conjuncts and its updates by slot, so
// that each says of itself which slots it reads and writes.
import { closeOver, eq, indexLit, isFalse, ite, literal, select, substituteLocals } from "../../ir/build.ts";
import type { IrBinding, IrExpr, IrModel, IrStep } from "../../ir/model.ts";
import { cardinality } from "../../ir/sorts.ts";
import { valuesOf } from "../../ir/values.ts";
import { isPlace } from "./points.ts";
import { conjuncts } from "./split.ts";
import { writtenOut, type Slot, type Slots } from "./slots.ts";

/** An expression and the slots it may read. */
export interface Reading {
  readonly expr: IrExpr;
  readonly reads: ReadonlySet<number>;
}

export interface SlotUpdate extends Reading {
  readonly slot: number;
}

export interface Instance {
  /** Number of the step in the model. */
  readonly step: number;
  /** The agent that takes it; absent for hardware. */
  readonly agent?: number;
  /** All must be true. */
  readonly guards: readonly Reading[];
  /** New values of slots, read before the step. Slots that keep their value for certain are left out. */
  readonly updates: readonly SlotUpdate[];
}

/** Instances of a model beyond which it does not suit: each is compiled by itself. */
const MOST = 1500;

/** All instances in declaration order: by step, then by parameters. Undefined when there are too many. */
export function instancesOf(model: IrModel, slots: Slots): readonly Instance[] | undefined {
  const found: Instance[] = [];
  for (const [number, step] of model.steps.entries()) {
    const count = step.params.reduce((n, { sort }) => n * cardinality(sort), 1);
    if (count + found.length > MOST) return undefined;
    for (const values of assignments(step)) {
      const instance = instantiate(model, slots, step, number, values);
      if (instance !== undefined) found.push(instance);
    }
  }
  return found;
}

type Values = ReadonlyMap<string, IrExpr>;

function assignments(step: IrStep): readonly Values[] {
  return step.params.reduce<readonly Values[]>((found, { name, sort }) => {
    const values = [...valuesOf(sort)];
    return found.flatMap((known) => values.map((value) => new Map(known).set(name, literal(sort, value))));
  }, [new Map()]);
}

/** Undefined when a guard is false whatever the state. */
function instantiate(model: IrModel, slots: Slots, step: IrStep, number: number, values: Values): Instance | undefined {
  const guards = step.guards.flatMap((guard) => conjuncts(writtenOut(substituteLocals(guard, values)), () => false));
  if (guards.some(isFalse)) return undefined;
  const { lets, known } = substituteLets(step.lets, values);
  const updates = step.updates.flatMap(({ variable, value }) => {
    const whole = substituteLocals(value, known);
    return slots.of(variable).flatMap((slot): readonly SlotUpdate[] => {
      const expr = writtenOut(project(whole, slot));
      return isPlace(expr, slot) ? [] : [withReads(slots, writtenOut(closeOver(expr, lets)), slot.number)];
    });
  });
  const agent = agentOf(model, step, values);
  return {
    step: number, ...(agent === undefined ? {} : { agent }),
    guards: guards.map((expr) => ({ expr, reads: slots.reads(expr) })), updates,
  };
}

function withReads(slots: Slots, expr: IrExpr, slot: number): SlotUpdate {
  return { slot, expr, reads: slots.reads(expr) };
}

/** The lets with parameters replaced; those that turn out to be literals are replaced too. */
function substituteLets(lets: readonly IrBinding[], values: Values): { readonly lets: readonly IrBinding[]; readonly known: Values } {
  const known = new Map(values);
  const rest: IrBinding[] = [];
  for (const { name, value } of lets) {
    const next = substituteLocals(value, known);
    if (next.kind === "lit") known.set(name, next);
    else rest.push({ name, value: next });
  }
  return { lets: rest, known };
}

function agentOf(model: IrModel, step: IrStep, values: Values): number | undefined {
  const process = model.processes.find(({ name }) => name === step.process);
  if (process === undefined || process.agents.length === 0) return undefined;
  const self = step.params[0];
  if (self?.sort.kind === "enum" && self.sort.universe.name === model.agents.name) {
    const value = values.get(self.name);
    if (value?.kind === "lit" && process.agents.includes(value.value)) return value.value;
  }
  return process.agents.length === 1 ? process.agents[0] : undefined;
}

/** The element of the array value `expr` that `slot` is. */
function project(expr: IrExpr, slot: Slot): IrExpr {
  return slot.indices.reduce<IrExpr>((value, index) => element(value, index), expr);
}

function element(expr: IrExpr, index: number): IrExpr {
  if (expr.sort.kind !== "array") return expr;
  const at = indexLit(expr.sort, index);
  switch (expr.kind) {
    case "store":
      if (expr.index.kind === "lit") return expr.index.value === index ? expr.value : element(expr.array, index);
      return ite(eq(expr.index, at), expr.value, element(expr.array, index));
    case "ite":
      return ite(expr.cond, element(expr.then, index), element(expr.else, index));
    case "let": {
      const body = element(expr.body, index);
      return { ...expr, sort: body.sort, body };
    }
    default:
      return select(expr, at);
  }
}
