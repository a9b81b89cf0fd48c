// SPDX-License-Identifier: Apache-2.0
// Every diagnostic that a spec alone can cause is caused by the example in its own row, and says what it says.
import { describe, expect, test } from "vitest";
import { CATALOG, type Code } from "../../src/diagnostics/catalog.ts";
import { renderDiagnostic } from "../../src/diagnostics/frame.ts";
import { diagnose } from "../support/spec.ts";

const rows = Object.entries(CATALOG) as [Code, { slug: string; example?: string }][];

describe("a row's example gives the row's diagnostic", () => {
  for (const [code, row] of rows) {
    if (row.example === undefined) continue;
    const { example } = row;
    test(`${code} ${row.slug}`, () => {
      const found = diagnose(example).filter((d) => d.code === code);
      expect(found.length).toBeGreaterThan(0);
      expect(found.map((d) => renderDiagnostic(d)).join("\n")).toMatchSnapshot();
    });
  }
});

test("codes and slugs are unique, and codes have their stage's digit", () => {
  const slugs = rows.map(([, r]) => r.slug);
  expect(new Set(slugs).size).toBe(slugs.length);
  for (const [code] of rows) expect(code).toMatch(/^PTE[0-79]\d\d$/);
});
