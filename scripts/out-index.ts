// SPDX-License-Identifier: Apache-2.0
// out/README.md: what each emitted module is about, and what TLC says of it, so that a run can be compared.
// Nothing in it depends on the machine.
import type { CheckResult } from "../src/check/result.ts";
import { outputFolder } from "../src/cli/commands/emit.ts";
import type { LoweredCheck } from "../src/program/types.ts";
import { thousands } from "../src/report/text.ts";
import { judge } from "../src/report/verdict.ts";

const HEAD = `# Emitted TLA+

Written by \`npm run goldens\`; do not edit. One module and one configuration for each check of \`examples/\`.
TLC needs nothing else of this repository:

    cd out/arm64/contpte && java -jar tla2tools.jar -config aside.cfg aside.tla

\`aside_pcal.tla\` and \`aside_pcal.cfg\` are the same check in PlusCal, with its translation.

TLC reports the first violated invariant with a trace of the length given here, or, when all hold, these numbers.
`;

interface Row { readonly spec: string; readonly check: string; readonly claims: string; readonly verdict: string; readonly tlc: string }

function rowOf(check: LoweredCheck, result: CheckResult | undefined): Row | undefined {
  if (result === undefined) return undefined;
  const { verdict } = judge(check, result);
  const spec = check.span.file.path;
  const short = spec.replace(/^examples\//u, "").replace(/\.ptespec$/u, "");
  const row = { spec: `[${short}](../${spec})`, check: `[${check.name}](${outputFolder("", spec).slice(1)}/${check.name}.tla)`, claims: check.claims.join(", "), verdict };
  // A reachable property is none of the configuration's invariants.
  const violated = result.properties.flatMap(({ name, status, trace }) => (status === "violated" && trace !== undefined ? [{ name, states: trace.states.length }] : []));
  const [first] = violated.toSorted((a, b) => a.states - b.states);
  if (first !== undefined) return { ...row, tlc: `\`${first.name}\`, trace of ${first.states} states` };
  return { ...row, tlc: `${thousands(result.distinct)} distinct, ${thousands(result.generated)} generated, depth ${result.depth}` };
}

/** The text of out/README.md. `decide` gives what a search found, or nothing for a rejected check. */
export function outIndex(checks: readonly LoweredCheck[], decide: (check: LoweredCheck) => CheckResult | undefined): string {
  const rows = checks.flatMap((check) => rowOf(check, decide(check)) ?? []);
  const lines = rows.map((row) => `| ${row.spec} | ${row.check} | ${row.claims} | ${row.verdict} | ${row.tlc} |`);
  return `${HEAD}\n| spec | check | claims | verdict | TLC |\n|---|---|---|---|---|\n${lines.join("\n")}\n`;
}
