// SPDX-License-Identifier: Apache-2.0
// CST -> AST: layouts of page-table entries and their items.
import type { FieldItem, LayoutDecl, LayoutItem, OrderItem } from "../../ast/nodes.ts";
import type { FieldItemCstNode, LayoutDeclCstNode, LayoutItemCstNode } from "../../../grammar/generated/cst.d.ts";
import { head, nameOf, one, optionalText, type BuildContext } from "./context.ts";
import { constant, expression } from "./expressions.ts";
import { bitRange, names, sort, source } from "./sorts.ts";

/** `pte name : 64 bits { ... }`. */
export function layoutDecl(ctx: BuildContext, node: LayoutDeclCstNode): LayoutDecl {
  const c = node.children;
  return {
    kind: "Layout", name: nameOf(ctx, one(c.name)), width: constant(ctx, one(c.width)),
    items: (c.layoutItem ?? []).map((item) => layoutItem(ctx, item)), ...source(ctx, c.sourceClause), ...head(ctx, node),
  };
}

function layoutItem(ctx: BuildContext, node: LayoutItemCstNode): LayoutItem {
  const c = node.children;
  const base = head(ctx, node);
  if (c.fieldItem !== undefined) return fieldItem(ctx, one(c.fieldItem));
  if (c.wordItem !== undefined) {
    const word = one(c.wordItem).children;
    return {
      kind: "Word", name: nameOf(ctx, one(word.name)), ...bitRange(ctx, one(word.bitRange)),
      fields: (word.fieldItem ?? []).map((field) => fieldItem(ctx, field)), ...base,
    };
  }
  if (c.derivedItem !== undefined) {
    const derived = one(c.derivedItem).children;
    return { kind: "Derived", name: nameOf(ctx, one(derived.name)), value: expression(ctx, one(derived.expression)), hides: names(ctx, derived.names), ...base };
  }
  if (c.hwItem !== undefined) {
    const hw = one(c.hwItem).children;
    return { kind: "Hw", name: nameOf(ctx, one(hw.name)), when: expression(ctx, one(hw.expression)), sets: names(ctx, hw.sets), clears: names(ctx, hw.clears), ...base };
  }
  if (c.blockItem !== undefined) {
    const block = one(c.blockItem).children;
    return {
      kind: "Block", size: constant(ctx, one(block.size)), when: expression(ctx, one(block.expression)),
      gathers: names(ctx, block.gathers), by: names(ctx, block.by), ...base,
    };
  }
  const order = one(c.orderItem).children;
  const operation = one(order.operation).image as OrderItem["operation"];
  return { kind: "Order", operation, words: order.Any === undefined ? names(ctx, order.names) : "any", ...base };
}

function fieldItem(ctx: BuildContext, node: FieldItemCstNode): FieldItem {
  const c = node.children;
  const range = c.bitRange?.[0];
  const as = c.sort?.[0];
  return {
    kind: "Field", name: nameOf(ctx, one(c.name)), ...(range === undefined ? { low: constant(ctx, one(c.low)) } : bitRange(ctx, range)),
    ...(as === undefined ? {} : { sort: sort(ctx, as) }), ...optionalText(ctx, "doc", c.doc), ...head(ctx, node),
  };
}
