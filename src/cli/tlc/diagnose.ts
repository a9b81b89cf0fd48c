// SPDX-License-Identifier: Apache-2.0
// What went wrong with Java or TLC, as a diagnostic of ours; and how a search that ends that way has ended.
import { unreachable } from "../../base/unreachable.ts";
import type { StopReason } from "../../check/result.ts";
import { diag } from "../../diagnostics/catalog.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ToolProblem, TlcToolchain } from "../../node/tlc/toolchain.ts";
import type { TlcOutcome } from "../../tlc/outcome.ts";
import { sourcesOf, specPlace } from "./places.ts";
import type { TlcModel } from "./job.ts";

/** TLC's least Java. */
const LEAST_JAVA = 11;

export function toolDiagnostic(problem: ToolProblem): Diagnostic {
  switch (problem.kind) {
    case "no-java":
      return diag("PTE610", { looked: problem.looked.join(", ") }, undefined);
    case "bad-java":
      return diag("PTE611", { java: problem.java, said: problem.said }, undefined);
    case "old-java":
      return diag("PTE612", { java: problem.java, version: problem.version, least: LEAST_JAVA }, undefined);
    case "no-jar":
      return diag("PTE613", { looked: problem.looked.join(", ") }, undefined);
    case "jar-missing":
      return diag("PTE614", { jar: problem.jar, from: problem.from }, undefined);
    default:
      return unreachable(problem);
  }
}

/** How a run ended that found no violation and did not finish. */
export interface Failure {
  readonly stop: StopReason;
  readonly diagnostics: readonly Diagnostic[];
  /** The next check would fare no better. */
  readonly hopeless: boolean;
  /** TLC rejects what it was given. */
  readonly rejected: boolean;
}

export interface FailureContext {
  readonly check: string;
  readonly toolchain: TlcToolchain;
  readonly tlc: TlcModel;
  /** As the user wrote it. */
  readonly limit: string;
}

export function failureOf(outcome: TlcOutcome, context: FailureContext): Failure {
  const { check, toolchain } = context;
  const said = shorten(outcome.detail);
  const failure = (stop: StopReason, diagnostics: readonly Diagnostic[], more: Partial<Failure> = {}): Failure => ({ stop, diagnostics, hopeless: false, rejected: false, ...more });
  switch (outcome.kind) {
    case "timeout":
      return failure("time", [diag("PTE619", { check, limit: context.limit }, undefined)]);
    case "interrupted":
      return failure("interrupted", []);
    case "simulated":
      return failure("simulated", []);
    case "killed":
      return failure("interrupted", [diag("PTE617", { check, how: said }, undefined)]);
    case "memory":
      return failure("memory", [diag("PTE618", { check, said }, undefined)]);
    case "java":
      return failure("failed", [diag("PTE616", { said }, undefined)], { hopeless: true });
    case "not-tlc":
      return failure("failed", [diag("PTE615", { jar: toolchain.kind === "jar" ? toolchain.jar : toolchain.command, said }, undefined)], { hopeless: true });
    // The module is as it should be, and other checkers can decide it.
    case "overflow":
      return failure("failed", complaints(outcome, context));
    case "parse":
    case "config":
    case "options":
    case "evaluation":
    case "assertion":
    case "assumption":
    case "stack":
      return failure("failed", complaints(outcome, context), { rejected: true });
    case "stopped":
    case "unclear":
    case "temporal":
    case "action-property":
    case "postcondition":
    // The callers take care of these.
    case "verified":
    case "invariant":
    case "deadlock":
      return failure("failed", [diag("PTE623", { check, said }, undefined)]);
    default:
      return unreachable(outcome.kind);
  }
}

/** TLC's errors at the lines of the spec; one that says no more than that there were others is left out. */
function complaints(outcome: TlcOutcome, { check, tlc }: FailureContext): readonly Diagnostic[] {
  const sources = sourcesOf(tlc.model);
  const telling = outcome.complaints.filter(({ code, places }, _, all) => places.length > 0 || code !== 3002 || all.length === 1);
  return (telling.length === 0 ? [{ code: 0, text: outcome.detail, places: [] }] : telling).map(({ text, places }) => {
    const span = specPlace(tlc.files, places, sources);
    const [place] = places;
    const at = place === undefined ? "" : ` (${place.module}.tla:${place.line}:${place.column})`;
    const params = { check, said: `${shorten(text)}${at}` };
    if (outcome.kind === "parse") return diag("PTE620", params, span);
    if (outcome.kind === "overflow") return diag("PTE627", params, span);
    return outcome.kind === "config" || outcome.kind === "options" ? diag("PTE621", params, span) : diag("PTE622", params, span);
  });
}

/** The lines of a message that say something, in one. */
function shorten(text: string): string {
  const lines = text.split("\n").map((line) => line.trim().replace(/^: /u, "")).filter((line) => line !== "" && !BOILERPLATE.test(line));
  const short = lines.slice(0, 3).join(" ").replace(/\s+/gu, " ");
  return short === "" ? text.trim().split("\n")[0] ?? "" : short.slice(0, 300);
}

const BOILERPLATE = /^(?:TLC threw an unexpected exception|This was probably caused by an error in the spec|See the User Output or TLC Console|The exception was a )/u;
