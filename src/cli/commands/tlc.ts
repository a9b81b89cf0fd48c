// SPDX-License-Identifier: Apache-2.0
// `ptespec tlc`: the checks of the files, decided by TLC instead of ptespec's own search, and told in the same
// words. Where Java or TLC is missing or fails, nothing is decided and a diagnostic says why.
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { diag } from "../../diagnostics/catalog.ts";
import type { TlcToolchain } from "../../node/tlc/toolchain.ts";
import type { TlcProgress } from "../../tlc/counts.ts";
import type { LoweredCheck } from "../../program/types.ts";
import type { CheckReport } from "../../report/check-report.ts";
import { reportJson } from "../../report/json.ts";
import { countsText, summaryText } from "../../report/text.ts";
import { judge, stopProperties } from "../../report/verdict.ts";
import { warningCount } from "../../report/warnings.ts";
import { paramOptions, UsageError, type Args } from "../args.ts";
import type { Command } from "../command.ts";
import type { CliEnv, TlcService } from "../env.ts";
import { EXIT, exitOf, type ExitCode } from "../exit-codes.ts";
import { hasErrors, lowerSpecs } from "../inputs.ts";
import { report } from "../print.ts";
import { clearProgress, tlcProgressLine } from "../progress.ts";
import { readErrorDiagnostic } from "../../diagnostics/read-error.ts";
import { showSaved } from "../tlc/read.ts";
import { toolDiagnostic } from "../tlc/diagnose.ts";
import { tlcModel, type TlcModel } from "../tlc/job.ts";
import { searchDistributed, type Spread } from "../tlc/distributed.ts";
import { runOptions, spreadOption, TLC_OPTIONS, type RunOptions } from "../tlc/options.ts";
import { searchWithTlc, type TlcSearch } from "../tlc/search.ts";
import { VERSION } from "../version.ts";
import { printCheck } from "./check.ts";
import { isOurs, outputFolder } from "./emit.ts";

export const tlc: Command = {
  name: "tlc", summary: "decide every check with TLC, and tell it in the words of the spec", usage: "FILE|DIR...", least: 1, most: Infinity,
  options: TLC_OPTIONS,
  notes: [
    "Needs Java 11 or later and tla2tools.jar; nothing is downloaded. TLC is asked again without what it has found,",
    "until it has searched everything. `holds` means that its search was complete; docs/tlc.md says what that takes.",
    "exit codes: 0 every verdict as expected, 1 some differ, 2 errors, 3 usage, 4 not decided (also: no Java, no TLC)",
  ],
  examples: [
    ["ptespec tlc examples", "every check of every example"],
    ["ptespec tlc contpte.ptespec --check aside --jar ~/tla2tools.jar", "one check, with this TLC"],
    ["ptespec tlc contpte.ptespec --param N=8 --workers auto --heap 8G", "a large one"],
    ["ptespec tlc contpte.ptespec --distributed 4", "by a server and four workers (docs/distributed.md)"],
    ["ptespec tlc contpte.ptespec --check aside --read aside.out", "a saved trace, as ptespec draws it"],
  ],
  async run(args, env) {
    const options = runOptions(args);
    let told = "";
    const spread = spreadOption(args, (text) => {
      if (text !== told) env.terminal.err(text);
      told = text;
    });
    const { checks, diagnostics } = await lowerSpecs(env, args.positionals, args.values("check"), paramOptions(args));
    const json = args.has("json");
    if (!json) report(env, diagnostics);
    if (args.has("read")) return readSaved(env, args.value("read") ?? "", checks, hasErrors(diagnostics));
    const found = await findTools(env, args);
    if ("problem" in found) return finish(env, args, { reports: [], diagnostics: [...diagnostics, found.problem], rejected: false, openEnded: true }, json ? [] : [found.problem]);
    const { service, toolchain } = found;
    const done = await decideAll(env, service, checks, { toolchain, options, strict: args.has("strict"), keep: args.value("keep"), spread, tell: (one, own, hopeless) => {
      if (json) return;
      report(env, own);
      if (!hopeless) printCheck(env, one, args);
    } });
    return finish(env, args, { ...done, diagnostics: [...diagnostics, ...done.diagnostics] }, []);
  },
};

/** Shows a saved trace of the one check that was asked for. */
function readSaved(env: CliEnv, path: string, checks: readonly LoweredCheck[], errors: boolean): ExitCode {
  if (errors) return EXIT.errors;
  const [lowered] = checks;
  if (lowered === undefined || checks.length > 1) throw new UsageError(diag("PTE023", { command: "tlc --read", what: "one check, named with --check NAME" }, undefined));
  const file = env.files.readFile(path);
  if ("error" in file) {
    report(env, [readErrorDiagnostic(path, file.error)]);
    return EXIT.errors;
  }
  if (lowered.model === undefined || hasErrors(lowered.diagnostics)) {
    report(env, lowered.diagnostics);
    return EXIT.errors;
  }
  const saved = showSaved(env.tools, lowered, lowered.model, path, file.text);
  if ("problem" in saved) report(env, [saved.problem]);
  else env.terminal.out(saved.picture);
  return "problem" in saved ? EXIT.errors : EXIT.ok;
}

async function findTools(env: CliEnv, args: Args): Promise<{ readonly service: TlcService; readonly toolchain: TlcToolchain } | { readonly problem: Diagnostic }> {
  const [jar, java] = [args.value("jar"), args.value("java")];
  if (env.tlc === undefined) return { problem: diag("PTE610", { looked: "nothing: no program can be started here" }, undefined) };
  const found = await env.tlc.find({ ...(jar === undefined ? {} : { jar }), ...(java === undefined ? {} : { java }) });
  return "problem" in found ? { problem: toolDiagnostic(found.problem) } : { service: env.tlc, toolchain: found.toolchain };
}

interface Decided {
  readonly reports: readonly CheckReport[];
  readonly diagnostics: readonly Diagnostic[];
  /** TLC rejects something that ptespec gave it. */
  readonly rejected: boolean;
  /** Some check could not be asked. */
  readonly openEnded: boolean;
  readonly engine?: string;
}

interface DecideOptions {
  readonly toolchain: TlcToolchain;
  readonly options: RunOptions;
  readonly strict: boolean;
  readonly keep: string | undefined;
  /** For TLC's distributed mode. */
  readonly spread: Spread | undefined;
  readonly tell: (report: CheckReport, diagnostics: readonly Diagnostic[], hopeless: boolean) => void;
}

/** The checks in order. After an interrupt, or when no run can succeed, the remaining ones are not decided. */
async function decideAll(env: CliEnv, service: TlcService, checks: readonly LoweredCheck[], options: DecideOptions): Promise<Decided> {
  const abort = new AbortController();
  const stopListening = env.onInterrupt(() => abort.abort());
  const reports: CheckReport[] = [];
  const diagnostics: Diagnostic[] = [];
  let [rejected, hopeless] = [false, false];
  let engine: string | undefined;
  try {
    for (const lowered of checks) {
      const start = env.now();
      const search = abort.signal.aborted || hopeless ? undefined : await decideOne(env, service, lowered, options, abort.signal);
      const one = judge(lowered, search?.result, { millis: env.now() - start, strict: options.strict });
      const own = search?.diagnostics ?? [];
      reports.push(one);
      diagnostics.push(...own);
      rejected ||= search?.rejected ?? false;
      engine ??= search?.version;
      hopeless ||= search?.hopeless ?? false;
      if (search !== undefined || one.verdict === "error") options.tell(one, own, hopeless);
    }
  } finally {
    stopListening();
  }
  return { reports, diagnostics, rejected, openEnded: hopeless, ...(engine === undefined ? {} : { engine: `TLC ${engine}` }) };
}

/** Without a result when TLC could not even be started. */
type Asked = Omit<TlcSearch, "result"> & Partial<Pick<TlcSearch, "result">>;

async function decideOne(env: CliEnv, service: TlcService, lowered: LoweredCheck, { toolchain, options, keep, spread }: DecideOptions, signal: AbortSignal): Promise<Asked | undefined> {
  if (lowered.model === undefined || hasErrors(lowered.diagnostics)) return undefined;
  const model = tlcModel(env.tools, lowered.model, { vacuity: options.coverage, pluscal: options.pluscal });
  const folder = keep === undefined ? undefined : outputFolder(keep, lowered.span.file.path);
  if (folder !== undefined) refuseForeign(env, folder, model);
  const start = env.now();
  const watch = env.terminal.errIsTty;
  const common = {
    ...options, toolchain, signal, now: () => env.now(), stopWhenDecided: stopProperties(lowered),
    ...(watch ? { onProgress: (progress: TlcProgress, run: number) => env.terminal.err(tlcProgressLine(lowered.name, progress, run, env.now() - start, env.terminal.columns)) } : {}),
  };
  const { runDistributed } = service;
  try {
    return spread !== undefined && runDistributed !== undefined
      ? await searchDistributed({ runDistributed: (job) => runDistributed(job) }, model, lowered.name, { ...common, spread })
      : await searchWithTlc(service, model, lowered.name, { ...common, ...(folder === undefined ? {} : { keep: folder }) });
  } catch (error) {
    const unwritable = unwritableFile(error);
    if (unwritable === undefined) throw error;
    return { diagnostics: [unwritable], hopeless: true, rejected: true };
  } finally {
    if (watch) env.terminal.err(clearProgress());
  }
}

/** The system refused to write a file of the run: a full disk, a folder without permission. */
function unwritableFile(error: unknown): Diagnostic | undefined {
  if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return undefined;
  return diag("PTE010", { path: "path" in error ? String(error.path) : "a temporary file", reason: String(error.code) }, undefined, { help: "check the permissions and the free space there, or choose another place with `--keep` or TMPDIR." });
}

/** A file that ptespec did not write is not overwritten. */
function refuseForeign(env: CliEnv, folder: string, { moduleName }: TlcModel): void {
  for (const path of [`${folder}/${moduleName}.tla`, `${folder}/${moduleName}.cfg`]) {
    if (env.files.kind(path) !== "missing" && !isOurs(env, path)) throw new UsageError(diag("PTE601", { path }, undefined, { help: "move it away, or choose another folder with `--keep`." }));
  }
}

function finish(env: CliEnv, args: Args, { reports, diagnostics, rejected, openEnded, engine }: Decided, show: readonly Diagnostic[]): ExitCode {
  report(env, show);
  const specErrors = diagnostics.some(({ severity, code }) => severity === "error" && !/^PTE6[12]/.test(code));
  const minded = args.has("strict") ? warningCount(reports, diagnostics) : 0;
  const judged = exitOf(reports, specErrors || rejected, minded);
  const code = judged === EXIT.ok && openEnded ? EXIT.inconclusive : judged;
  if (args.has("json")) {
    const json = reportJson(reports, diagnostics, { version: VERSION, traces: args.has("traces"), exitCode: code, ...(engine === undefined ? {} : { engine }) });
    env.terminal.out(`${JSON.stringify(json, undefined, 2)}\n`);
  } else if (reports.length > 0 && !openEnded) {
    env.terminal.out(args.has("quiet") ? `${countsText(reports, minded)}\n` : summaryText(reports, { minded }));
    if (engine !== undefined && !args.has("quiet")) env.terminal.out(`searched by ${engine}\n`);
  }
  return code;
}
