// SPDX-License-Identifier: Apache-2.0
// The table below all checks, and what is said of a search that did not see all states.
import { expect, test } from "vitest";
import { exploreReference } from "../../src/check/reference.ts";
import type { SearchReport } from "../../src/report/check-report.ts";
import { summaryText } from "../../src/report/text.ts";
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
