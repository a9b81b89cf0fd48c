// SPDX-License-Identifier: Apache-2.0
// Where comments go. Between statements, items and list elements they stay; a line comment in the middle of a
// statement moves before it, since after it the next run would read it differently. None is ever lost.
import type { CommentNode, PrintNode } from "./tree.ts";
import { holdsUnits } from "./tree.ts";

/** Brackets, commas and semicolons take no comments: those inside brackets belong to the elements. */
const SILENT = new Set(["LCurly", "RCurly", "LParen", "RParen", "LSquare", "RSquare", "Comma", "Semicolon"]);

/** The children that comments may be attached to. */
export function commentChildren(node: PrintNode): PrintNode[] {
  return node.children.filter((child) => child.type !== "token" || !SILENT.has(child.name));
}

/** Nodes whose children are printed with line breaks between them, so that a line comment can stay there. */
const LISTS = new Set(["file", "names", "dottedNames", "expression"]);
const FLAT_BRACKETS = new Set(["size", "access", "hookDecl", "forStmt"]);

function breaksBetweenChildren(node: PrintNode): boolean {
  if (node.type === "brackets") return !FLAT_BRACKETS.has(node.name);
  if (node.type === "binary") return !node.children.some((child) => child.name === "DotDot");
  return LISTS.has(node.type);
}

/** Attaches a comment by ourselves; `false` leaves it to Prettier. */
export function placeComment(comment: CommentNode): boolean {
  const { enclosingNode: enclosing } = comment;
  if (enclosing === undefined || breaksBetweenChildren(enclosing)) return false;
  if (comment.placement === "remaining" && !comment.value.startsWith("//")) return false;
  if (enclosing.type === "processDecl" && comment.precedingNode?.type === "slot" && comment.followingNode?.type === "slot") return false;
  const branch = nextBranch(enclosing, comment);
  if (branch !== undefined) {
    const first = branch.children.slice(1, -1)[0];
    if (first === undefined) add(branch, comment, {});
    else add(first, comment, { leading: true });
    return true;
  }
  add(unitAbove(enclosing), comment, { leading: true });
  return true;
}

/** After `}` and before `else {` or `or {`: the block that follows. */
function nextBranch(enclosing: PrintNode, comment: CommentNode): PrintNode | undefined {
  const next = comment.followingNode;
  const word = next?.type === "token" && (next.name === "Else" || next.name === "Or") ? enclosing.children.indexOf(next) : -1;
  const after = word === -1 ? next : enclosing.children[word + 1];
  return after !== undefined && after.type === "brackets" && after.name === "block" && enclosing.type !== "file" ? after : undefined;
}

/** The nearest statement, item, declaration or list element around. */
function unitAbove(node: PrintNode): PrintNode {
  let unit = node;
  while (unit.parent !== undefined && !(unit.parent.type === "file" || unit.parent.type === "brackets")) unit = unit.parent;
  return unit;
}

function add(node: PrintNode, comment: CommentNode, how: { leading?: boolean }): void {
  (node.comments ??= []).push(comment);
  comment.leading = how.leading ?? false;
  comment.trailing = false;
  comment.printed = false;
}

/** Comments attached to brackets without elements. */
export function dangling(node: PrintNode): readonly CommentNode[] {
  return (node.comments ?? []).filter((comment) => comment.leading !== true && comment.trailing !== true);
}

/** `// prettier-ignore` before a node. */
export function isIgnored(node: PrintNode): boolean {
  return (node.comments ?? []).some((comment) => comment.leading === true && /^\/[/*]\s*prettier-ignore\b/.test(comment.value));
}

/** Is the line after the one on which `end` lies blank? Comments on that line are skipped. */
export function blankLineAfter(text: string, end: number): boolean {
  const rest = /^(?:[^\S\n]|[;,]|\/\*(?:[^*\n]|\*(?!\/))*\*\/)*(?:\/\/[^\n]*)?\n[^\S\n]*\n/.exec(text.slice(end, end + 4000));
  return rest !== null;
}

/** True when nothing but blanks, on the same line, is between the opening brace and its first element. */
export function startsOnSameLine(text: string, node: PrintNode): boolean {
  const first = node.children[1];
  return holdsUnits(node) && first !== undefined && !text.slice(node.start, first.start).includes("\n");
}
