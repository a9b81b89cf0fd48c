// SPDX-License-Identifier: Apache-2.0
// CST -> AST: declarations. The larger kinds have files of their own; this one dispatches and builds the rest.
import type { Decl, DomainDecl, ImportDecl, InvariantDecl, LabelPropertyDecl, ParamDecl, StateDecl } from "../../ast/nodes.ts";
import { unreachable } from "../../base/unreachable.ts";
import { diag } from "../../diagnostics/catalog.ts";
import type {
  AtLabelCstNode, DeclarationCstNode, DomainDeclCstNode, ImportDeclCstNode, InvariantDeclCstNode, ParamDeclCstNode, PropertyDeclCstNode,
  ReachableDeclCstNode, StateDeclCstNode,
} from "../../../grammar/generated/cst.d.ts";
import { checkDecl } from "./checks.ts";
import { head, nameOf, namesOf, nodeSpan, one, optionalText, textOf, tokenSpan, type BuildContext } from "./context.ts";
import { constant, expression } from "./expressions.ts";
import { layoutDecl } from "./layout.ts";
import { accessorDecl, contractDecl, hookDecl, processDecl } from "./processes.ts";
import { param, params, resultSort, size, sort, source } from "./sorts.ts";
import { block } from "./statements.ts";

type Alternative = NonNullable<DeclarationCstNode["children"][keyof DeclarationCstNode["children"]]>[number];

/** Any declaration. */
export function declaration(ctx: BuildContext, wrapper: DeclarationCstNode): Decl {
  const node: Alternative = one(Object.values(wrapper.children).flat());
  const base = head(ctx, node);
  switch (node.name) {
    case "specDecl": return { kind: "Spec", name: nameOf(ctx, one(node.children.name)), ...optionalText(ctx, "doc", node.children.doc), ...base };
    case "importDecl": return importDecl(ctx, node);
    case "paramDecl": return paramDecl(ctx, node);
    case "constDecl": return { kind: "Const", name: nameOf(ctx, one(node.children.name)), value: expression(ctx, one(node.children.expression)), ...base };
    case "enumDecl": return { kind: "Enum", name: nameOf(ctx, one(node.children.name)), members: namesOf(ctx, one(node.children.memberList).children.member), ...base };
    case "domainDecl": return domainDecl(ctx, node);
    case "recordDecl": return {
      kind: "Record", name: nameOf(ctx, one(node.children.name)),
      fields: (node.children.recordField ?? []).map((field) => param(ctx, one(field.children.param))), ...base,
    };
    case "typeDecl": return { kind: "Type", name: nameOf(ctx, one(node.children.name)), sort: sort(ctx, one(node.children.sort)), ...base };
    case "layoutDecl": return layoutDecl(ctx, node);
    case "stateDecl": return stateDecl(ctx, node);
    case "lockDecl": {
      const index = node.children.size?.[0];
      return { kind: "Lock", name: nameOf(ctx, one(node.children.name)), ...(index === undefined ? {} : { index: size(ctx, index) }), ...base };
    }
    case "fnDecl": return {
      kind: "Fn", view: node.children.View !== undefined, name: nameOf(ctx, one(node.children.name)), params: params(ctx, node.children.params),
      result: resultSort(ctx, one(node.children.resultSort)), body: expression(ctx, one(node.children.expression)), ...base,
    };
    case "accessorDecl": return accessorDecl(ctx, node);
    case "contractDecl": return contractDecl(ctx, node);
    case "processDecl": return processDecl(ctx, node);
    case "hookDecl": return hookDecl(ctx, node);
    case "invariantDecl": return invariantDecl(ctx, node);
    case "propertyDecl": return labelProperty(ctx, node, one(node.children.atLabel));
    case "reachableDecl": {
      const at = node.children.atLabel?.[0];
      return at === undefined ? invariantDecl(ctx, node) : labelProperty(ctx, node, at);
    }
    case "assumeDecl": return {
      kind: "Assume", name: nameOf(ctx, one(node.children.name)), text: textOf(ctx, one(node.children.doc)),
      source: source(ctx, node.children.sourceClause).source ?? "", ...base,
    };
    case "initDecl": return { kind: "Init", body: block(ctx, one(node.children.block)), ...base };
    case "checkDecl": return checkDecl(ctx, node);
    default: return unreachable(node);
  }
}

function importDecl(ctx: BuildContext, node: ImportDeclCstNode): ImportDecl {
  const library = node.children.libraryPath?.[0];
  if (library === undefined) {
    const path = one(node.children.path);
    return { kind: "Import", path: textOf(ctx, path), std: false, pathSpan: tokenSpan(ctx, path), ...head(ctx, node) };
  }
  const path = library.children.segment.map((segment) => segment.image).join("/");
  const pathSpan = nodeSpan(ctx, library);
  if (!path.startsWith("std/")) ctx.diagnostics.push(diag("PTE112", { path }, pathSpan));
  return { kind: "Import", path, std: true, pathSpan, ...head(ctx, node) };
}

function paramDecl(ctx: BuildContext, node: ParamDeclCstNode): ParamDecl {
  const c = node.children;
  const lo = c.lo?.[0];
  const hi = c.hi?.[0];
  return {
    kind: "Param", name: nameOf(ctx, one(c.name)), value: constant(ctx, one(c.value)), ...(lo === undefined ? {} : { lo: constant(ctx, lo) }),
    ...(hi === undefined ? {} : { hi: constant(ctx, hi) }), ...optionalText(ctx, "doc", c.doc), ...head(ctx, node),
  };
}

function domainDecl(ctx: BuildContext, node: DomainDeclCstNode): DomainDecl {
  const c = node.children;
  const count = c.size?.[0];
  return {
    kind: "Domain", name: nameOf(ctx, one(c.name)), members: namesOf(ctx, c.memberList?.[0]?.children.member),
    ...(count === undefined ? {} : { size: size(ctx, count) }), ...head(ctx, node),
  };
}

function stateDecl(ctx: BuildContext, node: StateDeclCstNode): StateDecl {
  const c = node.children;
  const index = c.size?.[0];
  const init = c.expression?.[0];
  const role = c.Table !== undefined ? "table" : c.Shared !== undefined ? "shared" : "ghost";
  return {
    kind: "State", role, name: nameOf(ctx, one(c.name)), ...(index === undefined ? {} : { index: size(ctx, index) }),
    sort: sort(ctx, one(c.sort)), ...(init === undefined ? {} : { init: expression(ctx, init) }), ...head(ctx, node),
  };
}

function invariantDecl(ctx: BuildContext, node: InvariantDeclCstNode | ReachableDeclCstNode): InvariantDecl {
  const c = node.children;
  const mode = node.name === "reachableDecl" ? "reachable" : node.children.Finally === undefined ? "invariant" : "finally";
  return { kind: "Invariant", mode, name: nameOf(ctx, one(c.name)), ...optionalText(ctx, "doc", c.doc), expr: expression(ctx, one(c.expression)), ...head(ctx, node) };
}

function labelProperty(ctx: BuildContext, node: PropertyDeclCstNode | ReachableDeclCstNode, at: AtLabelCstNode): LabelPropertyDecl {
  const c = node.children;
  return {
    kind: "LabelProperty", mode: node.name === "propertyDecl" ? "property" : "reachable", name: nameOf(ctx, one(c.name)),
    ...optionalText(ctx, "doc", c.doc), process: nameOf(ctx, one(at.children.process)), label: nameOf(ctx, one(at.children.label)),
    expr: expression(ctx, one(c.expression)), ...head(ctx, node),
  };
}
