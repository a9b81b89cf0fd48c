// SPDX-License-Identifier: Apache-2.0
// Cone of influence, agents: of several identical agents whose steps nobody sees, one is enough.
//
// Let P be a process with interchangeable agents, such that (1) a step of an agent of P changes only that agent's
// elements of arrays over agents, and reads no other agent's of P; (2) no other step reads elements of P, except
// where it gives each agent's element a new value from that agent's elements and the rest of the state; (3)
// each property is about at most one agent of P at a time. Project a state to all but the elements of P's agents
// other than the first. A step of one of those is no step of the projection; any other step can be taken in a
// state exactly when it can in the projection. So the projections of the reachable states are the reachable
// states of the model in which these agents stand still: the model that is made here. A state in which
// agent a of P breaks an invariant is, a and the first exchanged, a reachable one in which the first breaks it,
// at the same distance (initial states are symmetric too); without the others' steps it is no farther. Hence
// verdicts, lengths of traces, and the names of steps ever taken are the same.
// Deadlock: if all stand still in a projection, let the others have imitated the first, each step at once after
// its; then they stand still as well. The verdict is the same but the trace is longer: the caller has them imitate it.
import { bool, eq, ite, local, not, or, and, member, rebuild, select, children, varRef } from "../ir/build.ts";
import type { IrExpr, IrModel, IrProcess, IrProperty, IrStep } from "../ir/model.ts";
import type { ArraySort, Sort } from "../ir/sorts.ts";
import { symmetricInit } from "./equivariance.ts";
import { findSymmetry } from "./symmetry.ts";

export interface Cutoff {
  readonly model: IrModel;
  /** Processes of which only the first agent takes steps. */
  readonly processes: readonly IrProcess[];
}

/** The model with one moving agent of each process whose agents influence nobody. */
export function cutoff(model: IrModel): Cutoff {
  const processes: IrProcess[] = [];
  let result = model;
  for (const process of model.processes) {
    if (process.agents.length < 2 || !interchangeable(result, process)) continue;
    const smaller = new Agents(result, process).restrict();
    if (smaller === undefined) continue;
    result = smaller;
    processes.push(process);
  }
  return { model: result, processes };
}

function interchangeable(model: IrModel, { agents: [first, ...others] }: IrProcess): boolean {
  if (first === undefined) return false;
  const together = findSymmetry(model).sets.some(({ universe, members }) => universe.name === model.agents.name && [first, ...others].every((agent) => members.includes(agent)));
  return together && others.every((other) => symmetricInit(model, { universe: model.agents.name, a: first, b: other }));
}

/** The agents of one process in one model: who reads what of them. */
class Agents {
  readonly #model: IrModel;
  readonly #process: IrProcess;
  readonly #lo: number;
  readonly #hi: number;
  #names = 0;

  constructor(model: IrModel, process: IrProcess) {
    this.#model = model;
    this.#process = process;
    this.#lo = Math.min(...process.agents);
    this.#hi = Math.max(...process.agents);
  }

  /** Undefined when they influence somebody, or a property is about several at once. */
  restrict(): IrModel | undefined {
    if (this.#model.vars.some(({ sort }) => sort.kind === "array" ? this.#indexed(sort.elem) : this.#indexed(sort))) return undefined;
    const steps = this.#model.steps.map((step) => (step.process === this.#process.name && step.name !== "Terminating" ? this.#own(step) : this.#foreign(step)));
    const properties = this.#model.properties.map((property) => this.#property(property));
    if (steps.includes(undefined) || properties.includes(undefined)) return undefined;
    return { ...this.#model, steps: steps.filter((step) => step !== undefined), properties: properties.filter((property) => property !== undefined) };
  }

  /** Does a value of this sort have elements of these agents? */
  #indexed(sort: Sort): boolean {
    if (sort.kind === "record") return sort.fields.some((field) => this.#indexed(field.sort));
    return sort.kind === "array" && (this.#possible(sort.index) || this.#indexed(sort.elem));
  }

  /** May a value of this sort be one of these agents? */
  #possible(sort: Sort): boolean {
    return sort.kind === "enum" && sort.universe.name === this.#model.agents.name && sort.lo <= this.#hi && this.#lo <= sort.hi;
  }

  /** Is each reading of elements of these agents one of agent `own`? */
  #reads(e: IrExpr, own: string | undefined): boolean {
    if (e.kind === "var") return !this.#indexed(e.sort);
    if (e.kind === "select" && e.array.kind === "var" && this.#indexed(e.array.sort)) {
      const mine = e.index.kind === "local" && e.index.name === own;
      return mine || (!this.#possible(e.index.sort) && this.#reads(e.index, own));
    }
    return children(e).every((child) => this.#reads(child, own));
  }

  #own(step: IrStep): IrStep | undefined {
    const [self, ...others] = step.params;
    if (self === undefined || self.sort.kind !== "enum" || self.sort.lo !== this.#lo || self.sort.hi !== this.#hi) return undefined;
    if (![...step.guards, ...step.lets.map(({ value }) => value)].every((e) => this.#reads(e, self.name))) return undefined;
    if (!step.updates.every(({ variable, value }) => this.#ownValue(value, variable, self.name))) return undefined;
    return { ...step, params: [{ ...self, sort: { ...self.sort, hi: this.#lo } }, ...others] };
  }

  /** `variable` with nothing changed but the element of `self`. */
  #ownValue(e: IrExpr, variable: string, self: string): boolean {
    switch (e.kind) {
      case "var":
        return e.name === variable && this.#indexed(e.sort);
      case "store":
        return e.index.kind === "local" && e.index.name === self && this.#ownValue(e.array, variable, self) && this.#reads(e.value, self);
      case "ite":
        return this.#reads(e.cond, self) && this.#ownValue(e.then, variable, self) && this.#ownValue(e.else, variable, self);
      case "let":
        return this.#reads(e.value, self) && this.#ownValue(e.body, variable, self);
      default:
        return false;
    }
  }

  #foreign(step: IrStep): IrStep | undefined {
    // That all are done is false because of one agent: as with an invariant. It changes nothing and nobody counts it.
    const done = step.name === "Terminating" && step.updates.length === 0;
    const guards = done ? step.guards.map((guard) => this.#about(guard, false)?.expr)
      : step.guards.map((guard) => (this.#reads(guard, undefined) ? guard : undefined));
    if (guards.includes(undefined) || !step.lets.every(({ value }) => this.#reads(value, undefined))) return undefined;
    const updates = step.updates.map(({ variable, value }) => {
      if (this.#reads(value, undefined)) return { variable, value };
      return this.#elementwise(value) ? { variable, value: this.#still(variable, value) } : undefined;
    });
    if (updates.includes(undefined)) return undefined;
    return { ...step, guards: guards.filter((guard) => guard !== undefined), updates: updates.filter((update) => update !== undefined) };
  }

  /** An array whose element of each agent is made of that agent's elements and the rest of the state. */
  #elementwise(e: IrExpr): boolean {
    switch (e.kind) {
      case "var":
        return true;
      case "store":
        return this.#elementwise(e.array) && !this.#possible(e.index.sort) && this.#reads(e.index, undefined) && this.#reads(e.value, undefined);
      case "array":
        return this.#reads(e.body, this.#possible(e.sort.index) ? e.name : undefined);
      case "ite":
        return this.#reads(e.cond, undefined) && this.#elementwise(e.then) && this.#elementwise(e.else);
      case "let":
        return this.#reads(e.value, undefined) && this.#elementwise(e.body);
      default:
        return false;
    }
  }

  /** The new value, but the elements of the agents that stand still stay. */
  #still(variable: string, value: IrExpr): IrExpr {
    const sort = value.sort;
    if (sort.kind !== "array" || onlyStores(value)) return value;
    this.#names += 1;
    const name = `still$${this.#process.name}${this.#names}_${variable}`;
    const agent = local(name, sort.index);
    const own = this.#model.vars.find((v) => v.name === variable)?.sort ?? sort;
    return { kind: "array", sort, name, body: ite(this.#stands(agent, sort.index), select(varRef(variable, own), agent), select(value, agent)) };
  }

  /** `agent`, a bound name, is one that stands still. */
  #stands(agent: IrExpr, sort: ArraySort["index"] | Sort): IrExpr {
    if (sort.kind !== "enum") return bool(false);
    return or(...this.#process.agents.filter((a) => a !== this.#lo && sort.lo <= a && a <= sort.hi).map((a) => eq(agent, member(sort, a))));
  }

  #property(property: IrProperty): IrProperty | undefined {
    const main = this.#about(property.expr, property.kind === "reachable");
    if (main === undefined) return undefined;
    if (property.trigger === undefined) return { ...property, expr: main.expr };
    const trigger = this.#about(property.trigger, true);
    return trigger === undefined ? undefined : { ...property, expr: main.expr, trigger: trigger.expr };
  }

  /**
   * `e` said of the first agent in place of all, if a state in which `e` has the value `goal` has it because of at
   * most one agent: `all` makes false, `exists` makes true. `agents`: how many it may take.
   */
  #about(e: IrExpr, goal: boolean): { readonly expr: IrExpr; readonly agents: number } | undefined {
    const found = this.#count(e, goal);
    return found === undefined || found.agents > 1 ? undefined : found;
  }

  #count(e: IrExpr, goal: boolean): { readonly expr: IrExpr; readonly agents: number } | undefined {
    if (this.#reads(e, undefined)) return { expr: e, agents: 0 };
    if (e.kind === "quant") {
      if ((e.quant === "exists") !== goal || !this.#possible(e.over) || !this.#reads(e.body, e.name)) return undefined;
      const stands = this.#stands(local(e.name, e.over), e.over);
      return { expr: { ...e, body: goal ? and(not(stands), e.body) : or(stands, e.body) }, agents: 1 };
    }
    if (e.kind !== "op") return undefined;
    const goals = e.op === "and" || e.op === "or" ? [goal, goal] : e.op === "not" ? [!goal] : e.op === "implies" ? [!goal, goal] : undefined;
    const parts = goals?.map((wanted, i) => {
      const arg = e.args[i];
      return arg === undefined ? undefined : this.#count(arg, wanted);
    }).filter((part) => part !== undefined);
    if (parts === undefined || parts.length !== e.args.length) return undefined;
    // `and` is false because of one side; `or`, and `implies`, because of both. True: the other way round.
    const one = (e.op === "and") !== goal || e.op === "not";
    const counts = parts.map(({ agents }) => agents);
    return { expr: rebuild(e, parts.map(({ expr }) => expr)), agents: one ? Math.max(...counts) : counts.reduce((a, b) => a + b, 0) };
  }
}

/** Elements are stored one by one, none of them of the agents in question. */
function onlyStores(e: IrExpr): boolean {
  return e.kind === "var" || (e.kind === "store" && onlyStores(e.array));
}
