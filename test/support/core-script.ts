// SPDX-License-Identifier: Apache-2.0
// The whole core at work on one spec, as a page would use it: bundled for a browser by browser.test.ts, which
// compares its answer with the one under Node.
import { checkText, cpuTable, emitTla, explore, formatSpec, judge, loadProgram, lowerChecks, reportJson, type SourceHost } from "../../src/index.ts";

/** Everything that comes out, as one text. */
export async function coreAtWork(files: Readonly<Record<string, string>>, path: string): Promise<string> {
  const host: SourceHost = {
    readFile: (name) => (files[name] === undefined ? { error: "missing" } : { text: files[name] }),
    resolve: (_, name) => name,
    std: (name) => (files[`${name}.ptespec`] === undefined ? undefined : { path: `${name}.ptespec`, text: files[`${name}.ptespec`] ?? "" }),
    stdNames: () => [],
  };
  const { value, diagnostics } = loadProgram(host, path);
  const out: string[] = [JSON.stringify(await formatSpec(value.root.text))];
  const reports = lowerChecks(value).map((check) => {
    const report = judge(check, check.model === undefined ? undefined : explore(check.model));
    out.push(checkText(report, { times: false }));
    if (check.model !== undefined) out.push(emitTla(check.model, { generator: "test" }).module);
    for (const property of report.properties) {
      if (check.model !== undefined && property.trace !== undefined) out.push(cpuTable(report, check.model, property, property.trace));
    }
    return report;
  });
  out.push(JSON.stringify(reportJson(reports, diagnostics, { version: "test", traces: true, exitCode: 0 })));
  return out.join("\n");
}
