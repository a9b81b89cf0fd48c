// SPDX-License-Identifier: Apache-2.0
// Variables that nothing reads and locals that never leave their default are left out of the model, so that
// both back ends see the same small state. What remains has exactly the behaviour that was written.
import { defaultOf, localsOf, sameExpr, varsOf } from "../ir/build.ts";
import type { IrExpr, IrModel, IrStep } from "../ir/model.ts";

export function pruneModel(model: IrModel): IrModel {
  const used = usedVariables(model);
  const vars = model.vars.filter((v) => used.has(v.name));
  const values = model.init.values.filter((v) => used.has(v.variable));
  const roots = [...values.map((v) => v.value), ...model.init.guards];
  return {
    ...model, vars,
    init: { ...model.init, values, lets: neededLets(model.init.lets, roots) },
    steps: model.steps.map((s) => pruneStep(s, used)),
  };
}

/** Read by a guard, by a property, or by the new value of a variable that is used itself; shown ones as well. */
function usedVariables(model: IrModel): Set<string> {
  const used = new Set<string>();
  const add = (e: IrExpr): void => { varsOf(e, used); };
  for (const p of model.properties) {
    add(p.expr);
    if (p.trigger !== undefined) add(p.trigger);
    for (const s of [...p.shows, ...(p.claims ?? []).flatMap((claim) => claim.shows)]) add(s.value);
  }
  for (const s of model.steps) {
    s.guards.forEach(add);
    if (s.text.observes !== undefined) add(s.text.observes);
    for (const n of s.text.names ?? []) if (s.text.text.includes(`[${n.name}]`)) add(n.value);
  }
  for (const v of model.vars) if (v.role === "pc" || (v.role === "shared" && model.steps.some((s) => s.updates.some((u) => u.variable === v.name)))) used.add(v.name);
  for (let grown = true; grown;) {
    const before = used.size;
    for (const s of model.steps) {
      const live = s.updates.filter((u) => used.has(u.variable)).map((u) => u.value);
      live.forEach(add);
      for (const l of neededLets(s.lets, live)) add(l.value);
    }
    grown = used.size > before;
  }
  for (const v of model.vars) if (used.has(v.name) && v.role === "local" && neverChanges(model, v.name)) used.delete(v.name);
  for (const v of model.vars) if (model.steps.some((s) => reads(s, v.name)) || model.properties.some((p) => varsOf(p.expr).has(v.name))) used.add(v.name);
  return used;
}

function neverChanges(model: IrModel, name: string): boolean {
  const init = model.init.values.find((v) => v.variable === name);
  const sort = model.vars.find((v) => v.name === name)?.sort;
  return !model.steps.some((s) => s.updates.some((u) => u.variable === name)) && init !== undefined && sort !== undefined && sameExpr(init.value, defaultOf(sort));
}

function reads(step: IrStep, name: string): boolean {
  return [...step.guards, ...step.lets.map((l) => l.value), ...step.updates.filter((u) => u.variable !== name).map((u) => u.value)].some((e) => varsOf(e).has(name));
}

function pruneStep(step: IrStep, used: ReadonlySet<string>): IrStep {
  const updates = step.updates.filter((u) => used.has(u.variable));
  const { observes, names, ...text } = step.text;
  const keep = (e: IrExpr): boolean => [...varsOf(e)].every((n) => used.has(n));
  return {
    ...step, updates, lets: neededLets(step.lets, updates.map((u) => u.value)),
    text: { ...text, ...(observes !== undefined && keep(observes) ? { observes } : {}), ...(names === undefined ? {} : { names: names.filter((n) => keep(n.value) && step.text.text.includes(`[${n.name}]`)) }) },
  };
}

function neededLets<T extends { readonly name: string; readonly value: IrExpr }>(lets: readonly T[], roots: readonly IrExpr[]): T[] {
  const needed = new Set<string>();
  for (const e of roots) localsOf(e, needed);
  const out: T[] = [];
  for (const l of [...lets].reverse()) {
    if (!needed.has(l.name)) continue;
    localsOf(l.value, needed);
    out.unshift(l);
  }
  return out;
}
