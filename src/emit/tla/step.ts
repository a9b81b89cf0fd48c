// SPDX-License-Identifier: Apache-2.0
// One operator per step: guards first (TLC is 1.7 times slower the other way round), then the new values
// under their LETs, then what does not change, spelled out. And Init, which has the same shape.
import { lineRef } from "../../base/source.ts";
import { children } from "../../ir/build.ts";
import type { IrExpr, IrInit, IrModel, IrParam, IrStep } from "../../ir/model.ts";
import { guardConjunct } from "./action.ts";
import { lineComment } from "./comments.ts";
import type { Printer } from "./expression.ts";
import { fill, fits, indent, prefix, suffix, type Block } from "./lines.ts";
import type { TlaNames } from "./names.ts";
import type { Sets } from "./sets.ts";

/** What printing a definition needs to know. */
export interface EmitContext {
  readonly model: IrModel;
  readonly names: TlaNames;
  readonly sets: Sets;
  readonly printer: Printer;
}

/** `/\ x' = value` or `/\ x = value`, from `column` on. */
function assignment(target: string, value: IrExpr, { printer }: EmitContext, column: number): Block {
  return prefix("/\\ ", printer.assigned(`${target} =`, value, column + 3));
}

/** Does an update give its variable the value it has? */
function keeps({ variable, value }: IrStep["updates"][number]): boolean {
  return value.kind === "var" && value.name === variable;
}

function unchanged(step: IrStep, { model, names }: EmitContext): Block {
  const changed = new Set(step.updates.filter((update) => !keeps(update)).map((update) => update.variable));
  const rest = model.vars.filter(({ name }) => !changed.has(name)).map(({ name }) => names.of("var", name));
  if (rest.length === 0) return [];
  if (rest.length === 1) return [`/\\ UNCHANGED ${rest.join("")}`];
  return fill("/\\ UNCHANGED <<", rest.map((name) => [name]), ">>", 4, 0);
}

/** What a step's operator is: its parameters, and the choices that it makes itself once the guards before them are true. */
interface StepShape {
  readonly params: readonly IrParam[];
  readonly choices: readonly IrParam[];
  /** Guards that need no choice and stand before those that do. */
  readonly first: readonly IrExpr[];
  readonly rest: readonly IrExpr[];
}

/**
 * The agent is the operator's parameter. Choices are made inside, so that a checker goes through them where the
 * program point is right and not in every state; a step whose first guard needs its choice has it as parameter,
 * and so has one that does nothing with it.
 */
function shapeOf(step: IrStep, model: IrModel): StepShape {
  const [self] = step.params;
  const process = model.processes.find(({ name }) => name === step.process);
  const agents = self !== undefined && process !== undefined && process.agents.length > 1 ? [self] : [];
  const choices = step.params.slice(agents.length);
  const needed = step.guards.findIndex((guard) => choices.some(({ name }) => mentions(guard, name) > 0));
  const first = step.guards.slice(0, needed < 0 ? step.guards.length : needed);
  const idle = first.length === step.guards.length && step.updates.every(keeps);
  if (choices.length === 0 || first.length === 0 || idle) return { params: step.params, choices: [], first: step.guards, rest: [] };
  return { params: [...agents], choices, first, rest: step.guards.slice(first.length) };
}

/** The parameters of a step's operator, some of `step.params`; the other choices are made inside it. */
export const operatorParams = (step: IrStep, model: IrModel): readonly IrParam[] => shapeOf(step, model).params;

/** `Name(self, i)` */
function stepHead(step: IrStep, params: readonly IrParam[], names: TlaNames): string {
  const name = names.of("step", step.name);
  return params.length === 0 ? name : `${name}(${params.map((p) => names.of("local", p.name)).join(", ")})`;
}

/** What the step does, in words, for lines that start at `column`. */
export function stepComments(step: IrStep, column = 0): string[] {
  const { text, calls, source, comments } = step.text;
  const ref = step.span ? `${lineRef(step.span)}: ` : "";
  return [
    ...comments.flatMap((line) => lineComment(line, { column })),
    ...(ref + text === "" ? [] : lineComment(ref + text, { column, hang: 4 })),
    ...(calls.length === 0 ? [] : lineComment(`  in ${calls.join(", ")}`, { column, hang: 2 })),
    ...(source === undefined ? [] : lineComment(`  models ${source}`, { column, hang: 2 })),
  ];
}

function typeComment(params: readonly IrParam[], { sets }: EmitContext): string[] {
  const typed = params.some((p) => p.sort.kind === "record" || p.sort.kind === "set" || p.sort.kind === "array");
  return typed ? [`\\* @type: (${params.map((p) => sets.type(p.sort)).join(", ")}) => Bool;`] : [];
}

/** The comments, the head and the body of a step's operator. */
export function emitStep(step: IrStep, context: EmitContext): Block {
  const { names, printer } = context;
  const { params, choices, first, rest } = shapeOf(step, context.model);
  const changing = step.updates.filter((update) => !keeps(update));
  const updates = (column: number): Block =>
    changing.flatMap((u) => assignment(`${names.of("var", u.variable)}'`, u.value, context, column));
  const changes = (column: number): Block => {
    if (changing.length === 0) return [];
    return step.lets.length === 0 ? updates(column) : prefix("/\\ ", [...printer.bindings(step.lets, column + 3), ...updates(column + 3)]);
  };
  const guards = (list: readonly IrExpr[], column: number): Block => list.flatMap((guard) => guardConjunct(guard, printer, column));
  const chosen = choices.length === 0
    ? changes(4)
    : [...prefix("/\\ ", suffix(fill("\\E ", choices.map((p) => [bounds([p], context)]), "", 7, 2), " :")), ...indent(7, [...guards(rest, 11), ...changes(11)])];
  const body = [...guards(first, 4), ...chosen, ...unchanged(step, context)];
  return [...stepComments(step), ...typeComment(params, context), `${stepHead(step, params, names)} ==`, ...indent(4, body)];
}

/** `x \in S, y \in T` */
export function bounds(params: readonly IrParam[], { names, sets }: EmitContext): string {
  return params.map((p) => `${names.of("local", p.name)} \\in ${sets.flat(p.sort)}`).join(", ");
}

const mentions = (e: IrExpr, name: string): number =>
  (e.kind === "local" && e.name === name ? 1 : 0) + children(e).reduce((sum, child) => sum + mentions(child, name), 0);

/** The parameters that do nothing but give one variable any value: `x \in S` says it shorter. */
function freeChoices(init: IrInit): ReadonlyMap<string, IrParam> {
  const all = [...init.guards, ...init.lets.map((l) => l.value), ...init.values.map((v) => v.value)];
  const free = new Map<string, IrParam>();
  for (const param of init.params) {
    const uses = all.reduce((sum, e) => sum + mentions(e, param.name), 0);
    const only = init.values.find(({ value }) => value.kind === "local" && value.name === param.name);
    if (uses === 1 && only !== undefined) free.set(only.variable, param);
  }
  return free;
}

/** The initial predicate. */
export function emitInit(context: EmitContext): Block {
  const { names, printer, sets, model: { init } } = context;
  const free = freeChoices(init);
  const bound = init.params.filter((p) => ![...free.values()].includes(p));
  const column = bound.length === 0 ? 4 : 8;
  const values = (at: number): Block => init.values.flatMap(({ variable, value }) => {
    const name = names.of("var", variable);
    const choice = free.get(variable);
    if (choice === undefined) return assignment(name, value, context, at);
    const head = `/\\ ${name} \\in `;
    return prefix(head, sets.block(choice.sort, at + head.length, 0));
  });
  const conjuncts = [
    ...init.guards.flatMap((guard) => guardConjunct(guard, printer, column)),
    ...(init.lets.length === 0
      ? values(column)
      : prefix("/\\ ", [...printer.bindings(init.lets, column + 3), ...values(column + 3)])),
  ];
  if (bound.length === 0) return ["Init ==", ...indent(4, conjuncts)];
  const heads = fill("\\E ", bound.map((p) => [bounds([p], context)]), " :", 4, 0);
  return ["Init ==", ...indent(4, [...heads, ...indent(4, conjuncts)])];
}

/** One disjunct per step, in the order of the model; steps of the same agents in a row share their `\E self`. */
export function emitNext(context: EmitContext): Block {
  const { model, names } = context;
  const lines: string[] = [];
  let open = "";
  for (const step of model.steps) {
    const { params } = shapeOf(step, model);
    const [first, ...rest] = params;
    const process = model.processes.find(({ name }) => name === step.process);
    const shared = first !== undefined && process !== undefined && process.agents.length > 1 ? bounds([first], context) : "";
    if (shared !== "" && shared !== open) lines.push(`\\/ \\E ${shared} :`);
    open = shared;
    const own = shared === "" ? params : rest;
    const head = own.length === 0 ? [] : suffix(fill("\\E ", own.map((p) => [bounds([p], context)]), "", 11, 2), " :");
    const call = stepHead(step, params, names);
    const column = shared === "" ? 4 : 11;
    const [only] = head;
    const item = head.length === 1 && only !== undefined && fits(`\\/ ${only} ${call}`, column, 0)
      ? [`${only} ${call}`]
      : [...head, ...indent(head.length === 0 ? 0 : 4, [call])];
    lines.push(...indent(column - 4, prefix("\\/ ", item)));
  }
  return ["Next ==", ...indent(4, lines.length === 0 ? ["FALSE"] : lines)];
}
