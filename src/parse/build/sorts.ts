// SPDX-License-Identifier: Apache-2.0
// CST -> AST: sorts, parameters, and small clauses used by many declarations.
import type { Expr, Name, Param, SortNode } from "../../ast/nodes.ts";
import type {
  BitRangeCstNode, DottedNameCstNode, DottedNamesCstNode, NamesCstNode, ParamCstNode, ParamsCstNode, ResultSortCstNode, SizeCstNode,
  SortCstNode, SourceClauseCstNode,
} from "../../../grammar/generated/cst.d.ts";
import { nameOf, namesOf, nodeSpan, one, optionalName, textOf, type BuildContext } from "./context.ts";
import { constant, expression } from "./expressions.ts";

/** A sort. */
export function sort(ctx: BuildContext, node: SortCstNode): SortNode {
  const c = node.children;
  const span = nodeSpan(ctx, node);
  if (c.Bool !== undefined) return { kind: "BoolSort", span };
  if (c.Set !== undefined) return { kind: "SetSort", elem: sort(ctx, one(c.elem)), span };
  if (c.Array !== undefined) return { kind: "ArraySort", index: size(ctx, one(c.size)), elem: sort(ctx, one(c.elem)), span };
  if (c.rangeSort !== undefined) {
    const { lo, hi } = one(c.rangeSort).children;
    return { kind: "RangeSort", lo: constant(ctx, one(lo)), hi: constant(ctx, one(hi)), span };
  }
  const named = one(c.namedSort).children;
  return { kind: "NamedSort", name: nameOf(ctx, one(named.name)), ...optionalName(ctx, "word", named.word), optional: named.Question !== undefined, span };
}

/** `[size]`. */
export function size(ctx: BuildContext, node: SizeCstNode): Expr {
  return expression(ctx, one(node.children.expression));
}

/** `(a: sort, b: sort)`; none when the list is left out. */
export function params(ctx: BuildContext, nodes: readonly ParamsCstNode[] | undefined): readonly Param[] {
  return (nodes?.[0]?.children.param ?? []).map((node) => param(ctx, node));
}

/** `a: sort`. */
export function param(ctx: BuildContext, node: ParamCstNode): Param {
  return { name: nameOf(ctx, one(node.children.name)), sort: sort(ctx, one(node.children.sort)) };
}

/** `-> sort`. */
export function resultSort(ctx: BuildContext, node: ResultSortCstNode): SortNode {
  return sort(ctx, one(node.children.sort));
}

/** `a, b, c`. */
export function names(ctx: BuildContext, nodes: readonly NamesCstNode[] | undefined): readonly Name[] {
  return namesOf(ctx, nodes?.[0]?.children.name);
}

/** `relaxed_get.young` as one name. */
export function dottedName(ctx: BuildContext, node: DottedNameCstNode): Name {
  return { text: node.children.part.map((part) => part.image).join("."), span: nodeSpan(ctx, node) };
}

/** Several of them. */
export function dottedNames(ctx: BuildContext, nodes: readonly DottedNamesCstNode[] | undefined): readonly Name[] {
  return (nodes?.[0]?.children.dottedName ?? []).map((node) => dottedName(ctx, node));
}

/** `{ source: text }` when the clause is there. */
export function source(ctx: BuildContext, nodes: readonly SourceClauseCstNode[] | undefined): { readonly source?: string } {
  const node = nodes?.[0];
  return node === undefined ? {} : { source: textOf(ctx, one(node.children.text)) };
}

/** `bits low..high`. */
export function bitRange(ctx: BuildContext, node: BitRangeCstNode): { readonly low: Expr; readonly high: Expr } {
  return { low: constant(ctx, one(node.children.low)), high: constant(ctx, one(node.children.high)) };
}
