// SPDX-License-Identifier: Apache-2.0
// Inlining: an accessor's body at its call, a contract in an accessor's place, and the body of a process.
import type { AccessorDecl, Block, CallExpr, ContractDecl, Decl, Expr, Param, Stmt } from "../ast/nodes.ts";
import { diag } from "../diagnostics/catalog.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { varRef } from "../ir/build.ts";
import type { IrExpr } from "../ir/model.ts";
import type { Destination } from "./accesses.ts";
import { argument, type Binding } from "./env.ts";
import type { Builder, Frame, LocalVar } from "./builder.ts";
import { checkArity, isAtomic } from "./calls.ts";
import { assumeContract } from "./contract.ts";
import { describeDecl } from "./scope.ts";
import { statements } from "./statements.ts";
import { withReloads } from "./plain.ts";

/** A call of an accessor, of a slot, or of a contract bound to a slot. */
export function inlineCall(b: Builder, call: CallExpr, into: Destination, stmt: Stmt): void {
  const name = call.callee.text;
  const slot = b.instance.slots.get(name);
  const decl: Decl | undefined = slot?.decl ?? b.world.scope.find(name);
  if (decl === undefined) return b.world.scope.undefinedName(call.callee);
  if (decl.kind === "Contract") return callContract(b, decl, call, into, stmt);
  if (decl.kind !== "Accessor") return b.report.fail(diag("PTE212", { name, is: describeDecl(decl), wanted: "an accessor" }, call.callee.span));
  callAccessor(b, decl, call, into, stmt);
}

function callContract(b: Builder, decl: ContractDecl, call: CallExpr, into: Destination, stmt: Stmt): void {
  checkArity(call.callee, decl.params.length, call.args.length, b.env);
  const args = bindArguments(b, decl.params, call.args, stmt);
  const sort = b.world.scope.sort(decl.result);
  const dest = into?.(sort) ?? b.local("ignored", sort, call.span);
  assumeContract(b, decl, args, call.callee.text, dest, stmt);
}

function callAccessor(b: Builder, decl: AccessorDecl, call: CallExpr, into: Destination, stmt: Stmt): void {
  checkArity(call.callee, decl.params.length, call.args.length, b.env);
  const args = bindArguments(b, decl.params, call.args, stmt);
  const sort = decl.result === undefined ? undefined : b.world.scope.sort(decl.result);
  if (sort === undefined && into !== undefined) return b.report.fail(diag("PTE409", { what: `using the result of \`${decl.name.text}\`, which has none,` }, call.span));
  const wanted = sort === undefined ? undefined : into?.(sort);
  // A result of its own, so that the caller's variable keeps its value until the call returns.
  const result = sort === undefined ? undefined : b.local(`${decl.name.text}_result`, sort, decl.name.span);
  body(b, {
    prefix: prefixOf(b, call.callee.text), owner: decl.name.text,
    calls: [...b.frame.calls, `${decl.name.text}()`], ...(decl.source === undefined ? {} : { source: decl.source }),
    ...(result === undefined ? {} : { result }),
  }, decl, args);
  if (result !== undefined && wanted !== undefined && b.flow.reachable) b.assign(wanted, varRef(result.name, result.sort));
}

/** Labels say which slot a step belongs to and which accessor it stands in, not the whole path of calls. */
function prefixOf(b: Builder, callee: string): string {
  const slot = b.frames.map((f) => f.prefix).find((p) => b.instance.slots.has(p));
  return slot === undefined || b.instance.slots.has(callee) ? callee : `${slot}_${callee}`;
}

/** Inlines a body: its own names, labels and loops; control continues after its returns. */
export function body(b: Builder, frame: Pick<Frame, "prefix" | "owner" | "calls" | "source" | "result">, decl: { name: { text: string; span: CallExpr["span"] }; body: Block }, args: ReadonlyMap<string, Binding>): void {
  const outer = b.env;
  const { pendingLabel } = b;
  const full: Frame = { ...frame, labels: new Map(), gotos: [], loops: [], returns: [], body: decl.body.statements };
  b.env = { ...outer, locals: args };
  if (b.frames.length > 0 && pendingLabel !== undefined) b.pendingLabel = undefined;
  b.frames.push(full);
  b.world.scope.guarded({ text: decl.name.text, span: decl.name.span }, () => statements(b, decl.body.statements));
  if (b.flow.reachable && full.result !== undefined && b.flow.open.length > 0) {
    b.report.add(diag("PTE408", { name: full.owner }, decl.name.span));
  }
  for (const { name, edges } of full.gotos) {
    const target = full.labels.get(name.text);
    if (target === undefined) {
      const close = suggest(name.text, [...full.labels.keys()]);
      b.report.add(diag("PTE406", { name: name.text }, name.span, close === undefined ? {} : { help: `did you mean \`${close}\`?` }));
    } else for (const edge of edges) b.flow.patch(edge, target);
  }
  b.flow.open.push(...full.returns);
  b.frames.pop();
  b.env = outer;
}

/** Arguments are computed once, before the body; short ones are used as they are. */
export function bindArguments(b: Builder, params: readonly Param[], args: readonly Expr[], stmt: Stmt): Map<string, Binding> {
  const out = new Map<string, Binding>();
  params.forEach((param, i) => {
    const given = args[i];
    if (given === undefined) return;
    const sort = b.world.scope.sort(param.sort);
    const value = withReloads(b, given, stmt, () => b.expr(given, sort));
    out.set(param.name.text, fixed(b, value, param, given) ?? argument(value));
  });
  return out;
}

/** A mutable or long argument gets a variable of its own. */
function fixed(b: Builder, value: IrExpr, param: Param, given: Expr): Binding | undefined {
  const mutable = given.kind === "Name" && b.env.locals.get(given.name.text)?.mutable === true;
  if (isAtomic(value) && !mutable) return undefined;
  const held: LocalVar = b.local(`arg_${param.name.text}`, value.sort, given.span);
  b.assign(held, value);
  return argument(varRef(held.name, held.sort));
}
