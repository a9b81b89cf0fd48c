// SPDX-License-Identifier: Apache-2.0
// The AST as compact indented text, without spans: for tests and for `ptespec parse`.

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
const isName = (value: Fields): boolean => typeof value["text"] === "string" && "span" in value && Object.keys(value).length === 2;

/** A JSON-able copy of a node: no spans, names as their text, empty comment lists left out. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isRecord(value)) return value;
  if (isName(value)) return value["text"];
  const entries = Object.entries(value).filter(([key, inner]) => key !== "span" && key !== "pathSpan" && inner !== undefined && !(key === "comments" && Array.isArray(inner) && inner.length === 0));
  return Object.fromEntries(entries.map(([key, inner]) => [key, plain(inner)]));
}

/** The node as text: `Kind key=value ...` on one line, nested nodes indented below under their key. */
export function dumpAst(node: unknown): string {
  const lines: string[] = [];
  write(plain(node), "", "", lines);
  return `${lines.join("\n")}\n`;
}

function write(value: unknown, key: string, indent: string, lines: string[]): void {
  const label = key === "" ? "" : `${key}: `;
  if (Array.isArray(value)) {
    value.forEach((item) => write(item, key, indent, lines));
    return;
  }
  if (!isRecord(value)) {
    lines.push(`${indent}${label}${String(JSON.stringify(value))}`);
    return;
  }
  const short = Object.entries(value).filter(([name, inner]) => name !== "kind" && isShort(inner));
  const long = Object.entries(value).filter(([name, inner]) => name !== "kind" && !isShort(inner));
  const words = [...(typeof value["kind"] === "string" ? [value["kind"]] : []), ...short.map(([name, inner]) => `${name}=${shortText(inner)}`)];
  lines.push(`${indent}${label}${words.join(" ")}`.trimEnd());
  for (const [name, inner] of long) write(inner, name, `${indent}  `, lines);
}

function isShort(value: unknown): boolean {
  return Array.isArray(value) ? value.every((item) => !isRecord(item) && !Array.isArray(item)) : !isRecord(value);
}

function shortText(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(shortText).join(" ")}]` : typeof value === "string" && /^[\w./-]+$/.test(value) ? value : String(JSON.stringify(value));
}
