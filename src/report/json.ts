// SPDX-License-Identifier: Apache-2.0
// Verdicts for programs. The shape is fixed by docs/check.schema.json; fields are added, never renamed.
import type { Trace } from "../check/result.ts";
import { diagnosticToJson, placeToJson, type DiagnosticJson, type PlaceJson } from "../diagnostics/to-json.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { IrModel } from "../ir/model.ts";
import type { Sort } from "../ir/sorts.ts";
import { valuesOf, type Value } from "../ir/values.ts";
import { unreachable } from "../base/unreachable.ts";
import type { CheckScope } from "../program/types.ts";
import { countsDistinct, countsGenerated, type CheckReport, type PropertyReport } from "./check-report.ts";
import { formatValue, parts } from "./values.ts";
import { decisive } from "./verdict.ts";

/** A record is an object, an array an object by index, a set a list, an enum value its name. */
export type ValueJson = boolean | number | string | readonly ValueJson[] | { readonly [name: string]: ValueJson };

export interface TraceJson {
  readonly states: readonly { readonly [variable: string]: ValueJson }[];
  readonly steps: readonly { readonly step: string; readonly params: { readonly [name: string]: ValueJson }; readonly process: string; readonly text: string; readonly calls: readonly string[]; readonly place: PlaceJson | null }[];
}

export interface PropertyJson {
  readonly name: string;
  readonly kind: PropertyReport["kind"];
  readonly origin: PropertyReport["origin"];
  readonly status: PropertyReport["status"];
  readonly expected: PropertyReport["expected"];
  readonly outcome: PropertyReport["outcome"];
  readonly vacuous: boolean;
  readonly waived: string | null;
  readonly doc: string;
  readonly message: string;
  readonly traceLength: number | null;
  readonly place: PlaceJson | null;
  readonly trace?: TraceJson;
  /** Given when nobody knows whether the trace is a shortest one. */
  readonly shortest?: false;
  /** Given when it is decided, but the search had to end before it had the trace. */
  readonly untraced?: true;
}

export interface CheckJson {
  readonly file: string;
  readonly check: string;
  readonly doc: string | null;
  readonly verdict: CheckReport["verdict"];
  readonly expected: CheckReport["expected"];
  /** Every expectation is met. */
  readonly asExpected: boolean;
  readonly outcome: CheckReport["outcome"];
  /** The property that decides the verdict, and the number of states of its trace. */
  readonly property: string | null;
  readonly distinct: number | null;
  readonly generated: number | null;
  readonly depth: number | null;
  readonly traceLength: number | null;
  readonly memoryModel: string;
  /** With reductions the numbers of states are not those of TLC. */
  readonly reductions: "none" | readonly { readonly name: string; readonly what: string }[];
  readonly exhausted: boolean;
  readonly stop: string | null;
  readonly queue: number | null;
  readonly millis: number;
  readonly claims: readonly string[];
  readonly properties: readonly PropertyJson[];
  readonly expectations: readonly { readonly text: string; readonly outcome: string; readonly because: string }[];
  readonly scope: CheckScope;
  readonly warnings: readonly DiagnosticJson[];
  readonly diagnostics: readonly DiagnosticJson[];
  readonly place: PlaceJson;
  /** Another search of the check, which came less far and was given up for this one, or this one for it. */
  readonly otherSearch?: { readonly stop: string; readonly distinct: number; readonly depth: number };
  /** Random walks were taken instead of a search. */
  readonly simulation?: { readonly seed: number; readonly walks: number; readonly steps: number; readonly distinctEstimate: number };
}

export interface ReportJson {
  readonly version: string;
  /** Who searched, when it was not ptespec itself. */
  readonly engine?: string;
  readonly checks: readonly CheckJson[];
  /** Of files that could not be read or analysed, and of the command line. */
  readonly diagnostics: readonly DiagnosticJson[];
  readonly exitCode: number;
}

export interface JsonOptions {
  readonly version: string;
  readonly traces: boolean;
  readonly engine?: string;
  readonly exitCode: number;
}

export function reportJson(reports: readonly CheckReport[], diagnostics: readonly Diagnostic[], options: JsonOptions): ReportJson {
  return {
    version: options.version, ...(options.engine === undefined ? {} : { engine: options.engine }), checks: reports.map((report) => checkJson(report, options.traces)),
    diagnostics: diagnostics.map(diagnosticToJson), exitCode: options.exitCode,
  };
}

function checkJson(report: CheckReport, traces: boolean): CheckJson {
  const first = decisive(report);
  const { search } = report;
  return {
    file: report.file, check: report.check, doc: report.doc ?? null, verdict: report.verdict, expected: report.expected,
    asExpected: report.outcome === "met", outcome: report.outcome, property: first?.name ?? null,
    distinct: search === undefined || search.walked !== undefined || !countsDistinct(search) ? null : search.distinct, generated: search === undefined || !countsGenerated(search) ? null : search.generated, depth: search?.depth ?? null,
    traceLength: first?.trace?.states.length ?? null, memoryModel: report.scope.memory, reductions: search?.reductions ?? "none",
    exhausted: search?.exhausted ?? false, stop: search?.stop ?? null, queue: search?.queue ?? null, millis: Math.round(report.millis), claims: report.claims,
    properties: report.properties.map((property) => propertyJson(property, traces ? report.model : undefined)),
    expectations: report.expectations.map(({ text, outcome, because }) => ({ text, outcome, because })),
    scope: report.scope, warnings: report.warnings.map(diagnosticToJson), diagnostics: report.diagnostics.map(diagnosticToJson),
    place: placeToJson(report.span),
    ...(search?.other === undefined ? {} : { otherSearch: { stop: search.other.stop, distinct: search.other.distinct, depth: search.other.depth } }),
    ...(search?.walked === undefined ? {} : { simulation: { ...search.walked, distinctEstimate: search.distinct } }),
  };
}

function propertyJson(property: PropertyReport, model: IrModel | undefined): PropertyJson {
  const { name, kind, origin, status, expected, outcome, vacuous, doc, message, trace } = property;
  return {
    name, kind, origin, status, expected, outcome, vacuous, waived: property.waiver ?? null, doc, message,
    traceLength: trace?.states.length ?? null, place: property.span === undefined ? null : placeToJson(property.span),
    ...(property.shortest === undefined ? {} : { shortest: property.shortest }), ...(property.untraced === undefined ? {} : { untraced: property.untraced }),
    ...(model === undefined || trace === undefined ? {} : { trace: traceJson(model, trace) }),
  };
}

/** The trace in terms of the model's variables and steps. */
export function traceJson(model: IrModel, trace: Trace): TraceJson {
  return {
    states: trace.states.map((state) => Object.fromEntries(model.vars.map((variable, i) => [variable.name, valueJson(variable.sort, state[i] ?? 0)]))),
    steps: trace.steps.map(({ step: name, params }) => {
      const step = model.steps.find((one) => one.name === name);
      return {
        step: name, params: Object.fromEntries((step?.params ?? []).map((param, i) => [param.name, valueJson(param.sort, params[i] ?? 0)])),
        process: step?.process ?? "", text: step?.text.text ?? "", calls: step?.text.calls ?? [], place: step?.span === undefined ? null : placeToJson(step.span),
      };
    }),
  };
}

export function valueJson(sort: Sort, value: Value): ValueJson {
  switch (sort.kind) {
    case "bool":
      return value === true;
    case "int":
      return Number(value);
    case "enum":
      return formatValue(sort, value);
    case "record":
      return Object.fromEntries(sort.fields.map((field, i) => [field.name, valueJson(field.sort, parts(value)[i] ?? 0)]));
    case "array":
      return Object.fromEntries([...valuesOf(sort.index)].map((index, i) => [formatValue(sort.index, index), valueJson(sort.elem, parts(value)[i] ?? 0)]));
    case "set":
      return parts(value).map((item) => valueJson(sort.elem, item));
    default:
      return unreachable(sort);
  }
}
