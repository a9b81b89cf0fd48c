// SPDX-License-Identifier: Apache-2.0
// Running a command and what it cost: wall and CPU time and the largest resident set, from the kernel's own
// accounting of the child (peers/rusage.c, built with the machine's C compiler).
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

/** Seconds. */
export interface Time {
  readonly wall: number;
  readonly user: number;
  readonly sys: number;
}

/** Seconds, bytes. */
export interface Usage extends Time {
  readonly rss: number;
}

export interface Ran {
  readonly usage: Usage;
  readonly output: string;
  readonly exitCode: number;
}

export type Command = readonly [string, ...string[]];

/** Runs commands, measured, none for more than `limit` seconds. @throws when there is no C compiler to build the meter with. */
export class Meter {
  readonly #limit: number;
  readonly folder = mkdtempSync(join(tmpdir(), "ptespec-bench-"));
  readonly #program = join(this.folder, "rusage");
  readonly #out = join(this.folder, "rusage.out");

  constructor(limit: number) {
    this.#limit = limit;
  }

  async build(): Promise<void> {
    await execa("cc", ["-O2", "-o", this.#program, join(import.meta.dirname, "peers/rusage.c")]);
  }

  /** @throws when the command took longer than the limit. */
  async run([program, ...args]: Command, cwd: string = this.folder): Promise<Ran> {
    const { all, exitCode } = await execa(this.#program, [this.#out, String(Math.ceil(this.#limit)), program, ...args], { cwd, reject: false, all: true, maxBuffer: 1 << 26, stdin: "ignore" });
    const [wall = 0, user = 0, sys = 0, rss = 0, stopped = 0] = readFileSync(this.#out, "utf8").trim().split(" ").map(Number);
    if (stopped !== 0) throw new Error(`stopped after ${wall.toFixed(0)} s: it took longer than --limit`);
    return { usage: { wall, user, sys, rss: process.platform === "darwin" ? rss : rss * 1024 }, output: all, exitCode: exitCode ?? -1 };
  }

  /** Removes everything that was made. */
  clear(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The first line of what a command says of its version; undefined when it is not there. */
export async function versionOf(program: string, ...args: readonly string[]): Promise<string | undefined> {
  const { exitCode, all } = await execa(program, args, { reject: false, all: true, stdin: "ignore", timeout: 20_000 });
  return exitCode === undefined ? undefined : all.split("\n")[0]?.trim();
}

/** The median; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] ?? 0 : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}
