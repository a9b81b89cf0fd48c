// SPDX-License-Identifier: Apache-2.0
// Which names of a model are interchangeable: identical agents of a process, members of a domain. Found by
// trying every exchange of two of them; what exchanges generate needs no further proof, for automorphisms
// compose. (If (a b) and (b c) are automorphisms so is (a c), hence interchangeable names form classes.)
//
// Why a search may then keep one state of each orbit: let G be the group, s -> t a step, g in G. Then g(s) -> g(t)
// by the same step, and each property is true in s exactly when it is true in g(s). So from representatives one reaches a
// representative of every orbit that has a reachable state, along paths of the same length, and of no
// other. Initial states need not be symmetric: a path of representatives is followed by a path of real states
// from the real initial state, orbit by orbit. Invariants, reachability, deadlock, depth and which steps are
// ever taken are kept; numbers of states are not.
import type { IrModel } from "../ir/model.ts";
import type { Sort, Universe } from "../ir/sorts.ts";
import { asymmetry } from "./equivariance.ts";

/** Members of a universe, at least two, any permutation of which is an automorphism of the model. */
export interface SymmetricSet {
  readonly universe: Universe;
  /** Indices in the universe, ascending. */
  readonly members: readonly number[];
  /** For people, e.g. `2 * gup_fast(0)`. */
  readonly title: string;
}

export interface Symmetry {
  readonly sets: readonly SymmetricSet[];
  /** Candidates that are not interchangeable, and why. */
  readonly refused: readonly { readonly title: string; readonly because: string }[];
}

interface Candidate {
  readonly universe: Universe;
  readonly members: readonly number[];
  readonly title: string;
}

export function findSymmetry(model: IrModel): Symmetry {
  const sets: SymmetricSet[] = [];
  const refused: { title: string; because: string }[] = [];
  for (const candidate of candidates(model)) {
    const { classes, because } = classesOf(model, candidate);
    for (const members of classes) {
      if (members.length > 1) sets.push({ ...candidate, members });
    }
    if (because !== undefined) refused.push({ title: candidate.title, because });
  }
  return { sets, refused };
}

function candidates(model: IrModel): readonly Candidate[] {
  const agents = model.processes.filter(({ agents: list }) => list.length > 1)
    .map(({ agents: members, title }) => ({ universe: model.agents, members, title }));
  const domains = new Map<string, Universe>();
  for (const { sort } of model.vars) collectDomains(sort, domains);
  const domain = [...domains.values()].map((universe) => ({
    universe, title: `domain ${universe.name}`,
    members: universe.members.map((_, i) => i).filter((i) => i >= universe.fixed),
  }));
  return [...agents, ...domain.filter(({ members }) => members.length > 1)];
}

function collectDomains(sort: Sort, into: Map<string, Universe>): void {
  if (sort.kind === "enum" && sort.universe.symmetric) into.set(sort.universe.name, sort.universe);
  if (sort.kind === "record") for (const field of sort.fields) collectDomains(field.sort, into);
  if (sort.kind === "array") collectDomains(sort.index, into);
  if (sort.kind === "array" || sort.kind === "set") collectDomains(sort.elem, into);
}

/** Each member joins the first class whose first member it may be exchanged with. */
function classesOf(model: IrModel, { universe, members }: Candidate): { readonly classes: readonly (readonly number[])[]; readonly because?: string } {
  const classes: number[][] = [];
  let because: string | undefined;
  for (const member of members) {
    const home = classes.find(([first]) => {
      if (first === undefined) return false;
      const reason = asymmetry(model, { universe: universe.name, a: first, b: member });
      because ??= reason;
      return reason === undefined;
    });
    if (home === undefined) classes.push([member]);
    else home.push(member);
  }
  return because === undefined ? { classes } : { classes, because };
}
