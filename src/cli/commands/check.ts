// SPDX-License-Identifier: Apache-2.0
// `ptespec check`: every check of the files is searched and judged; verdicts go to standard output, and the
// trace of what is not as expected with them. Ctrl-C ends with what was found so far.
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { renderDiagnostic } from "../../diagnostics/frame.ts";
import { diag } from "../../diagnostics/catalog.ts";
import type { LoweredCheck } from "../../program/types.ts";
import type { CheckReport } from "../../report/check-report.ts";
import { REDUCE_AFTER, REDUCTIONS } from "../../reduce/reduce.ts";
import { checkOutput } from "../../report/check-output.ts";
import { traceToItf } from "../../report/itf.ts";
import { reportJson } from "../../report/json.ts";
import { countsText, summaryText } from "../../report/text.ts";
import { decisive, judge, stopProperties, surprises } from "../../report/verdict.ts";
import { warningCount } from "../../report/warnings.ts";
import { choiceOption, countOption, paramOptions, UsageError, type Args } from "../args.ts";
import { finished, forgetCheckpoints, noteListener, placeOf, refusal, unwritableCheckpoints } from "../checkpoints.ts";
import type { Command } from "../command.ts";
import type { CliEnv, Searches, SearchOptions, SearchWatcher } from "../env.ts";
import { EXIT, exitOf, type ExitCode } from "../exit-codes.ts";
import { hasErrors, lowerSpecs } from "../inputs.ts";
import { clearProgress, progressLine } from "../progress.ts";
import { report } from "../print.ts";
import { SEARCH_OPTIONS, searchOptions, type ChosenSearch } from "../search-options.ts";
import { VERSION } from "../version.ts";

export const check: Command = {
  name: "check", summary: "decide every check; print the shortest trace of what is not as expected", usage: "FILE|DIR...", least: 1, most: Infinity,
  options: [
    { name: "check", value: "NAME", help: "only this check (may be given several times)" },
    { name: "param", value: "N=4", help: "the size of a param or domain, instead of the spec's" },
    { name: "json", help: "one JSON document (docs/check.schema.json); the same as --format json" },
    { name: "format", value: "text|json|itf", help: "itf: the trace of the one property that is violated or reached" },
    { name: "traces", help: "traces of expected violations and of witnesses too" },
    { name: "no-traces", help: "no traces" },
    { name: "strict", help: "warnings (of the spec; vacuity, idle steps, unused waivers) count as differences" },
    { name: "quiet", short: "q", help: "print only what is not as expected, and the count" },
    { name: "summary", help: "print only what is not as expected, and the table" },
    ...SEARCH_OPTIONS,
    { name: "no-reductions", help: "search all states of the model, however many: TLC's numbers" },
    ...REDUCTIONS.map((name) => ({ name: `no-${name}`, help: `search without the reduction ${name}` })),
    { name: "reduce-after", value: "COUNT", help: "use reductions when there are more states than this (default 50k)" },
  ],
  notes: [
    "A directory stands for the .ptespec files below it. A verdict is `holds` only when every reachable state was searched.",
    "exit codes: 0 every verdict as expected, 1 some differ, 2 errors in a spec, 3 usage, 4 not decided",
  ],
  examples: [
    ["ptespec check examples", "every check of every example"],
    ["ptespec check contpte.ptespec --check aside --traces", "one check, with its trace"],
    ["ptespec check contpte.ptespec --param N=4", "with larger blocks"],
    ["ptespec check specs --json > verdicts.json", "for CI"],
    ["ptespec check big.ptespec --memory 8G --checkpoint saved", "a long search, which the same command resumes"],
    ["ptespec check big.ptespec --simulate --timeout 1m", "what is too big to search"],
  ],
  async run(args, env) {
    const format = outputFormat(args);
    const chosen = withReductions(searchOptions(args, env), args);
    const unwritable = unwritableCheckpoints(env, chosen);
    if (unwritable !== undefined) {
      report(env, [unwritable]);
      return EXIT.errors;
    }
    const { checks, diagnostics } = await lowerSpecs(env, args.positionals, args.values("check"), paramOptions(args));
    if (format === "text") report(env, diagnostics);
    const told = new Set<string>();
    const reports = await searchAll(env, checks, chosen, args.has("strict"), (one) => {
      if (format === "text") printCheck(env, { ...one, diagnostics: one.diagnostics.filter((each) => isNew(each, told)) }, args);
    });
    const minded = args.has("strict") ? warningCount(reports, diagnostics) : 0;
    const code = exitOf(reports, hasErrors(diagnostics), minded);
    if (format === "json") printJson(env, reports, diagnostics, args, code);
    if (format === "itf") printItf(env, reports, diagnostics);
    if (format === "text" && reports.length > 0) env.terminal.out(args.has("quiet") ? `${countsText(reports, minded)}\n` : summaryText(reports, { minded }));
    return code;
  },
};

type Format = "text" | "json" | "itf";

function outputFormat(args: Args): Format {
  const format = choiceOption(args, "format", ["text", "json", "itf"]);
  if (args.has("json") && format !== undefined && format !== "json") throw new UsageError(diag("PTE029", { option: "--json", other: `--format ${format}` }, undefined));
  if (args.has("traces") && args.has("no-traces")) throw new UsageError(diag("PTE029", { option: "--traces", other: "--no-traces" }, undefined));
  return args.has("json") ? "json" : format ?? "text";
}

/** Reductions are for searches that see every state. */
function withReductions(chosen: ChosenSearch, args: Args): ChosenSearch {
  const { strategy, maxDepth } = chosen.options;
  return strategy !== undefined || maxDepth !== undefined ? chosen : { ...chosen, options: { ...chosen.options, ...reductionOptions(args) } };
}

function reductionOptions(args: Args): Pick<SearchOptions, "reductions" | "reduceAfter"> {
  const reductions = args.has("no-reductions") ? [] : REDUCTIONS.filter((name) => !args.has(`no-${name}`));
  return reductions.length === 0 ? {} : { reductions, reduceAfter: countOption(args, "reduce-after") ?? REDUCE_AFTER };
}

/** Searches the checks in order. After an interrupt the remaining ones are reported as not decided. */
export async function searchAll(
  env: CliEnv, checks: readonly LoweredCheck[], chosen: ChosenSearch, strict: boolean, done: (report: CheckReport) => void,
): Promise<readonly CheckReport[]> {
  const searches = env.searches();
  let interrupted = false;
  const stopListening = env.onInterrupt(() => {
    interrupted = true;
    searches.interrupt();
  });
  const reports: CheckReport[] = [];
  try {
    for (const lowered of checks) {
      await env.breathe?.();
      const one = interrupted ? judge(lowered, undefined) : await searchOne(env, searches, lowered, chosen, strict);
      reports.push(one);
      if (!interrupted || one.search !== undefined) done(one);
    }
    if (reports.every(finished)) forgetCheckpoints(searches, checks, chosen);
  } finally {
    stopListening();
    await searches.close();
  }
  return reports;
}

async function searchOne(env: CliEnv, searches: Searches, lowered: LoweredCheck, chosen: ChosenSearch, strict: boolean): Promise<CheckReport> {
  if (lowered.model === undefined || hasErrors(lowered.diagnostics)) return judge(lowered, undefined, { strict });
  const start = env.now();
  const stopWhenDecided = stopProperties(lowered);
  const keep = placeOf(lowered, chosen);
  const options: SearchOptions = {
    ...chosen.options, ...(stopWhenDecided.length === 0 ? {} : { stopWhenDecided }),
    ...(chosen.first ? { stopWhenAny: surprises(lowered) } : {}), ...(keep === undefined ? {} : { keep }),
  };
  const watcher: SearchWatcher = {
    ...(env.terminal.errIsTty ? { progress: (progress) => env.terminal.err(progressLine(lowered.name, progress, env.now() - start, env.terminal.columns)) } : {}),
    ...(keep === undefined ? {} : { checkpoint: noteListener(env, lowered, keep) }),
  };
  try {
    const result = await searches.run(lowered.model, options, watcher);
    return judge(lowered, result, { millis: env.now() - start, strict });
  } catch (error) {
    return judge({ ...lowered, diagnostics: [...lowered.diagnostics, refusal(error, keep)] }, undefined, { strict });
  } finally {
    if (watcher.progress !== undefined) env.terminal.err(clearProgress());
  }
}

/** What stands in the way of several checks, a size that was given say, is told with the first. */
function isNew(diagnostic: Diagnostic, told: Set<string>): boolean {
  const text = renderDiagnostic(diagnostic);
  return !told.has(text) && told.add(text).has(text);
}

/** Prints what a check comes to, with the traces that were asked for. */
export function printCheck(env: CliEnv, one: CheckReport, args: Args): void {
  const expectedErrors = one.verdict === "error" && one.expected === "error" && one.outcome === "met";
  report(env, expectedErrors && !args.has("traces") ? [] : one.diagnostics);
  if (one.outcome === "met" && (args.has("summary") || (args.has("quiet") && one.warnings.length === 0))) return;
  env.terminal.out(checkOutput(one, args.has("no-traces") ? "none" : args.has("traces") ? "all" : "unexpected"));
}

function printJson(env: CliEnv, reports: readonly CheckReport[], diagnostics: readonly Diagnostic[], args: Args, exitCode: ExitCode): void {
  const json = reportJson(reports, diagnostics, { version: VERSION, traces: args.has("traces"), exitCode });
  env.terminal.out(`${JSON.stringify(json, undefined, 2)}\n`);
}

function printItf(env: CliEnv, reports: readonly CheckReport[], diagnostics: readonly Diagnostic[]): void {
  report(env, diagnostics);
  const traced = reports.flatMap((one) => {
    const property = decisive(one) ?? one.properties.find((other) => other.trace !== undefined);
    return one.model === undefined || property?.trace === undefined ? [] : [{ model: one.model, trace: property.trace, name: `${one.check}: ${property.name}` }];
  });
  const [only] = traced;
  if (only === undefined || traced.length > 1) throw new UsageError(diag("PTE028", { count: traced.length }, undefined));
  env.terminal.out(`${JSON.stringify(traceToItf(only.model, only.trace, only.name), undefined, 2)}\n`);
}
