// SPDX-License-Identifier: Apache-2.0
// The arguments of `npm run bench`.
import { parseArgs } from "node:util";
import { CASES } from "./cases.ts";

export interface Options {
  readonly sizes: readonly string[];
  readonly models: readonly string[];
  /** Ids of tools, e.g. `ours-js`, `spin`; a prefix such as `ours` stands for all that begin with it. */
  readonly tools: readonly string[];
  readonly runs: number;
  /** Largest number of states a tool is asked for, by id. */
  readonly limits: Readonly<Record<string, number>>;
  /** Smallest number of states a tool is asked for, by id. */
  readonly least: Readonly<Record<string, number>>;
  /** A tool whose run takes more CPU seconds is run once. */
  readonly once: number;
  /** Seconds after which a command is stopped; its tool has failed then. */
  readonly limit: number;
  readonly insertGib: number;
  readonly insertLimit: boolean;
  readonly startup: boolean;
  readonly build: boolean;
  /** Name of the files in results/. */
  readonly out: string;
}

export const USAGE = `usage: npm run bench -- [options]
  --quick              under three minutes: 1e5 states with all tools, 1e6 with ours and SPIN, three runs
  --sizes 1e4,1e5      of ${Object.keys(CASES).join(", ")}; default: all
  --models split       of split, contpte, gupfast; default: all
  --tools ours,spin    of ours-js, ours-wasm, ours-tables, ours-reduced, ours-team, spin, rumur, tlc, tla-checker; default: all that are there
  --runs 5             runs of each tool on each case, alternating
  --max tlc=1e8        the largest case a tool is asked for (repeatable); defaults: tlc 3e6, rumur 3e6, tla-checker 2e4
  --min ours-team=1e6  the smallest case a tool is asked for (repeatable); default: ours-team 1e6
  --once 60            a tool that takes more CPU seconds than this is not run again
  --limit 900          seconds after which a run is stopped; the tool has failed then
  --insert-gib 1       size of the table of the insert limit: 1, 2 or 4 GiB
  --no-insert-limit, --no-startup, --no-build
  --out latest         results/latest.json, .txt and .svg`;

const LIMITS = { tlc: 3e6, rumur: 3e6, "tla-checker": 2e4 };
const LEAST = { "ours-team": 1e6 };

/** @throws with a message for a person when an argument makes no sense. */
export function readOptions(args: readonly string[]): Options | "help" {
  const { values } = parseArgs({
    args: [...args], allowNegative: true, strict: true,
    options: {
      help: { type: "boolean" }, quick: { type: "boolean" }, sizes: { type: "string" }, models: { type: "string" }, tools: { type: "string" },
      runs: { type: "string" }, max: { type: "string", multiple: true }, min: { type: "string", multiple: true }, once: { type: "string" }, limit: { type: "string" }, "insert-gib": { type: "string" },
      "insert-limit": { type: "boolean" }, startup: { type: "boolean" }, build: { type: "boolean" }, out: { type: "string" },
    },
  });
  if (values.help === true) return "help";
  const quick = values.quick === true;
  const list = (text: string | undefined, all: readonly string[]): readonly string[] => (text === undefined ? all : text.split(","));
  const limits = { ...LIMITS, ...(quick ? { tlc: 5e5, rumur: 5e5 } : {}), ...byTool(values.max, "--max") };
  const least = { ...LEAST, ...byTool(values.min, "--min") };
  const sizes = list(values.sizes, quick ? ["1e5", "1e6"] : Object.keys(CASES));
  const unknown = sizes.find((size) => CASES[size] === undefined);
  if (unknown !== undefined) throw new Error(`no size ${unknown}; there are ${Object.keys(CASES).join(", ")}`);
  const insertGib = Number(values["insert-gib"] ?? 1);
  if (![1, 2, 4].includes(insertGib)) throw new Error("--insert-gib wants 1, 2 or 4");
  return {
    sizes, limits, least, insertGib, models: list(values.models, ["split", "contpte", "gupfast"]), tools: list(values.tools, [""]),
    runs: values.runs === undefined ? (quick ? 3 : 5) : positive(values.runs, "--runs"),
    once: values.once === undefined ? (quick ? 10 : 60) : positive(values.once, "--once"),
    limit: values.limit === undefined ? 900 : positive(values.limit, "--limit"),
    insertLimit: values["insert-limit"] ?? true, startup: values.startup ?? true, build: values.build ?? true,
    out: values.out ?? (quick ? "quick" : "latest"),
  };
}

/** What `TOOL=STATES` says, by tool. */
function byTool(items: readonly string[] | undefined, flag: string): Readonly<Record<string, number>> {
  return Object.fromEntries((items ?? []).map((item) => {
    const [tool = "", states = ""] = item.split("=");
    return [tool, positive(states, flag)];
  }));
}

function positive(text: string, flag: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${flag} wants a positive number, not ${text}`);
  return value;
}
