// SPDX-License-Identifier: Apache-2.0
// Every check of every example is as expected, and out/ is exactly what the examples give: nothing stale,
// missing or left over.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { outIndex } from "../scripts/out-index.ts";
import { renderDiagnostics } from "../src/diagnostics/frame.ts";
import { checkText } from "../src/report/text.ts";
import { judge } from "../src/report/verdict.ts";
import { decide, emittedFiles, exampleChecks, EXAMPLES, loadExample } from "./support/examples.ts";

const REGENERATE = "run `npm run goldens` and look at the difference";

test("there are examples", () => {
  expect(EXAMPLES.length).toBeGreaterThan(0);
});

describe.each(EXAMPLES)("%s", (path) => {
  const { checks, diagnostics } = loadExample(path);

  test("is read without an error", () => {
    expect(renderDiagnostics(diagnostics.filter((each) => each.severity === "error"))).toBe("");
  });

  test.each(checks.map((check) => [check.name, check] as const))("%s", (_, check) => {
    const report = judge(check, decide(check));
    expect(report.outcome, `${renderDiagnostics(report.diagnostics)}${checkText(report, { times: false })}`).toBe("met");
  });
});

describe("out/", () => {
  let fresh: ReadonlyMap<string, string> = new Map();
  beforeAll(async () => {
    fresh = await emittedFiles();
  }, 300_000);
  const committed = existsSync("out") ? readdirSync("out", { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)) : [];

  test("has a file for each module and configuration, and no others", () => {
    expect(committed.filter((path) => /\.(?:tla|cfg)$/u.test(path)).toSorted(), REGENERATE).toEqual([...fresh.keys()].toSorted());
  });

  test("has what the examples give", () => {
    const stale = [...fresh].filter(([path, text]) => existsSync(path) && readFileSync(path, "utf8") !== text).map(([path]) => path);
    expect(stale, REGENERATE).toEqual([]);
  });

  test("has an index with what TLC says", () => {
    const index = existsSync("out/README.md") ? readFileSync("out/README.md", "utf8") : "";
    expect(index === outIndex(exampleChecks(), decide), `out/README.md is stale: ${REGENERATE}`).toBe(true);
  });
});
