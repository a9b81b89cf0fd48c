// SPDX-License-Identifier: Apache-2.0
// The flow of one process of a check: its body with accessors inlined, or a caller that verifies a contract.
import type { Name, Param, ProcessDecl, Stmt } from "../ast/nodes.ts";
import { diag } from "../diagnostics/catalog.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { Builder } from "./builder.ts";
import { argument, type Binding } from "./env.ts";
import { elaborateAs } from "./expression.ts";
import { contractClauses, verifyClauses } from "./contract.ts";
import { body, inlineCall } from "./inline.ts";
import type { Plan, VerifyPlan } from "./instances.ts";
import { checkClass } from "./walker-class.ts";
import type { Scope } from "./scope.ts";
import type { World } from "./world.ts";
import type { IrExpr } from "../ir/model.ts";

export function buildProcess(world: World, plan: Plan, self: IrExpr): Builder {
  const b = new Builder(world, {
    name: plan.name, role: plan.kind === "run" ? plan.decl.role : "walker", process: plan.kind === "run" ? plan.decl.name.text : "",
    self, count: plan.count, slots: plan.kind === "run" ? plan.slots : new Map(),
  });
  if (plan.kind === "run") runBody(b, plan.decl, processArguments(b, plan.decl.params, plan));
  else verifyBody(b, plan);
  b.flow.emit({ kind: "end" });
  if (plan.kind === "run") {
    for (const property of b.ownProperties) reportLabel(world.scope, plan.decl, property.label);
    checkClass(b, plan.decl);
  }
  return b;
}

/** Arguments of a process are constants of the check. */
function processArguments(b: Builder, params: readonly Param[], plan: Plan): Map<string, Binding> {
  const out = new Map<string, Binding>();
  params.forEach((param, i) => {
    const given = plan.item.args[i];
    if (given === undefined) return;
    const { require: _none, ...env } = b.env;
    const value = b.report.attempt(() => elaborateAs(given, b.world.scope.sort(param.sort), env));
    if (value !== undefined) out.set(param.name.text, argument(value));
  });
  return out;
}

function runBody(b: Builder, decl: ProcessDecl, args: Map<string, Binding>): void {
  body(b, { prefix: "", owner: decl.name.text, calls: [], ...(decl.source === undefined ? {} : { source: decl.source }) }, decl, args);
}

/** A label that a property names must exist. */
export function reportLabel(scope: Scope, decl: ProcessDecl, label: Name): void {
  const labels = labelsIn(decl.body.statements);
  if (labels.includes(label.text)) return;
  const close = suggest(label.text, labels);
  scope.report.add(diag("PTE502", { label: label.text, process: decl.name.text }, label.span, close === undefined ? {} : { help: `did you mean \`${close}\`?` }));
}

function labelsIn(list: readonly Stmt[]): string[] {
  return list.flatMap((s): string[] => {
    switch (s.kind) {
      case "Label": return [s.name.text];
      case "If": return [...labelsIn(s.then.statements), ...labelsIn(s.else?.statements ?? [])];
      case "While": case "Loop": case "For": case "Atomic": return labelsIn(s.body.statements);
      case "Either": return s.branches.flatMap((x) => labelsIn(x.statements));
      case "Recheck": return labelsIn(s.else.statements);
      default: return [];
    }
  });
}

/** One call of the accessor, its histories around it, and the contract's clauses at its return. */
function verifyBody(b: Builder, plan: VerifyPlan): void {
  const { item, accessor, contract } = plan;
  b.frames.push({ prefix: "", owner: plan.name, calls: [], labels: new Map(), gotos: [], loops: [], returns: [], body: [] });
  const stmt: Stmt = { kind: "CallStmt", span: item.span, comments: item.comments, call: { kind: "Call", callee: item.accessor, args: item.args, span: item.span } };
  b.report.attempt(() => {
    const args = processArguments(b, contract.params, plan);
    const clauses = contractClauses(b, contract, args, accessor.name.text);
    if (accessor.result === undefined) return b.report.fail(diag("PTE409", { what: `verifying \`${accessor.name.text}\`, which returns nothing,` }, item.accessor.span));
    const result = b.local("returned", b.world.scope.sort(accessor.result), item.accessor.span);
    inlineCall(b, stmt.call, () => result, stmt);
    verifyClauses(b, contract, clauses, result, stmt);
  });
  b.frames.pop();
}
