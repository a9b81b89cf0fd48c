// SPDX-License-Identifier: Apache-2.0
// The package as it would be published: what is in it, and that command, library, declarations and Prettier
// plugin work from it alone.
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";

const repository = process.cwd();
const SPEC = "examples/generic/wrprotect.ptespec";
let user = "";
let packed: readonly string[] = [];

beforeAll(async () => {
  user = mkdtempSync(join(tmpdir(), "ptespec-package-"));
  const { stdout } = await execa("npm", ["pack", "--json", "--pack-destination", user]);
  const [{ filename, files }] = JSON.parse(stdout.slice(stdout.indexOf("["))) as [{ filename: string; files: { path: string }[] }];
  packed = files.map(({ path }) => path).toSorted();
  await execa("tar", ["-xzf", join(user, filename), "-C", user]);
  mkdirSync(join(user, "node_modules"));
  renameSync(join(user, "package"), join(user, "node_modules/ptespec"));
  writeFileSync(join(user, "package.json"), "{ \"type\": \"module\" }");
  writeFileSync(join(user, "mine.ptespec"), readFileSync(SPEC));
});
afterAll(() => rmSync(user, { recursive: true, force: true }));

const node = (...args: string[]) => execa("node", args, { cwd: user, reject: false });

test("holds bundles, declarations, the library and papers, and nothing else", () => {
  const folders = [...new Set(packed.map((path) => path.replace(/^(dist\/cli|dist\/types|std)\/.*$/u, "$1/")))];
  expect(folders).toEqual([
    "CHANGELOG.md", "LICENSE", "README.md", "dist/THIRD-PARTY.txt", "dist/browser.mjs", "dist/cli.mjs", "dist/cli/", "dist/core.mjs", "dist/prettier.mjs", "dist/types/", "dist/worker.mjs",
    "docs/certificate.schema.json", "docs/check.schema.json", "package.json", "std/",
  ]);
  expect(packed.filter((path) => path.startsWith("std/"))).toContain("std/arm64.ptespec");
});

test("the command checks a spec with the library that came with it", async () => {
  const { exitCode, stdout, stderr } = await node("node_modules/ptespec/dist/cli.mjs", "check", "mine.ptespec", "--json");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const { version, checks } = JSON.parse(stdout) as { version: string; checks: { asExpected: boolean }[] };
  expect(version).toBe((JSON.parse(readFileSync("package.json", "utf8")) as { version: string }).version);
  expect(checks.length).toBeGreaterThan(0);
  expect(checks.every(({ asExpected }) => asExpected)).toBe(true);
});

test("the library and its declarations", async () => {
  for (const name of ["chevrotain", "@chevrotain", "prettier"]) symlinkSync(join(repository, "node_modules", name), join(user, "node_modules", name));
  writeFileSync(join(user, "consumer.ts"), `import { formatSpec, parse, type Diagnostic } from "ptespec";
import { plugin } from "ptespec/prettier";
const { diagnostics } = parse({ path: "x.ptespec", text: "param N 2;" });
const codes: readonly string[] = diagnostics.map((each: Diagnostic) => each.code);
const formatted = await formatSpec("param N   = 2;");
console.log(JSON.stringify([codes, formatted, plugin.languages?.[0]?.name]));
`);
  const flags = ["--strict", "--target", "es2022", "--module", "nodenext", "--types", ""];
  const { exitCode, stdout } = await node(join(repository, "node_modules/typescript/bin/tsc"), ...flags, "consumer.ts");
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
  expect(JSON.parse((await node("consumer.js")).stdout)).toEqual([["PTE101"], { text: "param N = 2;\n" }, "ptespec"]);
});

test("Prettier with the plugin formats as `ptespec fmt` does", async () => {
  writeFileSync(join(user, "messy.ptespec"), readFileSync(SPEC, "utf8").replaceAll("\n  ", "\n      ").replaceAll(" = ", "="));
  const byPrettier = await node(join(repository, "node_modules/prettier/bin/prettier.cjs"), "--plugin", "ptespec/prettier", "messy.ptespec");
  expect(byPrettier).toMatchObject({ exitCode: 0, stderr: "" });
  const byCommand = await node("node_modules/ptespec/dist/cli.mjs", "fmt", "messy.ptespec");
  expect(byPrettier.stdout).toBe(byCommand.stdout);
});
