// SPDX-License-Identifier: Apache-2.0
// Options of a command: declared as data, so that parsing, `--help` and "did you mean" read one list. Nothing
// is ignored: what a command does not know is an error of usage.
import { parseArgs } from "node:util";
import { diag } from "../diagnostics/catalog.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";

export interface OptionSpec {
  /** Without the dashes. */
  readonly name: string;
  readonly short?: string;
  /** What it takes, for the help, e.g. `NAME`; absent for a switch. */
  readonly value?: string;
  readonly help: string;
}

/** An error of usage: printed as its diagnostic, exit code 3. */
export class UsageError extends Error {
  readonly diagnostic: Diagnostic;
  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

export class Args {
  readonly positionals: readonly string[];
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(positionals: readonly string[], values: ReadonlyMap<string, readonly string[]>) {
    this.positionals = positionals;
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The last value given. */
  value(name: string): string | undefined {
    return this.#values.get(name)?.at(-1);
  }

  /** All values given, in order. */
  values(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }
}

const HELP: OptionSpec = { name: "help", short: "h", help: "print this help" };

/** @throws UsageError for an option that the command has not, or a value that is missing or too many. */
export function parseOptions(command: string, specs: readonly OptionSpec[], argv: readonly string[]): Args {
  const known = [...specs, HELP];
  const options = Object.fromEntries(known.map((spec) => [spec.name, {
    type: spec.value === undefined ? "boolean" as const : "string" as const, multiple: true, ...(spec.short === undefined ? {} : { short: spec.short }),
  }]));
  const { tokens, positionals } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const spec = known.find((one) => one.name === token.name);
    if (spec === undefined) {
      const near = didYouMean(token.rawName, known.map((one) => `--${one.name}`));
      throw new UsageError(diag("PTE021", { option: token.rawName, command }, undefined, near === undefined ? {} : { help: near }));
    }
    if (spec.value === undefined && token.value !== undefined) throw badValue(`--${spec.name}`, token.value, "no value");
    if (spec.value !== undefined && token.value === undefined) throw badValue(`--${spec.name}`, "", `a value (${spec.value})`);
    values.set(spec.name, [...(values.get(spec.name) ?? []), token.value ?? ""]);
  }
  return new Args(positionals, values);
}

/** `extra`: instead of the catalogue's reason and help. */
export function badValue(option: string, value: string, expected: string, extra: { readonly why?: string; readonly help?: string } = {}): UsageError {
  return new UsageError(diag("PTE022", { option, value, expected }, undefined, extra));
}

/** A whole number, with `_` between digits and k, M or G (thousands) after it. `expected`: in words, for who gives something else. */
export function countOption(args: Args, name: string, expected = "a positive whole number such as 500000 or 2M"): number | undefined {
  const text = args.value(name);
  if (text === undefined) return undefined;
  const match = /^(\d[\d_]*)([kMG]?)$/.exec(text);
  const value = Number(match?.[1]?.replaceAll("_", "")) * 1000 ** " kMG".indexOf(match?.[2] || " ");
  if (match === null || !Number.isSafeInteger(value) || value < 1) throw badValue(`--${name}`, text, expected);
  return value;
}

/** Bytes: a number with K, M or G (powers of 1024). */
export function bytesOption(args: Args, name: string): number | undefined {
  const text = args.value(name);
  if (text === undefined) return undefined;
  const match = /^(\d+(?:\.\d+)?)([KMG])(?:i?B)?$/i.exec(text);
  const value = Math.floor(Number(match?.[1]) * 1024 ** " KMG".indexOf((match?.[2] ?? " ").toUpperCase()));
  if (match === null || !Number.isSafeInteger(value) || value < 1) throw badValue(`--${name}`, text, "a size such as 512M or 4G");
  return value;
}

/** Milliseconds: a number with ms, s, m or h; seconds when it has none. */
export function durationOption(args: Args, name: string): number | undefined {
  const text = args.value(name);
  if (text === undefined) return undefined;
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|)$/.exec(text);
  const unit = new Map([["ms", 1], ["s", 1000], ["", 1000], ["m", 60_000], ["h", 3_600_000]]).get(match?.[2] ?? "");
  const value = Math.ceil(Number(match?.[1]) * (unit ?? 1));
  if (match === null || !Number.isSafeInteger(value) || value < 1) throw badValue(`--${name}`, text, "a time such as 30s, 2m or 500ms");
  return value;
}

/** One of a few words. */
export function choiceOption<T extends string>(args: Args, name: string, choices: readonly T[]): T | undefined {
  const text = args.value(name);
  if (text === undefined) return undefined;
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw badValue(`--${name}`, text, `one of ${choices.join(", ")}`);
  return found;
}

/** `--param N=4`, any number of them. */
export function paramOptions(args: Args): ReadonlyMap<string, number> {
  const params = new Map<string, number>();
  for (const text of args.values("param")) {
    const match = /^([A-Za-z_][A-Za-z0-9_]*)=(-?\d+)$/.exec(text);
    if (match === null) throw badValue("--param", text, "NAME=NUMBER, such as N=4");
    const value = Number(match[2]);
    if (Math.abs(value) >= 1e9) throw badValue("--param", text, "a number of at most nine digits", { why: "no size of a model can be so large." });
    params.set(match[1] ?? "", value);
  }
  return params;
}
