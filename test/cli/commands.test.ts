// SPDX-License-Identifier: Apache-2.0
// The commands beside `check`: emit, fmt, parse, new, explain, help.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { outputFolder } from "../../src/cli/commands/emit.ts";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { COMMANDS } from "../../src/cli/run.ts";
import { VERSION } from "../../src/cli/version.ts";
import { CATALOG } from "../../src/diagnostics/catalog.ts";
import { cli } from "./support.ts";

const GOOD = "check good good\n";

test("emit writes a module and a cfg per check, twice the same, and nothing that did not change", async () => {
  const first = await cli("emit examples -o out/", { "examples/arm64/a.ptespec": GOOD });
  expect(first.code).toBe(EXIT.ok);
  expect([...first.files.keys()].filter((path) => path.startsWith("out")).sort()).toEqual(["out/arm64/a/good.cfg", "out/arm64/a/good.tla"]);
  const again = await cli("emit examples -o out", Object.fromEntries(first.files));
  expect([...again.files]).toEqual([...first.files]);
  expect(again.err).toBe("");
});

test("emit --pluscal writes the algorithm beside it; without the option it is not stale, without its check it is", async () => {
  const both = await cli("emit a.ptespec --pluscal", { "a.ptespec": GOOD });
  expect([...both.files.keys()].filter((path) => path.startsWith("out")).sort()).toEqual(["out/a/good.cfg", "out/a/good.tla", "out/a/good_pcal.cfg", "out/a/good_pcal.tla"]);
  expect(both.files.get("out/a/good_pcal.tla")).toContain("--algorithm good_pcal {");
  expect((await cli("emit a.ptespec", Object.fromEntries(both.files))).err).toBe("");
  const renamed = await cli("emit a.ptespec --pluscal", { ...Object.fromEntries(both.files), "a.ptespec": "check other good\n" });
  expect(renamed.err).toContain("out/a/good_pcal.tla");
  const alone = await cli("emit a.ptespec --stdout --pluscal", { "a.ptespec": GOOD });
  expect(alone.out.match(/MODULE \w+/gu)).toEqual(["MODULE good_pcal"]);
});

test("emit leaves what it did not write", async () => {
  const { files, code } = await cli("emit a.ptespec", { "a.ptespec": GOOD, "out/a/good.tla": "mine" });
  expect(code).toBe(EXIT.errors);
  expect(files.get("out/a/good.tla")).toBe("mine");
});

test("emit --stdout prints and writes nothing; a rejected check that is expected is passed over", async () => {
  const { out, files, code } = await cli("emit a.ptespec --stdout", { "a.ptespec": `${GOOD}check no rejected expect error PTE101\n` });
  expect(code).toBe(EXIT.ok);
  expect(out).toContain("MODULE good");
  expect([...files.keys()]).toEqual(["a.ptespec"]);
  expect((await cli("emit a.ptespec --stdout", { "a.ptespec": "check no rejected\n" })).code).toBe(EXIT.errors);
  expect(await cli("emit a.ptespec --stdout -o out", { "a.ptespec": GOOD })).toMatchObject({ code: EXIT.usage, out: "", err: expect.stringContaining("`--stdout` and `--out` cannot be used together") });
});

test.each([
  ["examples/arm64/contpte.ptespec", "out/arm64/contpte"], ["specs/a.ptespec", "out/specs/a"], ["a.ptespec", "out/a"],
  ["../x/a.ptespec", "out/a"], ["/home/me/a.ptespec", "out/a"], ["/home/me/examples/x86/a.ptespec", "out/x86/a"],
])("the folder of %s is %s", (spec, folder) => {
  expect(outputFolder("out/", spec)).toBe(folder);
});

test("fmt prints, checks or writes", async () => {
  const files = { "a.ptespec": "check   good good\n", "b.ptespec": "check good good\n" };
  expect(await cli("fmt a.ptespec", files)).toMatchObject({ code: EXIT.ok, out: "check good good\n" });
  expect(await cli("fmt --check .", files)).toMatchObject({ code: EXIT.differs, out: "a.ptespec\n" });
  const written = await cli("fmt --write .", files);
  expect(written.code).toBe(EXIT.ok);
  expect(written.files.get("a.ptespec")).toBe("check good good\n");
  const broken = await cli("fmt --write a.ptespec", { "a.ptespec": "broken   text\n" });
  expect(broken.code).toBe(EXIT.errors);
  expect(broken.files.get("a.ptespec")).toBe("broken   text\n");
});

test("parse prints the tree, JSON, or the models with places as path:line", async () => {
  expect(await cli("parse a.ptespec", { "a.ptespec": GOOD })).toMatchObject({ code: EXIT.ok, out: "File\n" });
  expect(JSON.parse((await cli("parse a.ptespec --json", { "a.ptespec": GOOD })).out)).toMatchObject({ file: "a.ptespec", tree: { span: "a.ptespec:1" } });
  const models: unknown = JSON.parse((await cli("parse a.ptespec --ir", { "a.ptespec": GOOD })).out);
  expect(models).toMatchObject([{ name: "good", model: { name: "good" }, scope: { memory: "sc" } }]);
});

test("new writes a spec, refuses bad names", async () => {
  const made = await cli("new dir/my_race");
  expect(made.code).toBe(EXIT.ok);
  expect(made.files.get("dir/my_race.ptespec")).toContain("spec my_race");
  expect((await cli("new 1st")).code).toBe(EXIT.usage);
  const dashed = await cli("new ../my-race");
  expect(dashed).toMatchObject({ code: EXIT.ok, out: "../my-race.ptespec written; `ptespec check ../my-race.ptespec` decides it\n" });
  expect(dashed.files.get("../my-race.ptespec")).toContain("spec my_race ");
  expect((await cli("new readonly/a")).code).toBe(EXIT.errors);
});

test("every command has help with examples; --help after anything; help COMMAND", async () => {
  for (const command of COMMANDS) {
    const help = await cli(`${command.name} --help`);
    expect(help.code).toBe(EXIT.ok);
    expect(help.out).toContain("examples:\n  ptespec ");
    expect((await cli(`help ${command.name}`)).out).toBe(help.out);
    expect((await cli("--help")).out).toContain(`  ${command.name} `);
  }
  expect((await cli("")).code).toBe(EXIT.usage);
});

test("the version is the package's", async () => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };
  expect(VERSION).toBe(version);
  expect((await cli("--version")).out).toBe(`ptespec ${version}\n`);
});

test("explain knows every code, by number and by name, and lists all", async () => {
  const list = (await cli("explain")).out;
  for (const [code, row] of Object.entries(CATALOG)) {
    expect(list).toContain(`${code} ${row.slug}`);
    const one = await cli(`explain ${code.toLowerCase()}`);
    expect(one.code).toBe(EXIT.ok);
    expect(one.out).toContain(`why: ${row.why}\nhelp: ${row.help}\n`);
    expect((await cli(`explain ${row.slug}`)).out).toBe(one.out);
  }
});

test.each([
  ["check a.ptespec --max-states 0", "a positive whole number"], ["check a.ptespec --memory 4", "a size such as"], ["check a.ptespec --timeout x", "a time such as"],
  ["check a.ptespec --format xml", "one of text, json, itf"], ["check a.ptespec --param N", "NAME=NUMBER"], ["check a.ptespec --json=yes", "no value"],
  ["check a.ptespec --check", "a value (NAME)"], ["check --json --format text a.ptespec", "cannot be used together"],
])("%s: usage", async (argv, text) => {
  const { code, err } = await cli(argv, { "a.ptespec": GOOD });
  expect(code).toBe(EXIT.usage);
  expect(err).toContain(text);
});
