// SPDX-License-Identifier: Apache-2.0
// The engines of ptespec, each asked for by name, without reductions, in a fresh process; and what the command line
// does, which chooses the engine and reduces; and two threads. An engine that cannot search a model says so by answering as another one.
import { execa } from "execa";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { TINY, type Case } from "../cases.ts";
import type { Time } from "../measure.ts";
import type { Tool } from "./tool.ts";

/** `reduced` is the engine that is chosen by itself, with all reductions; `team` the general one with two threads. */
export const ENGINES = ["js", "wasm", "tables", "reduced", "team"] as const;
/** States from which on a second thread must have had something to do. */
const LARGE = 1_000_000;
const ROOT = join(import.meta.dirname, "../..");

interface Said {
  readonly engine: string;
  readonly reductions: readonly string[];
  readonly stop: string;
  readonly broken: readonly string[];
  readonly distinct: number;
  readonly generated: number;
  readonly bytesPerState: number;
  /** States that other threads expanded. */
  readonly helped: number;
  readonly search: Time;
  readonly compile?: Time;
}

/** Bundles the program that searches once; where it is. */
export async function bundleOurs(folder: string): Promise<string> {
  const outfile = join(folder, "ours.mjs");
  const common = { absWorkingDir: ROOT, bundle: true, platform: "node", target: "node20", legalComments: "none", logLevel: "warning" } as const;
  await build({ ...common, format: "cjs", outfile: join(folder, "member.cjs"), entryPoints: ["src/node/member.ts"] });
  await build({
    ...common, format: "esm", outfile, entryPoints: ["bench/run-ours.ts"],
    define: { "import.meta.dirname": JSON.stringify(join(ROOT, "bench/models")) },
    banner: { js: 'import { createRequire as benchRequire } from "node:module";\nconst require = benchRequire(import.meta.url);' },
  });
  return outfile;
}

export const ours = (engine: (typeof ENGINES)[number], program: string): Tool => {
  const reduced = engine === "reduced";
  const team = engine === "team";
  const asked = reduced ? "auto" : team ? "wasm" : engine;
  const ask = ({ model, sizes }: Case): [string, string, string] => [process.execPath, program, JSON.stringify({ model, sizes, engine: asked, reduced, threads: team ? 2 : 1 })];
  return {
    id: `ours-${engine}`, title: team ? "ptespec wasm, two workers" : `ptespec ${engine}`, reduced,
    async probe() {
      const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
      const [node, ...args] = ask(TINY);
      const { stderr, exitCode } = await execa(node, args, { reject: false });
      if (exitCode !== 0) return { missing: `it fails: ${stderr.split("\n").find((line) => /Error/u.test(line)) ?? ""}` };
      return { version: `${version}; Node ${process.version}` };
    },
    prepare: (test) => Promise.resolve({
      command: ask(test),
      read({ output, exitCode }) {
        const said = exitCode === 0 ? JSON.parse(output.slice(output.indexOf("{"))) as Said : undefined;
        if (said?.stop !== "exhausted" || said.broken.length > 0) throw new Error(output.slice(-600));
        if (!reduced && (said.engine !== asked || said.reductions.length > 0)) throw new Error(`engine ${said.engine} answered, reductions ${said.reductions.join(", ")}`);
        if (team && test.distinct >= LARGE && said.helped === 0) throw new Error("the second worker expanded no state");
        return said;
      },
    }),
  };
};
