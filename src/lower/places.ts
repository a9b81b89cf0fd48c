// SPDX-License-Identifier: Apache-2.0
// Places: what an access or an assignment can name - a table entry, one word of it, a shared variable, a
// local or one of its fields - with how to read it and how to replace it.
import type { AssignStmt, Expr } from "../ast/nodes.ts";
import { diag } from "../diagnostics/catalog.ts";
import { field, record, select, store, varRef, withField } from "../ir/build.ts";
import type { IrExpr } from "../ir/model.ts";
import { describeSort, type Sort } from "../ir/sorts.ts";
import type { Builder } from "./builder.ts";
import type { Env } from "./env.ts";
import { elaborate, elaborateAs, fieldOf } from "./expression.ts";
import type { Layout, Word } from "./layout.ts";
import type { StateVar } from "./scope.ts";

/** A shared location that one access can touch. */
export interface Place {
  readonly state: StateVar;
  readonly sort: Sort;
  readonly layout?: Layout;
  /** One word of a layout with words. */
  readonly word?: Word;
  /** Its value now. */
  readonly read: IrExpr;
  /** The whole variable with this place replaced. */
  readonly write: (value: IrExpr) => IrExpr;
}

/** The shared place an access names; PTE407 when it is none. */
export function place(b: Builder, expr: Expr): Place {
  if (expr.kind === "Member") {
    const whole = place(b, expr.object);
    const word = whole.layout?.words.find((w) => w.name === expr.member.text);
    if (word === undefined || whole.word !== undefined) {
      return b.report.fail(diag("PTE407", { name: `\`${text(expr)}\`` }, expr.span, { help: "an access reads a whole word; take the field out of the value: `let p = READ_ONCE(...); ... p.field`." }));
    }
    return wordPlace(whole, word);
  }
  const index = expr.kind === "Index" ? expr.index : undefined;
  const base = expr.kind === "Index" ? expr.object : expr;
  const state = base.kind === "Name" && !b.env.locals.has(base.name.text) ? b.world.scope.state(base.name.text) : undefined;
  if (state === undefined || state.role === "ghost") {
    if (base.kind === "Name" && !b.env.locals.has(base.name.text) && state === undefined && b.world.scope.find(base.name.text) === undefined) return b.world.scope.undefinedName(base.name);
    return b.report.fail(diag("PTE407", { name: `\`${text(expr)}\`` }, expr.span));
  }
  return statePlace(b, state, index, expr);
}

/** The text of a place in the source. */
export const text = (e: Expr): string => e.span.file.text.slice(e.span.start, e.span.end);

function statePlace(b: Builder, state: StateVar, index: Expr | undefined, expr: Expr): Place {
  const whole = varRef(state.name, state.sort);
  const layout = state.layout === undefined ? {} : { layout: state.layout };
  if (index === undefined) {
    if (state.sort.kind === "array") return b.report.fail(diag("PTE407", { name: `\`${text(expr)}\`` }, expr.span, { help: `name one element: \`${state.name}[i]\`.` }));
    return { state, sort: state.sort, ...layout, read: whole, write: (value) => value };
  }
  if (state.sort.kind !== "array") return b.report.fail(diag("PTE203", { wanted: "a table", found: describeSort(state.sort) }, expr.span));
  const at = b.expr(index, state.sort.index);
  return { state, sort: state.sort.elem, ...layout, read: select(whole, at), write: (value) => store(whole, at, value) };
}

/** One word of an entry: reading gives the word's record, writing leaves the other words alone. */
export function wordPlace(whole: Place, word: Word): Place {
  return {
    ...whole, sort: word.sort, word,
    read: record(word.sort, word.sort.fields.map((f) => field(whole.read, f.name))),
    write: (value) => whole.write(word.sort.fields.reduce((entry, f) => withField(entry, f.name, field(value, f.name)), whole.read)),
  };
}

/** `target = value`: `make` gives the value for the target's sort, `old` is what the target holds. */
export function assignPlace(b: Builder, stmt: AssignStmt, make: (sort: Sort, old: IrExpr) => IrExpr): void {
  const root = rootName(b, stmt.target);
  const bound = b.env.locals.get(root.text);
  if (bound !== undefined && !stmt.ghost) {
    if (!bound.mutable || bound.expr.kind !== "var") return b.report.fail(diag("PTE405", { name: root.text }, stmt.target.span));
    const { name } = bound.expr;
    const target = [...b.locals.values()].find((l) => l.name === name);
    if (target === undefined) return b.report.fail(diag("PTE405", { name: root.text }, stmt.target.span));
    const { read, write } = within(stmt.target, bound.expr, b.env);
    b.assign(target, write(make(read.sort, read)));
    return;
  }
  const state = b.world.scope.state(root.text) ?? b.world.scope.undefinedName(root, [...b.env.locals.keys()]);
  const ghost = state.role === "ghost";
  if (ghost !== stmt.ghost && b.env.mode !== "ghost" || (!ghost && !b.atomic)) {
    return b.report.fail(ghost
      ? diag("PTE409", { what: `assigning the ghost \`${root.text}\` without \`ghost\`` }, stmt.target.span, { help: `write \`ghost ${root.text} = ...;\`` })
      : diag("PTE401", { name: root.text, how: "written" }, stmt.target.span, { help: "use `WRITE_ONCE(place, value);`, or put the assignment into `atomic { }`." }));
  }
  const env: Env = { ...b.env, mode: ghost ? "ghost" : "atomic" };
  const { read, write } = within(stmt.target, varRef(state.name, state.sort), env);
  const outer = b.env;
  if (ghost) b.env = env;
  const value = make(read.sort, read);
  b.env = outer;
  b.assignShared(state.name, write(value), stmt);
}

function rootName(b: Builder, target: Expr): { text: string; span: Expr["span"] } {
  if (target.kind === "Name") return target.name;
  if (target.kind === "Member" || target.kind === "Index") return rootName(b, target.object);
  return b.report.fail(diag("PTE407", { name: `\`${text(target)}\`` }, target.span));
}

/** Reading and replacing a part of a variable. */
export function within(target: Expr, root: IrExpr, env: Env): { read: IrExpr; write: (value: IrExpr) => IrExpr } {
  if (target.kind === "Index") {
    const outer = within(target.object, root, env);
    const { sort } = outer.read;
    if (sort.kind !== "array") return env.scope.report.fail(diag("PTE203", { wanted: "a table or an array", found: describeSort(sort) }, target.object.span));
    const at = elaborateAs(target.index, sort.index, env);
    return { read: select(outer.read, at), write: (value) => outer.write(store(outer.read, at, value)) };
  }
  if (target.kind === "Member") {
    const outer = within(target.object, root, env);
    const { sort } = outer.read;
    const name = target.member.text;
    const stored = sort.kind === "record" && sort.fields.some((f) => f.name === name);
    const word = env.scope.layoutNamed(sort)?.words.find((w) => w.name === name);
    const read = fieldOf(outer.read, name, env, target.member.span);
    if (word !== undefined) return { read, write: (value) => outer.write(word.sort.fields.reduce((entry, f) => withField(entry, f.name, field(value, f.name)), outer.read)) };
    if (!stored) return env.scope.report.fail(diag("PTE409", { what: `setting the derived field \`${name}\`` }, target.member.span, { help: "set one of the bits it is derived from." }));
    return { read, write: (value) => outer.write(withField(outer.read, name, value)) };
  }
  return { read: elaborate(target, env).kind === "lit" ? root : root, write: (value) => value };
}
