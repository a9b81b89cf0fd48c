// SPDX-License-Identifier: Apache-2.0
// The results as text: a table for each case with ratios of medians, then the limits of the machine.
import { residentSet, searchCost, type CaseResult, type Results } from "./results.ts";

/** For people; widths are those of a terminal. */
export function reportText(results: Results): string {
  const { machine, insertLimit, startup } = results;
  const lines = [
    `${results.date}  ${machine.cpu}, ${machine.cores} cores, ${gib(machine.memory)} GiB, ${machine.system}, load ${machine.load.toFixed(1)}`,
    ...results.tools.map(({ title, version }) => `  ${title}: ${version}`),
    ...results.absent.map(({ id, why }) => `  not measured: ${id}: ${why}`),
    "", "starting each tool (process to verdict on 76 states; translating and compiling apart):",
    ...results.tiny.measured.map((m) => `  ${title(results, m.tool).padEnd(20)}${seconds(mid(m.runs.map((r) => r.wall)))} wall${seconds(mid(m.runs.map((r) => r.user + r.sys)))} CPU   compile ${seconds(m.prepare.wall).trim()}`),
    ...results.cases.flatMap((test) => ["", ...caseText(test, results)]),
  ];
  if (insertLimit !== undefined) lines.push("", ...limitText(results));
  if (startup !== undefined) {
    const more = (startup.check.wall - startup.node.wall) * 1e3;
    lines.push("", `\`ptespec check\` of the smallest example: ${ms(startup.check.wall)} wall, ${ms(startup.check.cpu)} CPU; bare node ${ms(startup.node.wall)}, ${ms(startup.node.cpu)}: ${more.toFixed(0)} ms more`);
  }
  return `${lines.join("\n")}\n`;
}

/** Ratios are of CPU time: how many times the tool's states a second each of ours does. */
function caseText(test: CaseResult, results: Results): string[] {
  const ours = test.measured.filter(({ tool }) => tool.startsWith("ours"));
  const head = `${test.name}: ${count(test.distinct)} states${test.generated === undefined ? "" : `, ${count(test.generated)} transitions`}`;
  const columns = ["", "CPU s", "wall s", "RSS MB", "B/state", "states/CPU s", "trans/CPU s", "runs", "compile s", ...ours.map(({ tool }) => `${tool.replace("ours-", "")} x`)];
  const rows = test.measured.map((m) => {
    const cost = searchCost(m, results.tiny);
    const base = results.tiny.measured.find(({ tool }) => tool === m.tool);
    // On small cases what a run-time system happens to hold is more than the states.
    const grown = test.distinct < 1e5 ? "" : ((residentSet(m) - (base === undefined ? 0 : residentSet(base))) / test.distinct).toFixed(1);
    return [
      `${title(results, m.tool)}${m.distinct === test.distinct ? "" : `, ${count(m.distinct)} states`}`, cost.cpu.toFixed(3), cost.wall.toFixed(3), (residentSet(m) / 1e6).toFixed(0), `${grown}${m.bytesPerState === undefined ? "" : ` (${m.bytesPerState.toFixed(1)})`}`,
      m.distinct === test.distinct ? short(test.distinct / cost.cpu) : "", test.generated === undefined || m.distinct !== test.distinct ? "" : short(test.generated / cost.cpu), String(m.runs.length), m.prepare.wall < 0.001 ? "" : m.prepare.wall.toFixed(2),
      ...ours.map((o) => (m === o ? "1" : (cost.cpu / searchCost(o, results.tiny).cpu).toFixed(2))),
    ];
  });
  return [head, ...table([columns, ...rows]), ...test.failed.map(({ tool, why }) => `  ${tool}: ${why}`)];
}

function limitText({ insertLimit, cases, tiny }: Results): string[] {
  if (insertLimit === undefined) return [];
  const limit = Math.max(insertLimit.plain, insertLimit.batched);
  const shares = cases.flatMap((test) => test.measured.filter(({ tool, distinct }) => tool.startsWith("ours") && distinct === test.distinct && test.generated !== undefined)
    .map((m) => `  ${test.name}, ${m.tool}: ${short((test.generated ?? 0) / searchCost(m, tiny).cpu)} transitions/CPU s, ${((test.generated ?? 0) / searchCost(m, tiny).cpu / limit * 100).toFixed(0)} % of the limit`));
  return [`random 8-byte inserts into ${insertLimit.gib} GiB, WebAssembly: ${short(insertLimit.plain)}/CPU s, in batches ${short(insertLimit.batched)}/CPU s`, ...shares];
}

/** The first column to the left, the others to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? "").length)));
  return rows.map((row) => `  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  ")}`.trimEnd());
}

const title = (results: Results, id: string): string => results.tools.find((tool) => tool.id === id)?.title ?? id;
const mid = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
const gib = (bytes: number): string => (bytes / 2 ** 30).toFixed(0);
const ms = (value: number): string => `${(value * 1e3).toFixed(0)} ms`;
const seconds = (value: number): string => `${value.toFixed(3)} s`.padStart(10);
const count = (value: number): string => value.toLocaleString("en-US");
const short = (value: number): string => (value >= 1e6 ? `${(value / 1e6).toFixed(2)} M` : `${(value / 1e3).toFixed(1)} k`);
