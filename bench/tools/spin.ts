// SPDX-License-Identifier: Apache-2.0
// SPIN: the verifier that it generates (pan), exhaustive, without partial-order reduction or compression, with a
// hash table of the right size.
import { join } from "node:path";
import { versionOf } from "../measure.ts";
import { DEFAULTS } from "../models/index.ts";
import { numberIn, type Tool } from "./tool.ts";

export const spin: Tool = {
  id: "spin", title: "SPIN pan -O2",
  async probe() {
    const [version, compiler] = [await versionOf("spin", "-V"), await versionOf("gcc", "--version")];
    if (version === undefined) return { missing: "no `spin` on the PATH (Debian: apt-get install spin)" };
    return compiler === undefined ? { missing: "no `gcc` on the PATH" } : { version: `${version}; ${compiler}` };
  },
  async prepare(test, _folder, work) {
    const source = join(import.meta.dirname, `../peers/${test.model}.pml`);
    await work(["spin", "-a", ...Object.entries({ ...DEFAULTS[test.model], ...test.sizes }).map(([key, value]) => `-D${key}=${value}`), source]);
    const built = await work(["gcc", "-O2", "-w", "-DSAFETY", "-DNOREDUCE", "-DVECTORSZ=512", "-DMEMLIM=16000", "-o", "pan", "pan.c"]);
    if (built.exitCode !== 0) throw new Error(built.output);
    return {
      command: ["./pan", `-m${2 * test.distinct}`, `-w${Math.max(16, Math.ceil(Math.log2(test.distinct)))}`],
      read({ output }) {
        if (!/errors: 0/u.test(output) || /max search depth too small|out of memory/u.test(output)) throw new Error(output.slice(-600));
        return { distinct: numberIn(output, /^\s*(\d+) states, stored/mu) };
      },
    };
  },
};
