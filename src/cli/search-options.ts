// SPDX-License-Identifier: Apache-2.0
// The options that say how checks are searched: in which order, how far, and where the search is saved. What
// does not go together is an error of usage.
import { diag } from "../diagnostics/catalog.ts";
import { REDUCTIONS } from "../reduce/reduce.ts";
import { badValue, bytesOption, choiceOption, countOption, durationOption, UsageError, type Args, type OptionSpec } from "./args.ts";
import type { CliEnv, SearchOptions } from "./env.ts";

/** Random walks when neither their number nor a time is given. */
const WALKS = 10_000;
const SEED = 1;
/** Milliseconds between two checkpoints. */
const INTERVAL = 60_000;

export const SEARCH_OPTIONS: readonly OptionSpec[] = [
  { name: "max-states", value: "COUNT", help: "stop as inconclusive after so many states, e.g. 2M" },
  { name: "max-depth", value: "COUNT", help: "follow no path beyond so many states; inconclusive if there are more" },
  { name: "memory", value: "SIZE", help: "stop as inconclusive when the tables would take more, e.g. 4G" },
  { name: "workers", value: "COUNT|auto", help: "threads for one large search (default: auto, one per processor): the same answers, in more memory" },
  { name: "timeout", value: "TIME", help: "stop each check as inconclusive after this time, e.g. 30s" },
  { name: "first", help: "end a check at the first property that is violated" },
  { name: "search", value: "bfs|dfs", help: "breadth first (shortest traces) or depth first" },
  { name: "simulate", help: "random walks instead of a search, for what is too big; never says `holds`" },
  { name: "walks", value: "COUNT", help: "how many walks (default: 10k, or until the --timeout)" },
  { name: "seed", value: "NUMBER", help: "another number, other walks; the same number, the same walks (default: 1)" },
  { name: "checkpoint", value: "DIR", help: "save searches there, and go on where they were saved" },
  { name: "checkpoint-interval", value: "TIME", help: "time between two checkpoints (default: 60s)" },
];

/** What the options say of every search; checks add their own. */
export interface ChosenSearch {
  readonly options: SearchOptions;
  /** End a check at the first violation. */
  readonly first: boolean;
  readonly checkpoint?: { readonly directory: string; readonly interval: number };
}

/** @throws UsageError when they do not make sense together. */
export function searchOptions(args: Args, env: CliEnv): ChosenSearch {
  const simulate = args.has("simulate");
  const order = choiceOption(args, "search", ["bfs", "dfs"]);
  refuseIdle(args, order);
  if (!simulate) needs(args, "simulate", "walks", "seed");
  needs(args, "checkpoint", "checkpoint-interval");
  const [maxStates, maxDepth, maxMillis] = [countOption(args, "max-states"), countOption(args, "max-depth"), durationOption(args, "timeout")];
  const directory = args.value("checkpoint");
  if (directory === "") throw badValue("--checkpoint", "", "a folder");
  if (directory !== undefined && env.files.kind(directory) === "file") {
    throw badValue("--checkpoint", directory, "a folder", { why: "it is no folder but a file.", help: "name a folder; one that is not there is made." });
  }
  return {
    options: {
      ...(maxStates === undefined ? {} : { maxStates }), ...(maxDepth === undefined ? {} : { maxDepth }), ...(maxMillis === undefined ? {} : { maxMillis }),
      maxBytes: bytesOption(args, "memory") ?? env.memoryBytes, workers: workersOption(args) ?? env.workers ?? 1,
      ...(simulate ? { strategy: randomWalks(args, maxMillis) } : order === "dfs" ? { strategy: { kind: "depth-first" as const } } : {}),
    },
    first: args.has("first"),
    ...(directory === undefined ? {} : { checkpoint: { directory, interval: durationOption(args, "checkpoint-interval") ?? INTERVAL } }),
  };
}

function workersOption(args: Args): number | undefined {
  return args.value("workers") === "auto" ? undefined : countOption(args, "workers", "a positive whole number, or auto");
}

function randomWalks(args: Args, maxMillis: number | undefined): NonNullable<SearchOptions["strategy"]> {
  const walks = countOption(args, "walks") ?? (maxMillis === undefined ? WALKS : undefined);
  return { kind: "random", seed: seedOption(args), ...(walks === undefined ? {} : { walks }) };
}

function seedOption(args: Args): number {
  const text = args.value("seed");
  if (text === undefined) return SEED;
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw badValue("--seed", text, "a whole number");
  return value;
}

/** Choices among reductions. `--no-reductions` is not one of them: it may be said wherever there are none anyway. */
const REDUCING = ["reduce-after", ...REDUCTIONS.map((name) => `no-${name}`)];

/** What an option that is given leaves nothing to do. */
function refuseIdle(args: Args, order: "bfs" | "dfs" | undefined): void {
  conflict(args, "simulate", ["search", "checkpoint", "max-states"]);
  conflict(args, "simulate", ["workers"], "random walks are taken one after the other, in one thread.");
  conflict(args, "simulate", REDUCING, "random walks go through the whole model, without reductions.");
  conflict(args, "checkpoint", ["workers"], "a search with checkpoints runs in one thread.");
  conflict(args, "checkpoint", ["reduce-after"], "a search with checkpoints uses its reductions from the first state.");
  conflict(args, "max-depth", REDUCING, "a bound on depth is one on the paths of the whole model, so there are no reductions.");
  conflict(args, "no-reductions", REDUCING, "there are no reductions to choose from.");
  if (order !== "dfs") return;
  for (const [others, why] of [[["checkpoint"], undefined], [["workers"], "a depth-first search runs in one thread."], [REDUCING, "a depth-first search goes without reductions."]] as const) {
    conflict(args, "search", others, why, "--search dfs");
  }
}

function conflict(args: Args, option: string, others: readonly string[], why?: string, shown = `--${option}`): void {
  const other = args.has(option) ? others.find((name) => args.has(name)) : undefined;
  if (other !== undefined) throw new UsageError(diag("PTE029", { option: shown, other: `--${other}` }, undefined, why === undefined ? {} : { why }));
}

/** Refuses options that mean nothing without another one. */
export function needs(args: Args, needed: string, ...options: readonly string[]): void {
  const option = args.has(needed) ? undefined : options.find((name) => args.has(name));
  if (option !== undefined) throw new UsageError(diag("PTE040", { option: `--${option}`, needs: `--${needed}` }, undefined));
}
