// SPDX-License-Identifier: Apache-2.0
// TLC's distributed mode on this machine: a server and two workers give the verdict and the numbers of the built-in
// search, say in which state a violated property is violated, end when they are asked to, and leave nothing behind.
// Builds of TLC whose distributed mode does not work must say so.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { explore } from "../../src/check/explore.ts";
import { searchDistributed } from "../../src/cli/tlc/distributed.ts";
import { tlcModel } from "../../src/cli/tlc/job.ts";
import { TOOLCHAIN } from "../../src/cli/toolchain.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { runDistributed } from "../../src/node/tlc/distributed.ts";
import { findToolchain, type TlcToolchain } from "../../src/node/tlc/toolchain.ts";
import { loadExample } from "../support/examples.ts";
import { NO_TLC } from "../support/tlc.ts";

const jars = (process.env["TLA2TOOLS_JAR"] ?? "").split(delimiter).filter((jar) => jar !== "");
const found = await Promise.all(jars.map((jar) => findToolchain(process.env, { jar })));
const toolchains = found.flatMap((one) => ("toolchain" in one ? [one.toolchain] : []));
if (toolchains.length === 0) console.log(NO_TLC);

function model(path: string, name: string): IrModel {
  const check = loadExample(path).checks.find((one) => one.name === name);
  if (check?.model === undefined) throw new Error(`no check ${name}`);
  return check.model;
}

// Temporary files of these runs alone, so that what is left can be seen.
const temporary = mkdtempSync(join(tmpdir(), "ptespec-distributed-"));
process.env["TMPDIR"] = temporary;
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

function search(toolchain: TlcToolchain, ir: IrModel, signal = new AbortController().signal): ReturnType<typeof searchDistributed> {
  return searchDistributed({ runDistributed }, tlcModel(TOOLCHAIN, ir), ir.name, {
    toolchain, spread: { kind: "here", workers: 2 }, heap: "300m", limit: "", timeoutMillis: 200_000, signal, now: () => performance.now(), stopWhenDecided: [],
  });
}

describe.each(toolchains.map((toolchain) => [toolchain.kind === "jar" ? toolchain.jar : toolchain.command, toolchain] as const))("distributed TLC of %s", (_, toolchain) => {
  it("finds what the built-in search finds, or says that it cannot work", async () => {
    const ir = model("examples/arm64/raw-read.ptespec", "raw_misses");
    const own = explore(ir);
    const { result, diagnostics } = await search(toolchain, ir);
    if (diagnostics.some(({ message }) => message.includes("the distributed mode of this build of TLC does not work"))) {
      expect(result).toMatchObject({ stop: "failed", exhausted: false });
      expect(result.properties.map(({ status }) => status).filter((status) => status === "holds")).toEqual([]);
      return;
    }
    expect(diagnostics).toEqual([]);
    // Its depth is that of the state found last, which need not be a deepest one with several workers.
    expect(result).toMatchObject({ stop: "exhausted", exhausted: true, distinct: own.distinct, generated: own.generated });
    expect(result.properties.map(({ name, status }) => [name, status])).toEqual(own.properties.map(({ name, status }) => [name, status]));
  });

  it("finds the property that a state violates", async () => {
    const ir = model("examples/generic/dirty-cow.ptespec", "write_flag_dropped");
    const { result, diagnostics } = await search(toolchain, ir);
    if (diagnostics.length > 0) {
      expect(result).toMatchObject({ stop: "failed" });
      return;
    }
    const own = explore(ir);
    expect(result.properties.map(({ name, status }) => [name, status])).toEqual(own.properties.map(({ name, status }) => [name, status]));
    expect(result.distinct).toBe(own.distinct);
  });

  it("ends when it is interrupted, and leaves no files", async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 3000);
    const { result } = await search(toolchain, model("examples/arm64/contpte.ptespec", "any_modulo_ad"), abort.signal);
    expect(["interrupted", "failed"]).toContain(result.stop);
    expect(readdirSync(temporary)).toEqual([]);
  });
});
