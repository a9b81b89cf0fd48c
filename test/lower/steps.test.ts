// SPDX-License-Identifier: Apache-2.0
// What one step is: at most one access, the local computation after it, dead locals reset. Counts are derived
// by hand in the comments.
import { describe, expect, test } from "vitest";
import { check, codes, diagnose, lower } from "../support/spec.ts";

const OK = "invariant ok: true;\n";

describe("accesses and steps", () => {
  test("each access is one step, local computation is none", () => {
    const model = lower(`shared x : 0..3;\nwriter w {\n  let a = READ_ONCE(x);\n  let b = a == 0 ? 1 : 0;\n  WRITE_ONCE(x, b);\n}\n${OK}check c { run w(); expect ok hold; }`).model;
    expect(model.steps.map((s) => s.name)).toEqual(["W_load_a", "W_store_x", "Terminating"]);
  });

  test("two increments without atomicity lose one: 1 is reachable at the end", () => {
    const spec = (body: string) => `shared x : 0..2;\nwriter inc {\n${body}\n}\nfinally both: x == 2;\ncheck c { run 2 * inc(); expect both hold; }`;
    const torn = check(spec("  let a = READ_ONCE(x);\n  let b: 0..2 = a;\n  if (b < 2) { WRITE_ONCE(x, b + 1); }"));
    expect(torn.status["both"]).toBe("violated");
    // load, load, store, store: 4 steps, 5 states.
    expect(torn.traces["both"]).toHaveLength(4);
    expect(check(spec("  atomic_inc(x);")).status["both"]).toBe("holds");
  });

  test("a whole-entry load of a split entry can be torn, a word load cannot", () => {
    const layout = "pte p : 8 bits {\n  word low : bits 0..3 { a : bit 0; }\n  word high : bits 4..7 { b : bit 4; }\n  order load any;\n  order store high, low;\n}\ntable t[1] : p;\n";
    const writer = "writer w {\n  WRITE_ONCE(t[0], p { a: true, b: true });\n}\n";
    const reader = "walker r() no recheck {\n  let v = READ_ONCE(t[0]);\nread:\n  return;\n}\n";
    const run = (property: string) => check(`${layout}${writer}${reader}property q at r.read: ${property};\ncheck c { run w(); run r(); expect q hold; }`);
    // high is stored first, so (a, !b) needs a load of high before and of low after both stores.
    expect(run("v.a => v.b").status["q"]).toBe("violated");
    expect(run("v.b => v.a").status["q"]).toBe("violated");
    expect(check(`${layout}${writer}accessor get() -> p { return READ_ONCE(t[0]); }\ncontract whole() -> p of t[0] { atomic { all } }\ncheck c { verify get() against whole; run w(); expect whole violated; }`).status["whole.atomic"]).toBe("violated");
    expect(check(`${layout}${writer}accessor get() -> p { return READ_ONCE(t[0]); }\ncontract each() -> p of t[0] { regular { all } }\ncheck c { verify get() against each; run w(); expect each hold; }`).status["each.regular_a"]).toBe("holds");
  });

  test("dead locals do not tell states apart", () => {
    // x is 0 or 1 for ever; after its last use the loaded value is forgotten: 2 (x) * 3 (points) - 0.
    const result = check(`shared x : bool;\nshared y : bool;\ninit { choose b in bool; x = b; }\nwriter w {\n  let a = READ_ONCE(x);\n  let b = READ_ONCE(y);\n  WRITE_ONCE(y, b);\n}\n${OK}check c { run w(); expect ok hold; }`);
    expect(result.distinct).toBe(2 * 4);
  });

  test("atomic is one step, however many accesses", () => {
    const model = lower(`shared x : bool;\nshared y : bool;\nwriter w {\n  atomic { x = true; y = x; }\n}\n${OK}check c { run w(); expect ok hold; }`).model;
    expect(model.steps.map((s) => s.name)).toEqual(["W_atomic", "Terminating"]);
    expect(check(`shared x : bool;\nshared y : bool;\nwriter w {\n  atomic { x = true; y = x; }\n}\ninvariant same: x == y;\ncheck c { run w(); expect same hold; }`).status["same"]).toBe("holds");
  });

  test("a plain load may be repeated at each use, READ_ONCE is not", () => {
    const spec = (read: string) => `shared x : bool;\nwriter w { WRITE_ONCE(x, true); }\nwalker r() no recheck {\n  let v = ${read}(x);\n  let first = v;\n  let second = v;\nread:\n  return;\n}\nproperty stable at r.read: first == second;\ncheck c { run w(); run r(); expect stable hold; }`;
    expect(check(spec("READ_ONCE")).status["stable"]).toBe("holds");
    expect(check(spec("READ_PLAIN")).status["stable"]).toBe("violated");
  });
});

describe("entering a section", () => {
  const steps = (body: string): string[] =>
    lower(`shared x : 0..3;\nlock l;\nwalker r() no recheck {\n${body}\n}\nwriter w { lock(l); WRITE_ONCE(x, 1); tlb_flush(); synchronize_rcu(); unlock(l); }\n${OK}check c { run r(); run w(); flush ipi; expect ok hold; }`)
      .model.steps.filter(({ process }) => process === "r").map(({ text }) => text.text);

  test("belongs to the access that follows", () => {
    expect(steps("irqs off; let a = READ_ONCE(x); irqs on;")).toEqual(["local_irq_disable(); a = READ_ONCE(x)"]);
    expect(steps("rcu_read_lock(); irqs off; let a = READ_ONCE(x); irqs on; rcu_read_unlock();")).toEqual(["rcu_read_lock(); local_irq_disable(); a = READ_ONCE(x)"]);
    expect(steps("irqs off; await true; irqs on;")).toEqual(["local_irq_disable(); await true"]);
    // A value that may not fit is reported; nobody waits for it.
    expect(steps("irqs off; atomic_inc(x); irqs on;")).toEqual(["local_irq_disable(); atomic_inc(x)"]);
  });

  test("is a step of its own before one that may wait", () => {
    expect(steps("irqs off; lock(l); unlock(l); irqs on;")).toEqual(["local_irq_disable()", "spin_lock(l)", "spin_unlock(l)"]);
    expect(steps("rcu_read_lock(); await x == 1; rcu_read_unlock();")).toEqual(["rcu_read_lock()", "await x == 1"]);
    expect(steps("rcu_read_lock(); irqs off; lock(l); unlock(l); irqs on; rcu_read_unlock();")).toEqual(["rcu_read_lock()", "local_irq_disable()", "spin_lock(l)", "spin_unlock(l)"]);
    // On one of two paths only.
    expect(steps("irqs off; either { lock(l); unlock(l); } or { WRITE_ONCE(x, 1); } irqs on;")[0]).toBe("local_irq_disable()");
  });

  test.each([["irqs off;", "irqs on;", "tlb_flush();"], ["rcu_read_lock();", "rcu_read_unlock();", "synchronize_rcu();"], ["irqs off;", "irqs on;", "synchronize_rcu();"]])("who waits for a lock behind %s holds up its holder at %s", (enter, leave, wait) => {
    const spec = (from: string) => `shared x : 0..3;\nshared y : bool;\nlock l;\nwalker r() no recheck { ${from} lock(l); unlock(l); ${leave} }\nwriter w { lock(l); WRITE_ONCE(x, 1); ${wait} unlock(l); }\n${OK}check c { run r(); run w(); flush ipi; expect ok hold; }`;
    expect(check(spec(enter)).status["deadlock"]).toBe("violated");
    expect(check(spec(`${enter} let b = READ_ONCE(y);`)).status["deadlock"]).toBe("violated");
    expect(check(spec("")).status["deadlock"]).toBe("holds");
  });
});

describe("what a step says", () => {
  const texts = (spec: string): string[] => lower(spec).model.steps.map((s) => s.text.text);

  test("a lock of several is named with its index", () => {
    expect(texts(`lock l[2];\nwriter w {\n  lock(l[1]);\n  unlock(l[1]);\n}\n${OK}check c { run w(); expect ok hold; }`).slice(0, 2)).toEqual(["spin_lock(l[1])", "spin_unlock(l[1])"]);
  });

  test("a plain load is told once, and again where the compiler reads again", () => {
    const all = texts(`shared x : bool;\nshared y : bool;\nwalker r() no recheck {\n  let a = READ_PLAIN(x);\n  if (a) { WRITE_ONCE(y, true); }\n}\n${OK}check c { run r(); expect ok hold; }`);
    expect(all[0]).toBe("a = READ_PLAIN(x)");
    expect(all).toContain("a = READ_PLAIN(x) again");
    expect(all.filter((t) => t.includes("is not read again"))).toEqual(["a is not read again"]);
  });
});

describe("waiting", () => {
  test("a lock excludes, and a lock never released is a deadlock", () => {
    const spec = (end: string) => `lock l;\nshared inside : 0..2;\nwriter w {\n  lock(l);\n  atomic_inc(inside);\n  atomic_dec(inside);\n${end}}\ninvariant alone: inside <= 1;\ncheck c { run 2 * w(); expect alone hold; }`;
    expect(check(spec("  unlock(l);\n")).status).toMatchObject({ alone: "holds", deadlock: "holds" });
    expect(check(spec("")).status["deadlock"]).toBe("violated");
  });

  test("a flush IPI waits for interrupts, a broadcast does not", () => {
    const spec = (scheme: string) => `shared mapped : bool = true;\nshared reused : bool;\nwalker r() no recheck {\n  irqs off;\n  let m = READ_ONCE(mapped);\n  let u = READ_ONCE(reused);\nuse:\n  irqs on;\n  return;\n}\nwriter w {\n  WRITE_ONCE(mapped, false);\n  tlb_flush();\n  WRITE_ONCE(reused, true);\n}\nproperty safe_use at r.use: m => !u;\ncheck c { run r(); run w(); flush ${scheme}; expect safe_use hold; }`;
    expect(check(spec("ipi")).status["safe_use"]).toBe("holds");
    expect(check(spec("broadcast")).status["safe_use"]).toBe("violated");
    expect(check(spec("deferred")).status["safe_use"]).toBe("violated");
  });

  test("synchronize_rcu() waits for readers", () => {
    const spec = (wait: string) => `shared table : bool = true;\nshared freed : bool;\nwalker r() rcu only {\n  rcu_read_lock();\n  let t = READ_ONCE(table);\n  let f = READ_ONCE(freed);\nuse:\n  rcu_read_unlock();\n  return;\n}\nwriter w {\n  WRITE_ONCE(table, false);\n${wait}  WRITE_ONCE(freed, true);\n}\nproperty no_use_after_free at r.use: t => !f;\ncheck c { run r(); run w(); expect no_use_after_free hold; }`;
    expect(check(spec("  synchronize_rcu();\n")).status["no_use_after_free"]).toBe("holds");
    expect(check(spec("")).status["no_use_after_free"]).toBe("violated");
  });
});

describe("ranges", () => {
  test("leaving a range is a violation with a trace, never a wrap", () => {
    const result = check("shared x : 0..2;\nwriter w {\n  atomic_inc(x);\n}\ninvariant ok: x <= 2;\ncheck c { run 3 * w(); expect ok hold; }");
    expect(result.status).toMatchObject({ ok: "holds", in_range_w: "violated" });
    expect(result.traces["in_range_w"]).toHaveLength(2);
  });

  test.each(["cmpxchg(s, 1, seen + 2);", "let won = try_cmpxchg(s, 1, seen + 2); WRITE_ONCE(t, won);"])("`%s` stores nothing while s is 0, so nothing can fail to fit", (access) => {
    const spec = (start: number) => `shared s : 0..1 = ${start};\nshared t : bool;\nwriter w {\n  let seen = READ_ONCE(s);\n  ${access}\n}\nfinally same: s == ${start};\ncheck c { run w(); expect same hold; }`;
    expect(check(spec(0)).status).toMatchObject({ same: "holds", in_range_w: "holds", deadlock: "holds" });
    const result = check(spec(1));
    expect(result.status).toMatchObject({ in_range_w: "violated", deadlock: "violated" });
    expect(result.traces["in_range_w"]).toEqual(["W_load_seen"]);
  });

  test("what cmpxchg compares with need not fit, what it stores must", () => {
    const spec = (access: string) => `shared s : 0..1;\nwriter w {\n  let seen = READ_ONCE(s);\n  ${access}\n}\nfinally same: s == 0;\ncheck c { run w(); expect same hold; }`;
    const compared = check(spec("try_cmpxchg(s, seen + 2, 1);"));
    expect(compared.status).toMatchObject({ same: "holds", deadlock: "holds" });
    expect(compared.status["in_range_w"]).toBeUndefined();
    expect(check(spec("cmpxchg(s, seen, seen + 1);")).status).toMatchObject({ same: "violated", in_range_w: "holds" });
    expect(codes(diagnose(spec("cmpxchg(s, seen, 2);")))).toEqual(["PTE203"]);
    expect(codes(diagnose(spec("cmpxchg(s, true, 1);")))).toEqual(["PTE203"]);
  });

  test("the store is blamed, not the load before it", () => {
    const result = check("shared x : 0..1 = 1;\nwriter w {\n  let a = READ_ONCE(x);\n  WRITE_ONCE(x, a + 1);\n}\ninvariant ok: true;\ncheck c { run w(); allow deadlock \"the store is not taken\"; expect ok hold; }");
    expect(result.traces["in_range_w"]).toEqual(["W_load_a"]);
    expect(result.properties.find((p) => p.name === "in_range_w")?.status).toBe("violated");
  });
});
