// SPDX-License-Identifier: Apache-2.0
// Cone of influence, variables: what no guard and no property reads, directly or through the new value of
// something that they read, is left out. All steps stay, so the smaller model takes exactly the steps of the
// whole one: verdicts, deadlocks, lengths of traces, depth and which steps are ever taken are the same, and a
// trace is lifted by taking its steps in the whole model. (Lowering prunes too, but keeps what traces show.)
import { localsOf, varsOf } from "../ir/build.ts";
import type { IrBinding, IrExpr, IrModel, IrProperty, IrStep } from "../ir/model.ts";

/** The model without the variables that nothing depends on, and their names; the same model when there are none. */
export function cone(model: IrModel): { readonly model: IrModel; readonly removed: readonly string[] } {
  const needed = influential(model);
  const removed = model.vars.map(({ name }) => name).filter((name) => !needed.has(name));
  return { model: removed.length === 0 ? model : restrictTo(model, needed), removed };
}

/** Read by a guard, by a property, or by the new value of such a variable. */
function influential(model: IrModel): ReadonlySet<string> {
  const needed = new Set<string>();
  const add = (e: IrExpr): void => void varsOf(e, needed);
  for (const { expr, trigger } of model.properties) {
    add(expr);
    if (trigger !== undefined) add(trigger);
  }
  for (const step of model.steps) step.guards.forEach(add);
  for (let before = -1; before !== needed.size;) {
    before = needed.size;
    for (const step of model.steps) {
      const values = step.updates.filter(({ variable }) => needed.has(variable)).map(({ value }) => value);
      values.forEach(add);
      for (const { value } of usedLets(step.lets, values)) add(value);
    }
  }
  return needed;
}

/** The model with these variables only. What only people read, which may speak of the others, goes too. */
export function restrictTo(model: IrModel, needed: ReadonlySet<string>): IrModel {
  const values = model.init.values.filter(({ variable }) => needed.has(variable));
  return {
    ...model,
    vars: model.vars.filter(({ name }) => needed.has(name)),
    init: { ...model.init, values, lets: usedLets(model.init.lets, values.map(({ value }) => value)) },
    steps: model.steps.map((step) => restrictStep(step, needed)),
    properties: model.properties.map(restrictProperty),
  };
}

function restrictStep(step: IrStep, needed: ReadonlySet<string>): IrStep {
  const updates = step.updates.filter(({ variable }) => needed.has(variable));
  const { text, calls, comments } = step.text;
  return { ...step, updates, lets: usedLets(step.lets, updates.map(({ value }) => value)), text: { text, calls, comments } };
}

/** Values to show are taken from the whole model. */
const restrictProperty = (property: IrProperty): IrProperty => ({ ...property, shows: [], claims: [] });

/** The bindings that the expressions need, directly or through another one. */
function usedLets(lets: readonly IrBinding[], roots: readonly IrExpr[]): readonly IrBinding[] {
  const names = new Set<string>();
  for (const root of roots) localsOf(root, names);
  const kept = [...lets].reverse().filter(({ name, value }) => {
    if (!names.has(name)) return false;
    localsOf(value, names);
    return true;
  });
  return kept.reverse();
}
