// SPDX-License-Identifier: Apache-2.0
// Where each comment goes. Between statements, items, list elements and operands it stays; a line comment in the
// middle of anything else moves before the nearest of those, because a second run would read it differently
// there. The rules depend only on the tokens around the comment, so that formatting twice changes nothing.
import { firstToken, holdsUnits, isTightBinary, lastToken, type CommentNode, type PrintNode } from "./tree.ts";

/** Brackets printed on one line: what is inside is no list. */
const FLAT_BRACKETS: ReadonlySet<string> = new Set(["size", "access", "hookDecl", "forStmt"]);
const SEPARATORS: ReadonlySet<string> = new Set(["Comma", "LCurly", "RCurly", "LParen", "RParen", "LSquare", "RSquare"]);
/** List elements without brackets around the list. */
const LOOSE_ELEMENTS: ReadonlySet<string> = new Set(["slot", "binding", "setting"]);

/** Attaches all comments of a tree. */
export function attach(root: PrintNode, comments: readonly CommentNode[], text: string): void {
  const tokens = tokensOf(root);
  let next = 0;
  for (const comment of comments) {
    for (let token = tokens[next]; token !== undefined && token.start < comment.start; token = tokens[next]) next += 1;
    place({ comment, text, root, before: tokens[next - 1], after: tokens[next], afterNext: tokens[next + 1] });
  }
}

function tokensOf(node: PrintNode): PrintNode[] {
  return node.type === "token" ? [node] : node.children.flatMap(tokensOf);
}

interface Site {
  readonly comment: CommentNode;
  readonly text: string;
  readonly root: PrintNode;
  /** The tokens around the comment, and the one after those. */
  readonly before: PrintNode | undefined;
  readonly after: PrintNode | undefined;
  readonly afterNext: PrintNode | undefined;
}

function place(site: Site): void {
  const { comment, text, before, after } = site;
  const lineBefore = before === undefined || text.slice(before.end, comment.start).includes("\n");
  const lineAfter = after === undefined || text.slice(comment.end, after.start).includes("\n");
  const inline = comment.value.startsWith("/*") && !comment.value.includes("\n");
  if (inline && !(lineBefore && lineAfter)) placeInline(site, lineBefore, lineAfter);
  else placeLine(site, lineBefore || comment.value.startsWith("/*"));
}

/** `/* c *\/` beside code: at the start of an element, at the end of one, or after the token before. */
function placeInline({ comment, root, before, after }: Site, lineBefore: boolean, lineAfter: boolean): void {
  const ended = before === undefined || lineBefore ? undefined : elementEnding(before);
  const begun = after === undefined || (lineAfter && !isOpening(before)) ? undefined : elementBeginning(after);
  if (begun !== undefined && (ended === undefined || before?.name === "Comma" || isUnit(begun))) begun.before.push({ comment, own: false });
  else if (ended !== undefined && !taken(ended)) ended.after.push({ comment, own: false });
  else if (before !== undefined && before.name !== "Comma" && !taken(before)) before.after.push({ comment, own: false });
  else own(root, after === undefined ? undefined : elementBeginning(after) ?? elementAbove(after), comment);
}

/** A comment that needs a line of its own, or the end of one. */
function placeLine({ comment, root, before, after, afterNext }: Site, onOwnLine: boolean): void {
  const operator = [after, onOwnLine ? undefined : before].find((token) => token !== undefined && isOperator(token));
  const ended = onOwnLine || before === undefined ? undefined : operator ?? elementEnding(before);
  if (ended !== undefined && !taken(ended)) {
    ended.after.push({ comment, own: true });
    return;
  }
  if (after === undefined) {
    root.tail.push(comment);
    return;
  }
  const begun = operator === undefined ? elementBeginning(after) ?? operandBeginning(after) : afterOperator(operator);
  const closed = after.parent;
  const opened = blockAt(after, afterNext);
  if (begun !== undefined) own(root, begun, comment);
  else if (opened !== undefined) {
    const first = opened.children[1];
    if (first === undefined || opened.children.length < 3) opened.tail.push(comment);
    else own(root, first, comment);
  } else if (closed !== undefined && isList(closed) && lastToken(closed) === after) closed.tail.push(comment);
  else own(root, elementAbove(after), comment);
}

const isOpening = (token: PrintNode | undefined): boolean => token !== undefined && ["LCurly", "LParen", "LSquare"].includes(token.name);

/** Does a line comment end the line of this node already? */
const taken = (node: PrintNode): boolean => node.after.some((each) => each.own);

function own(root: PrintNode, node: PrintNode | undefined, comment: CommentNode): void {
  if (node === undefined) root.tail.push(comment);
  else node.before.push({ comment, own: true });
}

function isList(node: PrintNode): boolean {
  return node.type === "brackets" && !FLAT_BRACKETS.has(node.name);
}

function isUnit(node: PrintNode): boolean {
  return node.parent !== undefined && (node.parent.type === "file" || holdsUnits(node.parent));
}

/** A declaration, statement, item, argument, field, member, slot ...: before and after it a line may end. */
function isElement(node: PrintNode): boolean {
  const { parent } = node;
  if (parent === undefined) return false;
  if (LOOSE_ELEMENTS.has(node.type)) return parent.children[parent.children.indexOf(node) - 1]?.name === "Comma";
  return parent.type === "file" || (isList(parent) && !(node.type === "token" && SEPARATORS.has(node.name)));
}

/** The outermost node that begins with the token and satisfies `test`. */
function beginning(token: PrintNode, test: (node: PrintNode) => boolean): PrintNode | undefined {
  for (let node: PrintNode | undefined = token; node !== undefined && firstToken(node) === token; node = node.parent) {
    if (test(node)) return node;
  }
  return undefined;
}

const elementBeginning = (token: PrintNode): PrintNode | undefined => beginning(token, isElement);
const operandBeginning = (token: PrintNode): PrintNode | undefined => beginning(token, isOperand);

function elementEnding(token: PrintNode): PrintNode | undefined {
  if (token.name === "Comma") {
    const siblings = token.parent?.children ?? [];
    const element = siblings[siblings.indexOf(token) - 1];
    return element !== undefined && (isElement(element) || LOOSE_ELEMENTS.has(element.type)) ? element : undefined;
  }
  for (let node: PrintNode | undefined = token; node !== undefined && lastToken(node) === token; node = node.parent) {
    if (isElement(node)) return node;
  }
  return undefined;
}

function elementAbove(node: PrintNode): PrintNode | undefined {
  let above: PrintNode | undefined = node;
  while (above !== undefined && !isElement(above)) above = above.parent;
  return above;
}

/** An operator that is printed with a line break after it. */
function isOperator(token: PrintNode): boolean {
  const { parent } = token;
  return parent !== undefined && parent.type === "binary" && !isTightBinary(parent) && token.type === "token" && parent.children.indexOf(token) % 2 === 1;
}

function isOperand(node: PrintNode): boolean {
  const { parent } = node;
  if (parent === undefined || parent.type !== "binary" || isTightBinary(parent)) return false;
  const at = parent.children.indexOf(node);
  return at > 0 && at % 2 === 0;
}

function afterOperator(operator: PrintNode): PrintNode | undefined {
  const siblings = operator.parent?.children ?? [];
  return siblings[siblings.indexOf(operator) + 1];
}

/** The block that begins at the token, or after it when it is `else` or `or`. */
function blockAt(token: PrintNode, next: PrintNode | undefined): PrintNode | undefined {
  const brace = token.name === "Else" || token.name === "Or" ? next : token;
  const block = brace?.parent;
  return block !== undefined && holdsUnits(block) && firstToken(block) === brace ? block : undefined;
}
