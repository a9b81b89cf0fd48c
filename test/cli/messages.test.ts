// SPDX-License-Identifier: Apache-2.0
// What newcomers get wrong, from the command line to the exit code: the message names what is wrong and what to write
// instead, once, and nothing that only follows from it.
import { describe, expect, test } from "vitest";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { cli, type Content } from "./support.ts";

const run = (argv: string, files: Readonly<Record<string, Content>>) => cli(argv, files, { real: true });

const TABLE = `import std/arm64
init { for (k in 0..N-1) { pt[k] = arm64_pte { valid: true, folio: B }; } }
writer w(i: 0..N-1) { lock(ptl); xchg(pt[i], none_pte()); unlock(ptl); }
invariant ok: true;
`;
const spec = (body: string, item = "run w();"): string => `lock l;\nshared x : bool;\nwriter w {\n  ${body}\n}\ninvariant ok: x || !x;\ncheck c {\n  ${item}\n  expect ok hold;\n}\n`;

/** Codes of the diagnostics, in order. */
const codes = (text: string): readonly string[] => [...text.matchAll(/^(?:error|warning)\[(PTE\d+)\]/gmu)].map(([, code]) => code ?? "");

describe("what the kernel calls otherwise", () => {
  test.each([
    ["spin_lock(l);", "`lock(l);`"], ["raw_spin_unlock(l);", "`unlock(l);`"], ["local_irq_disable();", "`irqs off;`"], ["local_irq_restore();", "`irqs on;`"],
    ["spin_lock_irqsave(l);", "`irqs off;` and `lock(l);`"], ["flush_tlb_range();", "`tlb_flush();`"], ["mb();", "`smp_mb();`"],
    ["let y = atomic_read(x);", "`READ_ONCE(place)`"], ["BUG_ON(true);", "`assert !condition;`"],
  ])("%s", async (statement, ours) => {
    const { code, err } = await run("check a.ptespec", { "a.ptespec": spec(statement) });
    expect({ code, codes: codes(err) }).toEqual({ code: EXIT.errors, codes: ["PTE201"] });
    expect(err).toContain(`help: write ${ours} here.`);
  });

  test("what is offered is understood", async () => {
    const files = { "a.ptespec": spec("irqs off;\n  lock(l);\n  let y = READ_ONCE(x);\n  smp_mb();\n  WRITE_ONCE(x, y);\n  assert !(y && !y);\n  unlock(l);\n  irqs on;\n  tlb_flush();", "run w();\n  flush ipi;") };
    expect(await run("check a.ptespec", files)).toMatchObject({ code: EXIT.ok, err: "" });
  });

  test("a declaration of that name is what it says", async () => {
    const files = { "a.ptespec": `accessor spin_lock() { lock(l); }\n${spec("spin_lock();")}` };
    expect(await run("check a.ptespec", files)).toMatchObject({ code: EXIT.ok, err: "" });
  });
});

test("the library is imported without quotes", async () => {
  for (const name of ["std/x86_64", "std/x86_64.ptespec"]) {
    const { code, err } = await run("check a.ptespec", { "a.ptespec": `import "${name}"\n` });
    expect({ code, codes: codes(err) }).toEqual({ code: EXIT.errors, codes: ["PTE001"] });
    expect(err).toContain("help: write `import std/x86_64`, without quotes");
  }
  expect((await run("check a.ptespec", { "a.ptespec": 'import "std/none"\n' })).err).not.toContain("without quotes");
});

test("an assignment without an access is not called a read", async () => {
  const { code, err } = await run("check a.ptespec", { "a.ptespec": spec("x = true;") });
  expect(code).toBe(EXIT.errors);
  expect(err).toContain("error[PTE401]: shared `x` is written without an access");
  expect((await run("check a.ptespec", { "a.ptespec": spec("if (x) { WRITE_ONCE(x, true); }") })).err).toContain("shared `x` is read without an access");
});

test("too many agents have a reason of their own", async () => {
  const { code, err } = await run("check a.ptespec", { "a.ptespec": spec("WRITE_ONCE(x, true);", "run 17 * w();") });
  expect({ code, codes: codes(err) }).toEqual({ code: EXIT.errors, codes: ["PTE213"] });
  expect(err).toContain("help: run between 1 and 16 of them.");
});

test.each([
  ["--workers x", "`--workers` takes a positive whole number, or auto, not `x`"], ["--max-states x", "`--max-states` takes a positive whole number such as 500000 or 2M, not `x`"],
  ["--param N=99999999999", "`--param` takes a number of at most nine digits, not `N=99999999999`\nwhy: no size of a model can be so large."], ["--param N", "`--param` takes NAME=NUMBER, such as N=4, not `N`"],
])("%s", async (option, message) => {
  const { code, err } = await run(`check a.ptespec ${option}`, { "a.ptespec": TABLE });
  expect({ code, err }).toEqual({ code: EXIT.usage, err: expect.stringContaining(message) });
});

test("a pipe is no matter of permissions", async () => {
  const { code, err } = await run("check a.ptespec", { "a.ptespec": { error: "special" } });
  expect(code).toBe(EXIT.errors);
  expect(err).toContain("error[PTE005]: `a.ptespec` cannot be read\nwhy: it is a pipe, a device or a socket");
  expect(err).not.toContain("permissions");
});

describe("nothing follows from a size that makes no sense", () => {
  const files = { "a.ptespec": `${TABLE}check c { run w(0); expect ok hold; }\n` };
  test.each([["N=-1", "N = -1 is outside 1..16"], ["N=0", "N = 0 is outside 1..16"], ["folio=9", "folio = 9 is outside 1..2"]])("--param %s", async (param, message) => {
    const { code, err } = await run(`check a.ptespec --param ${param}`, files);
    expect({ code, codes: codes(err) }).toEqual({ code: EXIT.errors, codes: ["PTE213"] });
    expect(err).toContain(message);
  });

  test("of several checks, once", async () => {
    const text = `${TABLE}check c { run w(0); expect ok hold; }\ncheck d { run w(0); run w(0); expect ok hold; }\n`;
    const { code, err, out } = await run("check a.ptespec --param N=-1", { "a.ptespec": text });
    expect({ code, codes: codes(err) }).toEqual({ code: EXIT.errors, codes: ["PTE213"] });
    expect(out).toContain("d: rejected, expected holds");
    expect(JSON.parse((await run("check a.ptespec --param N=-1 --json", { "a.ptespec": text })).out)).toMatchObject({ checks: [{ diagnostics: [{ code: "PTE213" }] }, { diagnostics: [{ code: "PTE213" }] }] });
  });

  test("with N = 0 in the check", async () => {
    const { code, err } = await run("check a.ptespec", { "a.ptespec": `${TABLE}check c { with N = 0; run w(0); expect ok hold; }\n` });
    expect({ code, codes: codes(err) }).toEqual({ code: EXIT.errors, codes: ["PTE213"] });
  });

  test("a member that a small domain has not", async () => {
    const { code, err } = await run("check a.ptespec --param folio=1", files);
    expect({ code, codes: codes(err) }).toEqual({ code: EXIT.errors, codes: ["PTE201"] });
    expect(err).toContain("why: with folio = 1 the domain has only its first member.\nhelp: make `folio` larger, or do without `B`.");
  });
});

describe("a name that is never used is told when nothing is in error", () => {
  const unused = `${TABLE}writer v(i: 0..N-1) { lock(ptl); unlock(ptl); }\n`;
  test.each([
    ["an error of a declaration", `${unused}writer u { nothing(); }\ncheck c { run w(0); expect ok hold; }\n`, ["PTE201"]],
    ["an error of a check", `${unused}check c { run w(0); run vv(0); expect ok hold; }\n`, ["PTE201"]],
    ["an error that is expected", `${unused}check c { run w(0); run vv(0); expect error PTE201; }\n`, ["PTE211"]],
    ["no error", `${unused}check c { run w(0); expect ok hold; }\n`, ["PTE211"]],
  ])("%s", async (_, text, wanted) => {
    expect(codes((await run("check a.ptespec", { "a.ptespec": text })).err)).toEqual(wanted);
  });
});
