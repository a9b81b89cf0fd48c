// SPDX-License-Identifier: Apache-2.0
// What two workers gain over one, in all runs and in those during which the processors were whole.
import { median } from "./measure.ts";
import { gained, whole, type Glimpse } from "./processors.ts";
import { compileCost, searchCost, type CaseResult, type Measured, type Results, type Run } from "./results.ts";

export interface Gain {
  /** Wall time of one worker over that of two, from the model to the answer: medians of all runs. */
  readonly all: number;
  /** The same of the runs before and after which the processors were whole that they need; absent where there are few such runs of either kind. */
  readonly whole?: number;
  /** How many those are, and of how many, with one worker and with two. */
  readonly one: readonly [number, number];
  readonly two: readonly [number, number];
  /** What two pieces of arithmetic gained, before and after all those runs; absent where nobody looked. */
  readonly arithmetic?: number;
}

const [ONE, TWO] = ["ours-wasm", "ours-team"];
/** Processors that a tool needs, if it is one of the two that are held against each other. */
export const needed = (tool: string): 1 | 2 | undefined => (tool === ONE ? 1 : tool === TWO ? 2 : undefined);

/** Runs below which nothing is said of their median. */
const FEW = 5;

/** Undefined where one worker or two were not measured. */
export function workersGain(test: CaseResult, { tiny, cases }: Pick<Results, "tiny" | "cases">): Gain | undefined {
  const [one, two] = [ONE, TWO].map((id) => test.measured.find(({ tool }) => tool === id));
  if (one === undefined || two === undefined) return undefined;
  const wall = (measured: Measured): number => searchCost(measured, tiny).wall + compileCost(measured).wall;
  const glimpses = glimpsesOf([test]);
  const best = Math.min(...glimpsesOf(cases).flatMap(({ alone, both }) => [alone, both]));
  const quiet = (measured: Measured, count: 1 | 2): Measured => ({ ...measured, runs: measured.runs.filter((run) => undisturbed(run, count, best)) });
  const [oneWhole, twoWhole] = [quiet(one, 1), quiet(two, 2)];
  const both = [oneWhole, twoWhole].every(({ runs }) => runs.length >= FEW);
  return {
    all: wall(one) / wall(two), one: [oneWhole.runs.length, one.runs.length], two: [twoWhole.runs.length, two.runs.length],
    ...(both ? { whole: wall(oneWhole) / wall(twoWhole) } : {}), ...(glimpses.length > 0 ? { arithmetic: median(glimpses.map(gained)) } : {}),
  };
}

const glimpsesOf = (cases: readonly CaseResult[]): readonly Glimpse[] => cases.flatMap(({ measured }) => measured.flatMap(({ runs }) => runs.flatMap(({ processors = [] }) => processors)));

const undisturbed = ({ processors = [] }: Run, count: 1 | 2, best: number): boolean => processors.length > 0 && processors.every((glimpse) => whole(glimpse, count, best));

/** For people. */
export function gainText(gain: Gain): string {
  const times = (value: number): string => `${value.toFixed(2)}x`;
  const first = `  two workers: ${times(gain.all)} one in wall time`;
  if (gain.arithmetic === undefined) return first;
  const runs = `(${gain.one.join(" of ")} runs of one, ${gain.two.join(" of ")} of two)`;
  return `${first}, all runs; where the processors were whole before and after ${runs}: ${gain.whole === undefined ? "-" : times(gain.whole)}; two pieces of arithmetic: ${times(gain.arithmetic)}`;
}
