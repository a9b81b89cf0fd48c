// SPDX-License-Identifier: Apache-2.0
// Histories, contracts and walker classes: what holds and what is violated, on protocols of a few lines.
import { describe, expect, test } from "vitest";
import { check, diagnose, lower } from "../support/spec.ts";

const LAYOUT = "pte p : 8 bits {\n  a : bit 0;\n  d : bit 1;\n  hw touch when true sets a;\n}\ntable t[1] : p;\nlock ptl;\n";

/** Codes of what is wrong; unused names are no matter here. */
const codes = (list: ReturnType<typeof diagnose>): string[] => [...new Set(list.map((d) => d.code))].filter((c) => c !== "PTE211");

describe("histories", () => {
  const spec = (property: string) => `shared x : 0..2;\nwriter w {\n  WRITE_ONCE(x, 1);\n  WRITE_ONCE(x, 2);\n}\nwalker r() no recheck {\n  let first = READ_ONCE(x);\nagain:\n  let second = READ_ONCE(x);\n  let third = READ_ONCE(x);\nend:\n  return;\n}\nproperty q at r.end: ${property};\ncheck c { run w(); run r(); expect q hold; }`;

  test("`values of` are the values between the first access after the label and now", () => {
    expect(check(spec("second in values of x since again")).status["q"]).toBe("holds");
    expect(check(spec("third in values of x since again")).status["q"]).toBe("holds");
    // The first load lies before the label: it may be older than everything since.
    expect(check(spec("first in values of x since again")).status["q"]).toBe("violated");
  });

  test("`once` remembers a condition", () => {
    expect(check(spec("once x == first since again")).status["q"]).toBe("violated");
    expect(check(spec("(once x == 1 since again) || second != 1")).status["q"]).toBe("holds");
  });

  test("a property of several agents watches each of them", () => {
    const two = spec("second in values of x since again").replace("run r()", "run 2 * r()");
    expect(check(two).status["q"]).toBe("holds");
    expect(check(two.replace("second in", "first in")).status["q"]).toBe("violated");
  });
});

describe("contracts", () => {
  const get = "accessor get() -> p { return READ_ONCE(t[0]); }\naccessor twice() -> p {\n  let x = READ_ONCE(t[0]);\n  let y = READ_ONCE(t[0]);\n  return x with { d: y.d };\n}\n";
  const writer = "writer w {\n  WRITE_ONCE(t[0], p { a: true });\n  WRITE_ONCE(t[0], p { d: true });\n}\n";
  const verify = (accessor: string, clauses: string) => check(`${LAYOUT}${get}${writer}contract k() -> p of t[0] { ${clauses} }\ncheck c { verify ${accessor}() against k; run w(); expect k hold; }`).status;

  test("atomic", () => {
    expect(verify("get", "atomic { all }")["k.atomic"]).toBe("holds");
    expect(verify("twice", "atomic { all }")["k.atomic"]).toBe("violated");
  });
  test("regular, field by field", () => {
    expect(verify("twice", "regular { a, d }")).toMatchObject({ "k.regular_a": "holds", "k.regular_d": "holds" });
  });
  test("never_invents and never_misses", () => {
    const invent = "accessor twice() -> p {\n  let x = READ_ONCE(t[0]);\n  return x with { d: true };\n}\n";
    const run = (clauses: string) => check(`${LAYOUT}${invent}${writer}contract k() -> p of t[0] { regular { a } ${clauses} }\ncheck c { verify twice() against k; run w(); expect k hold; }`).status;
    expect(run("never_invents { d }")["k.never_invents_d"]).toBe("violated");
    expect(run("never_misses { d }")["k.never_misses_d"]).toBe("holds");
  });
  test("safe: exact unless written during the call", () => {
    expect(verify("twice", "safe { all }")).toMatchObject({ "k.safe_a": "holds", "k.safe_d": "holds" });
    const wrong = "accessor get() -> p {\n  let x = READ_ONCE(t[0]);\n  return p { };\n}\n";
    expect(check(`${LAYOUT}${wrong}${writer}contract k() -> p of t[0] { safe { all } }\ncheck c { verify get() against k; run w(); expect k violated; }`).status["k.safe_a"]).toBe("violated");
  });

  test("in an accessor's place a contract gives every result it allows, and no other", () => {
    const walker = "walker r() no recheck uses first() -> p {\n  let v = first();\nread:\n  return;\n}\nreachable both at r.read: v.a && v.d;\nreachable neither at r.read: !v.a && !v.d;\n";
    const run = (clauses: string) => check(`${LAYOUT}${writer}${walker}contract k() -> p of t[0] { ${clauses} }\ncheck c { run r() with first = contract k; run w(); expect reachable both, neither; }`).status;
    expect(run("atomic { all }")).toMatchObject({ both: "unreached", neither: "reached" });
    expect(run("regular { all }")).toMatchObject({ both: "reached", neither: "reached" });
    expect(run("any { all }")).toMatchObject({ both: "reached", neither: "reached" });
    expect(run("atomic { d } never_invents { a }")).toMatchObject({ both: "reached" });
  });
});

describe("walker classes", () => {
  const walker = (cls: string, body: string, uses = "") => `${LAYOUT}walker r() ${cls}${uses} {\n${body}}\ninvariant ok: true;\ncheck c { run r(); expect ok hold; }`;

  test("never takes ptl", () => {
    expect(codes(diagnose(walker("never takes ptl", "  let v = READ_ONCE(t[0]);\n  if (v.a) { lock(ptl); unlock(ptl); }\n")))).toContain("PTE410");
    expect(codes(diagnose(walker("never takes ptl", "  let v = READ_ONCE(t[0]);\n  if (v.a) return;\n")))).toEqual([]);
  });

  test("rechecks under ptl: no effect before the recheck, none after the unlock", () => {
    const good = "  let v = READ_ONCE(t[0]);\n  lock(ptl);\n  let now = READ_ONCE(t[0]);\n  recheck now == v else { unlock(ptl); return; }\n  WRITE_ONCE(t[0], p { a: true });\n  unlock(ptl);\n";
    expect(codes(diagnose(walker("rechecks under ptl", good)))).toEqual([]);
    expect(codes(diagnose(walker("rechecks under ptl", `${good}  WRITE_ONCE(t[0], p { });\n`)))).toEqual(["PTE411"]);
    expect(codes(diagnose(walker("rechecks under ptl", good.replace(/  recheck.*\n/, "  if (now == v) { }\n"))))).toContain("PTE411");
    expect(codes(diagnose(walker("rechecks under ptl", "  let v = READ_ONCE(t[0]);\n  if (v.a) return done;\n")))).toEqual(["PTE411"]);
  });

  test("a recheck counts only when it compares what was read under the lock", () => {
    const early = "  let v = READ_ONCE(t[0]);\n  let now = READ_ONCE(t[0]);\n  lock(ptl);\n  recheck now == v else { unlock(ptl); return; }\n  WRITE_ONCE(t[0], p { a: true });\n  unlock(ptl);\n";
    expect(codes(diagnose(walker("rechecks under ptl", early)))).toEqual(["PTE411"]);
  });

  test("stores and locks inside `atomic` count", () => {
    expect(codes(diagnose(walker("rechecks under ptl", "  atomic { WRITE_ONCE(t[0], p { a: true }); }\n")))).toEqual(["PTE411"]);
    expect(codes(diagnose(walker("never takes ptl", "  atomic { lock(ptl); unlock(ptl); }\n")))).toEqual(["PTE410"]);
  });

  test("an `any` field may not be followed through locals, waits or stores either", () => {
    const spec = (body: string) => `${LAYOUT}shared y : bool;\ncontract k() -> p of t[0] { any { d } regular { a } }\nwalker r() never takes ptl uses first() -> p {\n  var z = false;\n  let v = first();\n${body}\n}\ninvariant ok: true;\ncheck c { run r() with first = contract k; expect ok hold; }`;
    for (const body of ["  if (v.d) { z = true; }\n  if (z) { WRITE_ONCE(y, true); }", "  let w = v.d;\n  if (w) { WRITE_ONCE(y, true); }", "  await v.d;", "  WRITE_ONCE(y, v.d);"]) {
      expect(codes(diagnose(spec(body))), body).toEqual(["PTE412"]);
    }
    expect(codes(diagnose(spec("  WRITE_ONCE(y, v.a);")))).toEqual([]);
  });

  test("a field graded `any` must not be looked at without the lock", () => {
    const spec = (cond: string) => `${LAYOUT}contract k() -> p of t[0] { any { d } regular { a } }\nwalker r() never takes ptl uses first() -> p {\n  let v = first();\n  if (${cond}) { atomic { t[0].d = true; } }\n}\ninvariant ok: true;\ncheck c { run r() with first = contract k; expect ok hold; }`;
    expect(codes(diagnose(spec("v.d")))).toEqual(["PTE412"]);
    expect(codes(diagnose(spec("v == p { }")))).toEqual(["PTE412"]);
    expect(codes(diagnose(spec("(v with { d: false }) == p { }")))).toEqual([]);
    expect(codes(diagnose(spec("v.a")))).toEqual([]);
  });
});

describe("checks", () => {
  test("sizes: command line over `with` over declarations", () => {
    const spec = "param N = 2 in 1..8;\nshared x : 0..N;\nwriter w { WRITE_ONCE(x, N); }\ninvariant ok: x <= N;\ncheck c { with N = 3; run w(); expect ok hold; }";
    const top = (params?: Map<string, number>) => lower(spec, "c", params === undefined ? {} : { params }).model.vars.find((v) => v.name === "x")?.sort;
    expect(top()).toMatchObject({ hi: 3 });
    expect(top(new Map([["N", 5]]))).toMatchObject({ hi: 5 });
    expect(codes(diagnose(spec.replace("N = 3", "N = 9")))).toContain("PTE213");
  });

  test("hardware spends its budget and can be told which updates it makes", () => {
    const spec = (item: string) => check(`${LAYOUT}ghost n : 0..3;\non hw touch t[i] { n = n < 3 ? n + 1 : n; }\nwriter w { loop { WRITE_ONCE(t[0], p { }); } }\ninvariant few: n <= 1;\ncheck c { ${item} run w(); expect few hold; }`).status;
    expect(spec("hardware t up to 1 updates;")["few"]).toBe("holds");
    expect(spec("hardware t;")["few"]).toBe("violated");
  });

  test("hooks, labels, waivers and flush schemes that mean nothing are refused", () => {
    const spec = (top: string, item = "") => `${LAYOUT}ghost g : bool;\n${top}writer w {\nl:\n  WRITE_ONCE(t[0], p { });\n}\ninvariant ok: !g;\ncheck c { ${item} run w(); expect ok hold; }`;
    expect(codes(diagnose(spec("on hw touhc t[i] { g = true; }\n")))).toEqual(["PTE310"]);
    expect(codes(diagnose(spec("property q at w.nolabel: g;\n")))).toEqual(["PTE502"]);
    expect(codes(diagnose(spec("", 'waive nope "reason";')))).toEqual(["PTE504"]);
    expect(codes(diagnose(spec("", "flush ipi; flush broadcast;")))).toEqual(["PTE512"]);
    expect(codes(diagnose(spec("")))).toEqual([]);
  });

  test("hardware alone is never a deadlock: nobody is left undone", () => {
    expect(check(`${LAYOUT}invariant ok: true;\ncheck c { hardware t; expect ok hold; }`).status).toMatchObject({ ok: "holds", deadlock: "holds" });
  });

  test("a chosen initial value may have the name of a loop variable", () => {
    const spec = `${LAYOUT.replace("t[1]", "t[2]")}init { for (j in 0..1) { t[j] = p { d: true }; } choose k in 0..1; t[k].d = false; }\naccessor get(i: 0..1) -> p { return READ_ONCE(t[i]); }\ncontract c(i: 0..1) -> p of t[i] { atomic { all } }\ncheck x { verify get(1) against c; expect c hold; }`;
    expect(check(spec)).toMatchObject({ status: { "c.atomic": "holds" }, distinct: 4 });
  });

  test("a chain of errors is reported once each, not per use", () => {
    const found = diagnose("shared x : nowhere;\ninvariant a: x == 1;\ninvariant b: x == 2;\n");
    expect(found.filter((d) => d.code === "PTE201")).toHaveLength(1);
  });
});
