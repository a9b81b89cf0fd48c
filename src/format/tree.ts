// SPDX-License-Identifier: Apache-2.0
// The CST in the order of the text, as the formatter sees it: brackets with what is inside are nodes of their
// own, rules with one child are that child, and each node knows its parent.
import type { CstElement, CstNode, IToken } from "chevrotain";
import { endOf } from "../parse/build/context.ts";

/** A comment, as Prettier wants it. */
export interface CommentNode {
  readonly type: "comment";
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly placement?: "ownLine" | "endOfLine" | "remaining";
  readonly enclosingNode?: PrintNode;
  readonly precedingNode?: PrintNode;
  readonly followingNode?: PrintNode;
  leading?: boolean;
  trailing?: boolean;
  printed?: boolean;
}

/** A token, a rule, or a pair of brackets. */
export interface PrintNode {
  /** `token`, `brackets`, or the name of a rule. */
  readonly type: string;
  /** Name of the token type; of brackets the rule they belong to; otherwise the rule. */
  readonly name: string;
  /** Under which key the grammar has it in its parent. */
  key: string;
  readonly image: string;
  readonly start: number;
  readonly end: number;
  readonly children: PrintNode[];
  parent: PrintNode | undefined;
  /** Only the root has all comments before Prettier attaches them; others those attached. */
  comments?: CommentNode[];
}

const OPENING = new Set(["LCurly", "LParen", "LSquare"]);
const CLOSING = new Set(["RCurly", "RParen", "RSquare"]);

const isNode = (element: CstElement): element is CstNode => "children" in element;

function startOf(element: CstElement): number {
  return isNode(element) ? (element.location?.startOffset ?? 0) : element.startOffset;
}

/** The tree of a whole file. */
export function printTree(declarations: readonly CstNode[], comments: readonly IToken[], length: number): PrintNode {
  const root: PrintNode = { type: "file", name: "file", key: "", image: "", start: 0, end: length, children: [], parent: undefined };
  root.children.push(...declarations.map((node) => adopt(convert(node, "declaration"), root)));
  root.comments = comments.map((token) => ({ type: "comment", value: token.image, start: token.startOffset, end: endOf(token) }));
  return root;
}

function adopt(child: PrintNode, parent: PrintNode): PrintNode {
  child.parent = parent;
  return child;
}

function convert(element: CstElement, key: string): PrintNode {
  if (!isNode(element)) {
    return { type: "token", name: element.tokenType.name, key, image: element.image, start: element.startOffset, end: endOf(element), children: [], parent: undefined };
  }
  const parts = Object.entries(element.children).flatMap(([name, list]) => list.map((part) => ({ name, part }))).sort((a, b) => startOf(a.part) - startOf(b.part));
  const children = fold(parts.map(({ name, part }) => convert(part, name)), element.name);
  const only = children[0];
  if (children.length === 1 && only !== undefined && only.type !== "token") {
    only.key = key;
    return only;
  }
  const start = element.location?.startOffset ?? 0;
  const node: PrintNode = { type: element.name, name: element.name, key, image: "", start, end: (element.location?.endOffset ?? start - 1) + 1, children: [], parent: undefined };
  node.children.push(...children.map((child) => adopt(child, node)));
  return node;
}

/** Puts brackets and what is between them into nodes of their own. */
function fold(children: readonly PrintNode[], rule: string): PrintNode[] {
  const out: PrintNode[] = [];
  const open: PrintNode[][] = [];
  for (const child of children) {
    if (child.type === "token" && OPENING.has(child.name)) open.push([]);
    (open.at(-1) ?? out).push(child);
    if (child.type === "token" && CLOSING.has(child.name)) {
      const inside = open.pop() ?? [];
      const node: PrintNode = { type: "brackets", name: rule, key: "brackets", image: "", start: inside[0]?.start ?? child.start, end: child.end, children: [], parent: undefined };
      node.children.push(...inside.map((each) => adopt(each, node)));
      (open.at(-1) ?? out).push(node);
    }
  }
  return out;
}

/** The first token of a node. */
export function firstToken(node: PrintNode): PrintNode {
  const child = node.children[0];
  return child === undefined ? node : firstToken(child);
}

/** The last token of a node. */
export function lastToken(node: PrintNode): PrintNode {
  const child = node.children.at(-1);
  return child === undefined ? node : lastToken(child);
}

const UNIT_BRACES = new Set(["block", "layoutDecl", "wordItem", "recordDecl", "contractDecl", "checkDecl"]);

/** Braces with statements or items, one to a line. */
export function holdsUnits(node: PrintNode): boolean {
  return node.type === "brackets" && UNIT_BRACES.has(node.name);
}

/** The declarations, statements or items of a file or of braces. */
export function unitsOf(node: PrintNode): readonly PrintNode[] {
  return node.type === "file" ? node.children : node.children.slice(1, -1);
}
