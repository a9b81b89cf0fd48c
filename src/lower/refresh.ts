// SPDX-License-Identifier: Apache-2.0
// Histories see every change of what they watch: a step of anybody that changes shared state also continues
// the running histories of all other agents.
import { localsOf, select, store, substituteVars, varRef, varsOf, local } from "../ir/build.ts";
import type { IrBinding, IrExpr, IrStep } from "../ir/model.ts";
import type { Builder } from "./builder.ts";
import { continued, type Monitor } from "./monitor.ts";
import { familySort } from "./steps.ts";
import type { World } from "./world.ts";

export function refreshHistories(steps: readonly IrStep[], builders: readonly Builder[], world: World): IrStep[] {
  return steps.map((step) => builders.reduce((s, b) => [...b.locals.values()].reduce((t, l) => (l.monitor === undefined ? t : refresh(t, b, l.monitor, world)), s), step));
}

function refresh(step: IrStep, b: Builder, monitor: Monitor, world: World): IrStep {
  const watched = new Set(monitor.bodies.flatMap((body) => [...varsOf(body)]).filter((name) => !b.locals.has(name)));
  const changed = step.updates.filter((u) => watched.has(u.variable));
  const own = step.process === b.instance.name;
  if (changed.length === 0 || (own && b.instance.count === 1)) return step;
  const { lets, after } = named(changed, world);
  const old = step.updates.find((u) => u.variable === monitor.variable);
  const value = b.instance.count === 1 ? continued(monitor, (e) => substituteVars(e, after)) : family(b, monitor, after, old?.value, step, world);
  const updates = [...step.updates.filter((u) => u.variable !== monitor.variable).map((u) => ({ variable: u.variable, value: lets.has(u.variable) ? after.get(u.variable) ?? u.value : u.value })), { variable: monitor.variable, value }];
  return { ...step, lets: [...step.lets, ...lets.values()], updates };
}

/** New values that are not short get a name, since state and history both need them. */
function named(changed: IrStep["updates"], world: World): { lets: Map<string, IrBinding>; after: Map<string, IrExpr> } {
  const lets = new Map<string, IrBinding>();
  const after = new Map<string, IrExpr>();
  for (const { variable, value } of changed) {
    if (value.kind === "local") {
      after.set(variable, value);
      continue;
    }
    const name = world.fresh(`new_${variable}`);
    lets.set(variable, { name, value });
    after.set(variable, local(name, value.sort));
  }
  return { lets, after };
}

/** All agents of a process with several: each watches through its own locals. */
function family(b: Builder, monitor: Monitor, after: ReadonlyMap<string, IrExpr>, old: IrExpr | undefined, step: IrStep, world: World): IrExpr {
  const sort = familySort(b, monitor.sort);
  const name = world.fresh("agent");
  const agent = local(name, sort.index);
  const base = old ?? varRef(monitor.variable, sort);
  const mine = new Map<string, IrExpr>();
  for (const l of b.locals.values()) {
    if (l.name === monitor.variable) continue;
    const now = step.updates.find((u) => u.variable === l.name)?.value ?? varRef(l.name, familySort(b, l.sort));
    mine.set(l.name, select(now, agent));
  }
  const next = substituteVars(continued(monitor, (e) => substituteVars(e, after)), new Map([...mine, [monitor.variable, select(base, agent)]]));
  // `agents` in the body are this bound name, not the parameter of the step.
  return localsOf(next).has("self") && b.instance.self.kind === "local" && step.process !== b.instance.name
    ? store(varRef(monitor.variable, sort), agent, next) : { kind: "array", sort, name, body: next };
}
