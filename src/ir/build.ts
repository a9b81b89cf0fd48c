// SPDX-License-Identifier: Apache-2.0
// Building IR expressions: constructors that compute sorts and fold constants, substitution, free names.
// Folding keeps the emitted text short and lets initial program points be computed; it never changes a value.
import { InternalError, required, unreachable } from "../base/unreachable.ts";
import { opDef, type OpName } from "./ops.ts";
import { BOOL, hull, intSort, type ArraySort, type EnumSort, type RecordSort, type ScalarSort, type SetSort, type Sort } from "./sorts.ts";
import { defaultValue, type Value } from "./values.ts";
import type { IrBinding, IrExpr, IrLit } from "./model.ts";

export const lit = (sort: ScalarSort, value: number): IrLit => ({ kind: "lit", sort, value });
export const bool = (value: boolean): IrLit => lit(BOOL, value ? 1 : 0);
export const int = (value: number): IrLit => lit(intSort(value, value), value);
/** A member of a universe by its index, with the narrowest sort. */
export const member = (sort: EnumSort, index: number): IrLit => lit({ ...sort, lo: index, hi: index }, index);
export const varRef = (name: string, sort: Sort): IrExpr => ({ kind: "var", name, sort });
export const local = (name: string, sort: Sort): IrExpr => ({ kind: "local", name, sort });
export const isTrue = (e: IrExpr): boolean => e.kind === "lit" && e.sort.kind === "bool" && e.value === 1;
export const isFalse = (e: IrExpr): boolean => e.kind === "lit" && e.sort.kind === "bool" && e.value === 0;

/** Structural equality of expressions, sorts left out (names determine them). */
export function sameExpr(a: IrExpr, b: IrExpr): boolean {
  return a === b || fingerprint(a) === fingerprint(b);
}

const fingerprints = new WeakMap<IrExpr, string>();
function fingerprint(e: IrExpr): string {
  const known = fingerprints.get(e);
  if (known !== undefined) return known;
  const text = `${e.kind}${own(e)}(${children(e).map(fingerprint).join(",")})`;
  fingerprints.set(e, text);
  return text;
}

/** What tells two nodes of one kind and equal children apart. */
function own(e: IrExpr): string {
  switch (e.kind) {
    case "lit": return `${e.sort.kind}${e.value}`;
    case "var": case "local": case "let": return e.name;
    case "op": return e.op;
    case "field": case "with": return e.field;
    case "record": return e.sort.name;
    case "array": return `${e.name}:${e.sort.index.lo}:${e.sort.index.hi}`;
    case "quant": return `${e.quant}${e.name}`;
    case "ite": case "select": case "store": case "set": return "";
    default: return unreachable(e);
  }
}

/** Direct sub-expressions, in evaluation order. */
export function children(e: IrExpr): readonly IrExpr[] {
  switch (e.kind) {
    case "lit": case "var": case "local": return [];
    case "op": return e.args;
    case "ite": return [e.cond, e.then, e.else];
    case "let": return [e.value, e.body];
    case "record": return e.values;
    case "field": return [e.record];
    case "with": return [e.record, e.value];
    case "select": return [e.array, e.index];
    case "store": return [e.array, e.index, e.value];
    case "array": case "quant": return [e.body];
    case "set": return e.elements;
    default: return unreachable(e);
  }
}

/** The same node over other sub-expressions (same number and order), folded again. */
export function rebuild(e: IrExpr, kids: readonly IrExpr[]): IrExpr {
  const kid = (i: number): IrExpr => required(kids[i], "sub-expression");
  switch (e.kind) {
    case "lit": case "var": case "local": return e;
    case "op": return op(e.op, ...kids);
    case "ite": return ite(kid(0), kid(1), kid(2));
    case "let": return { ...e, value: kid(0), body: kid(1), sort: kid(1).sort };
    case "record": return { ...e, values: kids };
    case "field": return field(kid(0), e.field);
    case "with": return withField(kid(0), e.field, kid(1));
    case "select": return select(kid(0), kid(1));
    case "store": return store(kid(0), kid(1), kid(2));
    case "array": return { ...e, body: kid(0) };
    case "quant": return quant(e.quant, e.name, e.over, kid(0));
    case "set": return { ...e, elements: kids };
    default: return unreachable(e);
  }
}

export const not = (a: IrExpr): IrExpr => op("not", a);
export const eq = (a: IrExpr, b: IrExpr): IrExpr => op("eq", a, b);
export const implies = (a: IrExpr, b: IrExpr): IrExpr => op("implies", a, b);
/** Conjunction of any number of conditions; true when there are none. */
export const and = (...all: readonly IrExpr[]): IrExpr => all.reduce<IrExpr>((a, b) => op("and", a, b), bool(true));
export const or = (...all: readonly IrExpr[]): IrExpr => all.reduce<IrExpr>((a, b) => op("or", a, b), bool(false));

/** An operator applied to operands that fit it; `InternalError` if they do not (the caller has checked). */
export function op(name: OpName, ...args: readonly IrExpr[]): IrExpr {
  const sort = opDef(name).result(args.map((a) => a.sort));
  if (typeof sort === "string") throw new InternalError(`${name}: ${sort}`);
  return foldLogic(name, args) ?? foldConstants(name, args, sort) ?? { kind: "op", sort, op: name, args };
}

function foldLogic(name: OpName, args: readonly IrExpr[]): IrExpr | undefined {
  const [a, b] = args;
  if (a === undefined) return undefined;
  if (name === "not") {
    if (a.kind === "op" && a.op === "not") return a.args[0];
    if (a.kind === "op" && a.op === "eq") return { ...a, op: "ne" };
    if (a.kind === "op" && a.op === "ne") return { ...a, op: "eq" };
    return undefined;
  }
  if (b === undefined) return undefined;
  switch (name) {
    case "and": return isTrue(a) ? b : isTrue(b) ? a : isFalse(a) || isFalse(b) ? bool(false) : undefined;
    case "or": return isFalse(a) ? b : isFalse(b) ? a : isTrue(a) || isTrue(b) ? bool(true) : undefined;
    case "implies": return isTrue(a) ? b : isFalse(a) || isTrue(b) ? bool(true) : isFalse(b) ? not(a) : undefined;
    case "eq": return sameExpr(a, b) ? bool(true) : a.sort.kind !== "bool" ? undefined : isTrue(b) ? a : isTrue(a) ? b : isFalse(b) ? not(a) : isFalse(a) ? not(b) : undefined;
    case "ne": return sameExpr(a, b) ? bool(false) : a.sort.kind !== "bool" ? undefined : isFalse(b) ? a : isFalse(a) ? b : isTrue(b) ? not(a) : isTrue(a) ? not(b) : undefined;
    default: return undefined;
  }
}

function foldConstants(name: OpName, args: readonly IrExpr[], sort: Sort): IrExpr | undefined {
  const values = args.map(constant);
  const known = values.filter((v): v is Value => v !== undefined);
  return known.length === args.length ? literal(sort, opDef(name).evaluate(known)) : undefined;
}

/** The value of an expression that is a literal throughout. */
export function constant(e: IrExpr): Value | undefined {
  if (e.kind === "lit") return e.sort.kind === "bool" ? e.value === 1 : e.value;
  if (e.kind !== "record") return undefined;
  const values = e.values.map(constant);
  return values.every((v): v is Value => v !== undefined) ? values : undefined;
}

/** A value as an expression of the given sort. Sets and arrays of any depth included. */
export const literal = (sort: Sort, value: Value): IrExpr => literalIn(sort, value, "k$");

/** `binder`: the name of the next array's index. No name of a spec has a `$`, so it captures nothing. */
function literalIn(sort: Sort, value: Value, binder: string): IrExpr {
  const items = Array.isArray(value) ? (value as readonly Value[]) : [];
  switch (sort.kind) {
    case "bool": return bool(value === true);
    case "int": return lit(intSort(Number(value), Number(value)), Number(value));
    case "enum": return member(sort, Number(value));
    case "record": return { kind: "record", sort, values: sort.fields.map((f, i) => literalIn(f.sort, items[i] ?? defaultValue(f.sort), binder)) };
    case "set": return { kind: "set", sort, elements: items.map((v) => literalIn(sort.elem, v, binder)) };
    case "array": {
      const element = (v: Value): IrExpr => literalIn(sort.elem, v, `${binder}_`);
      const first = element(items[0] ?? defaultValue(sort.elem));
      const base: IrExpr = { kind: "array", sort, name: binder, body: first };
      return items.slice(1).reduce<IrExpr>((array, v, i) => {
        const next = element(v);
        return sameExpr(next, first) ? array : store(array, indexLit(sort, sort.index.lo + i + 1), next);
      }, base);
    }
    default: return unreachable(sort);
  }
}

export const indexLit = (sort: ArraySort, index: number): IrExpr =>
  sort.index.kind === "enum" ? member(sort.index, index) : int(index);

/** The default value of a sort: what a dead variable holds. */
export const defaultOf = (sort: Sort): IrExpr => literal(sort, defaultValue(sort));

export function ite(cond: IrExpr, then: IrExpr, otherwise: IrExpr): IrExpr {
  if (isTrue(cond)) return then;
  if (isFalse(cond)) return otherwise;
  if (sameExpr(then, otherwise)) return then;
  if (cond.kind === "op" && cond.op === "not") return ite(required(cond.args[0], "operand"), otherwise, then);
  if (isTrue(then) && isFalse(otherwise)) return cond;
  if (isFalse(then) && isTrue(otherwise)) return not(cond);
  if (then.sort.kind === "bool" && isFalse(otherwise)) return and(cond, then);
  if (then.sort.kind === "bool" && isTrue(then)) return or(cond, otherwise);
  return { kind: "ite", sort: hull(then.sort, otherwise.sort), cond, then, else: otherwise };
}

const fieldIndex = (sort: Sort, name: string): number => {
  const at = sort.kind === "record" ? sort.fields.findIndex((f) => f.name === name) : -1;
  if (at < 0) throw new InternalError(`no field ${name}`);
  return at;
};

export function field(record: IrExpr, name: string): IrExpr {
  const at = fieldIndex(record.sort, name);
  if (record.kind === "record") return required(record.values[at], "field value");
  if (record.kind === "with") return record.field === name ? record.value : field(record.record, name);
  if (record.kind === "ite") {
    const [then, otherwise] = [field(record.then, name), field(record.else, name)];
    // Only where it gets simpler: a field that both sides agree on, or sides that are written out.
    if (sameExpr(then, otherwise) || record.then.kind === "record" || record.else.kind === "record") return ite(record.cond, then, otherwise);
  }
  if (record.kind === "let") {
    const body = field(record.body, name);
    if (uses(body, record.name) <= 1) return substituteLocals(body, new Map([[record.name, record.value]]));
    return { ...record, sort: body.sort, body };
  }
  const sort = record.sort.kind === "record" ? required(record.sort.fields[at], "field").sort : BOOL;
  return { kind: "field", sort, record, field: name };
}

export function withField(record: IrExpr, name: string, value: IrExpr): IrExpr {
  const at = fieldIndex(record.sort, name);
  if (record.sort.kind !== "record") throw new InternalError("with on no record");
  if (record.kind === "record") return { ...record, values: record.values.map((v, i) => (i === at ? value : v)) };
  if (record.kind === "with" && record.field === name) return withField(record.record, name, value);
  return { kind: "with", sort: record.sort, record, field: name, value };
}

export function record(sort: RecordSort, values: readonly IrExpr[]): IrExpr {
  return { kind: "record", sort, values };
}

export function select(array: IrExpr, index: IrExpr): IrExpr {
  if (array.sort.kind !== "array") throw new InternalError("select from no array");
  if (array.kind === "store") {
    if (sameExpr(array.index, index)) return array.value;
    if (array.index.kind === "lit" && index.kind === "lit") return select(array.array, index);
  }
  if (array.kind === "array") return substituteLocals(array.body, new Map([[array.name, index]]));
  return { kind: "select", sort: array.sort.elem, array, index };
}

export function store(array: IrExpr, index: IrExpr, value: IrExpr): IrExpr {
  if (array.sort.kind !== "array") throw new InternalError("store into no array");
  if (array.kind === "store" && sameExpr(array.index, index)) return store(array.array, index, value);
  return { kind: "store", sort: array.sort, array, index, value };
}

export function quant(kind: "forall" | "exists", name: string, over: Sort, body: IrExpr): IrExpr {
  if (body.kind === "lit") return body;
  return { kind: "quant", sort: BOOL, quant: kind, name, over, body };
}

export const setOf = (sort: SetSort, elements: readonly IrExpr[]): IrExpr => ({ kind: "set", sort, elements });

/** Replaces state variables by name. Bound names are unique in a model, so nothing is captured. */
export function substituteVars(e: IrExpr, values: ReadonlyMap<string, IrExpr>): IrExpr {
  return values.size === 0 ? e : rewrite(e, (x) => (x.kind === "var" ? values.get(x.name) : undefined));
}

/** Replaces parameters and bound names. */
export function substituteLocals(e: IrExpr, values: ReadonlyMap<string, IrExpr>): IrExpr {
  return values.size === 0 ? e : rewrite(e, (x) => (x.kind === "local" ? values.get(x.name) : undefined));
}

/** Bottom-up; `leaf` may replace variables and locals. Shared sub-expressions stay shared. */
function rewrite(e: IrExpr, leaf: (x: IrExpr) => IrExpr | undefined, memo = new Map<IrExpr, IrExpr>()): IrExpr {
  const done = memo.get(e);
  if (done !== undefined) return done;
  const kids = children(e);
  let result = leaf(e) ?? e;
  if (kids.length > 0) {
    const next = kids.map((kid) => rewrite(kid, leaf, memo));
    if (next.some((kid, i) => kid !== kids[i])) result = rebuild(e, next);
  }
  memo.set(e, result);
  return result;
}

/** Names of the state variables an expression reads. */
export function varsOf(e: IrExpr, into: Set<string> = new Set()): Set<string> {
  walk(e, (x) => { if (x.kind === "var") into.add(x.name); });
  return into;
}

/** Names of the parameters, lets and bound names that occur. */
export function localsOf(e: IrExpr, into: Set<string> = new Set()): Set<string> {
  walk(e, (x) => { if (x.kind === "local") into.add(x.name); });
  return into;
}

/** Occurrences of a local, up to two. */
export function uses(e: IrExpr, name: string): number {
  if (e.kind === "local") return e.name === name ? 1 : 0;
  let count = 0;
  for (const kid of children(e)) {
    count += uses(kid, name);
    if (count > 1) return count;
  }
  return count;
}

/** Number of nodes as written out, at most `limit`. */
export function sizeOf(e: IrExpr, limit = 10_000): number {
  let size = 1;
  for (const kid of children(e)) {
    if (size >= limit) return limit;
    size += sizeOf(kid, limit - size);
  }
  return Math.min(size, limit);
}

/** Visits every distinct node once. */
export function walk(e: IrExpr, visit: (x: IrExpr) => void, seen: Set<IrExpr> = new Set()): void {
  if (seen.has(e)) return;
  seen.add(e);
  visit(e);
  for (const kid of children(e)) walk(kid, visit, seen);
}

/** `expr` under those of `lets` that it needs, directly or through another one. */
export function closeOver(expr: IrExpr, lets: readonly IrBinding[]): IrExpr {
  let result = expr;
  for (const binding of [...lets].reverse()) {
    if (localsOf(result).has(binding.name)) {
      result = { kind: "let", sort: result.sort, name: binding.name, value: binding.value, body: result };
    }
  }
  return result;
}
