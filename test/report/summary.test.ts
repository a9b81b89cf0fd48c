// SPDX-License-Identifier: Apache-2.0
// The table below all checks, and what is said of a search that did not see all states.
import { expect, test } from "vitest";
import { exploreReference } from "../../src/check/reference.ts";
import type { CheckResult } from "../../src/check/result.ts";
import { reportJson } from "../../src/report/json.ts";
import type { SearchReport } from "../../src/report/check-report.ts";
import { checkText, summaryText } from "../../src/report/text.ts";
import { unfinishedText } from "../../src/report/unfinished.ts";
import { judge } from "../../src/report/verdict.ts";
import { lowered, raceModel } from "./race.ts";

const model = raceModel({ recheck: true, walkers: 1 });
const good = judge(lowered(model), exploreReference(model));

test("the table says the file where several are checked", () => {
  const other = { ...good, file: "mine/race.ptespec" };
  expect(summaryText([good, good], { times: false })).not.toContain("file");
  expect(summaryText([good, other], { times: false })).toMatchInlineSnapshot(`
    "file                         claim  check  verdict   expected           states
    examples/arm64/race.ptespec  S6     race   violated  holds     DIFFERS     146
    mine/race.ptespec            S6     race   violated  holds     DIFFERS     146

    2 checks: 0 as expected, 2 differ
    "
  `);
});

test("few states say nothing of what a state costs", () => {
  const stopped: SearchReport = { stop: "states", exhausted: false, distinct: 1, generated: 1, depth: 1, queue: 1, bytesPerState: 8192 };
  expect(unfinishedText(stopped)).toEqual(["1 state took 0.1 MiB"]);
  expect(unfinishedText({ ...stopped, distinct: 30 })).toEqual(["30 states took 0.3 MiB"]);
  expect(unfinishedText({ ...stopped, distinct: 20_000, bytesPerState: 66 })).toEqual(["20,000 states took 1.3 MiB, 66 bytes each; another GiB has room for some 16.2 million"]);
});

test("a search that had to end says what it does not know", () => {
  const whole = exploreReference(model);
  const properties = whole.properties.map(({ name, status, vacuous }, i) => ({ name, status: i === 0 ? status : "undecided" as const, vacuous, ...(i === 0 ? { untraced: true as const } : {}) }));
  const ended: CheckResult = { ...whole, properties, stop: "interrupted", exhausted: false, generated: 0, queue: 7 };
  const text = (result: CheckResult): string => checkText(judge(lowered(model), result), { times: false });
  expect(text(ended)).toContain("146 distinct states, depth 9, interrupted, 7 not yet expanded\n");
  expect(text(ended)).toMatch(/promise not kept +\S+ +\(the search ended before it had the\s+trace; expected holds\)/u);
  expect(text(ended)).not.toContain("generated");
  expect(text({ ...ended, distinct: 0, depth: 0 })).toContain("  interrupted before any state was counted\n");
  const [json] = reportJson([judge(lowered(model), ended)], [], { version: "0", traces: false, exitCode: 0 }).checks;
  expect(json).toMatchObject({ distinct: 146, generated: null, properties: [{ status: properties[0]?.status, traceLength: null, untraced: true }, {}, {}] });
});

test("of two searches the report has the numbers of one, and mentions the other", () => {
  const whole = { ...exploreReference(model), stop: "memory", exhausted: false, reductions: [{ name: "symmetry", what: "2 * gup()" }] } as const;
  const report = judge(lowered(model), { ...whole, other: { stop: "time", distinct: 1234, depth: 9 } });
  expect(checkText(report, { times: false }).replaceAll(/\s+/gu, " ")).toContain("stopped at the bound on memory; another search without symmetry: 1,234 states, depth 9, stopped at the bound on time");
  expect(reportJson([report], [], { version: "0", traces: false, exitCode: 0 }).checks[0]?.otherSearch).toEqual({ stop: "time", distinct: 1234, depth: 9 });
});
