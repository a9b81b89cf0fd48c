// SPDX-License-Identifier: Apache-2.0
// One check, by every checker there is: ptespec's own, TLC on the module and on the PlusCal module, tla-checker.
import { agreement } from "../../certify/agree.ts";
import type { Answer, Certificate, CertifiedCheck, Outcome, Witness } from "../../certify/certificate.ts";
import { stateGraph, type StateGraph } from "../../certify/graph.ts";
import { directLens, plusCalLens } from "../../certify/lens.ts";
import { tlcQuestions, type EmittedModule } from "../../certify/questions.ts";
import { initialStates } from "../../check/reference.ts";
import type { CheckResult } from "../../check/result.ts";
import type { IrModel } from "../../ir/model.ts";
import type { LoweredCheck } from "../../program/types.ts";
import type { CliEnv, Searches } from "../env.ts";
import { VERSION } from "../version.ts";
import { askChecker, type CheckerThread } from "./ask-checker.ts";
import { askTlc, type TlcAccess } from "./ask-tlc.ts";
import { sha256 } from "./hash.ts";

export interface CertifyContext {
  readonly env: CliEnv;
  readonly searches: Searches;
  /** Or why there is none. */
  readonly tlc: TlcAccess | { readonly problem: string };
  readonly checker?: { readonly thread: CheckerThread; readonly version: string };
  readonly limits: Certificate["limits"];
  /** Answers that may be used again. */
  readonly known: ReadonlyMap<string, Witness>;
  readonly interrupted: () => boolean;
}

/** Under what a witness of an earlier certificate is found again. */
export const witnessKey = (file: string, check: string, { tool, module, asked }: Pick<Witness, "tool" | "module" | "asked">): string => [file, check, tool, module, asked].join(" ");

/** @throws Error when files cannot be written. */
export async function certifyCheck(context: CertifyContext, lowered: LoweredCheck, specSha256: string): Promise<CertifiedCheck> {
  const head = { file: lowered.span.file.path, check: lowered.name, specSha256 };
  const { model } = lowered;
  if (model === undefined) return { ...head, witnesses: [], disagreements: [], open: [] };
  const open = (because: string): CertifiedCheck => ({ ...head, witnesses: [], disagreements: [], open: [because] });
  if (context.interrupted()) return open("interrupted");
  const { maxStates, graphStates } = context.limits;
  const result = await context.searches.run(model, { maxStates, maxBytes: context.env.memoryBytes });
  if (!result.exhausted) return open(`the built-in checker stopped: ${result.stop === "states" ? `more than ${maxStates} states` : result.stop}`);
  const builtIn = ownAnswer(model, result);
  const graph = result.distinct > graphStates ? undefined : stateGraph(model, graphStates);
  const witnesses = await askAll(context, head, model, builtIn, graph);
  return {
    ...head, builtIn, ...(graph === undefined ? {} : { graph: { states: graph.states.length, initial: graph.initial, edges: graph.edges.length } }),
    witnesses, ...agreement(builtIn, witnesses),
  };
}

function ownAnswer(model: IrModel, { distinct, generated, depth, properties }: CheckResult): Answer {
  const initial = [...initialStates(model)].length;
  return {
    distinct, generated, depth, initial,
    properties: properties.map(({ name, status, trace }) => ({ name, status, ...(trace === undefined ? {} : { trace: trace.states.length }) })),
  };
}

/** The direct module, the PlusCal module, and the direct module again by tla-checker. */
async function askAll(context: CertifyContext, head: Pick<CertifiedCheck, "file" | "check">, model: IrModel, ours: Answer, graph: StateGraph | undefined): Promise<readonly Witness[]> {
  const generator = `ptespec ${VERSION}`;
  const direct: EmittedModule = { kind: "direct", ...context.env.tools.emit(model, { generator }) };
  const pcal = context.env.tools.emitPlusCal(model, { generator });
  const pluscal: EmittedModule = { kind: "pluscal", ...pcal };
  const byTlc = (emitted: EmittedModule): Promise<Witness> => {
    const questions = tlcQuestions(model, emitted, ours);
    const lens = emitted.kind === "direct" ? () => directLens(model) : (withPc: boolean) => plusCalLens(model, pcal, withPc);
    const { tlc } = context;
    const asked = { tool: "problem" in tlc ? "" : tlc.jarSha256 ?? tlc.version, questions, ours, graph };
    return witness(context, head, { tool: "tlc", emitted, asked }, async () => {
      if ("problem" in tlc) return { kind: "open", because: tlc.problem };
      return askTlc(tlc, { model, emitted, questions, ours, ...(graph === undefined ? {} : { graph: { own: graph, lens } }) });
    });
  };
  const { checker, limits } = context;
  const byChecker = witness(context, head, { tool: "tla-checker", emitted: direct, asked: { tool: checker?.version ?? "", ours, limit: limits.checkerStates } }, async () => {
    if (ours.distinct > limits.checkerStates) return { kind: "skipped", because: `more than ${limits.checkerStates} states` };
    return checker === undefined ? { kind: "skipped", because: "not installed" } : askChecker(checker.thread, model, direct, ours);
  });
  return [await byTlc(direct), await byTlc(pluscal), await byChecker];
}

interface Question { readonly tool: Witness["tool"]; readonly emitted: EmittedModule; readonly asked: unknown }

/** An answer that was given before to the same question is taken again; an interrupted one says nothing. */
async function witness({ known, interrupted }: CertifyContext, { file, check }: Pick<CertifiedCheck, "file" | "check">, { tool, emitted, asked }: Question, ask: () => Promise<Outcome>): Promise<Witness> {
  const { kind, module, cfg } = emitted;
  const head = { tool, module: kind, moduleSha256: sha256(module), cfgSha256: sha256(cfg), asked: sha256(JSON.stringify([tool, kind, module, cfg, asked])) };
  const old = known.get(witnessKey(file, check, head));
  if (old !== undefined) return old;
  return { ...head, outcome: interrupted() ? { kind: "open", because: "interrupted" } : await ask() };
}
