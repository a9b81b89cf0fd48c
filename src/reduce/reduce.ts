// SPDX-License-Identifier: Apache-2.0
// All reductions of a model: each tried, used where its conditions are proved, described for people.
import type { IrModel, IrProcess } from "../ir/model.ts";
import { cone } from "./cone.ts";
import { cutoff } from "./cutoff.ts";
import { findSymmetry, type SymmetricSet } from "./symmetry.ts";

/**
 * cone: variables that nothing depends on are left out, and of agents whose steps nobody sees only one moves.
 * symmetry: of states that differ by an exchange of interchangeable names only one is kept.
 */
export type ReductionName = "cone" | "symmetry";

/** All of them, in the order in which they are applied. */
export const REDUCTIONS: readonly ReductionName[] = ["cone", "symmetry"];

/** States up to which the numbers of TLC are worth more than a faster answer. */
export const REDUCE_AFTER = 50_000;

export interface AppliedReduction {
  readonly name: ReductionName;
  /** What it did, e.g. `2 * gup_fast(0)`. */
  readonly what: string;
}

export interface Reduced {
  /** What is to be searched in place of the model. */
  readonly model: IrModel;
  /** Names that its search may exchange. */
  readonly symmetry: readonly SymmetricSet[];
  readonly applied: readonly AppliedReduction[];
  /** Processes of which only the first agent moves, where deadlocks are asked for: their traces are too short until the others have imitated it. */
  readonly openDeadlocks: readonly IrProcess[];
}

/** The model, made smaller by those of the reductions that are right for it. */
export function reduceModel(model: IrModel, names: readonly ReductionName[]): Reduced {
  const applied: AppliedReduction[] = [];
  let smaller = model;
  let openDeadlocks: readonly IrProcess[] = [];
  if (names.includes("cone")) {
    const { model: core, removed } = cone(model);
    const { model: fewer, processes } = cutoff(core);
    smaller = fewer;
    if (model.checkDeadlock) openDeadlocks = processes;
    const what = [...processes.map(({ title }) => `one of ${title}`), ...(removed.length === 0 ? [] : [`without ${removed.join(", ")}`])];
    if (what.length > 0) applied.push({ name: "cone", what: what.join("; ") });
  }
  const symmetry = names.includes("symmetry") ? findSymmetry(smaller).sets : [];
  if (symmetry.length > 0) applied.push({ name: "symmetry", what: symmetry.map(({ title }) => title).join(", ") });
  return { model: smaller, symmetry, applied, openDeadlocks };
}
