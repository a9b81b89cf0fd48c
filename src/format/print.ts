// SPDX-License-Identifier: Apache-2.0
// Prettier documents for every rule. Most rules are their parts with blanks; a table says before which parts a
// line may be broken. Lists, operators and blocks are printed in print-parts.ts.
import { builders, type Doc } from "./doc.ts";
import { tailDoc } from "./print-comments.ts";
import { chain, list } from "./print-parts.ts";
import { spaced } from "./spacing.ts";
import { blankLineAfter, holdsUnits, startsOnSameLine, unitsOf, type PrintNode } from "./tree.ts";

const { align, dedent, group, hardline, ifBreak, indent, line, softline } = builders;

/** What the printer needs of Prettier's path: the node and the documents of its children. */
export interface Parts {
  readonly node: PrintNode;
  readonly docs: readonly Doc[];
  readonly text: string;
}

/** Rule -> keys of the parts before which an indented line break may stand. */
const BREAKS: Readonly<Record<string, readonly string[]>> = {
  processDecl: ["Uses", "sourceClause"], accessorDecl: ["sourceClause"], checkDecl: ["Claims"], assumeDecl: ["sourceClause"],
  propertyDecl: ["atLabel"], reachableDecl: ["atLabel"], derivedItem: ["Hides"], hwItem: ["Sets", "Clears"], blockItem: ["When", "Gathers", "By"],
  runItem: ["With"], hardwareItem: ["Only", "Up"], chooseStmt: ["Where"], paramDecl: ["doc"], contractDecl: ["Of"],
};

/** The document of a node. */
export function print(parts: Parts): Doc {
  const { node } = parts;
  switch (node.type) {
    case "token": return node.image;
    case "file": return file(parts);
    case "brackets": return brackets(parts);
    case "binary": return chain(parts, false);
    case "constant": return chain(parts, true);
    case "expression": return conditional(parts);
    case "quantifier": return quantifier(parts);
    case "names": case "dottedNames": return indent(list(parts));
    case "ifStmt": return ifStatement(parts);
    case "whileStmt": case "forStmt": return loopStatement(parts);
    default: return words(parts);
  }
}

function file(parts: Parts): Doc {
  const { node, docs, text } = parts;
  const last = node.children.at(-1);
  const tail = node.tail.length === 0 ? "" : [last === undefined ? "" : separator(text, last), tailDoc(node, text)];
  return last === undefined && node.tail.length === 0 ? "" : [units(parts, node.children, docs, ""), tail, hardline];
}

function separator(text: string, last: PrintNode): Doc {
  return blankLineAfter(text, last.end) ? [hardline, hardline] : hardline;
}

/** Units one to a line, with at most one blank line between them; labels stand one level out, as in the kernel. */
function units({ text }: Parts, nodes: readonly PrintNode[], docs: readonly Doc[], first: Doc): Doc {
  return docs.map((doc, i) => {
    const before = nodes[i - 1];
    const blank = before !== undefined && blankLineAfter(text, before.end) ? hardline : "";
    const part = [blank, i === 0 ? first : hardline, doc];
    return nodes[i]?.type === "labelStmt" ? dedent(part) : part;
  });
}

function brackets(parts: Parts): Doc {
  const { node, docs, text } = parts;
  const open = docs[0] ?? "";
  const close = docs.at(-1) ?? "";
  if (holdsUnits(node)) {
    const inside = unitsOf(node);
    const last = inside.at(-1);
    if (last === undefined) return node.tail.length === 0 ? [open, close] : [open, indent([hardline, tailDoc(node, text)]), hardline, close];
    const small = inside.length === 1 && startsOnSameLine(text, node) && node.name === "block" && node.tail.length === 0;
    const between = small ? line : hardline;
    const tail = node.tail.length === 0 ? "" : [separator(text, last), tailDoc(node, text)];
    return group([open, indent([units(parts, inside, docs.slice(1, -1), between), tail]), between, close]);
  }
  switch (node.name) {
    case "size": case "access": case "hookDecl": case "forStmt": return words(parts);
    case "paren": case "condition": case "constantPrimary": return group([open, indent([softline, docs.slice(1, -1), node.tail.length === 0 ? "" : [hardline, tailDoc(node, text)]]), softline, close]);
    default: return list(parts);
  }
}

/** The parts with blanks between them, broken where the table allows; a block at the end stays outside the group. */
export function words(parts: Parts): Doc {
  const { node, docs } = parts;
  const breaks = BREAKS[node.type] ?? [];
  const bodyAt = node.children.findIndex(holdsUnits);
  const segments: Doc[][] = [[]];
  const put = (...more: Doc[]): void => {
    segments.at(-1)?.push(...more);
  };
  for (const [i, child] of node.children.entries()) {
    if (bodyAt !== -1 && i >= bodyAt) break;
    if (child.name === "Semicolon" && (node.type === "specDecl" || node.type === "importDecl")) continue;
    const before = node.children[i - 1];
    const doc = docs[i] ?? "";
    if (before === undefined) put(doc);
    else if (breaks.includes(child.key)) segments.push([doc]);
    else if (child.key === "slot" || child.key === "binding" || child.key === "setting") {
      put(before.name === "Comma" ? align(5, [line, doc]) : [" ", align(5, doc)]);
    } else if (opensValue(before) && isExpression(child)) put(value(child, doc));
    else put(spaced(node, before, child) ? " " : "", ["binary", "expression"].includes(child.type) ? indent(doc) : doc);
  }
  if (node.type === "domainDecl" && node.children.at(-1)?.name === "size") put(";");
  const [start = [], ...more] = segments;
  const header = [start, more.map((segment) => indent([line, segment]))];
  if (bodyAt === -1) return group(header);
  const rest = node.children.slice(bodyAt + 1).map((_, i) => [" ", docs[bodyAt + 1 + i] ?? ""]);
  return [group([header, more.length > 0 ? line : " "]), docs[bodyAt] ?? "", rest];
}

/** After `=` and the `:` of a property an expression may begin on the next line. */
function opensValue(before: PrintNode): boolean {
  const parent = before.parent?.type ?? "";
  return before.name === "Equals" || (before.name === "Colon" && ["invariantDecl", "propertyDecl", "reachableDecl"].includes(parent));
}

const isExpression = (child: PrintNode): boolean => ["expression", "value"].includes(child.key);

/** Records and calls break inside; others move to the next line when that helps. */
function value(node: PrintNode, doc: Doc): Doc {
  const ownBreaks = ["recordLiteral", "call", "setLiteral", "postfix"].includes(node.type);
  return ownBreaks ? [" ", doc] : group(indent([line, doc]));
}

function conditional({ docs }: Parts): Doc {
  const [cond = "", question = "", then = "", colon = "", otherwise = ""] = docs;
  return group([cond, indent([line, question, " ", then, line, colon, " ", otherwise])]);
}

function quantifier({ docs }: Parts): Doc {
  const [quant = "", name = "", of = "", over = "", colon = "", body = ""] = docs;
  return group([quant, " ", name, " ", of, " ", over, colon, indent([line, body])]);
}

/** A statement that gets braces, as `units` would print it. */
function inBraces(body: PrintNode, doc: Doc): Doc {
  if (holdsUnits(body)) return doc;
  const part = [hardline, doc];
  return ["{", indent(body.type === "labelStmt" ? dedent(part) : part), hardline, "}"];
}

/** `head body`: braces as they are, one statement on the same line if it fits, otherwise in braces. */
function withBody(head: Doc, body: PrintNode, doc: Doc): Doc {
  if (holdsUnits(body) || body.type === "labelStmt") return [head, " ", inBraces(body, doc)];
  return group([head, ifBreak(" {", ""), indent([line, doc]), ifBreak([line, "}"], "")]);
}

function ifStatement({ node, docs }: Parts): Doc {
  const [word = "", cond = "", then = "", otherwiseWord, otherwise = ""] = docs;
  const thenNode = node.children[2];
  const elseNode = node.children[4];
  const head = [word, " ", cond];
  if (thenNode === undefined) return head;
  if (otherwiseWord === undefined || elseNode === undefined) return withBody(head, thenNode, then);
  const last = elseNode.type === "ifStmt" ? otherwise : inBraces(elseNode, otherwise);
  return [head, " ", inBraces(thenNode, then), " ", otherwiseWord, " ", last];
}

function loopStatement({ node, docs }: Parts): Doc {
  const [word = "", cond = "", body = ""] = docs;
  const bodyNode = node.children[2];
  return bodyNode === undefined ? [word, " ", cond] : withBody([word, " ", cond], bodyNode, body);
}
