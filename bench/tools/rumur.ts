// SPDX-License-Identifier: Apache-2.0
// Rumur: the Murphi model as generated C, one thread, no symmetry reduction, and a set
// of states of the right size.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { versionOf } from "../measure.ts";
import { DEFAULTS } from "../models/index.ts";
import { numberIn, type Tool } from "./tool.ts";

/** Its own default at least; it grows when the set is full by three quarters. */
const setBytes = (distinct: number): number => 2 ** Math.max(23, Math.ceil(Math.log2(8 * distinct / 0.7)));

export const rumur: Tool = {
  id: "rumur", title: "Rumur -O3",
  async probe() {
    const [version, compiler] = [await versionOf("rumur", "--version"), await versionOf("gcc", "--version")];
    if (version === undefined) return { missing: "no `rumur` on the PATH (Debian: apt-get install rumur)" };
    return compiler === undefined ? { missing: "no `gcc` on the PATH" } : { version: `${version}; ${compiler}` };
  },
  async prepare(test, folder, work) {
    const text = readFileSync(join(import.meta.dirname, `../peers/${test.model}.m`), "utf8");
    const sized = Object.entries({ ...DEFAULTS[test.model], ...test.sizes })
      .reduce((source, [key, value]) => source.replace(new RegExp(`^(  ${key}: )\\d+;`, "mu"), `$1${value};`), text);
    writeFileSync(join(folder, "model.m"), sized);
    await work(["rumur", "--threads", "1", "--deadlock-detection", "off", "--symmetry-reduction", "off", "--set-capacity", String(setBytes(test.distinct)), "--output", "model.c", "model.m"]);
    const built = await work(["gcc", "-std=c11", "-O3", "-march=native", ...(process.arch === "x64" ? ["-mcx16"] : []), "-w", "-o", "model", "model.c", "-lpthread", "-latomic"]);
    if (built.exitCode !== 0) throw new Error(built.output);
    return {
      command: ["./model"],
      read({ output, exitCode }) {
        if (exitCode !== 0 || !/Status:\s+No error found/u.test(output)) throw new Error(output.slice(-600));
        return { distinct: numberIn(output, /^\s*(\d+) states, \d+ rules fired/mu), generated: 1 + numberIn(output, /^\s*\d+ states, (\d+) rules fired/mu) };
      },
    };
  },
};
