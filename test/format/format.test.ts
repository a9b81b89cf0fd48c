// SPDX-License-Identifier: Apache-2.0
// The formatter: its layout by cases, every file of the repository twice, and random specs with comments in odd
// places: same AST, same comments, and a second run changes nothing.
import { readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { format } from "prettier";
import { describe, expect, it } from "vitest";
import type * as Plugin from "../../src/format/plugin.ts";
import { formatSpec } from "../../src/format/format.ts";
import { lex } from "../../src/parse/lex.ts";
import { parse } from "../../src/parse/parse.ts";
import { plain } from "../../src/parse/dump.ts";
import { readCases, updating } from "../support/cases.ts";
import { layOut, randomTokens, seeded } from "../support/random-spec.ts";
import { specFiles } from "../support/specs.ts";

async function formatted(text: string): Promise<string> {
  const result = await formatSpec(text);
  if ("text" in result) return result.text;
  throw new Error(result.diagnostics.map((each) => each.message).join("\n"));
}

/** The AST without spans and without comments, which may move. */
function meaning(text: string): unknown {
  const { value, diagnostics } = parse({ path: "", text });
  expect(diagnostics).toEqual([]);
  return JSON.parse(JSON.stringify(plain(value), (key, inner: unknown) => (key === "comments" ? undefined : inner)));
}

function comments(text: string): readonly string[] {
  return lex({ path: "", text }).comments.map((token) => token.image.replace(/\s+/g, " ").trim()).sort();
}

async function checkAll(text: string): Promise<string> {
  const once = await formatted(text);
  expect(meaning(once)).toEqual(meaning(text));
  expect(comments(once)).toEqual(comments(text));
  expect(await formatted(once)).toBe(once);
  expect(once).not.toMatch(/[^\S\n]\n|\n\n\n|\r/);
  return once;
}

const folder = new URL("./cases/", import.meta.url);
for (const name of readdirSync(folder).filter((each) => each.endsWith(".txt"))) {
  const file = new URL(name, folder);
  if (updating) {
    const parts = await Promise.all(readCases(file).map(async ({ title, source }) => `# ${title}\n${source}==>\n${await formatted(source)}`));
    writeFileSync(file, parts.join("\n"));
  }
  describe(name.replace(".txt", ""), () => {
    it.each(readCases(file))("$title", async ({ source, expected }) => {
      expect((await checkAll(source)).trimEnd()).toBe(expected);
    });
  });
}

describe("files of the repository", () => {
  it.each(specFiles())("$path keeps its meaning and its comments", async ({ text }) => {
    await checkAll(text);
  });
});

describe("random specs", () => {
  it("without comments", async () => {
    await fc.assert(fc.asyncProperty(fc.integer(), async (seed) => {
      const random = seeded(seed);
      await checkAll(layOut(randomTokens(random, 2), random, 0));
    }), { numRuns: 100, seed: 1 });
  });
  it.each([0.02, 0.15, 0.4])("with comments at %d of the gaps", async (share) => {
    await fc.assert(fc.asyncProperty(fc.integer(), async (seed) => {
      const random = seeded(seed);
      await checkAll(layOut(randomTokens(random, 2), random, share));
    }), { numRuns: 60, seed: 1 });
  });
});

describe("edges", () => {
  it("leaves text with syntax errors alone and says why", async () => {
    const result = await formatSpec("lock a;\nparam N 2;\n");
    expect("diagnostics" in result && result.diagnostics.map((each) => each.code)).toEqual(["PTE101"]);
  });
  it("formats empty files and files of comments", async () => {
    expect(await formatted("")).toBe("");
    expect(await formatted("\n\n\n")).toBe("");
    expect(await formatted("// a\n\n\n/* b */")).toBe("// a\n\n/* b */\n");
  });
  it("gives LF whatever it gets", async () => {
    expect(await formatted("lock a;\r\n\r\n// c\r\nlock b;\r\n")).toBe("lock a;\n\n// c\nlock b;\n");
  });
  it("is a plugin for plain Prettier", async () => {
    const plugin = fileURLToPath(new URL("../../src/format/plugin.ts", import.meta.url));
    const { languages, parsers, printers } = (await import(plugin)) as typeof Plugin;
    expect(await format("lock   a ;", { filepath: "x.ptespec", plugins: [{ languages, parsers, printers }] })).toBe("lock a;\n");
    await expect(format("lock ;", { parser: "ptespec", plugins: [{ languages, parsers, printers }] })).rejects.toThrow(/expected a name.*PTE101/);
  });
});
