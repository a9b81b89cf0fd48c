// SPDX-License-Identifier: Apache-2.0
// From what a search found to what may be said: the verdict of a check and whether each expectation is met.
// A verdict is `holds` only after an exhausted search; everything here is data, texts are made elsewhere.
import type { CheckResult, PropertyResult, PropertyStatus, StopReason } from "../check/result.ts";
import { diag } from "../diagnostics/catalog.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { IrModel, IrProperty } from "../ir/model.ts";
import type { LoweredCheck } from "../program/types.ts";
import { belongs, type CheckReport, type Expected, type PropertyReport, type SearchReport, type Verdict } from "./check-report.ts";
import { failureOf, misfitMessage } from "./failing-step.ts";
import { expectedOf, judgeExpectation } from "./expectation.ts";
import { verdictWarnings } from "./warnings.ts";

export interface JudgeOptions {
  /** Wall time of the search. */
  readonly millis?: number;
  /** A warning of the verdict counts as not as expected. */
  readonly strict?: boolean;
}

/** Nothing is decided of a check whose turn did not come. */
const NOT_SEARCHED: Pick<CheckResult, "properties" | "stop"> = { properties: [], stop: "interrupted" };

/** `result` is absent when there was no search: the check was rejected, or its turn did not come. */
export function judge(lowered: LoweredCheck, result: CheckResult | undefined, options: JudgeOptions = {}): CheckReport {
  if (result?.exhausted === true && result.distinct === 0) return judge(withoutInitialState(lowered), undefined, options);
  const errors = lowered.diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  const found = result ?? (errors.length === 0 ? NOT_SEARCHED : undefined);
  const properties = found === undefined || lowered.model === undefined ? [] : propertyReports(lowered, lowered.model, found);
  const expectations = lowered.expectations.map((item) => judgeExpectation(item, properties, errors));
  const warnings = (result === undefined ? [] : verdictWarnings(lowered, result, properties)).map((warning) =>
    options.strict === true ? { ...warning, severity: "error" as const } : warning);
  const verdict = overall(errors, properties, result);
  const outcomes = [...properties.map((property) => property.outcome), ...expectations.map((item) => item.outcome)];
  const unexpectedError = errors.length > 0 && !lowered.expectations.some((item) => item.status === "error");
  const refuted = unexpectedError || outcomes.includes("refuted") || (options.strict === true && warnings.length > 0);
  const open = outcomes.includes("open") || (result === undefined && errors.length === 0);
  return {
    file: lowered.span.file.path, check: lowered.name, ...(lowered.doc === undefined ? {} : { doc: lowered.doc }), claims: lowered.claims,
    verdict, expected: expectedVerdict(lowered), outcome: refuted ? "refuted" : open ? "open" : "met",
    properties, expectations, warnings, diagnostics: lowered.diagnostics, scope: lowered.scope,
    ...(result === undefined ? {} : { search: searchReport(result) }),
    ...(lowered.model === undefined ? {} : { model: lowered.model }),
    millis: options.millis ?? 0, span: lowered.span,
  };
}

/** An `init` that nothing satisfies is found by a search only. The check is rejected all the same: of no states everything holds. */
function withoutInitialState(lowered: LoweredCheck): LoweredCheck {
  return { ...lowered, diagnostics: [...lowered.diagnostics, diag("PTE513", { check: lowered.name }, lowered.span)] };
}

/** The property that decides the verdict: the first that is not as expected, else the first violated one. */
export function decisive(report: CheckReport): PropertyReport | undefined {
  return report.properties.find((property) => property.outcome === "refuted") ??
    report.properties.find((property) => property.outcome !== "waived" && property.status === "violated");
}

/**
 * Which properties end the search early: when a check expects violations (and witnesses) only, the search
 * may stop once all of them are found. Empty: search to the end. A group of several properties, of which
 * any may be the violated one, needs the whole search.
 */
export function stopProperties(lowered: LoweredCheck): readonly string[] {
  const names = lowered.model?.properties.map((property) => property.name) ?? [];
  const wanted: string[] = [];
  let violated = false;
  for (const item of lowered.expectations) {
    if (item.status === "hold" || item.status === "unreachable" || item.status === "error") return [];
    violated ||= item.status !== "reachable";
    if (item.status === "deadlock") wanted.push("deadlock");
    for (const name of item.names) {
      const members = names.filter((candidate) => belongs(candidate, name));
      if (members.length !== 1) return [];
      wanted.push(...members);
    }
  }
  return violated ? [...new Set(wanted)] : [];
}

/** What is news as soon as it is found: a violation, or a witness of what should be out of reach; not what is waived. */
export function surprises(lowered: LoweredCheck): readonly string[] {
  const unreachable = lowered.expectations.filter((item) => item.status === "unreachable").flatMap((item) => item.names);
  const waived = lowered.scope.waivers.map(({ property }) => property);
  const news = (lowered.model?.properties ?? []).filter(({ name, kind }) => kind === "invariant" || unreachable.some((one) => belongs(name, one)));
  return [...news.map(({ name }) => name), "deadlock"].filter((name) => !waived.some((one) => belongs(name, one)));
}

function expectedVerdict(lowered: LoweredCheck): CheckReport["expected"] {
  if (lowered.expectations.some((item) => item.status === "error")) return "error";
  return lowered.expectations.some((item) => item.status === "violated" || item.status === "deadlock") ? "violated" : "holds";
}

function propertyReports(lowered: LoweredCheck, model: IrModel, result: Pick<CheckResult, "properties" | "stop">): readonly PropertyReport[] {
  const found = new Map(result.properties.map((property) => [property.name, property]));
  const waivers = new Map(lowered.scope.waivers.map(({ property, reason }) => [property, reason]));
  const reports = model.properties.map((property) => report(property, found.get(property.name)));
  if (!model.checkDeadlock) return reports;
  const deadlock = {
    name: "deadlock", kind: "invariant" as const, origin: "deadlock" as const, doc: "somebody can take a step until all are done",
    message: "nobody can take a step, and somebody is not done",
  };
  return [...reports, report(deadlock, found.get("deadlock"))];

  function report(property: Pick<IrProperty, "name" | "kind" | "doc" | "message" | "step" | "steps" | "claims" | "span"> & Partial<Pick<IrProperty, "expr">> & Pick<PropertyReport, "origin">, answer: PropertyResult | undefined): PropertyReport {
    const { name, kind, origin, doc, expr } = property;
    const last = answer?.trace?.states.at(-1);
    const failing = expr !== undefined && last !== undefined && answer?.status === "violated" ? failureOf(model, { ...property, expr }, last) : undefined;
    const step = last !== undefined && answer?.status === "violated" ? failing?.step?.name : property.step;
    const message = failing === undefined || last === undefined ? property.message : misfitMessage(model, failing, last) ?? property.message;
    const span = failing?.claim?.fit?.span ?? property.span;
    const status = answer?.status ?? "undecided";
    const { expected, named } = expectedOf(name, kind, lowered.expectations);
    const waiver = [...waivers].find(([waived]) => belongs(name, waived))?.[1];
    return {
      name, kind, origin, status, expected, outcome: outcomeOf(status, expected, named, waiver, result.stop),
      vacuous: answer?.vacuous ?? false, doc, message,
      ...(waiver === undefined ? {} : { waiver }), ...(answer?.trace === undefined ? {} : { trace: answer.trace }), ...(answer?.shortest === undefined ? {} : { shortest: answer.shortest }), ...(answer?.untraced === undefined ? {} : { untraced: answer.untraced }), ...(step === undefined ? {} : { step }), ...(span === undefined ? {} : { span }),
    };
  }
}

function outcomeOf(status: PropertyStatus, expected: Expected, named: boolean, waiver: string | undefined, stop: StopReason): PropertyReport["outcome"] {
  if (waiver !== undefined) return "waived";
  if (expected === "either" || status === expected) return "met";
  if (status !== "undecided") return "refuted";
  return stop === "decided" && !named ? "skipped" : "open";
}

/** Waived properties do not count. A `reachable` that is expected to be unreachable counts as kept when unreached. */
function overall(errors: readonly Diagnostic[], properties: readonly PropertyReport[], result: CheckResult | undefined): Verdict {
  if (errors.length > 0) return "error";
  const counted = properties.filter((property) => property.outcome !== "waived");
  const kept = (property: PropertyReport): boolean =>
    property.status === (property.kind === "invariant" ? "holds" : property.expected === "unreached" ? "unreached" : "reached");
  if (counted.some((property) => property.status !== "undecided" && !kept(property))) return "violated";
  return result?.exhausted === true && counted.every(kept) ? "holds" : "inconclusive";
}

function searchReport({ stop, exhausted, distinct, generated, depth, queue, reductions, bytesPerState, levels, walked, other }: CheckResult): SearchReport {
  return {
    stop, exhausted, distinct, generated, depth, queue, bytesPerState, ...(reductions === undefined ? {} : { reductions }),
    ...(levels === undefined ? {} : { levels }), ...(walked === undefined ? {} : { walked }), ...(other === undefined ? {} : { other }),
  };
}
