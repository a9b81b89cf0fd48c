// SPDX-License-Identifier: Apache-2.0
// The conditions of the proofs, one by one: on each of these models the reduction would be wrong if that condition were
// not asked for. The proof refuses, and the answers are those of the whole model.
import { describe, expect, test } from "vitest";
import { exploreJs } from "../../src/check/js/search.ts";
import { exploreReduced } from "../../src/check/reduced.ts";
import { and, eq, int, local, member, not, or, quant, select, store, varRef } from "../../src/ir/build.ts";
import type { IrExpr, IrModel, IrProperty } from "../../src/ir/model.ts";
import type { ArraySort, EnumSort } from "../../src/ir/sorts.ts";
import { cutoff } from "../../src/reduce/cutoff.ts";
import type { ReductionName } from "../../src/reduce/reduce.ts";
import { findSymmetry } from "../../src/reduce/symmetry.ts";
import { lower } from "../support/spec.ts";

/** A writer and three readers that only look: all interchangeable, one of them enough. */
const whole = lower(`
shared word : 0..2;
shared other : 0..2;
writer change { loop { choose v in 0..2; WRITE_ONCE(word, v); } }
walker read() no recheck {
  let a = READ_ONCE(word);
  let b = READ_ONCE(word);
  assert same: a == b || a != b && other == 0;
}
check c { run change(); run 3 * read(); allow deadlock "no matter"; expect same hold; }
`).model;

const found = <T>(thing: T | undefined): T => {
  if (thing === undefined) throw new Error("the model has changed");
  return thing;
};
const pc = found(whole.vars.find(({ role, sort }) => role === "pc" && sort.kind === "array"));
const pcSort = pc.sort as ArraySort & { readonly index: EnumSort; readonly elem: EnumSort };
const [first, second, third] = found(whole.processes.find(({ agents }) => agents.length === 3)).agents as readonly [number, number, number];
/** The readers from one to another. */
const from = (lo: number, hi: number): EnumSort => ({ ...pcSort.index, lo, hi });
const all = from(first, third);
const agent = (index: number): IrExpr => member(pcSort.index, index);
/** Program points of the readers: before each of the two reads. */
const [before, between] = [...new Set(whole.steps.filter(({ process }) => process.startsWith("read")).map(({ guards: [guard] }) => {
  return guard?.kind === "op" && guard.args[1]?.kind === "lit" ? guard.args[1].value : -1;
}))] as [number, number];
const at = (who: IrExpr, point: number): IrExpr => eq(select(varRef(pc.name, pc.sort), who), member(pcSort.elem, point));
const each = (name: string, over: EnumSort, said: (who: IrExpr) => IrExpr): IrExpr => quant("forall", name, over, said(local(name, over)));
const some = (name: string, over: EnumSort, said: (who: IrExpr) => IrExpr): IrExpr => quant("exists", name, over, said(local(name, over)));
const invariant = (expr: IrExpr, trigger?: IrExpr): IrProperty =>
  ({ name: "p", kind: "invariant", origin: "invariant", expr, message: "", doc: "", shows: [], ...(trigger === undefined ? {} : { trigger }) });
const saying = (...properties: readonly IrProperty[]): IrModel => ({ ...whole, properties: properties.map((one, i) => ({ ...one, name: `p${i}` })) });

/** What is said of each property: with the length of its trace, and whether its trigger was ever true. */
function answers(model: IrModel, reductions: readonly ReductionName[] = []): readonly string[] {
  const { properties } = exploreReduced(model, { reductions }, exploreJs);
  return properties.map(({ status, trace, vacuous }) => [status, ...(trace ? [trace.states.length] : []), ...(vacuous ? ["vacuous"] : [])].join(" "));
}
const cut = (model: IrModel): number => cutoff(model).processes.length;
const sizes = (model: IrModel): readonly number[] => findSymmetry(model).sets.map(({ members }) => members.length);

test("with a property that is about one reader at a time, one is enough", () => {
  const one = saying(invariant(each("m", all, (m) => or(not(at(m, between)), eq(varRef("other", found(whole.vars.find(({ name }) => name === "other")).sort), int(0))))));
  expect(cut(one)).toBe(1);
  expect(sizes(one)).toEqual([3]);
  expect(answers(one, ["cone"])).toEqual(answers(one));
  expect(answers(one, ["symmetry"])).toEqual(answers(one));
});

describe("one agent of a process is not enough", () => {
  test("when a property is about two agents at once", () => {
    // One alone is never at both points.
    const two = saying(invariant(or(each("m", all, (m) => not(at(m, before))), each("n", all, (n) => not(at(n, between))))));
    expect(answers(two)).toEqual(["violated 2"]);
    expect(cut(two)).toBe(0);
    expect(answers(two, ["cone"])).toEqual(answers(two));
  });

  test("when not all begin alike", () => {
    const word = found(whole.vars.find(({ name }) => name === "word"));
    const values = whole.init.values.map((one) => (one.variable === pc.name ? { ...one, value: store(one.value, agent(third), member(pcSort.elem, between)) } : one));
    const started: IrModel = {
      ...whole, init: { ...whole.init, values },
      properties: [invariant(each("m", all, (m) => not(and(at(m, between), eq(varRef("word", word.sort), int(0))))))],
    };
    expect(sizes(started)).toEqual([3]); // paths from there on are alike
    expect(answers(started)).toEqual(["violated 1"]);
    expect(cut(started)).toBe(0);
    expect(answers(started, ["cone"])).toEqual(answers(started));
  });
});

describe("agents are not interchangeable", () => {
  test("when only a trigger tells them apart", () => {
    // The first, or the last, is ahead of the others: among representatives of orbits it is always the same one.
    const ahead = (who: number, ...others: readonly number[]): IrExpr => and(at(agent(who), between), ...others.map((other) => at(agent(other), before)));
    const holds = each("m", all, (m) => or(at(m, before), not(at(m, before))));
    const model = saying(invariant(holds, ahead(first, second, third)), invariant(holds, ahead(third, first, second)));
    expect(answers(model)).toEqual(["holds", "holds"]);
    expect(sizes(model)).not.toContain(3);
    expect(answers(model, ["symmetry"])).toEqual(answers(model));
  });

  test("when what is ranged over has room for some of them", () => {
    // Some of two is where the third one is not, at one end or the other.
    const apart = (over: EnumSort, other: number, point: number): IrProperty => invariant(each("k", over, (k) => not(and(at(k, point), each("j", from(other, other), (j) => not(at(j, point)))))));
    for (const point of [before, between]) {
      const model = saying(apart(from(first, second), third, point), apart(from(second, third), first, point));
      expect(answers(model).map((answer) => answer.split(" ")[0])).toEqual(["violated", "violated"]);
      expect(sizes(model)).toEqual([]);
      expect(answers(model, ["symmetry"])).toEqual(answers(model));
    }
  });

  test.each([["the last", first, second], ["the first", second, third]] as const)("when a step is not for %s", (_, lo, hi) => {
    const model: IrModel = {
      ...saying(invariant(some("m", all, (m) => at(m, before))), invariant(each("m", all, (m) => at(m, before)))),
      steps: whole.steps.map((step) => {
        const [self, ...others] = step.params;
        return step.process.startsWith("read") && self !== undefined ? { ...step, params: [{ ...self, sort: from(lo, hi) }, ...others] } : step;
      }),
    };
    expect(answers(model)).toEqual(["holds", "violated 2"]);
    expect(sizes(model)).toEqual([2]);
    expect(answers(model, ["symmetry"])).toEqual(answers(model));
    expect(cut(model)).toBe(0);
  });

  test("when a variable has room for some of them", () => {
    // It says who may go, for ever; nothing else tells the readers apart.
    const turn = { name: "turn", sort: from(first, second), role: "env" as const, doc: "" };
    const model: IrModel = {
      ...saying(invariant(some("m", all, (m) => at(m, before))), invariant(each("m", all, (m) => at(m, before)))), vars: [...whole.vars, turn],
      init: { ...whole.init, values: [...whole.init.values, { variable: "turn", value: member(turn.sort, first) }] },
      steps: whole.steps.map((step) => {
        const [self] = step.params;
        return step.process.startsWith("read") && self !== undefined ? { ...step, guards: [...step.guards, eq(local(self.name, self.sort), varRef("turn", turn.sort))] } : step;
      }),
    };
    expect(answers(model)).toEqual(["holds", "violated 2"]);
    expect(findSymmetry(model).sets.map(({ members }) => members)).toEqual([[first, second]]);
    expect(findSymmetry(model).refused.map(({ because }) => because)).toEqual(["variable turn has room for one of them only"]);
    expect(answers(model, ["symmetry"])).toEqual(answers(model));
  });
});
