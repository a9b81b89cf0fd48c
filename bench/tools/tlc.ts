// SPDX-License-Identifier: Apache-2.0
// TLC with two workers on the TLA+ model. The walkers are model values. Half of the machine's memory is its heap; tables of
// fingerprints outside the heap cost it more system time than they save.
import { execa } from "execa";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, totalmem } from "node:os";
import { delimiter, join } from "node:path";
import { versionOf } from "../measure.ts";
import { DEFAULTS, type Sizes } from "../models/index.ts";
import type { Case } from "../cases.ts";
import { numberIn, type Tool } from "./tool.ts";

/** The first jar that TLA2TOOLS_JAR names. */
const jar = (): string | undefined => (process.env["TLA2TOOLS_JAR"] ?? "").split(delimiter).find((path) => path !== "" && existsSync(path));

export const tlc: Tool = {
  id: "tlc", title: "TLC, two workers",
  async probe() {
    const java = await versionOf("java", "-version");
    if (java === undefined) return { missing: "no `java` on the PATH" };
    const path = jar();
    if (path === undefined) return { missing: "TLA2TOOLS_JAR does not name tla2tools.jar" };
    // It says its version when it has something to do. A build of one's own says the time of day, so the jar is named too.
    const folder = mkdtempSync(join(tmpdir(), "ptespec-bench-"));
    const { all } = await execa("java", ["-cp", path, "tlc2.TLC", "none.tla"], { reject: false, all: true, cwd: folder });
    rmSync(folder, { recursive: true, force: true });
    const digest = createHash("sha256").update(readFileSync(path)).digest("hex").slice(0, 12);
    return { version: `${/^TLC2 Version.*$/mu.exec(all)?.[0] ?? "TLC"} (jar ${digest}); ${java}` };
  },
  prepare(test, folder) {
    copyFileSync(join(import.meta.dirname, `../peers/${test.model}.tla`), join(folder, `${test.model}.tla`));
    writeFileSync(join(folder, `${test.model}.cfg`), configuration(test));
    return Promise.resolve({
      command: ["java", "-XX:+UseParallelGC", `-Xmx${Math.floor(totalmem() / 2 ** 21)}m`, "-cp", jar() ?? "", "tlc2.TLC", "-workers", "2", "-metadir", join(folder, "states"), "-noGenerateSpecTE", `${test.model}.tla`],
      read({ output }) {
        if (!/Model checking completed. No error has been found./u.test(output)) throw new Error(output.slice(-600));
        const last = output.slice(output.lastIndexOf("states generated") - 40);
        return { distinct: numberIn(last, /([\d,]+) distinct states found/u), generated: numberIn(last, /([\d,]+) states generated/u) };
      },
    });
  },
};

const values = (letter: string, count: number): string => `{${Array.from({ length: count }, (_, i) => `${letter}${i + 1}`).join(", ")}}`;

function configuration({ model, sizes: given }: Case): string {
  const sizes: Sizes = { ...DEFAULTS[model], ...given };
  const readers = model === "split" ? "Readers" : "Walkers";
  const constants = Object.entries(sizes).map(([key, value]) =>
    key === "R" ? `${readers} = ${values("r", value)}` : key === "W" ? `Writers = ${values("w", value)}` : key === "IPI" ? `IPI = ${value === 1 ? "TRUE" : "FALSE"}` : `${key} = ${value}`);
  return ["CONSTANTS", ...constants, ...(sizes["W"] === undefined ? [] : ["NoLock = NoLock"]), "SPECIFICATION Spec", "INVARIANT Inv", "CHECK_DEADLOCK FALSE", ""].join("\n");
}
