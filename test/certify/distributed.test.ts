// SPDX-License-Identifier: Apache-2.0
// What the server and the workers of TLC's distributed mode print, as 1.7.4 and a later build did, and what is made
// of it. Nothing short of a whole output verifies.
import { describe, expect, test } from "vitest";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { computedBy, distributedOutcome, framedVersion, workerTrouble } from "../../src/tlc/distributed.ts";
import { readMessages } from "../../src/tlc/messages.ts";
import { cli } from "../cli/support.ts";

const frame = (code: number, severity: number, body: string): string => `@!@!@STARTMSG ${code}:${severity} @!@!@\n${body}\n@!@!@ENDMSG ${code} @!@!@\n`;
const begin = [
  "TLC2 TLC Server Version 2.19 of 08 August 2024\n", frame(2220, 0, "Starting SANY..."), "Parsing file di.tla\n", frame(2219, 0, "SANY finished."), frame(2185, 0, "Starting... (2026-11-22 15:27:06)"),
  frame(2189, 0, "Computing initial states..."), frame(2190, 0, "Finished computing initial states: 1 distinct state(s) generated at 2026-11-22 15:27:06."),
  frame(7000, 0, "TLC server at vm is ready (2026-11-22 15:27:06)"), frame(7001, 0, "Registration for worker at rmi://localhost:0/0 completed (2026-11-22 15:27:12)"),
];
const totals = (left: number): readonly string[] => [frame(2199, 0, `13 states generated, 7 distinct states found, ${left} states left on queue.`)];
const finished = [frame(2186, 0, "Finished in 06s at (2026-11-22 15:27:12)"), frame(2211, 0, "vm, work completed. Thank you!")];
const success = [...begin, frame(2193, 0, "Model checking completed. No error has been found.\n  calculated (optimistic):  val = 0.0"), ...totals(0), frame(2194, 0, "The depth of the complete state graph search is 4."), ...finished];
const violation = [...begin, frame(2121, 1, "The behavior up to this point is:"), frame(2217, 4, "1: <Initial predicate>\nx = 2\n"), frame(2217, 4, "2: <Next line 5, col 9 to line 5, col 27 of module di>\nx = 3\n"), ...totals(0), ...finished];

const outcome = (parts: readonly string[], because?: "timeout" | "interrupted"): ReturnType<typeof distributedOutcome> =>
  distributedOutcome(readMessages(parts.flatMap((part) => part.split(/(?<=\n)/u)).map(framedVersion).join("")), { exitCode: 0, stderr: "", because });

describe("the server", () => {
  test("has verified when its output has every sign", () => {
    expect(outcome(success)).toMatchObject({ kind: "ended", outcome: { kind: "verified", version: "2.19 of 08 August 2024", depth: 4, counts: { distinct: 7, queue: 0 } } });
  });

  test("has not when any part is missing, or it was stopped", () => {
    const needed = success.filter((part) => !/STARTMSG (?:2220|2219|2185|2189|2190|7000|7001|2194|2211)|^Parsing/u.test(part));
    expect(needed).toHaveLength(4);
    for (const part of needed) expect(outcome(success.filter((one) => one !== part)).outcome.kind, part).not.toBe("verified");
    const text = success.join("");
    for (let end = 0; end < text.indexOf("Finished in"); end += 7) expect(outcome([text.slice(0, end)]).outcome.kind, `cut at ${end}`).not.toBe("verified");
    expect(outcome(success.filter((part) => !part.includes("Finished in")), "timeout").outcome.kind).toBe("timeout");
  });

  test("stops at a state, without saying why, and exits 0", () => {
    expect(outcome(violation)).toMatchObject({ kind: "stopped-at", text: "x = 3" });
    expect(outcome(violation).outcome.kind).not.toBe("verified");
    expect(outcome(violation, "interrupted").kind).toBe("ended");
    expect(outcome([...begin, frame(1000, 1, "TLC threw an unexpected exception."), ...violation.slice(begin.length)]).kind).toBe("ended");
  });
});

describe("a worker", () => {
  const bye = "localhost, work completed at: Sun Nov 22 15:25:40 UTC 2026 Computed: 4830 and a cache hit ratio of 0.502, Thank you!\n";

  test("says what it computed", () => {
    expect(computedBy(bye)).toBe(4830);
    expect(computedBy(bye + bye)).toBe(9660);
    expect(computedBy("TLC worker with 1 threads ready\n")).toBeUndefined();
  });

  test("says why it cannot begin", () => {
    const failed = "Error: Failed to start worker  for server 127.0.0.1.\n";
    expect(workerTrouble(bye)).toBeUndefined();
    expect(workerTrouble(`${failed}Connection refused\n`)).toBe("Connection refused");
    expect(workerTrouble(`${failed}error; nested exception is:\n\tjava.io.NotSerializableException: tlc2.tool.fp.MultiFPSet\n`)).toContain("TLC 1.7.4 can");
  });
});

describe("the options", () => {
  test.each([
    "--distributed 2 --hosts a", "--distributed 2 --workers 2", "--distributed 2 --keep x", "--hosts a --simulate", "--distributed 0", "--distributed 1000", "--hosts a;b", "--hosts ,", "--address x", "--hosts a --address x;y",
  ])("tlc %s is refused", async (options) => {
    expect((await cli(`tlc a.ptespec ${options}`, { "a.ptespec": "check a good" })).code).toBe(EXIT.usage);
  });
});
