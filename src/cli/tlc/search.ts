// SPDX-License-Identifier: Apache-2.0
// A check decided by TLC. TLC stops at its first violation, so it is asked again without what is decided, until it
// searches everything or all that matters is known: each property gets a trace of its own, and the last run is a
// whole search. A property to be reached is asked for as the invariant that it is never so.
import type { CheckResult, PropertyResult, StopReason } from "../../check/result.ts";
import { propertyStatus } from "../../check/status.ts";
import { diag } from "../../diagnostics/catalog.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Trace } from "../../ir/trace.ts";
import type { TlcRun } from "../../node/tlc/run.ts";
import type { TlcToolchain } from "../../node/tlc/toolchain.ts";
import { progressOf, type TlcProgress } from "../../tlc/counts.ts";
import { modelStates } from "../../tlc/model-trace.ts";
import type { TlcOutcome } from "../../tlc/outcome.ts";
import { initialStates } from "../../check/reference.ts";
import type { TlcService } from "../env.ts";
import { failureOf, type Failure } from "./diagnose.ts";
import type { Question, TlcModel } from "./job.ts";
import { decides, traceThrough, type CheckedTrace } from "./trace.ts";

export interface TlcSearchOptions {
  readonly toolchain: TlcToolchain;
  readonly workers?: number | "auto";
  readonly heap?: string;
  /** For all runs of a check together. */
  readonly timeoutMillis?: number;
  /** `timeoutMillis` as the user wrote it. */
  readonly limit: string;
  /** Random behaviours instead of a search. */
  readonly simulate?: { readonly seed: number; readonly behaviours: number };
  /** Also count how often each step was taken. */
  readonly coverage: boolean;
  readonly keep?: string;
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly onProgress?: (progress: TlcProgress, run: number) => void;
  /** Names of properties: when all are decided, the search ends. */
  readonly stopWhenDecided: readonly string[];
}

export interface TlcSearch {
  readonly result: CheckResult;
  readonly diagnostics: readonly Diagnostic[];
  readonly hopeless: boolean;
  readonly rejected: boolean;
  /** TLC's version, as it calls itself. */
  readonly version?: string;
}

/** What is known so far. */
interface Known {
  readonly traces: Map<string, Trace>;
  readonly triggered: Set<string>;
  asked: readonly Question[];
  deadlock: boolean;
}

/** @throws Error when files cannot be written. */
export async function searchWithTlc(service: TlcService, tlc: TlcModel, check: string, options: TlcSearchOptions): Promise<TlcSearch> {
  const start = options.now();
  const known: Known = { traces: new Map(), triggered: new Set(), asked: tlc.questions, deadlock: tlc.model.checkDeadlock };
  let failure: Failure | undefined;
  let last: TlcOutcome | undefined;
  let progress: TlcProgress | undefined;
  let stop: StopReason | undefined;
  for (let run = 1; stop === undefined; run += 1) {
    const left = options.timeoutMillis === undefined ? undefined : Math.max(1, options.timeoutMillis - (options.now() - start));
    const { outcome } = await runOnce(service, tlc, known, options, run, left, (now) => {
      progress = now;
      options.onProgress?.(now, run);
    });
    last = outcome;
    if (outcome.kind === "verified") stop = "exhausted";
    else if (outcome.kind === "invariant" || outcome.kind === "deadlock") {
      const problem = learn(tlc, known, outcome);
      if (problem !== undefined) failure = { stop: "failed", diagnostics: [diag("PTE624", { check, what: problem }, undefined)], hopeless: false, rejected: true };
      else if (options.stopWhenDecided.length > 0 && options.stopWhenDecided.every((name) => known.traces.has(name))) stop = "decided";
    } else failure = failureOf(outcome, { check, toolchain: options.toolchain, tlc, limit: options.limit });
    stop ??= failure?.stop;
  }
  const counts = last?.counts ?? progress;
  return {
    result: {
      properties: properties(tlc, known, stop === "exhausted", options), stop, exhausted: stop === "exhausted",
      distinct: counts?.distinct ?? 0, generated: counts?.generated ?? 0, depth: last?.depth || (progress?.depth ?? 0), queue: counts?.queue ?? 0,
      stepCounts: stepCounts(tlc, last), bytesPerState: 0,
    },
    diagnostics: failure?.diagnostics ?? [], hopeless: failure?.hopeless ?? false, rejected: failure?.rejected ?? false,
    ...(last?.version === undefined ? {} : { version: last.version }),
  };
}

async function runOnce(
  service: TlcService, tlc: TlcModel, known: Known, options: TlcSearchOptions, run: number, timeoutMillis: number | undefined, onProgress: (progress: TlcProgress) => void,
): Promise<TlcRun> {
  const { toolchain, workers, heap, keep, signal, simulate, coverage } = options;
  const extraArgs = [
    ...(simulate === undefined ? [] : ["-simulate", `num=${simulate.behaviours}`, "-seed", String(simulate.seed)]), ...(coverage ? ["-coverage", "1"] : []),
  ];
  return service.run({
    toolchain, module: tlc.moduleName, files: tlc.files, cfg: tlc.cfg(known.asked, known.deadlock), label: run === 1 ? tlc.moduleName : `${tlc.moduleName}_${run}`,
    extraArgs, signal, ...(workers === undefined ? {} : { workers }), ...(heap === undefined ? {} : { heap }),
    ...(keep === undefined ? {} : { keep }), ...(timeoutMillis === undefined ? {} : { timeoutMillis }),
    onMessage: (message) => {
      const now = progressOf(message);
      if (now !== undefined) onProgress(now);
    },
  });
}

/** Notes what a violation decides; a text when it cannot be so. */
function learn(tlc: TlcModel, known: Known, outcome: TlcOutcome): string | undefined {
  const question = known.asked.find(({ identifier }) => identifier === outcome.name);
  if (outcome.kind === "deadlock" ? !known.deadlock : question === undefined) return outcome.detail.split("\n")[0] ?? "";
  if (question?.main === false) known.triggered.add(question.property);
  else {
    const name = question?.property ?? "deadlock";
    const found = traceOf(tlc, outcome, name);
    if ("problem" in found) return `TLC's trace for ${name}: ${found.problem}`;
    known.traces.set(name, found.trace);
  }
  if (question === undefined) known.deadlock = false;
  else known.asked = known.asked.filter((one) => one !== question);
  return undefined;
}

function traceOf(tlc: TlcModel, { trace, detail }: TlcOutcome, name: string): CheckedTrace {
  // Message 2230: an invariant that mentions no variable is false before there is any state.
  const [first] = trace === undefined && detail.includes("is equal to FALSE") ? initialStates(tlc.model) : [];
  if (first !== undefined) return { trace: { states: [first], steps: [] } };
  if (trace === undefined) return { problem: "there is none" };
  const found = modelStates(tlc.model, tlc.names, trace);
  return "problem" in found ? found : traceThrough(tlc.model, found.states, (state) => decides(tlc.model, state, name));
}

function properties({ model, questions }: TlcModel, { traces, triggered }: Known, exhausted: boolean, { workers, simulate }: TlcSearchOptions): readonly PropertyResult[] {
  // Several threads finish their levels out of step.
  const shortest = simulate === undefined && (workers === undefined || workers === 1);
  const conclude = (name: string, kind: "invariant" | "reachable"): PropertyResult => {
    const trace = traces.get(name);
    const status = propertyStatus(kind, trace !== undefined, exhausted);
    const vacuous = status === "holds" && questions.some(({ main, property }) => !main && property === name) && !triggered.has(name);
    return trace === undefined ? { name, status, vacuous } : { name, status, vacuous, trace, ...(shortest ? {} : { shortest }) };
  };
  return [...model.properties.map(({ name, kind }) => conclude(name, kind)), ...(model.checkDeadlock ? [conclude("deadlock", "invariant")] : [])];
}

/** By the model's names; empty when TLC did not count. */
function stepCounts({ stepNames, model }: TlcModel, outcome: TlcOutcome | undefined): ReadonlyMap<string, number> {
  const actions = outcome?.coverage.actions ?? [];
  if (actions.length === 0) return new Map();
  const counts = new Map(model.steps.map(({ name }) => [name, 0]));
  for (const { name, generated } of actions) {
    const step = stepNames.get(name);
    if (step !== undefined) counts.set(step, (counts.get(step) ?? 0) + generated);
  }
  return counts;
}
