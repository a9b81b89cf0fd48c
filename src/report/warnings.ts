// SPDX-License-Identifier: Apache-2.0
// What a verdict would pass over in silence: a property that never came to be tested, code that never ran,
// a waiver that never fired. Said only after an exhausted search, when "never" is known.
import type { CheckResult } from "../check/result.ts";
import { diag } from "../diagnostics/catalog.ts";
import { lineRef } from "../base/source.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { IrModel, IrStep } from "../ir/model.ts";
import type { LoweredCheck } from "../program/types.ts";
import { belongs, type CheckReport, type PropertyReport } from "./check-report.ts";

export function verdictWarnings(lowered: LoweredCheck, result: CheckResult, properties: readonly PropertyReport[]): readonly Diagnostic[] {
  if (!result.exhausted || lowered.model === undefined) return [];
  const check = lowered.name;
  const vacuous = properties.filter((property) => property.vacuous && property.status === "holds" && property.outcome !== "waived")
    .map((property) => diag("PTE701", { property: property.name, check }, property.span));
  const idle = result.stepCounts.size === 0 ? [] : neverTaken(lowered.model, result).map((step) => diag("PTE702", { step: `${step.process}: ${step.text.text}`, check }, step.span));
  const unused = lowered.scope.waivers
    .filter(({ property }) => !properties.some((one) => belongs(one.name, property) && (one.status === "violated" || one.status === "unreached")))
    .map(({ property }) => diag("PTE703", { property, check }, lowered.span));
  return [...vacuous, ...idle, ...unused];
}

/**
 * The warnings that `--strict` minds: of the files, of the checks and of their verdicts, each once however many checks have
 * it. A check that is rejected as expected has none.
 */
export function warningCount(reports: readonly CheckReport[], diagnostics: readonly Diagnostic[]): number {
  const own = reports.filter((report) => report.verdict !== "error" || report.outcome !== "met");
  const ofSpecs = [...diagnostics, ...own.flatMap((report) => report.diagnostics)].filter(({ severity }) => severity !== "error");
  const all = [...ofSpecs, ...own.flatMap((report) => report.warnings)];
  return new Set(all.map(({ code, message, primary }) => `${primary === undefined ? "" : `${lineRef(primary.span)}:${primary.span.start}`} ${code} ${message}`)).size;
}

/** Paths of the shipped library begin with this. */
const LIBRARY = "std/";

/**
 * The first step of each statement none of whose steps was ever taken. One statement has many steps when its
 * loop is unrolled or its accessor is called in several places; that some of them are idle says nothing. Code
 * of the shipped library is general on purpose: it counts as idle only when its whole process is.
 */
function neverTaken(model: IrModel, result: CheckResult): readonly IrStep[] {
  const first = new Map<string, IrStep>();
  const taken = new Set<string>();
  for (const step of model.steps) {
    if (step.name === "Terminating") continue;
    const key = `${step.process} ${placeOf(step)}`;
    if (!first.has(key)) first.set(key, step);
    if ((result.stepCounts.get(step.name) ?? 0) > 0) taken.add(key);
  }
  return [...first].filter(([key]) => !taken.has(key)).map(([, step]) => step);
}

function placeOf({ span, text }: IrStep): string {
  if (span === undefined) return text.text;
  return span.file.path.startsWith(LIBRARY) ? LIBRARY : `${span.file.path}:${span.start}`;
}
