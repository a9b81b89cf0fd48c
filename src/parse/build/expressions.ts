// SPDX-License-Identifier: Apache-2.0
// CST -> AST: expressions. The grammar gives infix operators as a flat list; they are grouped here by
// grammar/precedence.ts. Parentheses are no nodes, but the span of what they hold includes them.
import type { BinaryOp, CallExpr, Expr, FieldInit } from "../../ast/nodes.ts";
import { cover } from "../../base/source.ts";
import { required } from "../../base/unreachable.ts";
import { diag } from "../../diagnostics/catalog.ts";
import type {
  AccessCstNode, ArgsCstNode, BinaryCstNode, CallCstNode, ConstantCstNode, ConstantPrimaryCstNode, ExpressionCstNode,
  FieldInitsCstNode, PlaceCstNode, PostfixCstNode, PrimaryCstNode, UnaryCstNode,
} from "../../../grammar/generated/cst.d.ts";
import { levelOf } from "../../../grammar/precedence.ts";
import type { IToken } from "chevrotain";
import { nameOf, nodeSpan, numberOf, one, optionalName, tokenSpan, type BuildContext } from "./context.ts";

/** Longer chains of operators or accesses are refused (PTE105): later stages walk the tree recursively. */
export const MAX_CHAIN = 400;

/** An expression. */
export function expression(ctx: BuildContext, node: ExpressionCstNode): Expr {
  const cond = binary(ctx, one(node.children.binary));
  const then = node.children.then?.[0];
  const otherwise = node.children.otherwise?.[0];
  if (then === undefined || otherwise === undefined) return cond;
  return { kind: "Conditional", cond, then: expression(ctx, then), else: expression(ctx, otherwise), span: nodeSpan(ctx, node) };
}

/** A chain of infix operators. */
export function binary(ctx: BuildContext, node: BinaryCstNode): Expr {
  return group(ctx, node.children.unary.map((operand) => unary(ctx, operand)), node.children.operator ?? []);
}

function group(ctx: BuildContext, operands: readonly Expr[], operators: readonly IToken[]): Expr {
  if (tooLong(ctx, operators)) return one(operands);
  const done: Expr[] = [one(operands)];
  const pending: IToken[] = [];
  const reduce = (): void => {
    const right = required(done.pop(), "right operand");
    const left = required(done.pop(), "left operand");
    const op = required(pending.pop(), "operator");
    const span = cover(left.span, right.span);
    done.push(op.image === ".." ? { kind: "Range", lo: left, hi: right, span } : { kind: "Binary", op: op.image as BinaryOp, left, right, span });
  };
  operators.forEach((op, i) => {
    const level = levelOf(op.image);
    for (let top = pending.at(-1); top !== undefined; top = pending.at(-1)) {
      const other = levelOf(top.image);
      if (other.strength < level.strength || (other.strength === level.strength && level.associativity === "right")) break;
      if (other.strength === level.strength && level.associativity === "none") {
        ctx.diagnostics.push(diag("PTE106", { first: top.image, second: op.image }, tokenSpan(ctx, op)));
      }
      reduce();
    }
    pending.push(op);
    done.push(required(operands[i + 1], "operand"));
  });
  while (pending.length > 0) reduce();
  return one(done);
}

function tooLong(ctx: BuildContext, chain: readonly IToken[]): boolean {
  const over = chain[MAX_CHAIN];
  if (over === undefined) return false;
  ctx.diagnostics.push(diag("PTE105", { limit: MAX_CHAIN }, tokenSpan(ctx, over)));
  return true;
}

function unary(ctx: BuildContext, node: UnaryCstNode): Expr {
  const operand = postfix(ctx, one(node.children.postfix));
  return prefixed(ctx, node.children.operator ?? [], operand);
}

function prefixed(ctx: BuildContext, operators: readonly IToken[], operand: Expr): Expr {
  if (tooLong(ctx, operators)) return operand;
  return operators.reduceRight<Expr>((inner, op) => (
    { kind: "Unary", op: op.image === "!" ? "!" : "-", operand: inner, span: cover(tokenSpan(ctx, op), inner.span) }
  ), operand);
}

function postfix(ctx: BuildContext, node: PostfixCstNode): Expr {
  let object = primary(ctx, one(node.children.primary));
  const suffixes = node.children.suffix ?? [];
  if (tooLong(ctx, suffixes.flatMap((suffix) => suffix.children.With ?? suffix.children.access?.[0]?.children.Dot ?? suffix.children.access?.[0]?.children.LSquare ?? []))) return object;
  for (const suffix of suffixes) {
    const span = cover(object.span, nodeSpan(ctx, suffix));
    const access = suffix.children.access?.[0];
    object = access === undefined
      ? { kind: "With", object, fields: fieldInits(ctx, one(suffix.children.fieldInits)), span }
      : accessed(ctx, object, access);
  }
  return object;
}

function accessed(ctx: BuildContext, object: Expr, node: AccessCstNode): Expr {
  const span = cover(object.span, nodeSpan(ctx, node));
  const member = node.children.member?.[0];
  if (member !== undefined) return { kind: "Member", object, member: nameOf(ctx, member), span };
  return { kind: "Index", object, index: expression(ctx, one(node.children.expression)), span };
}

/** A name or call with accesses: what a statement may begin with. */
export function place(ctx: BuildContext, node: PlaceCstNode): Expr {
  const called = node.children.call?.[0];
  const start: Expr = called === undefined ? nameExpr(ctx, one(node.children.name)) : call(ctx, called);
  const accesses = node.children.access ?? [];
  if (tooLong(ctx, accesses.flatMap((access) => access.children.Dot ?? access.children.LSquare ?? []))) return start;
  return accesses.reduce<Expr>((object, access) => accessed(ctx, object, access), start);
}

function primary(ctx: BuildContext, node: PrimaryCstNode): Expr {
  const c = node.children;
  const span = nodeSpan(ctx, node);
  if (c.NumberLiteral !== undefined) return { kind: "Number", value: numberOf(ctx, one(c.NumberLiteral)), span };
  if (c.True !== undefined || c.False !== undefined) return { kind: "Bool", value: c.True !== undefined, span };
  if (c.paren !== undefined) return { ...expression(ctx, one(one(c.paren).children.expression)), span };
  if (c.quantifier !== undefined) {
    const q = one(c.quantifier).children;
    return {
      kind: "Quant", quant: q.Forall === undefined ? "exists" : "forall", variable: nameOf(ctx, one(q.name)),
      over: binary(ctx, one(q.over)), body: expression(ctx, one(q.expression)), span,
    };
  }
  const history = c.once?.[0] ?? c.valuesOf?.[0];
  if (history !== undefined) {
    const parts = history.children;
    return { kind: history.name === "once" ? "Once" : "Values", body: expression(ctx, one(parts.expression)), since: nameOf(ctx, one(parts.since)), span };
  }
  if (c.setLiteral !== undefined) return { kind: "Set", elements: args(ctx, one(one(c.setLiteral).children.args)), span };
  if (c.recordLiteral !== undefined) {
    const r = one(c.recordLiteral).children;
    return { kind: "Record", name: nameOf(ctx, one(r.name)), ...optionalName(ctx, "word", r.word), fields: fieldInits(ctx, one(r.fieldInits)), span };
  }
  if (c.call !== undefined) return call(ctx, one(c.call));
  return nameExpr(ctx, one(c.name));
}

function nameExpr(ctx: BuildContext, token: IToken): Expr {
  const name = nameOf(ctx, token);
  return { kind: "Name", name, span: name.span };
}

/** A call. */
export function call(ctx: BuildContext, node: CallCstNode): CallExpr {
  return { kind: "Call", callee: nameOf(ctx, one(node.children.name)), args: args(ctx, one(node.children.args)), span: nodeSpan(ctx, node) };
}

/** Arguments in parentheses. */
export function args(ctx: BuildContext, node: ArgsCstNode): readonly Expr[] {
  return (node.children.expression ?? []).map((arg) => expression(ctx, arg));
}

function fieldInits(ctx: BuildContext, node: FieldInitsCstNode): readonly FieldInit[] {
  return (node.children.fieldInit ?? []).map((init) => (
    { name: nameOf(ctx, one(init.children.name)), value: expression(ctx, one(init.children.expression)) }
  ));
}

/** An expression of constants: bounds, widths, sizes. */
export function constant(ctx: BuildContext, node: ConstantCstNode): Expr {
  const { constantPrimary: operands, ConstOperator: operators } = node.children;
  return group(ctx, operands.map((operand) => constantPrimary(ctx, operand)), operators ?? []);
}

/** One operand of it. */
export function constantPrimary(ctx: BuildContext, node: ConstantPrimaryCstNode): Expr {
  const c = node.children;
  const number = c.NumberLiteral?.[0];
  const name = c.name?.[0];
  const truth = c.True?.[0] ?? c.False?.[0];
  const open = c.LParen?.[0];
  let operand: Expr;
  if (number !== undefined) operand = { kind: "Number", value: numberOf(ctx, number), span: tokenSpan(ctx, number) };
  else if (name !== undefined) operand = nameExpr(ctx, name);
  else if (truth !== undefined) operand = { kind: "Bool", value: c.True !== undefined, span: tokenSpan(ctx, truth) };
  else operand = { ...expression(ctx, one(c.expression)), span: cover(tokenSpan(ctx, required(open, "parenthesis")), tokenSpan(ctx, one(c.RParen))) };
  return prefixed(ctx, c.Dash ?? [], operand);
}
