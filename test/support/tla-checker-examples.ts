// SPDX-License-Identifier: Apache-2.0
// tla-checker on the examples whose search is exhausted, up to 20,000 distinct states: as many states as we
// find, and counterexamples as long. In two halves, so that two workers share them.
import { describe, expect, test } from "vitest";
import { explore } from "../../src/check/explore.ts";
import { EXAMPLES, loadExample } from "./examples.ts";
import { secondOpinion } from "./second-opinion.ts";

/** Distinct states up to which tla-checker is asked. */
const DISTINCT = 20_000;

/** Declares the tests of one half: dealt out by size, so that both take about as long. */
export function tlaCheckerAgrees(half: 0 | 1): void {
  const models = EXAMPLES.flatMap((path) => loadExample(path).checks.flatMap(({ name, model }) => {
    const result = model === undefined ? undefined : explore(model, { maxStates: DISTINCT });
    return model !== undefined && result?.exhausted === true ? [{ title: `${path}: ${name}`, model, result }] : [];
  })).toSorted((a, b) => b.result.generated - a.result.generated).filter((_, i) => i % 2 === half);
  describe("tla-checker agrees", () => {
    test("there are examples", () => expect(models.length).toBeGreaterThan(0));
    test.each(models)("$title", ({ model, result }) => {
      expect(secondOpinion(model, result)).toEqual([]);
    }, 1_200_000);
  });
}
