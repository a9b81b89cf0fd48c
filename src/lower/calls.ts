// SPDX-License-Identifier: Apache-2.0
// Calls in expressions: functions and views are expanded at the call; `logical` is the value of an entry as
// the layout's block defines it. Accesses are statements (accesses.ts), so a call of one here is an error.
import type { CallExpr, Decl, Expr, FnDecl, Name } from "../ast/nodes.ts";
import { diag } from "../diagnostics/catalog.ts";
import { and, bool, closeOver, field, int, ite, local, localsOf, op, or, select, sizeOf, substituteLocals, uses, withField } from "../ir/build.ts";
import type { IrExpr } from "../ir/model.ts";
import { describeSort } from "../ir/sorts.ts";
import { ACCESS_NAMES } from "./builtin-names.ts";
import { argument, type Binding, type Env } from "./env.ts";
import { coerce, elaborate, elaborateBool, fieldBindings } from "./expression.ts";
import type { Layout } from "./layout.ts";
import { describeDecl } from "./scope.ts";

export function call(expr: CallExpr, env: Env): IrExpr {
  const { callee } = expr;
  const { report } = env.scope;
  const decl: Decl | undefined = env.slots.get(callee.text) ?? env.scope.find(callee.text);
  if (callee.text === "logical" && decl === undefined) return logical(expr, env);
  if (ACCESS_NAMES.has(callee.text) || decl?.kind === "Accessor" || decl?.kind === "Contract") return report.fail(diag("PTE402", { name: `${callee.text}()` }, expr.span));
  if (decl === undefined) return env.scope.undefinedName(callee, ["logical", ...ACCESS_NAMES, ...env.slots.keys()]);
  if (decl.kind !== "Fn") return report.fail(diag("PTE212", { name: callee.text, is: describeDecl(decl), wanted: "a function" }, callee.span));
  if (decl.view && env.mode === "protocol") return report.fail(diag("PTE401", { name: callee.text, how: "read" }, expr.span));
  checkArity(expr.callee, decl.params.length, expr.args.length, env);
  return expand(decl, expr.args.map((a, i) => ({ expr: elaborate(a, env, paramSort(decl, i, env)), at: a })), env);
}

const paramSort = (decl: FnDecl, i: number, env: Env) => {
  const param = decl.params[i];
  return param === undefined ? undefined : env.scope.sort(param.sort);
};

export function checkArity(name: Name, wanted: number, found: number, env: Env): void {
  if (wanted !== found) env.scope.report.fail(diag("PTE209", { name: name.text, wanted, found }, name.span));
}

/** The body of a function with its arguments; an argument used more than once is computed once. */
function expand(decl: FnDecl, args: readonly { expr: IrExpr; at: Expr }[], env: Env): IrExpr {
  const lets: { name: string; value: IrExpr }[] = [];
  const locals = new Map<string, Binding>();
  decl.params.forEach((param, i) => {
    const given = args[i];
    if (given === undefined) return;
    const value = coerce(given.expr, env.scope.sort(param.sort), env, given.at.span);
    if (isAtomic(value)) {
      locals.set(param.name.text, argument(value));
      return;
    }
    const name = env.fresh(param.name.text);
    lets.push({ name, value });
    locals.set(param.name.text, argument(local(name, value.sort)));
  });
  const inner: Env = { ...env, locals, mode: decl.view ? env.mode : "protocol" };
  const body = env.scope.guarded(decl.name, () => {
    const sort = env.scope.sort(decl.result);
    return coerce(elaborate(decl.body, inner, sort), sort, inner, decl.body.span);
  });
  const once = new Map(lets.filter((l) => uses(body, l.name) <= 1).map((l) => [l.name, l.value]));
  return closeOver(substituteLocals(body, once), lets.filter((l) => !once.has(l.name)));
}

/** Cheap and short enough to be repeated. */
export function isAtomic(e: IrExpr): boolean {
  if (e.kind === "lit" || e.kind === "var" || e.kind === "local") return true;
  if (e.kind === "field") return isAtomic(e.record);
  if (e.kind === "record") return localsOf(e).size === 0 && e.values.every((v) => v.kind === "lit");
  return e.kind === "select" && isAtomic(e.array) && isAtomic(e.index);
}

/** `make` of a value that it may use several times: it gets a name where that is shorter. */
export function computedOnce(env: Pick<Env, "fresh">, value: IrExpr, make: (entry: IrExpr) => IrExpr): IrExpr {
  const direct = make(value);
  if (isAtomic(value)) return direct;
  const name = env.fresh("entry");
  const body = make(local(name, value.sort));
  const named: IrExpr = { kind: "let", sort: body.sort, name, value, body };
  return sizeOf(direct) <= sizeOf(named) ? direct : named;
}

/** `logical(pt[i])`: the entry as one atomic read of its whole block would give it. */
function logical(expr: CallExpr, env: Env): IrExpr {
  checkArity(expr.callee, 1, expr.args.length, env);
  const [place] = expr.args;
  if (place === undefined) return env.scope.undefinedName(expr.callee);
  const entry = elaborate(place, env);
  const layout = env.scope.layoutNamed(entry.sort);
  if (layout === undefined) return env.scope.report.fail(diag("PTE203", { wanted: "a page-table entry", found: describeSort(entry.sort) }, place.span));
  if (layout.block === undefined || entry.kind !== "select") return entry;
  return gather(entry, entry.array, entry.index, layout, env);
}

/** The entry with the gathered fields of its block added when it is part of one. */
function gather(entry: IrExpr, table: IrExpr, index: IrExpr, layout: Layout, env: Env): IrExpr {
  const { block } = layout;
  if (block === undefined || table.sort.kind !== "array") return entry;
  const folded = elaborateBool(block.when, fieldBindings(entry, layout, env));
  const size = env.scope.constant(block.size, "the size of a block");
  const members = blockMembers(table, index, size);
  const gathered = block.gathers.reduce((value, name, i) => {
    const inBlock = members.map(({ at, same }) => and(same, fieldOfEntry(select(table, at), name.text, layout, env)));
    return ite(or(...inBlock), setGathered(value, name, block.by[i], layout, env), value);
  }, entry);
  return ite(folded, gathered, entry);
}

/** The entries that share the aligned block of `index`, each with the condition that it does. */
export function blockMembers(table: IrExpr, index: IrExpr, size: number): { at: IrExpr; same: IrExpr }[] {
  const out: { at: IrExpr; same: IrExpr }[] = [];
  if (table.sort.kind !== "array") return out;
  const { lo, hi } = table.sort.index;
  for (let k = lo; k <= hi; k += 1) {
    const block = Math.floor(k / size);
    const sameBlock = hi - lo + 1 <= size ? bool(true) : op("eq", op("div", index, int(size)), int(block));
    out.push({ at: int(k), same: sameBlock });
  }
  return out;
}

function fieldOfEntry(entry: IrExpr, name: string, layout: Layout, env: Env): IrExpr {
  return fieldBindings(entry, layout, env).locals.get(name)?.expr ?? field(entry, name);
}

function setGathered(entry: IrExpr, name: Name, by: Name | undefined, layout: Layout, env: Env): IrExpr {
  if (by === undefined) {
    if (layout.derived.has(name.text)) return env.scope.report.fail(diag("PTE309", { name: name.text }, name.span));
    return withField(entry, name.text, bool(true));
  }
  const decl = env.scope.need(by, ["Fn"], "a function");
  return expand(decl, [{ expr: entry, at: { kind: "Name", name: by, span: by.span } }], env);
}
