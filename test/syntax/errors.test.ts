// SPDX-License-Identifier: Apache-2.0
// What is said about syntax errors, and where: each mistake once, and the rest of the file is still read.
import { describe, expect, it } from "vitest";
import { positionAt } from "../../src/base/source.ts";
import { SYNTAX } from "../../src/diagnostics/catalog/syntax.ts";
import { dumpAst } from "../../src/parse/dump.ts";
import { parse } from "../../src/parse/parse.ts";
import { misplaced } from "../support/spans.ts";

/** `line:column code message` of each diagnostic. */
function errors(text: string): readonly string[] {
  const { value, diagnostics } = parse({ path: "x.ptespec", text });
  expect(misplaced(value)).toEqual([]);
  return diagnostics.map((each) => {
    const at = each.primary === undefined ? undefined : positionAt(each.primary.span.file, each.primary.span.start);
    return `${at?.line}:${at?.column} ${each.code} ${each.message}`;
  });
}

function help(text: string): string | undefined {
  return parse({ path: "", text }).diagnostics[0]?.help;
}

describe("one mistake, one message", () => {
  it.each([
    ["param N 2;", "1:9 PTE101 expected `=` after `N`, found `2`"],
    ["lock ptl\nlock b;", "1:9 PTE101 expected `;` after `ptl`, found `lock`"],
    ["lock ptl", "1:9 PTE101 expected `;` after `ptl`, found the end of the file"],
    ["accesor f() { x(); }", "1:1 PTE101 expected a declaration, found `accesor`"],
    ["lock a; }", "1:9 PTE115 this `}` closes nothing"],
    ["const A = f(a b);", "1:15 PTE101 expected `,` or `)` after `a`, found `b`"],
    ["const A = f(a, );", "1:16 PTE101 expected an expression, found `)`"],
    ["const A = ;", "1:11 PTE101 expected an expression, found `;`"],
    ["const A = a < b < c;", "1:17 PTE106 `<` and `<` need parentheses to be combined"],
    ["const A = 12UL;", "1:11 PTE107 `12UL` is not a number that ptespec can use"],
    ["const A = 99999999999999999999;", "1:11 PTE107 `99999999999999999999` is not a number that ptespec can use"],
    ["const A = b & c;", "1:13 PTE102 unexpected `&`"],
    ["const A = 'x';", "1:11 PTE102 unexpected `'x'`"],
    ["const A = \u201Cx\u201D;", "1:11 PTE102 unexpected characters U+201C U+201D"],
    ["spec s \"open\nlock a;", "1:8 PTE113 this string is not closed"],
    ["lock a;\n/* open\nlock b;", "2:1 PTE113 this comment is not closed"],
    ["spec s \"a \\q\"", "1:11 PTE108 unknown escape `\\q` in a string"],
    ["init { x; }", "1:8 PTE109 this statement does nothing"],
    ["init { f(x) = 1; }", "1:8 PTE110 this cannot be assigned to"],
    ["init { ghost f(x); }", "1:8 PTE109 this statement does nothing"],
    ["writer w rcu only { }", "1:10 PTE111 a writer has no class"],
    ["import arm64", "1:8 PTE112 `arm64` is not a path of the shipped library"],
    ["property p: x;", "1:11 PTE101 expected `at` after `p`, found `:`"],
    ["fn f(p pte) -> bool = p;", "1:8 PTE101 expected `:` after `p`, found `pte`"],
    ["fn f(loop: bool) -> bool = p;", "1:6 PTE101 expected a name or `)`, found `loop`"],
    ["init { let loop = 1; }", "1:12 PTE101 expected a name, found `loop`"],
    ["init { if (a = b) x(); }", "1:14 PTE101 expected `)` after `a`, found `=`"],
    ["init { x += 1; }", "1:8 PTE101 expected a statement, found `x`"],
    ["init { int x = 1; }", "1:8 PTE101 expected a statement, found `int`"],
    ["init { retrun x; }", "1:8 PTE101 expected a statement, found `retrun`"],
    ["init {\n  x = 1\n  y = 2;\n}", "2:8 PTE101 expected `;` after `1`, found `y`"],
    ["init {\n  x = f(1\n  let y = 2;\n}", "2:10 PTE101 expected `,` or `)` after `1`, found `let`"],
    ["init { either { } }", "1:19 PTE101 expected `or` after `}`, found `}`"],
    ["init {\n  if (a) {\n    x();\n\nlock b;", "2:10 PTE114 this `{` is never closed"],
    ["accessor f() {\n  x();\n\naccessor g() {\n  y();\n}\n", "1:14 PTE114 this `{` is never closed"],
    ["check c { expct a hold; }", "1:11 PTE101 expected an item of the check, found `expct`"],
    ["check c { expect a; }", "1:19 PTE101 expected `hold` or `violated` after `a`, found `;`"],
    ["check c { flush tlb; }", "1:17 PTE101 expected `ipi`, `broadcast` or `deferred` after `flush`, found `tlb`"],
    ["pte p : 64 bits { a : bit; }", "1:26 PTE101 expected a number or the name of a constant, found `;`"],
    ["pte p : 64 bits { a : bits 3; }", "1:29 PTE101 expected `..` after `3`, found `;`"],
    ["pte p : 64 bits { hw a b; }", "1:24 PTE101 expected `when` after `a`, found `b`"],
    ["contract c() -> bool of x { exact { a } }", "1:29 PTE101 expected a grade (`atomic`, `regular`, ...), found `exact`"],
    ["record r { a bool; }", "1:14 PTE101 expected `:` after `a`, found `bool`"],
    ["walker w uses { }", "1:15 PTE101 expected `fn` or a name after `uses`, found `{`"],
    ["enum e { a b }", "1:12 PTE101 expected `,` or `}` after `a`, found `b`"],
    ["type t = ;", "1:10 PTE101 expected a sort (`bool`, `0..3`, a name, `set of ...` or `array[n] of ...`), found `;`"],
    ["init { recheck (a) { return; } }", "1:20 PTE101 expected `else` after `)`, found `{`"],
    ["import", "1:7 PTE101 expected a path (`std/arm64` or `\"./file.ptespec\"`), found the end of the file"],
  ])("%j", (text, expected) => {
    expect(errors(text)).toEqual([expected]);
  });

  it("helps with what C programmers write", () => {
    expect(help("init { if (a = b) x(); }")).toBe("`==` compares; `=` assigns.");
    expect(help("init { x += 1; }")).toBe("write it out: `x = x + 1;`.");
    expect(help("init { x++; }")).toBe("write it out: `x = x + 1;`.");
    expect(help("init { pte_t o = x; }")).toBe("declare a local with `let` (fixed) or `var` (may be assigned).");
    expect(help("init { let a = p->young; }")).toBe("write `.` for a field of an entry.");
    expect(help("accesor f() { }")).toBe("did you mean `accessor`?");
    expect(help("init { retrun x; }")).toBe("did you mean `return`?");
    expect(help("check c { expct a hold; }")).toBe("did you mean `expect`?");
    expect(help("init { let loop = 1; }")).toBe("`loop` is a reserved word; choose another name.");
    expect(help("const A = a | b;")).toContain("write `||`");
    expect(help("#include <x>\nlock a;")).toContain("no preprocessor");
    expect(help("const A = p { a = 1 };")).toContain("name { field: value, ... }");
  });
});

describe("independent mistakes are all found, and the rest is read", () => {
  const text = `accesor f() { x(); }
param N 2;
fn mk(p pte_t) -> pte_t = p;
accessor g(i: 0..N-1) -> pte_t {
  pte_t o = READ_ONCE(pt[i]);
  if (o.valid = 1) return o;
  for (k in 0..N-1) {
    let p = READ_ONCE(pt[k]
    if (p.dirty) { o == mkdirty(o); }
    ok(1);
  }
  x += 1;
  let loop = 3;
  ok(2);
  return o
}
lock ptl
check c {
  run f(0);
  expct a hold;
  expect b hold;
  expect a, b;
}
pte x : 64 bits {
  valid : bit 0;
  young : bits 3;
  dirty : bit 4;
}
lock last;
`;
  it("says all", () => {
    expect(errors(text)).toMatchInlineSnapshot(`
      [
        "1:1 PTE101 expected a declaration, found \`accesor\`",
        "2:9 PTE101 expected \`=\` after \`N\`, found \`2\`",
        "3:9 PTE101 expected \`:\` after \`p\`, found \`pte_t\`",
        "5:3 PTE101 expected a statement, found \`pte_t\`",
        "6:15 PTE101 expected \`)\` after \`valid\`, found \`=\`",
        "8:28 PTE101 expected \`,\` or \`)\` after \`]\`, found \`if\`",
        "9:20 PTE101 expected a statement, found \`o\`",
        "12:3 PTE101 expected a statement, found \`x\`",
        "13:7 PTE101 expected a name, found \`loop\`",
        "15:11 PTE101 expected \`;\` after \`o\`, found \`}\`",
        "17:9 PTE101 expected \`;\` after \`ptl\`, found \`check\`",
        "20:3 PTE101 expected an item of the check, found \`expct\`",
        "22:14 PTE101 expected \`hold\` or \`violated\` after \`b\`, found \`;\`",
        "26:17 PTE101 expected \`..\` after \`3\`, found \`;\`",
      ]
    `);
  });
  it("reads the rest", () => {
    expect(dumpAst(parse({ path: "", text }).value)).toMatchInlineSnapshot(`
      "File
        Accessor name=g params=[i:0..(N - 1)] result=pte_t
          body:
            For variable=k over=(0 .. (N - 1))
              body:
                If cond=p.dirty
                  then:
                CallStmt call=ok(1)
            CallStmt call=ok(2)
        Check name=c
          Run process=f args=[0]
          Expect status=hold names=[b]
        Layout name=x width=64
          Field name=valid low=0
          Field name=dirty low=4
        Lock name=last
      "
    `);
  });
  it("stops after twenty", () => {
    const found = errors(Array.from({ length: 40 }, (_, i) => `param P${i} 1;\n`).join(""));
    expect(found).toHaveLength(21);
    expect(found.at(-1)).toMatch(/^21:\d+ PTE116 more than 20 syntax errors/);
  });
  it("finds every statement that is broken alone, in any order", () => {
    const broken = ["x = ;", "let = 1;", "if a { }", "goto ;", "f(a b);", "await;", "for (k S) { }"];
    const good = ["ok();", "x = 1;", "if (a) { y(); }", "l:", "loop { break; }"];
    for (let shift = 0; shift < broken.length; shift += 1) {
      const lines = broken.flatMap((_, i) => [broken[(i + shift) % broken.length], good[i % good.length]]);
      const body = `init {\n${lines.join("\n")}\n}\n`;
      expect(errors(body).map((each) => Number(each.split(":")[0]))).toEqual(broken.map((_, i) => 2 + 2 * i));
    }
  });
});

describe("the catalogue", () => {
  const withExample = Object.entries(SYNTAX).flatMap(([code, row]) => (row.example === undefined ? [] : [[code, row.example] as const]));
  it.each(withExample)("%s has an example that gives it", (code, example) => {
    expect(parse({ path: "", text: example }).diagnostics.map((each) => each.code)).toEqual([code]);
  });
  it("lacks an example only where a small spec cannot give one", () => {
    expect(Object.keys(SYNTAX).filter((code) => !withExample.some(([each]) => each === code))).toEqual(["PTE104", "PTE116"]);
  });
});
