// SPDX-License-Identifier: Apache-2.0
// The options of other searches and of checkpoints: what they do to verdicts and exit codes, what is refused, and
// the text of each of their diagnostics.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { search } from "../../src/check/search.ts";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { SEARCHES } from "../../src/diagnostics/catalog/searches.ts";
import { directSearches } from "../../src/node/searches.ts";
import { cli, type Ran } from "./support.ts";

const root = mkdtempSync(join(tmpdir(), "ptespec-searches-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const GOOD = { "a.ptespec": "check good good\n" };
const TORN = { "a.ptespec": "check torn torn expect violated pinned_is_mapped\n" };
const run = (argv: string, files: Readonly<Record<string, string>> = GOOD): Promise<Ran> => cli(argv, files, { searches: () => directSearches(search, () => 0) });
const provoked = new Set<string>();

describe("other searches", () => {
  test("random walks: 4 where nothing was found, and what was learned", async () => {
    const { code, out } = await run("check a.ptespec --simulate --walks 50 --seed 3");
    expect(code).toBe(EXIT.inconclusive);
    expect(out).toMatch(/50 random walks \(seed 3\), \d+ steps, the longest \d+ states, about \d+/u);
    expect(out).not.toMatch(/: holds|^ +holds/mu);
  });

  test("random walks: a violation is one", async () => {
    expect(await run("check a.ptespec --simulate --walks 200", TORN)).toMatchObject({ code: EXIT.ok, out: expect.stringContaining("violated, as expected") });
    expect((await run("check a.ptespec --simulate --walks 200", { "a.ptespec": "check torn torn\n" })).code).toBe(EXIT.differs);
  });

  test("random walks as JSON", async () => {
    const { out } = await run("check a.ptespec --simulate --walks 20 --json");
    const { checks: [one] } = JSON.parse(out) as { checks: [{ distinct: null; exhausted: boolean; simulation: object }] };
    expect(one).toMatchObject({ distinct: null, exhausted: false, stop: "simulated", simulation: { seed: 1, walks: 20 } });
  });

  test("depth first: the same verdict", async () => {
    const [wide, deep] = [await run("check a.ptespec --search bfs"), await run("check a.ptespec --search dfs")];
    expect(deep.code).toBe(EXIT.ok);
    expect(deep.out).toContain("good: holds, as expected");
    expect(/[\d,]+ distinct states, [\d,]+ generated/u.exec(deep.out)?.[0]).toBe(/[\d,]+ distinct states, [\d,]+ generated/u.exec(wide.out)?.[0]);
  });

  test("a bound on depth: never holds", async () => {
    for (const order of ["", " --search dfs"]) {
      const { code, out } = await run(`check a.ptespec --max-depth 3${order}`);
      expect(code).toBe(EXIT.inconclusive);
      expect(out).toContain("inconclusive (stopped at the bound on depth)");
      expect(out).not.toMatch(/: holds|^ +holds/mu);
    }
    expect((await run("check a.ptespec --max-depth 1000")).code).toBe(EXIT.ok);
  });

  test("the first violation ends a check", async () => {
    const { code, out } = await run("check a.ptespec --first", { "a.ptespec": "check torn torn\n" });
    expect(code).toBe(EXIT.differs);
    expect(out).toContain("stopped at the first violation");
    expect((await run("check a.ptespec --first")).code).toBe(EXIT.ok);
  });

  test("a search that runs out of something says what it cost", async () => {
    const { out } = await run("check a.ptespec --max-states 30");
    expect(out).toMatch(/\d+ states took [\d.]+ MiB\n/u);
    expect(out).toMatch(/the last complete levels had \d+, \d+ and \d+ states/u);
  });
});

describe("checkpoints", () => {
  const saved = (name: string): string => join(root, name);

  test("resume, and are removed when all is decided", async () => {
    const argv = `check a.ptespec --checkpoint ${saved("resume")}`;
    expect((await run(`${argv} --max-states 20`)).code).toBe(EXIT.inconclusive);
    const again = await run(argv);
    expect(again.err).toMatch(/^good: resumed with \d+ states\n$/u);
    expect(again.code).toBe(EXIT.ok);
    expect(again.out.replace(/\d\.\d+ s/gu, "")).toBe((await run("check a.ptespec")).out.replace(/\d\.\d+ s/gu, ""));
    expect((await run(argv)).err).toBe("");
  });

  test("are of one check each", async () => {
    const files = { "a.ptespec": "check good good\ncheck torn torn expect violated pinned_is_mapped\n" };
    const argv = `check a.ptespec --checkpoint ${saved("two")}`;
    await run(`${argv} --max-states 20`, files);
    const again = await run(argv, files);
    expect(again.err).toMatch(/good: resumed.*\ntorn: resumed/u);
    expect(again.code).toBe(EXIT.ok);
  });

  const refused: readonly [code: string, spoil: (folder: string) => void, files?: Readonly<Record<string, string>>][] = [
    ["PTE041", () => undefined, { "a.ptespec": "check good torn\n" }],
    ["PTE042", (folder) => {
      const path = join(folder, "states");
      const bytes = readFileSync(path);
      bytes[9] = (bytes[9] ?? 0) ^ 1;
      writeFileSync(path, bytes);
    }],
  ];

  test.each(refused)("%s: the check is not searched", async (code, spoil, files = GOOD) => {
    const argv = `check a.ptespec --checkpoint ${saved(code)}`;
    await run(`${argv} --max-states 20`);
    spoil(join(saved(code), "a.ptespec.good"));
    const ran = await run(argv, files);
    expect(ran.code).toBe(EXIT.errors);
    expect(ran.err).toContain(`[${code}]`);
    expect(ran.out).toContain("good: rejected, expected holds");
    expect(ran.out).not.toContain("states, ");
    expect(ran.err.replaceAll(root, "ROOT")).toMatchSnapshot();
    expect((await run(`${argv} --json`, files)).out).toContain(`"${code}"`);
    provoked.add(code);
  });

  test("a checkpoint that cannot be read is not called damaged", async () => {
    const argv = `check a.ptespec --checkpoint ${saved("unread")}`;
    mkdirSync(join(saved("unread"), "a.ptespec.good", "checkpoint.json"), { recursive: true });
    const ran = await run(argv);
    expect({ code: ran.code, err: ran.err.replaceAll(root, "ROOT") }).toEqual({ code: EXIT.errors, err: expect.stringContaining(
      "error[PTE005]: `ROOT/unread/a.ptespec.good` cannot be read\nwhy: checkpoint.json cannot be read: it is a directory; the check was not searched.\n") });
  });

  test("a folder that cannot be written is told before the search", async () => {
    const ran = await run("check a.ptespec --checkpoint readonly");
    expect(ran).toMatchObject({ code: EXIT.errors, out: "", err: expect.stringContaining("error[PTE010]: `readonly` cannot be written: permission denied\nwhy: checkpoints were to be saved there; nothing was searched.") });
  });

  test("PTE043: what cannot be saved is said once, and the search goes on", async () => {
    const searches = directSearches(search, () => 0);
    const ran = await cli(`check a.ptespec --checkpoint ${saved("full")}`, GOOD, { searches: () => ({ ...searches, run: (model, options, watcher) => {
      for (let i = 0; i < 2; i += 1) watcher?.checkpoint?.({ kind: "not-saved", reason: "no space left on the device" });
      return searches.run(model, options, watcher);
    } }) });
    expect(ran.code).toBe(EXIT.ok);
    expect(ran.err.match(/PTE043/gu)).toHaveLength(1);
    expect(ran.err.replaceAll(root, "ROOT")).toMatchSnapshot();
    provoked.add("PTE043");
  });
});

describe("refused", () => {
  test.each(["--seed 3", "--walks 10", "--checkpoint-interval 5s"])("PTE040: %s alone", async (option) => {
    const ran = await run(`check a.ptespec ${option}`);
    expect(ran).toMatchObject({ code: EXIT.usage, out: "" });
    expect(ran.err).toMatchSnapshot();
    provoked.add("PTE040");
  });

  test.each([
    "--simulate --search bfs", "--simulate --checkpoint d", "--simulate --max-states 5", "--search dfs --checkpoint d",
    "--simulate --workers 2", "--simulate --reduce-after 5", "--simulate --no-symmetry", "--search dfs --workers auto", "--search dfs --reduce-after 5", "--search dfs --no-cone",
    "--checkpoint d --workers 1", "--checkpoint d --reduce-after 5", "--max-depth 5 --no-cone", "--max-depth 5 --reduce-after 5", "--no-reductions --reduce-after 5", "--no-reductions --no-cone",
  ])("PTE029: %s", async (options) => {
    const ran = await run(`check a.ptespec ${options}`);
    expect(ran).toMatchObject({ code: EXIT.usage, out: "" });
    expect(ran.err).toContain("[PTE029]");
  });

  test("but --no-reductions goes with what has none anyway, and --search bfs with everything", async () => {
    for (const options of ["--simulate --no-reductions", "--search dfs --no-reductions", "--max-depth 50 --no-reductions", "--search bfs --workers 2 --reduce-after 5"]) {
      expect((await run(`check a.ptespec ${options}`)).code).not.toBe(EXIT.usage);
    }
  });

  test("parse --check without --ir", async () => {
    expect(await run("parse a.ptespec --check good")).toMatchObject({ code: EXIT.usage, err: expect.stringContaining("error[PTE040]: `--check` means nothing without `--ir`") });
    expect((await run("parse a.ptespec --ir --check good")).code).toBe(EXIT.ok);
  });

  test.each(["--search random", "--simulate --seed -1", "--simulate --seed x", "--simulate --walks 0", "--max-depth 0", "--checkpoint d --checkpoint-interval soon"])("PTE022: %s", async (options) => {
    expect(await run(`check a.ptespec ${options}`)).toMatchObject({ code: EXIT.usage, err: expect.stringContaining("[PTE022]") });
  });
});

afterAll(() => {
  expect([...provoked].sort()).toEqual(Object.keys(SEARCHES).sort());
});
