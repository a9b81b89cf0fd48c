// SPDX-License-Identifier: Apache-2.0
// CST -> AST: blocks and statements.
import type { Block, Expr, Stmt } from "../../ast/nodes.ts";
import { unreachable } from "../../base/unreachable.ts";
import { diag } from "../../diagnostics/catalog.ts";
import type { BlockCstNode, BodyCstNode, ConditionCstNode, PlaceStmtCstNode, StatementCstNode } from "../../../grammar/generated/cst.d.ts";
import { head, nameOf, nodeSpan, one, optionalName, type BuildContext } from "./context.ts";
import { expression, place } from "./expressions.ts";
import { sort } from "./sorts.ts";

/** `{ statements }`. */
export function block(ctx: BuildContext, node: BlockCstNode): Block {
  return { statements: statements(ctx, node.children.statement), span: nodeSpan(ctx, node) };
}

function statements(ctx: BuildContext, nodes: readonly StatementCstNode[] | undefined): readonly Stmt[] {
  return (nodes ?? []).flatMap((node) => statement(ctx, node) ?? []);
}

/** A block, or one statement as a block. */
function body(ctx: BuildContext, node: BodyCstNode): Block {
  const braces = node.children.block?.[0];
  return braces === undefined ? { statements: statements(ctx, node.children.statement), span: nodeSpan(ctx, node) } : block(ctx, braces);
}

function condition(ctx: BuildContext, nodes: readonly ConditionCstNode[]): Expr {
  return expression(ctx, one(one(nodes).children.expression));
}

type Alternative = NonNullable<StatementCstNode["children"][keyof StatementCstNode["children"]]>[number];

function statement(ctx: BuildContext, wrapper: StatementCstNode): Stmt | undefined {
  const node: Alternative = one(Object.values(wrapper.children).flat());
  const base = head(ctx, node);
  switch (node.name) {
    case "labelStmt": return { kind: "Label", name: nameOf(ctx, one(node.children.name)), ...base };
    case "letStmt": {
      const declared = node.children.sort?.[0];
      return {
        kind: "Let", mutable: node.children.Var !== undefined, name: nameOf(ctx, one(node.children.name)),
        ...(declared === undefined ? {} : { sort: sort(ctx, declared) }), value: expression(ctx, one(node.children.expression)), ...base,
      };
    }
    case "ifStmt": {
      const otherwise = node.children.otherwise?.[0];
      return {
        kind: "If", cond: condition(ctx, node.children.condition), then: body(ctx, one(node.children.then)),
        ...(otherwise === undefined ? {} : { else: body(ctx, otherwise) }), ...base,
      };
    }
    case "whileStmt": return { kind: "While", cond: condition(ctx, node.children.condition), body: body(ctx, one(node.children.body)), ...base };
    case "loopStmt": return { kind: "Loop", body: block(ctx, one(node.children.block)), ...base };
    case "forStmt": return {
      kind: "For", variable: nameOf(ctx, one(node.children.name)), over: expression(ctx, one(node.children.expression)),
      body: body(ctx, one(node.children.body)), ...base,
    };
    case "gotoStmt": return { kind: "Goto", label: nameOf(ctx, one(node.children.name)), ...base };
    case "breakStmt": return { kind: "Break", ...base };
    case "continueStmt": return { kind: "Continue", ...base };
    case "returnStmt": {
      const value = node.children.expression?.[0];
      return { kind: "Return", done: node.children.Done !== undefined, ...(value === undefined ? {} : { value: expression(ctx, value) }), ...base };
    }
    case "eitherStmt": return { kind: "Either", branches: node.children.block.map((branch) => block(ctx, branch)), ...base };
    case "chooseStmt": {
      const where = node.children.where?.[0];
      return {
        kind: "Choose", name: nameOf(ctx, one(node.children.name)), over: expression(ctx, one(node.children.over)),
        ...(where === undefined ? {} : { where: expression(ctx, where) }), ...base,
      };
    }
    case "awaitStmt": return { kind: "Await", cond: expression(ctx, one(node.children.expression)), ...base };
    case "atomicStmt": return { kind: "Atomic", body: block(ctx, one(node.children.block)), ...base };
    case "assertStmt": return { kind: "Assert", ...optionalName(ctx, "name", node.children.name), cond: expression(ctx, one(node.children.expression)), ...base };
    case "recheckStmt": return { kind: "Recheck", cond: expression(ctx, one(node.children.expression)), else: block(ctx, one(node.children.block)), ...base };
    case "irqsStmt": return { kind: "Irqs", off: node.children.Off !== undefined, ...base };
    case "placeStmt": return placeStmt(ctx, node);
    default: return unreachable(node);
  }
}

/** An assignment or a call; reports PTE109 and PTE110 for anything else and leaves the statement out. */
function placeStmt(ctx: BuildContext, node: PlaceStmtCstNode): Stmt | undefined {
  const base = head(ctx, node);
  const target = place(ctx, one(node.children.place));
  const value = node.children.expression?.[0];
  if (value !== undefined) {
    if (!isAssignable(target)) {
      ctx.diagnostics.push(diag("PTE110", {}, target.span));
      return undefined;
    }
    return { kind: "Assign", ghost: node.children.Ghost !== undefined, target, value: expression(ctx, value), ...base };
  }
  if (target.kind === "Call" && node.children.Ghost === undefined) return { kind: "CallStmt", call: target, ...base };
  ctx.diagnostics.push(diag("PTE109", {}, base.span));
  return undefined;
}

function isAssignable(target: Expr): boolean {
  let root = target;
  while (root.kind === "Member" || root.kind === "Index") root = root.object;
  return root.kind === "Name";
}
