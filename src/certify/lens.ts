// SPDX-License-Identifier: Apache-2.0
// How an emitted module shows the states and steps of its model: states and edges of both sides become texts that are
// equal exactly when they mean the same. The direct module has the model's variables; the PlusCal module has
// program points of its own, under the names of its labels.
import type { EmittedPlusCal } from "../emit/pluscal/module.ts";
import { createNames } from "../emit/tla/names.ts";
import { operatorParams } from "../emit/tla/step.ts";
import type { IrModel, IrParam, IrVar } from "../ir/model.ts";
import type { State, TraceStep } from "../ir/trace.ts";
import type { Value } from "../ir/values.ts";
import { toState, toValue, type ModuleNames } from "../tlc/to-model.ts";
import { parseState, parseValue, type TlaState, type TlaValue } from "../tlc/values.ts";
import type { DotEdge } from "./dot.ts";

/** A text, or why there is none. */
export type Seen = string | { readonly problem: string };

export interface Lens {
  readonly state: (state: State) => string;
  /** A state as TLC prints it. */
  readonly printed: (text: string) => Seen;
  /** `args`: with the arguments of the operator, which only some versions of TLC print. */
  readonly step: (step: TraceStep, args: boolean) => string;
  readonly edge: (edge: DotEdge, args: boolean) => Seen;
}

/** The names of the module that `emitTla` gives of the model. */
function directNames(model: IrModel): ModuleNames & { readonly step: (name: string) => string } {
  const names = createNames(model);
  return { variable: (name) => names.of("var", name), field: names.field, step: (name) => names.of("step", name) };
}

export function directLens(model: IrModel): Lens {
  const names = directNames(model);
  const operators = new Map(model.steps.map((step) => [step.name, { identifier: names.step(step.name), params: step.params, passed: operatorParams(step, model) }]));
  const byIdentifier = new Map([...operators.values()].map((one) => [one.identifier, one]));
  return {
    state: (state) => JSON.stringify(state),
    printed(text) {
      const read = parseState(text);
      const state = read === undefined ? { problem: "its values cannot be read" } : toState(model, names, read);
      return "problem" in state ? state : JSON.stringify(state);
    },
    step({ step, params }, args) {
      const operator = operators.get(step);
      const own = operator?.passed.map((param) => params[operator.params.indexOf(param)] ?? null) ?? [];
      return label(operator?.identifier ?? step, args ? own : []);
    },
    edge({ action, args: printed = "" }, args) {
      const operator = byIdentifier.get(action);
      if (operator === undefined) return { problem: `TLC names a step ${action === "" ? "nothing" : action}, which is none of the model` };
      if (!args) return label(action, []);
      const own = printed === "" ? [] : valuesIn(printed, operator.passed, names);
      return own === undefined || own.length !== operator.passed.length ? { problem: `the arguments of ${action}(${printed}) are not of their sorts` } : label(action, own);
    },
  };
}

const label = (action: string, args: readonly (Value | null)[]): string => (args.length === 0 ? action : `${action} ${JSON.stringify(args)}`);

function valuesIn(text: string, params: readonly IrParam[], names: ModuleNames): readonly Value[] | undefined {
  const tuple = parseValue(`<<${text}>>`);
  if (tuple?.kind !== "tuple") return undefined;
  const values = params.map((param, i) => part(tuple.items[i], param, names));
  const present = values.filter((value) => value !== undefined);
  return present.length === tuple.items.length ? present : undefined;
}

const part = (value: TlaValue | undefined, { sort }: IrParam, names: ModuleNames): Value | undefined => (value === undefined ? undefined : toValue(sort, value, names));

/** The PlusCal module: its variables by name, program points by label, and of its steps which label they leave. */
export function plusCalLens(model: IrModel, { labels, points: where, names }: Pick<EmittedPlusCal, "labels" | "points" | "names">, withPc: boolean): Lens {
  const own: ModuleNames = { variable: (name) => names.of("var", name), field: names.field };
  const others = withPc ? model.vars.filter(({ role }) => role !== "pc") : model.vars;
  const rest: IrModel = { ...model, vars: others };
  const points = withPc ? programPoints(model) : [];
  return {
    state: (state) => JSON.stringify([
      points.map(({ process, at }) => { const point = at(state); return where.get(`${process} ${point}`) ?? "Done"; }),
      others.map((variable) => state[model.vars.indexOf(variable)]),
    ]),
    printed(text) {
      const read = parseState(text);
      const values = read === undefined ? { problem: "its values cannot be read" } : toState(rest, own, read);
      if ("problem" in values) return values;
      const pc = points.map(({ agent }) => labelOf(read ?? [], agent));
      return pc.includes(undefined) ? { problem: "pc cannot be read" } : JSON.stringify([pc, values]);
    },
    // Choices are inside the action, and its only argument is the agent, whose program point the states show.
    // Without labels in pc, the translation has one action for all that a process does.
    step: ({ step }) => (withPc ? labels.get(step) ?? "Terminating" : ""),
    edge: ({ action }) => (withPc ? action : ""),
  };
}

interface ProgramPoint { readonly process: string; readonly agent: string; readonly at: (state: State) => string }

/** Where each agent is: its own variable, or its element of one for all. */
function programPoints(model: IrModel): readonly ProgramPoint[] {
  return model.processes.flatMap(({ name: process, agents }) => agents.flatMap((agent): readonly ProgramPoint[] => {
    const found = model.vars.findIndex((variable) => variable.role === "pc" && (variable.process === undefined || variable.process === process) && holds(variable, agent));
    const variable = model.vars[found];
    if (variable === undefined) return [];
    return [{ process, agent: model.agents.members[agent] ?? "", at: (state) => pointAt(variable, state[found] ?? 0, agent) }];
  }));
}

const holds = ({ sort }: IrVar, agent: number): boolean => sort.kind === "enum" || (sort.kind === "array" && sort.index.lo <= agent && agent <= sort.index.hi);

function pointAt({ sort }: IrVar, value: Value, agent: number): string {
  const elem = sort.kind === "array" ? sort.elem : sort;
  const index = sort.kind === "array" && typeof value === "object" ? value[agent - sort.index.lo] : value;
  return elem.kind === "enum" && typeof index === "number" ? elem.universe.members[index] ?? "" : "";
}

/** `pc[agent]` of a printed state. */
function labelOf(state: TlaState, agent: string): string | undefined {
  const [, pc] = state.find(([name]) => name === "pc") ?? [];
  const value = pc?.kind === "record" ? pc.fields.find(([name]) => name === agent)?.[1]
    : pc?.kind === "function" ? pc.entries.find(([key]) => key.kind === "string" && key.value === agent)?.[1] : undefined;
  return value?.kind === "string" ? value.value : undefined;
}
