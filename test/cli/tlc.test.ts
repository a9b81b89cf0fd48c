// SPDX-License-Identifier: Apache-2.0
// `ptespec tlc` with a TLC in a test tube: the same words as `ptespec check`, a diagnostic for every way in which Java
// and TLC fail, and never a verdict that TLC's output does not carry.
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { explore } from "../../src/check/explore.ts";
import { emitTla } from "../../src/emit/tla/module.ts";
import type { TlcJob, TlcRun } from "../../src/node/tlc/run.ts";
import type { TlcService } from "../../src/node/services.ts";
import type { ToolProblem } from "../../src/node/tlc/toolchain.ts";
import { traceToItf } from "../../src/report/itf.ts";
import { raceModel } from "../report/race.ts";
import { texts } from "../tlc-output/recorded.ts";
import { answer, message, played, tlcLog } from "../support/tlc-log.ts";
import { cli, type Ran } from "./support.ts";

const torn = { ...raceModel({ recheck: false, walkers: 1 }), name: "a" };
const good = { ...raceModel({ recheck: true, walkers: 1 }), name: "g" };
const modelOf = (job: TlcJob) => (job.module === "g" ? { ...good, properties: good.properties.slice(1) } : torn);

const toolchain = { kind: "jar", java: "java", javaVersion: "17", jar: "tla2tools.jar", found: "--jar" } as const;
const service = (run: (job: TlcJob) => TlcRun): TlcService & { readonly jobs: TlcJob[] } => {
  const jobs: TlcJob[] = [];
  return { jobs, find: () => Promise.resolve({ toolchain }), run: (job) => {
    jobs.push(job);
    return Promise.resolve(run(job));
  } };
};
const honest = () => service((job) => answer(modelOf(job), job));
const FILES = { "a.ptespec": "check a torn expect violated pinned_is_mapped\ncheck g good\n" };
const tlc = (argv: string, tool: TlcService = honest(), files: Parameters<typeof cli>[1] = FILES): Promise<Ran> => cli(`tlc ${argv}`, files, { tlc: tool });

describe("what TLC finds", () => {
  it("is told as `ptespec check` tells it", async () => {
    const ours = await cli("check a.ptespec --traces", FILES);
    const theirs = await tlc("a.ptespec --traces");
    const lines = (text: string): readonly string[] => text.split("\n").filter((line) => !/states|\bgenerated\b|not yet expanded|torn|^searched by|^ +violation/u.test(line));
    expect(lines(theirs.out).filter((line) => !/^ {3,}a |^ {3,}g /u.test(line))).toEqual(lines(ours.out).filter((line) => !/^ {3,}a |^ {3,}g /u.test(line)));
    expect(theirs.out).toContain("searched by TLC 2.19 of 08 August 2024\n");
    expect(theirs).toMatchObject({ code: EXIT.ok, err: "" });
  });

  it("is asked for until everything is known", async () => {
    const tool = honest();
    const { code, out } = await tlc("a.ptespec", tool, { "a.ptespec": "check a torn\n" });
    const asked = tool.jobs.map(({ cfg }) => cfg.split("\n").slice(2).join(" ").replace(/\s+/gu, " ").trim());
    expect(asked).toEqual([
      "INVARIANTS TypeOK pinned_is_mapped Never_saw_b CHECK_DEADLOCK TRUE", "INVARIANTS TypeOK pinned_is_mapped CHECK_DEADLOCK TRUE", "INVARIANTS TypeOK CHECK_DEADLOCK TRUE",
    ]);
    expect(code).toBe(EXIT.differs);
    expect(out).toMatch(/promise not kept {2}pinned_is_mapped {2}\(6 steps; expected holds\)/u);
    expect(out).toMatch(/reached +saw_b/u);
    expect(out).toContain("search exhausted");
  });

  it("ends where the expectation is met", async () => {
    const tool = honest();
    const { out } = await tlc("a.ptespec --check a", tool);
    expect(tool.jobs.map(({ cfg }) => cfg.includes("pinned_is_mapped"))).toEqual([true, true]);
    expect(out).toContain("stopped at the expected");
  });

  it("is JSON by the schema of check", async () => {
    const validate = new Ajv({ strict: false }).compile(JSON.parse(readFileSync("docs/check.schema.json", "utf8")));
    const { out } = await tlc("a.ptespec --json --traces");
    const json = JSON.parse(out);
    expect(validate(json), JSON.stringify(validate.errors)).toBe(true);
    expect(json).toMatchObject({ engine: "TLC 2.19 of 08 August 2024", exitCode: 0, checks: [{ check: "a", verdict: "violated", property: "pinned_is_mapped" }, { check: "g", verdict: "holds", exhausted: true }] });
  });
});

describe("a run without an answer", () => {
  const play = (name: string, end: Parameters<typeof played>[2]) => service((job) => played(job, texts(name).stdout, { stderr: texts(name).stderr, ...end }));

  it.each<[string, Parameters<typeof played>[2], number, string]>([
    ["oom_bfs", { exitCode: 1 }, EXIT.inconclusive, "PTE618"],
    ["oom_next", { exitCode: 255 }, EXIT.inconclusive, "PTE618"],
    ["interrupted_sigkill", { signal: "SIGKILL" }, EXIT.inconclusive, "PTE617"],
    ["interrupted_sigterm", { exitCode: 143, because: "timeout" }, EXIT.inconclusive, "PTE619"],
    ["timeboxed", { exitCode: 0 }, EXIT.inconclusive, "PTE623"],
    ["java_no_jar", { exitCode: 1 }, EXIT.inconclusive, "PTE615"],
    ["java_bad_heap", { exitCode: 1 }, EXIT.inconclusive, "PTE616"],
    ["success_plain", { exitCode: 0 }, EXIT.inconclusive, "PTE623"],
    ["success", { exitCode: 1 }, EXIT.inconclusive, "PTE623"],
    ["liveness_lasso", { exitCode: 13 }, EXIT.inconclusive, "PTE623"],
    ["semantic_error", { exitCode: 150 }, EXIT.errors, "PTE620"],
    ["missing_module", { exitCode: 150 }, EXIT.errors, "PTE620"],
    ["missing_invariant", { exitCode: 151 }, EXIT.errors, "PTE621"],
    ["v1.7.4/note_option", { exitCode: 1 }, EXIT.errors, "PTE621"],
    ["eval_error", { exitCode: 75 }, EXIT.errors, "PTE622"],
    ["overflow", { exitCode: 75 }, EXIT.inconclusive, "PTE627"],
    ["number_too_big", { exitCode: 255 }, EXIT.inconclusive, "PTE627"],
    // Violations of something that nobody asked about.
    ["invariant", { exitCode: 12 }, EXIT.errors, "PTE624"],
    ["invariant_continue", { exitCode: 0 }, EXIT.errors, "PTE624"],
    ["deadlock", { exitCode: 11 }, EXIT.errors, "PTE624"],
  ])("%s %o: exit %i, %s", async (name, end, exit, code) => {
    const { code: found, err, out } = await tlc("a.ptespec --check g --timeout 3s", play(name, end));
    expect(err).toContain(`[${code}]`);
    expect(found).toBe(exit);
    expect(out).not.toMatch(/^(?!.*inconclusive).*: holds/mu);
  });

  it("keeps the violations that were found before", async () => {
    let runs = 0;
    const tool = service((job) => {
      runs += 1;
      return runs === 1 ? answer(modelOf(job), job) : played(job, "", { exitCode: 1, stderr: "java.lang.OutOfMemoryError: Java heap space" });
    });
    const { code, out, err } = await tlc("a.ptespec", tool, { "a.ptespec": "check a torn\n" });
    expect(out).toMatch(/reached +saw_b/u);
    expect(out).toMatch(/not decided +pinned_is_mapped/u);
    expect([code, err.includes("PTE618")]).toEqual([EXIT.inconclusive, true]);
  });

  it("is no reason to try the next check when no run can succeed", async () => {
    const tool = play("java_no_jar", { exitCode: 1 });
    const { err } = await tlc("a.ptespec", tool);
    expect(tool.jobs).toHaveLength(1);
    expect(err.match(/PTE615/gu)).toHaveLength(1);
  });

  it.each<[ToolProblem, string, RegExp]>([
    [{ kind: "no-java", looked: ["PATH"] }, "PTE610", /install Java 11/u],
    [{ kind: "bad-java", java: "/j", said: "no" }, "PTE611", /--java/u],
    [{ kind: "old-java", java: "/j", version: "1.8.0_392" }, "PTE612", /Java 1\.8\.0_392; TLC needs 11/u],
    [{ kind: "no-jar", looked: ["--jar"] }, "PTE613", /--jar FILE/u],
    [{ kind: "jar-missing", jar: "x.jar", from: "--jar" }, "PTE614", /--jar names `x\.jar`/u],
  ])("%o", async (problem, code, help) => {
    const ran = await tlc("a.ptespec", { ...honest(), find: () => Promise.resolve({ problem }) });
    expect(ran).toMatchObject({ code: EXIT.inconclusive, out: "" });
    expect(ran.err).toContain(`error[${code}]`);
    expect(ran.err).toMatch(help);
    const json = JSON.parse((await tlc("a.ptespec --json", { ...honest(), find: () => Promise.resolve({ problem }) })).out);
    expect(json).toMatchObject({ exitCode: EXIT.inconclusive, checks: [], diagnostics: [{ code }] });
  });
});

describe("TLC's complaints", () => {
  /** `gup_first` stands in the second line of the spec of the race. */
  it("appear at the line of the spec", async () => {
    const model = raceModel({ recheck: false, walkers: 1 });
    const { lines } = emitTla({ ...model, name: "a" }, { generator: "x" });
    const at = (lines.get("Gup_first")?.last ?? 0) - 1;
    const sany = `Semantic errors:\n\n*** Errors: 1\n\nline ${at}, col 5 to line ${at}, col 9 of module a\n\nUnknown operator: \`oops'.\n\n\n`;
    const log = `${message(2262, 0, "TLC2 Version 2.19")}${message(2220, 0, "Starting SANY...")}${sany}${message(2219, 0, "SANY finished.")}${message(3002, 1, "Parsing or semantic analysis failed.")}`;
    const { err } = await tlc("a.ptespec --check a", service((job) => played(job, log, { exitCode: 150 })));
    expect(err).toContain("TLC rejects the module of `a`: Unknown operator: `oops'.");
    expect(err).toContain("examples/arm64/race.ptespec:2:1");
    expect(err).toContain("READ first");
    expect(err.match(/PTE620/gu)).toHaveLength(1);
  });

  it("about a trace that the check cannot take are a disagreement", async () => {
    const { log } = tlcLog(torn, ["pinned_is_mapped"], true);
    const swapped = log.replace(/folio \|-> "B"/u, "folio |-> \"A\"");
    expect(swapped).not.toBe(log);
    const { code, err } = await tlc("a.ptespec --check a", service((job) => played(job, swapped, { exitCode: 12 })));
    expect([code, err.includes("PTE624"), err.includes("no step leads from its state")]).toEqual([EXIT.errors, true, true]);
  });

  it("about TypeOK are a disagreement", async () => {
    const log = tlcLog(torn, ["pinned_is_mapped"], true).log.replaceAll("Invariant pinned_is_mapped", "Invariant TypeOK");
    expect((await tlc("a.ptespec --check a", service((job) => played(job, log, { exitCode: 12 })))).err).toContain("PTE624");
  });
});

describe("options", () => {
  it("are passed on", async () => {
    const tool = honest();
    await tlc("a.ptespec --check g --workers auto --heap 2G --timeout 1m --coverage", tool);
    expect(tool.jobs[0]).toMatchObject({ workers: "auto", heap: "2097152k", timeoutMillis: 60_000, extraArgs: ["-coverage", "1"] });
  });

  it("simulation never says that something holds", async () => {
    const simulated = message(2262, 0, "TLC2 Version 2.19") + message(2210, 0, "The number of states generated: 201\nSimulation using seed 1 and aril 0") + message(2186, 0, "Finished in 1ms");
    const tool = service((job) => played(job, simulated, { exitCode: 0 }));
    const { code, out } = await tlc("a.ptespec --check g --simulate --simulate-seed 7 --behaviours 20", tool);
    expect(tool.jobs[0]?.extraArgs).toEqual(["-simulate", "num=20", "-seed", "7"]);
    expect(out).toContain("inconclusive (random behaviours, not a search of all states)");
    expect(code).toBe(EXIT.inconclusive);
    const lying = service((job) => played(job, texts("success").stdout.replace(/2193/gu, "2210"), { exitCode: 0 }));
    expect((await tlc("a.ptespec --check g --simulate", lying)).code).toBe(EXIT.inconclusive);
  });

  it.each(["--workers 0", "--heap many", "--simulate-seed 3", "--simulate --coverage", "--traces --no-traces", "--pluscal --coverage", "--read x --json"])("%s is refused", async (line) => {
    expect((await tlc(`a.ptespec ${line}`)).code).toBe(EXIT.usage);
  });

  it("Ctrl-C ends the run and leaves the rest undecided", async () => {
    let press: () => void = () => undefined;
    const tool = service((job) => {
      press();
      return played(job, texts("interrupted_sigterm").stdout, { exitCode: 143, ...(job.signal?.aborted === true ? { because: "interrupted" } : {}) });
    });
    const { code, out } = await cli("tlc a.ptespec", FILES, { tlc: tool, onInterrupt: (callback) => {
      press = callback;
      return () => undefined;
    } });
    expect(tool.jobs).toHaveLength(1);
    expect(code).toBe(EXIT.inconclusive);
    expect(out).toContain("inconclusive (interrupted)");
  });

  it("progress is shown on a terminal", async () => {
    const tool = service((job) => played(job, message(2200, 0, "Progress(13) at 2026-11-22 08:14:42: 392,039 states generated (23 s/min), 85,164 distinct states found (5 ds/min), 36,147 states left on queue.") + tlcLog(modelOf(job), [], true).log, { exitCode: 0 }));
    const { err } = await cli("tlc a.ptespec --check g", FILES, { tlc: tool, tty: true });
    expect(err).toContain("g: TLC: 85,164 states");
  });
});

describe("saved traces", () => {
  const { log } = tlcLog(torn, ["pinned_is_mapped"], true);
  const trace = explore(torn).properties.find(({ name }) => name === "pinned_is_mapped")?.trace;
  const itf = trace && JSON.stringify(traceToItf(torn, trace, "a: pinned_is_mapped"));
  const files = { ...FILES, "a.out": log, "a.itf.json": itf ?? "", "x.out": "hello\n", "half.out": log.slice(0, log.length / 2), "x.itf.json": "{\"states\": [{\"pt\": 3}]}" };

  it("look as our own do", async () => {
    const ours = (await cli("check a.ptespec --check a --traces", files)).out;
    const table = ours.slice(ours.indexOf("a.ptespec: a: promise"), ours.indexOf("\n\na.ptespec: a: reached"));
    expect(table.split("\n").length).toBeGreaterThan(15);
    for (const name of ["a.out", "a.itf.json"]) {
      const { code, out, err } = await tlc(`a.ptespec --check a --read ${name}`, honest(), files);
      expect({ code, err }).toEqual({ code: EXIT.ok, err: "" });
      expect(out.trim()).toBe(table.trim());
    }
  });

  it("are believed as far as they go", async () => {
    const { code, out } = await tlc("a.ptespec --check a --read half.out", honest(), files);
    expect([code, /promise not kept/u.test(out)]).toEqual([EXIT.errors, false]);
  });

  it.each([["x.out", "a", "PTE625"], ["x.itf.json", "a", "PTE626"], ["a.out", "g", "PTE626"], ["none.out", "a", "PTE001"]])("%s of %s: %s", async (name, check, code) => {
    const { err, code: exit } = await tlc(`a.ptespec --check ${check} --read ${name}`, honest(), files);
    expect([exit, err.includes(`[${code}]`)], err).toEqual([EXIT.errors, true]);
  });

  it("need one check", async () => {
    expect((await tlc("a.ptespec --read a.out", honest(), files)).code).toBe(EXIT.usage);
  });
});
