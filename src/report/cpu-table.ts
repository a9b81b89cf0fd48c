// SPDX-License-Identifier: Apache-2.0
// The counterexample as kernel people draw it: a lane per CPU and one for the hardware, time downwards, one
// access per line, what it saw and what it changed below. Plain ASCII, at most 75 columns, fit for a mail.
import { lineRef } from "../base/source.ts";
import type { Trace } from "../check/result.ts";
import type { IrModel } from "../ir/model.ts";
import type { CheckReport, PropertyReport } from "./check-report.ts";
import { traceView, type Actor, type Row, type TraceView } from "./trace-view.ts";
import { NBSP } from "./values.ts";
import { wrap } from "./wrap.ts";

/** Columns of a mail that may still be quoted a few times. */
export const COLUMNS = 75;
const GAP = 2;
/** With more lanes than this, a list with the names of the agents is easier to read. */
const MOST_LANES = 3;

/** The trace of one property, ending in a newline. */
export function cpuTable(report: Pick<CheckReport, "file" | "check">, model: IrModel, property: PropertyReport, trace: Trace): string {
  const view = traceView(model, property, trace);
  const acting = view.actors.filter((actor) => view.rows.some((row) => row.actor.key === actor.key));
  const names = cpuNames(view.actors.filter((actor) => acting.includes(actor) || view.waiting.some((one) => one.actor.key === actor.key)));
  const lines = [
    ...wrap(title(report, property, view.rows.length), COLUMNS, 2), "",
    ...initialLines(view), ...(acting.length === 0 ? ["     (no step is taken)"] : acting.length > MOST_LANES ? list(view, names) : lanes(view, acting, names)), "",
    ...ending(view, property, names),
  ];
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

function title({ file, check }: Pick<CheckReport, "file" | "check">, property: PropertyReport, steps: number): string {
  const found = property.status === "reached" ? "reached" : "promise not kept";
  return `${file}: ${check}: ${found}: ${property.name} (${steps}${NBSP}${steps === 1 ? "step" : "steps"})`;
}

/** `CPU0 gup_fast(0)`; numbered in declaration order over the agents that are shown. */
function cpuNames(shown: readonly Actor[]): ReadonlyMap<string, string> {
  const cpus = shown.filter((actor) => !actor.hardware);
  return new Map(shown.map((actor) => [actor.key, actor.hardware ? actor.title : `CPU${cpus.indexOf(actor)} ${actor.title}`]));
}

function initialLines(view: TraceView): readonly string[] {
  if (view.initially.length === 0) return [];
  return [...view.initially.flatMap((text, i) => wrap(`${i === 0 ? "initially " : "          "}${text}`, COLUMNS - 5, i === 0 ? 12 : 2)).map((line) => `     ${line}`), ...understoodLines(view), ""];
}

function understoodLines(view: TraceView): readonly string[] {
  return view.understood.flatMap((text) => wrap(text, COLUMNS - 5, 2)).map((line) => `     ${line}`);
}

/** The lines of one row as they stand in its lane, before wrapping. `previous`: the row before it in the same lane. */
function rowLines(row: Row, previous: Row | undefined): readonly { readonly text: string; readonly hang: number }[] {
  let common = 0;
  while (common < row.calls.length && row.calls[common] === previous?.calls[common]) common += 1;
  const entered = row.calls.slice(common).map((call, i) => ({ text: `${" ".repeat(common + i)}${call}:`, hang: 2 }));
  const indent = " ".repeat(row.calls.length);
  const below = [
    ...row.chosen.map((text) => `with ${text}`), ...(row.observed === undefined ? [] : [`-> ${row.observed}`]),
    ...row.changes, ...(row.misfit === undefined ? [] : [row.misfit]), ...(row.final ? ["<-- not kept here"] : []),
  ];
  const silent = row.text === "";
  return [
    ...entered, ...(silent ? [] : [{ text: indent + row.text, hang: 4 }]),
    ...below.map((text) => ({ text: `${indent}${silent ? "" : "  "}${text}`, hang: text.startsWith("-> ") ? 4 : 2 })),
  ];
}

function lanes(view: TraceView, acting: readonly Actor[], names: ReadonlyMap<string, string>): readonly string[] {
  const previous = new Map<string, Row>();
  const blocks = view.rows.map((row) => {
    const lines = rowLines(row, previous.get(row.actor.key));
    previous.set(row.actor.key, row);
    return { lane: acting.findIndex((actor) => actor.key === row.actor.key), lines };
  });
  const number = Math.max(2, String(blocks.length).length);
  const wanted = acting.map((actor, lane) => Math.max(nameOf(names, actor).length,
    ...blocks.filter((block) => block.lane === lane).flatMap((block) => block.lines.map(({ text }) => text.length))));
  const widths = fit(wanted, COLUMNS - number - 3 - GAP * (acting.length - 1));
  const left = (lane: number): number => number + 3 + widths.slice(0, lane).reduce((sum, width) => sum + width + GAP, 0);
  const beside = (texts: readonly string[]): string => texts.reduce((line, text, lane) => line.padEnd(left(lane)) + text, "");

  const result: string[] = [];
  const headings = acting.map((actor, lane) => wrap(nameOf(names, actor), widths[lane] ?? 0));
  for (let i = 0; i < Math.max(0, ...headings.map((lines) => lines.length)); i += 1) result.push(beside(headings.map((lines) => lines[i] ?? "")));
  result.push(beside(widths.map((width) => "-".repeat(width))));
  for (const [i, block] of blocks.entries()) {
    const lines = block.lines.flatMap(({ text, hang }) => wrap(text, widths[block.lane] ?? COLUMNS, hang));
    for (const [at, line] of lines.entries()) {
      const prefix = at === 0 ? `${String(i + 1).padStart(number)}. ` : "";
      result.push(prefix.padEnd(left(Math.max(0, block.lane))) + line);
    }
  }
  return result;
}

function list(view: TraceView, names: ReadonlyMap<string, string>): readonly string[] {
  const number = Math.max(2, String(view.rows.length).length);
  const previous = new Map<string, Row>();
  return view.rows.flatMap((row, i) => {
    const lines = rowLines(row, previous.get(row.actor.key));
    previous.set(row.actor.key, row);
    const inner = lines.flatMap(({ text, hang }) => wrap(text, COLUMNS - number - 7, hang)).map((line) => `${" ".repeat(number + 7)}${line}`);
    return [...wrap(`${String(i + 1).padStart(number)}.  ${nameOf(names, row.actor)}`, COLUMNS, 4), ...inner];
  });
}

/** Shrinks the widest lanes until all fit into `room`. */
function fit(wanted: readonly number[], room: number): readonly number[] {
  const widths = [...wanted];
  while (widths.reduce((sum, width) => sum + width, 0) > room) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = (widths[widest] ?? 1) - 1;
  }
  return widths;
}

/** What the property says, what it means here, and the values that show it. */
function ending(view: TraceView, property: PropertyReport, names: ReadonlyMap<string, string>): readonly string[] {
  const said = property.doc === "" ? property.name : `${property.name}: ${property.doc}`;
  const lines = [...wrap(said, COLUMNS, 2)];
  const place = property.origin === "range" && property.span !== undefined ? ` (${lineRef(property.span)})` : "";
  if (property.message !== "" && property.message !== property.doc) lines.push(...wrap(`  here: ${property.message}${place}`, COLUMNS, 2));
  const width = Math.min(30, Math.max(0, ...view.shows.map(({ name }) => name.length)));
  for (const { name, values } of view.shows) {
    const texts = values.length === 0 ? ["nothing"] : values;
    lines.push(...texts.flatMap((text, i) => wrap(`    ${(i === 0 ? name : "").padEnd(width).replaceAll(" ", "\u00a0")}  ${text}`, COLUMNS, width + 2)));
  }
  for (const { actor, label, step, stuck } of view.waiting) {
    lines.push(...wrap(`  ${nameOf(names, actor)} ${stuck ? "cannot go on" : "waits"} at ${label}${step === undefined ? "" : `: ${step}`}`, COLUMNS, 4));
  }
  return lines;
}

const nameOf = (names: ReadonlyMap<string, string>, actor: Actor): string => names.get(actor.key) ?? actor.title;
