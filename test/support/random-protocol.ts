// SPDX-License-Identifier: Apache-2.0
// Random models in the shape of protocols: several identical agents of a process, sometimes of two, with locals,
// locks, flags, names that are passed around and a domain of interchangeable values. Most are symmetric, some are not in one
// place only; some processes influence nobody; some variables are read by nobody. random-model.ts has models
// without any such structure, on which reductions hardly ever do anything.
import { and, array, bool, enumLit, eq, implies, ite, lit, not, op, or, quant, select, store, varRef } from "./ir.ts";
import { enumSort, intSort, BOOL, type EnumSort, type Sort, type Universe } from "../../src/ir/sorts.ts";
import { local } from "../../src/ir/build.ts";
import type { IrExpr, IrModel, IrProcess, IrProperty, IrStep, IrVar } from "../../src/ir/model.ts";

export interface ProtocolOptions {
  /** Nothing is left out or exchanged by mistake: literals of agents and domain members may occur in any place. */
  readonly asymmetric?: boolean;
}

/** The model of a seed, the same one always. */
export function randomProtocol(seed: number, options: ProtocolOptions = {}): IrModel {
  return new Protocol(seed, options.asymmetric ?? false).model();
}

const COUNT = intSort(0, 2);
const text = { text: "", calls: [], comments: [] };

interface Group { readonly process: IrProcess; readonly self: EnumSort; readonly points: EnumSort; readonly quiet: boolean; readonly locals: readonly IrVar[]; readonly pc: IrVar }

class Protocol {
  #a: number;
  #names = 0;
  readonly #asymmetric: boolean;
  readonly #agents: Universe;
  readonly #domain: Universe;
  readonly #groups: Group[] = [];
  readonly #shared: IrVar[] = [];

  constructor(seed: number, asymmetric: boolean) {
    this.#a = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
    this.#asymmetric = asymmetric;
    const sizes = [2 + this.#choose(2), ...(this.#choose(2) === 0 ? [] : [1 + this.#choose(2)])];
    const total = sizes.reduce((a, b) => a + b, 0);
    this.#agents = { name: "Agents", members: ["nobody", ...Array.from({ length: total }, (_, i) => `a${i}`)], symmetric: false, fixed: 1 };
    this.#domain = { name: "Frames", members: ["none", "f0", "f1", ...(this.#choose(3) === 0 ? ["f2"] : [])], symmetric: true, fixed: 1 };
    let next = 1;
    for (const size of sizes) {
      this.#groups.push(this.#group({ ...enumSort(this.#agents), lo: next, hi: next + size - 1 }));
      next += size;
    }
    const all: EnumSort = { ...enumSort(this.#agents), lo: 1 };
    const frames: EnumSort = { ...enumSort(this.#domain), lo: 1 };
    const candidates: (() => Sort)[] = [
      () => COUNT, () => enumSort(this.#agents), () => enumSort(this.#domain), () => ({ kind: "set", elem: enumSort(this.#agents) }),
      () => ({ kind: "array", index: all, elem: BOOL }), () => ({ kind: "array", index: frames, elem: BOOL }), () => ({ kind: "set", elem: frames }),
      () => ({ kind: "array", index: all, elem: { kind: "array", index: all, elem: BOOL } }),
    ];
    for (let i = 1 + this.#choose(3); i > 0; i -= 1) this.#shared.push(this.#variable("v", this.#pick(candidates)(), "shared"));
    if (this.#choose(3) === 0) this.#shared.push(this.#variable("unread", COUNT, "shared"));
  }

  #choose(n: number): number {
    this.#a = (this.#a + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#a ^ (this.#a >>> 15), 1 | this.#a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  }

  #pick<T>(items: readonly T[]): T {
    const item = items[this.#choose(items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  }

  #fresh(prefix: string): string {
    this.#names += 1;
    return `${prefix}${this.#names}`;
  }

  #variable(prefix: string, sort: Sort, role: IrVar["role"], process?: string): IrVar {
    return { name: this.#fresh(prefix), sort, role, doc: "", ...(process === undefined ? {} : { process }) };
  }

  #group(self: EnumSort): Group {
    const name = this.#fresh("P");
    const labels = ["L0", "L1", ...(this.#choose(2) === 0 ? ["L2"] : []), "Done"].map((label) => `${name}${label}`);
    const points = enumSort({ name: `${name}Points`, members: labels, symmetric: false, fixed: 0 });
    const agents = Array.from({ length: self.hi - self.lo + 1 }, (_, i) => self.lo + i);
    const elems: readonly Sort[] = [intSort(0, 1), enumSort(this.#domain), enumSort(this.#agents), { kind: "set", elem: enumSort(this.#agents) }];
    const locals = Array.from({ length: this.#choose(3) }, () => this.#variable("l", { kind: "array", index: self, elem: this.#pick(elems) }, "local", name));
    return {
      process: { name, kind: "walker", agents, labels, title: `${agents.length} * ${name}`, doc: "" }, self, points, locals, quiet: this.#choose(2) === 0,
      pc: this.#variable("pc", { kind: "array", index: self, elem: points }, "pc", name),
    };
  }

  // ---- expressions ----

  /** A value of the sort, from what is in scope: the state, the agent's locals, itself. */
  #value(sort: Sort, self: IrExpr | undefined, group: Group | undefined): IrExpr {
    const found: IrExpr[] = [];
    for (const v of [...this.#shared, ...(group?.locals ?? [])]) {
      const ref = varRef(v);
      if (v.name.startsWith("unread")) continue;
      if (same(v.sort, sort)) found.push(ref);
      if (v.sort.kind === "array" && self !== undefined && same(v.sort.elem, sort) && within(self.sort, v.sort.index)) found.push(select(ref, self));
    }
    if (self !== undefined && sort.kind === "enum" && sort.universe === this.#agents) found.push(self, self);
    if (found.length > 0 && this.#choose(3) > 0) return this.#pick(found);
    return this.#constant(sort);
  }

  #constant(sort: Sort): IrExpr {
    switch (sort.kind) {
      case "bool": return bool(this.#choose(2) === 1);
      case "int": return lit(sort, sort.lo + this.#choose(sort.hi - sort.lo + 1));
      case "enum": return enumLit(sort, this.#asymmetric && this.#choose(4) === 0 ? sort.lo + this.#choose(sort.hi - sort.lo + 1) : sort.lo);
      default: throw new Error("no constant");
    }
  }

  #condition(self: IrExpr | undefined, group: Group | undefined, depth = 1): IrExpr {
    if (depth > 0 && this.#choose(3) === 0) {
      const [a, b] = [this.#condition(self, group, depth - 1), this.#condition(self, group, depth - 1)];
      return this.#pick([and, or, implies])(a, b);
    }
    const v = this.#pick([...this.#shared.filter(({ name }) => !name.startsWith("unread")), ...(self === undefined ? [] : group?.locals ?? [])]);
    const atom = v === undefined ? bool(true) : this.#atom(v, self, group);
    return this.#choose(3) === 0 ? not(atom) : atom;
  }

  #atom(v: IrVar, self: IrExpr | undefined, group: Group | undefined): IrExpr {
    const ref = varRef(v);
    const { sort } = v;
    if (sort.kind === "set") {
      if (self !== undefined && sort.elem.kind === "enum" && sort.elem.universe === this.#agents) return op("member", self, ref);
      return this.#pick([eq(ref, { kind: "set", sort, elements: [] }), this.#over("exists", sort.elem, (x) => op("member", x, ref))]);
    }
    if (sort.kind !== "array") return eq(ref, this.#value(sort, self, group));
    if (self !== undefined && within(self.sort, sort.index)) return this.#element(select(ref, self), self, group);
    return this.#over(this.#choose(2) === 0 ? "forall" : "exists", sort.index, (x) => this.#element(select(ref, x), x, group));
  }

  #element(e: IrExpr, self: IrExpr, group: Group | undefined): IrExpr {
    if (e.sort.kind === "set" && e.sort.elem.kind === "enum") return op("member", this.#value(e.sort.elem, self, group), e);
    if (e.sort.kind === "array") return this.#over(this.#choose(2) === 0 ? "forall" : "exists", e.sort.index, (y) => select(e, y));
    return e.sort.kind === "bool" ? e : eq(e, this.#value(e.sort, within(self.sort, enumSort(this.#agents)) ? self : undefined, group));
  }

  #over(kind: "forall" | "exists", over: Sort, body: (x: IrExpr) => IrExpr): IrExpr {
    const name = this.#fresh("q");
    return quant(kind, name, over, body(local(name, over)));
  }

  // ---- steps ----

  #update(v: IrVar, self: IrExpr, group: Group, chosen: IrExpr | undefined): IrExpr {
    const ref = varRef(v);
    const { sort } = v;
    if (sort.kind === "int") return this.#pick([op("mod", op("add", ref, lit(intSort(1, 1), 1)), lit(intSort(sort.hi + 1, sort.hi + 1), sort.hi + 1)), this.#constant(sort)]);
    if (sort.kind === "enum") return sort.universe === this.#domain && chosen !== undefined ? chosen : this.#value(sort, self, group);
    if (sort.kind === "set") {
      const elem = sort.elem.kind === "enum" && sort.elem.universe === this.#agents ? self : chosen;
      if (elem === undefined) return { kind: "set", sort, elements: [] };
      return op(this.#pick(["union", "minus"] as const), ref, { kind: "set", sort, elements: [elem] });
    }
    if (sort.kind !== "array") throw new Error("no such variable");
    if (sort.elem.kind === "array") {
      const row = sort.elem;
      return this.#choose(2) === 0 ? store(ref, self, array(row, this.#fresh("k"), (x) => ite(eq(x, self), bool(false), this.#choose(2) === 0 ? bool(true) : not(select(select(ref, self), x)))))
        : array(sort, this.#fresh("k"), (w) => store(select(ref, w), self, bool(false)));
    }
    if (sort.elem.kind === "set") {
      const some: IrExpr = { kind: "set", sort: sort.elem, elements: [this.#value(sort.elem.elem, self, group)] };
      return store(ref, self, op(this.#pick(["union", "union", "minus"] as const), select(ref, self), some));
    }
    if (within(self.sort, sort.index)) return store(ref, self, sort.elem.kind === "bool" ? not(select(ref, self)) : chosen !== undefined && same(sort.elem, enumSort(this.#domain)) ? chosen : this.#value(sort.elem, self, group));
    return chosen !== undefined ? store(ref, chosen, not(select(ref, chosen))) : array(sort, this.#fresh("k"), (x) => not(select(ref, x)));
  }

  #step(group: Group, from: number): IrStep {
    const self = local(this.#fresh("self"), group.self);
    const frames: EnumSort = { ...enumSort(this.#domain), lo: 1 };
    const chosen = this.#choose(2) === 0 ? local(this.#fresh("f"), frames) : undefined;
    const last = group.points.hi;
    const to = this.#choose(3) === 0 ? this.#choose(last + 1) : Math.min(from + 1, last);
    const pc = varRef(group.pc);
    const guards = [eq(select(pc, self), enumLit(group.points, from)), ...(this.#choose(2) === 0 ? [this.#condition(self, group)] : [])];
    const updates = [{ variable: group.pc.name, value: store(pc, self, enumLit(group.points, to)) }];
    const mine = group.quiet ? group.locals : [...this.#shared, ...group.locals];
    for (const v of mine.filter(({ name }) => name.startsWith("unread") || this.#choose(2) === 0)) updates.push({ variable: v.name, value: this.#update(v, self, group, chosen) });
    const changesShared = updates.some(({ variable }) => this.#shared.some(({ name }) => name === variable));
    // Histories of others: every agent's element made from itself and the rest of the state.
    for (const other of changesShared ? this.#groups.filter((g) => g !== group) : []) {
      for (const v of other.locals.filter((l) => l.sort.kind === "array" && l.sort.elem.kind === "int" && this.#choose(2) === 0)) {
        if (v.sort.kind !== "array") continue;
        const { sort } = v;
        updates.push({ variable: v.name, value: array(sort, this.#fresh("k"), (x) => ite(eq(select(varRef(other.pc), x), enumLit(other.points, 1)), lit(intSort(1, 1), 1), select(varRef(v), x))) });
      }
    }
    const params = [self, ...(chosen === undefined ? [] : [chosen])].map((e) => ({ name: e.kind === "local" ? e.name : "", sort: e.sort }));
    return { name: this.#fresh(`${group.process.name}s`), process: group.process.name, from: group.process.labels[from] ?? "", params, guards, lets: [], updates, text };
  }

  // ---- properties ----

  #property(): IrProperty {
    const kind = this.#choose(3) === 0 ? "reachable" as const : "invariant" as const;
    const group = this.#pick(this.#groups);
    const at = (x: IrExpr): IrExpr => eq(select(varRef(group.pc), x), enumLit(group.points, this.#choose(group.points.hi + 1)));
    const about = (x: IrExpr): IrExpr => (kind === "invariant" ? implies(at(x), this.#condition(x, group)) : and(at(x), this.#condition(x, group)));
    const each = kind === "invariant" ? "forall" as const : "exists" as const;
    const named = (name: number): IrExpr => at(enumLit({ ...enumSort(this.#agents), lo: 1 }, name));
    const expr = this.#asymmetric && this.#choose(3) === 0 ? and(named(group.self.lo), not(named(group.self.hi)), this.#condition(undefined, undefined, 0)) : this.#pick([
      () => this.#over(each, group.self, about), () => this.#over(each, group.self, about),
      () => this.#over(each, group.self, (x) => this.#over(each, group.self, (y) => (kind === "invariant" ? or(eq(x, y), not(and(at(x), at(y)))) : and(op("ne", x, y), at(x), at(y))))),
      () => this.#condition(undefined, undefined), () => or(this.#condition(undefined, undefined), this.#over(each, group.self, about)),
      () => this.#over(each === "forall" ? "exists" : "forall", group.self, about),
    ])();
    return {
      name: this.#fresh(kind === "invariant" ? "Inv" : "Reach"), kind, origin: "invariant", expr, message: "", doc: "", shows: [],
      ...(this.#choose(2) === 0 ? { trigger: this.#over("exists", group.self, at) } : {}),
    };
  }

  #initial(v: IrVar): IrExpr {
    const zero = (sort: Sort): IrExpr => {
      if (sort.kind === "array") return array(sort, this.#fresh("k"), () => zero(sort.elem));
      if (sort.kind === "set") return { kind: "set", sort, elements: [] };
      return sort.kind === "bool" ? bool(false) : sort.kind === "int" ? lit(sort, sort.lo) : sort.kind === "enum" ? enumLit(sort, sort.lo) : bool(false);
    };
    return zero(v.sort);
  }

  model(): IrModel {
    const vars = [...this.#shared, ...this.#groups.flatMap((group) => [...group.locals, group.pc])];
    const steps = this.#groups.flatMap((group) => Array.from({ length: group.points.hi }, (_, from) => Array.from({ length: 1 + this.#choose(2) }, () => this.#step(group, from))).flat());
    if (this.#choose(2) === 0) {
      const guards = this.#groups.map((group) => this.#over("forall", group.self, (x) => eq(select(varRef(group.pc), x), enumLit(group.points, group.points.hi))));
      steps.push({ name: "Terminating", process: this.#groups[0]?.process.name ?? "", params: [], guards, lets: [], updates: [], text });
    }
    return {
      name: "Protocol", doc: [], source: "protocol.ptespec", agents: this.#agents, processes: this.#groups.map(({ process }) => process), vars,
      init: { params: [], guards: [], lets: [], values: vars.map((v) => ({ variable: v.name, value: this.#initial(v) })) },
      steps, properties: Array.from({ length: 2 + this.#choose(3) }, () => this.#property()), checkDeadlock: this.#choose(2) === 0,
    };
  }
}

const same = (a: Sort, b: Sort): boolean => JSON.stringify(a) === JSON.stringify(b);
const within = (inner: Sort, outer: Sort): boolean => inner.kind === "enum" && outer.kind === "enum" && inner.universe.name === outer.universe.name && outer.lo <= inner.lo && inner.hi <= outer.hi;
