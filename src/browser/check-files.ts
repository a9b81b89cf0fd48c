// SPDX-License-Identifier: Apache-2.0
// What `ptespec check` does, for texts in memory: load, lower, search, judge, print. It computes without a break; the
// worker calls it and so may anything else that can wait.
import { explore } from "../check/explore.ts";
import type { ExploreOptions, ExploreProgress } from "../check/result.ts";
import { diag } from "../diagnostics/catalog.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { renderDiagnostics } from "../diagnostics/frame.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import { loadProgram, lowerChecks } from "../load/load.ts";
import { withoutUnused } from "../load/meant.ts";
import { checkNames, paramNames } from "../load/names.ts";
import type { LoweredCheck, Program } from "../program/types.ts";
import { REDUCE_AFTER, REDUCTIONS } from "../reduce/reduce.ts";
import { checkOutput } from "../report/check-output.ts";
import type { CheckReport } from "../report/check-report.ts";
import { EXIT, exitOf, type ExitCode } from "../report/exit-codes.ts";
import { reportJson } from "../report/json.ts";
import { summaryText } from "../report/text.ts";
import { judge, stopProperties } from "../report/verdict.ts";
import { warningCount } from "../report/warnings.ts";
import { VERSION } from "../report/version.ts";
import { memoryFiles } from "./files.ts";
import type { CheckAnswer, CheckedOne, CheckRequest } from "./protocol.ts";

/** Memory for one search when the request does not say: half of what WebAssembly can have. */
const MOST_BYTES = 2 ** 31;

export interface CheckWatcher {
  /** Milliseconds of any clock. */
  readonly now: () => number;
  /** Often; `millis` since the search of this check began. */
  progress(check: string, progress: ExploreProgress, millis: number): void;
  checked(one: CheckedOne): void;
  /** Asked often. After true, what is not decided stays so. */
  stopped(): boolean;
}

/** `library`: texts of the shipped library by import name. @throws InternalError on a mistake in ptespec. */
export function checkFiles(request: CheckRequest, library: Readonly<Record<string, string>>, watcher: CheckWatcher): CheckAnswer {
  const { value: program, diagnostics } = loadProgram(memoryFiles(request.files, library), request.path);
  const failed = hasErrors(diagnostics);
  const unknown = failed ? undefined : unknownName(program, request);
  if (unknown !== undefined) return answer([], [...diagnostics, unknown], request, [], EXIT.usage);
  const checks = failed ? [] : lowered(program, request);
  const told = withoutUnused(diagnostics, checks);
  const found = !failed && checkNames(program).length === 0 ? [...told, diag("PTE007", { path: request.path }, undefined)] : told;
  const outputs: string[] = [];
  const reports = checks.map((check) => {
    const report = checkOne(check, request, watcher);
    const output = checkOutput(report, request.traces);
    outputs.push(output);
    watcher.checked({ check: check.name, output });
    return report;
  });
  const minded = request.strict === true ? warningCount(reports, found) : 0;
  return answer(reports, found, request, outputs, exitOf(reports, hasErrors(found), minded), minded);
}

function lowered(program: Program, { checks = [], params = {} }: CheckRequest): readonly LoweredCheck[] {
  return lowerChecks(program, { ...(checks.length === 0 ? {} : { only: checks }), params: new Map(Object.entries(params)) });
}

/** The first name of the request that the file does not have. */
function unknownName(program: Program, { checks = [], params = {} }: CheckRequest): Diagnostic | undefined {
  const find = (code: "PTE026" | "PTE027", wanted: readonly string[], known: readonly string[]): Diagnostic | undefined => {
    const name = wanted.find((one) => !known.includes(one));
    if (name === undefined) return undefined;
    const near = didYouMean(name, known);
    return diag(code, { name }, undefined, near === undefined ? {} : { help: near });
  };
  return find("PTE026", checks, checkNames(program)) ?? find("PTE027", Object.keys(params), paramNames(program));
}

function checkOne(check: LoweredCheck, request: CheckRequest, watcher: CheckWatcher): CheckReport {
  const strict = request.strict === true;
  if (check.model === undefined || hasErrors(check.diagnostics) || watcher.stopped()) return judge(check, undefined, { strict });
  const start = watcher.now();
  const result = explore(check.model, { ...searchOptions(check, request), now: watcher.now, onProgress: (progress) => {
    watcher.progress(check.name, progress, watcher.now() - start);
    return !watcher.stopped();
  } });
  return judge(check, result, { millis: watcher.now() - start, strict });
}

function searchOptions(check: LoweredCheck, request: CheckRequest): ExploreOptions {
  const { reductions = true, reduceAfter = REDUCE_AFTER, maxStates, maxBytes = MOST_BYTES, maxMillis } = request;
  const stopWhenDecided = stopProperties(check);
  return {
    maxBytes, ...(maxStates === undefined ? {} : { maxStates }), ...(maxMillis === undefined ? {} : { maxMillis }),
    ...(stopWhenDecided.length === 0 ? {} : { stopWhenDecided }), ...(reductions ? { reductions: REDUCTIONS, reduceAfter } : {}),
  };
}

function answer(
  reports: readonly CheckReport[], diagnostics: readonly Diagnostic[], { traces }: CheckRequest, outputs: readonly string[], exitCode: ExitCode, minded = 0,
): CheckAnswer {
  const expected = (one: CheckReport): boolean => one.verdict === "error" && one.expected === "error" && one.outcome === "met";
  const own = reports.flatMap((one) => (expected(one) && traces !== "all" ? [] : one.diagnostics));
  return {
    output: reports.length === 0 ? "" : [...outputs, summaryText(reports, { minded })].join(""),
    messages: renderDiagnostics([...diagnostics, ...own]),
    report: reportJson(reports, diagnostics, { version: VERSION, traces: traces !== "none", exitCode }),
  };
}

const hasErrors = (diagnostics: readonly Diagnostic[]): boolean => diagnostics.some((one) => one.severity === "error");
