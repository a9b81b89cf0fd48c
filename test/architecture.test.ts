// SPDX-License-Identifier: Apache-2.0
// The rules that no compiler checks: who may import whom (the table of ARCHITECTURE.md), licence headers, sizes
// of files, and the two escapes from the type system that are not allowed.
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";

const MAX_LINES = 500;
/** One function for each rule of the language. */
const LONG = new Set(["test/support/random-spec.ts"]);

interface Row { readonly module: string; readonly may: readonly string[]; readonly packages: readonly string[]; readonly text: string }

const filesIn = (folder: string, ending: RegExp): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && ending.test(entry.name)).map((entry) => join(entry.parentPath, entry.name)).toSorted();

const read = (path: string): string => readFileSync(path, "utf8");
const sources = [...filesIn("grammar", /\.ts$/u), ...filesIn("src", /\.ts$/u)];
const generated = (path: string): boolean => path.startsWith("grammar/generated/");

/** `grammar`, `index`, or the folder below `src`. */
const moduleOf = (path: string): string => (path.startsWith("grammar/") ? "grammar" : path === "src/index.ts" ? "index" : path.split("/")[1] ?? "");

function tableRows(): ReadonlyMap<string, Row> {
  const [, table = ""] = read("ARCHITECTURE.md").split(/<!-- modules:(?:begin|end) -->/u);
  const words = (cell = ""): readonly string[] => cell.split(" ").filter((word) => word !== "" && word !== "-");
  const rows = table.trim().split("\n").slice(2).map((text): Row => {
    const [module = "", , may, packages] = text.split("|").slice(1).map((cell) => cell.trim());
    return { module, may: words(may), packages: words(packages), text };
  });
  return new Map(rows.map((row) => [row.module, row]));
}

interface Import { readonly path: string; readonly from: string; readonly to: string; readonly module: boolean }

/** Every static or dynamic import, of types too. */
function imports(path: string): readonly Import[] {
  const text = read(path).replace(/^\s*\/\/.*$/gmu, "");
  const found = [...text.matchAll(/^(?:import|export)\b[^;"]*?\bfrom "([^"]+)"|^import "([^"]+)"|\bimport\("([^"]+)"\)/gmu)].map(([, a, b, c]) => a ?? b ?? c ?? "");
  return found.map((specifier) => {
    const module = specifier.startsWith(".");
    const to = module ? moduleOf(posix.join(posix.dirname(path), specifier)) : specifier;
    return { path, from: moduleOf(path), to, module };
  });
}

const rows = tableRows();
const edges = sources.filter((path) => !generated(path)).flatMap(imports);

/** `node:fs` and `prettier/doc` are allowed by `node:` and `prettier`. */
const allows = (row: Row, edge: Import): boolean =>
  edge.module ? edge.to === row.module || row.may.includes(edge.to) : row.packages.some((name) => edge.to === name || edge.to.startsWith(name.endsWith(":") ? name : `${name}/`));

describe("modules", () => {
  test("are the rows of the table", () => {
    expect([...new Set(sources.map(moduleOf))].toSorted()).toEqual([...rows.keys()].toSorted());
  });

  test.each([...rows.values()])("$module imports what its row allows", (row) => {
    const wrong = edges.filter((edge) => edge.from === row.module && !allows(row, edge)).map((edge) => `${edge.path} imports ${edge.to}`);
    expect(wrong, `the row in ARCHITECTURE.md: ${row.text}`).toEqual([]);
  });

  test("depend on one another without cycles", () => {
    const done = new Set<string>();
    const path: string[] = [];
    const visit = (name: string): void => {
      expect(path, `${[...path, name].join(" -> ")} is a cycle`).not.toContain(name);
      if (done.has(name)) return;
      path.push(name);
      for (const next of rows.get(name)?.may ?? []) visit(next);
      path.pop();
      done.add(name);
    };
    for (const name of rows.keys()) visit(name);
  });

  test("check and emit know neither each other nor the language", () => {
    for (const name of ["reduce", "emit"]) expect(rows.get(name)?.may).toEqual(["base", "ir"]);
    expect(rows.get("check")?.may).toEqual(["base", "ir", "reduce"]);
  });

  test("only node and cli touch the machine", () => {
    const touching = [...rows.values()].filter(({ packages }) => packages.some((name) => name === "node:" || name === "execa"));
    expect(touching.map(({ module }) => module).toSorted()).toEqual(["cli", "node"]);
  });
});

describe("files", () => {
  const written = [...sources.filter((path) => !generated(path)), ...filesIn("test", /\.ts$/u), ...filesIn("scripts", /\.(?:ts|mjs)$/u), ...filesIn("std", /\.ptespec$/u), ...filesIn("examples", /\.ptespec$/u)];

  test("begin with the licence", () => {
    expect(written.filter((path) => path.match(/\.(?:ts|mjs)$/u) && !read(path).startsWith("// SPDX-License-Identifier: Apache-2.0\n"))).toEqual([]);
  });

  test("are short enough to read", () => {
    const long = written.map((path) => ({ path, lines: read(path).split("\n").length - 1 })).filter(({ path, lines }) => lines > MAX_LINES && !LONG.has(path));
    expect(long).toEqual([]);
  });

  test("use no `any` and no `!`, not even under a comment that switches the linter off", async () => {
    const rules = ["typescript/no-explicit-any", "typescript/no-non-null-assertion"].flatMap((rule) => ["-D", rule]);
    const { exitCode, stdout } = await execa("oxlint", ["-A", "all", ...rules, "grammar", "src"], { preferLocal: true, reject: false });
    expect(exitCode, stdout).toBe(0);
    expect(sources.filter((path) => /(?:ox|es)lint-disable|@ts-(?:ignore|nocheck|expect-error)/u.test(read(path)))).toEqual([]);
  });
});
