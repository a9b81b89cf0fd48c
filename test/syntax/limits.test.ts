// SPDX-License-Identifier: Apache-2.0
// Hostile input: binary files, huge files, deep nesting. Always an answer, in little time, with little said.
import { describe, expect, it } from "vitest";
import { parse } from "../../src/parse/parse.ts";

function codes(text: string): readonly string[] {
  return parse({ path: "", text }).diagnostics.map((each) => each.code);
}

function timed(text: string): { readonly codes: readonly string[]; readonly ms: number } {
  // Processor time: other work on the machine does not count.
  const start = process.cpuUsage();
  const found = codes(text);
  const used = process.cpuUsage(start);
  return { codes: found, ms: (used.user + used.system) / 1000 };
}

const repeat = (text: string, n: number): string => text.repeat(n);

describe("text that is none", () => {
  it("refuses control characters, once", () => {
    expect(codes("lock a;\u0000\u0001\u0002 lock b;\u0000")).toEqual(["PTE103"]);
    expect(codes(String.fromCharCode(...Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256)))).toEqual(["PTE103"]);
  });
  it("reports a run of other stray characters once", () => {
    expect(codes("lock a;\n\u00E9\u00E9 \u20AC\n\uD83D\uDE00 lock b;")).toEqual(["PTE102"]);
    expect(codes("lock a; @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@ lock b;")).toEqual(["PTE102"]);
  });
  it("takes a byte order mark, CRLF and tabs", () => {
    expect(codes("\uFEFFspec s \"t\"\r\n\r\nlock a;\r\n\tlock b; // c\r\n")).toEqual([]);
  });
  it("takes an empty file", () => {
    expect(parse({ path: "", text: "" })).toMatchObject({ value: { kind: "File", decls: [], span: { start: 0, end: 0 } }, diagnostics: [] });
    expect(codes(" \n\t// c")).toEqual([]);
  });
});

describe("size", () => {
  it("refuses more than 256 KiB at once", () => {
    const { codes: found, ms } = timed(repeat("lock a;\n", 5 * 128 * 1024));
    expect(found).toEqual(["PTE104"]);
    expect(ms).toBeLessThan(200);
  });
  it("reads just under 256 KiB in less than two seconds, right or wrong", () => {
    const good = "accessor f(i: 0..N-1) -> pte_t { let p = READ_ONCE(pt[i]); if (p.young && !p.dirty) return p; return p; }\n";
    const right = timed(repeat(good, 2_400));
    expect(right.codes).toEqual([]);
    const wrong = timed(repeat(`${good}lock ;\n`, 2_200));
    expect(wrong.codes).toHaveLength(21);
    const one = timed(`init {\n${repeat("x = f(1, 2);\ny = ;\n", 12_000)}}`);
    expect(one.codes.length).toBeGreaterThan(2);
    expect([right.ms, wrong.ms, one.ms].map((ms) => ms < 2_000)).toEqual([true, true, true]);
  });
});

describe("depth", () => {
  const n = 5_000;
  it.each([
    ["parentheses", `const A = ${repeat("(", n)}1${repeat(")", n)};`],
    ["unclosed parentheses", `const A = ${repeat("(", n)}`],
    ["negations", `const A = ${repeat("!", n)}a;`],
    ["minus signs", `const A = ${repeat("- ", n)}1;`],
    ["conditionals", `const A = ${repeat("a ? b : ", n)}c;`],
    ["conditionals with records", `const A = ${repeat("x ? a {} union b : ", n)}c;`],
    ["quantifiers", `const A = ${repeat("forall k in S: ", n)}c;`],
    ["once", `const A = ${repeat("once ", n)}c${repeat(" since a", n)};`],
    ["values", `const A = ${repeat("values of ", n)}c${repeat(" since a", n)};`],
    ["indexes", `const A = ${repeat("a[", n)}0${repeat("]", n)};`],
    ["records", `const A = ${repeat("a { b: ", n)}0${repeat("}", n)};`],
    ["sets", `type a = ${repeat("set of ", n)}bool;`],
    ["arrays", `type a = ${repeat("array[1] of ", n)}bool;`],
    ["blocks", `init { ${repeat("loop { ", n)}${repeat("}", n)} }`],
    ["unclosed blocks", `init { ${repeat("loop { ", n)}`],
    ["ifs", `init { ${repeat("if (a) ", n)} x(); }`],
    ["else ifs", `init { if (a) b(); ${repeat("else if (a) b(); ", n)} }`],
    ["else ifs with braces", `init { if (a) { b(); } ${repeat("else if (a) { b(); } ", n)} }`],
    ["fors", `init { ${repeat("for (a in b) ", n)} x(); }`],
    ["operators", `const A = 1${repeat(" + 1", n)};`],
    ["implications", `const A = a${repeat(" => a", n)};`],
    ["constants", `type a = 0..1${repeat("+1", n)};`],
    ["members", `const A = a${repeat(".a", n)};`],
    ["withs", `const A = a${repeat(" with {}", n)};`],
    ["assigned members", `init { a${repeat(".a", n)} = 1; }`],
  ])("%s are bounded", (_, text) => {
    const { codes: found, ms } = timed(`${text}\nlock a;\n`);
    expect(found).toContain("PTE105");
    expect(found.length).toBeLessThan(4);
    expect(ms).toBeLessThan(1_000);
  });

  it("a usual depth is fine", () => {
    const deep = 150;
    expect(codes(`const A = ${repeat("(", deep)}1${repeat(")", deep)};`)).toEqual([]);
    expect(codes(`const A = 1${repeat(" + 1", 390)};`)).toEqual([]);
    expect(codes(`init { if (a) { b(); } ${repeat("else if (a) { b(); } ", 90)} }`)).toEqual([]);
    expect(codes(`init {\n${repeat("  if (a) b(); else c();\n  x = y ? z : w;\n  a = !b;\n", 300)}}`)).toEqual([]);
    expect(codes(repeat("init { if (a) { loop { x = a ? b : c; } } }\n", 300))).toEqual([]);
  });
});
