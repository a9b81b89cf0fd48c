// SPDX-License-Identifier: Apache-2.0
// The bundle as a user runs it: exit codes, Ctrl-C, a closed pipe, bad files, and no stack in sight.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const cli = join(root, "dist/cli.mjs");
let cwd = "";

beforeAll(async () => {
  await execa("node", ["scripts/build.mjs"], { cwd: root });
  cwd = mkdtempSync(join(tmpdir(), "ptespec-cli-"));
  writeFileSync(join(cwd, "binary.ptespec"), Buffer.from([0, 1, 2, 0xff]));
  writeFileSync(join(cwd, "broken.ptespec"), "param N 2;\n\u001b[31m walker }\n");
  mkdirSync(join(cwd, "empty"));
}, 60_000);
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

async function ptespec(...args: string[]): Promise<{ exitCode?: number | undefined; stdout: string; stderr: string }> {
  return execa("node", [cli, ...args], { cwd, reject: false, timeout: 30_000 });
}

test.each([
  [0, "--version"], [0, "--help"], [0, "explain PTE101"], [3, ""], [3, "chekc"], [3, "check"], [3, "check a --frmat json"],
  [2, "check none.ptespec"], [2, "check binary.ptespec"], [2, "check empty"], [2, "check broken.ptespec"], [2, "parse broken.ptespec"], [2, "fmt broken.ptespec"], [2, "layout empty"],
])("exit code %i: ptespec %s", async (code, line) => {
  const { exitCode, stderr, stdout } = await ptespec(...line.split(" ").filter((word) => word !== ""));
  expect({ exitCode, stderr }).toMatchObject({ exitCode: code });
  expect(stderr + stdout).not.toMatch(/^ {4}at |\u001b/m);
  if (code > 0 && line !== "") expect(stderr).toMatch(/error\[PTE\d{3}\]/);
});

test("a new spec passes, is formatted, draws its layout, and is emitted twice the same", async () => {
  expect((await ptespec("new", "mine")).exitCode).toBe(0);
  const checked = await ptespec("check", "mine.ptespec", "--strict");
  expect({ exitCode: checked.exitCode, stderr: checked.stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(checked.stdout).toContain("mine_holds: holds, as expected");
  expect(await ptespec("fmt", "--check", "mine.ptespec")).toMatchObject({ exitCode: 0, stdout: "" });
  expect((await ptespec("layout", "mine.ptespec")).stdout).toContain("bits 12..47");
  expect((await ptespec("emit", "mine.ptespec")).exitCode).toBe(0);
  expect(readdirSync(join(cwd, "out/mine")).sort()).toEqual(["mine_holds.cfg", "mine_holds.tla"]);
  expect((await ptespec("emit", "mine.ptespec")).exitCode).toBe(0);
  expect((await ptespec("new", "mine")).exitCode).toBe(2);
});

test("Ctrl-C ends a long search within a second, with what was found", async () => {
  const text = `import std/arm64
init { for (k in 0..N-1) { pt[k] = arm64_pte { valid: true, rdonly: true, write: true, folio: A }; } }
writer age(i: 0..N-1) { loop { atomic { pt[i].young = false; } } }
check long { with N = 16; run age(0); run age(1); hardware pt; }
`;
  writeFileSync(join(cwd, "long.ptespec"), text);
  const child = execa("node", [cli, "check", "long.ptespec"], { cwd, reject: false, timeout: 40_000 });
  await new Promise((resolve) => setTimeout(resolve, 4000));
  const asked = performance.now();
  child.kill("SIGINT");
  const { exitCode, stdout } = await child;
  expect(performance.now() - asked).toBeLessThan(1500);
  expect(exitCode).toBe(4);
  expect(stdout).toContain("interrupted");
});

test("Ctrl-C while the specs are loaded ends with the exit code of what is not decided", async () => {
  mkdirSync(join(cwd, "many"));
  for (let i = 0; i < 2000; i += 1) writeFileSync(join(cwd, "many", `${i}.ptespec`), "import std/arm64\nwriter w(i: 0..N-1) { lock(ptl); xchg(pt[i], none_pte()); unlock(ptl); }\ncheck c { run w(0); }\n");
  const child = execa("node", [cli, "check", "many"], { cwd, reject: false, timeout: 30_000 });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  child.kill("SIGINT");
  const { exitCode, stderr } = await child;
  expect({ exitCode, stderr }).toEqual({ exitCode: 4, stderr: "interrupted" });
});

test("a closed pipe is no error, and the exit code stays that of the verdict", async () => {
  writeFileSync(join(cwd, "differs.ptespec"), "shared x : bool;\nwriter w {\n  atomic { x = true; }\n}\ninvariant off: !x;\ncheck a {\n  run w();\n  expect off hold;\n}\n");
  for (const [line, code] of [["explain", 0], ["check differs.ptespec", 1]] as const) {
    const { stdout, stderr } = await execa("bash", ["-c", `node "${cli}" ${line} | true; echo \${PIPESTATUS[0]}`], { cwd, reject: false });
    expect({ stdout, stderr }).toEqual({ stdout: String(code), stderr: "" });
  }
});

test.runIf(existsSync("/dev/full")).each(["--help", "check differs.ptespec", "check differs.ptespec --json", "fmt differs.ptespec", "emit differs.ptespec --stdout"])("a full disk under `%s` is told", async (line) => {
  const { exitCode, stderr } = await execa("bash", ["-c", `node "${cli}" ${line} > /dev/full`], { cwd, reject: false });
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("error[PTE010]: `standard output` cannot be written: no space left") });
});

test.skipIf(process.platform === "win32")("an output that fits in part is told too", async () => {
  const { exitCode, stderr } = await execa("bash", ["-c", `trap '' XFSZ; ulimit -f 1; node "${cli}" explain > part.txt`], { cwd, reject: false });
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("cannot be written: the file would be too large") });
});

test.runIf(existsSync("/proc/self")).each([
  ["check differs.ptespec --checkpoint /proc/x", "`/proc/x` cannot be written"], ["emit differs.ptespec -o /proc/x", "`/proc/x/differs/a.tla` cannot be written"], ["new /proc/x/a", "`/proc/x/a.ptespec` cannot be written"],
])("where no folder can be made, `%s` ends", async (line, message) => {
  const { exitCode, stderr } = await ptespec(...line.split(" "));
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) });
});

test.each([
  ["differs.ptespec", 3, "`--checkpoint` takes a folder, not `differs.ptespec`\nwhy: it is no folder but a file."], ["differs.ptespec/a", 2, "cannot be written: it exists already, or a part of the path is a file\nwhy: checkpoints were to be saved there; nothing was searched."],
])("checkpoints in %s are refused before the search", async (folder, code, message) => {
  const { exitCode, stderr, stdout } = await ptespec("check", "differs.ptespec", "--checkpoint", folder);
  expect({ exitCode, stderr, stdout }).toMatchObject({ exitCode: code, stderr: expect.stringContaining(message), stdout: "" });
});
