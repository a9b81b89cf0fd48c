// SPDX-License-Identifier: Apache-2.0
// Asks tla-checker about the direct module: the whole search, then each violated or reached property by itself.
import type { Answer, CertifiedProperty, Outcome } from "../../certify/certificate.ts";
import { checkerRuns, type EmittedModule } from "../../certify/questions.ts";
import type { IrModel } from "../../ir/model.ts";
import type { CheckerRun, CheckerService } from "../../node/services.ts";

export type CheckerThread = ReturnType<CheckerService["start"]>;

/** Room for what a wrong module may have beyond the states of the model. */
const SPARE = 1000;

export async function askChecker(thread: CheckerThread, model: IrModel, emitted: EmittedModule, ours: Answer): Promise<Outcome> {
  const maxStates = ours.distinct + SPARE;
  const { whole, each } = checkerRuns(model, emitted, ours);
  const all = await thread.run({ module: emitted.module, cfg: whole, maxStates });
  if (all.verdict !== "ok") return unexpected(all, maxStates);
  const found = new Map<string, CertifiedProperty>();
  for (const { name, cfg } of each) {
    const run = await thread.run({ module: emitted.module, cfg, maxStates });
    const mine = ours.properties.find((one) => one.name === name);
    if (run.verdict === "error" || run.verdict === "failed") return unexpected(run, maxStates);
    if (mine !== undefined) found.set(name, run.verdict === "ok" ? { name, status: mine.status === "reached" ? "unreached" : "holds" } : { name, status: mine.status, trace: run.traceLength });
  }
  const properties = ours.properties.map((mine): CertifiedProperty => found.get(mine.name) ?? { name: mine.name, status: mine.status });
  return { kind: "answer", answer: { distinct: all.distinct, properties } };
}

/** It does not name what is violated: all that it was given holds by the built-in checker. */
function unexpected({ verdict, message, traceLength, distinct }: CheckerRun, maxStates: number): Outcome {
  if (verdict === "invariant" || verdict === "deadlock") return { kind: "contradiction", says: `${message} after ${traceLength} states; by the built-in checker it holds` };
  if (distinct >= maxStates) return { kind: "contradiction", says: `more than ${maxStates} states` };
  const line = message.split("\n")[0] ?? "";
  return verdict === "error" ? { kind: "contradiction", says: `cannot evaluate the module: ${line}` } : { kind: "open", because: line };
}
