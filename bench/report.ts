// SPDX-License-Identifier: Apache-2.0
// The results as text: a table for each case with ratios of medians, then the limits of the machine, then all cases side by side.
import { median } from "./measure.ts";
import { compileCost, grownPerState, residentSet, searchCost, type CaseResult, type Results } from "./results.ts";
import { summaryText } from "./summary.ts";
import { count, gib, ms, seconds, short, table } from "./text.ts";
import { gainText, workersGain } from "./workers.ts";

/** For people; widths are those of a terminal. */
export function reportText(results: Results): string {
  const { machine, startup } = results;
  const lines = [
    `${results.date}  ${machine.cpu}, ${machine.cores} cores, ${gib(machine.memory)} GiB, ${machine.system}, load ${machine.load.toFixed(1)}`,
    ...results.tools.map(({ title, version }) => `  ${title}: ${version}`),
    ...results.absent.map(({ id, why }) => `  not measured: ${id}: ${why}`),
    "", "starting each tool (process to verdict on 76 states; translating and compiling apart):",
    ...results.tiny.measured.map((m) => `  ${title(results, m.tool).padEnd(25)}${seconds(mid(m.runs.map((r) => r.wall)))} wall${seconds(mid(m.runs.map((r) => r.user + r.sys)))} CPU   compile ${seconds(compileCost(m).wall).trim()} wall`),
    ...results.cases.flatMap((test) => ["", ...caseText(test, results)]),
  ];
  const limits = results.cases.flatMap((test) => limitText(test, results));
  if (limits.length > 0) lines.push("", "transitions per CPU second, and random 8-byte inserts per CPU second by WebAssembly, measured in between:", ...limits);
  if (startup !== undefined) {
    const more = (startup.check.wall - startup.node.wall) * 1e3;
    lines.push("", `\`ptespec check\` of the smallest example: ${ms(startup.check.wall)} wall, ${ms(startup.check.cpu)} CPU; bare node ${ms(startup.node.wall)}, ${ms(startup.node.cpu)}: ${more.toFixed(0)} ms more`);
  }
  const summary = summaryText(results);
  if (summary.length > 0) lines.push("", ...summary);
  return `${lines.join("\n")}\n`;
}

/** Ratios are of CPU time: how many times the tool's states a second each of ours does with one thread. */
function caseText(test: CaseResult, results: Results): string[] {
  const ours = test.measured.filter(({ tool }) => alone(tool));
  const gain = workersGain(test, results);
  const head = `${test.name}: ${count(test.distinct)} states${test.generated === undefined ? "" : `, ${count(test.generated)} transitions`}`;
  const columns = ["", "CPU s", "wall s", "RSS MB", "B/state", "states/CPU s", "with compile", "trans/CPU s", "runs", "compile CPU s", ...ours.map(({ tool }) => `${tool.replace("ours-", "")} x`)];
  const rows = test.measured.map((m) => {
    const cost = searchCost(m, results.tiny);
    const compile = compileCost(m);
    const grown = grownPerState(m, test, results.tiny)?.toFixed(1) ?? "";
    return [
      `${title(results, m.tool)}${m.distinct === test.distinct ? "" : `, ${count(m.distinct)} states`}`, cost.cpu.toFixed(3), cost.wall.toFixed(3), (residentSet(m) / 1e6).toFixed(0), `${grown}${m.bytesPerState === undefined ? "" : ` (${m.bytesPerState.toFixed(1)})`}`,
      m.distinct === test.distinct ? short(test.distinct / cost.cpu) : "", m.distinct === test.distinct ? short(test.distinct / (cost.cpu + compile.cpu)) : "",
      test.generated === undefined || m.distinct !== test.distinct ? "" : short(test.generated / cost.cpu), String(m.runs.length), compile.cpu === 0 ? "" : compile.cpu.toFixed(3),
      ...ours.map((o) => (m === o ? "1" : (cost.cpu / searchCost(o, results.tiny).cpu).toFixed(2))),
    ];
  });
  return [head, ...table([columns, ...rows]), ...(gain === undefined ? [] : [gainText(gain)]), ...test.failed.map(({ tool, why }) => `  ${tool}: ${why}`)];
}

function limitText({ name, distinct, generated, measured, inserts = [] }: CaseResult, { tiny }: Results): string[] {
  if (inserts.length === 0 || generated === undefined) return [];
  const [plain, batched] = [median(inserts.map((look) => look.plain)), median(inserts.map((look) => look.batched))];
  const shares = measured.filter((m) => alone(m.tool) && m.distinct === distinct).map((m): readonly [string, number] => [m.tool, generated / searchCost(m, tiny).cpu])
    .map(([tool, rate]) => `${tool} ${short(rate)}, ${(rate / Math.max(plain, batched) * 100).toFixed(0)} %`);
  return [[`  ${name}: inserts ${short(plain)}, in batches ${short(batched)} (${inserts.length} times into ${inserts[0]?.gib ?? 0} GiB)`, ...shares].join("; ")];
}

const title = (results: Results, id: string): string => results.tools.find((tool) => tool.id === id)?.title ?? id;
const mid = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
/** Ours, by one thread. */
const alone = (tool: string): boolean => tool.startsWith("ours-") && tool !== "ours-team";
