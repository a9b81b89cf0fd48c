// SPDX-License-Identifier: Apache-2.0
// CST -> AST: checks and their items.
import type { CheckDecl, CheckItem, ExpectItem, ExpectedStatus, FlushItem, SlotBinding } from "../../ast/nodes.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { BindingCstNode, CheckDeclCstNode, CheckItemCstNode, ExpectItemCstNode, HardwareItemCstNode, RunItemCstNode } from "../../../grammar/generated/cst.d.ts";
import { head, nameOf, one, optionalText, textOf, type BuildContext } from "./context.ts";
import { args, constant, constantPrimary, expression } from "./expressions.ts";
import { dottedName, dottedNames, names } from "./sorts.ts";
import { block } from "./statements.ts";

/** `check name "doc" claims S1 { items }`. */
export function checkDecl(ctx: BuildContext, node: CheckDeclCstNode): CheckDecl {
  const c = node.children;
  return {
    kind: "Check", name: nameOf(ctx, one(c.name)), ...optionalText(ctx, "doc", c.doc), claims: names(ctx, c.names),
    items: (c.checkItem ?? []).map((item) => checkItem(ctx, item)), ...head(ctx, node),
  };
}

type Alternative = NonNullable<CheckItemCstNode["children"][keyof CheckItemCstNode["children"]]>[number];

function checkItem(ctx: BuildContext, wrapper: CheckItemCstNode): CheckItem {
  const node: Alternative = one(Object.values(wrapper.children).flat());
  const base = head(ctx, node);
  switch (node.name) {
    case "withItem": return {
      kind: "With", ...base,
      values: node.children.setting.map((s) => ({ name: nameOf(ctx, one(s.children.name)), value: expression(ctx, one(s.children.expression)) })),
    };
    case "runItem": return runItem(ctx, node);
    case "hardwareItem": return hardwareItem(ctx, node);
    case "verifyItem": return {
      kind: "Verify", accessor: nameOf(ctx, one(node.children.name)), args: args(ctx, one(node.children.args)),
      contract: nameOf(ctx, one(node.children.contract)), ...base,
    };
    case "flushItem": return { kind: "Flush", scheme: one(node.children.scheme).image as FlushItem["scheme"], ...base };
    case "memoryItem": return { kind: "Memory", models: names(ctx, node.children.names), ...base };
    case "assumeItem": return { kind: "AssumeUse", name: nameOf(ctx, one(node.children.name)), ...base };
    case "initDecl": return { kind: "InitItem", body: block(ctx, one(node.children.block)), ...base };
    case "allowItem": return { kind: "Allow", reason: textOf(ctx, one(node.children.reason)), ...base };
    case "waiveItem": return { kind: "Waive", property: dottedName(ctx, one(node.children.dottedName)), reason: textOf(ctx, one(node.children.reason)), ...base };
    case "expectItem": return expectItem(ctx, node);
    default: return unreachable(node);
  }
}

function runItem(ctx: BuildContext, node: RunItemCstNode): CheckItem {
  const c = node.children;
  const count = c.count?.[0];
  return {
    kind: "Run", ...(count === undefined ? {} : { count: constantPrimary(ctx, count) }), process: nameOf(ctx, one(c.name)),
    args: args(ctx, one(c.args)), bindings: (c.binding ?? []).map((b) => binding(ctx, b)), ...head(ctx, node),
  };
}

function binding(ctx: BuildContext, node: BindingCstNode): SlotBinding {
  const c = node.children;
  return { slot: nameOf(ctx, one(c.slot)), contract: c.Contract !== undefined, target: nameOf(ctx, one(c.target)) };
}

function hardwareItem(ctx: BuildContext, node: HardwareItemCstNode): CheckItem {
  const c = node.children;
  const budget = c.budget?.[0];
  return {
    kind: "Hardware", table: nameOf(ctx, one(c.table)), only: names(ctx, c.names),
    ...(budget === undefined ? {} : { budget: constant(ctx, budget) }), ...head(ctx, node),
  };
}

function expectItem(ctx: BuildContext, node: ExpectItemCstNode): ExpectItem {
  const c = node.children;
  let status: ExpectedStatus;
  if (c.Deadlock !== undefined) status = "deadlock";
  else if (c.Reachable !== undefined) status = "reachable";
  else if (c.Unreachable !== undefined) status = "unreachable";
  else if (c.Error !== undefined) status = "error";
  else status = c.Hold === undefined ? "violated" : "hold";
  return { kind: "Expect", status, names: dottedNames(ctx, c.dottedNames), ...head(ctx, node) };
}
