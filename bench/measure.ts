// SPDX-License-Identifier: Apache-2.0
// Running a command and what it cost: wall and CPU time and the largest resident set, from the kernel's own
// accounting of the child (peers/rusage.c, built with the machine's C compiler).
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

/** Seconds, bytes. */
export interface Usage {
  readonly wall: number;
  readonly user: number;
  readonly sys: number;
  readonly rss: number;
}

export interface Ran {
  readonly usage: Usage;
  readonly output: string;
  readonly exitCode: number;
}

export type Command = readonly [string, ...string[]];

/** Runs commands, measured. @throws when there is no C compiler to build the meter with. */
export class Meter {
  readonly folder = mkdtempSync(join(tmpdir(), "ptespec-bench-"));
  readonly #program = join(this.folder, "rusage");
  readonly #out = join(this.folder, "rusage.out");

  async build(): Promise<void> {
    await execa("cc", ["-O2", "-o", this.#program, join(import.meta.dirname, "peers/rusage.c")]);
  }

  async run([program, ...args]: Command, cwd: string = this.folder): Promise<Ran> {
    const { all, exitCode } = await execa(this.#program, [this.#out, program, ...args], { cwd, reject: false, all: true, maxBuffer: 1 << 26, stdin: "ignore" });
    const [wall = 0, user = 0, sys = 0, rss = 0] = readFileSync(this.#out, "utf8").trim().split(" ").map(Number);
    return { usage: { wall, user, sys, rss: process.platform === "darwin" ? rss : rss * 1024 }, output: all, exitCode: exitCode ?? -1 };
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
