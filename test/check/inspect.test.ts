// SPDX-License-Identifier: Apache-2.0
// Properties of every shape that the WebAssembly engine takes apart, by where an agent is in its program, or leaves whole.
// What it says of them is what the reference says, down to the traces.
import { describe, expect, test } from "vitest";
import { exploreReference } from "../../src/check/reference.ts";
import { opDef } from "../../src/ir/ops.ts";
import type { IrExpr, IrProperty } from "../../src/ir/model.ts";
import { BOOL, intSort, type IntSort } from "../../src/ir/sorts.ts";
import { counters, eq, int, local, op, property, ref, select } from "../support/models.ts";
import { required } from "../../src/base/unreachable.ts";
import { programBytes } from "../../src/check/wasm/program.ts";
import { regionsOf } from "../../src/check/wasm/regions.ts";
import { packWide } from "../../src/check/wasm/words-layout.ts";
import { wasmDisagreement } from "./compare.ts";

/** Three counters modulo 5. */
const plain = counters(3, 5);
const c = ref(required(plain.vars[0], "a variable"));
const AGENTS = intSort(0, 2);
const [i, j] = [local("i", AGENTS), local("j", AGENTS)];
const at = (agent: IrExpr): IrExpr => select(c, agent);
const [first, second, third] = [at(int(0)), at(int(1)), at(int(2))];
const all = (name: string, over: IntSort, body: IrExpr): IrExpr => ({ kind: "quant", sort: BOOL, quant: "forall", name, over, body });
const some = (name: string, over: IntSort, body: IrExpr): IrExpr => ({ kind: "quant", sort: BOOL, quant: "exists", name, over, body });
const implies = (a: IrExpr, b: IrExpr): IrExpr => op("implies", a, b);
const and = (...parts: readonly IrExpr[]): IrExpr => parts.reduce((a, b) => op("and", a, b));

const SHAPES: Readonly<Record<string, IrExpr>> = {
  point: all("i", AGENTS, implies(eq(at(i), int(3)), op("le", first, int(2)))),
  kept: all("i", AGENTS, implies(eq(at(i), int(4)), op("ge", at(i), int(4)))),
  more: all("i", AGENTS, implies(and(eq(at(i), int(3)), eq(first, int(1))), op("le", second, int(3)))),
  later: all("i", AGENTS, implies(and(op("le", first, int(3)), eq(at(i), int(3))), op("le", second, int(3)))),
  parts: and(all("i", AGENTS, implies(eq(at(i), int(2)), op("le", third, int(4)))), implies(eq(third, int(4)), op("ge", first, int(1))), op("le", first, int(4))),
  inner: all("i", AGENTS, and(implies(eq(at(i), int(4)), op("ge", second, int(1))), op("le", at(i), int(4)))),
  pairs: all("i", AGENTS, all("j", AGENTS, implies(eq(at(i), int(2)), op("le", at(j), int(3))))),
  equal: all("i", AGENTS, all("j", AGENTS, implies(eq(at(i), at(j)), op("le", at(j), int(3))))),
  many: all("v", intSort(0, 19), implies(eq(first, int(1)), op("ge", local("v", intSort(0, 19)), op("sub", second, int(3))))),
  premise: all("i", AGENTS, implies(all("j", AGENTS, eq(at(j), int(3))), op("le", at(i), int(2)))),
  conclusion: implies(eq(third, int(1)), all("j", AGENTS, implies(eq(at(j), int(3)), op("ge", first, int(1))))),
  chosen: all("i", AGENTS, implies(eq(select(c, op("mod", at(i), int(3))), int(3)), op("le", at(i), int(3)))),
  none: op("le", op("add", first, second), int(7)),
};

describe.each(Object.entries(SHAPES))("%s", (name, expr) => {
  test("alone", () => expect(wasmDisagreement({ ...plain, properties: [property(name, "invariant", expr)] })).toBeUndefined());
});

const every: readonly IrProperty[] = [
  ...Object.entries(SHAPES).map(([name, expr], number) => property(name, "invariant", expr, [undefined, op("gt", first, int(4)), eq(first, int(4))][number % 3])),
  // They hold, and say something from some state on.
  property("soon", "invariant", op("le", first, int(4)), eq(second, int(1))),
  property("late", "invariant", op("le", first, int(4)), and(eq(first, int(4)), eq(second, int(4)), eq(third, int(4)))),
  property("found", "reachable", some("i", AGENTS, and(eq(at(i), int(4)), eq(first, int(2))))),
];

test("together, in both orders, with triggers that come true and one that does not", () => {
  for (const properties of [every, every.toReversed()]) expect(wasmDisagreement({ ...plain, properties })).toBeUndefined();
  const { properties } = exploreReference({ ...plain, properties: every });
  expect(properties.map(({ name, status, vacuous }) => `${name} ${status}${vacuous ? ", vacuous" : ""}`)).toEqual([
    "point violated", "kept holds, vacuous", "more violated", "later violated", "parts violated", "inner violated", "pairs violated", "equal violated", "many violated", "premise violated",
    "conclusion violated", "chosen violated", "none violated", "soon holds", "late holds", "found reached", "deadlock holds",
  ]);
});

test.each([["eq", SHAPES["inner"]], ["and", SHAPES["more"]], ["implies", SHAPES["point"]]] as const)("%s that means something else is not taken for what it usually is", (name, expr) => {
  const properties = [property("one", "invariant", required(expr, "a shape"))];
  expect(wasmDisagreement({ ...plain, properties }, {}, (asked) => (asked === name ? { ...opDef(name), words: (w) => w.number(1) } : opDef(asked)))).toBeDefined();
});

test("quantifiers inside and outside a point are not all written out", () => {
  const bits = counters(16, 2);
  const [variable] = bits.vars;
  const [over, digit] = [intSort(0, 15), intSort(0, 7)];
  const bit = select(ref(required(variable, "a variable")), local("a", over));
  const sum = op("add", op("add", local("v", digit), local("w", digit)), bit);
  const inner = all("v", digit, all("w", digit, op("le", sum, int(15))));
  const properties = [property("large", "invariant", all("a", over, implies(eq(bit, int(1)), inner)))];
  const size = (model: typeof bits): number => {
    const layout = packWide(model);
    return programBytes(model, layout, required(regionsOf(model, layout)[0], "regions"), opDef).length;
  };
  expect(size({ ...bits, properties }) - size(bits)).toBeLessThan(4_000);
  expect(wasmDisagreement({ ...bits, properties }, { maxStates: 2_000 })).toBeUndefined();
});
