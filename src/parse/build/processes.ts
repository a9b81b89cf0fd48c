// SPDX-License-Identifier: Apache-2.0
// CST -> AST: accessors, contracts, walkers, writers and hooks.
import type { AccessorDecl, ContractClause, ContractDecl, FieldList, Grade, HookDecl, ProcessDecl, Slot, WalkerClass } from "../../ast/nodes.ts";
import { diag } from "../../diagnostics/catalog.ts";
import type {
  AccessorDeclCstNode, ContractClauseCstNode, ContractDeclCstNode, FieldListCstNode, HookDeclCstNode, ProcessDeclCstNode, SlotCstNode,
  WalkerClassCstNode,
} from "../../../grammar/generated/cst.d.ts";
import { head, nameOf, nodeSpan, one, optionalName, type BuildContext } from "./context.ts";
import { place } from "./expressions.ts";
import { names, params, resultSort, source } from "./sorts.ts";
import { block } from "./statements.ts";

/** `accessor name(params) -> sort source "..." { ... }`. */
export function accessorDecl(ctx: BuildContext, node: AccessorDeclCstNode): AccessorDecl {
  const c = node.children;
  const result = c.resultSort?.[0];
  return {
    kind: "Accessor", name: nameOf(ctx, one(c.name)), params: params(ctx, c.params),
    ...(result === undefined ? {} : { result: resultSort(ctx, result) }), ...source(ctx, c.sourceClause),
    body: block(ctx, one(c.block)), ...head(ctx, node),
  };
}

/** `contract name(params) -> sort of place { clauses }`. */
export function contractDecl(ctx: BuildContext, node: ContractDeclCstNode): ContractDecl {
  const c = node.children;
  return {
    kind: "Contract", name: nameOf(ctx, one(c.name)), params: params(ctx, c.params), result: resultSort(ctx, one(c.resultSort)),
    of: place(ctx, one(c.place)), clauses: (c.contractClause ?? []).map((clause) => contractClause(ctx, clause)), ...head(ctx, node),
  };
}

function contractClause(ctx: BuildContext, node: ContractClauseCstNode): ContractClause {
  return { grade: one(node.children.grade).image as Grade, fields: fieldList(ctx, one(node.children.fieldList)), ...head(ctx, node) };
}

function fieldList(ctx: BuildContext, node: FieldListCstNode): FieldList {
  return { all: node.children.All !== undefined, names: names(ctx, node.children.names), span: nodeSpan(ctx, node) };
}

/** `walker name(params) class uses slots source "..." { ... }` and `writer ...`. Reports PTE111 for a writer with a class. */
export function processDecl(ctx: BuildContext, node: ProcessDeclCstNode): ProcessDecl {
  const c = node.children;
  const role = c.Walker === undefined ? "writer" : "walker";
  const obligation = c.walkerClass?.[0];
  if (obligation !== undefined && role === "writer") ctx.diagnostics.push(diag("PTE111", {}, nodeSpan(ctx, obligation)));
  return {
    kind: "Process", role, name: nameOf(ctx, one(c.name)), params: params(ctx, c.params),
    ...(obligation === undefined ? {} : { class: walkerClass(ctx, obligation) }), slots: (c.slot ?? []).map((s) => slot(ctx, s)),
    ...source(ctx, c.sourceClause), body: block(ctx, one(c.block)), ...head(ctx, node),
  };
}

function walkerClass(ctx: BuildContext, node: WalkerClassCstNode): WalkerClass {
  const c = node.children;
  const span = nodeSpan(ctx, node);
  if (c.Rcu !== undefined) return { kind: "rcu-only", span };
  if (c.No !== undefined) return { kind: "no-recheck", span };
  return { kind: c.Never === undefined ? "rechecks-under" : "never-takes", ...optionalName(ctx, "lock", c.lock), span };
}

function slot(ctx: BuildContext, node: SlotCstNode): Slot {
  const c = node.children;
  const result = c.resultSort?.[0];
  return {
    fn: c.Fn !== undefined, name: nameOf(ctx, one(c.name)), params: params(ctx, c.params),
    ...(result === undefined ? {} : { result: resultSort(ctx, result) }), ...optionalName(ctx, "default", c.default), span: nodeSpan(ctx, node),
  };
}

/** `on hw update table[index] { ... }`. */
export function hookDecl(ctx: BuildContext, node: HookDeclCstNode): HookDecl {
  const c = node.children;
  return {
    kind: "Hook", update: nameOf(ctx, one(c.update)), table: nameOf(ctx, one(c.table)), index: nameOf(ctx, one(c.index)),
    body: block(ctx, one(c.block)), ...head(ctx, node),
  };
}
