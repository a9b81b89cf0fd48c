// SPDX-License-Identifier: Apache-2.0
// The AST as compact indented text, without spans: one line for each declaration, item and statement,
// expressions and sorts as fully parenthesised text. For tests and for `ptespec parse`.
import type { Expr, FieldInit, Name, SortNode } from "../ast/nodes.ts";
import { unreachable } from "../base/unreachable.ts";

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
const isName = (value: Fields): boolean => typeof value["text"] === "string" && isRecord(value["span"]) && Object.keys(value).length === 2;
const SPANS: ReadonlySet<string> = new Set(["span", "pathSpan"]);

/** A JSON-able copy of a node: no spans, names as their text, empty comment lists left out. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isRecord(value)) return value;
  if (isName(value)) return value["text"];
  const kept = Object.entries(value).filter(([key, inner]) => !SPANS.has(key) && inner !== undefined && !(key === "comments" && Array.isArray(inner) && inner.length === 0));
  return Object.fromEntries(kept.map(([key, inner]) => [key, plain(inner)]));
}

const EXPRESSIONS: ReadonlySet<string> = new Set([
  "Number", "Bool", "Name", "Unary", "Binary", "Conditional", "Member", "Index", "Call", "Record", "With", "Set", "Range", "Quant", "Once", "Values",
]);
const SORTS: ReadonlySet<string> = new Set(["BoolSort", "RangeSort", "NamedSort", "SetSort", "ArraySort"]);

/** The node as text: `Kind key=value ...` on one line, nested nodes indented below. */
export function dumpAst(node: unknown): string {
  const lines: string[] = [];
  write(node, "", "", lines);
  return `${lines.join("\n")}\n`;
}

function write(value: unknown, key: string, indent: string, lines: string[]): void {
  const label = key === "" || key === "decls" || key === "statements" || key === "items" ? "" : `${key}: `;
  if (Array.isArray(value)) {
    value.forEach((item) => write(item, key, indent, lines));
    return;
  }
  const line = inline(value);
  if (line !== undefined || !isRecord(value)) {
    lines.push(`${indent}${label}${line ?? ""}`);
    return;
  }
  const kind = value["kind"];
  const words = typeof kind === "string" ? [kind] : [];
  const long: [string, unknown][] = [];
  for (const [name, inner] of Object.entries(value)) {
    if (name === "kind" || SPANS.has(name) || inner === undefined || inner === false || (Array.isArray(inner) && inner.length === 0)) continue;
    const short = Array.isArray(inner) ? inlineList(inner) : inline(inner);
    if (short === undefined) long.push([name, inner]);
    else words.push(inner === true ? name : `${name}=${short}`);
  }
  lines.push(`${indent}${label}${words.join(" ")}`.trimEnd());
  for (const [name, inner] of long) write(inner, name, `${indent}  `, lines);
}

/** Text of what fits on a line: plain values, names, expressions, sorts, parameters and field values. */
function inline(value: unknown): string | undefined {
  if (typeof value === "string") return /^[\w./-]+$/.test(value) ? value : JSON.stringify(value);
  if (!isRecord(value)) return String(JSON.stringify(value));
  if (isName(value)) return String(value["text"]);
  const kind = value["kind"];
  if (typeof kind !== "string") {
    const keys = Object.keys(value).join(" ");
    if (keys === "name sort") return `${(value["name"] as Name).text}:${sortText(value["sort"] as SortNode)}`;
    return keys === "name value" ? initText(value as unknown as FieldInit) : undefined;
  }
  if (EXPRESSIONS.has(kind) && !("comments" in value)) return exprText(value as unknown as Expr);
  return SORTS.has(kind) ? sortText(value as unknown as SortNode) : undefined;
}

function inlineList(values: readonly unknown[]): string | undefined {
  const texts = values.map(inline);
  return texts.includes(undefined) ? undefined : `[${texts.join(", ")}]`;
}

const initText = (init: FieldInit): string => `${init.name.text}: ${exprText(init.value)}`;
const listText = (values: readonly Expr[]): string => values.map(exprText).join(", ");

/** An expression with every operation in parentheses. */
export function exprText(e: Expr): string {
  switch (e.kind) {
    case "Number": case "Bool": return String(e.value);
    case "Name": return e.name.text;
    case "Unary": return `(${e.op}${exprText(e.operand)})`;
    case "Binary": return `(${exprText(e.left)} ${e.op} ${exprText(e.right)})`;
    case "Conditional": return `(${exprText(e.cond)} ? ${exprText(e.then)} : ${exprText(e.else)})`;
    case "Member": return `${exprText(e.object)}.${e.member.text}`;
    case "Index": return `${exprText(e.object)}[${exprText(e.index)}]`;
    case "Call": return `${e.callee.text}(${listText(e.args)})`;
    case "Record": return `${e.name.text}${e.word === undefined ? "" : `.${e.word.text}`} { ${e.fields.map(initText).join(", ")} }`;
    case "With": return `(${exprText(e.object)} with { ${e.fields.map(initText).join(", ")} })`;
    case "Set": return `set(${listText(e.elements)})`;
    case "Range": return `(${exprText(e.lo)} .. ${exprText(e.hi)})`;
    case "Quant": return `(${e.quant} ${e.variable.text} in ${exprText(e.over)}: ${exprText(e.body)})`;
    case "Once": return `(once ${exprText(e.body)} since ${e.since.text})`;
    case "Values": return `(values of ${exprText(e.body)} since ${e.since.text})`;
    default: return unreachable(e);
  }
}

/** A sort. */
export function sortText(s: SortNode): string {
  switch (s.kind) {
    case "BoolSort": return "bool";
    case "RangeSort": return `${exprText(s.lo)}..${exprText(s.hi)}`;
    case "NamedSort": return `${s.name.text}${s.word === undefined ? "" : `.${s.word.text}`}${s.optional ? "?" : ""}`;
    case "SetSort": return `set of ${sortText(s.elem)}`;
    case "ArraySort": return `array[${exprText(s.index)}] of ${sortText(s.elem)}`;
    default: return unreachable(s);
  }
}
