// SPDX-License-Identifier: Apache-2.0
// `ptespec explain`: the catalogue of diagnostics, one code at length or all as a list. A row with an example
// shows what ptespec says of it, by running it.
import { CATALOG, diag } from "../../diagnostics/catalog.ts";
import { renderDiagnostics } from "../../diagnostics/frame.ts";
import type { CatalogRow } from "../../diagnostics/row.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import type { SourceHost } from "../../program/types.ts";
import { UsageError } from "../args.ts";
import { columns, type Command } from "../command.ts";
import type { CliEnv } from "../env.ts";
import { EXIT } from "../exit-codes.ts";

export const explain: Command = {
  name: "explain", summary: "say at length what a diagnostic means; without a code, list all", usage: "[CODE]", least: 0, most: 1, options: [],
  examples: [["ptespec explain PTE101", "one code (or its name: syntax-error)"], ["ptespec explain", "the list"]],
  async run(args, env) {
    const [asked] = args.positionals;
    if (asked === undefined) {
      env.terminal.out(`${columns(rows().map(([code, row]) => [`${code} ${row.slug}`, `${row.severity}: ${placeholderMessage(row)}`])).join("\n")}\n`);
      return Promise.resolve(EXIT.ok);
    }
    const found = rows().find(([code, row]) => code === asked.toUpperCase() || row.slug === asked.toLowerCase());
    if (found === undefined) {
      const near = didYouMean(asked, rows().flatMap(([code, row]) => [code, row.slug]));
      throw new UsageError(diag("PTE025", { code: asked }, undefined, near === undefined ? {} : { help: near }));
    }
    env.terminal.out(explainRow(env, ...found));
    return Promise.resolve(EXIT.ok);
  },
};

type Row = CatalogRow<Record<string, string>>;

const rows = (): readonly (readonly [string, Row])[] =>
  Object.entries<unknown>(CATALOG).map(([code, row]) => [code, row as Row] as const).sort(([a], [b]) => (a < b ? -1 : 1));

function explainRow(env: CliEnv, code: string, row: Row): string {
  const lines = [`${code} ${row.slug} (${row.severity})`, "", `  ${placeholderMessage(row)}`, "", `why: ${row.why}`, `help: ${row.help}`];
  if (row.example !== undefined) {
    lines.push("", "for example:", "", ...row.example.trimEnd().split("\n").map((line) => (line === "" ? "" : `  ${line}`)));
    const said = sayOf(env, code, row.example);
    if (said !== "") lines.push("", "gives:", "", ...said.trimEnd().split("\n").map((line) => (line === "" ? "" : `  ${line}`)));
  }
  return `${lines.join("\n")}\n`;
}

/** The message with the names of its parameters in their places. */
function placeholderMessage(row: Row): string {
  return row.message(new Proxy({}, { get: (_, name) => `<${String(name)}>` }));
}

/** What ptespec says of the example, this code only. */
function sayOf(env: CliEnv, code: string, text: string): string {
  const path = "example.ptespec";
  const host: SourceHost = {
    readFile: (asked) => (asked === path ? { text } : { error: "missing" }), resolve: (_, asked) => asked,
    std: (name) => env.files.std(name), stdNames: () => env.files.stdNames(),
  };
  const { value, diagnostics } = env.tools.load(host, path);
  const all = diagnostics.some((one) => one.severity === "error") ? diagnostics
    : [...diagnostics, ...env.tools.lower(value, {}).flatMap((one) => one.diagnostics)];
  return renderDiagnostics(all.filter((one) => one.code === code));
}
