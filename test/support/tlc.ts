// SPDX-License-Identifier: Apache-2.0
// Runs the real TLC and SANY for tests, when this machine has them: a jar named by TLA2TOOLS_JAR (several,
// separated like a PATH, are several versions), or `tlc` on the PATH. Never downloads anything. Only what the
// tests compare is read from TLC's output; the tool's own reader is elsewhere.
import { execa } from "execa";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** How to start one version of TLC. */
export interface Tlc {
  readonly label: string;
  readonly command: readonly [string, ...string[]];
  /** Starts the parser alone; absent when only a `tlc` script was found. */
  readonly sany?: readonly [string, ...string[]];
  /** Starts the translator of PlusCal; absent likewise. */
  readonly pcal?: readonly [string, ...string[]];
}

export type TlcVerdict = "ok" | "invariant" | "deadlock" | "error";

export interface TlcRun {
  readonly verdict: TlcVerdict;
  /** The violated invariant. */
  readonly invariant?: string;
  readonly generated: number;
  readonly distinct: number;
  readonly depth: number;
  readonly queue: number;
  /** States of the counterexample; 0 without one. */
  readonly traceLength: number;
  readonly exitCode: number;
  readonly output: string;
}

// Many short runs: the quick compiler and the small collector start in half the time of the defaults.
const JAVA = ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx1g", "-Duser.language=en", "-cp"] as const;

/** Every TLC that can be found, in the order of TLA2TOOLS_JAR. */
export async function findTlc(): Promise<readonly Tlc[]> {
  const jars = (process.env["TLA2TOOLS_JAR"] ?? "").split(delimiter).filter((jar) => jar !== "" && existsSync(jar));
  if (jars.length > 0) {
    return jars.map((jar) => {
      const [java, ...flags] = JAVA;
      return { label: jar, command: [java, ...flags, jar, "tlc2.TLC"], sany: [java, ...flags, jar, "tla2sany.SANY"], pcal: [java, ...flags, jar, "pcal.trans"] };
    });
  }
  const found = await execa("tlc", ["-h"], { reject: false, timeout: 20_000 });
  return found.exitCode === undefined ? [] : [{ label: "tlc", command: ["tlc"] }];
}

/** TLC copies its standard modules to Java's temporary folder and leaves them there. */
const inFolder = (program: string, cwd: string): readonly string[] => (program === "java" ? [`-Djava.io.tmpdir=${cwd}`] : []);

/** One line that says why tests of TLC do nothing here. */
export const NO_TLC = "no TLC: set TLA2TOOLS_JAR to tla2tools.jar, or put `tlc` on the PATH; tests against TLC are skipped";

/** Files by name, written to a new folder that `use` may work in. */
export async function withFolder<T>(files: Readonly<Record<string, string>>, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "ptespec-tlc-"));
  try {
    await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface TlcJob {
  /** The module to check; `files` holds `<module>.tla` and whatever it extends. */
  readonly module: string;
  readonly files: Readonly<Record<string, string>>;
  readonly cfg: string;
  readonly flags?: readonly string[];
}

/** One worker: only then are depth and the first counterexample exact. */
export async function runTlc(tlc: Tlc, job: TlcJob): Promise<TlcRun> {
  return withFolder({ ...job.files, "run.cfg": job.cfg }, async (cwd) => {
    const [program, ...args] = tlc.command;
    const flags = ["-tool", "-workers", "1", "-metadir", join(cwd, "states"), ...(job.flags ?? []), "-config", "run.cfg", job.module];
    const { exitCode, all } = await execa(program, [...inFolder(program, cwd), ...args, ...flags], { cwd, reject: false, all: true, timeout: 300_000 });
    return readRun(all, exitCode ?? -1);
  });
}

/** What SANY says against a module; empty when it accepts it. */
export async function runSany(tlc: Tlc, files: Readonly<Record<string, string>>, module: string): Promise<string> {
  const { sany } = tlc;
  if (sany === undefined) return "";
  return withFolder(files, async (cwd) => {
    const [program, ...args] = sany;
    const { exitCode, all } = await execa(program, [...inFolder(program, cwd), ...args, `${module}.tla`], { cwd, reject: false, all: true, timeout: 60_000 });
    return exitCode === 0 && !/^\*\*\* |Warning/mu.test(all) ? "" : all;
  });
}

/** What the translator of PlusCal makes of a module, and what it says. Absent when there is no translator. */
export async function runPcal(tlc: Tlc, module: string, text: string): Promise<{ readonly text: string; readonly output: string } | undefined> {
  const { pcal } = tlc;
  if (pcal === undefined) return undefined;
  return withFolder({ [`${module}.tla`]: text }, async (cwd) => {
    const [program, ...args] = pcal;
    const { all } = await execa(program, [...inFolder(program, cwd), ...args, "-nocfg", `${module}.tla`], { cwd, reject: false, all: true, timeout: 60_000 });
    return { text: await readFile(join(cwd, `${module}.tla`), "utf8"), output: all };
  });
}

const number = (text: string | undefined): number => Number((text ?? "").replace(/\D/gu, ""));

function readRun(output: string, exitCode: number): TlcRun {
  const totals = /([\d.,\s]+) states generated, ([\d.,\s]+) distinct states found, ([\d.,\s]+) states left on queue/u.exec(
    output.slice(Math.max(0, output.lastIndexOf("@!@!@STARTMSG 2199"))),
  );
  // Message 2230: an invariant without variables that is false; TLC then does not start to search.
  const invariant = /Invariant (\S+) is violated|The invariant of (\S+) is equal to FALSE/u.exec(output)?.slice(1).find((name) => name !== undefined);
  const initial = /@!@!@STARTMSG (?:2107|2230):1/u.test(output);
  const traceLength = initial ? 1 : (output.match(/@!@!@STARTMSG 2217:4/gu) ?? []).length;
  const clean = exitCode === 0 && output.includes("@!@!@STARTMSG 2193:0") && !/@!@!@STARTMSG \d+:[12] /u.test(output);
  return {
    verdict: clean ? "ok" : exitCode === 12 || output.includes("@!@!@STARTMSG 2230:1") ? "invariant" : exitCode === 11 ? "deadlock" : "error",
    ...(invariant === undefined ? {} : { invariant }),
    generated: number(totals?.[1]), distinct: number(totals?.[2]), queue: number(totals?.[3]),
    depth: number(/depth of the complete state graph search is ([\d.,\s]+)\./u.exec(output)?.[1]),
    traceLength, exitCode, output,
  };
}
