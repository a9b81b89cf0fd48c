// SPDX-License-Identifier: Apache-2.0
// Names that people will read: the lets of a step are called what the source calls them. Meaning is untouched.
import { children as childrenOf, local, substituteLocals } from "../ir/build.ts";
import type { IrExpr, IrModel, IrStep } from "../ir/model.ts";
import type { World } from "./world.ts";

export function prettyModel(model: IrModel, world: World): IrModel {
  const taken = new Set([...model.vars.map((v) => v.name), ...model.steps.map((s) => s.name), ...model.properties.map((p) => p.name)]);
  return { ...model, steps: model.steps.map((s) => prettyStep(s, world, taken)) };
}

function prettyStep(step: IrStep, world: World, taken: ReadonlySet<string>): IrStep {
  if (step.lets.length === 0) return step;
  const own = new Set([...taken, ...step.params.map((p) => p.name), ...boundNames(step)]);
  const names = world.prettyLets(step.lets.map((l) => l.name), own);
  const renamed = new Map<string, IrExpr>(step.lets.map((l) => [l.name, local(names.get(l.name) ?? l.name, l.value.sort)] as const));
  return {
    ...step,
    lets: step.lets.map((l) => ({ name: names.get(l.name) ?? l.name, value: substituteLocals(l.value, renamed) })),
    updates: step.updates.map((u) => ({ variable: u.variable, value: substituteLocals(u.value, renamed) })),
  };
}

/** Names bound inside the step's expressions; a let must not take one of them. */
function boundNames(step: IrStep): string[] {
  const out: string[] = [];
  const visit = (e: IrExpr): void => {
    if (e.kind === "let" || e.kind === "array" || e.kind === "quant") out.push(e.name);
    for (const kid of childrenOf(e)) visit(kid);
  };
  [...step.guards, ...step.lets.map((l) => l.value), ...step.updates.map((u) => u.value)].forEach(visit);
  return out;
}
