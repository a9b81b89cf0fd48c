// SPDX-License-Identifier: Apache-2.0
// Which values the parts of a state can have at all. The sort of an array is one for all its elements, but a walker
// never has a writer's program point, and an agent that never disables interrupts has no flag to remember: a
// fixpoint over intervals finds that out, and states become narrower.
import { required } from "../../base/unreachable.ts";
import { varsOf } from "../../ir/build.ts";
import type { IrModel, IrStep, IrVar } from "../../ir/model.ts";
import { opDef } from "../../ir/ops.ts";
import { scalarSize, type Sort } from "../../ir/sorts.ts";
import { ExprCompiler } from "../compile/expr.ts";
import type { Flat } from "../compile/flat.ts";
import { stepCopies, storedLeaves, writeAssignments, writeLets } from "../compile/step.ts";
import { leafRanges, leafCount, type LeafRange } from "../layout.ts";
import { IntervalCode, type Interval } from "./interval-code.ts";

/** For each variable of the model, in order, the values of each leaf. */
export type Ranges = readonly (readonly LeafRange[])[];

/** What the sorts say. */
export const declaredRanges = (model: IrModel): Ranges => model.vars.map(({ sort }) => leafRanges(sort));

/** A leaf that grows this often is given its whole sort: a counter would take as many rounds as it has values. */
const PATIENCE = 64;

/**
 * Ranges that contain the leaves of every reachable state; never wider than what the sorts say. Of sets the sort is all
 * that is said. Values that a step would store outside a variable's sort are left out: such a step is an error.
 */
export function reachableRanges(model: IrModel): Ranges {
  return new Fixpoint(model).run();
}

interface Leaf {
  readonly range: Interval;
  readonly declared: LeafRange;
  readonly narrow: boolean;
  times: number;
}

class Fixpoint {
  readonly #model: IrModel;
  readonly #code = new IntervalCode();
  readonly #leaves: ReadonlyMap<string, readonly Leaf[]>;
  readonly #vars: ReadonlyMap<string, Flat<Interval>>;
  #changed = new Set<string>();

  constructor(model: IrModel) {
    this.#model = model;
    this.#leaves = new Map(model.vars.map((v) => [v.name, leavesOf(v)]));
    this.#vars = new Map(model.vars.map((v) => [v.name, { sort: v.sort, leaves: required(this.#leaves.get(v.name), v.name).map(({ range }) => range) }]));
  }

  run(): Ranges {
    this.#init();
    const reads = this.#model.steps.map(readBy);
    let todo = this.#model.steps.map(() => true);
    while (todo.includes(true)) {
      const now = todo;
      todo = todo.map(() => false);
      this.#model.steps.forEach((step, i) => {
        if (now[i] !== true) return;
        this.#changed = new Set();
        this.#step(step);
        if (this.#changed.size > 0) reads.forEach((names, j) => { if ([...this.#changed].some((name) => names.has(name))) todo[j] = true; });
      });
    }
    return this.#model.vars.map(({ name }) => required(this.#leaves.get(name), name).map(({ range, declared }) => (range.lo > range.hi ? declared : { ...range })));
  }

  #compiler(): ExprCompiler<Interval> {
    return new ExprCompiler(this.#code, (name) => required(this.#vars.get(name), `variable ${name}`), opDef);
  }

  #init(): void {
    const { params, guards, lets, values } = this.#model.init;
    const compiler = this.#compiler();
    writeAssignments(compiler, params, guards, () => {
      writeLets(compiler, lets);
      for (const { variable, value } of values) this.#store(variable, storedLeaves(this.#model, compiler, variable, value, () => undefined));
    });
  }

  #step(step: IrStep): void {
    for (const { fixed, params } of stepCopies(this.#code, step)) {
      const compiler = this.#compiler();
      fixed.forEach((value, name) => compiler.locals.set(name, value));
      writeAssignments(compiler, params, step.guards, () => {
        writeLets(compiler, step.lets);
        // All values are those of before the step.
        const stored = step.updates.map(({ variable, value }) => ({ variable, leaves: storedLeaves(this.#model, compiler, variable, value, () => undefined).map((leaf) => ({ ...leaf })) }));
        for (const { variable, leaves } of stored) this.#store(variable, leaves);
      });
    }
  }

  #store(variable: string, values: readonly Interval[]): void {
    required(this.#leaves.get(variable), variable).forEach((leaf, i) => {
      if (!leaf.narrow) return;
      const value = required(values[i], "a leaf");
      const [lo, hi] = [Math.max(value.lo, leaf.declared.lo), Math.min(value.hi, leaf.declared.hi)];
      // Outside the sort altogether: no state has it.
      if (lo > hi || (lo >= leaf.range.lo && hi <= leaf.range.hi)) return;
      leaf.times += 1;
      const widened = leaf.times > PATIENCE ? leaf.declared : { lo, hi };
      leaf.range.lo = Math.min(leaf.range.lo, widened.lo);
      leaf.range.hi = Math.max(leaf.range.hi, widened.hi);
      this.#changed.add(variable);
    });
  }
}

/** The variables that a step reads, also by keeping a part of one. */
function readBy(step: IrStep): ReadonlySet<string> {
  const names = new Set<string>();
  for (const expr of [...step.guards, ...step.lets.map(({ value }) => value), ...step.updates.map(({ value }) => value)]) varsOf(expr, names);
  return names;
}

/** No value at all to begin with, but for sets. */
function leavesOf({ sort }: IrVar): readonly Leaf[] {
  const narrow = notSets(sort);
  return leafRanges(sort).map((declared, i) => ({
    declared, narrow: narrow[i] === true, times: 0, range: narrow[i] === true ? { lo: Infinity, hi: -Infinity } : { ...declared },
  }));
}

/** For each leaf, in order, whether it is a number and not a word of a set. */
function notSets(sort: Sort): readonly boolean[] {
  switch (sort.kind) {
    case "record": return sort.fields.flatMap((field) => notSets(field.sort));
    case "array": return Array.from({ length: scalarSize(sort.index) }, () => notSets(sort.elem)).flat();
    default: return Array.from({ length: leafCount(sort) }, () => sort.kind !== "set");
  }
}
