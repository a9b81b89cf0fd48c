// SPDX-License-Identifier: Apache-2.0
// What is wrong with a spec in the documentation: nothing, when it has no errors and every check is as
// expected; or, for a block that shows an error, when it has exactly that one.
import { explore } from "../../src/check/explore.ts";
import { renderDiagnostics } from "../../src/diagnostics/frame.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { loadProgram, lowerChecks } from "../../src/load/load.ts";
import { checkText } from "../../src/report/text.ts";
import { judge, stopProperties } from "../../src/report/verdict.ts";
import { specOf, wordValue, type DocBlock } from "./markdown.ts";
import { layered } from "./session.ts";

/** Sentences about the block; none when it keeps its promise. `files` are those of the document. */
export function problemsOf(block: DocBlock, files: ReadonlyMap<string, string>): readonly string[] {
  const path = wordValue(block, "file") ?? "example.ptespec";
  const host = layered(new Map([...files, [path, specOf(block)]]));
  const { value, diagnostics } = loadProgram(host, path);
  const loaded = diagnostics.some((one) => one.severity === "error");
  const checks = loaded ? [] : lowerChecks(value);
  const wanted = wordValue(block, "expect");
  if (wanted !== undefined) return wrongCode(wanted, [...diagnostics, ...checks.flatMap((one) => one.diagnostics)]);
  // What a fragment declares is used elsewhere.
  const shown = diagnostics.filter((one) => one.code !== "PTE211" || !block.words.includes("fragment"));
  const problems = shown.length === 0 ? [] : [renderDiagnostics(shown)];
  const differs = block.words.includes("differs");
  let refuted = 0;
  for (const check of checks) {
    const rejected = check.expectations.some((item) => item.status === "error");
    if (check.diagnostics.length > 0 && !rejected) problems.push(renderDiagnostics(check.diagnostics));
    const stop = stopProperties(check);
    const report = judge(check, check.model === undefined ? undefined : explore(check.model, { maxStates: 500_000, ...(stop.length === 0 ? {} : { stopWhenDecided: stop }) }));
    if (report.outcome === "refuted") refuted += 1;
    if (report.outcome !== "met" && !differs) problems.push(checkText(report, { times: false }));
    if (report.warnings.length > 0) problems.push(renderDiagnostics(report.warnings));
  }
  if (differs && refuted === 0) problems.push("a block marked `differs` shows a verdict that differs from what is expected");
  return problems;
}

/** Warnings about unused names do not count: an example of an error uses little. */
function wrongCode(wanted: string, found: readonly Diagnostic[]): readonly string[] {
  const codes = [...new Set(found.filter((one) => one.code !== "PTE211" || wanted === "PTE211").map((one) => one.code as string))];
  return codes.length === 1 && codes[0] === wanted ? [] : [`expected ${wanted} and nothing else, found ${codes.join(", ") || "no diagnostic"}`, renderDiagnostics(found)];
}
