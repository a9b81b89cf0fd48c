// SPDX-License-Identifier: Apache-2.0
// One check becomes one model: agents, steps, initial states and properties put together.
import type { CheckDecl, CheckItem, Decl, InvariantDecl, LabelPropertyDecl } from "../ast/nodes.ts";
import { required } from "../base/unreachable.ts";
import { diag } from "../diagnostics/catalog.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { bool, defaultOf, eq, implies, isTrue, ite, lit, local, member, or, quant, select, store, varRef } from "../ir/build.ts";
import type { IrExpr, IrInit, IrModel, IrProcess, IrProperty, IrStep, IrVar } from "../ir/model.ts";
import { enumSort, type EnumSort, type Universe } from "../ir/sorts.ts";
import type { CheckScope, Expectation, LoweredCheck } from "../program/types.ts";
import type { Env } from "./env.ts";
import { elaborateBool } from "./expression.ts";
import { hardware, type HardwareParts } from "./hardware.ts";
import { initialShared } from "./initial.ts";
import { agentUniverse, planProcesses, sectionsOf, selfOf, type Plan } from "./instances.ts";
import { buildProcess } from "./process.ts";
import { reportLimits } from "./limits.ts";
import { prettyModel } from "./pretty.ts";
import { pruneModel } from "./prune.ts";
import { refreshHistories } from "./refresh.ts";
import { Reporter } from "./report.ts";
import { Scope, type StateVar } from "./scope.ts";
import { DONE, familySort, makeSteps, obligationProperties, programPoints, type ObligationAt, type PcTools, type Points } from "./steps.ts";
import type { Builder } from "./builder.ts";
import { layoutViews } from "./views.ts";
import { World } from "./world.ts";

/** Its name, documentation and place: what the model says of itself. */
export interface SpecInfo { readonly name: string; readonly doc: string; readonly path: string }

const itemsOf = <K extends CheckItem["kind"]>(check: CheckDecl, kind: K): Extract<CheckItem, { kind: K }>[] =>
  check.items.filter((i): i is Extract<CheckItem, { kind: K }> => i.kind === kind);
const declsOf = <K extends Decl["kind"]>(decls: readonly Decl[], kind: K): Extract<Decl, { kind: K }>[] =>
  decls.filter((d): d is Extract<Decl, { kind: K }> => d.kind === kind);

export function lowerCheck(decls: readonly Decl[], check: CheckDecl, spec: SpecInfo, given: ReadonlyMap<string, number>): LoweredCheck {
  const report = new Reporter();
  const sizes = checkSizes(decls, check, given, report);
  const scope = new Scope(decls, sizes, report);
  const model = !report.failed && scope.sizesFit() ? report.attempt(() => makeModel(scope, check, spec)) : undefined;
  const expectations = itemsOf(check, "Expect").map((e): Expectation => ({ status: e.status, names: e.names.map((n) => n.text), span: e.span }));
  expectedErrors(check, report);
  return {
    name: check.name.text, claims: check.claims.map((c) => c.text), model: report.failed ? undefined : model, diagnostics: report.diagnostics,
    scope: report.attempt(() => describeScope(scope, check)) ?? emptyScope(), expectations, span: check.span,
    ...(check.doc === undefined ? {} : { doc: check.doc }),
  };
}

/** Command line over `with` over declarations. */
function checkSizes(decls: readonly Decl[], check: CheckDecl, given: ReadonlyMap<string, number>, report: Reporter): Map<string, number> {
  const plain = new Scope(decls, given, new Reporter());
  const sizes = new Map(given);
  for (const { name, value } of itemsOf(check, "With").flatMap((w) => w.values)) {
    const decl = plain.find(name.text);
    if (decl?.kind !== "Param" && decl?.kind !== "Domain") {
      const close = suggest(name.text, decls.flatMap((d) => (d.kind === "Param" || d.kind === "Domain" ? [d.name.text] : [])));
      report.add(diag("PTE201", { name: name.text }, name.span, { help: close === undefined ? "`with` sets params and sizes of domains." : `did you mean \`${close}\`?` }));
      continue;
    }
    if (given.has(name.text)) continue;
    const number = report.attempt(() => new Scope(decls, sizes, report).constant(value, `\`${name.text}\``));
    if (number !== undefined) sizes.set(name.text, number);
  }
  return sizes;
}

/** `expect error CODE` is met by exactly that rejection; then it is no error of the spec. */
function expectedErrors(check: CheckDecl, report: Reporter): void {
  for (const item of itemsOf(check, "Expect")) {
    if (item.status !== "error") continue;
    for (const name of item.names) {
      if (!report.diagnostics.some((d) => d.code === name.text)) report.add(diag("PTE511", { expected: name.text }, name.span));
    }
  }
}

interface Made { readonly plan: Plan; readonly builder: Builder; readonly points: Points; readonly agents: readonly number[] }

function makeModel(scope: Scope, check: CheckDecl, spec: SpecInfo): IrModel | undefined {
  const decls = scope.all;
  const plans = planProcesses(scope, check);
  const hw = itemsOf(check, "Hardware");
  const wanted = wantedProperties(scope, check);
  if (plans.length + hw.length === 0 && !scope.report.failed) scope.report.fail(diag("PTE508", { check: check.name.text }, check.name.span));
  const { universe, ranges } = agentUniverse(plans);
  scope.agents = enumSort(universe);
  checkMemory(scope, check);
  const flush = itemsOf(check, "Flush")[0]?.scheme;
  const world = new World(scope, flush, sectionsOf(decls, plans), wanted.labels);
  const states = declsOf(decls, "State").concat(declsOf(decls, "Lock") as never).flatMap((d): StateVar[] => {
    const state = scope.report.attempt(() => scope.state(d.name.text));
    if (state !== undefined) world.unique(state.name);
    return state === undefined ? [] : [state];
  });
  const made = plans.map((plan): Made => {
    const agents = ranges.get(plan) ?? [];
    const builder = buildProcess(world, plan, selfOf(scope.agents, agents));
    return { plan, builder, agents, points: scope.report.failed ? emptyPoints() : programPoints(builder) };
  });
  const parts = hw.flatMap((item) => scope.report.attempt(() => hardware(world, item, declsOf(decls, "Hook"))) ?? []);
  const blocks = [...declsOf(decls, "Init").map((d) => d.body), ...itemsOf(check, "InitItem").map((i) => i.body)];
  const init = initialShared(world, states, blocks);
  if (scope.report.failed) return undefined;
  return assemble({ scope, check, spec, world, states, made, hw: parts, init, wanted: wanted.invariants, universe });
}

const emptyPoints = (): Points => ({ live: { liveIn: [], starting: [] }, paths: undefined as never, entry: undefined, entryObligations: [], drafts: [], labels: new Map() });

interface Assembly {
  readonly scope: Scope; readonly check: CheckDecl; readonly spec: SpecInfo; readonly world: World; readonly states: readonly StateVar[];
  readonly made: readonly Made[]; readonly hw: readonly HardwareParts[]; readonly init: IrInit; readonly wanted: readonly InvariantDecl[]; readonly universe: Universe;
}

function assemble(a: Assembly): IrModel {
  const pc = pcTools(a);
  const steps: IrStep[] = [];
  const obligations: ObligationAt[] = [];
  for (const { builder, points } of a.made) {
    const own = makeSteps(builder, points, pc, (base) => a.world.unique(base));
    steps.push(...own.steps);
    obligations.push(...own.obligations, ...points.entryObligations.map((o) => ({ obligation: o.obligation, expr: implies(o.path, o.cond), keeps: implies(o.path, o.cond), trigger: bool(true) })));
  }
  steps.push(...a.hw.flatMap((h) => h.steps));
  obligations.push(...a.hw.flatMap((h) => h.obligations));
  const done = allDone(a, pc);
  if (done !== undefined) steps.push(terminating(done));
  const vars = variables(a, pc);
  const properties = [...userInvariants(a, done ?? bool(false)), ...obligationProperties(obligations)];
  const order = new Map(vars.map((v, i) => [v.name, i] as const));
  const refreshed = refreshHistories(steps, a.made.map((m) => m.builder), a.world);
  const model: IrModel = {
    name: a.check.name.text, source: a.spec.path, agents: a.universe,
    doc: [`${a.spec.name}: ${a.check.doc ?? a.check.name.text}`, ...(a.spec.doc === "" ? [] : [a.spec.doc])],
    processes: processes(a), vars, init: fullInit(a, pc, vars), properties,
    steps: refreshed.map((s) => ({ ...s, updates: [...s.updates].sort((x, y) => (order.get(x.variable) ?? 0) - (order.get(y.variable) ?? 0)) })),
    views: layoutViews(a.scope, a.world.fresh),
    checkDeadlock: itemsOf(a.check, "Allow").length === 0,
  };
  reportExpectations(a, model);
  checkItems(a.scope, a.check, model);
  const pruned = pruneModel(model);
  reportLimits(a.scope, pruned, a.check.name.span);
  return prettyModel(pruned, a.world);
}

/** `pc` is one variable over all agents; its values are the labels of all processes. */
function pcTools(a: Assembly): PcTools & { sort: EnumSort } {
  const names = [...new Set(a.made.flatMap((m) => [...m.points.labels.values()].filter((l) => l !== DONE)))];
  const universe: Universe = { name: "label", members: [...names, DONE], symmetric: false, fixed: names.length + 1 };
  const sort = enumSort(universe);
  const variable = a.world.unique("pc");
  const whole = varRef(variable, a.world.perAgent(sort));
  const label = (name: string): IrExpr => lit({ ...sort, lo: universe.members.indexOf(name), hi: universe.members.indexOf(name) }, universe.members.indexOf(name));
  return { variable, sort, label, at: (self, name) => eq(select(whole, self), label(name)), move: (self, to) => store(whole, self, to) };
}

/** Every agent is at `Done`; absent when some agent never is. */
function allDone(a: Assembly, pc: PcTools): IrExpr | undefined {
  if (a.made.length === 0) return bool(true);
  if (a.made.some((m) => ![...m.points.labels.values()].includes(DONE))) return undefined;
  const name = a.world.fresh("agent");
  return quant("forall", name, a.world.agents, pc.at(local(name, a.world.agents), DONE));
}

function terminating(done: IrExpr): IrStep {
  return { name: "Terminating", process: "", params: [], guards: isTrue(done) ? [] : [done], lets: [], updates: [], text: { text: "all agents are done", calls: [], comments: [] } };
}

function processes(a: Assembly): IrProcess[] {
  return [
    ...a.made.map((m): IrProcess => ({
      name: m.plan.name, kind: m.builder.instance.role, agents: m.agents, labels: [...m.points.labels.values()], title: m.plan.title,
      doc: (m.plan.kind === "run" ? m.plan.decl.comments : m.plan.item.comments).join(" "), span: m.plan.item.span,
    })),
    ...a.hw.map((h): IrProcess => ({ name: h.process, kind: "hardware", agents: [], labels: [], title: h.title, doc: "" })),
  ];
}

function variables(a: Assembly, pc: PcTools & { sort: EnumSort }): IrVar[] {
  const shared = a.states.filter((s) => s.role !== "ghost").map((s): IrVar => ({ name: s.name, sort: s.sort, role: "shared", doc: s.decl.comments.join(" "), span: s.decl.span }));
  const ghosts = a.states.filter((s) => s.role === "ghost").map((s): IrVar => ({ name: s.name, sort: s.sort, role: "ghost", doc: s.decl.comments.join(" "), span: s.decl.span }));
  const locals = a.made.flatMap((m) => [...m.builder.locals.values()].map((l): IrVar => ({
    name: l.name, role: l.monitor === undefined ? "local" : "ghost", process: m.plan.name, doc: l.doc, span: l.span,
    sort: m.builder.instance.count === 1 ? l.sort : familySort(m.builder, l.sort),
  })));
  const labels: IrVar = { name: pc.variable, sort: a.world.perAgent(pc.sort), role: "pc", doc: "pc[a]: the next step of agent a" };
  return [...shared, ...a.world.vars, ...(a.made.length === 0 ? [] : [labels]), ...locals.filter((v) => v.role === "local"), ...ghosts, ...locals.filter((v) => v.role === "ghost")];
}

function fullInit(a: Assembly, pc: PcTools & { sort: EnumSort }, vars: readonly IrVar[]): IrInit {
  const values = new Map(a.init.values.map((v) => [v.variable, v.value] as const));
  for (const h of a.hw) if (h.budget !== undefined) values.set(h.budget.name, { kind: "lit", sort: { kind: "int", lo: h.budget.value, hi: h.budget.value }, value: h.budget.value });
  const labelOf = (m: Made): IrExpr => pc.label(m.points.labels.get(m.points.entry?.target ?? -1) ?? DONE);
  const agent = local(a.world.fresh("agent"), a.world.agents);
  // The last process is what remains; every other one is told apart by its agents.
  const start = a.made.slice(0, -1).reduceRight<IrExpr>(
    (rest, m) => ite(or(...m.agents.map((i) => eq(agent, member(a.world.agents, i)))), labelOf(m), rest),
    a.made.length === 0 ? pc.label(DONE) : labelOf(required(a.made[a.made.length - 1], "process")));
  for (const m of a.made) {
    const live = m.points.live.liveIn[m.points.entry?.target ?? -1];
    for (const l of m.builder.locals.values()) {
      const value = live?.has(l.name) === true ? m.points.entry?.env.get(l.name) ?? defaultOf(l.sort) : defaultOf(l.sort);
      values.set(l.name, m.builder.instance.count === 1 ? value : { kind: "array", sort: familySort(m.builder, l.sort), name: a.world.fresh("agent"), body: value });
    }
  }
  values.set(pc.variable, { kind: "array", sort: a.world.perAgent(pc.sort), name: agent.kind === "local" ? agent.name : "agent", body: start });
  return { ...a.init, values: vars.map((v) => ({ variable: v.name, value: values.get(v.name) ?? defaultOf(v.sort) })) };
}

function userInvariants(a: Assembly, done: IrExpr): IrProperty[] {
  const env: Env = { scope: a.scope, mode: "property", locals: new Map(), slots: new Map(), fresh: a.world.fresh };
  return a.wanted.flatMap((decl): IrProperty[] => {
    const cond = a.scope.report.attempt(() => elaborateBool(decl.expr, env));
    if (cond === undefined) return [];
    const expr = decl.mode === "finally" ? implies(done, cond) : cond;
    const trigger = decl.mode === "finally" ? done : cond.kind === "op" && cond.op === "implies" ? cond.args[0] : undefined;
    return [{
      name: decl.name.text, kind: decl.mode === "reachable" ? "reachable" : "invariant", origin: decl.mode === "finally" ? "final" : "invariant", expr,
      message: decl.doc ?? decl.expr.span.file.text.slice(decl.expr.span.start, decl.expr.span.end).replace(/\s+/g, " "), shows: [], doc: decl.doc ?? decl.comments.join(" "), span: decl.span,
      ...(trigger === undefined ? {} : { trigger }),
    }];
  });
}

/** The properties a check speaks of; all that can be asked of its agents when it names none. */
function wantedProperties(scope: Scope, check: CheckDecl): { invariants: InvariantDecl[]; labels: LabelPropertyDecl[] } {
  const named = new Set([...itemsOf(check, "Expect").flatMap((e) => e.names), ...itemsOf(check, "Waive").map((w) => w.property)].map((n) => n.text));
  const running = new Set(itemsOf(check, "Run").map((r) => r.process.text));
  const invariants = declsOf(scope.all, "Invariant");
  const labels = declsOf(scope.all, "LabelProperty");
  const some = [...invariants, ...labels].some((d) => named.has(d.name.text));
  for (const d of labels) {
    if (!named.has(d.name.text) || running.has(d.process.text)) continue;
    scope.report.attempt(() => scope.need(d.process, ["Process"], "a walker or a writer"));
    scope.report.add(diag("PTE501", { property: d.name.text, process: d.process.text }, check.name.span, { related: [{ span: d.span, text: "the property" }] }));
  }
  const anyNamed = some || itemsOf(check, "Expect").length > 0;
  return {
    invariants: invariants.filter((d) => named.has(d.name.text) || (!anyNamed && d.mode !== "reachable")),
    labels: labels.filter((d) => running.has(d.process.text) && (named.has(d.name.text) || (!anyNamed && d.mode !== "reachable"))),
  };
}

/** Every name in an expectation must be a property of this check, of the right kind. */
function reportExpectations(a: Assembly, model: IrModel): void {
  const items = itemsOf(a.check, "Expect");
  if (items.length === 0) a.scope.report.add(diag("PTE509", { check: a.check.name.text }, a.check.name.span));
  const known = [...model.properties.map((p) => p.name), "deadlock"];
  for (const item of items) {
    if (item.status === "error" || item.status === "deadlock") continue;
    const reach = item.status === "reachable" || item.status === "unreachable";
    for (const name of item.names) {
      const found = model.properties.filter((p) => p.name === name.text || p.name.startsWith(`${name.text}.`));
      if (found.length === 0 && name.text !== "deadlock") {
        const close = suggest(name.text, known);
        a.scope.report.add(diag("PTE504", { name: name.text }, name.span, close === undefined ? {} : { help: `did you mean \`${close}\`?` }));
      } else if (found.some((p) => (p.kind === "reachable") !== reach)) {
        a.scope.report.add(diag("PTE510", { name: name.text, wanted: reach ? "an invariant, not a claim of reachability" : "a claim of reachability, not an invariant" }, name.span));
      }
    }
  }
}

/** Items that contradict one another, or speak of nothing. */
function checkItems(scope: Scope, check: CheckDecl, model: IrModel): void {
  const [first, second] = itemsOf(check, "Flush");
  if (first !== undefined && second !== undefined) scope.report.add(diag("PTE512", { item: "how a flush works" }, second.span, { related: [{ span: first.span, text: "first here" }] }));
  const [allow] = itemsOf(check, "Allow");
  const deadlock = itemsOf(check, "Expect").find((e) => e.status === "deadlock");
  if (allow !== undefined && deadlock !== undefined) scope.report.add(diag("PTE512", { item: "what a deadlock means" }, deadlock.span, { related: [{ span: allow.span, text: "first here" }] }));
  for (const { property } of itemsOf(check, "Waive")) {
    if (model.properties.some((p) => p.name === property.text || p.name.startsWith(`${property.text}.`))) continue;
    const close = suggest(property.text, model.properties.map((p) => p.name));
    scope.report.add(diag("PTE504", { name: property.text }, property.span, close === undefined ? {} : { help: `did you mean \`${close}\`?` }));
  }
}

function checkMemory(scope: Scope, check: CheckDecl): void {
  for (const model of itemsOf(check, "Memory").flatMap((m) => m.models)) {
    if (model.text !== "sc") scope.report.add(diag("PTE507", { model: model.text }, model.span));
  }
}

const emptyScope = (): CheckScope => ({ agents: [], sizes: [], budgets: [], memory: "sc", flush: "none", assumptions: [], waivers: [] });

function describeScope(scope: Scope, check: CheckDecl): CheckScope {
  const quiet = new Scope(scope.all, scope.sizes, new Reporter());
  const hw = itemsOf(check, "Hardware");
  return {
    agents: [...planProcesses(quiet, check).map((p) => p.title), ...hw.map((h) => `hardware ${h.table.text}${h.only.length === 0 ? "" : ` only ${h.only.map((n) => n.text).join(", ")}`}`)],
    sizes: scope.all.flatMap((d) => {
      if (d.kind === "Param") return [{ name: d.name.text, value: quiet.namedConstant(d.name.text) ?? 0 }];
      return d.kind === "Domain" ? [{ name: d.name.text, value: quiet.universe(d).members.length - 1 }] : [];
    }),
    budgets: hw.map((h) => (h.budget === undefined ? `hardware ${h.table.text}: unlimited` : `hardware ${h.table.text}: up to ${quiet.constant(h.budget, "the budget")} updates`)),
    memory: "sc",
    flush: itemsOf(check, "Flush")[0]?.scheme ?? "none",
    assumptions: itemsOf(check, "AssumeUse").map((use) => {
      const decl = scope.need(use.name, ["Assume"], "an assumption");
      return { name: decl.name.text, text: decl.text, source: decl.source };
    }),
    waivers: itemsOf(check, "Waive").map((w) => ({ property: w.property.text, reason: w.reason })),
  };
}
