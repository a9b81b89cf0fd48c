// SPDX-License-Identifier: Apache-2.0
// Random well-formed models of the intermediate representation. A model is built from a tape of choices, 0
// being the plainest one, so that a shorter or lower tape is a simpler model: that is how fast-check shrinks
// them. Operators are drawn from the operator table by asking it what it accepts; a new row is covered as it
// is. Names are TLA+ identifiers, never reused, so that the same models can be emitted and run through TLC.
import * as fc from "fast-check";
import type { IrBinding, IrExpr, IrLocal, IrModel, IrParam, IrProcess, IrProperty, IrStep, IrVar, IrVarRef } from "../../src/ir/model.ts";
import { OP_NAMES, opDef } from "../../src/ir/ops.ts";
import { hull,
  BOOL, cardinality, compatible, contains, enumSort, intSort, isScalar, scalarSize,
  type ArraySort, type EnumSort, type IntSort, type RecordSort, type Sort, type Universe,
} from "../../src/ir/sorts.ts";

/** A number in 0..n-1; 0 is the plainest choice. */
export type Chooser = (n: number) => number;

/** Models for fast-check; they shrink. */
export function arbitraryModel(): fc.Arbitrary<IrModel> {
  return fc.array(fc.nat(0x3fffffff), { maxLength: 2500, size: "max" }).map((tape) => {
    let at = 0;
    return buildModel((n) => (tape[at++] ?? 0) % n);
  });
}

/** The model of a seed, the same one always. */
export function randomModel(seed: number): IrModel {
  let a = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  return buildModel((n) => {
    a = (a + 0x6d2b79f5) | 0; // mulberry32
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  });
}

/** The model that a sequence of choices describes. */
export function buildModel(choose: Chooser): IrModel {
  return new Builder(choose).model();
}

type Named = IrVarRef | IrLocal;
type Scope = readonly Named[];

/** Bits of state that variables may take besides the program points, so that state spaces stay small. */
const STATE_BITS = 10;
const PARAM_VALUES = 16;

interface Group {
  readonly process: IrProcess;
  readonly pc: IrVar;
  readonly points: EnumSort;
  readonly self?: EnumSort;
}

class Builder {
  readonly #choose: Chooser;
  #names = 0;
  readonly #sorts: Sort[] = [BOOL, intSort(0, 1), intSort(0, 3)];

  constructor(choose: Chooser) {
    this.#choose = choose;
  }

  #fresh(prefix: string): string {
    this.#names += 1;
    return `${prefix}${this.#names}`;
  }

  #pick<T>(items: readonly T[]): T {
    const item = items[this.#choose(items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  }

  /** True once in `n` times; never when the tape is over. */
  #oneIn(n: number): boolean {
    return this.#choose(n) === n - 1;
  }

  #times<T>(n: number, make: (i: number) => T): T[] {
    return Array.from({ length: n }, (_, i) => make(i));
  }

  // ---- sorts ----

  #universe(prefix: string, size: number, symmetric = false, fixed = 0): Universe {
    const name = this.#fresh(prefix);
    return { name, members: this.#times(size, (i) => `${name}m${i}`), symmetric, fixed };
  }

  #fillSorts(): void {
    const plain = enumSort(this.#universe("E", 2 + this.#choose(2)));
    const domain = enumSort(this.#universe("D", 3, true, 1));
    const part: EnumSort = { ...plain, lo: this.#choose(2), hi: 1 };
    const negative = intSort(-1 - this.#choose(3), this.#choose(3));
    const positive = intSort(1, 1 + this.#choose(3));
    const scalars = [...this.#sorts, plain, domain, part, { ...domain, lo: 1 }, negative, positive, intSort(2, 2)];
    this.#sorts.push(...scalars.slice(3));
    const record = this.#recordSort(scalars);
    const nested = this.#recordSort([...scalars, record]);
    this.#sorts.push(record, nested);
    const indices = scalars.filter((sort): sort is IntSort | EnumSort => sort.kind !== "bool");
    const array: ArraySort = { kind: "array", index: this.#pick(indices), elem: this.#pick(scalars) };
    const records: ArraySort = { kind: "array", index: this.#pick(indices), elem: record };
    this.#sorts.push(array, records, { kind: "array", index: intSort(0, 1), elem: array });
    const elems = [...scalars, record, nested].filter((sort) => cardinality(sort) <= 48);
    for (let i = 0; i < 3; i += 1) this.#sorts.push({ kind: "set", elem: this.#pick(elems) });
    this.#sorts.push({ kind: "set", elem: intSort(this.#choose(2), 34) });
  }

  #recordSort(among: readonly Sort[]): RecordSort {
    const fields = this.#times(1 + this.#choose(3), () => ({ name: this.#fresh("f"), sort: this.#pick(among) }));
    return { kind: "record", name: this.#fresh("R"), fields };
  }

  #small(limit: number, among: readonly Sort[] = this.#sorts): Sort {
    return this.#pick(among.filter((sort) => cardinality(sort) <= limit));
  }

  /** A sort whose values may be compared with those of `sort`, or that goes with it as element or set. */
  #related(sort: Sort): Sort {
    const related: Sort[] = [sort, ...this.#sorts.filter((other) => compatible(other, sort))];
    if (sort.kind === "set") related.push(sort.elem);
    related.push(...this.#sorts.filter((other) => other.kind === "set" && compatible(other.elem, sort)));
    return this.#oneIn(4) ? this.#pick(this.#sorts) : this.#pick(related);
  }

  // ---- expressions ----

  #constant(sort: Sort): IrExpr {
    switch (sort.kind) {
      case "bool":
        return { kind: "lit", sort, value: this.#choose(2) };
      case "int":
      case "enum":
        return { kind: "lit", sort, value: sort.lo + this.#choose(scalarSize(sort)) };
      case "record":
        return { kind: "record", sort, values: sort.fields.map((field) => this.#constant(field.sort)) };
      case "array":
        return { kind: "array", sort, name: this.#fresh("k"), body: this.#constant(sort.elem) };
      case "set":
        return { kind: "set", sort, elements: this.#times(this.#choose(3), () => this.#constant(sort.elem)) };
    }
  }

  /** Something in scope, or a part of it, that is a `sort` by its own sort; a constant when there is none. */
  #simple(sort: Sort, scope: Scope, depth = 0): IrExpr {
    const found: (() => IrExpr)[] = [];
    const visit = (make: () => IrExpr, has: Sort, parts: number): void => {
      if (contains(sort, has)) found.push(make);
      if (parts === 0) return;
      if (has.kind === "record") {
        for (const { name, sort: inner } of has.fields) {
          visit(() => ({ kind: "field", sort: inner, record: make(), field: name }), inner, parts - 1);
        }
      } else if (has.kind === "array") {
        const names = scope.filter((named) => contains(has.index, named.sort));
        const index = (): IrExpr => {
          if (depth > 0 && this.#oneIn(2)) return this.#exact(has.index, scope, depth - 1);
          return names.length === 0 || this.#oneIn(3) ? this.#constant(has.index) : this.#pick(names);
        };
        visit(() => ({ kind: "select", sort: has.elem, array: make(), index: index() }), has.elem, parts - 1);
      }
    };
    for (const named of scope) visit(() => named, named.sort, 2);
    return found.length === 0 || this.#oneIn(6) ? this.#constant(sort) : this.#pick(found)();
  }

  /** An expression whose sort, as far as sorts can tell, is within `sort`. */
  #exact(sort: Sort, scope: Scope, depth: number): IrExpr {
    const expr = this.#expr(sort, scope, depth);
    return contains(sort, expr.sort) ? expr : this.#simple(sort, scope, Math.max(depth - 1, 0));
  }

  /** An expression whose value is always within `sort`, though its own sort may be wider. */
  #expr(sort: Sort, scope: Scope, depth: number): IrExpr {
    if (depth <= 0) return this.#simple(sort, scope);
    switch (this.#choose(12)) {
      case 0:
      case 1:
        return this.#simple(sort, scope, depth - 1);
      case 2: {
        const then = this.#expr(sort, scope, depth - 1);
        const otherwise = this.#expr(sort, scope, depth - 1);
        return { kind: "ite", sort: hull(then.sort, otherwise.sort), cond: this.#expr(BOOL, scope, depth - 1), then, else: otherwise };
      }
      case 3: {
        const name = this.#fresh("l");
        const value = this.#expr(this.#small(1 << 20), scope, depth - 1);
        const body = this.#expr(sort, [...scope, { kind: "local", sort: value.sort, name }], depth - 1);
        return { kind: "let", sort: body.sort, name, value, body };
      }
      case 4:
      case 5:
      case 6:
      case 7:
        return this.#byOperator(sort, scope, depth);
      default:
        return this.#byKind(sort, scope, depth);
    }
  }

  #byKind(sort: Sort, scope: Scope, depth: number): IrExpr {
    switch (sort.kind) {
      case "bool": {
        const over = this.#small(PARAM_VALUES);
        const name = this.#fresh("q");
        const body = this.#expr(BOOL, [...scope, { kind: "local", sort: over, name }], depth - 1);
        return this.#oneIn(2) ? { kind: "quant", sort, quant: this.#oneIn(2) ? "exists" : "forall", name, over, body } : this.#byOperator(sort, scope, depth);
      }
      case "int":
      case "enum":
        return this.#byOperator(sort, scope, depth);
      case "record": {
        if (this.#oneIn(2)) return { kind: "record", sort, values: sort.fields.map((field) => this.#expr(field.sort, scope, depth - 1)) };
        const field = this.#pick(sort.fields);
        return { kind: "with", sort, record: this.#exact(sort, scope, depth - 1), field: field.name, value: this.#expr(field.sort, scope, depth - 1) };
      }
      case "array": {
        if (this.#oneIn(3)) {
          const name = this.#fresh("i");
          return { kind: "array", sort, name, body: this.#expr(sort.elem, [...scope, { kind: "local", sort: sort.index, name }], depth - 1) };
        }
        return {
          kind: "store", sort, array: this.#exact(sort, scope, depth - 1), index: this.#expr(sort.index, scope, depth - 1), value: this.#expr(sort.elem, scope, depth - 1),
        };
      }
      case "set":
        if (this.#oneIn(2)) return this.#byOperator(sort, scope, depth);
        return { kind: "set", sort, elements: this.#times(this.#choose(3), () => this.#expr(sort.elem, scope, depth - 1)) };
    }
  }

  /** An operator of the table that gives a `sort`, on operands that the table accepts. */
  #byOperator(sort: Sort, scope: Scope, depth: number): IrExpr {
    for (let attempt = 0; attempt < 12; attempt += 1) {
      const op = this.#pick(OP_NAMES);
      const first = this.#oneIn(2) ? sort : this.#pick(this.#sorts);
      const sorts = opDef(op).arity === 1 ? [first] : [first, this.#related(first)];
      const result = opDef(op).result(sorts);
      if (typeof result === "string" || !compatible(result, sort)) continue;
      const args = sorts.map((operand) => this.#expr(operand, scope, depth - 1));
      // The operands' own sorts may be wider than what was asked for.
      const own = opDef(op).result(args.map((arg) => arg.sort));
      if (typeof own === "string") continue;
      if (own.kind === "set" && !contains(sort, own)) continue;
      if (own.kind === "set" && op === "union" && !args.every((arg) => contains(own, arg.sort))) continue;
      return this.#fitted({ kind: "op", sort: own, op, args }, sort);
    }
    return this.#simple(sort, scope);
  }

  /** `expr`, brought into `sort` by the remainder or by cutting off, if it is a number. */
  #fitted(expr: IrExpr, sort: Sort): IrExpr {
    if (sort.kind !== "int" || expr.sort.kind !== "int" || contains(sort, expr.sort)) return expr;
    const lit = (value: number): IrExpr => ({ kind: "lit", sort: intSort(value, value), value });
    const { lo, hi } = sort;
    if (this.#oneIn(2)) {
      const name = this.#fresh("l");
      const cut: IrLocal = { kind: "local", sort: expr.sort, name };
      const wide = hull(sort, expr.sort);
      const low: IrExpr = { kind: "ite", sort: wide, cond: { kind: "op", sort: BOOL, op: "lt", args: [cut, lit(lo)] }, then: lit(lo), else: cut };
      const body: IrExpr = { kind: "ite", sort: wide, cond: { kind: "op", sort: BOOL, op: "gt", args: [cut, lit(hi)] }, then: lit(hi), else: low };
      return { kind: "let", sort: wide, name, value: expr, body };
    }
    const size = hi - lo + 1;
    const rest: IrExpr = { kind: "op", sort: intSort(0, size - 1), op: "mod", args: [expr, lit(size)] };
    return lo === 0 ? rest : { kind: "op", sort, op: "add", args: [rest, lit(lo)] };
  }

  // ---- the model ----

  model(): IrModel {
    this.#fillSorts();
    const sizes = this.#times(1 + this.#choose(3), () => 1 + this.#choose(2));
    const total = sizes.reduce((a, b) => a + b, 0);
    const agents: Universe = { name: "Agents", members: ["nobody", ...this.#times(total, (i) => `a${i}`)], symmetric: false, fixed: 1 };
    let next = 1;
    const groups = sizes.map((size): Group => {
      const lo = next;
      next += size;
      return this.#group({ kind: "enum", universe: agents, lo, hi: lo + size - 1 });
    });
    const vars = [...this.#variables(groups), ...groups.map((group) => group.pc)];
    const scope = vars.map((v): IrVarRef => ({ kind: "var", sort: v.sort, name: v.name }));
    const hardware: IrProcess = { name: "Hardware", kind: "hardware", agents: [], labels: [], title: "hardware", doc: "" };
    const withHardware = this.#oneIn(2);
    const steps = groups.flatMap((group) => this.#steps(group, vars, scope));
    if (withHardware) steps.push(...this.#times(1 + this.#choose(2), () => this.#step("Hardware", vars, scope, undefined, undefined)));
    if (this.#oneIn(2)) steps.push(this.#terminating(groups));
    return {
      name: "Random", doc: ["A random model."], source: "random.ptespec", agents,
      processes: [...groups.map((group) => group.process), ...(withHardware ? [hardware] : [])],
      vars, init: this.#init(vars, groups), steps,
      properties: this.#times(1 + this.#choose(4), () => this.#property(scope, steps)), checkDeadlock: !this.#oneIn(3),
    };
  }

  #group(agents: EnumSort): Group {
    const name = this.#fresh("P");
    const labels = [...this.#times(2 + this.#choose(3), () => this.#fresh("L")), ...(this.#oneIn(3) ? [] : [`${name}Done`])];
    const points = enumSort({ name: this.#fresh("Points"), members: labels, symmetric: false, fixed: 0 });
    const several = agents.hi > agents.lo || this.#oneIn(4);
    return {
      process: {
        name, kind: this.#pick(["walker", "writer"]), labels, title: name, doc: "",
        agents: this.#times(scalarSize(agents), (i) => agents.lo + i),
      },
      pc: { name: this.#fresh("pc"), sort: several ? { kind: "array", index: agents, elem: points } : points, role: "pc", process: name, doc: "" },
      points, ...(several ? { self: agents } : {}),
    };
  }

  #variables(groups: readonly Group[]): IrVar[] {
    let bits = STATE_BITS;
    const vars: IrVar[] = [];
    const wanted = 2 + this.#choose(4);
    for (let i = 0; i < wanted; i += 1) {
      const owner = this.#oneIn(3) ? this.#pick(groups) : undefined;
      const base = this.#oneIn(6) ? this.#pick(this.#sorts) : this.#small(2 ** Math.max(bits, 1));
      const sort: Sort = owner?.self ? { kind: "array", index: owner.self, elem: base } : base;
      bits -= Math.log2(cardinality(sort));
      vars.push({
        name: this.#fresh("v"), sort, doc: "",
        ...(owner ? { role: this.#pick(["local", "ghost"] as const), process: owner.process.name } : { role: this.#pick(["shared", "env"] as const) }),
      });
    }
    return vars;
  }

  #init(vars: readonly IrVar[], groups: readonly Group[]): IrModel["init"] {
    const params = this.#params(this.#choose(3));
    const scope = params.map(({ name, sort }): IrLocal => ({ kind: "local", sort, name }));
    const guards = params.length > 0 && this.#oneIn(3) ? [this.#guard(scope)] : [];
    const { lets, inner } = this.#lets(scope);
    const values = vars.map((v) => {
      const group = groups.find(({ pc }) => pc === v);
      return { variable: v.name, value: group ? this.#everywhere(group, 0) : this.#expr(v.sort, inner, 1 + this.#choose(2)) };
    });
    return { params, guards, lets, values };
  }

  /** The program point of a group's agents: all at one label. */
  #everywhere({ pc, points }: Group, label: number): IrExpr {
    const body: IrExpr = { kind: "lit", sort: points, value: label };
    return pc.sort.kind === "array" ? { kind: "array", sort: pc.sort, name: this.#fresh("k"), body } : body;
  }

  #params(count: number): IrParam[] {
    return this.#times(count, () => ({ name: this.#fresh("p"), sort: this.#small(PARAM_VALUES) }));
  }

  #lets(scope: Scope): { readonly lets: IrBinding[]; readonly inner: Scope } {
    const lets: IrBinding[] = [];
    let inner = scope;
    for (let i = this.#choose(3); i > 0; i -= 1) {
      const name = this.#fresh("l");
      const value = this.#expr(this.#small(1 << 20), inner, 2);
      lets.push({ name, value });
      inner = [...inner, { kind: "local", sort: value.sort, name }];
    }
    return { lets, inner };
  }

  #steps(group: Group, vars: readonly IrVar[], scope: Scope): IrStep[] {
    const { labels } = group.process;
    return labels.flatMap((label, from) => {
      if (label.endsWith("Done")) return [];
      return this.#times(1 + this.#choose(2), () => {
        const to = this.#oneIn(3) ? this.#choose(labels.length) : Math.min(from + 1, labels.length - 1);
        return this.#step(group.process.name, vars.filter((v) => v.role !== "pc"), scope, group, { from, to });
      });
    });
  }

  #step(process: string, vars: readonly IrVar[], state: Scope, group: Group | undefined, move: { from: number; to: number } | undefined): IrStep {
    const self: IrLocal | undefined = group?.self && { kind: "local", sort: group.self, name: this.#fresh("self") };
    const params = [...(self ? [{ name: self.name, sort: self.sort }] : []), ...this.#params(this.#oneIn(2) ? 1 + this.#choose(2) : 0)];
    const scope: Scope = [...state, ...params.map(({ name, sort }): IrLocal => ({ kind: "local", sort, name }))];
    const guards: IrExpr[] = [];
    const updates: { variable: string; value: IrExpr }[] = [];
    if (group && move) {
      const pc: IrExpr = { kind: "var", sort: group.pc.sort, name: group.pc.name };
      const here: IrExpr = self ? { kind: "select", sort: group.points, array: pc, index: self } : pc;
      const point = (value: number): IrExpr => ({ kind: "lit", sort: group.points, value });
      guards.push({ kind: "op", sort: BOOL, op: "eq", args: [here, point(move.from)] });
      const value: IrExpr = self && group.pc.sort.kind === "array"
        ? { kind: "store", sort: group.pc.sort, array: pc, index: self, value: point(move.to) } : point(move.to);
      if (move.to !== move.from) updates.push({ variable: group.pc.name, value });
    }
    if (group === undefined && this.#oneIn(3)) guards.push(this.#point(state));
    guards.push(...this.#times(this.#choose(3) >> (group ? 1 : 0), () => this.#guard(scope)));
    const { lets, inner } = this.#lets(scope);
    for (const v of vars.filter((candidate) => candidate.role !== "pc" && this.#choose(5) > 2)) {
      updates.push({ variable: v.name, value: this.#expr(v.sort, inner, 1 + this.#choose(3)) });
    }
    const name = this.#fresh(`${process}s`);
    const text = { text: name, calls: [], comments: [], ...(this.#oneIn(4) ? { observes: this.#simple(this.#pick(this.#sorts), scope) } : {}) };
    return { name, process, params, guards, lets, updates, text, ...(move ? { from: group?.process.labels[move.from] ?? "" } : {}) };
  }

  /** Something random that is true more often than not, or nobody would get far. */
  #guard(scope: Scope): IrExpr {
    const guard = this.#expr(BOOL, scope, 3);
    return this.#oneIn(2) ? { kind: "op", sort: BOOL, op: "or", args: [this.#expr(BOOL, scope, 2), guard] } : guard;
  }

  /** Something that has just this value, which may be written in a sort of its own. */
  #point(scope: Scope): IrExpr {
    const sets = scope.filter(({ sort }) => sort.kind === "set" && isScalar(sort.elem) && sort.elem.kind !== "bool");
    const place = this.#pick(sets.length > 0 ? sets : scope);
    return { kind: "op", sort: BOOL, op: "eq", args: [place, this.#written(place.sort)] };
  }

  /** A constant as somebody writes it down: a set in the least sort that it has, in which elements have other numbers. */
  #written(sort: Sort): IrExpr {
    if (sort.kind !== "set" || !isScalar(sort.elem) || sort.elem.kind === "bool") return this.#constant(sort);
    const value = sort.elem.lo + this.#choose(scalarSize(sort.elem));
    const elem = { ...sort.elem, lo: value, hi: value };
    return { kind: "set", sort: { kind: "set", elem }, elements: [{ kind: "lit", sort: elem, value }] };
  }

  #terminating(groups: readonly Group[]): IrStep {
    const guards = groups.map((group): IrExpr => {
      const last = group.process.labels.length - 1;
      const pc: IrExpr = { kind: "var", sort: group.pc.sort, name: group.pc.name };
      return { kind: "op", sort: BOOL, op: "eq", args: [pc, this.#everywhere(group, last)] };
    });
    const process = groups[0]?.process.name ?? "";
    return { name: "Terminating", process, params: [], guards, lets: [], updates: [], text: { text: "done", calls: [], comments: [] } };
  }

  #property(scope: Scope, steps: readonly IrStep[]): IrProperty {
    const kind = this.#pick(["invariant", "reachable"] as const);
    const step = this.#oneIn(4) ? this.#pick(steps) : undefined;
    const seen: Scope = [...scope, ...(step?.params ?? []).map(({ name, sort }): IrLocal => ({ kind: "local", sort, name }))];
    const sort = this.#pick(this.#sorts.filter(isScalar));
    const any: IrExpr = this.#expr(BOOL, scope, 4);
    return {
      name: this.#fresh(kind === "invariant" ? "Inv" : "Reach"), kind, origin: step ? "assertion" : "invariant", message: "", doc: "",
      // Half of them mostly hold: something random is implied by something else that is random.
      expr: kind === "invariant" && this.#oneIn(2) ? { kind: "op", sort: BOOL, op: "implies", args: [this.#expr(BOOL, scope, 3), any] } : any,
      shows: [{ name: this.#fresh("shown"), value: this.#simple(sort, seen) }],
      ...(this.#oneIn(2) ? { trigger: this.#expr(BOOL, scope, 3) } : {}), ...(step ? { step: step.name } : {}),
    };
  }
}
