// SPDX-License-Identifier: Apache-2.0
// Random expressions and small random models for the emitter's differential tests. Nodes are made as they
// stand, without the folding of ir/build.ts: the emitter must print any expression, not only tidy ones.
import type { IrBinding, IrExpr, IrModel, IrOp, IrProperty, IrStep, IrVar } from "../../src/ir/model.ts";
import { OP_NAMES, opDef, type OpName } from "../../src/ir/ops.ts";
import { BOOL, contains, enumSort, intSort, isScalar, scalarSize, type ArraySort, type EnumSort, type IntSort, type RecordSort, type Sort, type Universe } from "../../src/ir/sorts.ts";
import { valuesOf, type Value } from "../../src/ir/values.ts";

/** mulberry32: the same numbers for the same seed, everywhere. */
export class Rng {
  private state: number;
  constructor(seed: number) {
    this.state = seed >>> 0;
  }
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  /** 0..n-1 */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
  chance(p: number): boolean {
    return this.next() < p;
  }
}

const color: Universe = { name: "color", members: ["none", "red", "green", "blue"], symmetric: false, fixed: 1 };
const agents: Universe = { name: "agent", members: ["nobody", "w1", "w2", "wr"], symmetric: false, fixed: 1 };
const colors = enumSort(color);
const someColors: EnumSort = { ...colors, lo: 1, hi: 2 };
const workers: EnumSort = { kind: "enum", universe: agents, lo: 1, hi: 2 };
const flags: RecordSort = { kind: "record", name: "flags", fields: [{ name: "a", sort: BOOL }, { name: "n", sort: intSort(0, 2) }] };
const pte: RecordSort = { kind: "record", name: "pte", fields: [{ name: "valid", sort: BOOL }, { name: "page", sort: colors }, { name: "f", sort: flags }] };
const deep: RecordSort = {
  kind: "record", name: "deep",
  fields: [{ name: "row", sort: { kind: "array", index: intSort(0, 1), elem: intSort(-1, 1) } }, { name: "IF", sort: BOOL }],
};

const SCALARS: readonly Sort[] = [BOOL, intSort(0, 2), intSort(-2, 3), colors, someColors, workers, enumSort(agents)];
const INDICES: readonly (IntSort | EnumSort)[] = [intSort(0, 1), intSort(1, 2), intSort(-1, 1), colors, someColors, workers];

export function randomSort(rng: Rng, depth: number): Sort {
  const kind = depth === 0 ? 0 : rng.below(6);
  if (kind <= 2) return rng.pick(SCALARS);
  if (kind === 3) return rng.pick<Sort>([flags, pte, deep]);
  if (kind === 4) return { kind: "array", index: rng.pick(INDICES), elem: randomSort(rng, depth - 1) };
  return { kind: "set", elem: rng.pick<Sort>([...SCALARS, flags]) };
}

type Name = { readonly kind: "var" | "local"; readonly name: string; readonly sort: Sort };
export type Scope = readonly Name[];

let fresh = 0;
const freshName = (prefix: string): string => `${prefix}${(fresh += 1)}`;

const LOGIC: readonly OpName[] = OP_NAMES.filter((op) => ["not", "and", "or", "implies"].includes(op));
const COMPARE: readonly OpName[] = ["lt", "le", "gt", "ge"];
const ARITH: readonly OpName[] = ["add", "sub", "mul", "div", "mod"];
const SETS: readonly OpName[] = ["union", "intersect", "minus"];

export function rawOp(op: OpName, ...args: readonly IrExpr[]): IrOp {
  const sort = opDef(op).result(args.map((a) => a.sort));
  if (typeof sort === "string") throw new Error(`${op}: ${sort}`);
  return { kind: "op", op, sort, args };
}

/** A constant of a sort. */
export function randomLiteral(rng: Rng, sort: Sort): IrExpr {
  switch (sort.kind) {
    case "bool":
      return { kind: "lit", sort, value: rng.below(2) };
    case "int": {
      const value = sort.lo + rng.below(scalarSize(sort));
      return { kind: "lit", sort: intSort(value, value), value };
    }
    case "enum":
      return { kind: "lit", sort, value: sort.lo + rng.below(scalarSize(sort)) };
    case "record":
      return { kind: "record", sort, values: sort.fields.map((f) => randomLiteral(rng, f.sort)) };
    case "array":
      return { kind: "array", sort, name: freshName("k"), body: randomLiteral(rng, sort.elem) };
    case "set":
      return { kind: "set", sort, elements: Array.from({ length: rng.below(3) }, () => randomLiteral(rng, sort.elem)) };
  }
}

/** An expression whose every value belongs to `sort`. */
export function randomExpr(rng: Rng, sort: Sort, scope: Scope, depth: number): IrExpr {
  const leaf = randomLeaf(rng, sort, scope);
  if (depth <= 0) return leaf;
  const sub = (s: Sort, inner: Scope = scope): IrExpr => randomExpr(rng, s, inner, depth - 1);
  switch (rng.below(9)) {
    case 0:
      return leaf;
    case 1:
      return { kind: "ite", sort, cond: sub(BOOL), then: sub(sort), else: sub(sort) };
    case 2: {
      const name = freshName("x");
      const value = sub(randomSort(rng, 1));
      return { kind: "let", sort, name, value, body: sub(sort, [...scope, { kind: "local", name, sort: value.sort }]) };
    }
    case 3: {
      const array = rng.pick(scope.filter((n) => n.sort.kind === "array" && contains(sort, n.sort.elem)).concat(randomArray(rng, sort)));
      if (array.sort.kind !== "array") return leaf;
      const made = array.name === "" ? sub(array.sort) : reference(array);
      return { kind: "select", sort: array.sort.elem, array: made, index: sub(array.sort.index) };
    }
    case 4: {
      const owner = rng.pick<RecordSort>([flags, pte, deep]);
      const field = owner.fields.find((f) => contains(sort, f.sort));
      return field === undefined ? leaf : { kind: "field", sort: field.sort, record: sub(owner), field: field.name };
    }
    default:
      return composite(rng, sort, scope, depth, leaf);
  }
}

const randomArray = (rng: Rng, elem: Sort): Name => ({ kind: "local", name: "", sort: { kind: "array", index: rng.pick(INDICES), elem } });
const reference = (n: Name): IrExpr => ({ kind: n.kind, name: n.name, sort: n.sort });

function randomLeaf(rng: Rng, sort: Sort, scope: Scope): IrExpr {
  const names = scope.filter((n) => contains(sort, n.sort));
  return names.length > 0 && rng.chance(0.8) ? reference(rng.pick(names)) : randomLiteral(rng, sort);
}

/** Forms that belong to the sort. */
function composite(rng: Rng, sort: Sort, scope: Scope, depth: number, leaf: IrExpr): IrExpr {
  const sub = (s: Sort, inner: Scope = scope): IrExpr => randomExpr(rng, s, inner, depth - 1);
  switch (sort.kind) {
    case "bool":
      return randomBool(rng, scope, depth);
    case "int": {
      const op = rng.pick(ARITH);
      const divisor = op === "div" || op === "mod";
      return clamp(sort, rawOp(op, sub(intSort(-2, 3)), sub(divisor ? intSort(1, 3) : intSort(-2, 3))));
    }
    case "enum":
      return leaf;
    case "record": {
      if (rng.chance(0.4)) return { kind: "record", sort, values: sort.fields.map((f) => sub(f.sort)) };
      const field = rng.pick(sort.fields);
      const record = sub(sort);
      const old: IrExpr = { kind: "field", sort: field.sort, record, field: field.name };
      return { kind: "with", sort, record, field: field.name, value: randomUpdate(rng, field.sort, old, scope, depth - 1) };
    }
    case "array": {
      if (rng.chance(0.3)) {
        const name = freshName("k");
        return { kind: "array", sort, name, body: sub(sort.elem, [...scope, { kind: "local", name, sort: sort.index }]) };
      }
      const array = sub(sort);
      const index = sub(sort.index);
      const old: IrExpr = { kind: "select", sort: sort.elem, array, index };
      return { kind: "store", sort, array, index, value: randomUpdate(rng, sort.elem, old, scope, depth - 1) };
    }
    case "set":
      if (rng.chance(0.3)) return { kind: "set", sort, elements: Array.from({ length: rng.below(4) }, () => sub(sort.elem)) };
      return rawOp(rng.pick(SETS), sub(sort), sub(sort));
  }
}

/** A new value for a place that reads the old one, so that EXCEPT paths and `@` come up. */
function randomUpdate(rng: Rng, sort: Sort, old: IrExpr, scope: Scope, depth: number): IrExpr {
  if (depth > 0 && sort.kind === "record" && rng.chance(0.6)) {
    const field = rng.pick(sort.fields);
    const place: IrExpr = { kind: "field", sort: field.sort, record: old, field: field.name };
    return { kind: "with", sort, record: old, field: field.name, value: randomUpdate(rng, field.sort, place, scope, depth - 1) };
  }
  if (depth > 0 && sort.kind === "array" && rng.chance(0.6)) {
    const index = randomExpr(rng, sort.index, scope, depth - 1);
    const place: IrExpr = { kind: "select", sort: sort.elem, array: old, index };
    return { kind: "store", sort, array: old, index, value: randomUpdate(rng, sort.elem, place, scope, depth - 1) };
  }
  if (sort.kind === "int" && rng.chance(0.5)) return clamp(sort, rawOp(rng.pick(["add", "sub"]), old, randomExpr(rng, sort, scope, depth - 1)));
  if (sort.kind === "bool" && rng.chance(0.5)) return rawOp(rng.pick(["or", "and"]), old, randomExpr(rng, sort, scope, depth - 1));
  if (sort.kind === "set" && rng.chance(0.7)) return rawOp(rng.pick(SETS), old, randomExpr(rng, sort, scope, depth - 1));
  return randomExpr(rng, sort, scope, depth);
}

function clamp(sort: IntSort, e: IrExpr): IrExpr {
  if (contains(sort, e.sort)) return e;
  const size = intSort(scalarSize(sort), scalarSize(sort));
  const modulo = rawOp("mod", e, { kind: "lit", sort: size, value: size.lo });
  return sort.lo === 0 ? modulo : rawOp("add", modulo, { kind: "lit", sort: intSort(sort.lo, sort.lo), value: sort.lo });
}

function randomBool(rng: Rng, scope: Scope, depth: number): IrExpr {
  const sub = (s: Sort, inner: Scope = scope): IrExpr => randomExpr(rng, s, inner, depth - 1);
  switch (rng.below(7)) {
    case 0:
    case 1: {
      const op = rng.pick(LOGIC);
      return op === "not" ? rawOp(op, sub(BOOL)) : rawOp(op, sub(BOOL), sub(BOOL));
    }
    case 2:
      return rawOp(rng.pick(COMPARE), sub(intSort(-2, 3)), sub(intSort(-2, 3)));
    case 3: {
      const sort = randomSort(rng, 2);
      return rawOp(rng.pick(["eq", "ne"]), sub(sort), sub(sort));
    }
    case 4: {
      const elem = rng.pick(SCALARS);
      return rawOp("member", sub(elem), sub({ kind: "set", elem }));
    }
    case 5: {
      const set: Sort = { kind: "set", elem: rng.pick(SCALARS) };
      return rawOp("subset", sub(set), sub(set));
    }
    default: {
      const over = rng.chance(0.2) ? rng.pick<Sort>([flags, { kind: "set", elem: someColors }, { kind: "array", index: intSort(0, 1), elem: BOOL }]) : rng.pick(SCALARS);
      const name = freshName("q");
      return { kind: "quant", sort: BOOL, quant: rng.pick(["forall", "exists"]), name, over, body: sub(BOOL, [...scope, { kind: "local", name, sort: over }]) };
    }
  }
}

const invariant = (name: string, expr: IrExpr): IrProperty => ({ name, kind: "invariant", origin: "invariant", expr, message: "", shows: [], doc: "" });

const baseModel = (name: string): Omit<IrModel, "vars" | "init" | "steps" | "properties" | "checkDeadlock"> => ({
  name, doc: [], source: "random", agents,
  processes: [
    { name: "walker", kind: "walker", agents: [1, 2], labels: [], title: "walker", doc: "" },
    { name: "hw", kind: "hardware", agents: [], labels: [], title: "hardware", doc: "" },
  ],
});

const variable = (name: string, sort: Sort): IrVar => ({ name, sort, role: "shared", doc: "" });

/** A value as an expression, one literal per scalar. */
export function literalOf(sort: Sort, value: Value): IrExpr {
  const items = Array.isArray(value) ? (value as readonly Value[]) : [];
  switch (sort.kind) {
    case "bool":
    case "int":
    case "enum":
      return { kind: "lit", sort, value: Number(value) };
    case "record":
      return { kind: "record", sort, values: sort.fields.map((f, i) => literalOf(f.sort, items[i]!)) };
    case "set":
      return { kind: "set", sort, elements: items.map((v) => literalOf(sort.elem, v)) };
    case "array": {
      const base: IrExpr = { kind: "array", sort, name: freshName("k"), body: literalOf(sort.elem, items[0]!) };
      return items.slice(1).reduce<IrExpr>((array, v, i) =>
        ({ kind: "store", sort, array, index: { kind: "lit", sort: sort.index, value: sort.index.lo + i + 1 }, value: literalOf(sort.elem, v) }), base);
    }
  }
}

/** A value of a sort, chosen without listing them all. */
export function randomValue(rng: Rng, sort: Sort): Value {
  if (sort.kind === "record") return sort.fields.map((f) => randomValue(rng, f.sort));
  if (sort.kind === "array") return Array.from({ length: scalarSize(sort.index) }, () => randomValue(rng, sort.elem));
  if (sort.kind === "set") return [...valuesOf(sort.elem)].filter(() => rng.chance(0.4));
  return rng.pick([...valuesOf(sort)]);
}

/** One state, and `count` claims about expressions over it; `claim` says what is claimed of an expression. */
export function claimsModel(rng: Rng, count: number, depth: number, claim: (e: IrExpr, model: IrModel) => IrExpr): IrModel {
  const sorts: readonly Sort[] = [
    BOOL, intSort(-2, 3), colors, flags, pte, deep, { kind: "array", index: intSort(0, 1), elem: pte },
    { kind: "array", index: workers, elem: intSort(0, 2) }, { kind: "array", index: someColors, elem: { kind: "set", elem: intSort(0, 2) } },
    { kind: "set", elem: colors }, { kind: "set", elem: flags }, { kind: "array", index: intSort(1, 2), elem: { kind: "array", index: intSort(0, 1), elem: BOOL } },
  ];
  const vars = sorts.map((sort, i) => variable(`v${i}`, sort));
  const model: IrModel = {
    ...baseModel("Claims"), vars, steps: [], properties: [], checkDeadlock: false,
    init: { params: [], guards: [], lets: [], values: vars.map((v) => ({ variable: v.name, value: literalOf(v.sort, randomValue(rng, v.sort)) })) },
  };
  const scope = vars.map((v): Name => ({ kind: "var", name: v.name, sort: v.sort }));
  const properties = Array.from({ length: count }, (_, i) =>
    invariant(`P${i}`, claim(randomExpr(rng, randomSort(rng, 2), scope, depth), model)));
  return { ...model, properties };
}

const small: readonly Sort[] = [
  BOOL, intSort(0, 2), intSort(-1, 1), colors, someColors, flags, { kind: "array", index: workers, elem: intSort(0, 1) },
  { kind: "array", index: intSort(0, 1), elem: BOOL }, { kind: "set", elem: someColors }, { kind: "array", index: someColors, elem: flags },
];

/** A model of a few hundred states at most, with guards that are conjunctions, disjunctions and quantifiers. */
export function randomModel(rng: Rng): IrModel {
  const vars = Array.from({ length: 2 + rng.below(3) }, (_, i) => variable(`v${i}`, rng.pick(small)));
  const scope = vars.map((v): Name => ({ kind: "var", name: v.name, sort: v.sort }));
  const expr = (sort: Sort, names: Scope, depth = 3): IrExpr => randomExpr(rng, sort, names, depth);
  const initParams = rng.chance(0.5) ? [{ name: "p0", sort: rng.pick(small.filter(isScalar)) }] : [];
  const initScope = initParams.map((p): Name => ({ kind: "local", name: p.name, sort: p.sort }));
  const lets = (names: Scope): readonly IrBinding[] =>
    rng.chance(0.4) ? [{ name: "l0", value: expr(rng.pick(small), names, 2) }] : [];
  const withLets = (names: Scope, bound: readonly IrBinding[]): Scope =>
    [...names, ...bound.map((b): Name => ({ kind: "local", name: b.name, sort: b.value.sort }))];
  const initLets = lets(initScope);
  const steps = Array.from({ length: 1 + rng.below(5) }, (_, i): IrStep => {
    const walker = rng.chance(0.5);
    const params = [
      ...(walker ? [{ name: "self", sort: workers }] : []),
      ...(rng.chance(0.4) ? [{ name: "c", sort: rng.pick<Sort>([...SCALARS, flags, { kind: "set", elem: someColors }]) }] : []),
    ];
    const names: Scope = [...scope, ...params.map((p): Name => ({ kind: "local", name: p.name, sort: p.sort }))];
    const bound = lets(names);
    const inner = withLets(names, bound);
    const changed = vars.filter(() => rng.chance(0.6));
    return {
      name: `S${i}`, process: walker ? "walker" : "hw", params, lets: bound,
      guards: Array.from({ length: rng.below(3) }, () => expr(BOOL, names)),
      updates: changed.map((v) => ({ variable: v.name, value: updateOf(rng, v, inner) })),
      text: { text: `step ${i}`, calls: [], comments: [] },
    };
  });
  return {
    ...baseModel("Random"), vars, steps, checkDeadlock: rng.chance(0.5),
    init: {
      params: initParams, lets: initLets,
      guards: rng.chance(0.3) ? [expr(BOOL, initScope, 2)] : [],
      values: vars.map((v) => ({ variable: v.name, value: expr(v.sort, withLets(initScope, initLets), 1) })),
    },
    properties: Array.from({ length: 3 }, (_, i) => ({ ...invariant(`Q${i}`, expr(BOOL, scope)), kind: i === 2 ? "reachable" : "invariant" })),
  };
}

function updateOf(rng: Rng, v: IrVar, scope: Scope): IrExpr {
  const self: IrExpr = { kind: "var", name: v.name, sort: v.sort };
  const array = v.sort as ArraySort;
  if (v.sort.kind !== "array" || rng.chance(0.3)) return randomUpdate(rng, v.sort, self, scope, 3);
  const index = randomExpr(rng, array.index, scope, 2);
  return { kind: "store", sort: array, array: self, index, value: randomUpdate(rng, array.elem, { kind: "select", sort: array.elem, array: self, index }, scope, 3) };
}
