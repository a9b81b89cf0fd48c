// SPDX-License-Identifier: Apache-2.0
// Searches by several threads give the answers of one thread, whatever ends them. The script is bundled first: under
// tsx a thread does not start while the one that started it is busy.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { execa } from "execa";
import { expect, test } from "vitest";

test("one, two and three threads give the same answers", { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "ptespec-team-"));
  try {
    const outfile = join(folder, "team.mjs");
    await build({ entryPoints: ["test/cli/team-script.ts"], bundle: true, platform: "node", format: "esm", outfile, logLevel: "error" });
    await build({ entryPoints: ["src/node/member.ts"], bundle: true, platform: "node", format: "cjs", outfile: join(folder, "member.cjs"), logLevel: "error" });
    const { stdout } = await execa("node", [outfile], { timeout: 110_000 });
    const answer = JSON.parse(stdout) as { unequal: string[]; door: unknown; given: string[]; helped: number; mistake: string; memory: string; distinct: number; untold: unknown; told: unknown; init: string; stopped: string; left: number };
    expect(answer.unequal).toEqual([]);
    // To one thread, which is right in any case, goes only what is asked for, or what cannot be done otherwise.
    expect(answer.given).toEqual(["a table that is too full", "too full, and violated", "decided", "any", "states"]);
    expect(answer.door).toEqual({ announced: [], stop: "states", properties: ["always undecided", "deadlock undecided"] });
    expect(answer.mistake).toContain("a thread of the search failed");
    expect(answer.memory).toBe("memory");
    // What was found stays found, with a trace as long, where one thread finds none.
    expect(answer.told).toEqual([["p", "violated", 13], ["q", "reached", 12], ["deadlock", "holds", null]]);
    expect(answer.untold).toEqual([answer.told, [["p", "violated", 13], ["q", "reached", 12], ["deadlock", "undecided", null]]]);
    expect(answer.init).toContain("init stores a value in c, outside its sort");
    expect([answer.stopped, answer.left < 2000]).toEqual(["time", true]);
    // The other threads did take part: a level may be done before they wake, but not all are.
    expect(answer.helped).toBeGreaterThan(3);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
