// SPDX-License-Identifier: Apache-2.0
// The certificate: what the built-in checker and the others say of each check, as data. It has no times and no
// places of a machine, so that the same specs and tools give the same bytes.
import type { PropertyStatus } from "../check/result.ts";

export interface CertifiedProperty {
  readonly name: string;
  readonly status: PropertyStatus;
  /** States of the shortest trace that shows it; absent without trace, and where a tool does not say. */
  readonly trace?: number;
}

/** What one tool says of the whole state space; numbers in TLC's words. */
export interface Answer {
  readonly distinct: number;
  /** Absent where a tool does not count them. */
  readonly generated?: number;
  readonly depth?: number;
  /** Initial states as generated, duplicates included; part of `generated`. */
  readonly initial?: number;
  /** In the model's order, `deadlock` last if checked. */
  readonly properties: readonly CertifiedProperty[];
}

export type Outcome =
  | { readonly kind: "answer"; readonly answer: Answer; readonly emitted?: FirstViolation | Contradiction; readonly graph?: GraphOutcome }
  /** The tool rejects what it was given, or finds that something is false that holds by the built-in checker. */
  | Contradiction
  /** Nothing can be said: no tool, out of memory, out of time. */
  | { readonly kind: "open"; readonly because: string }
  /** Not asked, and not needed: the check is beyond what this tool is used for. */
  | { readonly kind: "skipped"; readonly because: string };

export interface Contradiction {
  readonly kind: "contradiction";
  readonly says: string;
}

/** What the module and configuration as emitted give: TLC ends at the first violation. */
export interface FirstViolation {
  readonly violated: string;
  readonly trace: number;
}

export type GraphOutcome = { readonly kind: "compared"; readonly differences: readonly string[] } | { readonly kind: "skipped" } | { readonly kind: "open"; readonly because: string };

export type Tool = "tlc" | "tla-checker";
export type ModuleKind = "direct" | "pluscal";

export interface Witness {
  readonly tool: Tool;
  readonly module: ModuleKind;
  /** SHA-256 of the module and of its configuration, as emitted. */
  readonly moduleSha256: string;
  readonly cfgSha256: string;
  /** SHA-256 of all that the answer depends on: texts, options, tool. An answer may be reused where it is the same. */
  readonly asked: string;
  readonly outcome: Outcome;
}

export interface CertifiedCheck {
  readonly file: string;
  readonly check: string;
  /** SHA-256 of the spec with everything that it imports. */
  readonly specSha256: string;
  /** Absent for a check that is rejected, as expected: then there is nothing to compare. */
  readonly builtIn?: Answer;
  readonly graph?: { readonly states: number; readonly initial: number; readonly edges: number };
  readonly witnesses: readonly Witness[];
  /** Empty when all who answered agree. */
  readonly disagreements: readonly string[];
  /** What could not be decided. */
  readonly open: readonly string[];
}

export interface Certificate {
  readonly format: "ptespec certificate 1";
  readonly ptespec: string;
  readonly tools: { readonly tlc: string | null; readonly tlcJarSha256: string | null; readonly javaMajor: number | null; readonly tlaChecker: string | null };
  readonly limits: { readonly maxStates: number; readonly graphStates: number; readonly checkerStates: number };
  readonly summary: { readonly checks: number; readonly agreed: number; readonly disagreed: number; readonly open: number };
  readonly checks: readonly CertifiedCheck[];
}

/** Counts and sorts; checks are in the order of files, then as in the file. */
export function certificate(head: Pick<Certificate, "ptespec" | "tools" | "limits">, checks: readonly CertifiedCheck[]): Certificate {
  const order = checks.map((check, i) => ({ check, i })).toSorted((a, b) => (a.check.file < b.check.file ? -1 : a.check.file > b.check.file ? 1 : a.i - b.i)).map(({ check }) => check);
  const disagreed = checks.filter(({ disagreements }) => disagreements.length > 0).length;
  const open = checks.filter((one) => one.disagreements.length === 0 && one.open.length > 0).length;
  return {
    format: "ptespec certificate 1", ...head,
    summary: { checks: checks.length, agreed: checks.length - disagreed - open, disagreed, open }, checks: order,
  };
}
