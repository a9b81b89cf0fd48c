// SPDX-License-Identifier: Apache-2.0
// One model through the reference interpreter and through TLC: the same states, the same number of them
// generated, the same depth, and for each property the same number of states where it is false. Used by the
// tests on a few models and by scripts/fuzz-tlc.ts on thousands.
import { evaluate, stateEnv } from "../../src/check/evaluate.ts";
import { exploreReference, initialStates, successors } from "../../src/check/reference.ts";
import type { State } from "../../src/check/result.ts";
import { emitPlusCal } from "../../src/emit/pluscal/module.ts";
import { emitCfg } from "../../src/emit/tla/cfg.ts";
import { emitTla, type EmitOptions, type EmittedTla } from "../../src/emit/tla/module.ts";
import { emitReplay } from "../../src/emit/tla/replay.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { runPcal, runTlc, type Tlc, type TlcRun } from "../support/tlc.ts";

/** What both sides must agree on. */
export interface Graph {
  readonly distinct: number;
  readonly generated: number;
  readonly depth: number;
  /** In how many states each property's expression is false, in order. */
  readonly falseIn: readonly number[];
  readonly deadlocks: number;
}

/** The state graph by definition; undefined when it has more than `limit` states. */
export function stateGraph(model: IrModel, limit: number): Graph | undefined {
  const levels = new Map<string, number>();
  const states: State[] = [];
  let generated = 0;
  let deadlocks = 0;
  const add = (state: State, level: number): void => {
    generated += 1;
    const key = JSON.stringify(state);
    if (levels.has(key)) return;
    levels.set(key, level);
    states.push(state);
  };
  for (const state of initialStates(model)) add(state, 1);
  for (const state of states) {
    if (states.length > limit || generated > 20 * limit) return undefined;
    const next = [...successors(model, state)];
    if (next.length === 0) deadlocks += 1;
    for (const successor of next) add(successor.state, (levels.get(JSON.stringify(state)) ?? 0) + 1);
  }
  const falseIn = model.properties.map(({ expr }) => states.filter((state) => evaluate(expr, stateEnv(model, state)) === false).length);
  return { distinct: states.length, generated, depth: Math.max(0, ...levels.values()), falseIn, deadlocks };
}

/** The identifiers of the definitions of the properties' expressions, in order. */
function definitions(model: IrModel, emitted: Pick<EmittedTla, "propertyNames">): readonly string[] {
  const byName = new Map([...emitted.propertyNames].map(([identifier, name]) => [name, identifier]));
  // Never_x is the negation; the expression itself is Reach_x.
  return model.properties.map((p) => (byName.get(p.name) ?? "").replace(/^Never_/u, "Reach_"));
}

/** Counts the states where each definition is false, in TLC's registers, and prints them at the end. */
function counterModule(emitted: Pick<EmittedTla, "moduleName">, names: readonly string[]): string {
  const registers = names.map((_, i) => i + 1);
  return [
    "---- MODULE Counter ----", `EXTENDS ${emitted.moduleName}, TLC, Naturals`,
    `ASSUME \\A count_k \\in 1..${names.length} : TLCSet(count_k, 0)`,
    "Counting ==", "    /\\ TRUE", ...names.map((name, i) => `    /\\ IF ${name} THEN TRUE ELSE TLCSet(${i + 1}, TLCGet(${i + 1}) + 1)`),
    `Printing == PrintT(<<"counts"${registers.map((i) => `, TLCGet(${i})`).join("")}>>)`,
    "====", "",
  ].join("\n");
}

const readCounts = (output: string): readonly number[] =>
  (/<<\s*"counts"([^>]*)>>/u.exec(output)?.[1] ?? "").split(",").slice(1).map(Number);

export interface GraphOptions {
  readonly counts: boolean;
  readonly ops?: EmitOptions["ops"];
  readonly edit?: (module: string) => string;
  /** The PlusCal module instead of the other. */
  readonly pluscal?: boolean;
}

/** TLC's view of the graph. Needs POSTCONDITION, which TLC 1.7.4 has not: `counts` off leaves the properties out. */
export async function tlcGraph(tlc: Tlc, model: IrModel, options: GraphOptions & { readonly deadlock: boolean }): Promise<{ run: TlcRun; falseIn: readonly number[] }> {
  const emitted = (options.pluscal === true ? emitPlusCal : emitTla)(model, { generator: "test", ...(options.ops === undefined ? {} : { ops: options.ops }) });
  const text = options.edit === undefined ? emitted.module : options.edit(emitted.module);
  const names = definitions(model, emitted);
  const counts = options.counts && names.length > 0;
  const cfg = emitCfg({ invariants: counts ? ["TypeOK", "Counting"] : ["TypeOK"], deadlock: options.deadlock });
  const run = await runTlc(tlc, {
    module: counts ? "Counter" : emitted.moduleName,
    files: { [`${emitted.moduleName}.tla`]: text, "Counter.tla": counterModule(emitted, names) },
    cfg: counts ? `${cfg}POSTCONDITION Printing\n` : cfg,
  });
  return { run, falseIn: counts ? readCounts(run.output) : [] };
}

/** What TLC says against the graph that the model has by definition; empty when they agree. */
export async function compareWithTlc(tlc: Tlc, model: IrModel, graph: Graph, options: GraphOptions): Promise<readonly string[]> {
  if (graph.distinct === 0) return [];
  const { run, falseIn } = await tlcGraph(tlc, model, { deadlock: graph.deadlocks === 0, ...options });
  const complaints: string[] = [];
  const same = (what: string, ours: unknown, theirs: unknown): void => {
    if (JSON.stringify(ours) !== JSON.stringify(theirs)) complaints.push(`${what}: ${JSON.stringify(ours)} by definition, ${JSON.stringify(theirs)} in TLC`);
  };
  same("verdict", "ok", run.verdict);
  same("distinct", graph.distinct, run.distinct);
  same("generated", graph.generated - (options.pluscal === true ? repeatedInitials(model) : 0), run.generated);
  same("depth", graph.depth, run.depth);
  if (options.counts) same("states where the properties are false", graph.falseIn, falseIn);
  if (complaints.length > 0 && run.verdict === "error") complaints.push(run.output.slice(0, 4000));
  return complaints;
}

/** How often an initial state is given again by another choice: a declaration of PlusCal counts it once. */
export function repeatedInitials(model: IrModel): number {
  const states = [...initialStates(model)].map((state) => JSON.stringify(state));
  return states.length - new Set(states).size;
}

/** What the translator would change in the PlusCal module; empty when nothing, or when there is no translator. */
export async function comparePcal(tlc: Tlc, model: IrModel): Promise<readonly string[]> {
  const { moduleName, module } = emitPlusCal(model, { generator: "test" });
  const translated = await runPcal(tlc, moduleName, module);
  if (translated === undefined || translated.text === module) return [];
  const [ours, theirs] = [module.split("\n"), translated.text.split("\n")];
  const line = ours.findIndex((text, i) => text !== theirs[i]);
  return [`pcal: line ${line + 1}: ours ${JSON.stringify(ours[line])}, theirs ${JSON.stringify(theirs[line])}\n${translated.output}`];
}

/** Counterexamples: TLC finds ones of the same length, and accepts ours step by step. */
export async function compareTraces(tlc: Tlc, model: IrModel): Promise<readonly string[]> {
  const result = exploreReference(model);
  const emitted = emitTla(model, { generator: "test" });
  const files = { [`${emitted.moduleName}.tla`]: emitted.module };
  const complaints: string[] = [];
  for (const { name, trace } of result.properties) {
    if (trace === undefined) continue;
    const identifier = [...emitted.propertyNames].find(([, property]) => property === name)?.[0];
    const cfg = emitCfg({ invariants: identifier === undefined ? [] : [identifier], deadlock: identifier === undefined });
    const run = await runTlc(tlc, { module: emitted.moduleName, files, cfg });
    const wanted = identifier === undefined ? "deadlock" : "invariant";
    if (run.verdict !== wanted || run.traceLength !== trace.states.length) {
      complaints.push(`${name}: a trace of ${trace.states.length} states by definition, ${run.verdict} after ${run.traceLength} in TLC`);
    }
    const replay = emitReplay(model, trace);
    const again = await runTlc(tlc, { module: replay.moduleName, files: { ...files, [`${replay.moduleName}.tla`]: replay.module }, cfg: replay.cfg });
    if (again.invariant !== "NotReplayed" || again.traceLength !== trace.states.length) {
      complaints.push(`${name}: TLC does not accept the trace: ${again.verdict}, ${again.traceLength} of ${trace.states.length} states\n${again.output.slice(0, 3000)}`);
    }
  }
  return complaints;
}
