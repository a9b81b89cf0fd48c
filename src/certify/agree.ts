// SPDX-License-Identifier: Apache-2.0
// Do they agree? Every number that two sides both have must be the same, with one exception: the PlusCal module may
// generate an initial state once that Init of the direct module generates several times.
import { unreachable } from "../base/unreachable.ts";
import type { Answer, CertifiedProperty, Outcome, Witness } from "./certificate.ts";

export interface Agreement {
  readonly disagreements: readonly string[];
  readonly open: readonly string[];
}

/** What the witnesses say against the built-in checker, each complaint with the witness's name. */
export function agreement(ours: Answer, witnesses: readonly Witness[]): Agreement {
  const disagreements: string[] = [];
  const open: string[] = [];
  for (const { tool, module, outcome } of witnesses) {
    const who = tool === "tlc" ? `TLC on the ${module === "direct" ? "module" : "PlusCal module"}` : "tla-checker";
    disagreements.push(...contradictions(ours, outcome, module === "pluscal").map((text) => `${who}: ${text}`));
    open.push(...undecided(outcome).map((text) => `${who}: ${text}`));
  }
  return { disagreements, open };
}

function contradictions(ours: Answer, outcome: Outcome, pluscal: boolean): readonly string[] {
  switch (outcome.kind) {
    case "contradiction":
      return [outcome.says];
    case "open":
    case "skipped":
      return [];
    case "answer": {
      const { answer, emitted, graph } = outcome;
      const first = emitted === undefined ? [] : "says" in emitted ? [emitted.says] : firstViolation(ours, emitted);
      return [...numbers(ours, answer, pluscal), ...properties(ours, answer), ...first, ...(graph?.kind === "compared" ? graph.differences.map((text) => `state graph: ${text}`) : [])];
    }
    default:
      return unreachable(outcome);
  }
}

function undecided(outcome: Outcome): readonly string[] {
  if (outcome.kind === "open") return [outcome.because];
  return outcome.kind === "answer" && outcome.graph?.kind === "open" ? [`state graph: ${outcome.graph.because}`] : [];
}

function numbers(ours: Answer, theirs: Answer, pluscal: boolean): readonly string[] {
  const differ = (what: string, a: number | undefined, b: number | undefined): readonly string[] =>
    (a === undefined || b === undefined || a === b ? [] : [`${b} ${what}, ${a} by the built-in checker`]);
  const later = ({ generated, initial }: Answer): number | undefined => (generated === undefined || initial === undefined ? undefined : generated - initial);
  return [
    ...differ("distinct states", ours.distinct, theirs.distinct),
    ...(pluscal ? differ("generated successors", later(ours), later(theirs)) : differ("generated states", ours.generated, theirs.generated)),
    ...differ("levels (depth)", ours.depth, theirs.depth),
  ];
}

function properties(ours: Answer, theirs: Answer): readonly string[] {
  const said = new Map(theirs.properties.map((property) => [property.name, property]));
  return ours.properties.flatMap((mine) => {
    const other = said.get(mine.name);
    if (other === undefined) return [`nothing about ${mine.name}, which ${words(mine)} by the built-in checker`];
    const same = mine.status === other.status && (mine.trace === undefined || other.trace === undefined || mine.trace === other.trace);
    return same ? [] : [`${mine.name} ${words(other)}; ${words(mine)} by the built-in checker`];
  });
}

function words({ status, trace }: CertifiedProperty): string {
  const after = trace === undefined ? "" : ` in state ${trace} of a shortest trace`;
  return `is ${status === "holds" ? "true in all states" : status}${after}`;
}

/** TLC searches breadth first, so what it finds first has a shortest trace among all violations. */
function firstViolation(ours: Answer, { violated, trace }: { readonly violated: string; readonly trace: number }): readonly string[] {
  const mine = ours.properties.find(({ name }) => name === violated);
  const least = Math.min(...ours.properties.filter(({ status }) => status === "violated").map((one) => one.trace ?? Infinity));
  if (mine?.status !== "violated") return [`with the configuration as emitted, ${violated} is violated; by the built-in checker it is not`];
  return trace === least ? [] : [`with the configuration as emitted, ${violated} is violated after ${trace} states, by the built-in checker after ${least}`];
}
