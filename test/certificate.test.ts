// SPDX-License-Identifier: Apache-2.0
// The committed certificate of the examples is about the examples as they are: the specs and the emitted files have
// the digests that it names, every check is there, the built-in checker still says what it said, and all agree. It does
// not ask anybody again; `npm run certify` does, where Java and TLC are.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Certificate, Witness } from "../src/certify/certificate.ts";
import { sha256, specSha256 } from "../src/cli/certify/hash.ts";
import { TOOLCHAIN } from "../src/cli/toolchain.ts";
import { VERSION } from "../src/cli/version.ts";
import { loadProgram } from "../src/load/load.ts";
import { nodeFiles } from "../src/node/host.ts";
import { schemaErrors } from "./certify/support.ts";
import { decide, EXAMPLES, loadExample } from "./support/examples.ts";

const PATH = "examples/certificate.json";
const certificate = JSON.parse(readFileSync(PATH, "utf8")) as Certificate;
const stale = "the certificate is stale: run `npm run certify` where Java and TLC are";
const generator = `ptespec ${VERSION}`;
const files = nodeFiles();
const specs = new Map(EXAMPLES.map((path) => [path, specSha256(loadProgram(files, path).value.files)]));
const all = EXAMPLES.flatMap((path) => loadExample(path).checks.map((check) => ({ path, check })));

test("it has all checks, in order, and nothing else", () => {
  expect(schemaErrors(certificate)).toEqual([]);
  expect(certificate.checks.map(({ file, check }) => `${file} ${check}`), stale).toEqual(all.map(({ path, check }) => `${path} ${check.name}`));
  expect(certificate.ptespec, stale).toBe(VERSION);
});

test("everybody was asked, and all agree", () => {
  expect(certificate.summary).toEqual({ checks: all.length, agreed: all.length, disagreed: 0, open: 0 });
  for (const { file, check, builtIn, graph, witnesses, disagreements, open } of certificate.checks) {
    const answered = witnesses.flatMap(({ tool, module, outcome }) => (outcome.kind === "answer" ? [`${tool} ${module} ${outcome.graph?.kind ?? ""}`.trim()] : []));
    const compared = graph === undefined ? "skipped" : "compared";
    const checker = (builtIn?.distinct ?? 0) <= certificate.limits.checkerStates ? ["tla-checker direct"] : [];
    expect({ disagreements, open }, `${file} ${check}`).toEqual({ disagreements: [], open: [] });
    expect(answered, `${file} ${check}`).toEqual(builtIn === undefined ? [] : [`tlc direct ${compared}`, `tlc pluscal ${compared}`, ...checker]);
    if (builtIn !== undefined && builtIn.distinct <= certificate.limits.graphStates) expect(graph).toBeDefined();
  }
});

describe.each(all)("$path $check.name", ({ path, check }) => {
  const entry = certificate.checks.find((one) => one.file === path && one.check === check.name);

  test("is certified as it is", () => {
    expect(entry?.specSha256, stale).toBe(specs.get(path));
    const { model } = check;
    if (model === undefined) {
      expect(entry?.builtIn).toBeUndefined();
      return;
    }
    const direct = TOOLCHAIN.emit(model, { generator });
    const pluscal = TOOLCHAIN.emitPlusCal(model, { generator });
    const digests = ({ moduleSha256, cfgSha256 }: Witness): readonly string[] => [moduleSha256, cfgSha256];
    const [d, p] = [direct, pluscal].map(({ module, cfg }) => [sha256(module), sha256(cfg)]);
    expect(entry?.witnesses.map(digests), stale).toEqual([d, p, d]);
    const result = decide(check);
    if (result?.exhausted !== true) return;
    const { distinct, generated, depth } = result;
    expect(entry?.builtIn, stale).toMatchObject({ distinct, generated, depth });
  });
});
