// SPDX-License-Identifier: Apache-2.0
// Locks, interrupts, flushes and RCU. A flush by IPI is two steps: send, then wait until every CPU that had
// interrupts off has had them on. A handler does nothing but acknowledge, so it runs at the earliest moment
// without loss. Barriers are no steps under sequential consistency.
import type { CallExpr, IrqsStmt, Stmt } from "../ast/nodes.ts";
import { diag } from "../diagnostics/catalog.ts";
import { and, bool, eq, ite, local, member, not, op, quant, select, store, varRef } from "../ir/build.ts";
import type { IrExpr } from "../ir/model.ts";
import type { Builder } from "./builder.ts";
import { checkArity } from "./calls.ts";
import { place, text } from "./places.ts";
import type { Sections, WorldVar } from "./world.ts";

const value = (v: WorldVar): IrExpr => varRef(v.name, v.sort);

export function syncCall(b: Builder, call: CallExpr, stmt: Stmt): void {
  const name = call.callee.text;
  const target = call.args[0];
  switch (name) {
    case "lock":
    case "unlock": {
      checkArity(call.callee, 1, call.args.length, b.env);
      if (target === undefined) return;
      const at = b.forAccess(() => place(b, target));
      if (at.state.role !== "lock") return b.report.fail(diag("PTE212", { name: at.state.name, is: "no lock", wanted: "a lock" }, target.span));
      const nobody = member(b.world.scope.agents, 0);
      b.begin("access", `${name}_${at.state.name}`, b.site(stmt, { text: `spin_${name}(${text(target)})` }));
      b.note(name, stmt, { lock: at.state.name });
      if (name === "lock") b.flow.emit({ kind: "guard", cond: eq(at.read, nobody) });
      b.assignShared(at.state.name, at.write(name === "lock" ? b.instance.self : nobody));
      return;
    }
    case "tlb_flush":
      checkArity(call.callee, 0, call.args.length, b.env);
      return flush(b, stmt);
    case "tlb_remove_table_sync_one":
      checkArity(call.callee, 0, call.args.length, b.env);
      return waitFor(b, stmt, "irqs", "sync_one");
    case "synchronize_rcu":
      checkArity(call.callee, 0, call.args.length, b.env);
      return waitFor(b, stmt, "rcu", "synchronize_rcu");
    case "rcu_read_lock":
    case "rcu_read_unlock":
      checkArity(call.callee, 0, call.args.length, b.env);
      return section(b, "rcu", name === "rcu_read_lock", stmt);
    default:
      // smp_mb, smp_rmb, smp_wmb, barrier: nothing can be reordered under sc.
      checkArity(call.callee, 0, call.args.length, b.env);
  }
}

export function irqs(b: Builder, stmt: IrqsStmt): void {
  section(b, "irqs", stmt.off, stmt);
}

function flush(b: Builder, stmt: Stmt): void {
  switch (b.world.flush) {
    case undefined:
      return b.report.fail(diag("PTE416", { what: "tlb_flush()" }, stmt.span));
    case "deferred":
      return;
    case "broadcast":
      b.begin("access", "tlbi", b.site(stmt, { text: "TLBI (broadcast)" }));
      return;
    case "ipi":
      return waitFor(b, stmt, "irqs", "flush_ipi");
    default:
      b.world.flush satisfies never;
  }
}

/** Enters or leaves a section. Entering belongs to the access that follows, leaving to the one before. */
function section(b: Builder, kind: keyof Sections, enter: boolean, stmt: Stmt): void {
  const flag = b.world.flag(kind);
  if (enter) b.begin("choice", kind === "irqs" ? "irqs_off" : "rcu_read_lock", b.site(stmt, { text: kind === "irqs" ? "local_irq_disable()" : "rcu_read_lock()" }), true);
  b.assignShared(flag.name, store(value(flag), b.instance.self, bool(enter)));
  if (enter) return;
  if (kind === "irqs") acknowledge(b, b.world.pending("irqs"), bool(true));
  if (b.world.sections.rcu) acknowledge(b, b.world.pending("rcu"), quiescent(b));
}

/** This agent is outside every read section (interrupts off counts as one for RCU-sched). */
function quiescent(b: Builder): IrExpr {
  const flags = (["irqs", "rcu"] as const).filter((k) => b.world.sections[k]).map((k) => value(b.world.flag(k)));
  return and(...flags.map((f) => not(select(f, b.instance.self))));
}

/** Nobody waits for this agent any longer, when `when` is true. */
function acknowledge(b: Builder, pending: WorldVar, when: IrExpr): void {
  if (pending.sort.kind !== "array" || pending.sort.elem.kind !== "array") return;
  const name = b.world.fresh("waiter");
  const waiting = select(value(pending), local(name, pending.sort.index));
  const row = store(waiting, b.instance.self, and(select(waiting, b.instance.self), not(when)));
  b.assignShared(pending.name, { kind: "array", sort: pending.sort, name, body: row });
}

/** Two steps: note who must pass a point outside its section, then wait for all of them. */
function waitFor(b: Builder, stmt: Stmt, kind: keyof Sections, hint: string): void {
  const relevant = (["irqs", "rcu"] as const).filter((k) => b.world.sections[k] && (k === "irqs" || kind === "rcu"));
  const words = hint === "flush_ipi" ? "flush IPI" : hint === "sync_one" ? "tlb_remove_table_sync_one()" : "synchronize_rcu()";
  if (relevant.length === 0) {
    b.begin("access", hint, b.site(stmt, { text: words }));
    return;
  }
  const pending = b.world.pending(kind);
  if (pending.sort.kind !== "array" || pending.sort.elem.kind !== "array") return;
  const { self } = b.instance;
  b.begin("access", `${hint}_send`, b.site(stmt, { text: `${words}: send` }));
  const name = b.world.fresh("cpu");
  const cpu = local(name, pending.sort.index);
  const inside = relevant.map((k) => select(value(b.world.flag(k)), cpu)).reduce((a, c) => op("or", a, c));
  b.assignShared(pending.name, store(value(pending), self, { kind: "array", sort: pending.sort.elem, name, body: ite(eq(cpu, self), bool(false), inside) }));
  b.begin("access", `${hint}_wait`, b.site(stmt, { text: `${words}: all done` }));
  const who = b.world.fresh("cpu");
  b.flow.emit({ kind: "guard", cond: quant("forall", who, pending.sort.index, not(select(select(value(pending), self), local(who, pending.sort.index)))) });
}
