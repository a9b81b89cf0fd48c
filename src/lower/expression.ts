// SPDX-License-Identifier: Apache-2.0
// Expressions: names, sorts and meaning in one pass, AST to IR. Every sort error of an expression is found
// here. Calls of functions and views are in calls.ts, quantifiers and sets in ranges.ts.
import type { BinaryExpr, BinaryOp, Expr, FieldInit, IndexExpr, MemberExpr, NameExpr, RecordExpr, WithExpr } from "../ast/nodes.ts";
import type { Span } from "../base/source.ts";
import { required, unreachable } from "../base/unreachable.ts";
import { diag } from "../diagnostics/catalog.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { and, bool, defaultOf, field, int, ite, lit, member, op, record, select, varRef, withField } from "../ir/build.ts";
import type { IrExpr } from "../ir/model.ts";
import { OPS, opDef, type OpName } from "../ir/ops.ts";
import { compatible, contains, describeSort, type RecordSort, type Sort } from "../ir/sorts.ts";
import { call, computedOnce } from "./calls.ts";
import { bind, argument, type Env } from "./env.ts";
import type { Layout } from "./layout.ts";
import { quantifier, setLiteral, memberOf } from "./ranges.ts";
import { describeDecl } from "./scope.ts";

const BINARY: Record<Exclude<BinaryOp, "in">, OpName> = {
  "=>": "implies", "||": "or", "&&": "and", "==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge",
  "+": "add", "-": "sub", "*": "mul", "/": "div", "%": "mod", union: "union", intersect: "intersect", minus: "minus", subset: "subset",
};

/** The IR of an expression. `expected` helps `none`, `set()` and record literals; it is not enforced. */
export function elaborate(expr: Expr, env: Env, expected?: Sort): IrExpr {
  const override = env.overrides?.get(expr);
  if (override !== undefined) return override;
  switch (expr.kind) {
    case "Number": return int(expr.value);
    case "Bool": return bool(expr.value);
    case "Name": return nameValue(expr, env, expected);
    case "Unary": return unary(expr.op, elaborate(expr.operand, env), env, expr.span);
    case "Binary": return binary(expr, env);
    case "Conditional": return conditional(expr.cond, expr.then, expr.else, env, expected);
    case "Member": return memberValue(expr, env);
    case "Index": return indexed(expr, env);
    case "Call": return call(expr, env);
    case "Record": return recordLiteral(expr, env);
    case "With": return withFields(expr, env);
    case "Set": return setLiteral(expr, env, expected);
    case "Quant": return quantifier(expr, env);
    case "Range": return env.scope.report.fail(diag("PTE409", { what: "a range" }, expr.span));
    case "Once":
    case "Values":
      if (env.history === undefined) return env.scope.report.fail(diag("PTE409", { what: `\`${expr.kind === "Once" ? "once" : "values of"}\`` }, expr.span, { help: "histories belong to `property ... at walker.label`." }));
      return env.history(expr);
    default: return unreachable(expr);
  }
}

/** A condition. */
export function elaborateBool(expr: Expr, env: Env): IrExpr {
  const value = elaborate(expr, env);
  if (value.sort.kind !== "bool") env.scope.report.fail(diag("PTE203", { wanted: "bool", found: describeSort(value.sort) }, expr.span));
  return value;
}

/** An expression as a value of `sort`. A range that may be left is required at run time, or reported. */
export function elaborateAs(expr: Expr, sort: Sort, env: Env): IrExpr {
  return coerce(elaborate(expr, env, sort), sort, env, expr.span);
}

/** `of`: what the value is called when it does not fit; empty for what an access itself stores or gives. */
export function coerce(value: IrExpr, sort: Sort, env: Env, span: Span, of = span.file.text.slice(span.start, span.end).replace(/\s+/g, " ")): IrExpr {
  if (contains(sort, value.sort)) return value;
  if (!compatible(sort, value.sort)) env.scope.report.fail(diag("PTE203", { wanted: describeSort(sort), found: describeSort(value.sort) }, span));
  const within = inSort(value, sort);
  const what = `this value (${describeSort(value.sort)}, wanted ${describeSort(sort)})`;
  if (within === undefined || env.require === undefined) return env.scope.report.fail(diag("PTE210", { what }, span));
  if (value.kind === "lit") env.scope.report.fail(diag("PTE203", { wanted: describeSort(sort), found: describeSort(value.sort) }, span));
  env.require({ cond: within, what, fit: { of, value, wanted: sort, span } });
  return value;
}

/** The condition under which a value of a wider sort belongs to `sort`. */
function inSort(value: IrExpr, sort: Sort): IrExpr | undefined {
  if (contains(sort, value.sort)) return bool(true);
  if (sort.kind === "int" && value.sort.kind === "int") {
    return and(value.sort.lo >= sort.lo ? bool(true) : op("ge", value, int(sort.lo)), value.sort.hi <= sort.hi ? bool(true) : op("le", value, int(sort.hi)));
  }
  if (sort.kind === "enum" && value.sort.kind === "enum") {
    const outside = [];
    for (let i = value.sort.lo; i <= value.sort.hi; i += 1) if (i < sort.lo || i > sort.hi) outside.push(i);
    return and(...outside.map((i) => op("ne", value, member(sort, i))));
  }
  if (sort.kind === "record") {
    const parts = sort.fields.map((f) => inSort(field(value, f.name), f.sort));
    return parts.every((p): p is IrExpr => p !== undefined) ? and(...parts) : undefined;
  }
  return undefined;
}

function nameValue(expr: NameExpr, env: Env, expected: Sort | undefined): IrExpr {
  const { name } = expr;
  const { scope } = env;
  const bound = env.locals.get(name.text);
  if (bound !== undefined) return bound.expr;
  const number = scope.namedConstant(name.text);
  if (number !== undefined) return int(number);
  const found = scope.member(name.text);
  if (found !== undefined) return lit(found.sort, found.index);
  if (name.text === "nobody") return member(scope.agents, 0);
  if (name.text === "none") {
    if (expected?.kind === "enum") return member(expected, 0);
    return scope.report.fail(diag("PTE203", { wanted: "a place where the sort of `none` is known", found: "`none`" }, name.span));
  }
  const state = scope.state(name.text);
  if (state !== undefined) return readState(state.name, state.sort, state.role, env, name.span);
  const decl = scope.find(name.text);
  if (decl === undefined) return scope.undefinedName(name, [...env.locals.keys()]);
  return scope.report.fail(diag("PTE212", { name: name.text, is: describeDecl(decl), wanted: "a value" }, name.span));
}

/** Shared state may be read only where the language says that this is one step. */
function readState(name: string, sort: Sort, role: "shared" | "ghost" | "lock", env: Env, span: Span): IrExpr {
  if (role === "ghost" && (env.mode === "protocol" || env.mode === "atomic")) env.scope.report.fail(diag("PTE417", { name }, span));
  if (env.mode === "protocol") env.scope.report.fail(diag("PTE401", { name, how: "read" }, span));
  return varRef(name, sort);
}

function unary(symbol: "!" | "-", operand: IrExpr, env: Env, span: Span): IrExpr {
  return symbol === "!" ? apply("not", [operand], env, span) : apply("sub", [int(0), operand], env, span);
}

export function apply(name: OpName, args: readonly IrExpr[], env: Env, span: Span): IrExpr {
  const sort = opDef(name).result(args.map((a) => a.sort));
  const { symbol } = OPS[name];
  if (typeof sort === "string") return env.scope.report.fail(diag("PTE204", { op: symbol, problem: sort }, span));
  const most = sort.kind === "int" ? Math.max(-sort.lo, sort.hi) : 0;
  if (most > Number.MAX_SAFE_INTEGER) env.scope.report.fail(diag("PTE217", { op: symbol, digits: Math.floor(Math.log10(most)) + 1 }, span));
  return op(name, ...args);
}

function binary(expr: BinaryExpr, env: Env): IrExpr {
  if (expr.op === "in") return memberOf(expr, env);
  const name = BINARY[expr.op];
  // `none` and `set()` take their sort from the other side.
  const bare = (e: Expr): boolean => (e.kind === "Name" && e.name.text === "none" && !env.locals.has("none")) || (e.kind === "Set" && e.elements.length === 0);
  if (bare(expr.left) && !bare(expr.right)) {
    const right = elaborate(expr.right, env);
    return apply(name, [elaborate(expr.left, env, right.sort), right], env, expr.span);
  }
  const left = elaborate(expr.left, env);
  const right = guardedBy(name, left, env, (inner) => elaborate(expr.right, inner, left.sort));
  return apply(name, [left, right], env, expr.span);
}

/** The right side of `&&`, `||` and `=>` has meaning only where the left side lets it matter. */
function guardedBy(name: OpName, left: IrExpr, env: Env, work: (inner: Env) => IrExpr): IrExpr {
  if (left.sort.kind !== "bool" || (name !== "and" && name !== "or" && name !== "implies")) return work(env);
  return work(under(env, name === "or" ? op("not", left) : left));
}

function under(env: Env, cond: IrExpr): Env {
  const { require } = env;
  if (require === undefined) return env;
  return { ...env, require: (one) => require({ ...one, cond: op("implies", cond, one.cond) }) };
}

function conditional(condExpr: Expr, thenExpr: Expr, elseExpr: Expr, env: Env, expected?: Sort): IrExpr {
  const cond = elaborateBool(condExpr, env);
  const then = elaborate(thenExpr, under(env, cond), expected);
  const otherwise = elaborate(elseExpr, under(env, op("not", cond)), expected ?? then.sort);
  if (!compatible(then.sort, otherwise.sort)) {
    env.scope.report.fail(diag("PTE203", { wanted: describeSort(then.sort), found: describeSort(otherwise.sort) }, elseExpr.span));
  }
  return ite(cond, then, otherwise);
}

function memberValue(expr: MemberExpr, env: Env): IrExpr {
  return fieldOf(elaborate(expr.object, env), expr.member.text, env, expr.member.span);
}

/** A stored field, a derived field, or a whole word of a record. */
export function fieldOf(object: IrExpr, name: string, env: Env, span: Span): IrExpr {
  const { sort } = object;
  if (sort.kind === "record") {
    if (sort.fields.some((f) => f.name === name)) return field(object, name);
    const layout = env.scope.layoutNamed(sort);
    const derived = layout?.derived.get(name);
    if (layout !== undefined && derived !== undefined) return computedOnce(env, object, (entry) => derivedField(entry, layout, derived.value, env));
    const word = layout?.words.find((w) => w.name === name);
    if (word !== undefined) return record(word.sort, word.sort.fields.map((f) => field(object, f.name)));
  }
  const known = sort.kind === "record" ? [...sort.fields.map((f) => f.name), ...(env.scope.layoutNamed(sort)?.derived.keys() ?? [])] : [];
  const close = suggest(name, known);
  return env.scope.report.fail(diag("PTE208", { field: name, sort: describeSort(sort) }, span, close === undefined ? {} : { help: `did you mean \`${close}\`?` }));
}

/** A derived field is its definition with the entry's fields as names. */
function derivedField(object: IrExpr, layout: Layout, value: Expr, env: Env): IrExpr {
  return elaborate(value, { ...env, locals: fieldBindings(object, layout, env).locals, mode: "protocol" });
}

/** The stored and derived fields of an entry as lexical names. */
export function fieldBindings(object: IrExpr, layout: Layout, env: Env): Env {
  const stored = layout.fields.map((f) => [f.name, argument(field(object, f.name))] as const);
  let inner: Env = bind({ ...env, locals: new Map(), mode: "protocol" }, stored);
  for (const item of layout.derived.values()) inner = bind(inner, [[item.name.text, argument(elaborateBool(item.value, inner))]]);
  return inner;
}

function indexed(expr: IndexExpr, env: Env): IrExpr {
  const array = elaborate(expr.object, env);
  if (array.sort.kind !== "array") return env.scope.report.fail(diag("PTE203", { wanted: "a table or an array", found: describeSort(array.sort) }, expr.object.span));
  return select(array, elaborateAs(expr.index, array.sort.index, env));
}

function recordLiteral(expr: RecordExpr, env: Env): IrExpr {
  const sort = env.scope.sort({ kind: "NamedSort", name: expr.name, optional: false, span: expr.span, ...(expr.word === undefined ? {} : { word: expr.word }) });
  if (sort.kind !== "record") return env.scope.report.fail(diag("PTE206", { name: expr.name.text }, expr.name.span));
  return setFields(record(sort, sort.fields.map((f) => defaultOf(f.sort))), sort, expr.fields, env);
}

function withFields(expr: WithExpr, env: Env): IrExpr {
  const object = elaborate(expr.object, env);
  if (object.sort.kind !== "record") return env.scope.report.fail(diag("PTE203", { wanted: "an entry or a record", found: describeSort(object.sort) }, expr.object.span));
  return setFields(object, object.sort, expr.fields, env);
}

function setFields(base: IrExpr, sort: RecordSort, fields: readonly FieldInit[], env: Env): IrExpr {
  return fields.reduce((value, init) => setField(value, sort, init, env), base);
}

function setField(base: IrExpr, sort: RecordSort, init: FieldInit, env: Env): IrExpr {
  const stored = sort.fields.find((f) => f.name === init.name.text);
  if (stored !== undefined) return withField(base, stored.name, elaborateAs(init.value, stored.sort, env));
  const layout = env.scope.layoutNamed(sort);
  const word = layout?.words.find((w) => w.name === init.name.text);
  if (word !== undefined) {
    const value = elaborateAs(init.value, word.sort, env);
    return word.sort.fields.reduce((entry, f) => withField(entry, f.name, field(value, f.name)), base);
  }
  const derived = layout?.derived.get(init.name.text);
  if (derived !== undefined) {
    return env.scope.report.fail(diag("PTE409", { what: `setting the derived field \`${init.name.text}\`` }, init.name.span,
      { help: `set one of the bits it is derived from${derived.hides.length > 0 ? ` (${derived.hides.map((h) => h.text).join(", ")})` : ""}.` }));
  }
  const close = suggest(init.name.text, sort.fields.map((f) => f.name));
  return env.scope.report.fail(diag("PTE208", { field: init.name.text, sort: describeSort(sort) }, init.name.span, close === undefined ? {} : { help: `did you mean \`${close}\`?` }));
}

/** The `index`-th argument of a built-in call; arity has been checked. */
export const arg = (args: readonly Expr[], index: number): Expr => required(args[index], "argument");
