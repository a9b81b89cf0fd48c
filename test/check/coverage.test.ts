// SPDX-License-Identifier: Apache-2.0
// Guards the guard: the random models must use every operator, every kind of expression and sort, and every
// shape of step and property, or a differential test proves less than it seems to.
import { expect, test } from "vitest";
import { children } from "../../src/ir/build.ts";
import { explore } from "../../src/check/explore.ts";
import type { IrExpr, IrModel, IrStep } from "../../src/ir/model.ts";
import { OP_NAMES } from "../../src/ir/ops.ts";
import { cardinality, type Sort } from "../../src/ir/sorts.ts";
import { randomModel } from "../support/random-model.ts";

const MODELS = 150;

const KINDS: Record<IrExpr["kind"], true> = {
  lit: true, var: true, local: true, op: true, ite: true, let: true, record: true, field: true, with: true,
  select: true, store: true, array: true, set: true, quant: true,
};
const SORTS: Record<Sort["kind"], true> = { bool: true, int: true, enum: true, record: true, array: true, set: true };

const FEATURES = [
  ...OP_NAMES.map((op) => `op ${op}`), ...Object.keys(KINDS).map((kind) => `expr ${kind}`),
  ...["var", "param", "quant", "let"].flatMap((place) => Object.keys(SORTS).map((sort) => `${place} ${sort}`)),
  "quant forall", "quant exists", "int negative", "enum part", "record nested", "array of records", "array by int", "array by enum", "set of records", "set of words",
  "step with self", "step of hardware", "step with choice", "step with two choices", "step with lets", "step with guards", "step with several updates", "step without updates",
  "step Terminating", "several processes", "single agent", "init params", "init guards", "init lets", "several initial states", "no deadlock check",
  "property invariant", "property reachable", "property trigger", "property step",
  "status holds", "status violated", "status reached", "status unreached", "vacuous", "deadlock violated", "a step never taken", "long trace",
];

test(`${MODELS} random models use everything there is`, () => {
  const counts = new Map(FEATURES.map((feature) => [feature, 0]));
  const count = (feature: string, on = true): void => {
    if (on) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  };
  const sizes: number[] = [];
  for (let seed = 0; seed < MODELS; seed += 1) sizes.push(measure(randomModel(seed), count));
  expect([...counts].filter(([, n]) => n === 0).map(([feature]) => feature)).toEqual([]);
  sizes.sort((a, b) => a - b);
  // Neither trivial nor huge: an emitted module of this size takes TLC a moment.
  expect(sizes[MODELS >> 1]).toBeGreaterThan(8);
  expect(sizes[Math.floor(MODELS * 0.85)]).toBeLessThan(3000);
});

type Count = (feature: string, on?: boolean) => void;

function measure(model: IrModel, count: Count): number {
  const names = new Set<string>();
  model.vars.forEach((v) => sortFeatures("var", v.sort, count));
  for (const step of model.steps) stepFeatures(step, count);
  for (const expr of expressions(model)) exprFeatures(expr, count, names);
  count("several processes", model.processes.length > 1);
  count("single agent", model.processes.some(({ agents }) => agents.length === 1));
  count("init params", model.init.params.length > 0);
  count("init guards", model.init.guards.length > 0);
  count("init lets", model.init.lets.length > 0);
  count("no deadlock check", !model.checkDeadlock);
  for (const property of model.properties) {
    count(`property ${property.kind}`);
    count("property trigger", property.trigger !== undefined);
    count("property step", property.step !== undefined);
  }
  const result = explore(model, { maxStates: 3000 });
  for (const { name, status, vacuous, trace } of result.properties) {
    count(`status ${status}`, status !== "undecided");
    count("vacuous", vacuous);
    count("deadlock violated", name === "deadlock" && status === "violated");
    count("several initial states", result.generated > result.distinct && trace?.states.length === 1);
    count("long trace", (trace?.states.length ?? 0) > 4);
  }
  count("a step never taken", [...result.stepCounts.values()].includes(0));
  return result.distinct;
}

function stepFeatures(step: IrStep, count: Count): void {
  const choices = step.params.filter(({ name }) => !name.startsWith("self"));
  choices.forEach(({ sort }) => sortFeatures("param", sort, count));
  count("step with self", choices.length < step.params.length);
  count("step of hardware", step.process === "Hardware");
  count("step with choice", choices.length > 0);
  count("step with two choices", choices.length > 1);
  count("step with lets", step.lets.length > 0);
  count("step with guards", step.guards.length > 1);
  count("step with several updates", step.updates.length > 1);
  count("step without updates", step.updates.length === 0 && step.name !== "Terminating");
  count("step Terminating", step.name === "Terminating");
}

function sortFeatures(place: string, sort: Sort, count: Count): void {
  count(`${place} ${sort.kind}`);
  count("int negative", sort.kind === "int" && sort.lo < 0);
  count("enum part", sort.kind === "enum" && sort.hi - sort.lo + 1 < sort.universe.members.length);
  count("record nested", sort.kind === "record" && sort.fields.some((field) => field.sort.kind === "record"));
  count("array of records", sort.kind === "array" && sort.elem.kind === "record");
  count("array by int", sort.kind === "array" && sort.index.kind === "int");
  count("array by enum", sort.kind === "array" && sort.index.kind === "enum");
  count("set of records", sort.kind === "set" && sort.elem.kind === "record");
  count("set of words", sort.kind === "set" && cardinality(sort.elem) > 30);
}

function exprFeatures(expr: IrExpr, count: Count, names: Set<string>): void {
  count(`expr ${expr.kind}`);
  if (expr.kind === "op") count(`op ${expr.op}`);
  if (expr.kind === "quant") {
    count(`quant ${expr.quant}`);
    sortFeatures("quant", expr.over, count);
  }
  if (expr.kind === "let") sortFeatures("let", expr.value.sort, count);
  if (expr.kind === "let" || expr.kind === "quant" || expr.kind === "array") names.add(expr.name);
  for (const child of children(expr)) exprFeatures(child, count, names);
}

function expressions(model: IrModel): readonly IrExpr[] {
  const bindings = (list: readonly { readonly value: IrExpr }[]): IrExpr[] => list.map(({ value }) => value);
  return [
    ...model.init.guards, ...bindings(model.init.lets), ...bindings(model.init.values),
    ...model.steps.flatMap((step) => [...step.guards, ...bindings(step.lets), ...bindings(step.updates)]),
    ...model.properties.flatMap(({ expr, trigger }) => (trigger ? [expr, trigger] : [expr])),
  ];
}

test("names are identifiers and are bound once", () => {
  for (let seed = 0; seed < 60; seed += 1) {
    const model = randomModel(seed);
    const bound: string[] = [
      ...model.vars.map(({ name }) => name), ...model.init.params.map(({ name }) => name), ...model.init.lets.map(({ name }) => name),
      ...model.steps.flatMap((step) => [step.name, ...step.params.map(({ name }) => name), ...step.lets.map(({ name }) => name)]),
      ...model.properties.map(({ name }) => name),
    ];
    const binders = new Map<string, IrExpr>(); // one expression object may stand in several places
    const walk = (expr: IrExpr): void => {
      if (expr.kind === "let" || expr.kind === "quant" || expr.kind === "array") {
        expect(binders.get(expr.name) ?? expr).toBe(expr);
        binders.set(expr.name, expr);
      }
      children(expr).forEach(walk);
    };
    expressions(model).forEach(walk);
    const all = [...bound, ...binders.keys()];
    expect(new Set(all).size).toBe(all.length);
    for (const name of all) expect(name).toMatch(/^[A-Za-z][A-Za-z0-9]*$/);
  }
});
