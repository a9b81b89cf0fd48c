// SPDX-License-Identifier: Apache-2.0
// Which agents a check runs: `run` and `verify` items become processes with names, agents and bound slots.
import type { AccessorDecl, Block, CheckDecl, ContractDecl, Decl, Name, ProcessDecl, RunItem, Stmt, VerifyItem } from "../ast/nodes.ts";
import { diag } from "../diagnostics/catalog.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { local, member } from "../ir/build.ts";
import type { IrExpr } from "../ir/model.ts";
import type { EnumSort, Universe } from "../ir/sorts.ts";
import type { Instance } from "./builder.ts";
import { describeDecl, type Scope } from "./scope.ts";
import type { Sections } from "./world.ts";

export interface RunPlan {
  readonly kind: "run";
  readonly item: RunItem;
  readonly decl: ProcessDecl;
  readonly name: string;
  readonly title: string;
  readonly count: number;
  readonly slots: Instance["slots"];
}
export interface VerifyPlan {
  readonly kind: "verify";
  readonly item: VerifyItem;
  readonly accessor: AccessorDecl;
  readonly contract: ContractDecl;
  readonly name: string;
  readonly title: string;
  readonly count: 1;
}
export type Plan = RunPlan | VerifyPlan;

export function planProcesses(scope: Scope, check: CheckDecl): Plan[] {
  const taken = new Map<string, number>();
  const named = (base: string): string => {
    const count = (taken.get(base) ?? 0) + 1;
    taken.set(base, count);
    return count === 1 ? base : `${base}_${count}`;
  };
  return check.items.flatMap((item): Plan[] => {
    const plan = scope.report.attempt((): Plan | undefined => {
      if (item.kind === "Run") return planRun(scope, item, named);
      return item.kind === "Verify" ? planVerify(scope, item, named) : undefined;
    });
    return plan === undefined ? [] : [plan];
  });
}

const argsText = (item: RunItem | VerifyItem): string =>
  item.args.map((a) => a.span.file.text.slice(a.span.start, a.span.end)).join(", ");

function planRun(scope: Scope, item: RunItem, named: (base: string) => string): RunPlan {
  const decl = scope.need(item.process, ["Process"], "a walker or a writer");
  const count = item.count === undefined ? 1 : scope.constant(item.count, "the number of agents");
  if (count < 1 || count > 16) scope.report.fail(diag("PTE213", { name: "the number of agents", value: count, lo: 1, hi: 16 }, item.span, { why: "a check has few agents: every one multiplies the states.", help: "run between 1 and 16 of them." }));
  if (item.args.length !== decl.params.length) scope.report.fail(diag("PTE209", { name: decl.name.text, wanted: decl.params.length, found: item.args.length }, item.process.span));
  const bound = item.bindings.map((x) => `${x.slot.text} = ${x.contract ? "contract " : ""}${x.target.text}`).join(", ");
  return {
    kind: "run", item, decl, count, name: named(decl.name.text), slots: bindSlots(scope, decl, item),
    title: `${count === 1 ? "" : `${count} * `}${decl.name.text}(${argsText(item)})${bound === "" ? "" : ` with ${bound}`}`,
  };
}

function bindSlots(scope: Scope, decl: ProcessDecl, item: RunItem): Instance["slots"] {
  const names = decl.slots.map((s) => s.name.text);
  for (const binding of item.bindings) {
    if (names.includes(binding.slot.text)) continue;
    const close = suggest(binding.slot.text, names);
    scope.report.add(diag("PTE201", { name: binding.slot.text }, binding.slot.span, { help: close === undefined ? `slots of \`${decl.name.text}\`: ${names.join(", ") || "none"}.` : `did you mean \`${close}\`?` }));
  }
  return new Map(decl.slots.flatMap((slot) => {
    const binding = item.bindings.find((x) => x.slot.text === slot.name.text);
    const target = binding?.target ?? slot.default;
    if (target === undefined) return scope.report.fail(diag("PTE404", { slot: slot.name.text, process: decl.name.text }, item.process.span, { related: [{ span: slot.span, text: "the slot" }] }));
    const bound = slotTarget(scope, target, slot.fn, binding?.contract === true);
    return [[slot.name.text, { decl: bound, contract: bound.kind === "Contract" }] as const];
  }));
}

function slotTarget(scope: Scope, target: Name, fn: boolean, contract: boolean): Decl {
  if (fn) return scope.need(target, ["Fn"], "a function");
  const decl = scope.need(target, ["Accessor", "Contract"], contract ? "a contract" : "an accessor");
  if (contract !== (decl.kind === "Contract")) {
    return scope.report.fail(diag("PTE212", { name: target.text, is: describeDecl(decl), wanted: contract ? "a contract" : "an accessor" }, target.span,
      contract ? {} : { help: `write \`contract ${target.text}\` to run the walker with the contract in the accessor's place.` }));
  }
  return decl;
}

function planVerify(scope: Scope, item: VerifyItem, named: (base: string) => string): VerifyPlan {
  const accessor = scope.need(item.accessor, ["Accessor"], "an accessor");
  const contract = scope.need(item.contract, ["Contract"], "a contract");
  for (const decl of [accessor, contract]) {
    if (decl.params.length !== item.args.length) scope.report.fail(diag("PTE209", { name: decl.name.text, wanted: decl.params.length, found: item.args.length }, item.accessor.span));
  }
  return { kind: "verify", item, accessor, contract, name: named("caller"), count: 1, title: `caller of ${accessor.name.text}(${argsText(item)})` };
}

/** The agents of all processes, `nobody` first, and the members of each process. */
export function agentUniverse(plans: readonly Plan[]): { universe: Universe; ranges: ReadonlyMap<Plan, readonly number[]> } {
  const members = ["nobody"];
  const ranges = new Map<Plan, readonly number[]>();
  for (const plan of plans) {
    const own = plan.count === 1 ? [plan.name] : Array.from({ length: plan.count }, (_, i) => `${plan.name}${i + 1}`);
    ranges.set(plan, own.map((_, i) => members.length + i));
    members.push(...own);
  }
  return { universe: { name: "agent", members, symmetric: false, fixed: 1 }, ranges };
}

/** The agent itself: a constant, or the parameter `self`. */
export function selfOf(agents: EnumSort, own: readonly number[]): IrExpr {
  const [first = 1] = own;
  const last = own[own.length - 1] ?? first;
  return own.length === 1 ? member(agents, first) : local("self", { ...agents, lo: first, hi: last });
}

/** Which sections the code of a program can enter. */
export function sectionsOf(decls: readonly Decl[], plans: readonly Plan[]): Sections {
  const used = { irqs: false, rcu: false };
  const visit = (list: readonly Stmt[]): void => list.forEach(one);
  const blocks = (...all: readonly (Block | undefined)[]): void => all.forEach((x) => x !== undefined && visit(x.statements));
  const one = (s: Stmt): void => {
    if (s.kind === "Irqs" && s.off) used.irqs = true;
    if (s.kind === "CallStmt" && s.call.callee.text === "rcu_read_lock") used.rcu = true;
    if (s.kind === "If") blocks(s.then, s.else);
    if (s.kind === "While" || s.kind === "Loop" || s.kind === "For" || s.kind === "Atomic") blocks(s.body);
    if (s.kind === "Recheck") blocks(s.else);
    if (s.kind === "Either") blocks(...s.branches);
  };
  for (const plan of plans) if (plan.kind === "run") visit(plan.decl.body.statements);
  for (const decl of decls) if (decl.kind === "Accessor") visit(decl.body.statements);
  return used;
}
