// SPDX-License-Identifier: Apache-2.0
// `ptespec parse`: what ptespec understood, as a syntax tree or as the lowered models. For those who write
// tools, and for bug reports.
import type { Span } from "../../base/source.ts";
import { lineRef } from "../../base/source.ts";
import { readErrorDiagnostic } from "../../diagnostics/read-error.ts";
import { diagnosticToJson } from "../../diagnostics/to-json.ts";
import { paramOptions } from "../args.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { hasErrors, lowerSpecs } from "../inputs.ts";
import { report } from "../print.ts";
import { needs } from "../search-options.ts";

export const parse: Command = {
  name: "parse", summary: "print the syntax tree, or the lowered model of each check", usage: "FILE", least: 1, most: 1,
  options: [
    { name: "json", help: "the syntax tree as JSON" },
    { name: "ir", help: "the lowered models (the intermediate representation) as JSON" },
    { name: "check", value: "NAME", help: "with --ir: only this check" },
    { name: "param", value: "N=4", help: "with --ir: the size of a param or domain" },
  ],
  examples: [["ptespec parse contpte.ptespec", "the tree"], ["ptespec parse contpte.ptespec --ir --check aside", "what the checker searches"]],
  async run(args, env) {
    const [path = ""] = args.positionals;
    needs(args, "ir", "check", "param");
    if (args.has("ir")) {
      const { checks, diagnostics } = await lowerSpecs(env, [path], args.values("check"), paramOptions(args));
      report(env, [...diagnostics, ...checks.flatMap((one) => one.diagnostics)]);
      env.terminal.out(toJson(checks.map(({ name, model, scope, expectations }) => ({ name, scope, expectations, model: model ?? null }))));
      return hasErrors([...diagnostics, ...checks.flatMap((one) => one.diagnostics)]) ? EXIT.errors : EXIT.ok;
    }
    const read = env.files.readFile(path);
    if ("error" in read) {
      report(env, [readErrorDiagnostic(path, read.error)]);
      return EXIT.errors;
    }
    const { value, diagnostics } = env.tools.parse({ path, text: read.text });
    if (args.has("json")) env.terminal.out(toJson({ file: path, tree: value, diagnostics: diagnostics.map(diagnosticToJson) }));
    else {
      report(env, diagnostics);
      env.terminal.out(env.tools.dumpAst(value));
    }
    return hasErrors(diagnostics) ? EXIT.errors : EXIT.ok;
  },
};

/** JSON in which a span is its line, `path:line`. */
function toJson(value: unknown): string {
  return `${JSON.stringify(value, (_, part: unknown) => (isSpan(part) ? lineRef(part) : part), 2)}\n`;
}

function isSpan(value: unknown): value is Span {
  return typeof value === "object" && value !== null && "file" in value && "start" in value && "end" in value &&
    typeof value.start === "number" && typeof value.file === "object";
}
