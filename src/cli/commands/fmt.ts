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
      if (text === read.text) continue;
      differs = true;
      if (args.has("check")) env.terminal.out(`${path}\n`);
      const reason = args.has("write") ? env.files.write(path, text) : undefined;
      if (reason !== undefined) found.push(diag("PTE010", { path, reason }, undefined));
    }
    report(env, found);
    if (hasErrors(found)) return EXIT.errors;
    return args.has("check") && differs ? EXIT.differs : EXIT.ok;
  },
};
