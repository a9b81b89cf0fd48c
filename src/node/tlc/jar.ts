// SPDX-License-Identifier: Apache-2.0
// Finds tla2tools.jar: what the user names wins, then what the environment names, then the scripts and programs
// that bring one along.
import { readFileSync, realpathSync, statSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { isExecutable, isFile, namesIn, onPath } from "./places.ts";
import type { Environment, ToolProblem } from "./toolchain.ts";

export type FoundJar =
  | { readonly kind: "jar"; readonly jar: string; readonly found: string }
  | { readonly kind: "wrapper"; readonly command: string; readonly found: string }
  | { readonly problem: ToolProblem };

/** Scripts are short; anything longer is a program. */
const LONGEST_SCRIPT = 1 << 16;

export function findJar(env: Environment, given?: string): FoundJar {
  const named: readonly (readonly [string, string | undefined])[] = [["--jar", given], ["PTESPEC_TLC", env["PTESPEC_TLC"]], ["TLA2TOOLS_JAR", env["TLA2TOOLS_JAR"]]];
  for (const [from, value] of named) {
    if (value === undefined || value === "") continue;
    // TLA2TOOLS_JAR may list several versions, as a PATH does.
    const [first = ""] = from === "TLA2TOOLS_JAR" ? value.split(delimiter).filter((one) => one !== "") : [value];
    return isFile(first) ? asTool(resolve(first), from) : { problem: { kind: "jar-missing", jar: first, from } };
  }
  const classPath = (env["CLASSPATH"] ?? "").split(delimiter).find((entry) => /tla2tools[^/\\]*\.jar$/u.test(entry) && isFile(entry));
  if (classPath !== undefined) return { kind: "jar", jar: resolve(classPath), found: "CLASSPATH" };
  for (const name of ["tlc", "tlc2"]) {
    const command = onPath(env, name);
    if (command !== undefined) return asTool(command, `${name} on the PATH`);
  }
  const installed = [...editorJars(env), ...toolboxJars(env)].find(({ jar }) => isFile(jar));
  if (installed !== undefined) return { kind: "jar", ...installed };
  return { problem: { kind: "no-jar", looked: ["--jar", "PTESPEC_TLC", "TLA2TOOLS_JAR", "CLASSPATH", "tlc on the PATH", "the TLA+ extension of VS Code", "the TLA+ Toolbox"] } };
}

/** A jar, or a script: then the jar beside it or named in it, so that options of Java can be given directly. */
function asTool(path: string, found: string): FoundJar {
  if (path.endsWith(".jar") || !isExecutable(path)) return { kind: "jar", jar: path, found };
  const inside = jarOfScript(path);
  return inside === undefined ? { kind: "wrapper", command: path, found } : { kind: "jar", jar: inside, found };
}

function jarOfScript(script: string): string | undefined {
  try {
    const real = realpathSync(script);
    const beside = join(dirname(real), "..", "share", "java", "tla2tools.jar");
    if (isFile(beside)) return beside;
    if (statSync(real).size > LONGEST_SCRIPT) return undefined;
    const named = /(\/[^\s"':;]*tla2tools[^\s"':;/]*\.jar)/u.exec(readFileSync(real, "utf8"))?.[1];
    return named !== undefined && isFile(named) ? named : undefined;
  } catch {
    return undefined;
  }
}

const home = (env: Environment): string => env["HOME"] ?? env["USERPROFILE"] ?? "";

/** VS Code and its relatives keep extensions in `~/.vscode*`; of several versions the highest. */
function editorJars(env: Environment): readonly { readonly jar: string; readonly found: string }[] {
  if (home(env) === "") return [];
  const editors = namesIn(home(env)).filter((name) => /^\.(?:vscode|vscodium|cursor|windsurf)/u.test(name));
  const found = editors.flatMap((editor) => {
    const folder = join(home(env), editor, "extensions");
    return namesIn(folder).filter((name) => /^(?:tlaplus|alygin)\..*tla|^tlaplus\.vscode-ide-/u.test(name)).map((name) => ({ name, jar: join(folder, name, "tools", "tla2tools.jar"), found: "the TLA+ extension of the editor" }));
  });
  return found.filter(({ jar }) => isFile(jar)).toSorted((a, b) => compareVersions(versionOf(b.name), versionOf(a.name)));
}

const versionOf = (name: string): readonly number[] => (/(\d+(?:\.\d+)+)/u.exec(name)?.[1] ?? "0").split(".").map(Number);

function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Where the Toolbox and packages of Linux distributions put the jar. */
function toolboxJars(env: Environment): readonly { readonly jar: string; readonly found: string }[] {
  const folders = [
    join(home(env), "toolbox"), "/opt/TLA+Toolbox", "/opt/toolbox", "/opt/tla-toolbox", "/usr/share/java", "/usr/local/share/java",
    "/Applications/TLA+ Toolbox.app/Contents/Eclipse", join(home(env), "Applications/TLA+ Toolbox.app/Contents/Eclipse"),
  ];
  return folders.map((folder) => ({ jar: join(folder, "tla2tools.jar"), found: "the TLA+ Toolbox" }));
}
