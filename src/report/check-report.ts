// SPDX-License-Identifier: Apache-2.0
// The report of one check as data: what `judge` gives and every renderer reads.
import type { CheckResult, PropertyStatus, Trace } from "../check/result.ts";
import type { Span } from "../base/source.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { IrModel, IrProperty, PropertyOrigin } from "../ir/model.ts";
import type { CheckScope, Expectation } from "../program/types.ts";

export type Outcome = "met" | "refuted" | "open";
export type Expected = "holds" | "violated" | "reached" | "unreached" | "either";

export interface ExpectationReport {
  /** As a person would say it, e.g. `relaxed_get violated`. */
  readonly text: string;
  readonly outcome: Outcome;
  /** Why it is not met, or empty. */
  readonly because: string;
  readonly item: Expectation;
}

export type Verdict = "holds" | "violated" | "inconclusive" | "error";

/** One property of a check, `deadlock` included. */
export interface PropertyReport {
  readonly name: string;
  readonly kind: IrProperty["kind"];
  readonly origin: PropertyOrigin | "deadlock";
  readonly status: PropertyStatus;
  /** `either` for the members of a group of which some must be violated. */
  readonly expected: Expected;
  /** waived: does not count; skipped: the search stopped before, at the expected violation. */
  readonly outcome: Outcome | "waived" | "skipped";
  readonly vacuous: boolean;
  /** The reason given with `waive`. */
  readonly waiver?: string;
  readonly doc: string;
  readonly message: string;
  readonly trace?: Trace;
  /** Given when nobody knows whether the trace is a shortest one. */
  readonly shortest?: false;
  /** Given when it is decided, but the search had to end before it had the trace. */
  readonly untraced?: true;
  /** The step at which an assertion is violated: its trace leads up to it. */
  readonly step?: string;
  readonly span?: Span;
}

/** Steps that a reader of the trace is shown: those taken, and the one that violates an assertion. */
export function shownSteps(property: PropertyReport): number {
  return (property.trace?.steps.length ?? 0) + (property.step !== undefined && property.status === "violated" ? 1 : 0);
}

/** The numbers of a search, in TLC's words; TLC's numbers only where there are no reductions. */
export type SearchReport = Pick<CheckResult, "stop" | "exhausted" | "distinct" | "generated" | "depth" | "queue" | "reductions" | "bytesPerState" | "levels" | "walked" | "other">;

/** TLC's simulation does not know how many of its states are distinct. */
export const countsDistinct = ({ distinct, generated }: SearchReport): boolean => distinct > 0 || generated === 0;

/** A search whose thread was ended counts no generated states where its engine counts them last. */
export const countsGenerated = ({ distinct, generated }: SearchReport): boolean => generated > 0 || distinct === 0;

export interface CheckReport {
  readonly file: string;
  readonly check: string;
  readonly doc?: string;
  readonly claims: readonly string[];
  readonly verdict: Verdict;
  readonly expected: "holds" | "violated" | "error";
  /** met: all that was expected is so; refuted: something is not; open: not decided. */
  readonly outcome: Outcome;
  readonly properties: readonly PropertyReport[];
  readonly expectations: readonly ExpectationReport[];
  /** Of the verdict; errors under `--strict`. */
  readonly warnings: readonly Diagnostic[];
  /** Of the spec, as lowered. */
  readonly diagnostics: readonly Diagnostic[];
  readonly scope: CheckScope;
  readonly search?: SearchReport;
  readonly model?: IrModel;
  readonly millis: number;
  readonly span: Span;
}

/** Is `property` the one called `name`, or a member of the group `name`? */
export function belongs(property: string, name: string): boolean {
  return property === name || property.startsWith(`${name}.`);
}
