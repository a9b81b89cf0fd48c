// SPDX-License-Identifier: Apache-2.0
// A search in its thread: progress arrives while it runs, an interrupt is answered within a second even when
// the engine does not look up, and an engine that falls over is an error, not a hang.
import { execa } from "execa";
import { expect, test } from "vitest";
import { explore } from "../../src/check/explore.ts";
import type { CheckResult } from "../../src/check/result.ts";
import type { Searches } from "../../src/node/services.ts";
import { smallSearchesHere } from "../../src/node/small-searches.ts";
import { bool, counter, property } from "../support/models.ts";

test("progress, interrupts, errors", async () => {
  const { stdout } = await execa("node", ["--import", "tsx", "test/cli/search-script.ts"], { timeout: 50_000 });
  const { answers, kept, counts, broken } = JSON.parse(stdout) as { kept: CheckResult; answers: { stop: string; exhausted: boolean; distinct: number; progress: number; waited: number }[]; counts: number[]; broken: string };
  const [large, deaf] = answers;
  expect(large).toMatchObject({ stop: "interrupted", exhausted: false });
  expect(large?.distinct).toBeGreaterThan(1000);
  expect(large?.progress).toBeGreaterThan(0);
  expect(deaf).toMatchObject({ stop: "interrupted", exhausted: false, distinct: 0 });
  for (const { waited } of answers) expect(waited).toBeLessThan(1000);
  // The farthest search tells the numbers, and what was found is told with the trace it has.
  expect(kept).toMatchObject({ stop: "interrupted", exhausted: false, distinct: 5000, generated: 0, depth: 5000 });
  expect(kept.properties).toMatchObject([
    { name: "low", status: "violated", trace: { states: { length: 10 } } }, { name: "high", status: "reached", vacuous: false, untraced: true },
  ]);
  // One thread serves all checks of a run.
  expect(counts).toEqual([256, 256, 256]);
  expect(broken).toBe("fell over");
});

test("what a small search found is kept when the thread does not get as far", async () => {
  const model = { ...counter(9), properties: [property("low", "invariant", bool(false)), property("high", "invariant", bool(true))] };
  const small = explore(model, { maxStates: 5 });
  const none = explore({ ...model, properties: [property("low", "invariant", bool(true)), property("high", "invariant", bool(true))] }, { maxStates: 1 });
  const thread: Searches = { run: () => Promise.resolve({ ...none, stop: "interrupted" }), interrupt: () => undefined, forget: () => undefined, close: () => Promise.resolve() };
  const searches = smallSearchesHere(() => small, () => 0, thread);
  const result = await searches.run(model, {});
  expect(result).toMatchObject({ stop: "interrupted", exhausted: false, distinct: small.distinct, generated: small.generated });
  expect(result.properties).toMatchObject([{ name: "low", status: "violated", trace: { states: { length: 1 } } }, { name: "high", status: "undecided" }, { name: "deadlock" }]);
  // Where that was all that was asked for, it is the answer.
  expect((await searches.run(model, { stopWhenDecided: ["low"] })).stop).toBe("decided");
});
