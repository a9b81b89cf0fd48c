// SPDX-License-Identifier: Apache-2.0
// Walker classes are obligations: `never takes L` and `rechecks under L` are checked on every path of the
// walker's flow, accessors inlined, before anything is explored.
import type { ProcessDecl } from "../ast/nodes.ts";
import { diag } from "../diagnostics/catalog.ts";
import type { IrExpr } from "../ir/model.ts";
import type { Builder } from "./builder.ts";
import { targets, type BeginNode, type NodeId } from "./flow.ts";
import { reachableNodes } from "./liveness.ts";

export function checkClass(b: Builder, decl: ProcessDecl): void {
  const cls = decl.class;
  if (cls === undefined) return;
  const lock = cls.lock?.text ?? "";
  if (cls.lock !== undefined) b.world.scope.need(cls.lock, ["Lock"], "a lock");
  if (cls.kind === "never-takes") {
    neverTakes(b, decl, lock);
    looksAtAny(b, decl);
  }
  if (cls.kind === "rechecks-under") rechecksUnder(b, decl, lock);
}

const where = (node: BeginNode): string => [...node.site.calls, node.site.text].join(" > ");

function neverTakes(b: Builder, decl: ProcessDecl, lock: string): void {
  for (const id of reachableNodes(b.flow)) {
    const node = b.flow.node(id);
    if (node.kind === "begin" && node.effect === "lock" && node.lock === lock) {
      b.report.add(diag("PTE410", { process: decl.name.text, lock, path: where(node) }, node.site.span,
        { related: decl.class === undefined ? [] : [{ span: decl.class.span, text: "the promise" }] }));
    }
  }
}

/** Lock held, and rechecked since it was taken. */
interface Knowledge { readonly held: boolean; readonly rechecked: boolean }

function rechecksUnder(b: Builder, decl: ProcessDecl, lock: string): void {
  const seen = new Set<string>();
  const work: { id: NodeId; known: Knowledge }[] = [{ id: b.flow.entry, known: { held: false, rechecked: false } }];
  for (let item = work.pop(); item !== undefined; item = work.pop()) {
    const { id } = item;
    if (id < 0 || seen.has(`${id} ${item.known.held} ${item.known.rechecked}`)) continue;
    seen.add(`${id} ${item.known.held} ${item.known.rechecked}`);
    const node = b.flow.node(id);
    const related = decl.class === undefined ? [] : [{ span: decl.class.span, text: "the obligation" }];
    let { known } = item;
    if (node.kind === "begin") {
      if (node.effect === "lock" && node.lock === lock) known = { held: true, rechecked: false };
      else if (node.effect === "unlock" && node.lock === lock) known = { held: false, rechecked: false };
      else if (node.effect === "store" && !known.rechecked) b.report.add(diag("PTE411", { process: decl.name.text, lock, path: where(node) }, node.site.span, { related }));
    } else if (node.kind === "note") {
      if (node.note === "rechecked") known = { held: known.held, rechecked: known.held };
      else if (!known.rechecked) b.report.add(diag("PTE411", { process: decl.name.text, lock, path: "return done" }, node.span, { related }));
    }
    for (const next of targets(node)) work.push({ id: next, known });
  }
}

/** Branches on a field that its contract grades `any`. Copies of the value are followed, flow-insensitively. */
function looksAtAny(b: Builder, decl: ProcessDecl): void {
  if (b.anyFields.size === 0) return;
  const tainted = new Map([...b.anyFields].map(([name, t]) => [name, { fields: new Set(stored(b, name, t.fields)), contract: t.contract }] as const));
  for (let grown = true; grown;) {
    grown = false;
    for (const node of b.flow.nodes) {
      if (node.kind !== "assign" || node.value.kind !== "var" || tainted.has(node.variable)) continue;
      const from = tainted.get(node.value.name);
      if (from === undefined) continue;
      tainted.set(node.variable, from);
      grown = true;
    }
  }
  for (const id of reachableNodes(b.flow)) {
    const node = b.flow.node(id);
    if (node.kind !== "branch") continue;
    for (const [name, taint] of tainted) {
      const field = fieldsUsed(node.cond, name).find((f) => f === "*" || taint.fields.has(f));
      if (field === undefined) continue;
      b.report.add(diag("PTE412", { process: decl.name.text, field: field === "*" ? taint.fields.values().next().value ?? field : field, from: `contract ${taint.contract}` }, decl.class?.span,
        { related: spanOf(b, name) }));
    }
  }
}

/** The stored fields behind logical ones: a derived field is any of those it hides. */
function stored(b: Builder, variable: string, fields: readonly string[]): string[] {
  const sort = b.locals.get(variable)?.sort;
  const layout = sort === undefined ? undefined : b.world.scope.layoutNamed(sort);
  return fields.flatMap((f) => layout?.derived.get(f)?.hides.map((h) => h.text) ?? [f]);
}

const spanOf = (b: Builder, name: string) => {
  const local = b.locals.get(name);
  return local === undefined ? [] : [{ span: local.span, text: "the value" }];
};

/** Fields of a variable on which an expression depends; `*` for the whole value. Overwritten fields do not count. */
export function fieldsUsed(e: IrExpr, variable: string, needed: readonly string[] | "all" = "all", hidden: ReadonlySet<string> = new Set()): string[] {
  switch (e.kind) {
    case "var": {
      if (e.name !== variable) return [];
      const all = e.sort.kind === "record" ? e.sort.fields.map((f) => f.name) : ["*"];
      return (needed === "all" ? all : [...needed]).filter((f) => !hidden.has(f));
    }
    case "field": return fieldsUsed(e.record, variable, [e.field], new Set());
    case "with": {
      const value = needed === "all" || needed.includes(e.field) ? fieldsUsed(e.value, variable) : [];
      return [...value, ...fieldsUsed(e.record, variable, needed, new Set([...hidden, e.field]))];
    }
    case "op": return e.args.flatMap((a) => fieldsUsed(a, variable));
    case "ite": return [...fieldsUsed(e.cond, variable), ...fieldsUsed(e.then, variable, needed, hidden), ...fieldsUsed(e.else, variable, needed, hidden)];
    case "let": return [...fieldsUsed(e.value, variable), ...fieldsUsed(e.body, variable, needed, hidden)];
    case "record": return e.values.flatMap((v) => fieldsUsed(v, variable));
    case "set": return e.elements.flatMap((v) => fieldsUsed(v, variable));
    case "select": return [...fieldsUsed(e.array, variable), ...fieldsUsed(e.index, variable)];
    case "store": return [...fieldsUsed(e.array, variable), ...fieldsUsed(e.index, variable), ...fieldsUsed(e.value, variable)];
    case "array": case "quant": return fieldsUsed(e.body, variable);
    case "lit": case "local": return [];
    default: return e satisfies never;
  }
}
