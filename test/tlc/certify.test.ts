// SPDX-License-Identifier: Apache-2.0
// `ptespec certify` with the real TLC: all agree on some small checks, down to every step of their state graphs, and a
// sabotaged module, direct or PlusCal, is found out with a message that says where.
import { describe, expect, it } from "vitest";
import { delimiter } from "node:path";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { runTlc } from "../../src/node/tlc/run.ts";
import { findToolchain } from "../../src/node/tlc/toolchain.ts";
import { runCertify, schemaErrors, type CertifyOptions } from "../certify/support.ts";
import { NO_TLC } from "../support/tlc.ts";

const jars = (process.env["TLA2TOOLS_JAR"] ?? "").split(delimiter).filter((jar) => jar !== "");
if (jars.length === 0) console.log(NO_TLC);

const SPEC = "examples/generic/dirty-cow.ptespec";
const CHECK = "write_flag_dropped";

describe.each(jars)("certify with %s", (jar) => {
  const certify = (argv: readonly string[], options: CertifyOptions = {}): ReturnType<typeof runCertify> =>
    runCertify([...argv, "--jar", jar], { ...options, tlc: { find: (flags) => findToolchain(process.env, flags), run: runTlc } });

  it("all agree", async () => {
    const { code, out, certificate, text } = await certify([SPEC, "examples/generic/walker-classes.ptespec"]);
    expect(out).toMatch(/^\d+ checks: \d+ agree, 0 disagree, 0 not decided; ptespec \S+, TLC /u);
    expect(code).toBe(EXIT.ok);
    expect(schemaErrors(certificate)).toEqual([]);
    for (const { builtIn, witnesses } of certificate.checks) {
      if (builtIn === undefined) continue;
      expect(witnesses.map(({ outcome }) => outcome.kind)).toEqual(["answer", "answer", "answer"]);
      expect(witnesses.slice(0, 2).map(({ outcome }) => (outcome.kind === "answer" ? outcome.graph : undefined))).toEqual([{ kind: "compared", differences: [] }, { kind: "compared", differences: [] }]);
    }
    expect(text).not.toContain(jar);
  });

  it("a dropped update in the module is found, by what the search meets", async () => {
    const { code, out } = await certify([SPEC, "--check", CHECK], { sabotage: (module) => module.replace("/\\ ptl' = \"nobody\"", "/\\ ptl' = ptl") });
    expect(code).toBe(EXIT.differs);
    expect(out).toContain("TLC on the module: a deadlock; by the built-in checker there is none");
    expect(out).not.toContain("TLC on the PlusCal module");
  });

  it("another value is found, by states", async () => {
    const { code, out } = await certify([SPEC, "--check", CHECK], { sabotage: (module) => module.replace("[access_by_force_flags EXCEPT !.write = FALSE]", "[access_by_force_flags EXCEPT !.cow = TRUE]") });
    expect(code).toBe(EXIT.differs);
    expect(out).toMatch(/TLC on the module: state graph: (?:only TLC has the state|TLC has no state) /u);
  });

  it("a changed guard in the PlusCal module is found", async () => {
    const { code, out } = await certify([SPEC, "--check", CHECK], { sabotagePlusCal: (module) => module.replaceAll("/\\ ptl = \"nobody\"", "/\\ ptl # \"nobody\"") });
    expect(code).toBe(EXIT.differs);
    expect(out).toContain("TLC on the PlusCal module: ");
    expect(out).not.toContain("TLC on the module: ");
  });

  it("a step that leads to the same states by another name is found only by the graph", async () => {
    const { code, out } = await certify([SPEC, "--check", CHECK], { sabotage: (module) => module.replaceAll("AccessByForce_store_pt_2", "AccessByForce_renamed") });
    expect(code).toBe(EXIT.differs);
    expect(out).toContain("TLC on the module: state graph: TLC names a step AccessByForce_renamed, which is none of the model");
    expect(out).not.toMatch(/TLC on the module: \d/u);
  });

  it("a module that TLC rejects is a contradiction", async () => {
    const { code, out } = await certify([SPEC, "--check", CHECK], { sabotage: (module) => module.replace("Next ==", "Next == (") });
    expect(code).toBe(EXIT.differs);
    expect(out).toContain("TLC on the module: parse: ");
  });
});
