// SPDX-License-Identifier: Apache-2.0
// Which tokens stand apart: a blank or nothing between two neighbours on a line.
import { firstToken, lastToken, type PrintNode } from "./tree.ts";

const TIGHT_BEFORE = new Set(["Semicolon", "Comma", "RParen", "RSquare", "Dot", "DotDot"]);
const TIGHT_AFTER = new Set(["LParen", "LSquare", "Dot", "DotDot", "Bang"]);
const SPACED_COLON = new Set(["fieldItem", "wordItem", "layoutDecl", "stateDecl"]);
const NAME_THEN_BRACKET = new Set(["args", "params", "size", "access", "hookDecl"]);

/** Is there a blank between `left` and `right`, neighbours in `parent`? */
export function spaced(parent: PrintNode, left: PrintNode, right: PrintNode): boolean {
  const before = lastToken(left);
  const after = firstToken(right);
  if (TIGHT_BEFORE.has(after.name) || TIGHT_AFTER.has(before.name)) return false;
  if (right.type === "brackets" && NAME_THEN_BRACKET.has(right.name)) return false;
  if (after.name === "Colon") return SPACED_COLON.has(parent.type) || parent.type === "expression";
  if (after.name === "Question") return parent.type !== "namedSort";
  if (before.name === "Dash" && (parent.type === "unary" || parent.type === "constantPrimary")) return false;
  if (parent.type === "libraryPath" || parent.type === "constant") return false;
  return true;
}
