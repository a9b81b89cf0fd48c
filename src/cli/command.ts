// SPDX-License-Identifier: Apache-2.0
// What a command is, and its `--help`. Commands are plain objects; `run.ts` has the list.
import type { Args, OptionSpec } from "./args.ts";
import type { CliEnv } from "./env.ts";
import type { ExitCode } from "./exit-codes.ts";

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The arguments, e.g. `FILE|DIR...`. */
  readonly usage: string;
  /** How many arguments it takes. */
  readonly least: number;
  readonly most: number;
  readonly options: readonly OptionSpec[];
  /** What the help says beyond the options, line by line. */
  readonly notes?: readonly string[];
  /** Command lines with what they do. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  run(args: Args, env: CliEnv): Promise<ExitCode>;
}

/** The text of `ptespec COMMAND --help`. */
export function commandHelp(command: Command): string {
  const options = [...command.options, { name: "help", short: "h", help: "print this help" }].map((option) => {
    const short = option.short === undefined ? "    " : `-${option.short}, `;
    return [`${short}--${option.name}${"value" in option && option.value !== undefined ? ` ${option.value}` : ""}`, option.help] as const;
  });
  return [
    `ptespec ${command.name}: ${command.summary}`, "",
    `usage: ptespec ${command.name}${command.usage === "" ? "" : ` ${command.usage}`} [options]`, "",
    "options:", ...columns(options), "",
    ...(command.notes === undefined ? [] : [...command.notes, ""]),
    "examples:", ...columns(command.examples), "",
  ].join("\n");
}

/** Two columns, the first indented by two. */
export function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.min(38, Math.max(...rows.map(([left]) => left.length)));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
