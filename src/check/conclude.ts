// SPDX-License-Identifier: Apache-2.0
// From what a search that keeps its own traces found to the answers, one for each property.
import type { IrModel } from "../ir/model.ts";
import type { SearchCounters } from "./checkpoint.ts";
import { untraced } from "./findings.ts";
import type { CheckResult, PropertyResult, Trace } from "./result.ts";
import { propertyStatus } from "./status.ts";

/** A trace that decides a property. */
export interface Decision {
  readonly trace: Trace;
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
    return decision === undefined ? { name, status, vacuous } : { name, status, vacuous, trace: decision.trace, ...(decision.shortest ? {} : { shortest: false }) };
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
  const names = [...model.properties.map(({ name }) => name), "deadlock"].filter((_, i) => (found[i] ?? -1) >= 0);
  const known = new Map(untraced(model, names).map((property) => [property.name, property]));
  return {
    properties: conclude(model, [], false, []).map((property) => known.get(property.name) ?? property),
    stop: "memory", exhausted: false, distinct: states, generated, depth, queue: states - head,
    stepCounts: new Map(model.steps.map(({ name }, i) => [name, counts[i] ?? 0])), bytesPerState, levels,
  };
}
