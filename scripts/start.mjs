// SPDX-License-Identifier: Apache-2.0
// The first run: builds, decides every check of every example, and writes their TLA+ to out/. Exit codes are
// those of `ptespec check`, or of `ptespec emit` when that fails.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
await import("./build.mjs");

/** Runs ptespec with these arguments; its exit code. */
const ptespec = (...args) => spawnSync(process.execPath, ["dist/cli.mjs", ...args], { cwd: root, stdio: "inherit" }).status ?? 70;

const emitted = ptespec("emit", "examples", "-o", "out", "--pluscal");
const checked = ptespec("check", "examples", "--summary", ...process.argv.slice(2));
process.exitCode = emitted === 0 ? checked : emitted;
