// SPDX-License-Identifier: Apache-2.0
// The bundle, running a `java` that does not come to an end: whatever signal ends ptespec, that java ends too, and
// no file is left.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
let cwd = "";

beforeAll(async () => {
  await execa("node", ["scripts/build.mjs"], { cwd: root });
  cwd = mkdtempSync(join(tmpdir(), "ptespec-spawned-"));
  mkdirSync(join(cwd, "tmp"));
  writeFileSync(join(cwd, "tla2tools.jar"), "");
  // Deaf to everything but SIGKILL, like a JVM whose collector is busy.
  writeFileSync(join(cwd, "java"), `#!/bin/sh
[ "$1" = -version ] && { echo 'openjdk version "17.0.1"' >&2; exit 0; }
trap '' TERM INT HUP
touch '${cwd}/tmp/'ptespec-tlc-*/java/module
echo $$ > '${cwd}/pid'
i=0; while [ $i -lt 600 ]; do sleep 0.1; i=$((i + 1)); done
`);
  chmodSync(join(cwd, "java"), 0o755);
  writeFileSync(join(cwd, "x.ptespec"), "shared x : bool;\nwriter w { WRITE_ONCE(x, true); }\ncheck c { run w(); }\n");
}, 60_000);
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync(`/proc/${pid}/stat`) || !/\) Z /u.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !condition(); i += 1) await new Promise((resolve) => setTimeout(resolve, 50));
}

describe.skipIf(process.platform === "win32")("ptespec tlc ends with its java", () => {
  test.each<[string, readonly NodeJS.Signals[]]>([["Ctrl-C", ["SIGINT"]], ["two Ctrl-C", ["SIGINT", "SIGINT"]], ["SIGTERM", ["SIGTERM"]], ["a closed terminal", ["SIGHUP"]]])("at %s", async (_, signals) => {
    rmSync(join(cwd, "pid"), { force: true });
    const child = execa("node", [join(root, "dist/cli.mjs"), "tlc", "x.ptespec", "--java", join(cwd, "java"), "--jar", "tla2tools.jar"], { cwd, reject: false, timeout: 40_000, env: { TMPDIR: join(cwd, "tmp") } });
    await until(() => existsSync(join(cwd, "pid")) && readFileSync(join(cwd, "pid"), "utf8").endsWith("\n"));
    const pid = Number(readFileSync(join(cwd, "pid"), "utf8"));
    expect(alive(pid)).toBe(true);
    for (const signal of signals) {
      child.kill(signal);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const { exitCode } = await child;
    await until(() => !alive(pid));
    expect({ exitCode, alive: alive(pid), left: readdirSync(join(cwd, "tmp")) }).toEqual({ exitCode: 4, alive: false, left: [] });
  });
});
