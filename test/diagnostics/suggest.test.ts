// SPDX-License-Identifier: Apache-2.0
// "Did you mean": near names are found, far ones are not.
import { expect, test } from "vitest";
import { didYouMean, editDistance, suggest } from "../../src/diagnostics/suggest.ts";

test.each([
  ["chekc", ["emit", "check"], "check"],
  ["Young", ["dirty", "young"], "young"],
  ["ptep_get_lockles", ["ptep_get", "ptep_get_lockless"], "ptep_get_lockless"],
  ["ab", ["xy", "ax"], "ax"],
  ["zebra", ["check", "emit"], undefined],
  ["", ["a"], undefined],
  ["same", ["same"], undefined],
  ["x".repeat(100), ["x".repeat(99)], undefined],
])("%s among %j gives %s", (name, candidates, expected) => {
  expect(suggest(name, candidates)).toBe(expected);
});

test("an exchange of neighbours is one change", () => {
  expect(editDistance("ab", "ba")).toBe(1);
  expect(editDistance("kitten", "sitting")).toBe(3);
  expect(editDistance("", "abc")).toBe(3);
});

test("the sentence", () => {
  expect(didYouMean("emti", ["emit"])).toBe("did you mean `emit`?");
  expect(didYouMean("q", ["emit"])).toBeUndefined();
});
