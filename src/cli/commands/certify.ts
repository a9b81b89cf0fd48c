// SPDX-License-Identifier: Apache-2.0
// `ptespec certify`: every check by every checker there is, compared number by number, and the result as a
// certificate that anybody can check again.
import { certificate, type Certificate, type CertifiedCheck, type Witness } from "../../certify/certificate.ts";
import { diag } from "../../diagnostics/catalog.ts";
import type { LoweredCheck } from "../../program/types.ts";
import { thousands } from "../../report/text.ts";
import { badValue, bytesOption, countOption, durationOption, type Args } from "../args.ts";
import type { Command } from "../command.ts";
import type { CliEnv } from "../env.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { hasErrors, loadSpecs, lowerSpecs } from "../inputs.ts";
import { report } from "../print.ts";
import { probeTlc, type TlcAccess } from "../certify/ask-tlc.ts";
import { certifyCheck, witnessKey, type CertifyContext } from "../certify/certify-check.ts";
import { fileSha256, specSha256 } from "../certify/hash.ts";
import { compactJson } from "../certify/json.ts";
import { inLanes } from "../certify/lanes.ts";
import { toolDiagnostic } from "../tlc/diagnose.ts";
import { VERSION } from "../version.ts";

const LIMITS: Certificate["limits"] = { maxStates: 1_000_000, graphStates: 5000, checkerStates: 5000 };
const TIMEOUT = 20 * 60_000;

export const certify: Command = {
  name: "certify", summary: "compare the built-in checker with TLC, TLC on PlusCal and tla-checker", usage: "FILE|DIR...", least: 1, most: Infinity,
  options: [
    { name: "out", short: "o", value: "FILE", help: "write the certificate there (docs/certificate.schema.json)" },
    { name: "json", help: "print the certificate" },
    { name: "check", value: "NAME", help: "only this check (may be given several times)" },
    { name: "reuse", value: "FILE", help: "take answers from this certificate where the question is the same" },
    { name: "max-states", value: "COUNT", help: "certify nothing with more states (default: 1M)" },
    { name: "graph-states", value: "COUNT", help: "compare whole state graphs up to this size (default: 5k)" },
    { name: "checker-states", value: "COUNT", help: "ask tla-checker up to this size (default: 5k)" },
    { name: "jobs", value: "COUNT", help: "checks at the same time (default: 2)" },
    { name: "jar", value: "FILE", help: "tla2tools.jar (default: as `ptespec tlc` finds it)" },
    { name: "java", value: "FILE", help: "Java 11 or later (default: JAVA_HOME, then the PATH)" },
    { name: "heap", value: "SIZE", help: "memory of each Java, e.g. 4G (default: Java's own)" },
    { name: "timeout", value: "TIME", help: "for each run of TLC (default: 20m)" },
  ],
  notes: [
    "Verdicts, lengths of traces, distinct and generated states, depth; of small models every state and every step.",
    "docs/certify.md says what is compared. Progress goes to standard error, disagreements to standard output.",
    "exit codes: 0 all agree, 1 somebody disagrees, 2 errors in a spec, 3 usage, 4 not decided (also: no Java, no TLC)",
  ],
  examples: [
    ["ptespec certify examples --out certificate.json", "all examples"],
    ["ptespec certify contpte.ptespec --check aside", "one check"],
    ["ptespec certify examples --reuse certificate.json --out certificate.json", "only what changed"],
  ],
  async run(args, env) {
    const limits = limitsOf(args);
    const { programs } = await loadSpecs(env, args.positionals);
    const { checks, diagnostics } = await lowerSpecs(env, args.positionals, args.values("check"), new Map());
    report(env, diagnostics);
    const wrong = checks.flatMap((one) => (one.expectations.some(({ status }) => status === "error") ? [] : one.diagnostics.filter(({ severity }) => severity === "error")));
    report(env, wrong);
    if (hasErrors([...diagnostics, ...wrong])) return EXIT.errors;
    const specs = new Map(programs.map(({ path, program }) => [path, specSha256(program.files)]));
    const known = knownAnswers(env, args);
    const made = await certifyAll(env, args, { checks, specs, known, limits });
    return publish(env, args, made);
  },
};

function limitsOf(args: Args): Certificate["limits"] {
  return {
    maxStates: countOption(args, "max-states") ?? LIMITS.maxStates, graphStates: countOption(args, "graph-states") ?? LIMITS.graphStates,
    checkerStates: countOption(args, "checker-states") ?? LIMITS.checkerStates,
  };
}

/** Answers, and what was not asked for a reason, of an earlier certificate; those that disagree are asked for again. */
function knownAnswers(env: CliEnv, args: Args): ReadonlyMap<string, Witness> {
  const path = args.value("reuse");
  const read = path === undefined ? undefined : env.files.readFile(path);
  if (path === undefined || read === undefined || "error" in read) return new Map();
  const old = parseCertificate(read.text);
  if (old === undefined) throw badValue("--reuse", path, "a certificate of ptespec");
  return new Map(old.checks.filter(({ disagreements }) => disagreements.length === 0).flatMap(({ file, check, witnesses }) => witnesses.filter(({ outcome }) => outcome.kind === "answer" || outcome.kind === "skipped").map((one) => [witnessKey(file, check, one), one] as const)));
}

function parseCertificate(text: string): Certificate | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const is = typeof value === "object" && value !== null && "format" in value && value.format === "ptespec certificate 1";
    return is ? value as Certificate & typeof value : undefined;
  } catch {
    return undefined;
  }
}

interface Work {
  readonly checks: readonly LoweredCheck[];
  readonly specs: ReadonlyMap<string, string>;
  readonly known: ReadonlyMap<string, Witness>;
  readonly limits: Certificate["limits"];
}

async function certifyAll(env: CliEnv, args: Args, { checks, specs, known, limits }: Work): Promise<Certificate> {
  const abort = new AbortController();
  const running = new Set<{ interrupt(): void }>();
  const stopListening = env.onInterrupt(() => {
    abort.abort();
    for (const one of running) one.interrupt();
  });
  const service = env.checker?.();
  if (service === undefined) env.terminal.err("tla-checker is not installed (`npm install tla-checker`); it is not asked\n");
  try {
    const { tlc, java } = await findTlc(env, args, abort.signal);
    let count = 0;
    const done = await inLanes(jobsOf(args), checks, async () => {
      const searches = env.searches();
      const thread = service?.start();
      const stop = { interrupt: () => { searches.interrupt(); void thread?.close(); } };
      running.add(stop);
      const context: CertifyContext = {
        env, searches, tlc, limits, known, interrupted: () => abort.signal.aborted, ...(service === undefined || thread === undefined ? {} : { checker: { thread, version: service.version } }),
      };
      return {
        run: async (lowered) => {
          const one = await certifyCheck(context, lowered, specs.get(lowered.span.file.path) ?? "");
          count += 1;
          env.terminal.err(`${`[${count}/${checks.length}]`.padEnd(9)} ${one.file} ${one.check}: ${shortly(one)}\n`);
          return one;
        },
        close: async () => {
          running.delete(stop);
          await Promise.all([searches.close(), thread?.close()]);
        },
      };
    });
    const tools = { tlc: "problem" in tlc ? null : tlc.version, tlcJarSha256: "problem" in tlc ? null : tlc.jarSha256 ?? null, javaMajor: "problem" in tlc ? null : java ?? null, tlaChecker: service?.version ?? null };
    return certificate({ ptespec: VERSION, tools, limits }, done);
  } finally {
    stopListening();
  }
}

function jobsOf(args: Args): number {
  const jobs = countOption(args, "jobs") ?? 2;
  if (jobs > 64) throw badValue("--jobs", args.value("jobs") ?? "", "a number up to 64");
  return jobs;
}

async function findTlc(env: CliEnv, args: Args, signal: AbortSignal): Promise<{ readonly tlc: TlcAccess | { readonly problem: string }; readonly java?: number }> {
  const [jar, java, heap] = [args.value("jar"), args.value("java"), bytesOption(args, "heap")];
  const missing = (problem: string): { tlc: { problem: string } } => ({ tlc: { problem } });
  if (env.tlc === undefined) return missing("no program can be started here");
  const found = await env.tlc.find({ ...(jar === undefined ? {} : { jar }), ...(java === undefined ? {} : { java }) });
  if ("problem" in found) {
    report(env, [toolDiagnostic(found.problem)]);
    // Without the places that were looked at: a certificate is about no machine.
    return missing(/java/u.test(found.problem.kind) ? "there is no Java for it" : "it is not there");
  }
  const { toolchain } = found;
  const access = {
    service: env.tlc, toolchain, timeoutMillis: durationOption(args, "timeout") ?? TIMEOUT, signal, ...(heap === undefined ? {} : { heap: `${Math.max(1, Math.ceil(heap / 1024))}k` }),
  };
  const probe = await probeTlc(access);
  if ("problem" in probe) {
    env.terminal.err(`TLC does not run: ${probe.problem}\n`);
    return missing(`TLC does not run: ${probe.problem}`);
  }
  const { javaMajor } = await import("../../node/tlc/java.ts");
  return { tlc: { ...access, version: probe.version, ...(toolchain.kind === "jar" ? { jarSha256: fileSha256(toolchain.jar) } : {}) }, ...(toolchain.kind === "jar" ? { java: javaMajor(toolchain.javaVersion) } : {}) };
}

/** One line of progress. */
function shortly({ builtIn, graph, witnesses, disagreements, open }: CertifiedCheck): string {
  if (disagreements.length > 0) return "DISAGREEMENT";
  if (open.length > 0) return "not decided";
  if (builtIn === undefined) return "rejected, as expected";
  const asked = witnesses.filter(({ outcome }) => outcome.kind === "answer").length;
  return `${asked} agree, ${thousands(builtIn.distinct)} states${graph === undefined ? "" : ", every one and every step compared"}`;
}

function publish(env: CliEnv, args: Args, made: Certificate): ExitCode {
  const text = `${compactJson(made)}\n`;
  const path = args.value("out");
  const reason = path === undefined ? undefined : env.files.write(path, text);
  if (path !== undefined && reason !== undefined) report(env, [diag("PTE010", { path, reason }, undefined)]);
  if (args.has("json")) env.terminal.out(text);
  else env.terminal.out(textOf(made));
  if (reason !== undefined) return EXIT.errors;
  const { disagreed, open } = made.summary;
  return disagreed > 0 ? EXIT.differs : open > 0 ? EXIT.inconclusive : EXIT.ok;
}

/** Disagreements first, then what is open (each reason once), then the count. */
function textOf({ checks, summary, tools }: Certificate): string {
  const wrong = checks.flatMap((one) => one.disagreements.map((text) => `${one.file} ${one.check}\n  ${text}`));
  const reasons = new Map<string, number>();
  for (const one of checks) for (const text of new Set(one.open)) reasons.set(text, (reasons.get(text) ?? 0) + 1);
  const open = [...reasons].map(([text, count]) => `not decided: ${text} (${count} ${count === 1 ? "check" : "checks"})`);
  const who = [tools.tlc === null ? "" : `TLC ${tools.tlc}`, tools.tlaChecker === null ? "" : `tla-checker ${tools.tlaChecker}`].filter((text) => text !== "").join(", ");
  return [...wrong, ...open, `${summary.checks} checks: ${summary.agreed} agree, ${summary.disagreed} disagree, ${summary.open} not decided; ptespec ${VERSION}${who === "" ? "" : `, ${who}`}`, ""].join("\n");
}
