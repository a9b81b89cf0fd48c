// SPDX-License-Identifier: Apache-2.0
// Histories: ghosts that remember, for one call of one agent, what a state expression has been since a point.
// `once` remembers whether a condition was ever true, `values` which values there were, `touched` whether a
// place was changed. A history is idle until the first access after its point, and idle again when dead.
import { and, bool, eq, ite, lit, op, setOf, varRef } from "../ir/build.ts";
import type { IrExpr } from "../ir/model.ts";
import { enumSort, type EnumSort, type Sort } from "../ir/sorts.ts";

/** Idle, or whether it has happened. */
export const HISTORY: EnumSort = enumSort({ name: "history", members: ["idle", "no", "yes"], symmetric: false, fixed: 3 });
const IDLE = lit(HISTORY, 0);
const NO = lit(HISTORY, 1);
const YES = lit(HISTORY, 2);

export interface Monitor {
  /** Its ghost variable; a local of the agent. */
  readonly variable: string;
  readonly kind: "once" | "values" | "touched";
  /** Over shared state and the agent's locals. For `touched`: the watched entries (compared before and after). */
  readonly bodies: readonly IrExpr[];
  readonly sort: Sort;
  readonly doc: string;
}

export function monitorSort(kind: Monitor["kind"], body: IrExpr): Sort {
  return kind === "values" ? { kind: "set", elem: body.sort } : HISTORY;
}

const current = (m: Monitor): IrExpr => varRef(m.variable, m.sort);
const body = (m: Monitor): IrExpr => m.bodies[0] ?? bool(false);

export const idle = (m: Monitor): IrExpr => (m.sort.kind === "set" ? setOf(m.sort, []) : IDLE);
export const isIdle = (m: Monitor): IrExpr => eq(current(m), idle(m));

/** What the history is after its first instant, in terms of the state of that instant. */
export function started(m: Monitor): IrExpr {
  if (m.sort.kind === "set") return setOf(m.sort, [body(m)]);
  return m.kind === "once" ? ite(body(m), YES, NO) : NO;
}

/** An expression over the variables, at an instant. */
type At = (e: IrExpr) => IrExpr;

/** What it becomes when shared variables change: `after` gives them their new values, `before` those that they had. */
export function continued(m: Monitor, after: At, before: At = (e) => e): IrExpr {
  const now = before(current(m));
  const idleNow = eq(now, idle(m));
  if (m.sort.kind === "set") return ite(idleNow, idle(m), op("union", now, setOf(m.sort, [after(body(m))])));
  return ite(and(eq(now, NO), m.kind === "once" ? after(body(m)) : touched(m, after, before)), YES, now);
}

function touched(m: Monitor, after: At, before: At): IrExpr {
  const same = and(...m.bodies.map((b) => eq(before(b), after(b))));
  return same.kind === "lit" ? bool(false) : op("not", same);
}

/** How a property reads it: `once` and `touched` as a condition, `values` as a set. */
export const reading = (m: Monitor): IrExpr => (m.sort.kind === "set" ? current(m) : eq(current(m), YES));
