// SPDX-License-Identifier: Apache-2.0
// Frames as text: what stands under what, for wide, long and hostile lines.
import { expect, test } from "vitest";
import type { SourceFile, Span } from "../../src/base/source.ts";
import { CATALOG, diag } from "../../src/diagnostics/catalog.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { textWidth } from "../../src/diagnostics/display.ts";
import { renderDiagnostic, renderDiagnostics } from "../../src/diagnostics/frame.ts";
import { diagnosticToJson } from "../../src/diagnostics/to-json.ts";

const file = (text: string, path = "a.ptespec"): SourceFile => ({ path, text });
const at = (source: SourceFile, part: string, from = 0): Span => {
  const start = source.text.indexOf(part, from);
  return { file: source, start, end: start + part.length };
};
const error = (primary: Span, text: string, related: Diagnostic["related"] = []): Diagnostic => ({
  code: "PTE304", severity: "error", message: "fields `af` and `dbm` overlap", primary: { span: primary, text }, related,
  why: "one would change the other.", help: "DBM is bit 51.",
});

test("a frame shows the place, the related place, why and help", () => {
  const source = file("pte arm64 {\n  field af  : [10]\n\n  field dbm : [10]\n}\n");
  const related = [{ span: at(source, "[10]"), text: "and here" }];
  expect(renderDiagnostic(error(at(source, "[10]", 30), "bit 10 is used here", related))).toBe(
    "error[PTE304]: fields `af` and `dbm` overlap\n" +
    " --> a.ptespec:4:15\n" +
    "  |\n" +
    "4 |   field dbm : [10]\n" +
    "  |               ^^^^ bit 10 is used here\n" +
    "2 |   field af  : [10]\n" +
    "  |               ---- and here\n" +
    "why: one would change the other.\n" +
    "help: DBM is bit 51.\n");
});

test("a related place in another file names that file, and line numbers align", () => {
  const one = file(`${"\n".repeat(11)}x = 1;\n`);
  const two = file("y = 1;\n", "std/b.ptespec");
  const text = renderDiagnostic(error(at(one, "x"), "", [{ span: at(two, "y"), text: "there" }]));
  expect(text).toContain("  --> a.ptespec:12:1\n   |\n12 | x = 1;\n   | ^\n  ::: std/b.ptespec:1:1\n   |\n 1 | y = 1;\n   | - there\n");
});

test("tabs, wide characters and combining marks keep the caret under its character", () => {
  const source = file("\tab\t漢e\u0301x\n");
  const lines = renderDiagnostic(error(at(source, "x"), "here")).split("\n");
  const [line, caret] = [lines[3] ?? "", lines[4] ?? ""];
  expect(line).toBe("1 |     ab  漢e\u0301x");
  expect(textWidth(line.slice(0, line.indexOf("x")))).toBe(caret.indexOf("^"));
});

test("control characters and changes of reading direction are shown, not sent", () => {
  const source = file("a\u001b[31m\u202eb\u0000\n");
  const text = renderDiagnostic({ ...error(at(source, "b"), "la\u001bbel"), message: "me\nssage" });
  expect([...text].some((char) => char !== "\n" && (char < " " || char === "\u202e"))).toBe(false);
});

test("a long line is cut around the place, within the width", () => {
  const source = file(`${"a".repeat(500)} place ${"b".repeat(500)}\n`);
  const lines = renderDiagnostic(error(at(source, "place"), ""), { width: 60 }).split("\n");
  const [line, caret] = [lines[3] ?? "", lines[4] ?? ""];
  expect(line.length).toBeLessThanOrEqual(60);
  expect(line).toMatch(/^1 \| \.\.\.a+ place b+\.\.\.$/);
  expect(caret.indexOf("^")).toBe(line.indexOf("place"));
  expect(caret.trim().endsWith("^^^^^")).toBe(true);
});

test("the end of a file, an empty span and a span of several lines have a caret", () => {
  const source = file("one\ntwo");
  const end = renderDiagnostic(error({ file: source, start: 7, end: 7 }, "end"));
  expect(end).toContain("a.ptespec:2:4\n  |\n2 | two\n  |    ^ end\n");
  const both = renderDiagnostic(error({ file: source, start: 1, end: 6 }, ""));
  expect(both).toContain("1 | one\n  |  ^^\n");
  expect(renderDiagnostic(error({ file: file(""), start: 0, end: 0 }, ""))).toContain("1 |\n  | ^\n");
  expect(renderDiagnostic(error(at(file("x\r\n"), "x"), ""))).toContain("1 | x\n");
});

test("colour only when asked for; equal diagnostics are printed once", () => {
  const missing = diag("PTE001", { path: "a" }, undefined);
  expect(renderDiagnostic(missing)).not.toContain("\u001b");
  expect(renderDiagnostic(missing, { color: true })).toContain("\u001b[1;31merror[PTE001]\u001b[0m");
  expect(renderDiagnostics([missing, missing])).toBe(renderDiagnostic(missing));
});

test("JSON has the slug, 1-based places and 0-based ranges", () => {
  const source = file("a\n  b\n");
  const json = diagnosticToJson(diag("PTE602", { path: "o.tla", spec: "s" }, at(source, "b"), { related: [{ span: at(source, "a"), text: "t" }] }));
  expect(json).toEqual({
    code: "PTE602", slug: "stale-output", severity: "warning", message: expect.stringContaining("stale"),
    place: { file: "a.ptespec", line: 2, column: 3, range: { start: { line: 1, character: 2 }, end: { line: 1, character: 3 } } },
    related: [{ file: "a.ptespec", line: 1, column: 1, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }, text: "t" }],
    why: expect.any(String), help: expect.any(String),
  });
});

test("every row of the catalogue has a code of its shape, a slug of its own, why and help", () => {
  const slugs = Object.values(CATALOG).map((row) => row.slug);
  expect(new Set(slugs).size).toBe(slugs.length);
  for (const [code, row] of Object.entries(CATALOG)) {
    expect(code).toMatch(/^PTE\d{3}$/);
    expect(row.slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(row.why.trim(), code).not.toBe("");
    expect(row.help.trim(), code).not.toBe("");
  }
});
