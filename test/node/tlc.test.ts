// SPDX-License-Identifier: Apache-2.0
// Finding Java and TLC, and running them: with a `java` that is a small script and plays what a jar tells it to, so
// that no Java is needed. Whatever it does, no process and no file is left behind.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { javaMajor, javaVersionOf } from "../../src/node/tlc/java.ts";
import { runTlc, type TlcJob } from "../../src/node/tlc/run.ts";
import { findToolchain, type TlcToolchain } from "../../src/node/tlc/toolchain.ts";

const recorded = join(import.meta.dirname, "../tlc-output");
let root = "";
let scratch = "";
const oldTmp = process.env["TMPDIR"];

/** Writes a file below the root; executable when it is a script. */
function put(path: string, text = ""): string {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  if (text.startsWith("#!")) chmodSync(full, 0o755);
  return full;
}

const JAVA = (version: string): string => `#!/bin/sh
if [ "$1" = -version ]; then
  [ -n "$JAVA_TOOL_OPTIONS" ] && echo "Picked up JAVA_TOOL_OPTIONS: $JAVA_TOOL_OPTIONS" >&2
  echo 'openjdk version "${version}" 2026-01-01' >&2
  exit 0
fi
while [ "$1" != -cp ]; do shift; done
. "$2"
`;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "ptespec-java-"));
  scratch = join(root, "tmp");
  put("jdk17/bin/java", JAVA("17.0.21.1"));
  put("jdk8/bin/java", JAVA("1.8.0_392"));
  put("dumb/bin/java", "#!/bin/sh\necho what >&2\nexit 1\n");
  process.env["TMPDIR"] = scratch;
});
beforeEach(() => {
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch);
});
afterAll(() => {
  if (oldTmp === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = oldTmp;
  rmSync(root, { recursive: true, force: true });
});

describe("Java", () => {
  const jar = (): string => put("tla2tools.jar");
  const find = (env: Readonly<Record<string, string>>, java?: string): ReturnType<typeof findToolchain> => findToolchain({ PATH: "/nonexistent", ...env }, { jar: jar(), ...(java === undefined ? {} : { java }) });
  const at = (home: string): string => join(root, home, "bin/java");

  it("is JAVA_HOME's, then the PATH's", async () => {
    expect(await find({ JAVA_HOME: join(root, "jdk17"), PATH: join(root, "jdk8/bin") })).toMatchObject({ toolchain: { java: at("jdk17"), javaVersion: "17.0.21.1" } });
    expect(await find({ PATH: join(root, "jdk17/bin") })).toMatchObject({ toolchain: { java: at("jdk17") } });
    expect(await find({ JAVA_HOME: "/nowhere", PATH: join(root, "jdk17/bin") })).toMatchObject({ toolchain: { java: at("jdk17") } });
  });

  it("may be named, as a program or as the home of a JDK", async () => {
    expect(await find({}, join(root, "jdk17"))).toMatchObject({ toolchain: { java: at("jdk17") } });
    expect(await find({}, at("jdk17"))).toMatchObject({ toolchain: { java: at("jdk17") } });
    expect(await find({ PATH: join(root, "jdk17/bin") }, "/nowhere/java")).toMatchObject({ problem: { kind: "no-java" } });
  });

  it("is missing, too old, or does not answer", async () => {
    expect(await find({})).toEqual({ problem: { kind: "no-java", looked: ["PATH"] } });
    expect(await find({ JAVA_HOME: join(root, "jdk8") })).toEqual({ problem: { kind: "old-java", java: at("jdk8"), version: "1.8.0_392" } });
    expect(await find({ JAVA_HOME: join(root, "dumb") })).toMatchObject({ problem: { kind: "bad-java", said: "what" } });
  });

  it("has its version read past what JAVA_TOOL_OPTIONS adds", () => {
    expect(javaVersionOf(`${readFileSync(join(recorded, "java_tool_options.stderr"), "utf8")}${readFileSync(join(recorded, "java_version.stderr"), "utf8")}`)).toBe("17.0.21.1");
    expect(["17.0.21.1", "1.8.0_392", "11", "22-ea", "9.0.4"].map(javaMajor)).toEqual([17, 8, 11, 22, 9]);
  });
});

describe("TLC", () => {
  const env = (more: Readonly<Record<string, string>> = {}) => ({ JAVA_HOME: join(root, "jdk17"), PATH: "/nonexistent", HOME: "/nonexistent", ...more });
  const jarOf = async (more: Readonly<Record<string, string>>, jar?: string): Promise<unknown> => {
    const found = await findToolchain(env(more), jar === undefined ? {} : { jar });
    return "problem" in found ? found.problem : found.toolchain.kind === "jar" ? found.toolchain.jar : found.toolchain;
  };

  it("is looked for in this order", async () => {
    const [a, b, c, d] = ["a.jar", "b.jar", "c.jar", "d/tla2tools-1.7.4.jar"].map((name) => put(name));
    const extension = put("home/.vscode/extensions/tlaplus.vscode-ide-2026.10.1/tools/tla2tools.jar");
    put("home/.vscode-server/extensions/tlaplus.vscode-ide-2026.9.30/tools/tla2tools.jar");
    const share = put("bin1/share/java/tla2tools.jar");
    put("bin1/bin/tlc", "#!/bin/sh\nexec java\n");
    const all = { PTESPEC_TLC: b ?? "", TLA2TOOLS_JAR: [c, a].join(delimiter), CLASSPATH: ["/x", d].join(delimiter), PATH: join(root, "bin1/bin"), HOME: join(root, "home") };
    expect(await jarOf(all, a)).toBe(a);
    expect(await jarOf(all)).toBe(b);
    expect(await jarOf({ ...all, PTESPEC_TLC: "" })).toBe(c);
    expect(await jarOf({ ...all, PTESPEC_TLC: "", TLA2TOOLS_JAR: "" })).toBe(d);
    expect(await jarOf({ PATH: all.PATH, HOME: all.HOME })).toBe(share);
    expect(await jarOf({ HOME: all.HOME })).toBe(extension);
    expect(await jarOf({})).toMatchObject({ kind: "no-jar" });
  });

  it("that is named and missing is not replaced by another", async () => {
    expect(await jarOf({ TLA2TOOLS_JAR: put("a.jar") }, "/nowhere.jar")).toEqual({ kind: "jar-missing", jar: "/nowhere.jar", from: "--jar" });
    expect(await jarOf({ PTESPEC_TLC: "/nowhere.jar" })).toMatchObject({ from: "PTESPEC_TLC" });
  });

  it("may be a script that names the jar, or one that does not", async () => {
    const jar = put("opt/tla2tools.jar");
    put("bin2/tlc", `#!/bin/sh\nexec java -cp ${jar} tlc2.TLC "$@"\n`);
    const script = put("bin3/tlc2", "#!/bin/sh\nexit 0\n");
    expect(await jarOf({ PATH: join(root, "bin2") })).toBe(jar);
    expect(await jarOf({ PATH: join(root, "bin3") })).toEqual({ kind: "wrapper", command: script, found: "tlc2 on the PATH" });
  });
});

/** Is a process with this id alive? One that only waits for its parent to notice is not. */
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const stat = `/proc/${pid}/stat`;
    return !existsSync(stat) || !/\) Z /u.test(readFileSync(stat, "utf8"));
  } catch {
    return false;
  }
}

describe.skipIf(process.platform === "win32")("a run", () => {
  const toolchain = (script: string): TlcToolchain => ({ kind: "jar", java: join(root, "jdk17/bin/java"), javaVersion: "17", jar: put("play.jar", script), found: "--jar" });
  const job = (script: string, more: Partial<TlcJob> = {}): TlcJob => ({ toolchain: toolchain(script), module: "M", files: { "M.tla": "---- MODULE M ----\n====\n" }, cfg: "INIT Init\n", ...more });
  const play = (name: string, exit: number): string => `cat '${recorded}/${name}.txt'\n[ -e '${recorded}/${name}.stderr' ] && cat '${recorded}/${name}.stderr' >&2\nexit ${exit}\n`;

  it.each<[string, number, string]>([["success", 0, "verified"], ["invariant", 12, "invariant"], ["invariant_continue", 0, "invariant"], ["oom_bfs", 1, "memory"], ["java_no_jar", 1, "not-tlc"], ["success", 255, "unclear"]])("that plays %s and exits with %i is %s", async (name, exit, kind) => {
    const { outcome, log } = await runTlc(job(play(name, exit)));
    expect(outcome.kind).toBe(kind);
    expect(log).toBe(existsSync(join(recorded, `${name}.txt`)) ? readFileSync(join(recorded, `${name}.txt`), "utf8") : "");
    expect(readdirSync(scratch)).toEqual([]);
  });

  it("finds its files, and tells of messages as they come", async () => {
    const codes: number[] = [];
    const { outcome, stderr } = await runTlc(job(`ls >&2; cat M.cfg >&2; echo "$@" >&2\n${play("success", 0)}`, { onMessage: ({ code }) => codes.push(code), workers: 2, extraArgs: ["-coverage", "1"] }));
    expect(stderr).toMatch(/M\.cfg\nM\.tla\nINIT Init\n/u);
    expect(stderr).toMatch(/tlc2\.TLC -tool -workers 2 -metadir \S+\/states -coverage 1 -config M\.cfg M\.tla/u);
    expect(outcome.kind).toBe("verified");
    expect(codes.at(-1)).toBe(2186);
  });

  it("that is killed from outside is killed", async () => {
    expect((await runTlc(job(`cat '${recorded}/interrupted_sigkill.txt'\nkill -9 $$\n`))).outcome).toMatchObject({ kind: "killed", detail: "ended by SIGKILL" });
    expect((await runTlc(job("kill -TERM $$\n"))).outcome.kind).toBe("killed");
    expect(readdirSync(scratch)).toEqual([]);
  });

  it("ends at its bound on time, with everything it started, however deaf", async () => {
    const pids = put("pids");
    const start = performance.now();
    const { outcome } = await runTlc(job(`trap '' TERM INT\nsleep 60 & echo $$ $! > '${pids}'\nwhile true; do sleep 1; done\n`, { timeoutMillis: 400 }));
    expect(outcome.kind).toBe("timeout");
    expect(performance.now() - start).toBeLessThan(15_000);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(readFileSync(pids, "utf8").trim().split(" ").map(Number).filter(alive)).toEqual([]);
    expect(readdirSync(scratch)).toEqual([]);
  });

  it("ends when it is asked to", async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 300);
    expect((await runTlc(job("sleep 60\n", { signal: abort.signal }))).outcome.kind).toBe("interrupted");
    expect((await runTlc(job("sleep 60\n", { signal: AbortSignal.abort() }))).outcome.kind).toBe("interrupted");
    expect(readdirSync(scratch)).toEqual([]);
  });

  it("without a program is no TLC", async () => {
    const { outcome } = await runTlc({ ...job(""), toolchain: { kind: "wrapper", command: "/nowhere/tlc", found: "" } });
    expect(outcome).toMatchObject({ kind: "not-tlc", detail: expect.stringContaining("ENOENT") });
  });

  it("through a script gets its options of Java from the environment", async () => {
    const command = put("bin4/tlc", `#!/bin/sh\necho "$JAVA_TOOL_OPTIONS" >&2\n${play("success", 0)}`);
    const { outcome, stderr } = await runTlc({ ...job(""), toolchain: { kind: "wrapper", command, found: "" }, heap: "64m" });
    expect(outcome.kind).toBe("verified");
    expect(stderr).toMatch(/-Duser\.language=en .*-Xmx64m/u);
  });

  it("keeps its files where it is told to, and nothing else", async () => {
    const keep = join(root, "kept/deep");
    await runTlc(job(play("invariant", 12), { keep, label: "M_2" }));
    expect(readdirSync(keep).toSorted()).toEqual(["M.tla", "M_2.cfg", "M_2.out"]);
    expect(readFileSync(join(keep, "M_2.out"), "utf8")).toBe(readFileSync(join(recorded, "invariant.txt"), "utf8"));
    expect(readdirSync(scratch)).toEqual([]);
  });

  it("lets its dump be read before it is gone", async () => {
    let dump = "";
    await runTlc(job(`echo graph > out.dot\n${play("success", 0)}`, { inspect: (folder) => {
      dump = readFileSync(join(folder, "out.dot"), "utf8");
    } }));
    expect(dump).toBe("graph\n");
  });
});
