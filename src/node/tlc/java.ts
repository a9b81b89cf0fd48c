// SPDX-License-Identifier: Apache-2.0
// Finds Java and asks for its version.
import { execa } from "execa";
import { statSync } from "node:fs";
import { join } from "node:path";
import { isFile, onPath } from "./places.ts";
import type { Environment, ToolProblem } from "./toolchain.ts";

/** The least version that today's TLC runs on. */
export const LEAST_JAVA = 11;
const PROBE_MILLIS = 30_000;
const PROGRAM = process.platform === "win32" ? "java.exe" : "java";

/** `given`: an executable, or the home of a JDK. */
export async function findJava(env: Environment, given?: string): Promise<{ readonly java: string; readonly javaVersion: string } | { readonly problem: ToolProblem }> {
  const homes = given === undefined ? ["JAVA_HOME", "JDK_HOME"].flatMap((name) => (env[name] === undefined || env[name] === "" ? [] : [join(env[name], "bin", PROGRAM)])) : [];
  const named = given === undefined ? [] : isDirectory(given) ? [join(given, "bin", PROGRAM)] : given.includes("/") || given.includes("\\") ? [given] : [onPath(env, given) ?? given];
  const inPath = given === undefined ? onPath(env, "java") : undefined;
  const looked = [...named, ...homes, ...(given === undefined ? [inPath ?? "PATH"] : [])];
  const java = [...named, ...homes, ...(inPath === undefined ? [] : [inPath])].find(isFile);
  return java === undefined ? { problem: { kind: "no-java", looked } } : probe(java);
}

async function probe(java: string): ReturnType<typeof findJava> {
  const { exitCode, all = "" } = await execa(java, ["-version"], { reject: false, all: true, timeout: PROBE_MILLIS, stdin: "ignore" });
  const javaVersion = javaVersionOf(all);
  if (exitCode !== 0 || javaVersion === undefined) return { problem: { kind: "bad-java", java, said: all.trim().split("\n").at(-1) ?? "" } };
  return javaMajor(javaVersion) < LEAST_JAVA ? { problem: { kind: "old-java", java, version: javaVersion } } : { java, javaVersion };
}

/** What `java -version` calls itself, past the line that JAVA_TOOL_OPTIONS adds. */
export function javaVersionOf(text: string): string | undefined {
  return /^\S.* version "([^"]+)"/mu.exec(text)?.[1];
}

/** 17 of `17.0.21.1`, 8 of `1.8.0_392`. */
export function javaMajor(version: string): number {
  const [first = "0", second = "0"] = version.split(/[._+-]/u);
  return Number(first === "1" ? second : first);
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
