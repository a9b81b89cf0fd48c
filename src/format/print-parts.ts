// SPDX-License-Identifier: Apache-2.0
// Prettier documents of lists and of chains of operators.
import { levelOf } from "../../grammar/precedence.ts";
import { builders, type Doc } from "./doc.ts";
import { tailDoc } from "./print-comments.ts";
import type { Parts } from "./print.ts";
import type { PrintNode } from "./tree.ts";

const { conditionalGroup, group, hardline, ifBreak, indent, join, line, softline } = builders;

interface Element {
  readonly node: PrintNode;
  readonly doc: Doc;
}

const isSign = (node: PrintNode): boolean => node.type === "token" && ["Comma", "LParen", "RParen", "LSquare", "RSquare", "LCurly", "RCurly", "Dot"].includes(node.name);

/** Elements with commas; in brackets when the node has them. */
export function list(parts: Parts): Doc {
  const { node, docs, text } = parts;
  const elements: Element[] = node.children.flatMap((child, i) => (isSign(child) ? [] : [{ node: child, doc: docs[i] ?? "" }]));
  const items = elements.map((element) => element.doc);
  if (node.type !== "brackets") return group(join([",", line], items));
  const open = docs[0] ?? "";
  const close = docs.at(-1) ?? "";
  const tail = node.tail.length === 0 ? "" : [hardline, tailDoc(node, text)];
  if (items.length === 0) return node.tail.length === 0 ? [open, close] : [open, indent(tail), hardline, close];
  const braces = node.children[0]?.name === "LCurly";
  const between = braces ? line : softline;
  const comma = node.name === "fieldInits" || node.name === "memberList" ? ifBreak(",") : "";
  const broken = [open, indent([between, join([",", line], items), comma, tail]), between, close];
  return hugged(parts, elements, broken) ?? group(broken);
}

/** A last argument that is a record keeps its braces beside the parentheses. */
function hugged({ node, docs, text }: Parts, elements: readonly Element[], broken: Doc[]): Doc | undefined {
  const last = elements.at(-1);
  if (node.name !== "args" || last === undefined || !hasBraces(last.node) || /\/[/*]/.test(text.slice(node.start, node.end))) return undefined;
  const before = elements.slice(0, -1).map((element) => [element.doc, ", "]);
  const [open = "", close = ""] = [docs[0], docs.at(-1)];
  return conditionalGroup([[open, before, last.doc, close], [open, before, group(last.doc, { shouldBreak: true }), close], group(broken, { shouldBreak: true })]);
}

function hasBraces(node: PrintNode): boolean {
  const end = node.type === "recordLiteral" || node.type === "postfix" ? node.children.at(-1) : undefined;
  const fields = end?.type === "suffix" ? end.children.at(-1) : end;
  return fields !== undefined && fields.type === "brackets" && fields.name === "fieldInits" && fields.children.length > 2;
}

/** Operators and operands by precedence; inside ranges and constants nothing stands apart. */
export function chain({ node, docs }: Parts, tight: boolean): Doc {
  const elements: Element[] = node.children.map((child, i) => ({ node: child, doc: docs[i] ?? "" }));
  return grouped(elements, tight);
}

function grouped(elements: readonly Element[], tight: boolean): Doc {
  const operators = elements.filter((_, i) => i % 2 === 1);
  if (operators.length === 0) return elements[0]?.doc ?? "";
  const weakest = Math.min(...operators.map((each) => levelOf(each.node.image).strength));
  const out: Doc[] = [];
  let from = 0;
  const inner = tight || operators.some((each) => each.node.image === ".." && levelOf("..").strength === weakest);
  const operand = (to: number): Doc => grouped(elements.slice(from, to), inner);
  for (const [i, each] of elements.entries()) {
    if (i % 2 === 0 || levelOf(each.node.image).strength !== weakest) continue;
    const gap = inner && !/^\w/.test(each.node.image) ? ["", ""] : [" ", inner ? " " : line];
    out.push(operand(i), gap[0] ?? "", each.doc, gap[1] ?? "");
    from = i + 1;
  }
  out.push(operand(elements.length));
  return group(out);
}
