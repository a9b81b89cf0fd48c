// SPDX-License-Identifier: Apache-2.0
// The documentation is executed: every ```ptespec block is checked, every ```console transcript is run, every
// generated section is compared, every link points to something.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { kindsOf, coveredBy, UNIONS } from "../../scripts/docs/constructs.ts";
import { chaptersOf, documents } from "../../scripts/docs/documents.ts";
import { blocksOf } from "../../scripts/docs/markdown.ts";
import { refreshed } from "../../scripts/docs/pages.ts";
import { filesOf, withoutTimes } from "../../scripts/docs/session.ts";
import { problemsOf } from "../../scripts/docs/specs.ts";

const docs = documents();
const chapters = chaptersOf(docs);

describe.each([...docs])("%s", (name, text) => {
  const specs = blocksOf(text).filter((block) => block.language === "ptespec");
  test.each(specs.map((block) => [block.line, block] as const))("spec at line %i", (_, block) => {
    expect(problemsOf(block, filesOf(text)).join("\n")).toBe("");
  });

  test("transcripts and generated sections are up to date (npx tsx scripts/generate-docs.ts)", async () => {
    expect(withoutTimes(await refreshed(name, text, chapters))).toBe(withoutTimes(text));
  });

  test("links point to files and headings", () => {
    const broken = [...text.matchAll(/\]\(((?!https?:)[^)]+)\)/g)].map((match) => match[1] ?? "").filter((target) => !pointsSomewhere(name, text, target));
    expect(broken).toEqual([]);
  });

  test("names no other place than the repository and the words of the project", () => {
    expect(/\/(work|home|tmp)\//.exec(text)?.[0]).toBeUndefined();
    if (name !== "docs/diagnostics.md") expect(/\bbugs?\b/i.exec(text)?.[0]).toBeUndefined();
  });
});

function pointsSomewhere(name: string, text: string, target: string): boolean {
  const [file = "", heading] = target.split("#");
  const at = path.join(path.dirname(name), file);
  if (file !== "" && !existsSync(at)) return false;
  if (heading === undefined) return true;
  const body = file === "" ? text : readFileSync(at, "utf8");
  return [...body.matchAll(/^#+ (.*)$/gm)].some((match) => slug(match[1] ?? "") === heading);
}

/** As the usual renderers of Markdown make it. */
const slug = (title: string): string => title.toLowerCase().replace(/[^\w\- ]/g, "").replaceAll(" ", "-");

describe("the grid of constructs and chapters", () => {
  const nodes = readFileSync("src/ast/nodes.ts", "utf8");
  const covered = new Set([...chapters.values()].flatMap(coveredBy));

  test.each(UNIONS)("every %s has a chapter", (union) => {
    const kinds = kindsOf(nodes, union);
    expect(kinds.length).toBeGreaterThan(4);
    expect(kinds.filter((kind) => !covered.has(kind))).toEqual([]);
  });

  test("no chapter covers what does not exist", () => {
    const all = new Set(UNIONS.flatMap((union) => kindsOf(nodes, union)));
    expect([...covered].filter((kind) => !all.has(kind))).toEqual([]);
  });
});

test("what a reader copies is what is run: every block has a language that is known", () => {
  const unknown = [...docs].flatMap(([name, text]) => blocksOf(text).filter((block) => !["ptespec", "console", "text", "tla", "json", "sh", "js"].includes(block.language)).map((block) => `${name}:${block.line} ${block.language}`));
  expect(unknown).toEqual([]);
});
