// SPDX-License-Identifier: Apache-2.0
// `ptespec tlc --read`: a saved trace, TLC's or in the Informal Trace Format, shown as ptespec shows its own. Only
// the trace is believed, after the model has taken it; a log without one says nothing about properties, since
// nobody knows which of them TLC was asked about.
import { diag } from "../../diagnostics/catalog.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { IrModel } from "../../ir/model.ts";
import type { State } from "../../ir/trace.ts";
import type { LoweredCheck } from "../../program/types.ts";
import type { PropertyReport } from "../../report/check-report.ts";
import { cpuTable } from "../../report/cpu-table.ts";
import { parseItf } from "../../tlc/itf.ts";
import { readMessages } from "../../tlc/messages.ts";
import { modelStates } from "../../tlc/model-trace.ts";
import { classify } from "../../tlc/outcome.ts";
import type { TlcTrace } from "../../tlc/trace.ts";
import type { Toolchain } from "../env.ts";
import { moduleNames, tlcModel, type TlcModel } from "./job.ts";
import { decides, traceThrough } from "./trace.ts";

interface Saved {
  readonly trace: TlcTrace;
  /** What it is said to show. */
  readonly property?: string;
}

/** The picture of the trace in `text`, or why there is none. */
export function showSaved(tools: Pick<Toolchain, "emit" | "emitPlusCal">, lowered: LoweredCheck, model: IrModel, path: string, text: string): { readonly picture: string } | { readonly problem: Diagnostic } {
  const itf = text.trimStart().startsWith("{");
  const saved = itf ? savedItf(text, lowered.name) : savedLog(text);
  if (saved === undefined || saved.trace.states.length === 0) return { problem: diag("PTE625", { path }, undefined) };
  // A module in PlusCal has the same properties, and other program points.
  const modules: readonly Pick<TlcModel, "names" | "questions">[] = itf
    ? [{ names: moduleNames(model), questions: [] }, { names: { variable: (name) => name, field: (name) => name }, questions: [] }]
    : [tlcModel(tools, model), tlcModel(tools, model, { pluscal: true })];
  let problem = "";
  for (const { names, questions } of modules) {
    const wanted = questions.find(({ identifier }) => identifier === saved.property)?.property ?? saved.property;
    const known = wanted === undefined || wanted === "deadlock" || model.properties.some(({ name }) => name === wanted);
    const found = known ? modelStates(model, names, saved.trace) : { problem: `it has no property ${wanted}` };
    const checked = "problem" in found ? found : traceThrough(model, found.states, (state) => wanted === undefined || decides(model, state, wanted));
    if ("trace" in checked) {
      const property = shown(model, wanted, checked.trace.states);
      return { picture: cpuTable({ file: lowered.span.file.path, check: lowered.name }, model, { ...property, trace: checked.trace }, checked.trace) };
    }
    problem ||= checked.problem;
  }
  return { problem: diag("PTE626", { path, check: lowered.name, problem }, undefined) };
}

/** How the process ended is not in a log; for its trace that does not matter. */
function savedLog(text: string): Saved | undefined {
  const { trace, kind, name } = classify(readMessages(text), { exitCode: undefined, stderr: "" });
  if (trace === undefined) return undefined;
  const property = kind === "deadlock" ? "deadlock" : name;
  return { trace, ...(property === undefined ? {} : { property }) };
}

function savedItf(text: string, check: string): Saved | undefined {
  const found = parseItf(text);
  if ("problem" in found) return undefined;
  const property = found.description.startsWith(`${check}: `) ? found.description.slice(check.length + 2) : undefined;
  return { trace: { states: found.states.map((state) => ({ state, args: "", text: "" })), stuttering: false }, ...(property === undefined ? {} : { property }) };
}

/** The property that the trace is of: the one named, else the first that its last state decides, else none. */
function shown(model: IrModel, named: string | undefined, states: readonly State[]): PropertyReport {
  const last = states.at(-1) ?? [];
  const name = named ?? [...model.properties.map((property) => property.name), ...(model.checkDeadlock ? ["deadlock"] : [])].find((one) => decides(model, last, one));
  const property = model.properties.find((one) => one.name === name);
  const common = { expected: "either", outcome: "met", vacuous: false } as const;
  if (property !== undefined) {
    const { kind, origin, doc, message, step } = property;
    return { ...common, name: property.name, kind, origin, doc, message, status: kind === "invariant" ? "violated" : "reached", ...(step === undefined ? {} : { step }) };
  }
  const deadlock = name === "deadlock";
  return {
    ...common, name: name ?? "a behaviour", kind: deadlock ? "invariant" : "reachable", origin: deadlock ? "deadlock" : "invariant", status: deadlock ? "violated" : "reached",
    doc: "", message: deadlock ? "nobody can take a step, and somebody is not done" : "no property is violated at its end",
  };
}
