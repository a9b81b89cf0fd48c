// SPDX-License-Identifier: Apache-2.0
// A developer's short-cut: checks one file without the command line's dressing.
// usage: npx tsx scripts/try.ts FILE [CHECK]     TRACE=1 prints the steps of each trace.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { explore } from "../src/check/explore.ts";
import { renderDiagnostic } from "../src/diagnostics/frame.ts";
import { loadProgram, lowerChecks } from "../src/load/load.ts";
import type { SourceHost } from "../src/program/types.ts";

const root = path.join(import.meta.dirname, "..");
const host: SourceHost = {
  readFile: (p) => (existsSync(p) ? { text: readFileSync(p, "utf8") } : { error: "missing" }),
  resolve: (from, p) => path.join(path.dirname(from), p.endsWith(".ptespec") ? p : `${p}.ptespec`),
  std: (name) => {
    const file = path.join(root, `${name}.ptespec`);
    return existsSync(file) ? { path: `${name}.ptespec`, text: readFileSync(file, "utf8") } : undefined;
  },
  stdNames: () => [],
};

const [file = "", only] = process.argv.slice(2);
const { value, diagnostics } = loadProgram(host, file);
for (const d of diagnostics) console.log(renderDiagnostic(d));
for (const check of lowerChecks(value, only === undefined ? {} : { only: [only] })) {
  for (const d of check.diagnostics) console.log(renderDiagnostic(d));
  const expected = check.expectations.map((e) => `${e.names.join(", ")} ${e.status}`).join("; ");
  if (check.model === undefined) {
    console.log(`${check.name}: REJECTED (expected: ${expected})`);
    continue;
  }
  const start = Date.now();
  const result = explore(check.model);
  console.log(`${check.name}: expected: ${expected}; ${result.distinct} distinct, ${result.generated} generated, depth ${result.depth}, ${result.stop}, ${Date.now() - start} ms`);
  for (const p of result.properties) {
    console.log(`    ${p.name}: ${p.status}${p.trace === undefined ? "" : ` (${p.trace.states.length} states)`}${p.vacuous ? " VACUOUS" : ""}`);
    if (process.env["TRACE"] !== undefined) for (const s of p.trace?.steps ?? []) console.log(`        ${s.step} ${JSON.stringify(s.params)}`);
  }
  for (const [step, count] of result.stepCounts) if (count === 0) console.log(`    never taken: ${step}`);
}
