// SPDX-License-Identifier: Apache-2.0
// Names of lowered models: every one that occurs is bound, none hides another. `lower` throws where one does.
import { describe, expect, test } from "vitest";
import { EXAMPLES, loadExample } from "../support/examples.ts";
import { check, lower } from "../support/spec.ts";
import { illFormed } from "../support/well-formed.ts";

describe("what an obligation and its guards both use has one name, bound once", () => {
  const spec = (size: number, run: string, assertion: string) =>
    `shared s[${size}] : 0..3;\nwriter w(i: 0..${size - 1}) {\n  let x = atomic_inc(s[i]);\n${assertion}\n}\ncheck k { run ${run}; expect a hold; }`;

  test("behind a range that may be left", () => {
    const result = check(spec(2, "2 * w(1)", "  if (x > 0) { assert a: x < 3; }"));
    expect(result.status).toMatchObject({ a: "holds", in_range_w: "holds" });
    // The counter and who is done: 0, 1 by either, 2.
    expect(result.distinct).toBe(4);
    expect(check(spec(2, "2 * w(1)", "  if (x > 0) { assert a: x < 1; }")).status["a"]).toBe("violated");
    expect(check(spec(2, "4 * w(1)", "  if (x > 0) { assert a: x < 2; }")).status["a"]).toBe("violated");
  });

  test("even where it does not need the value", () => {
    expect(check(spec(1, "w(0)", "  assert a: true;")).status["a"]).toBe("holds");
    expect(check(spec(1, "w(0)", "  assert a: x > 0;")).status["a"]).toBe("violated");
  });

  test("before the first step, where there is no step to have it", () => {
    const entry = (wanted: number) => `shared x : bool;\nwriter w {\n  let s: set of 0..3 = set(1, 2);\n  assert a: ${wanted} in s;\n  WRITE_ONCE(x, true);\n}\ncheck k { run w(); expect a hold; }`;
    expect(check(entry(1)).status["a"]).toBe("holds");
    expect(check(entry(3)).status["a"]).toBe("violated");
  });
});

describe("no name hides another", () => {
  test("in the initial value of an array of arrays", () => {
    const model = lower("shared x : bool;\nwalker r() no recheck { irqs off; let v = READ_ONCE(x); irqs on; }\nwriter w { tlb_flush(); WRITE_ONCE(x, true); }\ninvariant ok: true;\ncheck k { run r(); run w(); flush ipi; expect ok hold; }").model;
    expect(model.vars.some((v) => v.sort.kind === "array" && v.sort.elem.kind === "array")).toBe(true);
    expect(illFormed(model)).toEqual([]);
  });

  test.each(EXAMPLES)("in %s", (path) => {
    for (const { model } of loadExample(path).checks) if (model !== undefined) expect(illFormed(model)).toEqual([]);
  });
});

test("a model with a name that hides another is found out", () => {
  const { model } = lower("shared s : 0..3;\nwriter w { atomic_inc(s); }\ninvariant a: s <= 3;\ncheck k { run w(); expect a hold; }");
  const named = (expr: (typeof model.properties)[number]["expr"]) => ({ ...model, properties: model.properties.map((p) => (p.name === "a" ? { ...p, expr } : p)) });
  const value = { kind: "lit", sort: { kind: "bool" }, value: 1 } as const;
  const x = { kind: "local", name: "x", sort: { kind: "bool" } } as const;
  const inner = { kind: "let", name: "x", sort: { kind: "bool" }, value, body: x } as const;
  expect(illFormed(named({ ...inner, body: inner }))).toEqual(["a: x hides another one"]);
  expect(illFormed(named({ kind: "op", op: "and", sort: { kind: "bool" }, args: [inner, inner] }))).toEqual([]);
  expect(illFormed(named(x))).toEqual(["a: x is bound nowhere"]);
});
