// SPDX-License-Identifier: Apache-2.0
// The npm package tla-checker, a second implementation of TLA+ that runs wherever the tests run. It counts
// distinct states and names violations; it is no syntax check (it drops what it cannot parse), so a run
// counts only when its number of states is compared.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { check_spec_with_options, initSync } from "tla-checker";

export interface TlaCheckerRun {
  readonly verdict: "ok" | "invariant" | "deadlock" | "error";
  readonly distinct: number;
  /** The violated invariant, as a place in the cfg's list: the package does not say its name. */
  readonly invariant?: number;
  /** States of the counterexample; 0 without one. */
  readonly traceLength: number;
  readonly message: string;
}

let ready = false;

function load(): void {
  if (ready) return;
  const wasm = new URL("tla_checker_bg.wasm", import.meta.resolve("tla-checker"));
  initSync({ module: readFileSync(fileURLToPath(wasm)) });
  ready = true;
}

/** Checks one module; the defaults of the package would stop at depth 100. */
export function runTlaChecker(module: string, cfg: string, limits: { readonly states?: number } = {}): TlaCheckerRun {
  load();
  const options = {
    cfg_source: cfg, max_states: limits.states ?? 200_000, max_depth: 1_000_000,
    allow_deadlock: !/CHECK_DEADLOCK\s+TRUE/u.test(cfg),
  };
  const answer: unknown = JSON.parse(check_spec_with_options(module, JSON.stringify(options)));
  const { success, error_type: type, error_message: message, states_explored: states, trace } = answer as {
    success: boolean; error_type: string | null; error_message: string | null; states_explored: number; trace: string[] | null;
  };
  const index = /Invariant (\d+) violated/u.exec(message ?? "")?.[1];
  return {
    verdict: success ? "ok" : verdictOf(type ?? ""), distinct: states, message: `${type ?? ""} ${message ?? ""}`.trim(),
    ...(index === undefined ? {} : { invariant: Number(index) }),
    traceLength: ((trace ?? []).join("\n").match(/^State \d+$/gmu) ?? []).length,
  };
}

function verdictOf(type: string): TlaCheckerRun["verdict"] {
  // InvariantError is something else: an invariant that could not be evaluated.
  if (type === "InvariantViolation") return "invariant";
  return /deadlock/iu.test(type) ? "deadlock" : "error";
}
