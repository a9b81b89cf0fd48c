// SPDX-License-Identifier: Apache-2.0
// Histories within one step: started and read at once, and fed by stores whose values are changed again behind them.
import { expect, test } from "vitest";
import { check } from "../support/spec.ts";

test.each([1, 2])("no access between the two labels: nothing has been seen yet (%i agents)", (agents) => {
  const result = check(`shared s : bool;\nwriter w {\n  let a = READ_ONCE(s);\nl:\nm:\n  WRITE_ONCE(s, a);\n}\nproperty p at w.m: once s since l;\nproperty q at w.m: !once s since l;\ncheck k { run ${agents} * w(); expect p violated; expect q hold; }`);
  expect(result.status).toMatchObject({ p: "violated", q: "holds" });
  expect(result.traces["p"]).toHaveLength(0);
});

// t is false and x with it when w comes to l: s becomes false, then x true. A value that is stored is the one of its instant.
const stored = (first: string, second: string, run: string, property: string) =>
  `shared s : bool;\nshared t : bool;\nwriter w {\n  var x = READ_ONCE(t);\nl:\n  atomic { ${first} ${second} }\nm:\n  WRITE_ONCE(t, x);\n}\nproperty p at w.m: ${property};\ncheck k { run ${run}; expect p hold; }`;

test.each([
  ["s = x;", "x = !x;", "violated"],
  ["x = !x;", "s = x;", "holds"],
])("`%s %s` in one step", (first, second, once) => {
  expect(check(stored(first, second, "w()", "once s since l")).status["p"]).toBe(once);
  expect(check(stored(first, second, "w()", "!once s since l")).status["p"]).toBe(once === "holds" ? "violated" : "holds");
  expect(check(stored(first, second, "w()", "(set(true) subset values of s since l)")).status["p"]).toBe(once);
});

test("of two agents the second stores true, once the first has turned t on", () => {
  expect(check(stored("s = x;", "x = !x;", "2 * w()", "once s since l")).status["p"]).toBe("violated");
  expect(check(stored("s = x;", "x = !x;", "2 * w()", "!once s since l")).status["p"]).toBe("violated");
});
