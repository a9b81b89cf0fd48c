// SPDX-License-Identifier: Apache-2.0
// From the flow of an agent to the steps of the model: program points, guards, simultaneous updates, dead
// locals reset, obligations as invariants over the steps that meet them.
import { required } from "../base/unreachable.ts";
import { and, bool, closeOver, defaultOf, implies, localsOf, quant, sameExpr, select, store, substituteLocals, substituteVars, uses, varRef, varsOf } from "../ir/build.ts";
import type { IrBinding, IrExpr, IrParam, IrProperty, IrStep } from "../ir/model.ts";
import type { ArraySort, EnumSort, Sort } from "../ir/sorts.ts";
import type { Builder, LocalVar } from "./builder.ts";
import { enteredAlone, targets, type NodeId, type Obligation } from "./flow.ts";
import { analyzeLiveness, type Liveness } from "./liveness.ts";
import { leavesOf, mergeTree, Paths, withValues, type Draft, type MetObligation, type Tree } from "./paths.ts";

/** One process while its steps are made. */
export interface ProcessParts {
  readonly builder: Builder;
  /** Agents as indices of the agent universe, consecutive. */
  readonly agents: readonly number[];
  /** Sort of `pc`, over all agents and labels. */
  readonly labelsUsed: string[];
  readonly steps: IrStep[];
  readonly obligations: ObligationAt[];
  /** Values of its locals and program point in the initial state. */
  readonly initial: Map<string, IrExpr>;
  readonly initialLabel: string;
  readonly finishes: boolean;
}

/** An obligation as met by one step (or at the very start). */
export interface ObligationAt {
  readonly obligation: Obligation;
  readonly step?: string;
  readonly expr: IrExpr;
  readonly trigger: IrExpr;
  /** The expression for one assignment of the step's parameters. */
  readonly keeps: IrExpr;
}

export const DONE = "Done";

/** `pc[self] = label`, with the label's number filled in when all labels are known. */
export interface PcTools {
  readonly at: (self: IrExpr, label: string) => IrExpr;
  readonly move: (self: IrExpr, to: IrExpr) => IrExpr;
  readonly label: (name: string) => IrExpr;
  readonly variable: string;
}

/** The local's value in the state: through the agent where the process has several. */
export function localValue(b: Builder, name: string, sort: Sort): IrExpr {
  return b.instance.count === 1 ? varRef(name, sort) : select(varRef(name, familySort(b, sort)), b.instance.self);
}

export function familySort(b: Builder, elem: Sort): ArraySort {
  const { self } = b.instance;
  return { kind: "array", index: self.sort as EnumSort, elem };
}

/** All program points of a process: where steps start. */
export interface Points {
  readonly live: Liveness;
  readonly paths: Paths;
  readonly entry: Extract<Tree, { kind: "leaf" }> | undefined;
  readonly entryObligations: readonly MetObligation[];
  readonly drafts: readonly Draft[];
  readonly labels: ReadonlyMap<NodeId, string>;
}

export function programPoints(b: Builder): Points {
  const live = analyzeLiveness(b.flow, b.locals);
  const paths = new Paths(b, live, (name) => {
    const found = b.locals.get(name);
    return found === undefined || b.instance.count === 1 ? undefined : localValue(b, name, found.sort);
  });
  const start = new Map([...b.locals.values()].map((l) => [l.name, defaultOf(l.sort)] as const));
  const { tree, walk } = paths.entry(start);
  const entry = tree.kind === "leaf" ? { ...tree, env: inlineLets(tree.env, walk.lets) } : undefined;
  const labels = new Map<NodeId, string>();
  const drafts: Draft[] = [];
  const work: NodeId[] = entry === undefined ? [] : [entry.target];
  const taken = new Set<string>();
  for (let id = work.shift(); id !== undefined; id = work.shift()) {
    if (labels.has(id)) continue;
    labels.set(id, labelOf(b, id, taken));
    if (b.flow.node(id).kind === "end") continue;
    for (const draft of paths.from(id)) {
      drafts.push(draft);
      work.push(...leavesOf(draft.tree).map((l) => l.target));
    }
  }
  return { live, paths, entry, entryObligations: walk.obligations.map((o) => closed(o, walk.lets)), drafts, labels: inOrder(labels) };
}

/** There is no step at the entry whose lets an obligation could use: it brings its own. */
function closed(met: MetObligation, lets: readonly IrBinding[]): MetObligation {
  return { obligation: withValues(met.obligation, (value) => closeOver(value, lets)), path: closeOver(met.path, lets), cond: closeOver(met.cond, lets) };
}

function inlineLets(env: ReadonlyMap<string, IrExpr>, lets: readonly IrBinding[]): ReadonlyMap<string, IrExpr> {
  const values = new Map<string, IrExpr>();
  for (const l of lets) values.set(l.name, substituteLocals(l.value, values));
  return new Map([...env].map(([name, value]) => [name, substituteLocals(value, values)] as const));
}

function labelOf(b: Builder, id: NodeId, taken: Set<string>): string {
  const node = b.flow.node(id);
  const base = node.kind === "begin" ? accessLabel(b, id, node.label) : DONE;
  let name = base;
  for (let i = 2; taken.has(name); i += 1) name = `${base}_${i}`;
  taken.add(name);
  return name;
}

/** Entering a section mostly belongs to the access that follows; then the point is called after that access. */
function accessLabel(b: Builder, id: NodeId, own: string): string {
  let at = b.flow.node(id);
  if (at.kind !== "begin" || !at.section || enteredAlone(b.flow, id)) return own;
  for (let hops = 0; hops < 64; hops += 1) {
    const [next, other] = targets(at);
    if (next === undefined || other !== undefined || next < 0) return own;
    at = b.flow.node(next);
    if (at.kind === "begin" && !at.section) return at.label;
  }
  return own;
}

/** Program order is the order of the nodes; `Done` comes last. */
const inOrder = (labels: ReadonlyMap<NodeId, string>): ReadonlyMap<NodeId, string> =>
  new Map([...labels].sort(([a, x], [c, y]) => Number(x === DONE) - Number(y === DONE) || a - c));

/** The steps of a process, in program order. */
export function makeSteps(b: Builder, points: Points, pc: PcTools, stepName: (base: string) => string): { steps: IrStep[]; obligations: ObligationAt[] } {
  const steps: IrStep[] = [];
  const obligations: ObligationAt[] = [];
  const order = [...points.labels.keys()];
  const sorted = [...points.drafts].map((draft, i) => ({ draft, i })).sort((x, y) => order.indexOf(x.draft.from) - order.indexOf(y.draft.from) || x.i - y.i);
  for (const { draft } of sorted) {
    const from = required(points.labels.get(draft.from), "label");
    const own = draft.site?.weight === "access" ? draft.site.label : from;
    const step = makeStep(b, draft, points, pc, from, stepName(`${pascal(b.instance.name)}_${own}`));
    steps.push(step.step);
    obligations.push(...step.obligations);
  }
  return { steps, obligations };
}

export const pascal = (name: string): string => name.split("_").map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join("");

function makeStep(b: Builder, draft: Draft, points: Points, pc: PcTools, from: string, name: string): { step: IrStep; obligations: ObligationAt[] } {
  const { self } = b.instance;
  const params: IrParam[] = [...(self.kind === "local" ? [{ name: self.name, sort: self.sort }] : []), ...draft.params];
  const guards = [pc.at(self, from), ...draft.guards.flatMap(conjuncts)];
  const updates = allUpdates(b, draft, points, pc, from);
  const lets = tidy(draft.lets, [...updates.map((u) => u.value), ...draft.obligations.flatMap((o) => [o.path, o.cond, ...o.obligation.shows.map((s) => s.value)])]);
  const site = draft.site?.site;
  const step: IrStep = {
    name, process: b.instance.name, from, params, guards, lets: lets.kept,
    updates: updates.map((u) => ({ variable: u.variable, value: lets.apply(u.value) })),
    text: {
      text: [...draft.before, ...(site === undefined ? [from] : [withConstants(site.text, site.names)])].join("; "), calls: site?.calls ?? [], comments: site?.comments ?? [],
      ...(site?.observes === undefined ? {} : { observes: inState(b, site.observes) }),
      ...(site === undefined ? {} : { names: site.names.filter((n) => n.value.kind !== "lit").map((n) => ({ name: n.name, value: inState(b, n.value) })) }),
      ...(site?.source === undefined ? {} : { source: site.source }),
    },
    ...(site === undefined ? {} : { span: site.span }),
  };
  const met = draft.obligations.map((o) => obligationAt(o, step, [pc.at(self, from)], lets));
  return { step, obligations: met };
}

/** Locals as the state holds them. */
function inState(b: Builder, e: IrExpr): IrExpr {
  if (b.instance.count === 1) return e;
  const values = new Map([...varsOf(e)].flatMap((name) => {
    const found = b.locals.get(name);
    return found === undefined ? [] : [[name, localValue(b, name, found.sort)] as const];
  }));
  return substituteVars(e, values);
}

/** Constants in brackets are shown as they are. */
function withConstants(text: string, names: readonly IrBinding[]): string {
  return names.reduce((t, n) => (n.value.kind === "lit" && n.value.sort.kind === "int" ? t.replaceAll(`[${n.name}]`, `[${n.value.value}]`) : t), text);
}

function conjuncts(e: IrExpr): IrExpr[] {
  if (e.kind === "lit" && e.value === 1 && e.sort.kind === "bool") return [];
  return e.kind === "op" && e.op === "and" ? e.args.flatMap(conjuncts) : [e];
}

interface Update { readonly variable: string; readonly value: IrExpr }

function allUpdates(b: Builder, draft: Draft, points: Points, pc: PcTools, from: string): Update[] {
  const leaves = leavesOf(draft.tree);
  const touched = new Set(leaves.flatMap((l) => [...l.env.keys()]));
  for (const name of points.live.liveIn[draft.from] ?? []) touched.add(name);
  const out: Update[] = [];
  const next = mergeTree(draft.tree, (leaf) => pc.label(required(points.labels.get(leaf.target), "label")));
  if (!sameExpr(next, pc.label(from))) out.push({ variable: pc.variable, value: pc.move(b.instance.self, next) });
  for (const name of touched) {
    const found = b.locals.get(name);
    const value = found === undefined ? sharedUpdate(draft.tree, name) : localUpdate(b, draft.tree, found, points);
    if (value !== undefined) out.push({ variable: name, value });
  }
  return out;
}

function sharedUpdate(tree: Tree, name: string): IrExpr | undefined {
  const sample = required(leavesOf(tree).map((l) => l.env.get(name)).find((v) => v !== undefined), "new value");
  const current = varRef(name, sample.sort);
  const value = mergeTree(tree, (leaf) => leaf.env.get(name) ?? current);
  return sameExpr(value, current) ? undefined : value;
}

/** A local that is dead at the next program point has its default value there. */
function localUpdate(b: Builder, tree: Tree, variable: LocalVar, points: Points): IrExpr | undefined {
  const current = localValue(b, variable.name, variable.sort);
  const value = mergeTree(tree, (leaf) => (points.live.liveIn[leaf.target]?.has(variable.name) === true ? leaf.env.get(variable.name) ?? current : defaultOf(variable.sort)));
  if (sameExpr(value, current)) return undefined;
  if (b.instance.count === 1) return value;
  return store(varRef(variable.name, familySort(b, variable.sort)), b.instance.self, value);
}

interface Tidied { readonly kept: readonly IrBinding[]; readonly apply: (e: IrExpr) => IrExpr }

/** Lets that nothing uses are dropped, lets that one place uses are put there. */
export function tidy(lets: readonly IrBinding[], roots: readonly IrExpr[]): Tidied {
  const inlined = new Map<string, IrExpr>();
  let kept: IrBinding[] = [];
  for (let i = lets.length - 1; i >= 0; i -= 1) {
    const binding = required(lets[i], "let");
    const places = [...roots, ...kept.map((k) => k.value), ...inlined.values()];
    const count = places.reduce((sum, e) => sum + (sum > 1 ? 0 : uses(e, binding.name)), 0);
    if (count > 1) kept = [binding, ...kept];
    else if (count === 1) inlined.set(binding.name, binding.value);
  }
  // An inlined value may use another inlined one; inner ones come earlier in program order.
  const apply = (e: IrExpr): IrExpr => {
    let result = e;
    for (const binding of [...lets].reverse()) {
      const value = inlined.get(binding.name);
      if (value !== undefined && localsOf(result).has(binding.name)) result = substituteLocals(result, new Map([[binding.name, value]]));
    }
    return result;
  };
  return { kept: kept.map((k) => ({ name: k.name, value: apply(k.value) })), apply };
}

function obligationAt(met: MetObligation, step: IrStep, first: readonly IrExpr[], lets: Tidied): ObligationAt {
  const when = closeOver(lets.apply(met.path), lets.kept);
  const guards = [...first, when];
  const cond = closeOver(lets.apply(met.cond), lets.kept);
  return {
    obligation: withValues(met.obligation, (value) => closeOver(lets.apply(value), lets.kept)), step: step.name, keeps: implies(and(...guards), cond),
    expr: quantified(met.obligation.kind === "reachable" ? "exists" : "forall", step.params, guards, cond),
    trigger: quantified("exists", step.params, guards, bool(true)),
  };
}

/**
 * For all (or some) parameters that satisfy the guards, `cond`. Guards that do not need a parameter stand before
 * its quantifier: the program point is looked at once, not for every value that a step may choose. Bound names
 * are unique in a model, and the same step's parameters occur in several properties, but never nested in one
 * another, so they may keep their names.
 */
function quantified(kind: "forall" | "exists", params: readonly IrParam[], guards: readonly IrExpr[], cond: IrExpr): IrExpr {
  const under = (outer: readonly IrExpr[], body: IrExpr): IrExpr => (kind === "forall" ? implies(and(...outer), body) : and(...outer, body));
  const [param, ...rest] = params;
  if (param === undefined) return under(guards, cond);
  const names = params.map(({ name }) => name);
  const needed = guards.findIndex((guard) => names.some((name) => uses(guard, name) > 0));
  const [outer, inner] = needed < 0 ? [guards, []] : [guards.slice(0, needed), guards.slice(needed)];
  const body = quantified(kind, rest, inner, cond);
  return under(outer, uses(body, param.name) > 0 ? quant(kind, param.name, param.sort, body) : body);
}

/** Obligations of one name become one property. */
export function obligationProperties(all: readonly ObligationAt[]): IrProperty[] {
  const groups = new Map<string, ObligationAt[]>();
  for (const o of all) groups.set(o.obligation.name, [...(groups.get(o.obligation.name) ?? []), o]);
  return [...groups.values()].map((group): IrProperty => {
    const { obligation } = required(group[0], "obligation");
    const steps = [...new Set(group.flatMap((o) => (o.step === undefined ? [] : [o.step])))];
    const [only] = steps;
    return {
      name: obligation.name, kind: obligation.kind, origin: obligation.origin, message: obligation.message, doc: obligation.doc, span: obligation.span,
      expr: group.map((o) => o.expr).reduce((a, c) => (obligation.kind === "reachable" ? orElse(a, c) : and(a, c))),
      trigger: group.map((o) => o.trigger).reduce(orElse), steps, shows: group.length === 1 || steps.length === 1 ? obligation.shows : [],
      claims: group.map(({ step, keeps, obligation: { shows: own, fit } }) =>
        ({ ...(step === undefined ? { shows: [] } : { step, shows: own }), keeps, ...(fit === undefined ? {} : { fit }) })),
      ...(steps.length === 1 && only !== undefined ? { step: only } : {}),
    };
  });
}

const orElse = (a: IrExpr, c: IrExpr): IrExpr => (sameExpr(a, c) ? a : { kind: "op", op: "or", sort: { kind: "bool" }, args: [a, c] });
