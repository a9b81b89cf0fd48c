// SPDX-License-Identifier: Apache-2.0
// One syntax error of the parser as a diagnostic: what was expected, after what, what was found, and for common
// slips of C programmers what to write instead.
import { EOF, tokenLabel, type IRecognitionException, type IToken } from "chevrotain";
import type { SourceFile, Span } from "../base/source.ts";
import { diag } from "../diagnostics/catalog.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { Identifier, isReserved, roleOf, S, StringLiteral, W, type WordRole } from "../../grammar/tokens.ts";

/** An error with the tokens around it. */
export interface SyntaxError {
  readonly error: IRecognitionException;
  /** The last token before the error that was read, if any. */
  readonly previous: IToken | undefined;
  /** The token at the error; `undefined` at the end of the file. */
  readonly found: IToken | undefined;
  /** The token after it. */
  readonly next: IToken | undefined;
}

/** In which rule a closing bracket was expected -> what could have stood there. */
const IN_LISTS: ReadonlyMap<string, string> = new Map([
  ["args )", "`,` or `)`"], ["params )", "`,` or `)`"], ["fieldInits }", "`,` or `}`"], ["memberList }", "`,` or `}`"],
  ["block }", "a statement"], ["layoutDecl }", "a field or item of the layout"], ["wordItem }", "a field (`name : bit 0;`)"],
  ["checkDecl }", "an item of the check"], ["contractDecl }", "a grade (`atomic`, `regular`, ...)"], ["recordDecl }", "a field (`name: sort;`)"],
  ["contractClause }", "`,` or `}`"],
]);

/** What the parser expected, in words. */
export function expectation({ error, previous }: SyntaxError): string {
  const rule = error.context.ruleStack.at(-1) ?? "";
  const bracket = /^`([)}])`$/.exec(error.message)?.[1];
  const opening = previous !== undefined && [S.LParen, S.LCurly].includes(previous.tokenType);
  if (bracket === undefined) return error.message;
  const known = IN_LISTS.get(`${rule} ${bracket}`);
  if (known === undefined) return error.message;
  return opening && known.startsWith("`,`") ? `${rule === "args" ? "an expression" : "a name"} or \`${bracket}\`` : known;
}

/** The diagnostic, PTE101 or PTE115. */
export function describe(file: SourceFile, problem: SyntaxError): Diagnostic {
  const { previous, found } = problem;
  if (found !== undefined && found.tokenType === S.RCurly && problem.error.name === "NotAllInputParsedException") {
    return diag("PTE115", { bracket: "}" }, spanOf(file, found));
  }
  const expected = expectation(problem);
  const after = previous === undefined || !expected.startsWith("`") ? "" : word(previous);
  const help = hint(problem, expected);
  return diag("PTE101", { expected, after, found: foundText(found) }, placeOf(file, problem, expected), help === undefined ? {} : { help });
}

function spanOf(file: SourceFile, token: IToken): Span {
  return { file, start: token.startOffset, end: token.startOffset + token.image.length };
}

/** At the token found; what is missing at the end of a line is shown there. */
function placeOf(file: SourceFile, { previous, found }: SyntaxError, expected: string): Span {
  const end = previous === undefined ? 0 : previous.startOffset + previous.image.length;
  if (found === undefined) return { file, start: end, end };
  const newLine = file.text.slice(end, found.startOffset).includes("\n");
  return previous !== undefined && newLine && /^`[;,:]`/.test(expected) ? { file, start: end, end } : spanOf(file, found);
}

function foundText(token: IToken | undefined): string {
  if (token === undefined || token.tokenType === EOF) return "the end of the file";
  if (token.image === "") return "the end of the declaration";
  return word(token);
}

function word(token: IToken): string {
  if (token.tokenType === StringLiteral) return "the string";
  return token.image.length > 30 ? `\`${token.image.slice(0, 27)}...\`` : `\`${token.image}\``;
}

const FOR_ROLE: readonly (readonly [RegExp, readonly WordRole[]])[] = [
  [/^a declaration/, ["declaration"]], [/^an item of|^a field or item/, ["item"]], [/^a statement/, ["statement"]],
];

function hint({ error, found, next }: SyntaxError, expected: string): string | undefined {
  const rules = error.context.ruleStack;
  if (found === undefined) return undefined;
  if (isReserved(found.tokenType) && expected === tokenLabel(Identifier)) return `\`${found.image}\` is a reserved word; choose another name.`;
  if (found.tokenType === S.Equals && (rules.includes("condition") || rules.includes("awaitStmt") || rules.includes("assertStmt"))) return "`==` compares; `=` assigns.";
  if (found.tokenType === S.LCurly && expected === "`;`") return "a value of a layout or record is written `name { field: value, ... }`.";
  if (found.tokenType === S.Arrow && rules.includes("statement")) return "write `.` for a field of an entry.";
  const roles = FOR_ROLE.find(([pattern]) => pattern.test(expected))?.[1];
  const meant = roles === undefined ? undefined : closest(found.image, roles);
  if (meant !== undefined) return `did you mean \`${meant}\`?`;
  if (expected === "a statement" && next !== undefined) {
    if (found.tokenType === Identifier && next.tokenType === Identifier) return "declare a local with `let` (fixed) or `var` (may be assigned).";
    if ([S.Plus, S.Dash, S.Star, S.Slash, S.Percent].includes(next.tokenType)) return `write it out: \`${found.image} = ${found.image} ${next.image} 1;\`.`;
  }
  return undefined;
}

/** The word of these roles that differs least, when it is near. */
function closest(text: string, roles: readonly WordRole[]): string | undefined {
  const words = Object.values(W).filter((type) => roles.includes(roleOf(type) ?? "modifier")).map((type) => tokenLabel(type).slice(1, -1));
  return suggest(text, words);
}
