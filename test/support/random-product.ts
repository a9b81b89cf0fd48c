// SPDX-License-Identifier: Apache-2.0
// Random models in the shape of protocols: shared words, walkers with a few locals each, writers, hardware. Their steps
// read and write what is shared and their own; some ask something of all walkers, or change all walkers' ghosts.
import type { IrExpr, IrModel, IrProcess, IrProperty, IrStep, IrVar } from "../../src/ir/model.ts";
import { and, eq, implies, int, ite, literal, local, member, not, op, or, quant, select, store, varRef } from "../../src/ir/build.ts";
import { BOOL, enumSort, intSort, type ArraySort, type EnumSort, type Sort, type Universe } from "../../src/ir/sorts.ts";

/** The model of a seed, the same one always. */
export function randomProduct(seed: number): IrModel {
  let a = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  return new Builder((n) => {
    a = (a + 0x6d2b79f5) | 0; // mulberry32
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  }).model();
}

const LABELS = ["L0", "L1", "L2", "Done"];

class Builder {
  readonly #choose: (n: number) => number;
  readonly #self: EnumSort;
  readonly #agents: Universe;
  readonly #points = enumSort({ name: "Points", members: LABELS, symmetric: false, fixed: 0 });
  readonly #vars: IrVar[] = [];
  readonly #writers: number;
  #names = 0;

  constructor(choose: (n: number) => number) {
    this.#choose = choose;
    const walkers = 1 + choose(3);
    this.#writers = choose(2);
    const members = ["nobody", ...Array.from({ length: walkers }, (_, i) => `w${i}`), ...(this.#writers ? ["u"] : [])];
    this.#agents = { name: "Agents", members, symmetric: false, fixed: 1 };
    this.#self = { kind: "enum", universe: this.#agents, lo: 1, hi: walkers };
  }

  model(): IrModel {
    const all: EnumSort = { ...this.#self, hi: this.#self.hi + this.#writers };
    const word = this.#pick<Sort>([intSort(0, 2), intSort(0, 5), { kind: "array", index: intSort(0, 1), elem: intSort(0, 1) }]);
    this.#vars.push({ name: "shared", sort: word, role: "shared", doc: "" }, { name: "flag", sort: BOOL, role: "shared", doc: "" });
    this.#vars.push({ name: "pc", sort: { kind: "array", index: all, elem: this.#points }, role: "pc", doc: "" });
    for (const name of ["v", "g"]) {
      const elem = this.#pick<Sort>([BOOL, intSort(0, 2), intSort(0, 11), word.kind === "array" ? { kind: "set", elem: BOOL } : intSort(0, 3)]);
      this.#vars.push({ name, sort: { kind: "array", index: this.#self, elem }, role: name === "g" ? "ghost" : "local", process: "Walk", doc: "" });
    }
    // Pairs of agents, as the CPUs that have not answered an interrupt.
    this.#vars.push({ name: "need", sort: { kind: "array", index: all, elem: { kind: "array", index: all, elem: BOOL } }, role: "env", doc: "" });
    const processes: IrProcess[] = [this.#process("Walk", "walker", this.#range(this.#self)), { ...this.#process("Hardware", "hardware", []), labels: [] }];
    if (this.#writers) processes.push(this.#process("Write", "writer", [all.hi]));
    const steps = [...this.#walker(), ...(this.#writers ? this.#writer(member(all, all.hi)) : []), ...this.#times(1 + this.#choose(2), () => this.#hardware())];
    if (this.#choose(3) > 0) steps.push(this.#terminating(all));
    return {
      name: "Product", doc: [], source: "product.ptespec", agents: this.#agents, processes, vars: this.#vars, steps, checkDeadlock: this.#choose(4) > 0,
      init: this.#init(), properties: this.#properties(steps),
    };
  }

  #process(name: string, kind: IrProcess["kind"], agents: readonly number[]): IrProcess {
    return { name, kind, agents, labels: LABELS, title: name, doc: "" };
  }

  #init(): IrModel["init"] {
    const two = this.#choose(3) === 0;
    const choice = local("start", BOOL);
    const values = this.#vars.map(({ name, sort }) => ({ variable: name, value: name === "flag" && two ? choice : this.#zero(sort) }));
    return { params: two ? [{ name: "start", sort: BOOL }] : [], guards: [], lets: [], values };
  }

  #zero(sort: Sort): IrExpr {
    return sort.kind === "array" ? { kind: "array", sort, name: this.#fresh("z"), body: this.#zero(sort.elem) } : literal(sort, sort.kind === "bool" ? false : sort.kind === "set" ? [] : 0);
  }

  #walker(): IrStep[] {
    const me = local("self", this.#self);
    return ["L0", "L1", "L2"].flatMap((from, i) => this.#times(1 + this.#choose(2), () => {
      const updates = this.#own(me, [this.#to(me, this.#choose(4) === 0 ? this.#choose(4) : i + 1)]);
      if (this.#choose(2) === 0) updates.push(this.#changeShared(me));
      if (this.#choose(3) === 0) updates.push(this.#set("flag", this.#condition(me, 2)));
      if (this.#choose(3) === 0) updates.push(this.#answer(me));
      else if (this.#choose(5) === 0) updates.push(this.#ask(me));
      return this.#step("Walk", from, [this.#at(me, i), ...(this.#choose(3) === 0 ? [this.#condition(me, 2)] : [])], updates, [{ name: "self", sort: this.#self }, ...this.#extra()]);
    }));
  }

  #writer(me: IrExpr): IrStep[] {
    return [0, 1, 2].map((i) => {
      const updates = [this.#to(me, this.#choose(3) === 0 ? 0 : i + 1), this.#changeShared()];
      const guards = [this.#at(me, i)];
      const kind = this.#choose(4);
      if (kind === 0) updates.push(this.#ask(me));
      if (kind === 1) guards.push(this.#answered(me));
      if (kind === 2) updates.push(this.#witness());
      return this.#step("Write", LABELS[i], guards, updates, this.#extra());
    });
  }

  #hardware(): IrStep {
    const flip = this.#set("flag", not(varRef("flag", BOOL)));
    const updates = this.#choose(3) === 0 ? [flip, this.#witness()] : this.#choose(2) === 0 ? [flip] : [this.#changeShared()];
    return this.#step("Hardware", undefined, [this.#condition(undefined, 2)], updates, []);
  }

  #terminating(all: EnumSort): IrStep {
    return { ...this.#step("Walk", undefined, [quant("forall", "d", all, eq(select(this.#ref("pc"), local("d", all)), member(this.#points, 3)))], [], []), name: "Terminating" };
  }

  #extra(): IrStep["params"] {
    return this.#choose(3) === 0 ? [{ name: this.#fresh("p"), sort: intSort(0, 1) }] : [];
  }

  #step(process: string, from: string | undefined, guards: readonly IrExpr[], updates: IrStep["updates"], params: IrStep["params"]): IrStep {
    const name = this.#fresh(process);
    const once = updates.filter((update, i) => updates.findIndex(({ variable }) => variable === update.variable) === i);
    return { name, process, params, guards, lets: [], updates: once, text: { text: name, calls: [], comments: [] }, ...(from === undefined ? {} : { from }) };
  }

  /** Changes of the agent's own variables. */
  #own(me: IrExpr, updates: IrStep["updates"][number][]): IrStep["updates"][number][] {
    for (const name of ["v", "g"]) {
      if (this.#choose(3) === 0) continue;
      const variable = this.#ref(name);
      const elem = (variable.sort as ArraySort).elem;
      updates.push(this.#set(name, store(variable, me, this.#value(elem, select(variable, me), me))));
    }
    return updates;
  }

  #changeShared(me?: IrExpr): IrStep["updates"][number] {
    const shared = this.#ref("shared");
    if (shared.sort.kind !== "array") return this.#set("shared", this.#value(shared.sort, shared, me));
    return this.#set("shared", store(shared, int(this.#choose(2)), this.#value(shared.sort.elem, select(shared, int(0)), me)));
  }

  /** need[me][a] = (pc[a] != L0), for all a. */
  #ask(me: IrExpr): IrStep["updates"][number] {
    const need = this.#ref("need");
    const row = (need.sort as ArraySort).elem as ArraySort;
    const name = this.#fresh("a");
    return this.#set("need", store(need, me, { kind: "array", sort: row, name, body: not(eq(select(this.#ref("pc"), local(name, row.index)), member(this.#points, 0))) }));
  }

  /** need[a][me] = false, for all a. */
  #answer(me: IrExpr): IrStep["updates"][number] {
    const need = this.#ref("need");
    const sort = need.sort as ArraySort;
    const name = this.#fresh("a");
    return this.#set("need", { kind: "array", sort, name, body: store(select(need, local(name, sort.index)), me, literal(BOOL, false)) });
  }

  #answered(me: IrExpr): IrExpr {
    const row = select(this.#ref("need"), me);
    const name = this.#fresh("a");
    return quant("forall", name, (row.sort as ArraySort).index, not(select(row, local(name, (row.sort as ArraySort).index))));
  }

  /** Every walker's ghost takes note. */
  #witness(): IrStep["updates"][number] {
    const ghosts = this.#ref("g");
    const sort = ghosts.sort as ArraySort;
    const name = this.#fresh("a");
    const each = local(name, this.#self);
    const old = select(ghosts, each);
    return this.#set("g", { kind: "array", sort, name, body: ite(this.#at(each, this.#choose(4)), this.#value(sort.elem, old, each), old) });
  }

  /** A value of `sort` made from `old`, what is shared, and the walker's own. */
  #value(sort: Sort, old: IrExpr, me?: IrExpr): IrExpr {
    if (sort.kind === "bool") return this.#pick([literal(sort, true), this.#condition(me, 1), or(old, this.#condition(me, 1))]);
    if (sort.kind === "set") return this.#pick([op("union", old, { kind: "set", sort, elements: [this.#condition(me, 1)] }), literal(sort, [])]);
    if (sort.kind !== "int") return old;
    const next = ite(op("lt", old, int(sort.hi)), op("add", old, int(1)), int(0));
    const less = ite(op("gt", old, int(0)), op("sub", old, int(1)), int(sort.hi));
    return this.#pick([literal(sort, 0), next, ite(this.#condition(me, 1), next, old), ite(this.#condition(me, 1), less, literal(sort, Math.min(1, sort.hi)))]);
  }

  #condition(me: IrExpr | undefined, depth: number): IrExpr {
    if (depth > 0 && this.#choose(2) === 0) return this.#pick([and, or, implies])(this.#condition(me, depth - 1), this.#condition(me, depth - 1));
    const shared = this.#ref("shared");
    const word = shared.sort.kind === "array" ? select(shared, int(this.#choose(2))) : shared;
    const own = me === undefined ? undefined : select(this.#ref("v"), me);
    const asked = own?.sort.kind === "int" ? op("ge", own, int(1)) : own?.sort.kind === "bool" ? own : this.#ref("flag");
    return this.#pick([this.#ref("flag"), not(this.#ref("flag")), op("ge", word, int(1)), eq(word, int(0)), asked, asked]);
  }

  #properties(steps: readonly IrStep[]): IrProperty[] {
    const each = (quantifier: "forall" | "exists", body: (me: IrExpr) => IrExpr): IrExpr => {
      const name = this.#fresh("a");
      return quant(quantifier, name, this.#self, body(local(name, this.#self)));
    };
    return this.#times(2 + this.#choose(3), () => {
      const kind = this.#pick(["invariant", "reachable"] as const);
      const other = this.#fresh("b");
      const several = (me: IrExpr): IrExpr => quant("forall", other, this.#self, implies(this.#at(local(other, this.#self), 1), or(eq(local(other, this.#self), me), this.#condition(me, 2))));
      const expr = this.#pick([
        () => each("forall", (me) => implies(this.#at(me, 2), this.#condition(me, 2))), () => each("exists", (me) => and(this.#at(me, 2), this.#condition(me, 2))),
        () => each("forall", (me) => implies(this.#at(me, 1), several(me))), () => this.#condition(undefined, 2),
        () => each("forall", (me) => this.#at(me, 3)), () => eq(select(this.#ref("pc"), member(this.#self, 1)), select(this.#ref("pc"), member(this.#self, this.#self.hi))),
      ])();
      const trigger = this.#choose(2) === 0 ? { trigger: each("exists", (me) => and(this.#at(me, this.#choose(4)), this.#condition(me, 1))) } : {};
      return { name: this.#fresh("Prop"), kind, origin: "invariant", expr, message: "", doc: "", shows: [], ...trigger, ...(this.#choose(9) === 0 ? { step: steps[0]?.name ?? "" } : {}) };
    });
  }

  #at(agent: IrExpr, label: number): IrExpr {
    return eq(select(this.#ref("pc"), agent), member(this.#points, label));
  }

  #to(agent: IrExpr, label: number): IrStep["updates"][number] {
    return this.#set("pc", store(this.#ref("pc"), agent, member(this.#points, label)));
  }

  #set(variable: string, value: IrExpr): IrStep["updates"][number] {
    return { variable, value };
  }

  #ref(name: string): IrExpr {
    const found = this.#vars.find((each) => each.name === name);
    if (found === undefined) throw new Error(`no variable ${name}`);
    return varRef(name, found.sort);
  }

  #range({ lo, hi }: EnumSort): readonly number[] {
    return Array.from({ length: hi - lo + 1 }, (_, i) => lo + i);
  }

  #fresh(prefix: string): string {
    this.#names += 1;
    return `${prefix}${this.#names}`;
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#choose(items.length)] as T;
  }

  #times<T>(n: number, make: () => T): T[] {
    return Array.from({ length: n }, make);
  }
}
