// SPDX-License-Identifier: Apache-2.0
// The core of ptespec as a library: text in, verdicts, traces and TLA+ out. It reads no file, knows no clock and
// runs in a browser; the host that reads files is the caller's. `load` a file, `lowerChecks`, `explore` each
// model, `judge` what was found.
export { positionAt, type Position, type SourceFile, type Span } from "./base/source.ts";
export { InternalError } from "./base/unreachable.ts";
export { explore } from "./check/explore.ts";
export type { CheckResult, ExploreOptions, ExploreProgress, PropertyResult, State, StopReason, Trace, TraceStep } from "./check/result.ts";
export type { Diagnostic, LabelledSpan, Result, Severity } from "./diagnostics/diagnostic.ts";
export { renderDiagnostic, renderDiagnostics, type FrameOptions } from "./diagnostics/frame.ts";
export { diagnosticToJson, type DiagnosticJson } from "./diagnostics/to-json.ts";
export { emitPlusCal, type EmittedPlusCal } from "./emit/pluscal/module.ts";
export { emitTla, type EmitOptions, type EmittedTla } from "./emit/tla/module.ts";
export { formatSpec, type Formatted } from "./format/format.ts";
export type { IrModel, IrProperty, IrStep, IrVar } from "./ir/model.ts";
export { dumpAst } from "./parse/dump.ts";
export { parse } from "./parse/parse.ts";
export { loadProgram, lowerChecks } from "./load/load.ts";
export type { CheckScope, Expectation, LoweredCheck, LowerOptions, Program, ReadError, SourceHost } from "./program/types.ts";
export type { CheckReport, PropertyReport, Verdict } from "./report/check-report.ts";
export { cpuTable } from "./report/cpu-table.ts";
export { traceToItf } from "./report/itf.ts";
export { reportJson } from "./report/json.ts";
export { checkText, summaryText } from "./report/text.ts";
export { judge } from "./report/verdict.ts";
