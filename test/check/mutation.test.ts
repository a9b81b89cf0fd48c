// SPDX-License-Identifier: Apache-2.0
// Guards the guard: a wrong operator in the compiled checker, or a step that forgets an update, must be
// noticed by the comparison with the reference interpreter.
import { expect, test } from "vitest";
import { exploreJsStates } from "../../src/check/js/search.ts";
import { successors } from "../../src/check/reference.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { OP_NAMES, opDef, type OpDef, type OpName } from "../../src/ir/ops.ts";
import { counter, largeSet, mutex, splitEntry } from "../support/models.ts";
import { randomModel } from "../support/random-model.ts";
import { disagreement } from "./compare.ts";

/** Models that are tried before a mistake counts as not noticed. */
const MODELS = 400;

/** Mistakes that somebody might make; every operator also gets its result negated or changed by one. */
const WRONG: Partial<Record<OpName, readonly OpDef["js"][]>> = {
  and: [(a) => a, (a, b) => `(${a}|${b})`],
  or: [(a) => a, (a, b) => `(${a}&${b})`, (a, b) => `(${a}^${b})`],
  implies: [(a, b) => `(${a}|(${b}^1))`, (_, b) => b],
  eq: [(a, b) => `(${a}<=${b}?1:0)`],
  ne: [(a, b) => `(${a}<${b}?1:0)`],
  lt: [(a, b) => `(${a}<=${b}?1:0)`],
  le: [(a, b) => `(${a}<${b}?1:0)`],
  gt: [(a, b) => `(${a}>=${b}?1:0)`],
  ge: [(a, b) => `(${a}>${b}?1:0)`],
  sub: [(a, b) => `(${b}-${a})`],
  div: [(a, b) => `Math.trunc(${a}/${b})`, (a, b) => `Math.ceil(${a}/${b})`],
  mod: [(a, b) => `(${a}%${b})`],
  member: [(a, b) => `((${b}>>>${a}+1)&1)`],
  union: [(a, b) => `(${a}^${b})`, (a) => a],
  intersect: [(_, b) => b, (a) => a],
  minus: [(a, b) => `(${b}&~${a})`, (a, b) => `(${a}^${b})`],
  subset: [(a, b) => `((${b}&~${a})===0?1:0)`, (a, b) => `(${a}===${b}?1:0)`],
};

const generic = (op: OpName): OpDef["js"] => {
  const { js, shape, result } = opDef(op);
  const isNumber = shape === "scalar" && typeof result([{ kind: "int", lo: 1, hi: 2 }, { kind: "int", lo: 1, hi: 2 }]) === "object" && /[-+*/]/.test(js("", ""));
  return (a, b) => (isNumber ? `(${js(a, b)}+1)` : `(${js(a, b)}^1)`);
};

const mutants = OP_NAMES.flatMap((op) => [generic(op), ...(WRONG[op] ?? [])].map((js): [string, OpName, OpDef["js"]] => [`${op} as ${js("a", "b")}`, op, js]));

test.each(mutants)("wrong %s is noticed", (_, op, js) => {
  const ops = (other: OpName): Pick<OpDef, "js"> => (other === op ? { js } : opDef(other));
  for (let seed = 0; seed < MODELS; seed += 1) {
    if (disagreement(randomModel(seed), { maxStates: 60 }, ops) !== undefined) return;
  }
  expect.fail(`not noticed on ${MODELS} models`);
});

function withoutUpdate(model: IrModel, step: number, update: number): IrModel {
  return { ...model, steps: model.steps.map((s, i) => (i === step ? { ...s, updates: s.updates.filter((_, j) => j !== update) } : s)) };
}

const dropped = [counter(3), mutex(), splitEntry(), largeSet()].flatMap((model) => {
  return model.steps.flatMap((step, i) => step.updates.map((update, j): [string, IrModel, IrModel] => {
    return [`${model.name} ${step.name} ${update.variable}`, model, withoutUpdate(model, i, j)];
  }));
});

test.each(dropped)("a forgotten update is noticed: %s", (_, model, mutant) => {
  expect(disagreement(model, {}, undefined, mutant)).toBeDefined();
});

test("a forgotten update in a random model is noticed where it changes a successor", () => {
  let total = 0;
  for (let seed = 0; seed < 15; seed += 1) {
    const model = randomModel(seed);
    const { states, result: { queue } } = exploreJsStates(model, { maxStates: 40 });
    const expanded = states.slice(0, states.length - queue);
    const edges = (of: IrModel): string => JSON.stringify(expanded.map((state) => [...successors(of, state)]));
    const expected = edges(model);
    model.steps.forEach((step, i) => step.updates.forEach((_, j) => {
      const mutant = withoutUpdate(model, i, j);
      if (edges(mutant) === expected) return;
      total += 1;
      expect(disagreement(model, { maxStates: 40 }, undefined, mutant), `seed ${seed}: ${step.name}`).toBeDefined();
    }));
  }
  expect(total).toBeGreaterThan(50);
});
