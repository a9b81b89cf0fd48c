// SPDX-License-Identifier: Apache-2.0
// Which Java and which TLC this machine has. Nothing is ever downloaded.
import { findJar } from "./jar.ts";
import { findJava } from "./java.ts";

/** How TLC is started: Java with a jar, or a script (`tlc`) that knows where both are. */
export type TlcToolchain =
  | { readonly kind: "jar"; readonly java: string; readonly javaVersion: string; readonly jar: string; readonly found: string }
  | { readonly kind: "wrapper"; readonly command: string; readonly found: string };

/** Why there is none. */
export type ToolProblem =
  | { readonly kind: "no-java"; readonly looked: readonly string[] }
  /** It is there and does not answer `-version`. */
  | { readonly kind: "bad-java"; readonly java: string; readonly said: string }
  | { readonly kind: "old-java"; readonly java: string; readonly version: string }
  | { readonly kind: "no-jar"; readonly looked: readonly string[] }
  /** A jar that was named does not exist. `from`: by whom, e.g. `--jar`. */
  | { readonly kind: "jar-missing"; readonly jar: string; readonly from: string };

export type FoundToolchain = { readonly toolchain: TlcToolchain } | { readonly problem: ToolProblem };

export interface ToolFlags {
  readonly jar?: string;
  readonly java?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Looks in the flags first, then in the environment, then in the places where installers put things. Never rejects. */
export async function findToolchain(env: Environment, flags: ToolFlags = {}): Promise<FoundToolchain> {
  const jar = findJar(env, flags.jar);
  if ("problem" in jar) {
    // Without Java the advice about a jar would be of no use yet.
    const java = await findJava(env, flags.java);
    return "problem" in java && jar.problem.kind === "no-jar" ? java : jar;
  }
  if (jar.kind === "wrapper") return { toolchain: jar };
  const java = await findJava(env, flags.java);
  return "problem" in java ? java : { toolchain: { ...jar, ...java } };
}
