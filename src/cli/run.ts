// SPDX-License-Identifier: Apache-2.0
// The command line as a function: arguments and an environment in, an exit code out. Every failure ends in a
// diagnostic here; a stack is printed only on request.
import { diag } from "../diagnostics/catalog.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import { parseOptions, UsageError } from "./args.ts";
import { columns, commandHelp, type Command } from "./command.ts";
import { check } from "./commands/check.ts";
import { emit } from "./commands/emit.ts";
import { explain } from "./commands/explain.ts";
import { fmt } from "./commands/fmt.ts";
import { certify } from "./commands/certify.ts";
import { layout } from "./commands/layout.ts";
import { newSpec } from "./commands/new.ts";
import { parse } from "./commands/parse.ts";
import { tlc } from "./commands/tlc.ts";
import type { CliEnv } from "./env.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { report } from "./print.ts";
import { VERSION } from "./version.ts";

/** In the order of `--help`. */
export const COMMANDS: readonly Command[] = [check, emit, tlc, certify, fmt, parse, layout, explain, newSpec];

/** Never throws and never rejects. */
export async function run(argv: readonly string[], env: CliEnv): Promise<ExitCode> {
  try {
    return await dispatch(argv, env);
  } catch (error) {
    if (error instanceof UsageError) {
      report(env, [error.diagnostic]);
      return EXIT.usage;
    }
    const what = error instanceof Error ? error.message : String(error);
    report(env, [diag("PTE900", { what }, undefined)]);
    if (env.stacks && error instanceof Error) env.terminal.err(`${error.stack ?? ""}\n`);
    return EXIT.internal;
  }
}

async function dispatch(argv: readonly string[], env: CliEnv): Promise<ExitCode> {
  const [first, ...rest] = argv;
  if (first === undefined || first === "--help" || first === "-h" || (first === "help" && rest.length === 0)) {
    (first === undefined ? env.terminal.err : env.terminal.out)(overview());
    return first === undefined ? EXIT.usage : EXIT.ok;
  }
  if (first === "--version" || first === "-V") {
    env.terminal.out(`ptespec ${VERSION}\n`);
    return EXIT.ok;
  }
  const name = first === "help" ? rest[0] ?? "" : first;
  const command = COMMANDS.find((one) => one.name === name);
  if (command === undefined) {
    const near = didYouMean(name, COMMANDS.map((one) => one.name)) ?? (name.endsWith(".ptespec") ? `did you mean \`ptespec check ${name}\`?` : undefined);
    throw new UsageError(diag("PTE020", { name }, undefined, near === undefined ? {} : { help: near }));
  }
  const args = first === "help" ? undefined : parseOptions(command.name, command.options, rest);
  if (args === undefined || args.has("help")) {
    env.terminal.out(commandHelp(command));
    return EXIT.ok;
  }
  if (args.positionals.length < command.least) throw new UsageError(diag("PTE023", { command: name, what: command.usage.replace(/[[\]]/g, "") }, undefined));
  const extra = args.positionals[command.most];
  if (extra !== undefined) throw new UsageError(diag("PTE024", { command: name, argument: extra }, undefined));
  return command.run(args, env);
}

function overview(): string {
  return [
    "ptespec: page-table-entry races, specified and decided", "",
    "usage: ptespec COMMAND [arguments] [options]", "",
    "commands:", ...columns(COMMANDS.map((command) => [command.name, command.summary])), "",
    "`ptespec COMMAND --help` shows options and examples; `ptespec --version` the version.", "",
    "exit codes: 0 as expected, 1 a verdict differs, 2 errors in a spec or a file, 3 usage,", "4 not decided (a bound, or Ctrl-C), 70 a mistake in ptespec", "",
  ].join("\n");
}
