// SPDX-License-Identifier: Apache-2.0
// Every construct of the language: source -> AST, from the files in cases/.
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { dumpAst } from "../../src/parse/dump.ts";
import { parse } from "../../src/parse/parse.ts";
import { readCases, updating, writeCases } from "../support/cases.ts";
import { misplaced } from "../support/spans.ts";

const folder = new URL("./cases/", import.meta.url);

function show(text: string): string {
  const { value, diagnostics } = parse({ path: "case.ptespec", text });
  return [dumpAst(value).replace(/^File\n/, "").replace(/^ {2}/gm, ""), ...diagnostics.map((each) => `${each.code}: ${each.message}\n`)].join("");
}

for (const name of readdirSync(folder).filter((each) => each.endsWith(".txt"))) {
  const file = new URL(name, folder);
  const cases = readCases(file);
  if (updating) writeCases(file, cases, show);
  describe(name.replace(".txt", ""), () => {
    it.each(readCases(file))("$title", ({ source, expected }) => {
      expect(show(source).trimEnd()).toBe(expected);
      expect(misplaced(parse({ path: "", text: source }).value)).toEqual([]);
    });
  });
}
