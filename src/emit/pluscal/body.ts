// SPDX-License-Identifier: Apache-2.0
// A step as statements. Updates of a step are simultaneous, statements of a label come one after the other
// and see what was assigned before: so each is placed where nothing it reads has been assigned yet, and what
// reads in a circle is joined by `||`.
import { InternalError } from "../../base/unreachable.ts";
import { closeOver, localsOf, member, not, substituteLocals, varRef, varsOf } from "../../ir/build.ts";
import type { EnumSort, IrBinding, IrExpr, IrStep } from "../../ir/model.ts";
import type { TlaNames } from "../tla/names.ts";
import { SELF } from "./shape.ts";
import { assuming, decider, dependsOn, keeps, partsOf, type Update } from "./split.ts";
import type { Planned, PlannedStatement } from "./statement.ts";

export interface BodyContext {
  readonly names: TlaNames;
  /** All labels; absent when the process is a loop. */
  readonly points: EnumSort | undefined;
  /** The label of the step. */
  readonly label: string;
}

/** A statement with what it assigns and reads. */
interface Unit {
  readonly statement: PlannedStatement;
  readonly updates: readonly Update[];
  readonly reads: ReadonlySet<string>;
  readonly plain: boolean;
}

const expr = (e: IrExpr): Planned => ({ kind: "expr", expr: e });

/** What a step does, from the guards to where it leads. */
export function planStep(step: IrStep, context: BodyContext): readonly PlannedStatement[] {
  const { names, points, label } = context;
  const to = step.updates.find(({ variable }) => variable === "pc" && points !== undefined)?.value;
  const updates = step.updates.filter(({ value }) => value !== to);
  const here = points && member(points, points.universe.members.indexOf(label));
  const { first, lets, rest, target } = assignedFirst(step.lets, updates, to ?? here);
  const moves = [...first.map((update) => simple(update, context).statement), ...(target === undefined ? sequence(rest, context) : arrange(rest, target, context))];
  const body: readonly PlannedStatement[] = moves.length === 0 ? [{ kind: "skip" }] : moves;
  const chosen = step.params.filter(({ name }) => name !== SELF);
  const free = (guard: IrExpr): boolean => chosen.every(({ name }) => !localsOf(guard).has(name));
  const waits = (guards: readonly IrExpr[]): readonly PlannedStatement[] => guards.map((condition) => ({ kind: "await", condition: expr(condition) }));
  const bound = needed(lets, [...first, ...rest].map(({ value }) => value).concat(target ?? [])).reduceRight<readonly PlannedStatement[]>(
    (inner, { name, value }) => [{ kind: "with", name: names.of("local", name), choice: false, value: expr(value), body: inner }], body);
  const guarded = [...waits(step.guards.filter((guard) => !free(guard))), ...bound];
  const choices = chosen.reduceRight<readonly PlannedStatement[]>(
    (inner, { name, sort }) => [{ kind: "with", name: names.of("local", name), choice: true, value: { kind: "set", sort }, body: inner }], guarded);
  return [...waits(step.guards.filter(free)), ...choices];
}

/**
 * A name for the new value of a variable, as in `LET new_pt == [pt EXCEPT ..]`, is not needed where the variable
 * can be assigned first: what follows reads the new value from it. So it is when nothing after reads the old one.
 */
function assignedFirst(lets: readonly IrBinding[], updates: readonly Update[], to: IrExpr | undefined): { readonly first: readonly Update[]; readonly lets: readonly IrBinding[]; readonly rest: readonly Update[]; readonly target: IrExpr | undefined } {
  const named = new Map<string, Update>();
  for (const update of updates) if (update.value.kind === "local" && !named.has(update.value.name)) named.set(update.value.name, update);
  let direct = lets.filter(({ name }) => named.has(name));
  const variableOf = ({ name }: IrBinding): string => named.get(name)?.variable ?? "";
  const fits = (binding: IrBinding): boolean => {
    const others = lets.filter((one) => !direct.includes(one));
    const after = direct.slice(direct.indexOf(binding) + 1);
    const rest = updates.filter((update) => !direct.some(({ name }) => named.get(name) === update));
    const later = [...after, ...rest].map(({ value }) => value).concat(to ?? []);
    return others.every(({ value }) => !localsOf(value).has(binding.name)) && later.every((e) => !varsOf(e).has(variableOf(binding)));
  };
  for (let bad = direct.find((one) => !fits(one)); bad !== undefined; bad = direct.find((one) => !fits(one))) {
    const wrong = bad;
    direct = direct.filter((one) => one !== wrong);
  }
  const now = new Map(direct.map((binding) => [binding.name, varRef(variableOf(binding), binding.value.sort)]));
  const go = (e: IrExpr): IrExpr => substituteLocals(e, now);
  return {
    first: direct.map((binding) => ({ variable: variableOf(binding), value: go(binding.value) })),
    lets: lets.filter((one) => !direct.includes(one)),
    rest: updates.filter((update) => !direct.some(({ name }) => named.get(name) === update)).map(({ variable, value }) => ({ variable, value: go(value) })),
    target: to && go(to),
  };
}

/** The bindings that the expressions use, directly or through another one. */
function needed(lets: readonly IrBinding[], users: readonly IrExpr[]): readonly IrBinding[] {
  const wanted = new Set(users.flatMap((e) => [...localsOf(e)]));
  const kept: IrBinding[] = [];
  for (const binding of lets.toReversed()) {
    if (!wanted.has(binding.name)) continue;
    localsOf(binding.value, wanted);
    kept.unshift(binding);
  }
  return kept;
}

/** Updates and the jump: conditions of the jump are those of the statements before it, as far as they share them. */
function arrange(updates: readonly Update[], to: IrExpr, context: BodyContext): readonly PlannedStatement[] {
  if (to.kind === "let") return arrange(updates, pushed(to.body, { name: to.name, value: to.value }), context);
  if (to.kind === "lit") return [...sequence(updates, context), { kind: "goto", label: to.sort.kind === "enum" ? to.sort.universe.members[to.value] ?? "" : "" }];
  if (to.kind !== "ite") throw new InternalError("a step leads to no label");
  const { cond } = to;
  const live = updates.filter((update) => !keeps(update));
  let before = live.filter(({ value }) => !dependsOn(value, cond));
  for (;;) {
    const later = live.filter((update) => !before.includes(update));
    const reads = new Set([...varsOf(to), ...later.flatMap(({ value }) => [...varsOf(value)])]);
    const kept = before.filter(({ variable }) => !reads.has(variable));
    if (kept.length === before.length) break;
    before = kept;
  }
  const inside = live.filter((update) => !before.includes(update));
  const side = (truth: boolean): readonly PlannedStatement[] =>
    arrange(inside.map(({ variable, value }) => ({ variable, value: assuming(value, cond, truth) })), assuming(truth ? to.then : to.else, cond, truth), context);
  return [...sequence(before, context), { kind: "if", condition: expr(cond), then: side(true), else: side(false) }];
}

/** A label under a LET: the conditions take it along. */
function pushed(e: IrExpr, binding: IrBinding): IrExpr {
  if (e.kind === "ite") return { ...e, cond: closeOver(e.cond, [binding]), then: pushed(e.then, binding), else: pushed(e.else, binding) };
  return e.kind === "let" ? pushed(pushed(e.body, { name: e.name, value: e.value }), binding) : closeOver(e, [binding]);
}

/** Updates as statements without a jump. */
function sequence(updates: readonly Update[], context: BodyContext): readonly PlannedStatement[] {
  const live = updates.filter((update) => !keeps(update));
  let rest = units(live, context);
  const placed: PlannedStatement[] = [];
  while (rest.length > 0) {
    const waiting = rest;
    const free = waiting.find((unit) => readers(unit, waiting).length === 0);
    if (free !== undefined) {
      placed.push(free.statement);
      rest = waiting.filter((unit) => unit !== free);
    } else if (waiting.some(({ plain }) => !plain)) {
      rest = waiting.flatMap((unit) => (unit.plain ? [unit] : unit.updates.map((update) => simple(update, context))));
    } else {
      const circle = waiting.map((unit) => closure(unit, waiting)).reduce((a, b) => (b.length < a.length ? b : a));
      placed.push({ kind: "assign", parts: circle.flatMap(({ statement }) => (statement.kind === "assign" ? statement.parts : [])) });
      rest = waiting.filter((unit) => !circle.includes(unit));
    }
  }
  return placed;
}

/** The other statements that read what this one assigns: they must come first. */
const readers = (unit: Unit, all: readonly Unit[]): readonly Unit[] =>
  all.filter((other) => other !== unit && unit.updates.some(({ variable }) => other.reads.has(variable)));

/** All that must come before the statement, and itself; in the given order. */
function closure(unit: Unit, all: readonly Unit[]): readonly Unit[] {
  const found = new Set([unit]);
  for (const one of found) for (const reader of readers(one, all)) found.add(reader);
  return all.filter((one) => found.has(one));
}

/** Updates that share a condition make an `if`; so does one that keeps its variable on one side. */
function units(updates: readonly Update[], context: BodyContext): readonly Unit[] {
  const result: Unit[] = [];
  let rest = updates;
  while (rest.length > 0) {
    const [first] = rest;
    if (first === undefined) break;
    const condition = decider(first.value);
    const together = condition === undefined ? [first] : rest.filter(({ value }) => dependsOn(value, condition));
    const oneSided = condition !== undefined && [true, false].some((truth) => keeps({ ...first, value: assuming(first.value, condition, truth) }));
    if (condition !== undefined && (together.length > 1 || oneSided) && together.includes(first)) {
      result.push(conditional(condition, together, context));
      rest = rest.filter((update) => !together.includes(update));
    } else {
      result.push(simple(first, context));
      rest = rest.slice(1);
    }
  }
  return result;
}

function conditional(condition: IrExpr, updates: readonly Update[], context: BodyContext): Unit {
  const side = (truth: boolean): readonly PlannedStatement[] => sequence(updates.map(({ variable, value }) => ({ variable, value: assuming(value, condition, truth) })), context);
  const [then, otherwise] = [side(true), side(false)];
  const statement: PlannedStatement = then.length === 0
    ? { kind: "if", condition: expr(not(condition)), then: otherwise.length === 0 ? [{ kind: "skip" }] : otherwise, else: [] }
    : { kind: "if", condition: expr(condition), then, else: otherwise };
  return { statement, updates, plain: false, reads: new Set([condition, ...updates.map(({ value }) => value)].flatMap((e) => [...varsOf(e)])) };
}

function simple(update: Update, { names }: BodyContext): Unit {
  const variable = names.of("var", update.variable);
  const parts = partsOf(update);
  const all = parts.length === 0 ? [{ path: undefined, value: update.value }] : parts;
  return {
    statement: { kind: "assign", parts: all.map(({ path, value }) => ({ variable, path, value: expr(value) })) },
    updates: [update], reads: varsOf(update.value), plain: true,
  };
}
