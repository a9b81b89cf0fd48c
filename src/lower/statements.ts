// SPDX-License-Identifier: Apache-2.0
// Statements: what each does to the flow of its agent.
import type { AssertStmt, AssignStmt, Block, ChooseStmt, EitherStmt, Expr, ForStmt, IfStmt, LabelStmt, LetStmt, LoopStmt, RecheckStmt, ReturnStmt, Stmt, WhileStmt } from "../ast/nodes.ts";
import { unreachable } from "../base/unreachable.ts";
import { diag } from "../diagnostics/catalog.ts";
import { bool, defaultOf, int, ite, op, varRef } from "../ir/build.ts";
import type { IrExpr } from "../ir/model.ts";
import { describeSort, type Sort } from "../ir/sorts.ts";
import { callInto, isStepCall } from "./accesses.ts";
import type { Builder, LocalVar } from "./builder.ts";
import { elaborateBool } from "./expression.ts";
import type { Dangling } from "./flow.ts";
import { labelHistories, labelProperties } from "./label-properties.ts";
import { assignPlace } from "./places.ts";
import { withReloads } from "./plain.ts";
import { rangeOf } from "./ranges.ts";
import { irqs } from "./sync.ts";

export function block(b: Builder, body: Block): void {
  b.scoped(() => statements(b, body.statements));
}

export function statements(b: Builder, list: readonly Stmt[]): void {
  for (const stmt of list) {
    if (!b.flow.reachable && stmt.kind !== "Label") {
      b.unreachable(stmt.span);
      return;
    }
    b.report.attempt(() => statement(b, stmt));
  }
}

function statement(b: Builder, stmt: Stmt): void {
  switch (stmt.kind) {
    case "Let": return letStmt(b, stmt);
    case "Assign": return assignStmt(b, stmt);
    case "CallStmt": return callInto(b, stmt.call, undefined, stmt);
    case "If": return ifStmt(b, stmt);
    case "While": return whileStmt(b, stmt);
    case "Loop": return loopStmt(b, stmt);
    case "For": return forStmt(b, stmt);
    case "Label": return labelStmt(b, stmt);
    case "Goto":
      b.frame.gotos.push({ name: stmt.label, edges: b.flow.take() });
      return;
    case "Break":
    case "Continue": {
      const loop = b.frame.loops[b.frame.loops.length - 1];
      if (loop === undefined) return b.report.fail(diag("PTE409", { what: `\`${stmt.kind.toLowerCase()}\`` }, stmt.span, { help: "it belongs into a loop." }));
      (stmt.kind === "Break" ? loop.breaks : loop.continues).push(...b.flow.take());
      return;
    }
    case "Return": return returnStmt(b, stmt);
    case "Either": return eitherStmt(b, stmt);
    case "Choose": return chooseStmt(b, stmt);
    case "Await":
      b.begin("access", "await", b.site(stmt));
      b.flow.emit({ kind: "guard", cond: elaborateBool(stmt.cond, b.sharedEnv) });
      return;
    case "Atomic": return atomicStmt(b, stmt.body, stmt);
    case "Assert": return assertStmt(b, stmt);
    case "Recheck": return recheckStmt(b, stmt);
    case "Irqs": return irqs(b, stmt);
    default: return unreachable(stmt);
  }
}

/** Evaluates a local expression, plain loads re-read as they may be. */
export function value(b: Builder, expr: Expr, stmt: Stmt, sort?: Sort): IrExpr {
  return withReloads(b, expr, stmt, () => b.expr(expr, sort));
}

function condition(b: Builder, expr: Expr, stmt: Stmt): IrExpr {
  return withReloads(b, expr, stmt, () => b.cond(expr));
}

function letStmt(b: Builder, stmt: LetStmt): void {
  const declared = stmt.sort === undefined ? undefined : b.world.scope.sort(stmt.sort);
  if (stmt.value.kind === "Call" && isStepCall(b, stmt.value)) {
    callInto(b, stmt.value, (sort) => declareLet(b, stmt, declared ?? sort), stmt);
    return;
  }
  const computed = value(b, stmt.value, stmt, declared);
  const variable = declareLet(b, stmt, declared ?? computed.sort);
  b.assign(variable, computed);
}

function declareLet(b: Builder, stmt: LetStmt, sort: Sort): LocalVar {
  const variable = b.local(stmt.name.text, sort, stmt.name.span, stmt.comments[0] ?? "");
  const plain = stmt.value.kind === "Call" && stmt.value.callee.text === "READ_PLAIN" ? stmt.value.args[0] : undefined;
  b.declare(stmt.name, variable, stmt.mutable, plain);
  return variable;
}

function assignStmt(b: Builder, stmt: AssignStmt): void {
  if (stmt.target.kind === "Name" && !stmt.ghost) {
    const bound = b.env.locals.get(stmt.target.name.text);
    if (bound !== undefined && stmt.value.kind === "Call" && isStepCall(b, stmt.value)) {
      const target = mutableLocal(b, stmt.target.name.text, stmt);
      callInto(b, stmt.value, () => target, stmt);
      return;
    }
  }
  assignPlace(b, stmt, (sort) => (stmt.ghost ? b.expr(stmt.value, sort) : value(b, stmt.value, stmt, sort)));
}

export function mutableLocal(b: Builder, name: string, stmt: AssignStmt): LocalVar {
  const bound = b.env.locals.get(name);
  const found = bound?.expr.kind === "var" && bound.mutable ? [...b.locals.values()].find((l) => bound.expr.kind === "var" && l.name === bound.expr.name) : undefined;
  return found ?? b.report.fail(diag("PTE405", { name }, stmt.target.span));
}

/** `if` whose branches only assign locals is one conditional assignment, so that paths do not multiply. */
function ifStmt(b: Builder, stmt: IfStmt): void {
  const cond = condition(b, stmt.cond, stmt);
  if (cond.kind === "lit") {
    const taken = cond.value === 1 ? stmt.then : stmt.else;
    if (taken !== undefined) block(b, taken);
    return;
  }
  if (mergeable(b, stmt)) return mergedIf(b, stmt, cond);
  const id = b.flow.emit({ kind: "branch", cond, other: -1 });
  block(b, stmt.then);
  const afterThen = b.flow.take();
  b.flow.open = [{ from: id, slot: "other" }];
  if (stmt.else !== undefined) block(b, stmt.else);
  b.flow.open = [...afterThen, ...b.flow.open];
}

function mergeable(b: Builder, stmt: IfStmt): boolean {
  const simple = (s: Stmt): boolean => s.kind === "Assign" && !s.ghost && !(s.value.kind === "Call" && isStepCall(b, s.value)) && !b.atomic && !mentionsPlain(b, s.value);
  return [...stmt.then.statements, ...(stmt.else?.statements ?? [])].every(simple);
}

function mentionsPlain(b: Builder, expr: Expr): boolean {
  return [...b.env.locals].some(([name, bound]) => bound.plain !== undefined && JSON.stringify(expr, (k, v: unknown) => (k === "span" ? undefined : v)).includes(`"text":"${name}"`));
}

function mergedIf(b: Builder, stmt: IfStmt, cond: IrExpr): void {
  // The condition is bound first: an assignment may change what it reads.
  const test = b.local("cond", cond.sort, stmt.cond.span);
  b.assign(test, cond);
  const held = varRef(test.name, test.sort);
  const conditionally = (list: readonly Stmt[], guard: IrExpr): void => {
    for (const s of list) if (s.kind === "Assign") assignPlace(b, s, (sort, old) => ite(guard, b.expr(s.value, sort), old));
  };
  conditionally(stmt.then.statements, held);
  conditionally(stmt.else?.statements ?? [], op("not", held));
}

/** The body of a loop; `continue` leads to its end. Gives the edges of `break`. */
function loopBody(b: Builder, body: Block): readonly Dangling[] {
  const loop: { breaks: Dangling[]; continues: Dangling[] } = { breaks: [], continues: [] };
  b.frame.loops.push(loop);
  block(b, body);
  b.frame.loops.pop();
  b.flow.open.push(...loop.continues);
  return loop.breaks;
}

function whileStmt(b: Builder, stmt: WhileStmt): void {
  const head = b.flow.nodes.length;
  const cond = condition(b, stmt.cond, stmt);
  const id = b.flow.emit({ kind: "branch", cond, other: -1 });
  const breaks = loopBody(b, stmt.body);
  b.flow.connect(Math.min(head, id));
  b.flow.open = [{ from: id, slot: "other" }, ...breaks];
}

function loopStmt(b: Builder, stmt: LoopStmt): void {
  const head = b.flow.emit({ kind: "settle" });
  const breaks = loopBody(b, stmt.body);
  b.flow.connect(head);
  b.flow.open = [...breaks];
}

function forStmt(b: Builder, stmt: ForStmt): void {
  const { sort } = rangeOf(stmt.over, b.env, 1024);
  if (sort.kind !== "int" && sort.kind !== "enum") return b.report.fail(diag("PTE203", { wanted: "a range, an enum or a domain", found: describeSort(sort) }, stmt.over.span));
  const first = defaultOf(sort);
  b.scoped(() => {
    const variable = b.local(stmt.variable.text, sort, stmt.variable.span);
    b.declare(stmt.variable, variable, false);
    const read = varRef(variable.name, sort);
    b.assign(variable, first);
    const head = b.flow.emit({ kind: "settle" });
    const breaks = loopBody(b, stmt.body);
    if (b.flow.open.length > 0) {
      const more = sort.kind === "int" ? op("lt", read, int(sort.hi)) : op("ne", read, { kind: "lit", sort: { ...sort, lo: sort.hi }, value: sort.hi });
      const id = b.flow.emit({ kind: "branch", cond: more, other: -1 });
      b.assign(variable, successor(read, sort));
      b.flow.connect(head);
      b.flow.open = [{ from: id, slot: "other" }];
    }
    b.flow.open.push(...breaks);
  });
}

/** The next value of a loop variable that is not the last one. */
function successor(read: IrExpr, sort: Sort): IrExpr {
  if (sort.kind === "int") {
    if (sort.lo === sort.hi) return read;
    // Only taken where `read < hi`, so it stays in range.
    return op("add", read, int(1));
  }
  if (sort.kind !== "enum") return read;
  let value_: IrExpr = { kind: "lit", sort: { ...sort, lo: sort.hi }, value: sort.hi };
  for (let i = sort.hi - 1; i >= sort.lo; i -= 1) {
    value_ = ite(op("eq", read, { kind: "lit", sort: { ...sort, lo: i, hi: i }, value: i }), { kind: "lit", sort: { ...sort, lo: i + 1, hi: i + 1 }, value: i + 1 }, value_);
  }
  return value_;
}

function labelStmt(b: Builder, stmt: LabelStmt): void {
  const { labels } = b.frame;
  if (labels.has(stmt.name.text)) return b.report.fail(diag("PTE418", { name: stmt.name.text }, stmt.span));
  // A node of its own, so that jumps have a target.
  const id = b.flow.emit({ kind: "settle" });
  labels.set(stmt.name.text, id);
  if (b.frames.length === 1) {
    labelHistories(b, stmt.name.text);
    labelProperties(b, stmt.name.text);
    b.pendingLabel = stmt.name.text;
  }
}

function returnStmt(b: Builder, stmt: ReturnStmt): void {
  const { result, returns } = b.frame;
  if (stmt.done) b.note("done", stmt);
  if (stmt.value !== undefined) {
    if (result === undefined) return b.report.fail(diag("PTE409", { what: "returning a value" }, stmt.value.span, { help: "declare the result with `-> SORT`." }));
    if (stmt.value.kind === "Call" && isStepCall(b, stmt.value)) callInto(b, stmt.value, () => result, stmt);
    else b.assign(result, value(b, stmt.value, stmt, result.sort));
  } else if (result !== undefined) {
    return b.report.fail(diag("PTE408", { name: b.frame.owner }, stmt.span));
  }
  returns.push(...b.flow.take());
}

function eitherStmt(b: Builder, stmt: EitherStmt): void {
  b.begin("choice", "either", b.site(stmt, { text: "either" }));
  const id = b.flow.emit({ kind: "either", options: stmt.branches.map(() => -1) });
  const ends = stmt.branches.flatMap((branch, i) => {
    b.flow.open = [{ from: id, slot: i }];
    block(b, branch);
    return b.flow.take();
  });
  b.flow.open = ends;
}

function chooseStmt(b: Builder, stmt: ChooseStmt): void {
  const env = b.atomic ? b.sharedEnv : b.env;
  const range = rangeOf(stmt.over, env, 1 << 16);
  b.begin("choice", `choose_${stmt.name.text}`, b.site(stmt));
  const variable = b.local(stmt.name.text, range.sort, stmt.name.span);
  b.declare(stmt.name, variable, false);
  const read = varRef(variable.name, range.sort);
  const filter = range.filter?.(read) ?? bool(true);
  const where = stmt.where === undefined ? bool(true) : elaborateBool(stmt.where, b.sharedEnv);
  b.flow.emit({ kind: "choose", variable: variable.name, base: stmt.name.text, sort: range.sort, where: op("and", filter, where) });
}

function atomicStmt(b: Builder, body: Block, stmt: Stmt): void {
  if (b.atomic) return block(b, body);
  b.begin("access", "atomic", b.site(stmt));
  b.atomic = true;
  block(b, body);
  b.atomic = false;
  if (b.flow.reachable) b.flow.emit({ kind: "settle" });
}

function assertStmt(b: Builder, stmt: AssertStmt): void {
  const cond = elaborateBool(stmt.cond, { ...b.env, mode: "property" });
  const name = stmt.name?.text ?? `assert_${b.instance.process}`;
  b.flow.emit({
    kind: "assert", cond,
    obligation: { name, kind: "invariant", origin: "assertion", message: `the assertion \`${textOf(stmt.cond)}\` fails`, doc: stmt.comments.join(" "), shows: [], span: stmt.span },
  });
}

export const textOf = (e: Expr): string => e.span.file.text.slice(e.span.start, e.span.end).replace(/\s+/g, " ");

function recheckStmt(b: Builder, stmt: RecheckStmt): void {
  const cond = condition(b, stmt.cond, stmt);
  const id = b.flow.emit({ kind: "branch", cond, other: -1 });
  const passed = b.flow.take();
  b.flow.open = [{ from: id, slot: "other" }];
  block(b, stmt.else);
  if (b.flow.open.length > 0) b.report.add(diag("PTE413", {}, stmt.else.span));
  b.flow.open = passed;
  b.note("rechecked", stmt, { cond });
}
