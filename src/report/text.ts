// SPDX-License-Identifier: Apache-2.0
// Verdicts for people: a block per check with what was decided under which scope, and a summary table. The
// words are "holds", "violated", "inconclusive"; a violation is a promise not kept, and judged by the reader.
import type { StopReason } from "../check/result.ts";
import { lineRef } from "../base/source.ts";
import { unreachable } from "../base/unreachable.ts";
import type { CheckScope } from "../program/types.ts";
import { decisive } from "./verdict.ts";
import { countsDistinct, countsGenerated, shownSteps, type CheckReport, type PropertyReport, type SearchReport } from "./check-report.ts";
import { thousands } from "./numbers.ts";
import { unfinishedText } from "./unfinished.ts";
import { wrap } from "./wrap.ts";

export { thousands } from "./numbers.ts";

const COLUMNS = 79;

/** The block of one check, ending in a newline. Times are left out when `times` is false. */
export function checkText(report: CheckReport, options: { readonly times?: boolean } = {}): string {
  const heading = `${report.file}: ${report.check}${report.claims.length === 0 ? "" : ` [${report.claims.join(", ")}]`}: ${verdictText(report)}`;
  const properties = report.properties.filter((property) => property.name !== "deadlock" || property.status !== "holds" || report.properties.length === 1);
  const lines = [...wrap(heading, COLUMNS, 4)];
  if (report.doc !== undefined) lines.push(...wrap(`  ${report.doc}`, COLUMNS, 0));
  const nameWidth = Math.min(32, Math.max(0, ...properties.map((property) => property.name.length)));
  for (const property of properties) lines.push(...wrap(`  ${statusWord(property).padEnd(17).replaceAll(" ", "\u00a0")} ${property.name.padEnd(nameWidth).replaceAll(" ", "\u00a0")}  ${remark(property)}`, COLUMNS, 22));
  for (const item of report.expectations) {
    if (item.outcome !== "met") lines.push(...wrap(`  expected: ${item.text}${item.because === "" ? "" : `; but ${item.because}`}`, COLUMNS, 4));
  }
  for (const { severity, code, message, primary } of report.warnings) {
    lines.push(...wrap(`  ${severity}[${code}]: ${message}${primary === undefined ? "" : ` (${lineRef(primary.span)})`}`, COLUMNS, 4));
  }
  if (report.search !== undefined) lines.push(...wrap(`  ${searchText(report.search, report.outcome === "refuted")}${options.times === false ? "" : `, ${seconds(report.millis)}`}`, COLUMNS, 4));
  if (report.search !== undefined) lines.push(...unfinishedText(report.search).flatMap((text) => wrap(`  ${text}`, COLUMNS, 4)));
  if (report.search !== undefined) lines.push(...scopeLines(report.scope, report.search.reductions));
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

/** `violated, as expected`; `violated, expected holds`; `inconclusive (interrupted)`. */
export function verdictText(report: CheckReport): string {
  if (report.verdict === "error" && report.expected === "error" && report.outcome === "met") return "rejected, as expected";
  if (report.verdict === "inconclusive") return `inconclusive${report.search === undefined ? "" : ` (${stopText(report.search.stop)})`}`;
  const word = report.verdict === "error" ? "rejected" : report.verdict;
  switch (report.outcome) {
    case "met":
      return `${word}, as expected`;
    case "open":
      return `${word}, but not all is decided`;
    case "refuted":
      return report.verdict === report.expected ? `${word}, but not as expected` : `${word}, expected ${report.expected === "error" ? "an error" : report.expected}`;
    default:
      return unreachable(report.outcome);
  }
}

/** One row per check: file where there are several, claim, check, verdict, expected, distinct states, time; then how many are as expected. */
export function summaryText(reports: readonly CheckReport[], options: { readonly times?: boolean; readonly minded?: number } = {}): string {
  const heading = ["file", "claim", "check", "verdict", "expected", "", "states", "time"];
  const rows = reports.map((report) => [
    report.file, report.claims.join(","), report.check, report.verdict, report.expected, report.outcome === "met" ? "" : report.outcome === "open" ? "?" : "DIFFERS",
    report.search === undefined || !countsDistinct(report.search) ? "-" : `${report.search.walked === undefined ? "" : "~"}${thousands(report.search.distinct)}`, report.search === undefined ? "-" : seconds(report.millis),
  ]);
  const several = new Set(reports.map((report) => report.file)).size > 1;
  const shown = [0, 1, 2, 3, 4, 5, 6, 7].filter((column) =>
    (column !== 0 || several) && (column !== 5 || rows.some((row) => row[5] !== "")) && (column !== 7 || options.times !== false));
  const widths = shown.map((column) => Math.max(...[heading, ...rows].map((row) => (row[column] ?? "").length)));
  const table = [heading, ...rows].map((row) => shown.map((column, i) => {
    const text = row[column] ?? "";
    return column >= 6 ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0);
  }).join("  ").trimEnd());
  return `${[...table, "", countsText(reports, options.minded)].join("\n")}\n`;
}

/** `12 checks: 10 as expected, 1 differs, 1 not decided; 1 warning, --strict`. `minded`: warnings that count as differences. */
export function countsText(reports: readonly CheckReport[], minded = 0): string {
  const count = (outcome: CheckReport["outcome"]): number => reports.filter((report) => report.outcome === outcome).length;
  const [differ, open] = [count("refuted"), count("open")];
  const tail = `${differ === 0 ? "" : `, ${differ} ${differ === 1 ? "differs" : "differ"}`}${open === 0 ? "" : `, ${open} not decided`}${minded === 0 ? "" : `; ${minded} ${minded === 1 ? "warning" : "warnings"}, --strict`}`;
  return `${reports.length} ${reports.length === 1 ? "check" : "checks"}: ${count("met")} as expected${tail}`;
}

/** The properties whose traces a reader wants: those that are not as expected, or all. */
export function tracesToShow(report: CheckReport, all: boolean): readonly PropertyReport[] {
  const traced = report.properties.filter((property) => property.trace !== undefined);
  if (all) return traced;
  const first = decisive(report);
  const group = report.outcome === "refuted" ? traced.filter((property) => property.outcome === "refuted") : [];
  return group.length > 0 || first?.trace === undefined || report.outcome !== "refuted" ? group : [first];
}

function statusWord(property: PropertyReport): string {
  return property.status === "violated" ? "promise not kept" : property.status === "undecided" ? "not decided" : property.status;
}

function remark(property: PropertyReport): string {
  const notes: string[] = [];
  const steps = shownSteps(property);
  if (property.trace !== undefined) notes.push(`${steps} ${steps === 1 ? "step" : "steps"}`);
  if (property.untraced === true) notes.push("the search ended before it had the trace");
  if (property.shortest === false) notes.push("there may be a shorter way");
  if (property.vacuous && property.status === "holds") notes.push("vacuously");
  if (property.waiver !== undefined) notes.push(`waived: ${property.waiver}`);
  if (property.outcome === "refuted") notes.push(`expected ${property.expected}`);
  return notes.length === 0 ? "" : `(${notes.join("; ")})`;
}

function searchText(search: SearchReport, surprised: boolean): string {
  const { walked, stop } = search;
  const ended = stop === "decided" ? `stopped at the ${surprised ? "first" : "expected"} violation` : stopText(stop);
  if (walked !== undefined) {
    const ways = `${thousands(walked.walks)} random walks (seed ${walked.seed}), ${thousands(walked.steps)} steps, the longest ${search.depth} states`;
    return `${ways}, about ${thousands(search.distinct)} distinct states, ${ended}`;
  }
  const left = search.queue === 0 ? "" : `, ${thousands(search.queue)} not yet expanded`;
  if (!countsDistinct(search)) return `${thousands(search.generated)} ${search.generated === 1 ? "state" : "states"} generated, ${ended}`;
  if (search.distinct === 0 && !search.exhausted) return `${ended} before any state was counted`;
  const generated = countsGenerated(search) ? `, ${thousands(search.generated)} generated` : "";
  return `${thousands(search.distinct)} distinct ${search.distinct === 1 ? "state" : "states"}${generated}, depth ${search.depth}, ${ended}${left}${otherText(search)}`;
}

/** `; another search without symmetry: 1,234 states, depth 9, stopped at the bound on memory`. */
function otherText({ other, reductions }: SearchReport): string {
  if (other === undefined) return "";
  const symmetric = (list: SearchReport["reductions"] = []): boolean => list.some(({ name }) => name === "symmetry");
  const how = symmetric(other.reductions) === symmetric(reductions) ? "" : symmetric(reductions) ? " without symmetry" : " with symmetry";
  return `; another search${how}: ${thousands(other.distinct)} states, depth ${other.depth}, ${stopText(other.stop)}`;
}

export function stopText(stop: StopReason): string {
  switch (stop) {
    case "exhausted":
      return "search exhausted";
    case "decided":
      return "stopped at the expected violation";
    case "states":
      return "stopped at the bound on states";
    case "depth":
      return "stopped at the bound on depth";
    case "memory":
      return "stopped at the bound on memory";
    case "time":
      return "stopped at the bound on time";
    case "interrupted":
      return "interrupted";
    case "simulated":
      return "random behaviours, not a search of all states";
    case "failed":
      return "the search failed";
    default:
      return unreachable(stop);
  }
}

/** What the verdict rests on. Reductions that were used have a line each. */
export function scopeLines(scope: CheckScope, reductions: SearchReport["reductions"] = []): readonly string[] {
  const sizes = scope.sizes.map(({ name, value }) => `${name} = ${value}`);
  const bounded = scope.agents.filter((agent) => !scope.budgets.some((budget) => budget.startsWith(`${agent}:`)));
  const facts = [`memory ${scope.memory}`, `flush ${scope.flush}`, ...(reductions.length === 0 ? ["reductions none"] : [])];
  return [
    ...wrap(`  scope: ${[...bounded, ...scope.budgets].join("; ")}`, COLUMNS, 7),
    ...wrap(`         ${[...sizes, ...facts].join("; ")}`, COLUMNS, 0),
    ...reductions.flatMap(({ name, what }) => wrap(`  reduced by ${name}: ${what}`, COLUMNS, 4)),
    ...scope.assumptions.flatMap(({ name, text, source }) => wrap(`  assuming ${name}: ${text} [${source}]`, COLUMNS, 4)),
    ...scope.waivers.flatMap(({ property, reason }) => wrap(`  waived ${property}: ${reason}`, COLUMNS, 4)),
  ];
}

function seconds(millis: number): string {
  return `${(millis / 1000).toFixed(millis < 100 ? 2 : 1)} s`;
}
