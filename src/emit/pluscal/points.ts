// SPDX-License-Identifier: Apache-2.0
// Program points as PlusCal has them: one variable `pc` over all processes, and labels that no two processes
// share. A model whose steps do not move like that is left as it is; its program points are then variables
// like others, and every step is a turn of a loop that never ends.
import { constant, eq, lit, member, not, op, or, select, setOf, varRef } from "../../ir/build.ts";
import type { EnumSort, IrExpr, IrModel, IrProcess, IrStep, IrVar, Universe } from "../../ir/model.ts";
import { enumSort, type ArraySort } from "../../ir/sorts.ts";
import { mapChildren } from "../tla/rename.ts";

/** A process whose steps go from label to label. */
export interface Controlled {
  readonly process: IrProcess;
  readonly variable: IrVar;
  /** Sort of the labels in the model. */
  readonly points: EnumSort;
  /** The label where all its agents begin. */
  readonly first: number;
  /** Labels where something begins or leads to, the first one first. */
  readonly labels: readonly number[];
}

const enumOf = (variable: IrVar): EnumSort | undefined => {
  const sort = variable.sort.kind === "array" ? variable.sort.elem : variable.sort;
  return sort.kind === "enum" ? sort : undefined;
};

const ownParam = (step: IrStep, process: IrProcess): string | undefined => (process.agents.length > 1 ? step.params[0]?.name : undefined);

/** Is `index` the agent that takes the step? */
function isSelf(index: IrExpr, step: IrStep, process: IrProcess): boolean {
  if (index.kind === "local") return index.name === step.params[0]?.name && step.params[0].sort.kind === "enum";
  return index.kind === "lit" && process.agents.length === 1 && index.value === process.agents[0];
}

/** The program point of the step's agent: `pc[self]`, `pc["a"]` or a variable of its own. */
function isHere(e: IrExpr, step: IrStep, process: IrProcess, variable: IrVar): boolean {
  if (variable.sort.kind !== "array") return e.kind === "var" && e.name === variable.name;
  return e.kind === "select" && e.array.kind === "var" && e.array.name === variable.name && isSelf(e.index, step, process);
}

const fromGuard = (step: IrStep, process: IrProcess, variable: IrVar, points: EnumSort): number =>
  step.guards.findIndex((guard) => {
    if (guard.kind !== "op" || guard.op !== "eq") return false;
    const [here, there] = guard.args;
    return here !== undefined && there?.kind === "lit" && points.universe.members[there.value] === step.from && isHere(here, step, process, variable);
  });

/** Where the step leads, if it says so in the usual way: the value of the agent's own program point. */
function target(step: IrStep, process: IrProcess, variable: IrVar): IrExpr | "stays" | undefined {
  const update = step.updates.find((one) => one.variable === variable.name);
  if (update === undefined) return "stays";
  if (variable.sort.kind !== "array") return update.value;
  const { value } = update;
  return value.kind === "store" && value.array.kind === "var" && value.array.name === variable.name && isSelf(value.index, step, process) ? value.value : undefined;
}

/** The labels that an expression may give, or none when it does not tell. */
function results(e: IrExpr): readonly number[] | undefined {
  if (e.kind === "lit") return [e.value];
  if (e.kind === "let") return results(e.body);
  if (e.kind !== "ite") return undefined;
  const [then, otherwise] = [results(e.then), results(e.else)];
  return then && otherwise && [...then, ...otherwise];
}

function controlled(model: IrModel, process: IrProcess): Controlled | undefined {
  const steps = model.steps.filter((step) => step.process === process.name && step.from !== undefined);
  const variable = model.vars.find((one) => one.role === "pc" && (one.process === undefined || one.process === process.name) && steps.every((step) => {
    const points = enumOf(one);
    return points !== undefined && fromGuard(step, process, one, points) >= 0 && target(step, process, one) !== undefined;
  }));
  const points = variable && enumOf(variable);
  if (variable === undefined || points === undefined || steps.length === 0) return undefined;
  const init = model.init.values.find((one) => one.variable === variable.name)?.value;
  const starts = process.agents.map((agent) => init && constant(variable.sort.kind === "array" ? select(init, lit(variable.sort.index, agent)) : init));
  const [first] = starts;
  if (typeof first !== "number" || starts.some((start) => start !== first)) return undefined;
  const used = new Set<number>();
  for (const step of steps) {
    used.add(points.universe.members.indexOf(step.from ?? ""));
    const to = target(step, process, variable);
    const found = to === undefined || to === "stays" ? [] : results(to);
    for (const label of found ?? points.universe.members.keys()) used.add(label);
  }
  used.add(first);
  const order = (index: number): number => (index === first ? -1 : process.labels.indexOf(points.universe.members[index] ?? ""));
  return { process, variable, points, first, labels: [...used].toSorted((a, b) => order(a) - order(b)) };
}

/** The processes with labels; none when the model's steps are of another form. */
export function findControlled(model: IrModel): readonly Controlled[] | undefined {
  const labelled = model.processes.filter(({ name }) => model.steps.some((step) => step.process === name && step.from !== undefined));
  const found = labelled.map((process) => controlled(model, process));
  if (!found.every((one): one is Controlled => one !== undefined)) return undefined;
  const pcs = new Set(model.vars.filter((v) => v.role === "pc").map(({ name }) => name));
  // A program point that anybody else moves, or that nobody has, is no program point.
  const moved = model.steps.every((step) => step.updates.every(({ variable }) => !pcs.has(variable) || (step.from !== undefined && found.some((one) => one.process.name === step.process && one.variable.name === variable))));
  const all = model.vars.every((v) => {
    if (v.role !== "pc") return true;
    const users = found.filter((one) => one.variable === v);
    if (v.sort.kind !== "array") return users.length === 1 && users[0]?.process.agents.length === 1;
    const { index } = v.sort;
    const agents = users.flatMap(({ process }) => process.agents);
    return index.kind === "enum" && agents.length === index.hi - index.lo + 1;
  });
  return moved && all ? found : undefined;
}

export interface Renaming {
  /** Identifier of a process's label, by the process's name and the label's number in the model. */
  readonly label: (process: string, point: number) => string;
  /** The sort of all labels. */
  readonly points: EnumSort;
}

/** Rewrites expressions of the model so that they speak of `pc` and the labels. */
export class PointRewriter {
  readonly #found: readonly Controlled[];
  readonly #renaming: Renaming;
  readonly #pc: IrExpr;
  readonly #done = new Map<IrExpr, IrExpr>();
  #fits = true;

  constructor(found: readonly Controlled[], agents: Universe, renaming: Renaming) {
    this.#found = found;
    this.#renaming = renaming;
    this.#pc = varRef("pc", { kind: "array", index: enumSort(agents), elem: renaming.points });
  }

  /** Could everything so far be said in terms of `pc`? */
  get fits(): boolean {
    return this.#fits;
  }

  rewrite(e: IrExpr): IrExpr {
    const old = this.#done.get(e);
    if (old !== undefined) return old;
    const next = this.#fresh(e);
    this.#done.set(e, next);
    return next;
  }

  /** Where a step of `process` leads. */
  destination(e: IrExpr, process: string): IrExpr {
    if (e.kind === "lit") return this.#literal(process, e.value);
    if (e.kind === "ite") return { ...e, cond: this.rewrite(e.cond), then: this.destination(e.then, process), else: this.destination(e.else, process) };
    if (e.kind === "let") return { ...e, value: this.rewrite(e.value), body: this.destination(e.body, process) };
    return this.#unfit(e);
  }

  #unfit(e: IrExpr): IrExpr {
    this.#fits = false;
    return e;
  }

  #literal(process: string, point: number): IrExpr {
    const { points, label } = this.#renaming;
    return member(points, points.universe.members.indexOf(label(process, point)));
  }

  #fresh(e: IrExpr): IrExpr {
    const own = this.#place(e);
    if (own !== undefined) return own;
    switch (e.kind) {
      case "op": {
        const [left, right] = e.args;
        if (left !== undefined && right !== undefined && (e.op === "eq" || e.op === "ne" || e.op === "member")) {
          const compared = this.#compared(left, right) ?? (e.op === "member" ? undefined : this.#compared(right, left));
          if (compared !== undefined) return e.op === "ne" ? not(compared) : compared;
        }
        break;
      }
      case "lit":
        if (e.sort.kind === "enum" && this.#isPoints(e.sort)) return this.#unique(e, e.value, e.sort);
        break;
      case "quant":
        if (e.over.kind === "enum" && this.#isPoints(e.over)) return this.#unfit(e);
        break;
      case "array":
        if (e.sort.index.kind === "enum" && this.#isPoints(e.sort.index)) return this.#unfit(e);
        break;
      default:
        break;
    }
    return mapChildren(e, (child) => this.rewrite(child));
  }

  #isPoints = (sort: EnumSort): boolean => this.#found.some(({ points }) => points.universe.name === sort.universe.name);

  /** A program point or all of a variable, in terms of `pc`. */
  #place(e: IrExpr): IrExpr | undefined {
    if (e.kind === "select" && e.array.kind === "var" && e.array.sort.kind === "array" && this.#variable(e.array.name)) {
      return { kind: "select", sort: this.#renaming.points, array: this.#pc, index: this.rewrite(e.index) };
    }
    if (e.kind !== "var" || !this.#variable(e.name)) return undefined;
    const pc = this.#pc;
    const one = this.#found.find(({ variable }) => variable.name === e.name);
    if (e.sort.kind === "array") {
      const sort: ArraySort = { ...e.sort, elem: this.#renaming.points };
      return { kind: "array", sort, name: "agent$", body: { kind: "select", sort: sort.elem, array: pc, index: { kind: "local", sort: sort.index, name: "agent$" } } };
    }
    const agents = pc.sort.kind === "array" ? pc.sort.index : undefined;
    const agent = one?.process.agents[0];
    if (agents === undefined || agent === undefined) return this.#unfit(e);
    return { kind: "select", sort: this.#renaming.points, array: pc, index: lit(agents, agent) };
  }

  #variable = (name: string): boolean => this.#found.some(({ variable }) => variable.name === name);

  /** `place = label` or `place \in {labels}`, where several processes may have given the label their own names. */
  #compared(place: IrExpr, labels: IrExpr): IrExpr | undefined {
    const written = labels.kind === "set" ? labels.elements : [labels];
    const points = written.flatMap((item) => (item.kind === "lit" && item.sort.kind === "enum" && this.#isPoints(item.sort) ? [item.value] : []));
    if (points.length === 0 || points.length < written.length) return undefined;
    const owners = this.#owners(place);
    const here = this.#place(place);
    if (owners === undefined || here === undefined) return undefined;
    const named = points.flatMap((point) => owners.filter((one) => one.labels.includes(point)).map(({ process }) => this.#renaming.label(process.name, point)));
    const all = [...new Set(named)].map((name) => member(this.#renaming.points, this.#renaming.points.universe.members.indexOf(name)));
    const [only] = all;
    if (only === undefined) return or();
    return all.length === 1 ? eq(here, only) : op("member", here, setOf({ kind: "set", elem: this.#renaming.points }, all));
  }

  /** The processes of whose agents `place` may be the program point. */
  #owners(place: IrExpr): readonly Controlled[] | undefined {
    if (place.kind === "var") return this.#found.filter(({ variable }) => variable.name === place.name && variable.sort.kind !== "array");
    if (place.kind !== "select" || place.array.kind !== "var" || place.index.sort.kind !== "enum") return undefined;
    const { name } = place.array;
    const { lo, hi } = place.index.sort;
    return this.#found.filter(({ variable, process }) => variable.name === name && process.agents.some((agent) => lo <= agent && agent <= hi));
  }

  /** A label outside of a comparison: it must mean the same for all processes. */
  #unique(e: IrExpr, point: number, sort: EnumSort): IrExpr {
    const owners = this.#found.filter(({ labels, points }) => points.universe.name === sort.universe.name && labels.includes(point));
    const named = new Set(owners.map(({ process }) => this.#renaming.label(process.name, point)));
    const [owner] = owners;
    if (owner === undefined || named.size !== 1) return this.#unfit(e);
    return this.#literal(owner.process.name, point);
  }
}

export { fromGuard, ownParam, target };
