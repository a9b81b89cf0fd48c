// SPDX-License-Identifier: Apache-2.0
// The options of `ptespec tlc`, as its command line has them and as a search takes them.
import { diag } from "../../diagnostics/catalog.ts";
import { badValue, bytesOption, countOption, durationOption, UsageError, type Args, type OptionSpec } from "../args.ts";
import type { Spread } from "./distributed.ts";
import type { TlcSearchOptions } from "./search.ts";

/** Random behaviours tried when nobody says how many. */
const BEHAVIOURS = 10_000;

export const TLC_OPTIONS: readonly OptionSpec[] = [
  { name: "check", value: "NAME", help: "only this check (may be given several times)" },
  { name: "param", value: "N=4", help: "the size of a param or domain, instead of the spec's" },
  { name: "jar", value: "FILE", help: "tla2tools.jar (default: PTESPEC_TLC, TLA2TOOLS_JAR, CLASSPATH, `tlc` on the PATH, editors)" },
  { name: "java", value: "FILE", help: "Java 11 or later (default: JAVA_HOME, then the PATH)" },
  { name: "workers", value: "COUNT|auto", help: "threads; with more than one, traces may not be the shortest (default: 1)" },
  { name: "heap", value: "SIZE", help: "memory of Java, e.g. 4G (default: Java's own, a quarter of the machine's)" },
  { name: "timeout", value: "TIME", help: "stop each check as inconclusive after this time, e.g. 30s" },
  { name: "coverage", help: "also count how often steps are taken and properties tested; slower" },
  { name: "pluscal", help: "ask about the PlusCal module instead" },
  { name: "simulate", help: "try random behaviours instead of searching; never says `holds`" },
  { name: "behaviours", value: "COUNT", help: "with --simulate: how many (default: 10000)" },
  { name: "simulate-seed", value: "SEED", help: "with --simulate: the seed (default: 1)" },
  { name: "distributed", value: "COUNT", help: "TLC's distributed mode: a server and so many workers on this machine" },
  { name: "hosts", value: "A,B", help: "TLC's distributed mode: print what to start on these machines, and wait for them" },
  { name: "address", value: "NAME", help: "with --hosts: this machine, as those reach it (default: its name)" },
  { name: "keep", value: "DIR", help: "keep modules, configurations and TLC's output there" },
  { name: "read", value: "FILE", help: "run nothing; show the trace in a saved -tool output or .itf.json" },
  { name: "json", help: "one JSON document (docs/check.schema.json)" },
  { name: "traces", help: "traces of expected violations and of witnesses too" },
  { name: "no-traces", help: "no traces" },
  { name: "strict", help: "warnings (of the spec; with --coverage: vacuity, idle steps) count as differences" },
  { name: "quiet", short: "q", help: "print only what is not as expected, and the count" },
  { name: "summary", help: "print only what is not as expected, and the table" },
];

/** What TLC's distributed mode cannot do, or what excludes it. */
const NOT_DISTRIBUTED = ["read", "keep", "coverage", "pluscal", "simulate", "workers"];

export type RunOptions = Pick<TlcSearchOptions, "workers" | "heap" | "timeoutMillis" | "limit" | "simulate" | "coverage"> & { readonly pluscal: boolean };

/** @throws UsageError for values that mean nothing, and for options that exclude each other. */
export function runOptions(args: Args): RunOptions {
  refuse(args, [["distributed", "hosts"], ...["distributed", "hosts"].flatMap((name) => NOT_DISTRIBUTED.map((other) => [name, other] as const))]);
  refuse(args, [["traces", "no-traces"], ["simulate", "coverage"], ["pluscal", "coverage"], ...["simulate", "coverage", "keep", "json", "timeout", "workers", "heap", "jar", "java"].map((name) => ["read", name] as const)]);
  for (const name of ["behaviours", "simulate-seed"]) {
    if (args.has(name) && !args.has("simulate")) throw new UsageError(diag("PTE040", { option: `--${name}`, needs: "--simulate" }, undefined));
  }
  const workers = workersOption(args);
  const heap = bytesOption(args, "heap");
  const timeoutMillis = durationOption(args, "timeout");
  return {
    ...(workers === undefined ? {} : { workers }), ...(heap === undefined ? {} : { heap: `${Math.max(1, Math.ceil(heap / 1024))}k` }),
    ...(timeoutMillis === undefined ? {} : { timeoutMillis }), limit: args.value("timeout") ?? "", coverage: args.has("coverage"), pluscal: args.has("pluscal"),
    ...(args.has("simulate") ? { simulate: { seed: seedOption(args), behaviours: countOption(args, "behaviours") ?? BEHAVIOURS } } : {}),
  };
}

/** How `--distributed` and `--hosts` spread the work; nothing without them. */
export function spreadOption(args: Args, tell: (text: string) => void): Spread | undefined {
  const workers = countOption(args, "distributed");
  if (workers !== undefined && workers > 256) throw badValue("--distributed", args.value("distributed") ?? "", "a number of processes up to 256");
  if (workers !== undefined) return { kind: "here", workers };
  const [hosts, address] = [args.value("hosts"), args.value("address")];
  const names = hosts?.split(",").map((name) => name.trim()).filter((name) => name !== "");
  if (names?.some((name) => !HOST.test(name)) || names?.length === 0) throw badValue("--hosts", hosts ?? "", "names of machines with commas between them");
  if (address !== undefined && !HOST.test(address)) throw badValue("--address", address, "the name or address of this machine");
  if (address !== undefined && names === undefined) throw new UsageError(diag("PTE029", { option: "--address", other: "a search without --hosts" }, undefined));
  return names === undefined ? undefined : { kind: "hosts", hosts: names, tell, ...(address === undefined ? {} : { address }) };
}

const HOST = /^[A-Za-z0-9][A-Za-z0-9.:_-]*$/;

function refuse(args: Args, pairs: readonly (readonly [string, string])[]): void {
  const both = pairs.find((pair) => pair.every((name) => args.has(name)));
  if (both !== undefined) throw new UsageError(diag("PTE029", { option: `--${both[0]}`, other: `--${both[1]}` }, undefined));
}

function workersOption(args: Args): number | "auto" | undefined {
  const text = args.value("workers");
  if (text === undefined || text === "auto") return text;
  if (!/^[1-9]\d{0,3}$/.test(text)) throw badValue("--workers", text, "a number of threads, or auto");
  return Number(text);
}

function seedOption(args: Args): number {
  const text = args.value("simulate-seed") ?? "1";
  if (!/^\d{1,15}$/.test(text)) throw badValue("--simulate-seed", text, "a whole number");
  return Number(text);
}
