// SPDX-License-Identifier: Apache-2.0
// Names that are declared and never mentioned again: often a misspelling. Only the file at hand is judged; a
// library may offer more than a spec uses.
import type { Decl, Name } from "../ast/nodes.ts";
import { diag } from "../diagnostics/catalog.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";

export function unusedNames(decls: readonly Decl[], root: string): Diagnostic[] {
  const mentioned = new Map<string, number>();
  const locals: Name[] = [];
  for (const decl of decls) collect(decl, mentioned, decl.span.file.path === root ? locals : []);
  const own = decls.flatMap((d) => (d.span.file.path === root && judged(d) ? [d.name] : []));
  return [...own, ...locals].filter((n) => (mentioned.get(n.text) ?? 0) <= 1 && !n.text.startsWith("_")).map((n) => diag("PTE211", { name: n.text }, n.span));
}

function judged(d: Decl): d is Extract<Decl, { kind: "Const" | "Enum" | "Fn" | "Accessor" | "Contract" | "Process" | "State" | "Lock" | "Assume" }> {
  return d.kind === "Const" || d.kind === "Enum" || d.kind === "Fn" || d.kind === "Accessor" || d.kind === "Contract" || d.kind === "Process" || d.kind === "State" || d.kind === "Lock" || d.kind === "Assume";
}

/** Counts every name in a tree, declarations included; notes the names of `let` and `var`. */
function collect(node: unknown, mentioned: Map<string, number>, locals: Name[]): void {
  if (Array.isArray(node)) {
    for (const item of node) collect(item, mentioned, locals);
    return;
  }
  if (typeof node !== "object" || node === null) return;
  if (isName(node)) {
    mentioned.set(node.text, (mentioned.get(node.text) ?? 0) + 1);
    return;
  }
  if ("kind" in node && node.kind === "Let" && "name" in node && isName(node.name)) locals.push(node.name);
  for (const [key, value] of Object.entries(node)) if (key !== "span" && key !== "pathSpan") collect(value, mentioned, locals);
}

function isName(node: unknown): node is Name {
  return typeof node === "object" && node !== null && "text" in node && "span" in node && !("kind" in node) && typeof node.text === "string";
}
