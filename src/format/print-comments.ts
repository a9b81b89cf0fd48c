// SPDX-License-Identifier: Apache-2.0
// Prettier documents of comments, and of nodes with the comments attached to them.
import { builders, type Doc } from "./doc.ts";
import { outside, type CommentNode, type PrintNode } from "./tree.ts";

const { breakParent, hardline, join, lineSuffix, literalline } = builders;

/** Text as it stands. */
export function verbatim(text: string): Doc {
  return join(literalline, text.split(/\r?\n/));
}

/** A comment; the lines of a starred block are indented anew. */
export function commentDoc(comment: CommentNode): Doc {
  if (comment.value.startsWith("//")) return comment.value.trimEnd();
  const lines = comment.value.split(/\r?\n/);
  if (!lines.slice(1).every((each) => each.trimStart().startsWith("*"))) return join(literalline, lines);
  return join(hardline, lines.map((each, i) => (i === 0 ? each.trimEnd() : ` ${each.trim()}`)));
}

const blankFollows = (text: string, comment: CommentNode): boolean => /^[^\S\n]*\r?\n[^\S\n]*\r?\n/.test(text.slice(comment.end, comment.end + 1000));

/** The node with its comments; of an ignored node those inside are in its text already. */
export function withComments(node: PrintNode, doc: Doc, text: string, ignored: boolean): Doc {
  const [before, after] = ignored ? [outside(node, node.before), outside(node, node.after)] : [node.before, node.after];
  if (before.length === 0 && after.length === 0) return doc;
  const lastOwn = before.findLastIndex((each) => each.own);
  const leading = before.map(({ comment }, i) => {
    if (i > lastOwn) return [commentDoc(comment), " "];
    return [commentDoc(comment), hardline, comment.end <= node.start && blankFollows(text, comment) ? hardline : ""];
  });
  const trailing = after.map(({ comment, own }, i) => {
    if (own) return [lineSuffix([" ", commentDoc(comment)]), breakParent];
    // Inside brackets that hold nothing else: `{ /* c */ }`, `(/* c */)`.
    if (node.name === "LCurly") return [" ", commentDoc(comment), i === after.length - 1 ? " " : ""];
    return [i === 0 && (node.name === "LParen" || node.name === "LSquare") ? "" : " ", commentDoc(comment)];
  });
  return [leading, doc, trailing];
}

/** Comments after the last element of a file or of brackets, each on its line. */
export function tailDoc(node: PrintNode, text: string): Doc {
  return node.tail.map((comment, i) => [i === 0 ? "" : hardline, commentDoc(comment), i < node.tail.length - 1 && blankFollows(text, comment) ? hardline : ""]);
}
