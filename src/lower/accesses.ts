// SPDX-License-Identifier: Apache-2.0
// Accesses: calls that are statements. Each built-in touches one word in one step; a whole-entry access to a
// layout with words is one step per word, in the order the layout gives.
import type { CallExpr, Expr, Stmt } from "../ast/nodes.ts";
import { diag } from "../diagnostics/catalog.ts";
import { and, defaultOf, eq, field, int, ite, op, or, varRef, withField } from "../ir/build.ts";
import type { IrExpr } from "../ir/model.ts";
import { BOOL, compatible, contains, describeSort, type Sort } from "../ir/sorts.ts";
import { ACCESS_NAMES } from "./builtin-names.ts";
import { statementText, type Builder, type LocalVar } from "./builder.ts";
import { checkArity } from "./calls.ts";
import { coerce, elaborate } from "./expression.ts";
import { inlineCall } from "./inline.ts";
import type { Word } from "./layout.ts";
import { place, wordPlace, type Place } from "./places.ts";
import { withReloads } from "./plain.ts";
import { syncCall } from "./sync.ts";

/** Where a result goes: asked for with the result's sort. */
export type Destination = ((sort: Sort) => LocalVar) | undefined;

/** Is this call a statement (an access or an inlined body) rather than a pure expression? */
export function isStepCall(b: Builder, call: CallExpr): boolean {
  const name = call.callee.text;
  const decl = b.instance.slots.get(name)?.decl ?? b.world.scope.find(name);
  return decl === undefined ? ACCESS_NAMES.has(name) : decl.kind === "Accessor" || decl.kind === "Contract";
}

export function callInto(b: Builder, call: CallExpr, into: Destination, stmt: Stmt): void {
  const name = call.callee.text;
  if (b.instance.slots.has(name) || b.world.scope.find(name) !== undefined) return inlineCall(b, call, into, stmt);
  if (!ACCESS_NAMES.has(name)) return b.world.scope.undefinedName(call.callee, [...ACCESS_NAMES, ...b.instance.slots.keys()]);
  const args = (count: number): Expr[] => {
    checkArity(call.callee, count, call.args.length, b.env);
    return [...call.args];
  };
  const at = (list: readonly Expr[], i: number): Expr => list[i] ?? call;
  switch (name) {
    case "READ_ONCE":
    case "READ_PLAIN": {
      const [target] = args(1);
      if (target === undefined) return;
      return load(b, target, into, stmt, "load");
    }
    case "WRITE_ONCE": {
      const list = args(2);
      return store(b, at(list, 0), at(list, 1), stmt);
    }
    case "clear": {
      const list = args(1);
      return clear(b, at(list, 0), stmt);
    }
    case "xchg":
      return modify(b, args(2), stmt, name, into, (old, [value]) => ({ next: value ?? old, result: old }));
    case "cmpxchg":
    case "try_cmpxchg":
      return modify(b, args(3), stmt, name, into, (old, [expected, value]) => {
        const same = eq(old, expected ?? old);
        return { next: ite(same, value ?? old, old), result: name === "cmpxchg" ? old : same };
      }, comparable);
    case "atomic_or":
    case "atomic_and":
      return modify(b, args(2), stmt, name, into, (old, [mask]) => ({ next: bitwise(name, old, mask ?? old), result: old }));
    case "atomic_inc":
    case "atomic_dec":
      return modify(b, args(1), stmt, name, into, (old) => ({ next: op(name === "atomic_inc" ? "add" : "sub", old, int(1)), result: old }));
    case "atomic_inc_not_zero":
      return modify(b, args(1), stmt, name, into, (old) => {
        const live = op("ne", old, int(0));
        return { next: ite(live, op("add", old, int(1)), old), result: live };
      });
    case "atomic_dec_and_test":
      return modify(b, args(1), stmt, name, into, (old) => ({ next: op("sub", old, int(1)), result: eq(old, int(1)) }));
    default:
      return syncCall(b, call, stmt);
  }
}

function fitting(b: Builder, expr: Expr, sort: Sort, stmt: Stmt): IrExpr {
  return withReloads(b, expr, stmt, () => b.expr(expr, sort));
}

/** A value that is compared, or stored only if the comparison succeeds: whether it fits is judged where it is stored. */
function comparable(b: Builder, expr: Expr, sort: Sort, stmt: Stmt): IrExpr {
  return withReloads(b, expr, stmt, () => {
    const value = elaborate(expr, b.localEnv, sort);
    const never = value.kind === "lit" && !contains(sort, value.sort);
    return never || !compatible(sort, value.sort) ? b.report.fail(diag("PTE203", { wanted: describeSort(sort), found: describeSort(value.sort) }, expr.span)) : value;
  });
}

/** `READ_ONCE(place)`: one load per word. */
export function load(b: Builder, target: Expr, into: Destination | LocalVar, stmt: Stmt, hint: string, says = statementText(stmt.span)): void {
  const at = b.forAccess(() => place(b, target));
  const dest = typeof into === "function" ? into(at.sort) : into;
  const suffix = dest === undefined || stmt.kind !== "Let" ? "" : `_${dest.base}`;
  const words = whole(at);
  if (words.length === 0) {
    b.begin("access", `${hint}${suffix}`, b.site(stmt, { text: says, observes: at.read }));
    if (dest !== undefined) b.assign(dest, coerce(at.read, dest.sort, b.sharedEnv, stmt.span, ""));
    return;
  }
  const target_ = dest ?? b.local("ignored", at.sort, stmt.span);
  inOrder(b, words, at.layout?.orders.get("load") ?? "any", stmt, (word, first) => {
    const part = wordPlace(at, word);
    b.begin("access", `${hint}${suffix}_${word.name}`, b.site(stmt, { text: `${word.name} word: ${says}`, observes: part.read }));
    const base = first ? defaultOf(at.sort) : varRef(target_.name, target_.sort);
    b.assign(target_, word.sort.fields.reduce((entry, f) => withField(entry, f.name, field(part.read, f.name)), base));
  });
}

const textOf = (stmt: Stmt): string => stmt.span.file.text.slice(stmt.span.start, stmt.span.end).replace(/\s+/g, " ").replace(/^(let|var) (\w+)[^=]*= /, "$2 = ").replace(/^return /, "").replace(/;$/, "");

/** The words a whole-entry access consists of; none when the entry is one word. */
const whole = (at: Place): readonly Word[] => (at.word === undefined && at.layout !== undefined && at.sort.kind === "record" && at.sort.name === at.layout.name ? at.layout.words : []);

function store(b: Builder, target: Expr, valueExpr: Expr, stmt: Stmt): void {
  const { at, value } = b.forAccess(() => {
    const found = place(b, target);
    return { at: found, value: fitting(b, valueExpr, found.sort, stmt) };
  });
  splitStore(b, at, value, "store", stmt);
}

function clear(b: Builder, target: Expr, stmt: Stmt): void {
  const at = b.forAccess(() => place(b, target));
  splitStore(b, at, defaultOf(at.sort), "clear", stmt);
}

function splitStore(b: Builder, at: Place, value: IrExpr, hint: "store" | "clear", stmt: Stmt): void {
  const words = whole(at);
  if (words.length === 0) {
    b.begin("access", `${hint}_${at.state.name}`, b.site(stmt));
    b.assignShared(at.state.name, at.write(value), stmt);
    return;
  }
  // The value is fixed before the first word is written.
  const held = b.local("storing", at.sort, stmt.span);
  b.assign(held, value);
  inOrder(b, words, at.layout?.orders.get(hint) ?? at.layout?.orders.get("store") ?? "any", stmt, (word) => {
    const part = wordPlace(at, word);
    b.begin("access", `${hint}_${at.state.name}_${word.name}`, b.site(stmt, { text: `${word.name} word: ${textOf(stmt)}` }));
    b.assignShared(at.state.name, part.write(varRef(held.name, held.sort)), stmt);
  });
}

/** The accesses to the words in the given order, or in every order. */
function inOrder(b: Builder, words: readonly Word[], order: readonly string[] | "any", stmt: Stmt, access: (word: Word, first: boolean) => void): void {
  if (order !== "any") {
    const listed = order.flatMap((name) => words.filter((w) => w.name === name));
    [...listed, ...words.filter((w) => !listed.includes(w))].forEach((word, i) => access(word, i === 0));
    return;
  }
  const all = permutations(words);
  b.begin("choice", "order", b.site(stmt, { text: "order of the words" }));
  const id = b.flow.emit({ kind: "either", options: all.map(() => -1) });
  b.flow.open = all.flatMap((list, i) => {
    b.flow.open = [{ from: id, slot: i }];
    list.forEach((word, j) => access(word, j === 0));
    return b.flow.take();
  });
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, i) => permutations(items.filter((_, j) => j !== i)).map((rest) => [item, ...rest]));
}

type Change = (old: IrExpr, args: readonly IrExpr[]) => { next: IrExpr; result: IrExpr };

/** An atomic read-modify-write of one place (of a whole entry even when loads of it are split). */
function modify(b: Builder, [target, ...rest]: readonly Expr[], stmt: Stmt, hint: string, into: Destination, change: Change, given = fitting): void {
  if (target === undefined) return;
  const at = b.forAccess(() => place(b, target));
  if (at.state.role === "lock") return b.report.fail(diag("PTE409", { what: `\`${hint}\` of a lock` }, target.span, { help: "use `lock()` and `unlock()`." }));
  // Arguments are computed before the access: evaluating them may take steps of its own.
  const args = b.forAccess(() => rest.map((e) => given(b, e, at.sort, stmt)));
  const numeric = hint.startsWith("atomic_inc") || hint.startsWith("atomic_dec");
  if (numeric && at.sort.kind !== "int") return b.report.fail(diag("PTE203", { wanted: "a counter", found: describeSort(at.sort) }, target.span));
  const yesNo = hint === "try_cmpxchg" || hint === "atomic_inc_not_zero" || hint === "atomic_dec_and_test";
  const dest = into?.(yesNo ? BOOL : at.sort);
  b.begin("access", `${hint}_${at.state.name}`, b.site(stmt, { observes: at.read }));
  const old = b.local("old", at.sort, stmt.span);
  b.assign(old, at.read);
  const { next, result } = change(varRef(old.name, old.sort), args);
  b.assignShared(at.state.name, at.write(coerce(next, at.sort, b.sharedEnv, stmt.span, "")), stmt);
  if (dest !== undefined) b.assign(dest, coerce(result, dest.sort, b.sharedEnv, stmt.span, ""));
}

/** Bit by bit on entries (fields that are not bits stay), or on a plain bit. */
function bitwise(name: "atomic_or" | "atomic_and", old: IrExpr, mask: IrExpr): IrExpr {
  const combine = name === "atomic_or" ? or : and;
  if (old.sort.kind === "bool") return combine(old, mask);
  if (old.sort.kind !== "record") return old;
  return old.sort.fields.reduce((entry, f) => (f.sort.kind === "bool" ? withField(entry, f.name, combine(field(old, f.name), field(mask, f.name))) : entry), old);
}

