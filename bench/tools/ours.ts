// SPDX-License-Identifier: Apache-2.0
// The engines of ptespec, each asked for by name, without reductions, in a fresh process. An engine that the build does
// not have is absent: another one answers, and says so.
import { execa } from "execa";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { TINY, type Case } from "../cases.ts";
import type { Usage } from "../measure.ts";
import type { Tool } from "./tool.ts";

export const ENGINES = ["js", "wasm", "tables"] as const;
const ROOT = join(import.meta.dirname, "../..");

interface Said {
  readonly engine: string;
  readonly stop: string;
  readonly broken: readonly string[];
  readonly distinct: number;
  readonly generated: number;
  readonly bytesPerState: number;
  readonly search: Pick<Usage, "wall" | "user" | "sys">;
}

/** Bundles the program that searches once; where it is. */
export async function bundleOurs(folder: string): Promise<string> {
  const outfile = join(folder, "ours.mjs");
  await build({
    absWorkingDir: ROOT, bundle: true, format: "esm", platform: "node", target: "node20", legalComments: "none", logLevel: "warning", outfile,
    entryPoints: ["bench/run-ours.ts"], define: { "import.meta.dirname": JSON.stringify(join(ROOT, "bench/models")) },
    banner: { js: 'import { createRequire as benchRequire } from "node:module";\nconst require = benchRequire(import.meta.url);' },
  });
  return outfile;
}

export const ours = (engine: string, program: string): Tool => {
  const ask = ({ model, sizes }: Case): [string, string, string] => [process.execPath, program, JSON.stringify({ model, sizes, engine })];
  return {
    id: `ours-${engine}`, title: `ptespec ${engine}`,
    async probe() {
      const [node, ...args] = ask(TINY);
      const { stdout, exitCode, stderr } = await execa(node, args, { reject: false });
      if (exitCode !== 0) return { missing: `this build has no engine ${engine} that works: ${stderr.split("\n").find((line) => /Error/u.test(line)) ?? ""}` };
      const { engine: answered } = JSON.parse(stdout) as Said;
      const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
      return answered === engine ? { version: `${version}; Node ${process.version}` } : { missing: `this build has no engine ${engine}` };
    },
    prepare: (test) => Promise.resolve({
      command: ask(test),
      read({ output, exitCode }) {
        const said = exitCode === 0 ? JSON.parse(output.slice(output.indexOf("{"))) as Said : undefined;
        if (said?.stop !== "exhausted" || said.broken.length > 0) throw new Error(output.slice(-600));
        return said;
      },
    }),
  };
};
