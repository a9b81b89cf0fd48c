// SPDX-License-Identifier: Apache-2.0
// An exhausted search against tla-checker on the emitted module: as many states, and a counterexample as long
// as ours, or none.
import type { CheckResult } from "../../src/check/result.ts";
import { emitCfg } from "../../src/emit/tla/cfg.ts";
import { emitTla } from "../../src/emit/tla/module.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { runTlaChecker } from "./tla-checker.ts";

/** Length of the shortest trace to a violated invariant, as the emitted configuration has them; 0 for none. */
export function shortestViolation(result: CheckResult): number {
  const lengths = result.properties.flatMap(({ status, trace }) => (status === "violated" && trace !== undefined ? [trace.states.length] : []));
  return lengths.length === 0 ? 0 : Math.min(...lengths);
}

/**
 * In what tla-checker differs; empty when it agrees. `result` must be exhausted. TypeOK is left out of larger
 * searches, where it costs more than they do; TLC checks it on all examples.
 */
export function secondOpinion(model: IrModel, result: CheckResult): readonly string[] {
  const { module, cfg } = emitTla(model, { generator: "test" });
  const all = runTlaChecker(module, emitCfg({ invariants: result.distinct < 3000 ? ["TypeOK"] : [], deadlock: false }), { states: 1_000_000 });
  const complaints = all.verdict === "ok" && all.distinct === result.distinct ? [] : [`${result.distinct} states, tla-checker: ${JSON.stringify(all)}`];
  const shortest = shortestViolation(result);
  if (shortest === 0) return complaints;
  const run = runTlaChecker(module, cfg, { states: 1_000_000 });
  if (run.verdict === "invariant" || run.verdict === "deadlock" ? run.traceLength === shortest : false) return complaints;
  return [...complaints, `a violation after ${shortest} states, tla-checker: ${JSON.stringify(run)}`];
}
