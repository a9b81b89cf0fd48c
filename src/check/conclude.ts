// SPDX-License-Identifier: Apache-2.0
// From what a search that keeps its own traces found to the answers, one for each property.
import type { IrModel } from "../ir/model.ts";
import type { SearchCounters } from "./checkpoint.ts";
import type { CheckResult, PropertyResult, Trace } from "./result.ts";
import { propertyStatus } from "./status.ts";

/** Sizes of levels that a result tells, of the last ones. */
export const LEVELS = 8;

/** That a property is decided. */
export interface Decision {
  /** Absent when the search had to end before it had one. */
  readonly trace: Trace | undefined;
  /** It is known that there is no shorter one. */
  readonly shortest: boolean;
}

/** `decisions` and `triggered` are in the order of the properties; the decision of deadlock comes last. */
export function conclude(
  model: IrModel, decisions: readonly (Decision | undefined)[], exhausted: boolean, triggered: ArrayLike<number>,
): readonly PropertyResult[] {
  const deadlock = { name: "deadlock", kind: "invariant" as const, trigger: undefined };
  return [...model.properties, ...(model.checkDeadlock ? [deadlock] : [])].map(({ name, kind, trigger }, i) => {
    const decision = decisions[i];
    const status = propertyStatus(kind, decision !== undefined, exhausted);
    const vacuous = status === "holds" && trigger !== undefined && triggered[i] === 0;
    if (decision === undefined) return { name, status, vacuous };
    return decision.trace === undefined ? { name, status, vacuous, untraced: true } : { name, status, vacuous, trace: decision.trace, ...(decision.shortest ? {} : { shortest: false }) };
  });
}

/** The places of names among the properties, `deadlock` after them; names of nothing give -1. */
export function placesOf(model: IrModel, names: readonly string[]): readonly number[] {
  const all = [...model.properties.map(({ name }) => name), "deadlock"];
  return names.map((name) => all.indexOf(name));
}

/** Of a saved search for which there is not memory enough: what its counters say, and nothing more. What it found has no trace. */
export function tooLarge(model: IrModel, counters: SearchCounters, levels: readonly number[], bytesPerState: number): CheckResult {
  const { states, generated, depth, head, found, counts } = counters;
  const decisions = found.map((end) => (end < 0 ? undefined : { trace: undefined, shortest: false }));
  return {
    properties: conclude(model, decisions, false, []), stop: "memory", exhausted: false, distinct: states, generated, depth, queue: states - head,
    stepCounts: new Map(model.steps.map(({ name }, i) => [name, counts[i] ?? 0])), bytesPerState, levels,
  };
}
