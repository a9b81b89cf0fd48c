// SPDX-License-Identifier: Apache-2.0
// A TLC in a test tube: it answers a job as TLC would, with messages, from what the reference interpreter finds. It
// knows the model, and reads from the configuration what it is asked.
import { required, unreachable } from "../../src/base/unreachable.ts";
import { exploreReference } from "../../src/check/reference.ts";
import { createNames, propertyName } from "../../src/emit/tla/names.ts";
import type { IrModel } from "../../src/ir/model.ts";
import type { Sort } from "../../src/ir/sorts.ts";
import type { State, Trace } from "../../src/ir/trace.ts";
import { valuesOf, type Value } from "../../src/ir/values.ts";
import type { TlcJob, TlcRun } from "../../src/node/tlc/run.ts";
import { createMessageReader } from "../../src/tlc/messages.ts";
import { classify, type ProcessEnd } from "../../src/tlc/outcome.ts";

/** TLC's notation, written down from what it prints. */
export function tlcText(sort: Sort, value: Value, field: (name: string) => string): string {
  const items = typeof value === "object" ? value : [];
  switch (sort.kind) {
    case "bool":
      return value === true ? "TRUE" : "FALSE";
    case "int":
      return String(value);
    case "enum":
      return `"${required(sort.universe.members[Number(value)], "a member").replace(/["\\]/gu, "\\$&")}"`;
    case "record":
      return `[${sort.fields.map((one, i) => `${field(one.name)} |-> ${tlcText(one.sort, required(items[i], "a field"), field)}`).join(", ")}]`;
    case "set":
      return `{${items.map((item) => tlcText(sort.elem, item, field)).join(",\n  ")}}`;
    case "array": {
      const keys = [...valuesOf(sort.index)].map((key) => tlcText(sort.index, key, field));
      const texts = items.map((item) => tlcText(sort.elem, item, field));
      if (keys.every((key, i) => key === String(i + 1))) return `<<${texts.join(", ")}>>`;
      if (keys.every((key) => /^"[A-Za-z_]\w*"$/u.test(key))) return `[${keys.map((key, i) => `${key.slice(1, -1)} |-> ${texts[i] ?? ""}`).join(", ")}]`;
      return `( ${keys.map((key, i) => `${key} :> ${texts[i] ?? ""}`).join(" @@\n  ")} )`;
    }
    default:
      return unreachable(sort);
  }
}

export const message = (code: number, severity: number, body: string): string => `@!@!@STARTMSG ${code}:${severity} @!@!@\n${body}\n@!@!@ENDMSG ${code} @!@!@\n`;

const BEGIN = message(2262, 0, "TLC2 Version 2.19 of 08 August 2024") + message(2220, 0, "Starting SANY...") + message(2219, 0, "SANY finished.") + message(2185, 0, "Starting... (2026-01-01 00:00:00)");

export function stateText(model: IrModel, state: State): string {
  const names = createNames(model);
  return model.vars.map(({ name, sort }, i) => `/\\ ${names.of("var", name)} = ${tlcText(sort, required(state[i], name), names.field)}`).join("\n");
}

export function traceMessages(model: IrModel, trace: Trace): string {
  const names = createNames(model);
  return trace.states.map((state, i) => {
    const action = i === 0 ? "Initial predicate" : `${names.of("step", required(trace.steps[i - 1], "a step").step)} line 1, col 1 to line 1, col 2 of module ${names.module}`;
    return message(2217, 4, `${i + 1}: <${action}>\n${stateText(model, state)}\n`);
  }).join("");
}

/** The output of a search for these invariants (by identifier), and its exit code. */
export function tlcLog(model: IrModel, asked: readonly string[], deadlock: boolean): { readonly log: string; readonly exitCode: number } {
  const names = createNames(model);
  const result = exploreReference(model);
  const identifier = new Map(model.properties.map((p) => [p.name, p.kind === "invariant" ? propertyName(names, p) : names.of("never", p.name)]));
  const totals = message(2199, 0, `${result.generated} states generated, ${result.distinct} distinct states found, 0 states left on queue.`) + message(2194, 0, `The depth of the complete state graph search is ${result.depth}.`);
  const end = message(2186, 0, "Finished in 1ms at (2026-01-01 00:00:00)");
  const [found] = result.properties.filter(({ name, trace }) => trace !== undefined && (name === "deadlock" ? deadlock : asked.includes(identifier.get(name) ?? "")))
    .toSorted((a, b) => (a.trace?.states.length ?? 0) - (b.trace?.states.length ?? 0));
  if (found?.trace === undefined) return { log: BEGIN + message(2193, 0, "Model checking completed. No error has been found.") + totals + end, exitCode: 0 };
  const dead = found.name === "deadlock";
  const headline = dead ? message(2114, 1, "Deadlock reached.") : message(2110, 1, `Invariant ${identifier.get(found.name) ?? ""} is violated.`);
  return { log: BEGIN + headline + message(2121, 1, "The behavior up to this point is:") + traceMessages(model, found.trace) + totals + end, exitCode: dead ? 11 : 12 };
}

/** What a run comes to that prints `log` and ends so. */
export function played(job: TlcJob, log: string, end: Partial<ProcessEnd>): TlcRun {
  const reader = createMessageReader(job.onMessage);
  reader.push(log);
  return { outcome: classify(reader.end(), { stderr: "", ...end }), log, stderr: end.stderr ?? "", command: [] };
}

/** Answers as TLC would about this model. */
export function answer(model: IrModel, job: TlcJob): TlcRun {
  const [, list = ""] = /INVARIANTS\n((?: {4}\S+\n)+)/u.exec(job.cfg) ?? [];
  const { log, exitCode } = tlcLog(model, list.split(/\s+/u), job.cfg.includes("CHECK_DEADLOCK TRUE"));
  return played(job, log, { exitCode });
}
