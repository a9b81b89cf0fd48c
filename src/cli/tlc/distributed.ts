// SPDX-License-Identifier: Apache-2.0
// A check decided by TLC's distributed mode. When it stops at a state, that state is looked at: which of the properties
// asked for does it violate? There is no trace then; the search goes on without what is decided.
import { evaluate, stateEnv } from "../../check/evaluate.ts";
import { initialStates, successors } from "../../check/reference.ts";
import type { CheckResult, PropertyResult, StopReason } from "../../check/result.ts";
import { propertyStatus } from "../../check/status.ts";
import { diag } from "../../diagnostics/catalog.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { State } from "../../ir/trace.ts";
import type { DistributedRun } from "../../node/tlc/distributed.ts";
import type { TlcToolchain } from "../../node/tlc/toolchain.ts";
import { progressOf, type TlcProgress } from "../../tlc/counts.ts";
import { toState } from "../../tlc/to-model.ts";
import { parseState } from "../../tlc/values.ts";
import type { TlcService } from "../env.ts";
import { failureOf, type Failure } from "./diagnose.ts";
import type { Question, TlcModel } from "./job.ts";
import type { TlcSearch } from "./search.ts";

/** Workers on this machine, or machines where the user starts them. */
export type Spread =
  | { readonly kind: "here"; readonly workers: number }
  | { readonly kind: "hosts"; readonly hosts: readonly string[]; readonly address?: string; /** Called before each run, with the same text. */ readonly tell: (text: string) => void };

export interface DistributedOptions {
  readonly toolchain: TlcToolchain;
  readonly spread: Spread;
  readonly heap?: string;
  readonly timeoutMillis?: number;
  readonly limit: string;
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly onProgress?: (progress: TlcProgress, run: number) => void;
  readonly stopWhenDecided: readonly string[];
}

interface Known { asked: readonly Question[]; deadlock: boolean; readonly decided: Set<string> }

/** @throws Error when files cannot be written. */
export async function searchDistributed(service: Required<Pick<TlcService, "runDistributed">>, tlc: TlcModel, check: string, options: DistributedOptions): Promise<TlcSearch> {
  const start = options.now();
  const known: Known = { asked: tlc.questions, deadlock: tlc.model.checkDeadlock, decided: new Set() };
  let last: DistributedRun | undefined;
  let failure: Failure | undefined;
  let stop: StopReason | undefined;
  for (let run = 1; stop === undefined; run += 1) {
    const left = options.timeoutMillis === undefined ? undefined : Math.max(1, options.timeoutMillis - (options.now() - start));
    last = await runOnce(service, tlc, known, options, run, left);
    const { end, trouble } = last;
    if (trouble !== undefined) failure = failed([diag("PTE623", { check, said: trouble }, undefined)], true);
    else if (end.kind === "stopped-at") {
      const problem = learn(tlc, known, end.text);
      if (problem !== undefined) failure = failed([diag("PTE624", { check, what: problem }, undefined)], false);
      else if (options.stopWhenDecided.length > 0 && options.stopWhenDecided.every((name) => known.decided.has(name))) stop = "decided";
    } else if (end.outcome.kind === "verified") stop = "exhausted";
    else failure = failureOf(end.outcome, { check, toolchain: options.toolchain, tlc, limit: options.limit });
    stop ??= failure?.stop;
  }
  return { result: resultOf(tlc, known, last, stop), diagnostics: failure?.diagnostics ?? [], hopeless: failure?.hopeless ?? false, rejected: failure?.rejected ?? false, ...version(last) };
}

const failed = (diagnostics: readonly Diagnostic[], hopeless: boolean): Failure => ({ stop: "failed", diagnostics, hopeless, rejected: !hopeless });
const version = (run: DistributedRun | undefined): { version?: string } => (run?.end.outcome.version === undefined ? {} : { version: `${run.end.outcome.version}, distributed` });

async function runOnce(service: Required<Pick<TlcService, "runDistributed">>, tlc: TlcModel, known: Known, options: DistributedOptions, run: number, timeoutMillis: number | undefined): Promise<DistributedRun> {
  const { toolchain, spread, heap, signal } = options;
  return service.runDistributed({
    toolchain, module: tlc.moduleName, files: tlc.files, cfg: tlc.cfg(known.asked, known.deadlock), signal,
    ...(heap === undefined ? {} : { heap }), ...(timeoutMillis === undefined ? {} : { timeoutMillis }), ...placement(spread),
    onMessage: (message) => {
      const now = progressOf(message);
      if (now !== undefined) options.onProgress?.(now, run);
    },
  });
}

function placement(spread: Spread): { workers: number } | { address?: string; onReady: (command: string) => void } {
  if (spread.kind === "here") return { workers: spread.workers };
  const { hosts, address, tell } = spread;
  return {
    ...(address === undefined ? {} : { address }),
    // TLC sends workers home after each run, and a check may take several.
    onReady: (command) => tell(["TLC's server waits for workers. With the same tla2tools.jar, start:", ...hosts.map((host) => `  ${host}$ while sleep 1; do ${command}; done`), ""].join("\n")),
  };
}

/** Which of what was asked the state decides; a text when it is none of ours, or decides nothing. */
function learn(tlc: TlcModel, known: Known, text: string): string | undefined {
  const read = parseState(text);
  const found = read === undefined ? { problem: "its values cannot be read" } : toState(tlc.model, tlc.names, read);
  if ("problem" in found) return `the state where TLC stopped: ${found.problem}`;
  const state = found.filter((value) => value !== undefined);
  if (state.length < found.length) return "the state where TLC stopped is not whole";
  const violated = known.asked.filter(({ property }) => isDecidedBy(tlc, state, property));
  const dead = known.deadlock && successors(tlc.model, state).next().done === true;
  if (violated.length === 0 && !dead) return "in the state where TLC stopped, nothing that was asked is violated";
  for (const { property } of violated) known.decided.add(property);
  known.asked = known.asked.filter((one) => !violated.includes(one));
  if (dead) {
    known.decided.add("deadlock");
    known.deadlock = false;
  }
  return undefined;
}

function isDecidedBy({ model }: TlcModel, state: State, name: string): boolean {
  const property = model.properties.find((one) => one.name === name);
  return property !== undefined && evaluate(property.expr, stateEnv(model, state)) === (property.kind === "reachable");
}

function resultOf({ model }: TlcModel, { decided }: Known, last: DistributedRun | undefined, stop: StopReason): CheckResult {
  const exhausted = stop === "exhausted";
  const conclude = (name: string, kind: "invariant" | "reachable"): PropertyResult => ({ name, status: propertyStatus(kind, decided.has(name), exhausted), vacuous: false });
  const counts = last?.end.outcome.counts;
  // The server counts what workers compute and again what it hears of; the workers count once.
  const generated = last?.computed === undefined ? counts?.generated ?? 0 : last.computed + [...initialStates(model)].length;
  return {
    properties: [...model.properties.map(({ name, kind }) => conclude(name, kind)), ...(model.checkDeadlock ? [conclude("deadlock", "invariant")] : [])], stop, exhausted,
    distinct: counts?.distinct ?? 0, generated, depth: last?.end.outcome.depth ?? 0, queue: counts?.queue ?? 0, stepCounts: new Map(), bytesPerState: 0,
  };
}
