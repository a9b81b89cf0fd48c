// SPDX-License-Identifier: Apache-2.0
// Asks TLC about one emitted module: the whole search, its state graph where that is small, and the configuration as
// emitted where something is violated.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Answer, GraphOutcome, Outcome } from "../../certify/certificate.ts";
import { compareGraphs } from "../../certify/compare.ts";
import { parseDot } from "../../certify/dot.ts";
import type { StateGraph } from "../../certify/graph.ts";
import type { Lens } from "../../certify/lens.ts";
import type { EmittedModule, Questions, Run } from "../../certify/questions.ts";
import { emittedAnswer, wholeAnswer, type Ended } from "../../certify/tlc-answer.ts";
import type { IrModel } from "../../ir/model.ts";
import type { TlcToolchain } from "../../node/tlc/toolchain.ts";
import type { TlcService } from "../env.ts";

export interface TlcAccess {
  readonly service: TlcService;
  readonly toolchain: TlcToolchain;
  /** As TLC calls itself. */
  readonly version: string;
  /** Of the jar; absent where only a script was found that runs it. */
  readonly jarSha256?: string;
  readonly heap?: string;
  /** For each run. */
  readonly timeoutMillis: number;
  readonly signal: AbortSignal;
}

export interface TlcQuestion {
  readonly model: IrModel;
  readonly emitted: EmittedModule;
  readonly questions: Questions;
  readonly ours: Answer;
  /** Our graph, where it is to be compared; `lens` tells the module's `pc` from the model's by a look at the dump. */
  readonly graph?: { readonly own: StateGraph; readonly lens: (withPc: boolean) => Lens };
}

/** Small searches are over before a better compiler and more threads of a collector pay. */
const QUICK = ["-XX:-UseParallelGC", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];
const QUICK_STATES = 20_000;

/** @throws Error when files cannot be written. */
export async function askTlc(access: TlcAccess, question: TlcQuestion): Promise<Outcome> {
  const { model, emitted, questions, ours, graph } = question;
  let dump: string | undefined;
  const whole = await run(access, questions.whole, ours, graph === undefined ? undefined : (text) => { dump = text; });
  const outcome = wholeAnswer(model, emitted, questions, whole, ours);
  if (outcome.kind !== "answer") return outcome;
  const compared: { graph?: GraphOutcome } = graph === undefined ? { graph: { kind: "skipped" } } : { graph: compareDump(graph, dump) };
  if (questions.emitted === undefined) return { ...outcome, ...compared };
  const first = emittedAnswer(emitted, await run(access, questions.emitted, ours));
  return "kind" in first && first.kind !== "contradiction" ? first : { ...outcome, ...compared, emitted: first };
}

async function run({ service, toolchain, heap, timeoutMillis, signal }: TlcAccess, { module, files, cfg }: Run, { distinct }: Answer, onDump?: (text: string) => void): Promise<Ended> {
  return service.run({
    toolchain, module, files, cfg, timeoutMillis, signal, ...(heap === undefined ? {} : { heap }),
    ...(distinct <= QUICK_STATES ? { javaArgs: QUICK } : {}),
    ...(onDump === undefined ? {} : { extraArgs: ["-dump", "dot,actionlabels", "graph"], inspect: (folder) => {
      const text = readDump(join(folder, "graph.dot"));
      if (text !== undefined) onDump(text);
    } }),
  });
}

function readDump(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function compareDump({ own, lens }: NonNullable<TlcQuestion["graph"]>, dump: string | undefined): GraphOutcome {
  const theirs = dump === undefined ? { problem: "TLC wrote no graph" } : parseDot(dump);
  if ("problem" in theirs) return { kind: "open", because: theirs.problem };
  const [some = ""] = theirs.states.values();
  return { kind: "compared", differences: compareGraphs(own, theirs, lens(/^(?:\/\\ )?pc = /mu.test(some))).differences };
}

/** What a build without a version calls itself: it prints the time. */
const NO_VERSION = "a build without version";

/**
 * TLC's version, from a run of next to nothing; or why it does not run. Rolling builds are called by their time; one
 * whose name is another one in the next run was built without any.
 */
export async function probeTlc(access: Omit<TlcAccess, "version" | "jarSha256">): Promise<{ readonly version: string } | { readonly problem: string }> {
  const module = ["---- MODULE Probe ----", "VARIABLE x", "Init == x = 0", "Next == x' = x", "Spec == Init /\\ [][Next]_x", "====", ""].join("\n");
  const probe = async (): Promise<Ended> => run({ ...access, version: "" }, { module: "Probe", files: { "Probe.tla": module }, cfg: "SPECIFICATION Spec\n" }, { distinct: 1, properties: [] });
  const { outcome } = await probe();
  const { version } = outcome;
  if (outcome.kind !== "verified" || version === undefined) return { problem: `${outcome.kind}: ${outcome.detail.split("\n")[0] ?? ""}` };
  const again = /^\d{4}\.\d\d\.\d\d\.\d+/u.test(version) ? (await probe()).outcome.version : version;
  return { version: again === version ? version : NO_VERSION };
}
