// SPDX-License-Identifier: Apache-2.0
// Contracts: Lamport's registers, per field. Verified: the history of the call is compared with what was
// returned. Assumed: the call takes two steps, begin and end, and returns any value the contract allows.
import type { ContractClause, ContractDecl, Name, Stmt } from "../ast/nodes.ts";
import { unreachable } from "../base/unreachable.ts";
import { diag } from "../diagnostics/catalog.ts";
import { and, bool, eq, implies, not, op, or, record, select, varRef } from "../ir/build.ts";
import type { IrExpr } from "../ir/model.ts";
import { cardinality, type RecordSort, type Sort } from "../ir/sorts.ts";
import type { Builder, LocalVar } from "./builder.ts";
import { blockMembers, computedOnce } from "./calls.ts";
import type { Binding, Env } from "./env.ts";
import { elaborateAs, fieldOf } from "./expression.ts";
import { logicalFields } from "./layout.ts";
import { monitorSort, reading, type Monitor } from "./monitor.ts";

/** What one clause demands of a returned value, given its history. */
export interface ClauseCheck {
  /** `atomic`, or `regular_young`. */
  readonly name: string;
  readonly words: string;
  readonly holds: (returned: IrExpr) => IrExpr;
  readonly history?: Monitor;
}

/** The fields a contract can grade: what a reader of the value sees. */
function gradable(b: Builder, sort: Sort): string[] {
  const layout = b.world.scope.layoutNamed(sort);
  if (layout !== undefined) return logicalFields(layout);
  return sort.kind === "record" ? sort.fields.map((f) => f.name) : [];
}

function clauseFields(b: Builder, clause: ContractClause, all: readonly string[], sort: Sort): string[] {
  for (const name of clause.fields.names) {
    if (!all.includes(name.text)) b.report.fail(diag("PTE208", { field: name.text, sort: sort.kind === "record" ? sort.name : sort.kind }, name.span, { help: `fields that can be graded: ${all.join(", ")}.` }));
  }
  const named = clause.fields.names.map((n) => n.text);
  return clause.fields.all ? all.filter((f) => !named.includes(f)) : named;
}

/** The graded fields per clause; every field must have a grade. */
export function grades(b: Builder, decl: ContractDecl, sort: Sort): { clause: ContractClause; fields: string[] }[] {
  const all = gradable(b, sort);
  const out = decl.clauses.map((clause) => ({ clause, fields: clauseFields(b, clause, all, sort) }));
  const missing = all.find((f) => !out.some((c) => c.fields.includes(f)));
  if (missing !== undefined) b.report.fail(diag("PTE505", { field: missing, contract: decl.name.text }, decl.name.span));
  return out;
}

/** Starts the histories a contract needs and returns its clauses. `args` are the call's arguments by name. */
export function contractClauses(b: Builder, decl: ContractDecl, args: ReadonlyMap<string, Binding>, prefix: string): ClauseCheck[] {
  const { scope } = b.world;
  const sort = scope.sort(decl.result);
  const env: Env = { ...b.env, mode: "property", locals: args };
  const view = elaborateAs(decl.of, sort, env);
  const read = (value: IrExpr, name: string): IrExpr => fieldOf(value, name, env, decl.of.span);
  return grades(b, decl, sort).flatMap(({ clause, fields }): ClauseCheck[] => {
    const make = (kind: Monitor["kind"], bodies: readonly IrExpr[], name: string): Monitor =>
      started(b, b.monitor(kind, bodies, monitorSort(kind, bodies[0] ?? bool(false)), `${prefix}_${name}`, `history for ${decl.name.text}: ${name}`, clause.span));
    const each = (word: string, check: (f: string) => Pick<ClauseCheck, "holds" | "history">): ClauseCheck[] =>
      fields.map((f) => ({ name: `${clause.grade}_${f}`, words: `${word.replace("%", f)}`, ...check(f) }));
    switch (clause.grade) {
      case "any":
        return [];
      case "atomic": {
        const together = projection(env, decl, fields, view, read);
        scope.tooLarge(cardinality(together.sort), 4096, "what this history can contain", clause.span);
        const history = make("values", [together], "atomic");
        return [{
          name: "atomic", words: `at one instant of the call, ${fields.join(", ")} had these values together`, history,
          holds: (v) => op("member", projection(env, decl, fields, v, read), reading(history)),
        }];
      }
      case "regular":
        return each("% had the returned value at some instant of the call", (f) => {
          const history = make("values", [read(view, f)], `regular_${f}`);
          return { history, holds: (v) => op("member", read(v, f), reading(history)) };
        });
      case "never_invents":
      case "never_misses":
        return each(clause.grade === "never_invents" ? "if % is returned set, it was set at some instant of the call" : "if % is returned clear, it was clear at some instant of the call", (f) => {
          const bit = needBit(b, read(view, f), f, clause);
          const wanted = clause.grade === "never_invents";
          const history = make("once", [wanted ? bit : not(bit)], `${clause.grade}_${f}`);
          return { history, holds: (v) => implies(wanted ? read(v, f) : not(read(v, f)), reading(history)) };
        });
      case "safe": {
        const history = make("touched", watched(b, view, decl, env), "touched");
        return fields.map((f) => ({
          name: `safe_${f}`, words: `${f} is exact unless the entry (or its block) was written during the call`, history,
          holds: (v) => or(reading(history), eq(read(v, f), read(view, f))),
        }));
      }
      default:
        return unreachable(clause.grade);
    }
  });
}

function started(b: Builder, monitor: Monitor): Monitor {
  b.mark(monitor);
  return monitor;
}

function needBit(b: Builder, value: IrExpr, name: string, clause: ContractClause): IrExpr {
  const at: Name | undefined = clause.fields.names.find((n) => n.text === name);
  return value.sort.kind === "bool" ? value : b.report.fail(diag("PTE506", { field: name, grade: clause.grade }, at?.span ?? clause.span));
}

/** The graded fields as one record. */
function projection(env: Env, decl: ContractDecl, fields: readonly string[], value: IrExpr, read: (v: IrExpr, f: string) => IrExpr): IrExpr {
  return computedOnce(env, value, (entry) => {
    const values = fields.map((f) => read(entry, f));
    const sort: RecordSort = { kind: "record", name: `${decl.name.text}_view`, fields: fields.map((name, i) => ({ name, sort: values[i]?.sort ?? { kind: "bool" } })) };
    return record(sort, values);
  });
}

/** The entries whose change counts as a write: the entry, or its whole block. */
function watched(b: Builder, view: IrExpr, decl: ContractDecl, env: Env): IrExpr[] {
  const place = decl.of.kind === "Call" && decl.of.callee.text === "logical" ? decl.of.args[0] : decl.of;
  if (place?.kind !== "Index") return [view];
  const entry = elaborateAs(place, view.sort, env);
  const layout = b.world.scope.layoutNamed(view.sort);
  if (entry.kind !== "select" || layout?.block === undefined) return [entry];
  const size = b.world.scope.constant(layout.block.size, "the size of a block");
  const members = blockMembers(entry.array, entry.index, size);
  const all = members.filter(({ same }) => same.kind !== "lit" || same.value === 1).map(({ at }) => select(entry.array, at));
  return all.length === 0 ? [entry] : all;
}

/** In an accessor's place: begin, end, and any result that the clauses allow in between. */
export function assumeContract(b: Builder, decl: ContractDecl, args: ReadonlyMap<string, Binding>, slot: string, dest: LocalVar, stmt: Stmt): void {
  const before = b.frame;
  b.frames.push({ ...before, prefix: before.prefix === "" ? slot : `${before.prefix}_${slot}`, owner: slot, calls: [...before.calls, `${decl.name.text}()`] });
  const clauses = contractClauses(b, decl, args, slot);
  const where = (v: IrExpr): IrExpr => and(...clauses.map((c) => c.holds(v)));
  if (clauses.length > 0) b.begin("access", "call", b.site(stmt, { text: `${decl.name.text}() begins` }));
  b.begin("access", "return", b.site(stmt, { text: `${statementOf(stmt)} (any result that ${decl.name.text} allows)` }));
  const read = varRef(dest.name, dest.sort);
  b.flow.emit({ kind: "choose", variable: dest.name, base: dest.base, sort: dest.sort, where: where(read) });
  b.frames.pop();
  const any = grades(b, decl, b.world.scope.sort(decl.result)).filter((g) => g.clause.grade === "any").flatMap((g) => g.fields);
  if (any.length > 0) b.anyFields.set(dest.name, { fields: any, contract: decl.name.text });
}

const statementOf = (stmt: Stmt): string => (stmt.kind === "Let" ? stmt.name.text : "result");

/** After an implementation has returned: each clause is an obligation named `contract.clause`. */
export function verifyClauses(b: Builder, decl: ContractDecl, clauses: readonly ClauseCheck[], result: LocalVar, stmt: Stmt): void {
  const read = varRef(result.name, result.sort);
  for (const clause of clauses) {
    b.flow.emit({
      kind: "assert", cond: clause.holds(read),
      obligation: {
        name: `${decl.name.text}.${clause.name}`, kind: "invariant", origin: "contract", message: clause.words, doc: clause.words,
        shows: [{ name: "returned", value: read }, ...(clause.history?.kind === "values" ? [{ name: "the entry held during the call", value: reading(clause.history) }] : [])],
        span: stmt.span,
      },
    });
  }
}
