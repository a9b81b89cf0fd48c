// SPDX-License-Identifier: Apache-2.0
// A trace in terms of who did what: each step with its agent, its words, what it saw and what it changed. The
// table, and any other picture, is drawn from this; it holds no layout.
import { bindLets, evaluate, stateEnv, type Env } from "../check/evaluate.ts";
import type { State, Trace } from "../check/result.ts";
import { varsOf } from "../ir/build.ts";
import type { IrClaim, IrModel, IrProcess, IrStep } from "../ir/model.ts";
import type { Value } from "../ir/values.ts";
import { required } from "../base/unreachable.ts";
import { besideStep, failingClaim, failureOf, misfitText, type Failure } from "./failing-step.ts";
import type { PropertyReport } from "./check-report.ts";
import { understoodBits, understoodTexts } from "./understood.ts";
import { logicalSort, logicalValue } from "./logical.ts";
import { formatChanges, formatInitial, formatValue, NBSP, parts, type Understood } from "./values.ts";
import type { Sort } from "../ir/sorts.ts";

/** Who acts: one agent of a process, or the hardware. Equal keys are the same actor. */
export interface Actor {
  readonly key: string;
  readonly title: string;
  readonly hardware: boolean;
}

export interface Row {
  readonly actor: Actor;
  readonly step: IrStep;
  readonly text: string;
  readonly calls: readonly string[];
  /** The value that the access saw. */
  readonly observed?: string;
  /** The choices that the step made. */
  readonly chosen: readonly string[];
  readonly changes: readonly string[];
  /** The value that does not fit: `would store 2, range 0..1`. */
  readonly misfit?: string;
  /** The step at which the property is not kept; it is not taken. */
  readonly final: boolean;
}

export interface TraceView {
  readonly actors: readonly Actor[];
  readonly initially: readonly string[];
  /** What is said once: bits that every entry but the empty one has, left out below. */
  readonly understood: readonly string[];
  readonly rows: readonly Row[];
  /** Named values of the last state: what was returned, beside what the entry held. */
  readonly shows: readonly { readonly name: string; readonly values: readonly string[] }[];
  /** For a deadlock: who is not done, and where. */
  readonly waiting: readonly Waiting[];
}

/** An agent that is not done. */
interface Waiting {
  readonly actor: Actor;
  readonly label: string;
  /** Its next step, and which value does not fit. */
  readonly step?: string;
  /** It waits for nobody: its step is not taken because a value would leave its range. */
  readonly stuck: boolean;
}

export function traceView(model: IrModel, property: PropertyReport, trace: Trace): TraceView {
  const understood = understoodBits(model, trace);
  const rows = trace.steps.map((taken, i) => {
    const step = stepNamed(model, taken.step);
    return row(model, step, taken.params, state(trace, i), state(trace, i + 1), understood);
  });
  const last = state(trace, trace.states.length - 1);
  const declared = model.properties.find((one) => one.name === property.name);
  const failure = declared === undefined || property.status !== "violated" ? undefined : failureOf(model, declared, last);
  if (failure?.step !== undefined) rows.push(finalRow(model, failure, failure.step, last, understood));
  const stuck = property.origin === "deadlock" ? waiting(model, last) : [];
  const misfits = [failure, ...stuck.map((one) => one.failure)].flatMap((one) => (one?.claim?.fit === undefined ? [] : [one.claim]));
  const env = stateEnv(model, last, new Map((failure?.step?.params ?? []).map((param, i) => [param.name, required(failure?.params[i], param.name)])));
  const shows = (failure?.claim?.step === undefined ? declared?.shows ?? [] : failure.claim.shows).map(({ name, value }) => {
    const shown = evaluate(value, env);
    if (value.sort.kind !== "set") return { name, values: [shownValue(model, value.sort, shown, understood)] };
    const { elem } = value.sort;
    return { name, values: parts(shown).map((item) => shownValue(model, elem, item, understood)) };
  });
  return {
    actors: actors(model), initially: initially(model, trace, misfits), understood: understoodTexts(model, understood), rows, shows,
    waiting: stuck.map(({ actor, label, step, failure: why }) =>
      (step === undefined || why === undefined ? { actor, label, ...(step === undefined ? {} : { step }), stuck: false } : { actor, label, step: besideStep(why, step, misfitText(model, why, last) ?? ""), stuck: true })),
  };
}

const state = (trace: Trace, i: number): State => required(trace.states[i], `state ${i} of the trace`);
const stepNamed = (model: IrModel, name: string): IrStep => required(model.steps.find((step) => step.name === name), `step ${name}`);

const HARDWARE: Actor = { key: "hardware", title: "hardware", hardware: true };

/** All actors of a model, in declaration order, the hardware last. */
function actors(model: IrModel): readonly Actor[] {
  const agents = model.processes.filter((process) => process.kind !== "hardware")
    .flatMap((process) => process.agents.map((agent) => agentOf(process, agent)));
  return model.processes.some((process) => process.kind === "hardware") ? [...agents, HARDWARE] : agents;
}

function agentOf(process: IrProcess, agent: number): Actor {
  // Which accessor stands for which slot is in the scope, and in the calls of the steps.
  return { key: `${process.name} ${agent}`, title: process.title.replace(/^\d+ \* /, "").replace(/ with .*/, ""), hardware: false };
}

function actorOf(model: IrModel, step: IrStep, params: readonly Value[]): Actor {
  const process = model.processes.find((one) => one.name === step.process);
  if (process === undefined || process.kind === "hardware") return HARDWARE;
  return agentOf(process, process.agents.length > 1 ? Number(params[0]) : process.agents[0] ?? 0);
}

/** The step that is not taken. Nothing was seen where its very place does not exist. */
function finalRow(model: IrModel, failure: Failure, step: IrStep, last: State, understood: Understood): Row {
  const misfit = misfitText(model, failure, last);
  const { text } = step;
  const named = failure.claim?.fit === undefined || failure.claim.fit.of === "" ? step : { ...step, text: { text: text.text, calls: text.calls, comments: text.comments, ...(text.names === undefined ? {} : { names: text.names }) } };
  return { ...row(model, named, failure.params, last, undefined, understood), ...(misfit === undefined ? {} : { misfit }), final: true };
}

function row(model: IrModel, step: IrStep, params: readonly Value[], before: State, after: State | undefined, understood: Understood): Row {
  const { calls, observes } = step.text;
  const env = stepEnv(model, step, params, before);
  const actor = actorOf(model, step, params);
  const changed = after === undefined ? [] : changes(model, before, after, actor.hardware, understood);
  const choices = step.params.map((param, i) => ({ ...param, value: required(params[i], param.name) })).filter((param) => !isAgent(model, step, param.name));
  return {
    actor, step, text: choices.reduce((words, { name, sort, value }) => words.replaceAll(new RegExp(`\\b${name}\\b`, "g"), shownValue(model, sort, value, understood)), indexed(step, env)), calls, final: false,
    ...(observes === undefined ? {} : { observed: shownValue(model, observes.sort, evaluate(observes, env), understood) }),
    // What the hardware chose is seen by what it changed.
    chosen: actor.hardware && changed.length > 0 ? [] : choices.map(({ name, sort, value }) => `${name}${NBSP}=${NBSP}${shownValue(model, sort, value, understood)}`),
    changes: changed,
  };
}

/** `pt[k]` as `pt[1]`: names in brackets give way to their values. */
function indexed(step: IrStep, env: Env): string {
  return (step.text.names ?? []).reduce((text, { name, value }) => text.replaceAll(`[${name}]`, `[${formatValue(value.sort, evaluate(value, env))}]`), step.text.text);
}

function shownValue(model: IrModel, sort: Sort, value: Value, understood: Understood): string {
  return formatValue(logicalSort(model, sort), logicalValue(model, sort, value), understood);
}

/** Changes as people read them; of the stored bits when nothing else shows. */
function shownChanges(model: IrModel, name: string, sort: Sort, before: Value, after: Value, understood: Understood): readonly string[] {
  const read = formatChanges(name, logicalSort(model, sort), logicalValue(model, sort, before), logicalValue(model, sort, after), understood);
  return read.length > 0 ? read : formatChanges(name, sort, before, after, understood);
}

const isAgent = (model: IrModel, step: IrStep, name: string): boolean =>
  name === step.params[0]?.name && (model.processes.find((process) => process.name === step.process)?.agents.length ?? 0) > 1;

function stepEnv(model: IrModel, step: IrStep, params: readonly Value[], before: State): Env {
  return bindLets(stateEnv(model, before, new Map(step.params.map((param, i) => [param.name, required(params[i], param.name)]))), step.lets);
}

/** Locks say who holds them in the words of the step, and budgets are the model's, not the hardware's. */
function changes(model: IrModel, before: State, after: State, hardware: boolean, understood: Understood): readonly string[] {
  return model.vars.flatMap((variable, i) => {
    const shown = (variable.role === "shared" || (variable.role === "env" && !hardware)) && !isLock(model, variable.sort);
    return shown ? shownChanges(model, variable.name, variable.sort, required(before[i], variable.name), required(after[i], variable.name), understood) : [];
  });
}

function isLock(model: IrModel, sort: IrModel["vars"][number]["sort"]): boolean {
  const elem = sort.kind === "array" ? sort.elem : sort;
  return elem.kind === "enum" && elem.universe.name === model.agents.name;
}

/** Tables always; other shared variables when the trace changes them, or a value that does not fit comes from them. */
function initially(model: IrModel, trace: Trace, misfits: readonly IrClaim[]): readonly string[] {
  const first = state(trace, 0);
  const read = new Set(misfits.flatMap((claim) => [...varsOf(claim.keeps)]));
  return model.vars.flatMap((variable, i) => {
    if (variable.role !== "shared" || isLock(model, variable.sort)) return [];
    const value = required(first[i], variable.name);
    const table = variable.sort.kind === "record" || (variable.sort.kind === "array" && variable.sort.elem.kind === "record");
    const moves = trace.states.some((one) => formatChanges(variable.name, variable.sort, value, required(one[i], variable.name)).length > 0);
    return table || moves || read.has(variable.name) ? formatInitial(variable.name, logicalSort(model, variable.sort), logicalValue(model, variable.sort, value)) : [];
  });
}

function waiting(model: IrModel, last: State): readonly (Omit<Waiting, "stuck"> & { readonly failure?: Failure })[] {
  return model.processes.flatMap((process) => process.agents.flatMap((agent, i) => {
    const label = pointOf(model, process, agent, i, last);
    if (label === undefined || label === "Done") return [];
    const steps = model.steps.filter((one) => one.process === process.name && one.from === label);
    const failure = outOfRange(model, steps, process.agents.length > 1 ? [agent] : [], last);
    const step = failure?.step ?? steps[0];
    return [{ actor: agentOf(process, agent), label, ...(step === undefined ? {} : { step: step.text.text }), ...(failure === undefined ? {} : { failure }) }];
  }));
}

/** The first of an agent's steps that is not taken because a value would leave its range. */
function outOfRange(model: IrModel, steps: readonly IrStep[], agent: readonly Value[], last: State): Failure | undefined {
  for (const step of steps) {
    for (const claim of model.properties.flatMap((property) => property.claims ?? [])) {
      if (claim.step !== step.name || claim.fit === undefined) continue;
      const params = failingClaim(model, claim, step, last, agent);
      if (params !== undefined) return { step, params, claim };
    }
  }
  return undefined;
}

/** The program point of an agent: its element of the one `pc` of all agents, or of its process's own. */
function pointOf(model: IrModel, process: IrProcess, agent: number, i: number, last: State): string | undefined {
  const at = model.vars.findIndex((variable) => variable.role === "pc" && (variable.process === undefined || variable.process === process.name));
  const [variable, value] = [model.vars[at], last[at]];
  if (variable === undefined || value === undefined) return undefined;
  if (variable.sort.kind !== "array") return formatValue(variable.sort, value);
  return formatValue(variable.sort.elem, parts(value)[variable.process === undefined ? agent - variable.sort.index.lo : i] ?? 0);
}
