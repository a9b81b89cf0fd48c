// SPDX-License-Identifier: Apache-2.0
// A search in its thread: progress arrives while it runs, an interrupt is answered within a second even when
// the engine does not look up, and an engine that falls over is an error, not a hang.
import { execa } from "execa";
import { expect, test } from "vitest";

test("progress, interrupts, errors", async () => {
  const { stdout } = await execa("node", ["--import", "tsx", "test/cli/search-script.ts"], { timeout: 50_000 });
  const { answers, counts, broken } = JSON.parse(stdout) as { answers: { stop: string; exhausted: boolean; distinct: number; progress: number; waited: number }[]; counts: number[]; broken: string };
  const [large, deaf] = answers;
  expect(large).toMatchObject({ stop: "interrupted", exhausted: false });
  expect(large?.distinct).toBeGreaterThan(1000);
  expect(large?.progress).toBeGreaterThan(0);
  expect(deaf).toMatchObject({ stop: "interrupted", exhausted: false, distinct: 0 });
  for (const { waited } of answers) expect(waited).toBeLessThan(1000);
  // One thread serves all checks of a run.
  expect(counts).toEqual([256, 256, 256]);
  expect(broken).toBe("fell over");
});
