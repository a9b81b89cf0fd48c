// SPDX-License-Identifier: Apache-2.0
// Walker classes are obligations: `never takes L` and `rechecks under L` are checked on every path of the
// walker's flow, accessors inlined, before anything is explored.
import type { ProcessDecl } from "../ast/nodes.ts";
import { unreachable } from "../base/unreachable.ts";
import { diag } from "../diagnostics/catalog.ts";
import { varsOf } from "../ir/build.ts";
import type { IrExpr } from "../ir/model.ts";
import type { Builder } from "./builder.ts";
import { targets, type FlowNode, type NodeId, type NoteNode } from "./flow.ts";
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

function neverTakes(b: Builder, decl: ProcessDecl, lock: string): void {
  for (const id of reachableNodes(b.flow)) {
    const node = b.flow.node(id);
    if (node.kind === "note" && node.note === "lock" && node.lock === lock) {
      b.report.add(diag("PTE410", { process: decl.name.text, lock, path: node.path }, node.span,
        { related: decl.class === undefined ? [] : [{ span: decl.class.span, text: "the promise" }] }));
    }
  }
}

/** Lock held, rechecked since it was taken, and the locals that hold what was read since then. */
interface Knowledge { readonly held: boolean; readonly rechecked: boolean; readonly fresh: ReadonlySet<string> }
const NOTHING: Knowledge = { held: false, rechecked: false, fresh: new Set() };

function rechecksUnder(b: Builder, decl: ProcessDecl, lock: string): void {
  const seen = new Set<string>();
  const related = decl.class === undefined ? [] : [{ span: decl.class.span, text: "the obligation" }];
  const work: { id: NodeId; known: Knowledge }[] = [{ id: b.flow.entry, known: NOTHING }];
  for (let item = work.pop(); item !== undefined; item = work.pop()) {
    const { id } = item;
    const key = `${id} ${item.known.held} ${item.known.rechecked} ${[...item.known.fresh].sort().join(" ")}`;
    if (id < 0 || seen.has(key)) continue;
    seen.add(key);
    const node = b.flow.node(id);
    const known = after(b, node, item.known, lock);
    if (node.kind === "note" && (node.note === "store" || node.note === "done") && !known.rechecked) {
      b.report.add(diag("PTE411", { process: decl.name.text, lock, path: node.path }, node.span, { related }));
    }
    for (const next of targets(node)) work.push({ id: next, known });
  }
}

function after(b: Builder, node: FlowNode, known: Knowledge, lock: string): Knowledge {
  if (node.kind === "note") return noted(node, known, lock);
  if (!known.held || (node.kind !== "assign" && node.kind !== "choose") || (node.kind === "assign" && node.shared)) return known;
  const reads = node.kind === "choose" || [...varsOf(node.value)].some((name) => known.fresh.has(name) || b.world.scope.state(name)?.role === "shared");
  const fresh = new Set(known.fresh);
  if (reads) fresh.add(node.variable);
  else fresh.delete(node.variable);
  return { ...known, fresh };
}

function noted(node: NoteNode, known: Knowledge, lock: string): Knowledge {
  switch (node.note) {
    case "lock": return node.lock === lock ? { ...NOTHING, held: true } : known;
    case "unlock": return node.lock === lock ? NOTHING : known;
    // It counts when it compares something that was read under the lock.
    case "rechecked": return { ...known, rechecked: known.rechecked || (node.cond !== undefined && [...varsOf(node.cond)].some((name) => known.fresh.has(name))) };
    case "store": case "done": return known;
    default: return unreachable(node.note);
  }
}

/** The fields of a local that carry an `any`-graded value, and the contract they come from. */
interface Taint { readonly fields: ReadonlySet<string>; readonly contract: string }

/** A walker that never takes the lock must not decide on, wait for or store what its contract grades `any`. */
function looksAtAny(b: Builder, decl: ProcessDecl): void {
  if (b.anyFields.size === 0) return;
  const tainted = taintedLocals(b);
  const report = (e: IrExpr): void => {
    for (const [name, taint] of tainted) {
      const used = fieldsUsed(e, name).find((f) => taint.fields.has(f) || (f === "*" && taint.fields.size > 0));
      if (used === undefined) continue;
      const local = b.locals.get(name);
      const field = used === "*" ? local?.base ?? name : used;
      b.report.add(diag("PTE412", { process: decl.name.text, field, from: `contract ${taint.contract}` }, decl.class?.span,
        { related: local === undefined ? [] : [{ span: local.span, text: "the value" }] }));
    }
  };
  for (const id of reachableNodes(b.flow)) {
    const node = b.flow.node(id);
    if (node.kind === "branch" || node.kind === "guard") report(node.cond);
    if (node.kind === "assign" && node.shared) report(node.value);
  }
}

/** Locals to which `any`-graded fields flow, along any path. */
function taintedLocals(b: Builder): Map<string, Taint> {
  const tainted = new Map<string, Taint>([...b.anyFields].map(([name, t]) => [name, { fields: new Set(stored(b, name, t.fields)), contract: t.contract }]));
  for (let grown = true; grown;) {
    grown = false;
    for (const node of b.flow.nodes) {
      if (node.kind !== "assign" || node.shared || b.anyFields.has(node.variable)) continue;
      for (const [name, from] of [...tainted]) {
        const flows = flowing(node.value, name, from.fields);
        const before = tainted.get(node.variable);
        const all = new Set([...(before?.fields ?? []), ...flows]);
        if (all.size === (before?.fields.size ?? 0)) continue;
        tainted.set(node.variable, { fields: all, contract: from.contract });
        grown = true;
      }
    }
  }
  return tainted;
}

/** Fields of a value that depend on tainted fields of `name`; `*` for a value without fields. */
function flowing(value: IrExpr, name: string, fields: ReadonlySet<string>): string[] {
  const dirty = (needed: readonly string[] | "all"): boolean => fieldsUsed(value, name, needed).some((f) => f === "*" || fields.has(f));
  if (value.sort.kind !== "record") return dirty("all") ? ["*"] : [];
  return value.sort.fields.map((f) => f.name).filter((f) => dirty([f]));
}

/** The stored fields behind logical ones: a derived field is any of those it hides. */
function stored(b: Builder, variable: string, fields: readonly string[]): string[] {
  const sort = b.locals.get(variable)?.sort;
  const layout = sort === undefined ? undefined : b.world.scope.layoutNamed(sort);
  return fields.flatMap((f) => layout?.derived.get(f)?.hides.map((h) => h.text) ?? [f]);
}

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
    case "record": return e.values.flatMap((v, i) => (needed === "all" || needed.includes(e.sort.fields[i]?.name ?? "") ? fieldsUsed(v, variable) : []));
    case "set": return e.elements.flatMap((v) => fieldsUsed(v, variable));
    case "select": return [...fieldsUsed(e.array, variable), ...fieldsUsed(e.index, variable)];
    case "store": return [...fieldsUsed(e.array, variable), ...fieldsUsed(e.index, variable), ...fieldsUsed(e.value, variable)];
    case "array": case "quant": return fieldsUsed(e.body, variable);
    case "lit": case "local": return [];
    default: return e satisfies never;
  }
}
