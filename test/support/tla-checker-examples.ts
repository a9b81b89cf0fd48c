// SPDX-License-Identifier: Apache-2.0
// tla-checker on the examples whose search is exhausted: as many states as we find, and counterexamples as
// long. Up to 16,000 generated states in `npm test`; up to 20,000 distinct ones, which takes it many minutes, in
// `npm run test:counts`. In two halves, so that two workers share them.
import { describe, expect, test } from "vitest";
import { explore } from "../../src/check/explore.ts";
import { EXAMPLES, loadExample } from "./examples.ts";
import { secondOpinion } from "./second-opinion.ts";

/** Distinct and generated states up to which tla-checker is asked. */
const DISTINCT = 20_000;
const GENERATED = Number(process.env["PTESPEC_COUNT_STATES"] ?? "16000");

/** Declares the tests of one half: dealt out by size, so that both take about as long. */
export function tlaCheckerAgrees(half: 0 | 1): void {
  const models = EXAMPLES.flatMap((path) => loadExample(path).checks.flatMap(({ name, model }) => {
    const result = model === undefined ? undefined : explore(model, { maxStates: DISTINCT });
    return model !== undefined && result?.exhausted === true && result.generated <= GENERATED ? [{ title: `${path}: ${name}`, model, result }] : [];
  })).toSorted((a, b) => b.result.generated - a.result.generated).filter((_, i) => i % 2 === half);
  describe("tla-checker agrees", () => {
    test("there are examples", () => expect(models.length).toBeGreaterThan(0));
    test.each(models)("$title", ({ model, result }) => {
      expect(secondOpinion(model, result)).toEqual([]);
    }, 1_200_000);
  });
}
