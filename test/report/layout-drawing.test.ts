// SPDX-License-Identifier: Apache-2.0
// The drawing of the shipped arm64 entry, and of an entry in two words.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { LayoutDecl } from "../../src/ast/nodes.ts";
import { parse } from "../../src/parse/parse.ts";
import { drawLayout } from "../../src/report/layout-drawing.ts";

function layoutOf(text: string): LayoutDecl {
  const { value, diagnostics } = parse({ path: "a.ptespec", text });
  expect(diagnostics).toEqual([]);
  const found = value.decls.find((decl) => decl.kind === "Layout");
  if (found?.kind !== "Layout") throw new Error("no layout");
  return found;
}

test("arm64", () => {
  const text = readFileSync(new URL("../../std/arm64.ptespec", import.meta.url), "utf8");
  expect(drawLayout(layoutOf(text), new Map([["N", 2]]))).toMatchSnapshot();
});

test("an entry in two words, with an order of its accesses", () => {
  const text = `pte pae : 32 bits {
  word low : bits 0..15 { present : bit 0; pfn_low : bits 12..15 as bool "low part"; }
  word high : bits 16..31 { pfn_high : bits 16..25 as bool; }
  order store high, low;
}
`;
  expect(drawLayout(layoutOf(text))).toMatchSnapshot();
});
