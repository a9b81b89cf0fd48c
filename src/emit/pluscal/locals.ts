// SPDX-License-Identifier: Apache-2.0
// Which variables of a process the algorithm declares inside it: those that nobody else's steps mention. Where
// the process has several agents, `x` then stands for the own agent's element.
import { children, varsOf } from "../../ir/build.ts";
import type { IrExpr, IrModel, IrStep, IrVar } from "../../ir/model.ts";
import { mapChildren } from "../tla/rename.ts";
import { SELF, type Shaped, type ShapedProcess } from "./shape.ts";

/** Does `e` mention the variable, otherwise than as `x[self]`? */
function mentions(e: IrExpr, variable: string, seen = new Set<IrExpr>()): boolean {
  if (seen.has(e) || isOwn(e, variable)) return false;
  seen.add(e);
  if (e.kind === "var") return e.name === variable;
  return children(e).some((child) => mentions(child, variable, seen));
}

const isOwn = (e: IrExpr, variable: string): boolean =>
  e.kind === "select" && e.array.kind === "var" && e.array.name === variable && e.index.kind === "local" && e.index.name === SELF;

/** Everything a step reads; what it assigns is asked for apart. */
const reads = (step: IrStep): readonly IrExpr[] => [...step.guards, ...step.lets.map(({ value }) => value), ...step.updates.map(({ value }) => value)];

/** Is the variable the step's own in every way it is used there? */
function ownUse(step: IrStep, variable: string): boolean {
  const update = step.updates.find((one) => one.variable === variable);
  const others = [...step.guards, ...step.lets.map(({ value }) => value), ...step.updates.filter((one) => one !== update).map(({ value }) => value)];
  if (others.some((e) => mentions(e, variable))) return false;
  if (update === undefined) return true;
  const { value } = update;
  return value.kind === "store" && value.array.kind === "var" && value.array.name === variable && value.index.kind === "local" && value.index.name === SELF && !mentions(value.value, variable);
}

/** The initial value of one agent's element, if it is the same for all and nothing was chosen. */
export function initialElement(variable: IrVar, { init }: IrModel, several: boolean): IrExpr | undefined {
  const value = init.values.find((one) => one.variable === variable.name)?.value;
  if (value === undefined || usesLocals(value)) return undefined;
  if (!several) return value;
  return value.kind === "array" && !usesLocals(value.body) ? value.body : undefined;
}

/** Free locals: parameters and lets of Init, or the index of an array around it. */
function usesLocals(e: IrExpr, bound: ReadonlySet<string> = new Set()): boolean {
  if (e.kind === "local") return !bound.has(e.name);
  const inner = e.kind === "array" || e.kind === "quant" || e.kind === "let" ? new Set([...bound, e.name]) : bound;
  return children(e).some((child) => usesLocals(child, inner));
}

/** The variables that each process keeps to itself, by the process's identifier, in the model's order. */
export function findLocals({ model, processes }: Shaped): ReadonlyMap<string, readonly IrVar[]> {
  const users = new Map<string, ShapedProcess[]>();
  for (const process of processes) {
    const used = new Set<string>();
    for (const { steps } of process.labels) {
      for (const step of steps) {
        for (const { variable } of step.updates) used.add(variable);
        for (const e of reads(step)) varsOf(e, used);
      }
    }
    for (const name of used) users.set(name, [...users.get(name) ?? [], process]);
  }
  const found = new Map<string, IrVar[]>();
  for (const variable of model.vars) {
    if (variable.role === "pc") continue;
    const [user, ...more] = users.get(variable.name) ?? [];
    if (user === undefined || more.length > 0 || user.process?.name !== variable.process || variable.process === undefined) continue;
    const { agents } = user;
    const several = agents !== undefined;
    if (initialElement(variable, model, several) === undefined) continue;
    if (several) {
      const index = variable.sort.kind === "array" && variable.sort.index.kind === "enum" ? variable.sort.index : undefined;
      if (index === undefined || index.universe.name !== agents.universe.name || index.lo !== agents.lo || index.hi !== agents.hi) continue;
      if (!user.labels.every(({ steps }) => steps.every((step) => ownUse(step, variable.name)))) continue;
    }
    found.set(user.name, [...found.get(user.name) ?? [], variable]);
  }
  return found;
}

/** The step with `x` in place of `x[self]` for each of the variables. */
export function withOwn(step: IrStep, own: ReadonlySet<string>): IrStep {
  if (own.size === 0) return step;
  const done = new Map<IrExpr, IrExpr>();
  const go = (e: IrExpr): IrExpr => {
    const old = done.get(e);
    if (old !== undefined) return old;
    const next: IrExpr = e.kind === "select" && e.array.kind === "var" && own.has(e.array.name) ? { kind: "var", sort: e.sort, name: e.array.name } : mapChildren(e, go);
    done.set(e, next);
    return next;
  };
  return {
    ...step, guards: step.guards.map(go), lets: step.lets.map(({ name, value }) => ({ name, value: go(value) })),
    updates: step.updates.map(({ variable, value }) => ({ variable, value: own.has(variable) && value.kind === "store" ? go(value.value) : go(value) })),
  };
}
