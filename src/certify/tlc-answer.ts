// SPDX-License-Identifier: Apache-2.0
// What runs of TLC say of a module, as an answer that can be compared.
import type { PropertyStatus } from "../check/result.ts";
import type { IrModel } from "../ir/model.ts";
import type { TlcOutcome } from "../tlc/outcome.ts";
import type { Answer, CertifiedProperty, FirstViolation, Outcome } from "./certificate.ts";
import { readInitial, readWatch, type EmittedModule, type Questions } from "./questions.ts";

/** A run that has ended; `log`: what it printed. */
export interface Ended {
  readonly outcome: TlcOutcome;
  readonly log: string;
}

/** From the run of the whole search; an outcome other than an answer when it was not one. */
export function wholeAnswer(model: IrModel, emitted: EmittedModule, { watched }: Questions, { outcome, log }: Ended, ours: Answer): Outcome {
  if (outcome.kind !== "verified") return notVerified(emitted, outcome);
  // 1.7.4 counts the level of an invariant's state from the state before.
  const exact = !(outcome.version ?? "").startsWith("2.");
  const levels = readWatch(log);
  const property = ({ name, status }: CertifiedProperty): CertifiedProperty => {
    const index = watched.indexOf(name) + 1;
    if (index === 0) return { name, status: holdingStatus(model, name, status) };
    const level = levels.get(index);
    if (level === undefined) return { name, status: isReachable(model, name) ? "unreached" : "holds" };
    return { name, status: isReachable(model, name) ? "reached" : "violated", ...(exact ? { trace: level } : {}) };
  };
  const initial = readInitial(log);
  return {
    kind: "answer",
    answer: {
      distinct: outcome.counts?.distinct ?? 0, generated: outcome.counts?.generated ?? 0, depth: outcome.depth,
      ...(initial === undefined ? {} : { initial }), properties: ours.properties.map(property),
    },
  };
}

/** What the module and configuration as emitted violate, or why TLC did not say so. */
export function emittedAnswer(emitted: EmittedModule, { outcome }: Ended): FirstViolation | Outcome {
  if (outcome.kind === "invariant" || outcome.kind === "deadlock") {
    const violated = outcome.kind === "deadlock" ? "deadlock" : emitted.propertyNames.get(outcome.name ?? "") ?? outcome.name ?? "";
    // Message 2230: an invariant that mentions no variable is false before there is any state.
    return { violated, trace: outcome.trace?.states.length ?? 1 };
  }
  if (outcome.kind === "verified") return { kind: "contradiction", says: "finds no violation with the configuration as emitted" };
  return notVerified(emitted, outcome);
}

const isReachable = (model: IrModel, name: string): boolean => model.properties.some((one) => one.name === name && one.kind === "reachable");

/** It was an invariant of the whole search, or the negation of what is never reached. */
function holdingStatus(model: IrModel, name: string, ours: PropertyStatus): PropertyStatus {
  if (ours === "undecided") return ours;
  return isReachable(model, name) ? "unreached" : "holds";
}

/** A violation where none should be, a module that TLC rejects: contradictions. Trouble of the machine leaves it open. */
function notVerified(emitted: EmittedModule, { kind, name, detail, trace }: TlcOutcome): Outcome {
  const line = detail.split("\n").map((text) => text.trim()).filter((text) => text !== "").slice(0, 3).join(" ");
  switch (kind) {
    case "invariant":
      return { kind: "contradiction", says: `${name === undefined ? "an invariant" : emitted.propertyNames.get(name) ?? name} is violated${trace === undefined ? "" : ` after ${trace.states.length} states`}; by the built-in checker it holds` };
    case "deadlock":
      return { kind: "contradiction", says: "a deadlock; by the built-in checker there is none" };
    case "parse":
    case "config":
    case "evaluation":
    case "assertion":
    case "assumption":
    case "postcondition":
    case "temporal":
    case "action-property":
    case "stopped":
      return { kind: "contradiction", says: `${kind}: ${line}` };
    default:
      return { kind: "open", because: `${kind}: ${line}` };
  }
}
