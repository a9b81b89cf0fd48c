// SPDX-License-Identifier: Apache-2.0
// The executable with V8's cache of its code, without, and with one that is of something else or damaged: the same
// answers. And the cache as it was built is one that V8 takes.
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
let home = "";
let bundle = "";
let cache = "";
let built = Buffer.alloc(0);

beforeAll(async () => {
  await execa("node", ["scripts/build.mjs"], { cwd: root });
  home = mkdtempSync(join(tmpdir(), "ptespec launch é "));
  mkdirSync(join(home, "dist/cli"), { recursive: true });
  cpSync(join(root, "dist/cli.mjs"), join(home, "dist/cli.mjs"));
  cpSync(join(root, "std"), join(home, "std"), { recursive: true });
  const [name = ""] = /main-\w+\.cjs/u.exec(readFileSync(join(home, "dist/cli.mjs"), "utf8")) ?? [];
  bundle = join(home, "dist/cli", name);
  cache = `${bundle}.cache`;
  for (const path of [bundle, cache]) cpSync(join(root, "dist/cli", basename(path)), path);
  built = readFileSync(cache);
}, 60_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

const ptespec = async (program: string, ...args: string[]): Promise<{ readonly exitCode: number | undefined; readonly stdout: string; readonly stderr: string }> => {
  const { exitCode, stdout, stderr } = await execa("node", [program, ...args], { cwd: root, reject: false, timeout: 30_000 });
  return { exitCode, stdout: stdout.replaceAll(/ +\d+\.\d+ s/gu, " 0 s"), stderr };
};
const check = (): ReturnType<typeof ptespec> => ptespec(join(home, "dist/cli.mjs"), "check", "examples/generic/reread.ptespec");

/** Is the cache beside the bundle taken, in a process with the flags of a user's? */
async function taken(): Promise<string> {
  const script = "const [path, cache] = process.argv.slice(1); const { readFileSync } = require('fs');"
    + "const { cachedDataRejected } = new (require('vm').Script)(readFileSync(path, 'latin1'), { filename: path, cachedData: readFileSync(cache).subarray(0, -4) }); console.log(cachedDataRejected);";
  return (await execa("node", ["-e", script, bundle, cache])).stdout;
}

test("the cache that was built is one that V8 takes", async () => {
  expect(await taken()).toBe("false");
});

test("whatever is with the cache, the answer is the same", async () => {
  writeFileSync(cache, built);
  const whole = await check();
  expect(whole).toMatchObject({ exitCode: 0, stderr: "" });
  expect(whole.stdout).toContain("holds, as expected");
  const flipped = (at: number): Buffer => {
    const bytes = Buffer.from(built);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 0x5a, at);
    return bytes;
  };
  const other = Buffer.from(built);
  other.writeUInt32LE(0, other.length - 4);
  const damaged = [...[0, 20_000, Math.floor(built.length / 2), built.length - 1].map(flipped), other, built.subarray(0, 100_000), Buffer.alloc(built.length), Buffer.alloc(0)];
  for (const bytes of damaged) {
    writeFileSync(cache, bytes);
    expect(await check()).toEqual(whole);
  }
  rmSync(cache);
  expect(await check()).toEqual(whole);
  mkdirSync(cache);
  expect(await check()).toEqual(whole);
  rmSync(cache, { recursive: true });
  writeFileSync(cache, built);
});

test("flags of Node with which V8 does not take it change nothing", async () => {
  const { stdout, exitCode } = await execa("node", ["--no-lazy", "--stack-size=900", join(home, "dist/cli.mjs"), "--version"]);
  expect({ stdout, exitCode }).toEqual({ stdout: (await ptespec(join(home, "dist/cli.mjs"), "--version")).stdout, exitCode: 0 });
});

test("nothing is written, and a link to it works", async () => {
  const times = (): readonly number[] => readdirSync(join(home, "dist"), { recursive: true }).map((name) => statSync(join(home, "dist", String(name))).mtimeMs);
  const before = times();
  chmodSync(join(home, "dist/cli"), 0o555);
  symlinkSync(join(home, "dist/cli.mjs"), join(home, "ptespec"));
  expect((await ptespec(join(home, "ptespec"), "check", "examples/generic/reread.ptespec")).exitCode).toBe(0);
  expect(times()).toEqual(before);
  chmodSync(join(home, "dist/cli"), 0o755);
});

test("a mistake of ours ends in a diagnostic, with the stack on request", async () => {
  const broken = join(home, "dist/broken.mjs");
  const name = "broken.cjs";
  writeFileSync(broken, readFileSync(join(home, "dist/cli.mjs"), "utf8").replaceAll(/main-\w+\.cjs/gu, name));
  writeFileSync(join(home, "dist/cli", name), readFileSync(bundle, "utf8").replace(/(?<=function loadProgram\([^)]*\)\{)/u, "throw new Error('planted');"));
  const silent = await ptespec(broken, "check", "examples/generic/reread.ptespec");
  expect(silent.exitCode).toBe(70);
  expect(silent.stderr).toMatch(/^error\[PTE900\]: .*planted/u);
  expect(silent.stderr).not.toMatch(/^ {4}at /mu);
  const { stderr } = await execa("node", [broken, "check", "examples/generic/reread.ptespec"], { cwd: root, reject: false, env: { PTESPEC_STACK: "1" } });
  expect(stderr).toMatch(/^ {4}at .*loadProgram .*broken\.cjs/mu);
});
