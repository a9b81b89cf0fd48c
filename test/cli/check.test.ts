// SPDX-License-Identifier: Apache-2.0
// `ptespec check`: what is printed, and which exit code, for each way a check can end.
import { expect, test } from "vitest";
import type { CheckResult } from "../../src/check/result.ts";
import type { Searches } from "../../src/cli/env.ts";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { cli } from "./support.ts";

const TORN = "check torn race expect violated pinned_is_mapped\n";
const GOOD = "check good good\n";

test("as expected: 0, verdict with its scope, summary, no trace", async () => {
  const { code, out, err } = await cli("check specs", { "specs/b.ptespec": TORN, "specs/a.ptespec": GOOD, "specs/readme.md": "" });
  expect({ code, err }).toEqual({ code: EXIT.ok, err: "" });
  expect(out).toMatchInlineSnapshot(`
    "specs/a.ptespec: good: holds, as expected
      reached           saw_b  (3 steps)
      146 distinct states, 281 generated, depth 9, search exhausted, 0.00 s
      scope: gup_fast(1); remap(1); hardware pt only access; up to 1 hardware
             updates
             N = 2; memory sc; flush broadcast; reductions none
      assuming hw_any_entry: hardware may record access in any entry of a block
          [Arm ARM contiguous bit]

    specs/b.ptespec: torn: violated, as expected
      promise not kept  pinned_is_mapped  (6 steps)
      reached           saw_b             (3 steps)
      not decided       deadlock
      52 distinct states, 79 generated, depth 6, stopped at the expected violation,
          22 not yet expanded, 0.00 s
      scope: gup_fast(1); remap(1); hardware pt only access; up to 1 hardware
             updates
             N = 2; memory sc; flush broadcast; reductions none
      assuming hw_any_entry: hardware may record access in any entry of a block
          [Arm ARM contiguous bit]

    file             claim  check  verdict   expected  states    time
    specs/a.ptespec         good   holds     holds        146  0.00 s
    specs/b.ptespec         torn   violated  violated      52  0.00 s

    2 checks: 2 as expected
    "
  `);
});

test("a verdict that differs: 1, with the trace", async () => {
  const { code, out } = await cli("check a.ptespec", { "a.ptespec": "check torn race\n" });
  expect(code).toBe(EXIT.differs);
  expect(out).toContain("violated, expected holds");
  expect(out).toContain("a.ptespec: torn: promise not kept: pinned_is_mapped (6 steps)");
  expect(out).toContain("DIFFERS");
  expect(await cli("check a.ptespec --no-traces", { "a.ptespec": "check torn race\n" })).toMatchObject({ code: 1, out: expect.not.stringContaining("CPU0") });
});

test("--traces shows expected violations and witnesses too; --quiet only what differs", async () => {
  expect((await cli("check a.ptespec --traces", { "a.ptespec": TORN })).out).toContain("CPU0 gup_fast(1)");
  expect((await cli("check a.ptespec -q", { "a.ptespec": TORN })).out).toBe("1 check: 1 as expected\n");
});

test("an expected violation that does not come: 1, and it says why", async () => {
  const { code, out } = await cli("check a.ptespec", { "a.ptespec": "check good good expect violated saw_b\n" });
  expect(code).toBe(EXIT.differs);
  expect(out).toContain("expected: saw_b violated; but `saw_b` is reached");
});

test("errors of a spec: 2, and the other files are still decided", async () => {
  const { code, out, err } = await cli("check a.ptespec b.ptespec", { "a.ptespec": "broken\n", "b.ptespec": GOOD });
  expect(code).toBe(EXIT.errors);
  expect(err).toContain("error[PTE101]");
  expect(err).toContain("--> a.ptespec:1:1");
  expect(out).toContain("b.ptespec: good: holds, as expected");
});

test("a check that is rejected: 2, unless it expects that", async () => {
  expect(await cli("check a.ptespec", { "a.ptespec": "check no rejected\n" })).toMatchObject({ code: EXIT.errors, err: expect.stringContaining("PTE101") });
  const expected = await cli("check a.ptespec", { "a.ptespec": "check no rejected expect error PTE101\n" });
  expect(expected).toMatchObject({ code: EXIT.ok, err: "", out: expect.stringContaining("rejected, as expected") });
  expect(await cli("check a.ptespec", { "a.ptespec": "check no rejected expect error PTE304\n" })).toMatchObject({ code: EXIT.differs, out: expect.stringContaining("PTE304 was not reported") });
  expect(await cli("check a.ptespec", { "a.ptespec": "check no good expect error PTE304\n" })).toMatchObject({ code: EXIT.differs });
});

test("a bound that is reached: 4, and never \"holds\"", async () => {
  const { code, out } = await cli("check a.ptespec --max-states 3", { "a.ptespec": GOOD });
  expect(code).toBe(EXIT.inconclusive);
  expect(out).toContain("inconclusive (stopped at the bound on states)");
  expect(out).not.toMatch(/: holds/);
});

test("Ctrl-C: 4, with what was found so far and what was not run", async () => {
  let press = (): void => undefined;
  const pending: Searches = {
    run: (model) => new Promise<CheckResult>((resolve) => {
      stop = () => resolve({ properties: model.properties.map(({ name }) => ({ name, status: "undecided", vacuous: false })), stop: "interrupted", exhausted: false, distinct: 7, generated: 9, depth: 2, queue: 1, stepCounts: new Map(), bytesPerState: 8 });
      setTimeout(press, 5);
    }),
    interrupt: () => stop(),
    forget: () => undefined,
    close: () => Promise.resolve(),
  };
  let stop = (): void => undefined;
  const { code, out } = await cli("check a.ptespec", { "a.ptespec": `${GOOD}check later good\n` }, {
    searches: () => pending,
    onInterrupt: (callback) => {
      press = callback;
      return () => undefined;
    },
  });
  expect(code).toBe(EXIT.inconclusive);
  expect(out).toContain("7 distinct states");
  expect(out).toContain("later");
  expect(out).toContain("2 checks: 0 as expected, 2 not decided");
});

test("progress only on a terminal, and it is gone afterwards", async () => {
  const searches = (): Searches => ({
    run(model, _, watcher) {
      watcher?.progress?.({ distinct: 1234567, generated: 2, depth: 30, queue: 12345, bytes: 2 ** 20 });
      return Promise.resolve({ properties: [], stop: "exhausted", exhausted: true, distinct: 1, generated: 1, depth: 1, queue: 0, stepCounts: new Map(model.steps.map((step) => [step.name, 1])), bytesPerState: 1 });
    },
    interrupt: () => undefined, forget: () => undefined, close: () => Promise.resolve(),
  });
  const { err } = await cli("check a.ptespec", { "a.ptespec": GOOD }, { tty: true, searches });
  expect(err).toMatch(/\r\u001b\[Kgood: 1,234,567 states, .*depth 30, queue 12,345, 1 MiB\r\u001b\[K$/);
  expect((await cli("check a.ptespec", { "a.ptespec": GOOD }, { searches })).err).toBe("");
});

test("--strict: a warning of the verdict counts as a difference", async () => {
  const idle = { "a.ptespec": "check good good\n" };
  expect((await cli("check a.ptespec", idle)).code).toBe(EXIT.ok);
  const searches = (): Searches => ({
    run: (model) => Promise.resolve({
      properties: model.properties.map(({ name, kind }) => ({ name, status: kind === "invariant" ? "holds" : "reached", vacuous: true })).concat({ name: "deadlock", status: "holds", vacuous: false }) as CheckResult["properties"],
      stop: "exhausted", exhausted: true, distinct: 1, generated: 1, depth: 1, queue: 0, stepCounts: new Map(model.steps.map((step) => [step.name, 0])), bytesPerState: 1,
    }),
    interrupt: () => undefined, forget: () => undefined, close: () => Promise.resolve(),
  });
  const relaxed = await cli("check a.ptespec", idle, { searches });
  expect(relaxed).toMatchObject({ code: EXIT.ok, out: expect.stringContaining("warning[PTE702]") });
  expect(await cli("check a.ptespec --strict", idle, { searches })).toMatchObject({ code: EXIT.differs, out: expect.stringMatching(/error\[PTE702\][^]*; \d+ warnings, --strict\n$/u) });
});

test("--strict: a warning of the spec is a difference, and the last line says why", async () => {
  const spec = (extra: string): Record<string, string> => ({ "a.ptespec": `shared x : 0..1;
${extra}writer w { WRITE_ONCE(x, 1); }
invariant ok: x <= 1;
check one { run w(); expect ok hold; }
check two { run w(); expect ok hold; }
` });
  const unused = spec("shared y : 0..1;\n");
  const run = (argv: string, files = unused) => cli(argv, files, { real: true });
  expect(await run("check a.ptespec --summary")).toMatchObject({ code: EXIT.ok, out: expect.stringMatching(/2 checks: 2 as expected\n$/u) });
  const strict = await run("check a.ptespec --strict --summary");
  expect(strict).toMatchObject({ code: EXIT.differs, out: expect.stringMatching(/2 checks: 2 as expected; 1 warning, --strict\n$/u) });
  expect(strict.err).toContain("warning[PTE211]");
  expect((await run("check a.ptespec --strict -q")).out).toBe("2 checks: 2 as expected; 1 warning, --strict\n");
  expect(JSON.parse((await run("check a.ptespec --strict --json")).out)).toMatchObject({ exitCode: EXIT.differs });
  // A check's own warning, as of one that expects nothing, as well; none is none; an error is 2 whatever else.
  expect(await run("check a.ptespec --strict -q", { "a.ptespec": `${spec("")["a.ptespec"] ?? ""}check three { run w(); }\n` })).toMatchObject({ code: EXIT.differs, out: expect.stringContaining("; 1 warning, --strict") });
  expect(await run("check a.ptespec --strict -q", spec(""))).toMatchObject({ code: EXIT.ok, out: "2 checks: 2 as expected\n" });
  expect((await run("check a.ptespec b.ptespec --strict -q", { ...unused, "b.ptespec": "check" })).code).toBe(EXIT.errors);
});

test("--check picks; --format itf prints one trace", async () => {
  const files = { "a.ptespec": `${GOOD}${TORN}` };
  expect((await cli("check a.ptespec --check good", files)).out).not.toContain("torn");
  const itf = await cli("check a.ptespec --check torn --format itf", files);
  expect(JSON.parse(itf.out)).toMatchObject({ "#meta": { format: "ITF", description: "torn: pinned_is_mapped" }, vars: expect.arrayContaining(["pt"]) });
  expect((await cli("check a.ptespec --format itf", { "a.ptespec": `${TORN}check t2 race\n` })).code).toBe(EXIT.usage);
});
