// SPDX-License-Identifier: Apache-2.0
// Which guards TLC would take for choices. The counts of test/tlc prove the consequences; this names the cases.
import { describe, expect, it } from "vitest";
import { forks } from "../../src/emit/tla/action.ts";
import type { IrExpr } from "../../src/ir/model.ts";
import { BOOL, intSort } from "../../src/ir/sorts.ts";
import { rawOp } from "./random.ts";

const p: IrExpr = { kind: "local", name: "p", sort: BOOL };
const or = rawOp("or", p, p);
const quant = (kind: "forall" | "exists", body: IrExpr): IrExpr => ({ kind: "quant", sort: BOOL, quant: kind, name: "x", over: BOOL, body });
const flags: IrExpr = { kind: "var", name: "flags", sort: { kind: "array", index: intSort(0, 1), elem: BOOL } };
const zero: IrExpr = { kind: "lit", sort: intSort(0, 0), value: 0 };

describe("guards that TLC would try more than one way", () => {
  it.each<[string, IrExpr]>([
    ["a disjunction", or],
    ["an existential quantifier", quant("exists", p)],
    ["a disjunction under a conjunction", rawOp("and", p, or)],
    ["a disjunction under a universal quantifier", quant("forall", or)],
    ["a disjunction after =>", rawOp("implies", p, or)],
    ["a disjunction in a branch", { kind: "ite", sort: BOOL, cond: p, then: p, else: or }],
    ["a disjunction under LET", { kind: "let", sort: BOOL, name: "x", value: p, body: or }],
    ["a function written in place", { kind: "select", sort: BOOL, array: { kind: "array", sort: { kind: "array", index: intSort(0, 1), elem: BOOL }, name: "k", body: or }, index: zero }],
  ])("%s", (_, guard) => expect(forks(guard)).toBe(true));

  it.each<[string, IrExpr]>([
    ["a conjunction", rawOp("and", p, p)],
    ["a negated disjunction", rawOp("not", or)],
    ["a compared disjunction", rawOp("eq", or, p)],
    ["a disjunction before =>", rawOp("implies", or, p)],
    ["a disjunction as a condition", { kind: "ite", sort: BOOL, cond: or, then: p, else: p }],
    ["an element of a variable", { kind: "select", sort: BOOL, array: flags, index: zero }],
  ])("but not %s", (_, guard) => expect(forks(guard)).toBe(false));
});
