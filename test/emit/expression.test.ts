// SPDX-License-Identifier: Apache-2.0
// The text of every operator and every kind of expression, on one line and broken.
import { describe, expect, it } from "vitest";
import { createPrinter, type Printer } from "../../src/emit/tla/expression.ts";
import { createNames } from "../../src/emit/tla/names.ts";
import { createSets } from "../../src/emit/tla/sets.ts";
import { WIDTH } from "../../src/emit/tla/lines.ts";
import type { IrExpr, RecordSort, SetSort, Sort } from "../../src/ir/model.ts";
import { OP_NAMES, OPS, opDef, type OpName } from "../../src/ir/ops.ts";
import { BOOL, intSort, type ArraySort, type IntSort } from "../../src/ir/sorts.ts";
import { gupModel, range } from "./models.ts";
import { rawOp } from "./random.ts";

const model = gupModel();
const names = createNames(model);
const printer: Printer = createPrinter(names, createSets(model, names), OPS);
const flat = (e: IrExpr): string => printer.flat(e);
const lines = (e: IrExpr, column = 0): readonly string[] => printer.block(e, column, 0);

const local = (name: string, sort: Sort): IrExpr => ({ kind: "local", name, sort });
const three: IntSort = intSort(0, 3);
const numbers: SetSort = { kind: "set", elem: three };
const entry: RecordSort = { kind: "record", name: "entry", fields: [{ name: "valid", sort: BOOL }, { name: "pfn", sort: three }] };
const table: ArraySort = { kind: "array", index: intSort(0, 1), elem: entry };
const [p, q, r] = [local("p", BOOL), local("q", BOOL), local("r", BOOL)];
const [a, b, c] = [local("a", three), local("b", three), local("c", three)];
const [s, t, u] = [local("s", numbers), local("t", numbers), local("u", numbers)];
const positive = local("n", intSort(1, 3));
const pt = local("tab", table);
const e = local("e", entry);
const int = (value: number): IrExpr => ({ kind: "lit", sort: intSort(value, value), value });
const yes: IrExpr = { kind: "lit", sort: BOOL, value: 1 };

const OPERATORS: Readonly<Record<OpName, readonly [IrExpr, string]>> = {
  not: [rawOp("not", p), "~p"],
  and: [rawOp("and", p, q), "p /\\ q"],
  or: [rawOp("or", p, q), "p \\/ q"],
  implies: [rawOp("implies", p, q), "p => q"],
  eq: [rawOp("eq", a, b), "a = b"],
  ne: [rawOp("ne", a, b), "a # b"],
  lt: [rawOp("lt", a, b), "a < b"],
  le: [rawOp("le", a, b), "a <= b"],
  gt: [rawOp("gt", a, b), "a > b"],
  ge: [rawOp("ge", a, b), "a >= b"],
  add: [rawOp("add", a, b), "a + b"],
  sub: [rawOp("sub", a, b), "a - b"],
  mul: [rawOp("mul", a, b), "a * b"],
  div: [rawOp("div", a, positive), "a \\div n"],
  mod: [rawOp("mod", a, positive), "a % n"],
  member: [rawOp("member", a, s), "a \\in s"],
  union: [rawOp("union", s, t), "s \\cup t"],
  intersect: [rawOp("intersect", s, t), "s \\cap t"],
  minus: [rawOp("minus", s, t), "s \\ t"],
  subset: [rawOp("subset", s, t), "s \\subseteq t"],
};

describe("operators", () => {
  it.each(OP_NAMES)("%s", (op) => {
    const [expr, text] = OPERATORS[op];
    expect(flat(expr)).toBe(text);
  });

  it("stand apart from other operators by brackets", () => {
    expect(flat(rawOp("and", rawOp("or", p, q), r))).toBe("(p \\/ q) /\\ r");
    expect(flat(rawOp("implies", rawOp("and", p, q), rawOp("implies", q, r)))).toBe("(p /\\ q) => (q => r)");
    expect(flat(rawOp("not", rawOp("eq", a, b)))).toBe("~(a = b)");
    expect(flat(rawOp("eq", rawOp("not", p), q))).toBe("(~p) = q");
    expect(flat(rawOp("add", a, rawOp("mul", b, c)))).toBe("a + (b * c)");
    expect(flat(rawOp("minus", rawOp("union", s, t), u))).toBe("(s \\cup t) \\ u");
    expect(flat(rawOp("eq", rawOp("eq", p, q), r))).toBe("(p = q) = r");
  });

  it("need no brackets where nobody would write them", () => {
    expect(flat(rawOp("and", rawOp("and", p, q), rawOp("and", q, r)))).toBe("p /\\ q /\\ q /\\ r");
    expect(flat(rawOp("and", rawOp("eq", a, b), rawOp("not", q)))).toBe("a = b /\\ ~q");
    expect(flat(rawOp("lt", rawOp("add", a, b), rawOp("mul", a, c)))).toBe("a + b < a * c");
    expect(flat(rawOp("member", a, rawOp("union", s, t)))).toBe("a \\in s \\cup t");
  });

  it("keep the brackets of a right operand whose order matters", () => {
    expect(flat(rawOp("sub", a, rawOp("sub", b, c)))).toBe("a - (b - c)");
    expect(flat(rawOp("sub", rawOp("sub", a, b), c))).toBe("(a - b) - c");
    expect(flat(rawOp("implies", rawOp("implies", p, q), r))).toBe("(p => q) => r");
  });

  it("round quotients down in every tool, also below zero", () => {
    const below = local("d", intSort(-2, 3));
    expect(flat(rawOp("mod", below, int(3)))).toBe("(d + (2 * 3)) % 3");
    expect(flat(rawOp("div", below, int(3)))).toBe("((d + (2 * 3)) \\div 3) - 2");
    for (let d = -2; d <= 3; d += 1) {
      expect((d + 2 * 3) % 3).toBe(opDef("mod").evaluate([d, 3]));
      expect(Math.trunc((d + 2 * 3) / 3) - 2).toBe(opDef("div").evaluate([d, 3]));
    }
  });
});

describe("kinds of expressions on one line", () => {
  const rec: IrExpr = { kind: "record", sort: entry, values: [yes, int(2)] };
  it.each<[string, IrExpr]>([
    ["TRUE", yes],
    ["(-1)", int(-1)],
    ["\"gup1\"", { kind: "lit", sort: range(model.agents, 0, 3), value: 1 }],
    ["pt", { kind: "var", sort: table, name: "pt" }],
    ["IF p THEN a ELSE b", { kind: "ite", sort: three, cond: p, then: a, else: b }],
    ["LET x == a IN x", { kind: "let", sort: three, name: "x", value: a, body: local("x", three) }],
    ["[valid |-> TRUE, pfn |-> 2]", rec],
    ["e.pfn", { kind: "field", sort: three, record: e, field: "pfn" }],
    ["([valid |-> TRUE, pfn |-> 2]).pfn", { kind: "field", sort: three, record: rec, field: "pfn" }],
    ["[e EXCEPT !.pfn = 1]", { kind: "with", sort: entry, record: e, field: "pfn", value: int(1) }],
    ["tab[a].pfn", { kind: "field", sort: three, record: { kind: "select", sort: entry, array: pt, index: a }, field: "pfn" }],
    ["[tab EXCEPT ![0] = e]", { kind: "store", sort: table, array: pt, index: int(0), value: e }],
    ["[k \\in 0..1 |-> e]", { kind: "array", sort: table, name: "k", body: e }],
    ["{}", { kind: "set", sort: numbers, elements: [] }],
    ["{a, b}", { kind: "set", sort: numbers, elements: [a, b] }],
    ["\\A x \\in (-1)..1 : p", { kind: "quant", sort: BOOL, quant: "forall", name: "x", over: intSort(-1, 1), body: p }],
    ["\\E x \\in SUBSET (0..3) : p", { kind: "quant", sort: BOOL, quant: "exists", name: "x", over: numbers, body: p }],
  ])("%s", (text, expr) => expect(flat(expr)).toBe(text));

  it("puts quantifiers and LETs of a row together", () => {
    const inner: IrExpr = { kind: "quant", sort: BOOL, quant: "forall", name: "y", over: range(model.agents, 1, 2), body: p };
    expect(flat({ kind: "quant", sort: BOOL, quant: "forall", name: "x", over: BOOL, body: inner })).toBe("\\A x \\in BOOLEAN, y \\in GupFast : p");
    const second: IrExpr = { kind: "let", sort: three, name: "y", value: b, body: a };
    expect(flat({ kind: "let", sort: three, name: "x", value: a, body: second })).toBe("LET x == a y == b IN a");
  });
});

describe("updates", () => {
  const at = (i: IrExpr): IrExpr => ({ kind: "select", sort: entry, array: pt, index: i });
  const pfn = (record: IrExpr): IrExpr => ({ kind: "field", sort: three, record, field: "pfn" });
  const set = (record: IrExpr, field: string, value: IrExpr): IrExpr => ({ kind: "with", sort: entry, record, field, value });
  const put = (array: IrExpr, index: IrExpr, value: IrExpr): IrExpr => ({ kind: "store", sort: table, array, index, value });

  it("join stores and fields into one path", () => {
    expect(flat(put(pt, a, set(at(a), "valid", yes)))).toBe("[tab EXCEPT ![a].valid = TRUE]");
    expect(flat(put(pt, a, set(set(at(a), "valid", yes), "pfn", b)))).toBe("[tab EXCEPT ![a].valid = TRUE, ![a].pfn = b]");
  });

  it("join stores in a row, in their order", () => {
    expect(flat(put(put(pt, a, e), b, e))).toBe("[tab EXCEPT ![a] = e, ![b] = e]");
  });

  it("write @ for the old value of the place", () => {
    expect(flat(put(pt, a, set(at(a), "pfn", rawOp("add", pfn(at(a)), int(1)))))).toBe("[tab EXCEPT ![a].pfn = @ + 1]");
  });

  it("do not write @ for another place, nor inside another EXCEPT", () => {
    expect(flat(put(pt, a, set(at(a), "pfn", pfn(at(b)))))).toBe("[tab EXCEPT ![a].pfn = tab[b].pfn]");
    expect(flat(put(pt, a, set(e, "pfn", pfn(at(a)))))).toBe("[tab EXCEPT ![a] = [e EXCEPT !.pfn = tab[a].pfn]]");
  });

  it("do not join an update of another element", () => {
    expect(flat(put(pt, a, set(at(b), "valid", yes)))).toBe("[tab EXCEPT ![a] = [tab[b] EXCEPT !.valid = TRUE]]");
  });
});

describe("broken lines", () => {
  const long = (name: string, sort: Sort): IrExpr => local(`${name}_${"x".repeat(30)}`, sort);
  const [lp, lq, lr] = [long("p", BOOL), long("q", BOOL), long("r", BOOL)];

  it("make junctions lists, and lists within lists", () => {
    expect(lines(rawOp("and", lp, rawOp("and", rawOp("or", lq, rawOp("and", lq, lr)), lr)))).toEqual([
      `/\\ p_${"x".repeat(30)}`,
      `/\\ \\/ q_${"x".repeat(30)}`,
      `   \\/ (q_${"x".repeat(30)} /\\ r_${"x".repeat(30)})`,
      `/\\ r_${"x".repeat(30)}`,
    ]);
  });

  it("bracket a list before =>", () => {
    expect(lines(rawOp("implies", rawOp("and", lp, rawOp("and", lq, lr)), lp))).toEqual([
      `(/\\ p_${"x".repeat(30)}`,
      ` /\\ q_${"x".repeat(30)}`,
      ` /\\ r_${"x".repeat(30)}) =>`,
      `    p_${"x".repeat(30)}`,
    ]);
  });

  it("break conditionals by branch", () => {
    const ite: IrExpr = { kind: "ite", sort: BOOL, cond: lp, then: lq, else: { kind: "ite", sort: BOOL, cond: p, then: lq, else: lr } };
    expect(lines(ite)).toEqual([
      `IF p_${"x".repeat(30)} THEN q_${"x".repeat(30)}`,
      `ELSE IF p THEN q_${"x".repeat(30)}`,
      `ELSE r_${"x".repeat(30)}`,
    ]);
  });

  it("bracket a conditional among bullets, where one tool reads ELSE too far", () => {
    expect(printer.conjunct({ kind: "ite", sort: BOOL, cond: p, then: q, else: r }, 4)).toEqual(["/\\ (IF p THEN q ELSE r)"]);
    expect(printer.conjunct({ kind: "quant", sort: BOOL, quant: "exists", name: "x", over: BOOL, body: p }, 4)).toEqual(["/\\ \\E x \\in BOOLEAN : p"]);
  });

  it("keep the width at every column", () => {
    const deep = [lp, lq, lr, lp, lq].reduce((x, y, i) => rawOp(i % 2 === 0 ? "or" : "and", x, y));
    const all: IrExpr = { kind: "quant", sort: BOOL, quant: "forall", name: "g", over: three, body: rawOp("implies", deep, rawOp("not", deep)) };
    for (const column of [0, 4, 11]) {
      for (const line of lines(all, column)) expect(column + line.length).toBeLessThanOrEqual(WIDTH);
    }
  });
});
