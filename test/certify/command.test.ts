// SPDX-License-Identifier: Apache-2.0
// `ptespec certify` where there is no Java: tla-checker alone agrees with what is emitted, notices every sabotage, and
// nothing that was not asked counts as agreement.
import { describe, expect, test } from "vitest";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { runCertify, schemaErrors } from "./support.ts";

const SPEC = "examples/generic/dirty-cow.ptespec";
const NO_TLC = "no program can be started here";

describe("without Java", () => {
  test("the rest is compared, and what is missing is said", async () => {
    const { code, out, err, certificate, text } = await runCertify([SPEC]);
    expect(code).toBe(EXIT.inconclusive);
    expect(out).toContain(`not decided: TLC on the module: ${NO_TLC} (2 checks)`);
    expect(err).not.toContain("tla-checker");
    expect(schemaErrors(certificate)).toEqual([]);
    expect(certificate.tools).toMatchObject({ tlc: null, tlcJarSha256: null, javaMajor: null, tlaChecker: "0.9.0" });
    expect(certificate.summary).toEqual({ checks: 2, agreed: 0, disagreed: 0, open: 2 });
    expect(certificate.checks.flatMap(({ witnesses }) => witnesses.map(({ tool, module, outcome }) => `${tool} ${module} ${outcome.kind}`))).toEqual(
      [...Array.from({ length: 2 }, () => ["tlc direct open", "tlc pluscal open", "tla-checker direct answer"])].flat(),
    );
    expect(text).not.toMatch(/\/(?:tmp|home|root|usr)\//u);
    expect((await runCertify([SPEC])).text).toBe(text);
  });

  test("without tla-checker too, there is nothing to compare", async () => {
    const { code, err, certificate } = await runCertify([SPEC], { withoutChecker: true });
    expect(code).toBe(EXIT.inconclusive);
    expect(err).toContain("tla-checker is not installed (`npm install tla-checker`); it is not asked\n");
    expect(certificate.checks[0]?.witnesses[2]?.outcome).toEqual({ kind: "skipped", because: "not installed" });
  });

  test("a check that is rejected as expected needs no witness", async () => {
    const { certificate } = await runCertify(["examples/generic/walker-classes.ptespec"]);
    const rejected = certificate.checks.filter(({ builtIn }) => builtIn === undefined);
    expect(rejected.length).toBeGreaterThan(0);
    for (const one of rejected) expect(one).toMatchObject({ witnesses: [], disagreements: [], open: [] });
  });

  test("a check with too many states is not decided", async () => {
    const { code, out } = await runCertify([SPEC, "--max-states", "10"]);
    expect(code).toBe(EXIT.inconclusive);
    expect(out).toContain("not decided: the built-in checker stopped: more than 10 states (2 checks)");
  });
});

/** Each changes what some step of the example does. */
const SABOTAGES: readonly (readonly [string, (module: string) => string])[] = [
  ["an update is dropped", (module) => module.replace("/\\ ptl' = \"nobody\"", "/\\ ptl' = ptl")],
  ["an operator is gone", (module) => module.replace(/^AccessByForce_store_pt ==$/mu, "AccessByForce_store_other ==")],
  ["a guard is gone", (module) => module.replace(/^( {4}\/\\ pc\["\w+"\]) = ("\w+")$/mu, "$1 \\in {$2, \"Done\"}")],
  ["a property is turned around", (module) => module.replace(/^(writes_private_page ==)$/mu, "$1 ~").replace(/^(writes_private_page == )(.*)$/mu, "$1~($2)")],
  ["a step is missing in Next", (module) => module.replace(/(Next ==\n) {4}\\\/ .*\n/u, "$1")],
];

describe("a sabotaged emission", () => {
  test.each(SABOTAGES)("%s: tla-checker disagrees", async (_, sabotage) => {
    const { code, out, certificate } = await runCertify([SPEC, "--check", "write_flag_dropped"], { sabotage });
    expect(out).toContain(`${SPEC} write_flag_dropped\n  tla-checker: `);
    expect(code).toBe(EXIT.differs);
    expect(certificate.summary).toMatchObject({ disagreed: 1 });
    expect(schemaErrors(certificate)).toEqual([]);
  });
});

describe("answers of an earlier certificate", () => {
  test("are taken for the same question only", async () => {
    const { text, certificate } = await runCertify([SPEC]);
    // An answer that nobody would give: it comes back where it is reused.
    const marked = text.replaceAll(/"distinct": ?49/gu, "\"distinct\":50");
    expect(marked).not.toBe(text);
    const files = { "old.json": marked };
    const again = await runCertify([SPEC, "--reuse", "old.json"], { files });
    expect(again.code).toBe(EXIT.differs);
    expect(again.out).toContain("tla-checker: 50 distinct states, 49 by the built-in checker");
    const other = await runCertify([SPEC, "--reuse", "old.json"], { files, sabotage: (module) => `${module}\n` });
    expect(other.certificate.summary).toEqual(certificate.summary);
  });

  test("must be a certificate", async () => {
    expect((await runCertify([SPEC, "--reuse", "old.json"], { files: { "old.json": "{}" } })).code).toBe(EXIT.usage);
  });
});
