// SPDX-License-Identifier: Apache-2.0
// Guards the guard: a wrong operator in the compiled checker, or a step that forgets an update, must be
// noticed by the comparison with the reference interpreter.
import { expect, test } from "vitest";
import { CodeWriter } from "../../src/check/js/code.ts";
import { exploreJsStates } from "../../src/check/js/search.ts";
import { successors } from "../../src/check/reference.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { OP_NAMES, opDef, type OpDef, type OpName } from "../../src/ir/ops.ts";
import { counter, largeSet, mutex, splitEntry } from "../support/models.ts";
import { randomModel } from "../support/random-model.ts";
import { disagreement, wasmDisagreement } from "./compare.ts";

/** Models that are tried before a mistake counts as not noticed. */
const MODELS = 400;

type Instructions = OpDef["words"];

/** The quotient rounded toward zero. */
const trunc: Instructions = (w, a, b) => w.add(w.floorDiv(a, b), w.and(w.lt(a, w.number(0)), w.ne(w.floorMod(a, b), w.number(0))));

/** Mistakes that somebody might make; every operator also gets its result negated or changed by one. */
const WRONG: Partial<Record<OpName, readonly Instructions[]>> = {
  and: [(_, a) => a, (w, a, b) => w.or(a, b)],
  or: [(_, a) => a, (w, a, b) => w.and(a, b), (w, a, b) => w.xor(a, b)],
  implies: [(w, a, b) => w.or(a, w.xor(b, w.number(1))), (_w, _, b) => b],
  eq: [(w, a, b) => w.le(a, b)],
  ne: [(w, a, b) => w.lt(a, b)],
  lt: [(w, a, b) => w.le(a, b)],
  le: [(w, a, b) => w.lt(a, b)],
  gt: [(w, a, b) => w.ge(a, b)],
  ge: [(w, a, b) => w.gt(a, b)],
  sub: [(w, a, b) => w.sub(b, a)],
  div: [trunc, (w, a, b) => w.sub(w.number(0), w.floorDiv(w.sub(w.number(0), a), b))],
  mod: [(w, a, b) => w.sub(a, w.mul(b, trunc(w, a, b)))],
  member: [(w, a, b) => w.and(w.shr(b, w.add(a, w.number(1))), w.number(1))],
  union: [(w, a, b) => w.xor(a, b), (_, a) => a],
  intersect: [(_w, _, b) => b, (_, a) => a],
  minus: [(w, a, b) => w.andNot(b, a), (w, a, b) => w.xor(a, b)],
  subset: [(w, a, b) => w.eq(w.andNot(b, a), w.number(0)), (w, a, b) => w.eq(a, b)],
};

const generic = (op: OpName): Instructions => {
  const { words, shape, result } = opDef(op);
  const sort = result([{ kind: "int", lo: 1, hi: 2 }, { kind: "int", lo: 1, hi: 2 }]);
  const isNumber = shape === "scalar" && typeof sort === "object" && sort.kind === "int";
  return (w, a, b) => w[isNumber ? "add" : "xor"](words(w, a, b), w.number(1));
};

const shown = (words: Instructions): string => {
  const code = new CodeWriter();
  const lines = code.lines(() => code.emit(words(code, "a", "b")));
  return lines.join(" ");
};

const mutants = OP_NAMES.flatMap((op) => [generic(op), ...(WRONG[op] ?? [])].map((words): [string, OpName, Instructions] => [`${op} as ${shown(words)}`, op, words]));

test.each(mutants)("wrong %s is noticed", (_, op, words) => {
  const ops = (other: OpName): Pick<OpDef, "words"> => (other === op ? { words } : opDef(other));
  for (let seed = 0; seed < MODELS; seed += 1) {
    if (disagreement(randomModel(seed), { maxStates: 60 }, ops) !== undefined) return;
  }
  expect.fail(`not noticed on ${MODELS} models`);
});

test.each(OP_NAMES)("wrong %s is noticed in WebAssembly", (op) => {
  const ops = (other: OpName): Pick<OpDef, "words"> => (other === op ? { words: generic(op) } : opDef(other));
  for (let seed = 0; seed < MODELS; seed += 1) {
    if (wasmDisagreement(randomModel(seed), { maxStates: 60 }, ops) !== undefined) return;
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
