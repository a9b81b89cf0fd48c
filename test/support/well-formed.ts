// SPDX-License-Identifier: Apache-2.0
// What src/ir/model.ts promises of the names of a model: each that occurs is bound, and none hides another one.
import { children } from "../../src/ir/build.ts";
import type { IrBinding, IrExpr, IrModel, IrParam } from "../../src/ir/model.ts";

/** What is wrong, one line each; nothing when the model keeps the promise. */
export function illFormed(model: IrModel): readonly string[] {
  const out: string[] = [];
  const vars = new Set(model.vars.map((v) => v.name));
  // Expressions share parts: each is looked at once in one scope.
  const seen = new WeakMap<ReadonlySet<string>, Set<IrExpr>>();
  const visit = (where: string, e: IrExpr, scope: ReadonlySet<string>): void => {
    const known = seen.get(scope) ?? new Set();
    if (known.has(e)) return;
    seen.set(scope, known.add(e));
    if (e.kind === "var" && !vars.has(e.name)) out.push(`${where}: no variable ${e.name}`);
    if (e.kind === "local" && !scope.has(e.name)) out.push(`${where}: ${e.name} is bound nowhere`);
    if (e.kind !== "let" && e.kind !== "array" && e.kind !== "quant") {
      for (const kid of children(e)) visit(where, kid, scope);
      return;
    }
    if (scope.has(e.name)) out.push(`${where}: ${e.name} hides another one`);
    if (e.kind === "let") visit(where, e.value, scope);
    visit(where, e.body, new Set([...scope, e.name]));
  };
  const bind = (where: string, params: readonly IrParam[], lets: readonly IrBinding[]): { guarded: Set<string>; all: Set<string> } => {
    const guarded = new Set<string>();
    const add = (to: Set<string>, name: string): void => {
      if (to.has(name)) out.push(`${where}: ${name} is bound twice`);
      to.add(name);
    };
    for (const { name } of params) add(guarded, name);
    const all = new Set(guarded);
    for (const { name, value } of lets) {
      visit(where, value, all);
      add(all, name);
    }
    return { guarded, all };
  };
  const { init } = model;
  const start = bind("init", init.params, init.lets);
  for (const guard of init.guards) visit("init", guard, start.guarded);
  for (const { value } of init.values) visit("init", value, start.all);
  for (const step of model.steps) {
    const { guarded, all } = bind(step.name, step.params, step.lets);
    for (const guard of step.guards) visit(step.name, guard, guarded);
    for (const { value } of step.updates) visit(step.name, value, all);
  }
  for (const property of model.properties) {
    for (const e of [property.expr, ...(property.trigger === undefined ? [] : [property.trigger])]) visit(property.name, e, new Set());
    for (const { step, shows, keeps, fit } of [...(property.step === undefined ? [] : [{ step: property.step, shows: property.shows }]), ...(property.claims ?? [])]) {
      const params = new Set(model.steps.find((s) => s.name === step)?.params.map((p) => p.name) ?? []);
      for (const { value } of shows) visit(`${property.name}, what it shows`, value, params);
      for (const value of [keeps, fit?.value]) if (value !== undefined) visit(`${property.name}, what it claims`, value, params);
    }
  }
  return out;
}
