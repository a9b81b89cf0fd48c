// SPDX-License-Identifier: Apache-2.0
// The end of the report: how the tools compare, one row for each case, as ratios of medians.
import { compileCost, grownPerState, searchCost, type CaseResult, type Measured, type Results } from "./results.ts";
import { table } from "./text.ts";
import { workersGain, type Gain } from "./workers.ts";

/** What was not measured. */
const NONE = "-";

/** Two tables; nothing without a case. */
export function summaryText({ cases, tiny }: Results): string[] {
  if (cases.length === 0) return [];
  return [
    "how many times the states per CPU second (ratios of medians; TLC's CPU seconds are those of both its workers; +c: translating and compiling the model counted in):",
    ...table([
      ["", "wasm/pan", "wasm/Rumur", "wasm/TLC", "tables/pan", "wasm+c/pan", "wasm+c/pan+c", "wasm+c/Rumur+c"],
      ...cases.map((test) => [test.name, ...speeds(test, tiny)]),
    ]),
    "", "how many times fewer states with reductions; two workers over one, wall time, compile included in both, in all runs and while the processors were whole; bytes per state, own account and growth of the resident set:",
    ...table([
      ["", "fewer states", "two workers", "whole", "wasm own", "wasm RSS", "tables own", "tables RSS"],
      ...cases.map((test) => [test.name, times(test.distinct, of(test, "ours-reduced")?.distinct), ...gains(workersGain(test, { tiny, cases })), ...bytes(test, "ours-wasm", tiny), ...bytes(test, "ours-tables", tiny)]),
    ]),
  ];
}

function speeds(test: CaseResult, tiny: CaseResult): string[] {
  const search = (tool: string): number | undefined => cpu(of(test, tool), tiny);
  const whole = (tool: string): number | undefined => {
    const measured = of(test, tool);
    return measured && searchCost(measured, tiny).cpu + compileCost(measured).cpu;
  };
  return [
    times(search("spin"), search("ours-wasm")), times(search("rumur"), search("ours-wasm")), times(search("tlc"), search("ours-wasm")), times(search("spin"), search("ours-tables")),
    times(search("spin"), whole("ours-wasm")), times(whole("spin"), whole("ours-wasm")), times(whole("rumur"), whole("ours-wasm")),
  ];
}

const gains = (gain: Gain | undefined): string[] => [times(gain?.all, 1), times(gain?.whole, 1)];

function bytes(test: CaseResult, tool: string, tiny: CaseResult): string[] {
  const measured = of(test, tool);
  return [measured?.bytesPerState, measured && grownPerState(measured, test, tiny)].map((value) => value?.toFixed(1) ?? NONE);
}

const cpu = (measured: Measured | undefined, tiny: CaseResult): number | undefined => measured && searchCost(measured, tiny).cpu;
const of = (test: CaseResult, tool: string): Measured | undefined => test.measured.find((measured) => measured.tool === tool);
const times = (more: number | undefined, less: number | undefined): string => (more === undefined || less === undefined ? NONE : `${(more / less).toFixed(more / less < 100 ? 2 : 0)}x`);
