// SPDX-License-Identifier: Apache-2.0
// The CST in the order of the text, as the formatter sees it: brackets with what is inside are nodes of their
// own, rules with one child are that child, and each node knows its parent.
import type { CstElement, CstNode, IToken } from "chevrotain";
import { endOf } from "../parse/build/context.ts";

/** A comment. */
export interface CommentNode {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** A comment beside a node: on a line of its own (before) or at the end of the line (after), or within the line. */
export interface Attached {
  readonly comment: CommentNode;
  readonly own: boolean;
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
  readonly before: Attached[];
  readonly after: Attached[];
  /** Of a file or brackets: the comments after the last element. */
  readonly tail: CommentNode[];
}

const OPENING = new Set(["LCurly", "LParen", "LSquare"]);
const CLOSING = new Set(["RCurly", "RParen", "RSquare"]);

const isNode = (element: CstElement): element is CstNode => "children" in element;

function startOf(element: CstElement): number {
  return isNode(element) ? (element.location?.startOffset ?? 0) : element.startOffset;
}

function make(type: string, name: string, key: string, start: number, end: number, image = ""): PrintNode {
  return { type, name, key, image, start, end, children: [], parent: undefined, before: [], after: [], tail: [] };
}

/** The tree of a whole file, without comments. */
export function printTree(declarations: readonly CstNode[], length: number): PrintNode {
  const root = make("file", "file", "", 0, length);
  root.children.push(...declarations.map((node) => adopt(convert(node, "declaration"), root)));
  return root;
}

/** Comment tokens as comments. */
export function commentsOf(tokens: readonly IToken[]): readonly CommentNode[] {
  return tokens.map((token) => ({ value: token.image, start: token.startOffset, end: endOf(token) }));
}

function adopt(child: PrintNode, parent: PrintNode): PrintNode {
  child.parent = parent;
  return child;
}

function convert(element: CstElement, key: string): PrintNode {
  if (!isNode(element)) {
    return make("token", element.tokenType.name, key, element.startOffset, endOf(element), element.image);
  }
  const parts = Object.entries(element.children).flatMap(([name, list]) => list.map((part) => ({ name, part }))).sort((a, b) => startOf(a.part) - startOf(b.part));
  const children = fold(parts.map(({ name, part }) => convert(part, name)), element.name);
  const only = children[0];
  if (children.length === 1 && only !== undefined && only.type !== "token") {
    only.key = key;
    return only;
  }
  const start = element.location?.startOffset ?? 0;
  const node = make(element.name, element.name, key, start, (element.location?.endOffset ?? start - 1) + 1);
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
      const node = make("brackets", rule, "brackets", inside[0]?.start ?? child.start, child.end);
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

/** A chain with a range in it: printed without blanks, on one line. */
export function isTightBinary(node: PrintNode): boolean {
  return node.type === "binary" && node.children.some((child) => child.name === "DotDot");
}

/** The comments that stand before a node, or after its end. */
export function outside(node: PrintNode, list: readonly Attached[]): readonly Attached[] {
  return list.filter(({ comment }) => comment.end <= node.start || comment.start >= node.end);
}

/** `// prettier-ignore` on the line before a node. */
export function isIgnored(node: PrintNode): boolean {
  return outside(node, node.before).some(({ comment }) => /^\/[/*]\s*prettier-ignore\b/.test(comment.value));
}

/** Is the line after the one on which `end` lies blank? Comments on that line are skipped. */
export function blankLineAfter(text: string, end: number): boolean {
  return /^(?:[^\S\n]|[;,]|\/\*(?:[^*\n]|\*(?!\/))*\*\/)*(?:\/\/[^\n]*)?\n[^\S\n]*\n/.test(text.slice(end, end + 4000));
}

/** True when the first element stands on the line of the opening brace. */
export function startsOnSameLine(text: string, node: PrintNode): boolean {
  const first = node.children[1];
  return holdsUnits(node) && first !== undefined && !text.slice(node.start, first.start).includes("\n");
}
