// SPDX-License-Identifier: Apache-2.0
// `ptespec fmt`: the canonical layout of specs. Prints, checks or rewrites; a file with syntax errors is left.
import { diag } from "../../diagnostics/catalog.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { readErrorDiagnostic } from "../../diagnostics/read-error.ts";
import { UsageError } from "../args.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { hasErrors, specPaths } from "../inputs.ts";
import { report } from "../print.ts";

export const fmt: Command = {
  name: "fmt", summary: "format specs", usage: "FILE|DIR...", least: 1, most: Infinity,
  options: [
    { name: "write", short: "w", help: "rewrite the files" },
    { name: "check", help: "print the names of files that are not formatted; exit 1 if there are any" },
    { name: "quiet", short: "q", help: "with --write: do not say what was written" },
  ],
  examples: [
    ["ptespec fmt contpte.ptespec", "print the formatted text"],
    ["ptespec fmt --write examples", "rewrite all files below a directory"],
    ["ptespec fmt --check examples", "for CI"],
  ],
  async run(args, env) {
    if (args.has("write") && args.has("check")) throw new UsageError(diag("PTE029", { option: "--write", other: "--check" }, undefined));
    const { paths, diagnostics } = specPaths(env.files, args.positionals);
    const found: Diagnostic[] = [...diagnostics];
    let differs = false;
    const rewritten: string[] = [];
    let same = 0;
    for (const path of paths) {
      const read = env.files.readFile(path);
      if ("error" in read) {
        found.push(readErrorDiagnostic(path, read.error));
        continue;
      }
      const { text, diagnostics: own } = await env.tools.format({ path, text: read.text });
      found.push(...own);
      if (text === undefined) continue;
      if (!args.has("write") && !args.has("check")) env.terminal.out(text);
      if (text === read.text) {
        same += 1;
        continue;
      }
      differs = true;
      if (args.has("check")) env.terminal.out(`${path}\n`);
      const reason = args.has("write") ? env.files.write(path, text) : undefined;
      if (reason !== undefined) found.push(diag("PTE010", { path, reason }, undefined));
      else rewritten.push(path);
    }
    report(env, found);
    if (args.has("write") && !args.has("quiet") && rewritten.length + same > 0) env.terminal.err(`${filesRewritten(rewritten, same)}\n`);
    if (hasErrors(found)) return EXIT.errors;
    return args.has("check") && differs ? EXIT.differs : EXIT.ok;
  },
};

/** `a.ptespec rewritten`, `2 files rewritten, 3 left as they were`, `3 files left as they were`. */
function filesRewritten(rewritten: readonly string[], same: number): string {
  const left = same === 0 ? [] : [`${same}${rewritten.length > 0 ? "" : same === 1 ? " file" : " files"} left as ${same === 1 ? "it was" : "they were"}`];
  const names = rewritten.length === 1 ? rewritten.join("") : `${rewritten.length} files`;
  return [...(rewritten.length === 0 ? [] : [`${names} rewritten`]), ...left].join(", ");
}
