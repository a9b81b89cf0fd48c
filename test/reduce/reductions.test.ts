// SPDX-License-Identifier: Apache-2.0
// Reductions change numbers, never answers: random models, and reductions that are wrong on purpose.
// PTESPEC_FUZZ_RUNS sets the number of models.
import { expect, test } from "vitest";
import { exploreJs, exploreJsStates } from "../../src/check/js/search.ts";
import { orbitPlan, type SortPlan } from "../../src/check/orbits/plan.ts";
import { literal, local } from "../../src/ir/build.ts";
import type { IrModel, IrProperty } from "../../src/ir/model.ts";
import { restrictTo } from "../../src/reduce/cone.ts";
import { cutoff } from "../../src/reduce/cutoff.ts";
import { reduceModel, type Reduced } from "../../src/reduce/reduce.ts";
import { findSymmetry } from "../../src/reduce/symmetry.ts";
import { and, enumLit, eq, op, varRef } from "../support/ir.ts";
import { randomModel } from "../support/random-model.ts";
import { randomProtocol } from "../support/random-protocol.ts";
import { compareReductions, type Compared } from "./compare.ts";

const runs = Number(process.env["PTESPEC_FUZZ_RUNS"] ?? 200);
const STATES = 1000;
const protocol = (seed: number): IrModel => randomProtocol(seed, { asymmetric: seed % 4 === 1 });

test(`${runs} random models have the same answers with every combination of reductions, and each reduction has work to do`, { timeout: 60_000 + runs * 300 }, () => {
  const all: Compared[] = [];
  for (let seed = 0; seed < runs; seed += 1) {
    const compared = compareReductions(seed % 5 === 0 ? randomModel(seed) : protocol(seed), STATES);
    expect(compared?.problem, `seed ${seed}`).toBeUndefined();
    if (compared !== undefined) all.push(compared);
  }
  const fewer = (name: string): number => all.filter(({ whole, reduced }) => (reduced.get(name) ?? whole) < whole).length;
  const said = (text: RegExp): number => all.filter(({ what }) => what.some((one) => text.test(one))).length;
  expect(all.length).toBeGreaterThan(runs / 2);
  expect(fewer("symmetry")).toBeGreaterThan(runs / 3);
  expect(fewer("cone")).toBeGreaterThan(runs / 6);
  expect(said(/^one of/u)).toBeGreaterThan(runs / 20);
  expect(said(/without /u)).toBeGreaterThan(runs / 10);
  expect(said(/domain/u)).toBeGreaterThan(runs / 10);
});

test("the random protocols need every way to find the representative of an orbit", () => {
  const seen = { outer: 0, outerSets: 0, severalSorts: 0, values: 0, sets: 0, groups: 0, holders: 0, words: 0, three: 0 };
  for (let seed = 0; seed < 150; seed += 1) {
    const model = protocol(seed);
    const { outer, sorts } = orbitPlan(model, findSymmetry(model).sets);
    const some = (test: (sort: SortPlan) => boolean): number => (sorts.some(test) ? 1 : 0);
    seen.outer += outer.length > 0 ? 1 : 0;
    seen.outerSets += outer.flat().some(({ bits }) => bits !== undefined) ? 1 : 0;
    seen.severalSorts += sorts.length > 1 ? 1 : 0;
    seen.values += some(({ values }) => values.length > 0);
    seen.sets += some(({ sets }) => sets.length > 0);
    seen.groups += some(({ plain }) => plain.groups.length > 0);
    seen.holders += some(({ plain }) => plain.holders.length > 0);
    seen.words += some(({ plain }) => plain.words.length > 0);
    seen.three += some(({ members }) => members.length > 2);
  }
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(5);
});

/** In how many of fifty models a wrong reduction is found out. Models on which it does nothing wrong do not count. */
function caught(wrong: (model: IrModel) => Partial<Reduced> | undefined): { readonly tried: number; readonly found: number } {
  let [tried, found] = [0, 0];
  for (let seed = 0; seed < 50; seed += 1) {
    const model = randomProtocol(seed, { asymmetric: true });
    const change = wrong(model);
    if (change === undefined) continue;
    const whole = { model, symmetry: [], applied: [{ name: "symmetry", what: "a mistake" }], openDeadlocks: [] } as const;
    const compared = compareReductions(model, 300, exploreJs, (_, names) => ({ ...reduceModel(model, names), ...whole, ...change }));
    if (compared === undefined) continue;
    tried += 1;
    if (compared.problem !== undefined) found += 1;
  }
  return { tried, found };
}

/** The model with one step that the last of several interchangeable agents never takes. */
function oneIsBarred(model: IrModel): IrModel | undefined {
  const at = model.steps.findIndex(({ params: [self] }) => self?.sort.kind === "enum" && self.sort.lo < self.sort.hi && self.sort.universe === model.agents);
  const self = model.steps[at]?.params[0];
  if (self?.sort.kind !== "enum") return undefined;
  const barred = op("ne", local(self.name, self.sort), enumLit(self.sort, self.sort.hi));
  return { ...model, steps: model.steps.map((step, i) => (i === at ? { ...step, guards: [...step.guards, barred] } : step)) };
}

/** The model with properties about particular states, of which some are no representatives. */
function oneIsMeant(model: IrModel): IrModel | undefined {
  const { result, states } = exploreJsStates(model, { maxStates: 300 });
  if (!result.exhausted || states.length < 8) return undefined;
  const chosen = states.filter((_, i) => i % Math.ceil(states.length / 6) === 1);
  const properties = chosen.map((state, i): IrProperty => ({
    name: `State${i}`, kind: "reachable", origin: "invariant", message: "", doc: "", shows: [],
    expr: and(...model.vars.map((v, k) => eq(varRef(v), literal(v.sort, state[k] ?? false)))),
  }));
  return { ...model, properties: [...model.properties, ...properties] };
}

test.each([["a step", oneIsBarred], ["a property", oneIsMeant]] as const)("symmetry that does not look at %s: found out", { timeout: 120_000 }, (_, spoil) => {
  let [tried, found] = [0, 0];
  for (let seed = 0; seed < 30; seed += 1) {
    const model = randomProtocol(seed);
    const { sets } = findSymmetry(model);
    const spoiled = spoil(model);
    if (spoiled === undefined || !sets.some(({ universe }) => universe === model.agents)) continue;
    const right = compareReductions(spoiled, 300);
    const wrong = compareReductions(spoiled, 300, exploreJs, () => ({ model: spoiled, symmetry: sets, applied: [{ name: "symmetry", what: "a mistake" }], openDeadlocks: [] }));
    if (right === undefined || wrong === undefined) continue;
    expect(right.problem, `seed ${seed}`).toBeUndefined();
    tried += 1;
    if (wrong.problem !== undefined) found += 1;
  }
  expect(tried).toBeGreaterThan(10);
  expect(found).toBeGreaterThan(tried / 2);
});

const none = { groups: [], holders: [], words: [] };

/** Permutations that are none: of the parts that must move together one stays, or one thing is not looked at. */
test.each<readonly [string, (sort: SortPlan) => SortPlan, (sort: SortPlan) => boolean]>([
  ["locals without their program point", (sort) => ({ ...sort, blocks: sort.blocks.map((block) => block.slice(0, -1)) }), ({ blocks }) => (blocks[0]?.length ?? 0) > 1],
  ["an agent without the variables that name it", (sort) => ({ ...sort, values: [] }), ({ values }) => values.length > 0],
  ["an agent without the sets that it is in", (sort) => ({ ...sort, sets: [] }), ({ sets }) => sets.length > 0],
  ["names in locals, taken for mere numbers", (sort) => ({ ...sort, plain: none, permutations: [] }), ({ plain }) => plain.groups.length + plain.holders.length + plain.words.length > 0],
])("moving %s: found out", { timeout: 60_000 }, (_, wrong, concerned) => {
  let [tried, found] = [0, 0];
  for (let seed = 0; seed < 60 && tried < 20; seed += 1) {
    const model = randomProtocol(seed);
    if (!orbitPlan(model, findSymmetry(model).sets).sorts.some(concerned)) continue;
    const compared = compareReductions(model, 300, (one, options) => exploreJs(one, options, undefined, (...args) => {
      const plan = orbitPlan(...args);
      return { ...plan, sorts: plan.sorts.map(wrong) };
    }));
    if (compared === undefined) continue;
    tried += 1;
    if (compared.problem !== undefined) found += 1;
  }
  expect(tried).toBeGreaterThan(5);
  expect(found).toBeGreaterThan(1);
});

test("a variable that something depends on, left out: found out", { timeout: 60_000 }, () => {
  const { tried, found } = caught((model) => {
    const needed = reduceModel(model, ["cone"]).model.vars.filter(({ role }) => role !== "pc").map(({ name }) => name);
    const [victim, ...rest] = needed;
    if (victim === undefined) return undefined;
    const kept = new Set([...rest, ...model.vars.filter(({ role }) => role === "pc").map(({ name }) => name)]);
    const guards = model.steps.map((step) => ({ ...step, guards: step.guards.filter((guard) => !JSON.stringify(guard).includes(`"name":"${victim}"`)), updates: step.updates.filter(({ value }) => !JSON.stringify(value).includes(`"name":"${victim}"`)) }));
    const properties = model.properties.filter(({ expr, trigger }) => !JSON.stringify([expr, trigger]).includes(`"name":"${victim}"`));
    return { model: restrictTo({ ...model, steps: guards, properties }, kept) };
  });
  expect(tried).toBeGreaterThan(10);
  expect(found).toBeGreaterThan(tried / 2);
});

test("agents that do influence others, left standing: found out", { timeout: 60_000 }, () => {
  const { tried, found } = caught((model) => {
    const [process] = model.processes;
    if (process === undefined || cutoff(model).processes.includes(process)) return undefined;
    const lo = process.agents[0] ?? 0;
    const steps = model.steps.map((step) => (step.process !== process.name || step.name === "Terminating" ? step
      : { ...step, params: step.params.map((param, i) => (i === 0 && param.sort.kind === "enum" ? { ...param, sort: { ...param.sort, hi: lo } } : param)) }));
    return { model: { ...model, steps } };
  });
  expect(tried).toBeGreaterThan(10);
  expect(found).toBeGreaterThan(tried / 4);
});
