// SPDX-License-Identifier: Apache-2.0
// What TLC printed, recorded: today's version and 1.7.4, every kind of end, small specs of our own. The kind is
// what a person says who reads the output and knows the exit code and the command; so are the other numbers.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { TlcKind } from "../../src/tlc/outcome.ts";

export interface Recorded {
  readonly name: string;
  readonly exit: number;
  readonly kind: TlcKind;
  /** The violated property. */
  readonly of?: string;
  /** generated, distinct, queue, depth. */
  readonly counts?: readonly [number, number, number, number];
  /** States of the trace; `s` it ends in stuttering; `b1` it leads back to state 1. */
  readonly trace?: string;
}

type Row = readonly [name: string, exit: number, kind: TlcKind, more?: Omit<Recorded, "name" | "exit" | "kind">];

const WHOLE = { counts: [44, 25, 0, 7] } as const;
const USE = { of: "NoUseAfterFree", counts: [27, 17, 3, 5], trace: "5" } as const;
const CONTPTE = { of: "GupNoGarbage", counts: [248414, 71122, 8133, 30], trace: "30" } as const;
const DEADLOCK = { counts: [8, 6, 1, 3], trace: "3" } as const;
const LASSO = { of: "ReaderEnds", counts: [21, 12, 0, 6], trace: "8b1" } as const;
const STUTTER = { of: "AllDone", counts: [44, 25, 0, 7], trace: "3s" } as const;

const ROWS: readonly Row[] = [
  ["success", 0, "verified", WHOLE],
  ["success_coverage", 0, "verified", WHOLE],
  ["dump_dot", 0, "verified", WHOLE],
  ["dump_states", 0, "verified", WHOLE],
  ["java_tool_options", 0, "verified", WHOLE],
  ["liveness_ok", 0, "verified", { counts: [36, 20, 0, 7] }],
  ["warn_symmetry_liveness", 0, "verified", { counts: [4, 3, 0, 3] }],
  ["deadlock_off", 0, "verified", { counts: [9, 6, 0, 3] }],
  // A module that only follows a trace, searched to its end: the trace was tampered with, so it ends early.
  ["loadtrace_bad", 0, "verified", { counts: [9, 3, 0, 3] }],
  ["loadtrace_ok", 12, "invariant", { of: "NoUseAfterFree", counts: [10, 5, 0, 5], trace: "5" }],
  ...["invariant", "invariant_alias", "invariant_difftrace", "generate_te", "dumptrace_dot", "dumptrace_json", "dumptrace_json_alias",
    "dumptrace_tla", "dumptrace_tlc", "dumptrace_tlcTESpec", "dumptrace_tlcaction", "dumptrace_tlcplain"].map((name): Row => [name, 12, "invariant", USE]),
  // TLC went on after the violation, says that no error has been found, and exits with 0.
  ["invariant_continue", 0, "invariant", { of: "NoUseAfterFree", counts: [32, 18, 0, 6], trace: "5" }],
  ["contpte_bug", 12, "invariant", CONTPTE],
  ["locale_de", 12, "invariant", CONTPTE],
  ["locale_fr", 12, "invariant", CONTPTE],
  ["deadlock", 11, "deadlock", DEADLOCK],
  ["dumptrace_json_deadlock", 11, "deadlock", DEADLOCK],
  ["assert", 14, "assertion", { counts: [3, 3, 0, 3], trace: "3" }],
  ["action_property", 13, "action-property", { of: "YoungSticks", counts: [6, 5, 3, 3], trace: "3" }],
  ["liveness_lasso", 13, "temporal", LASSO],
  ["liveness_lasso_difftrace", 13, "temporal", LASSO],
  ["dumptrace_json_lasso", 13, "temporal", LASSO],
  ["liveness_stutter", 13, "temporal", STUTTER],
  ["dumptrace_json_stutter", 13, "temporal", STUTTER],
  ["assume_false", 10, "assumption"],
  ["postcondition", 10, "postcondition", { of: "NeverCovered", counts: [44, 25, 0, 7] }],
  ["eval_error", 75, "evaluation", { counts: [1, 1, 0, 1], trace: "1" }],
  ["not_specified", 75, "evaluation", { counts: [2, 1, 0, 1], trace: "2" }],
  // a * b in a module whose numbers get beyond 2^31; a literal beyond it.
  ["overflow", 75, "overflow", { counts: [1, 1, 1, 1] }],
  ["number_too_big", 255, "overflow"],
  ["parse_error", 150, "parse"],
  ["semantic_error", 150, "parse"],
  ["missing_module", 150, "parse"],
  ["missing_spec_file", 255, "config"],
  ["missing_cfg", 255, "config"],
  ["missing_constant", 151, "config"],
  ["missing_invariant", 151, "config"],
  ["bad_option", 1, "options"],
  ["simulate", 0, "simulated", { counts: [201, 0, 0, 0] }],
  // Stopped by tlc2.TLC.stopAfter; TLC says that no error has been found, and exits with 0.
  ["timeboxed", 0, "stopped", { counts: [772623, 160266, 63633, 14] }],
  // The memory ran out in a thread; nothing on standard output says so, and TLC printed its totals.
  ["oom_bfs", 1, "memory", { counts: [124057, 29454, 13946, 11] }],
  ["oom_next", 255, "memory", { counts: [1, 1, 0, 1], trace: "1" }],
  ["oom_init", 137, "killed"],
  ["interrupted_sigint", 130, "killed"],
  ["interrupted_sigterm", 143, "killed"],
  ["interrupted_sigkill", 137, "killed"],
  // Without -tool there are no messages to read.
  ["success_plain", 0, "unclear"],
  ["invariant_plain", 12, "unclear"],
  ["default_te", 12, "unclear"],
  ["java_no_jar", 1, "not-tlc"],
  ["java_bad_heap", 1, "java"],
  ["java_heap_too_big", 1, "memory"],
  ["java_version", 0, "not-tlc"],
  ["v1.7.4/success", 0, "verified", WHOLE],
  ["v1.7.4/invariant", 12, "invariant", USE],
  ["v1.7.4/deadlock", 11, "deadlock", DEADLOCK],
  // 1.7.4 prints a depth only when the search was complete or an invariant is violated, and no names of temporal properties.
  ["v1.7.4/lasso", 13, "temporal", { counts: [21, 12, 0, 0], trace: "8b1" }],
  ["v1.7.4/stutter", 13, "temporal", { counts: [44, 25, 0, 0], trace: "3s" }],
  ["v1.7.4/assert", 14, "assertion", { counts: [3, 3, 0, 0], trace: "3" }],
  ["v1.7.4/eval_error", 75, "evaluation", { counts: [1, 1, 0, 0], trace: "1" }],
  ["v1.7.4/parse_error", 150, "parse"],
  ["v1.7.4/semantic_error", 150, "parse"],
  // It knows neither ALIAS nor POSTCONDITION and reads them as invariants.
  ["v1.7.4/invariant_alias", 151, "config"],
  ["v1.7.4/postcondition", 151, "config"],
  ["v1.7.4/missing_constant", 151, "config"],
  ["v1.7.4/note_option", 1, "options"],
];

export const RECORDED: readonly Recorded[] = ROWS.map(([name, exit, kind, more]) => ({ name, exit, kind, ...more }));

/** Standard output and standard error of one. */
export function texts(name: string): { readonly stdout: string; readonly stderr: string } {
  const read = (ending: string): string => {
    const file = path.join(import.meta.dirname, `${name}${ending}`);
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  };
  return { stdout: read(".txt"), stderr: read(".stderr") };
}
