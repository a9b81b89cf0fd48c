// SPDX-License-Identifier: Apache-2.0
// What a benchmark run leaves in results/*.json. Seconds and bytes.
import { median, type Time, type Usage } from "./measure.ts";
import type { Sizes } from "./models/index.ts";
import type { InsertLimit } from "./insert-limit.ts";
import type { Glimpse } from "./processors.ts";
import type { Startup } from "./startup.ts";

/** One run of one tool. `search` is the tool's own account of the search alone, `compile` of translating the model before it. */
export interface Run extends Usage {
  readonly search?: Time;
  readonly compile?: Time;
  /** How the processors were before and after, where two workers are held against one. */
  readonly processors?: readonly Glimpse[];
}

export interface Measured {
  readonly tool: string;
  readonly distinct: number;
  readonly generated?: number;
  readonly bytesPerState?: number;
  /** Translating and compiling by commands of their own, once, before the runs. */
  readonly prepare: Time;
  readonly runs: readonly Run[];
}

export interface CaseResult {
  readonly name: string;
  readonly model: string;
  readonly sizes: Sizes;
  readonly distinct: number;
  /** From the tools that count them; absent when none did. */
  readonly generated?: number;
  readonly measured: readonly Measured[];
  /** What random inserts the machine allowed, looked at again and again between the runs. */
  readonly inserts?: readonly InsertLimit[];
  readonly failed: readonly { readonly tool: string; readonly why: string }[];
}

export interface Results {
  readonly date: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly memory: number; readonly system: string; readonly load: number };
  readonly tools: readonly { readonly id: string; readonly title: string; readonly version: string }[];
  readonly absent: readonly { readonly id: string; readonly why: string }[];
  /** The smallest case: what starting each tool costs. */
  readonly tiny: CaseResult;
  readonly cases: readonly CaseResult[];
  readonly startup?: Startup;
}

export interface Cost {
  /** User and system time. */
  readonly cpu: number;
  readonly wall: number;
}

/** The medians of a tool's search: as it says itself, or the whole process less its start (`tiny`). */
export function searchCost(measured: Measured, tiny: CaseResult): Cost {
  const own = measured.runs.flatMap((run) => (run.search === undefined ? [] : [run.search]));
  if (own.length > 0) return medians(own);
  const whole = medians(measured.runs);
  const start = tiny.measured.find(({ tool }) => tool === measured.tool);
  if (start === undefined || tiny.name === "") return whole;
  const begun = medians(start.runs);
  return { cpu: Math.max(1e-4, whole.cpu - begun.cpu), wall: Math.max(1e-4, whole.wall - begun.wall) };
}

/** Translating the model: in commands of its own or as a part of the runs; nothing where the search includes it. */
export function compileCost({ prepare, runs }: Measured): Cost {
  const own = runs.flatMap((run) => (run.compile === undefined ? [] : [run.compile]));
  return own.length > 0 ? medians(own) : medians([prepare]);
}

const medians = (list: readonly Time[]): Cost => ({ cpu: median(list.map((r) => r.user + r.sys)), wall: median(list.map((r) => r.wall)) });

/** Largest resident set, the median of the runs. */
export const residentSet = (measured: Measured): number => median(measured.runs.map((run) => run.rss));

/** Bytes for each state by which the resident set is larger than on the smallest case; undefined where a run-time system happens to hold more than the states take. */
export function grownPerState(measured: Measured, test: CaseResult, tiny: CaseResult): number | undefined {
  if (test.distinct < 1e5) return undefined;
  const base = tiny.measured.find(({ tool }) => tool === measured.tool);
  return (residentSet(measured) - (base === undefined ? 0 : residentSet(base))) / test.distinct;
}
