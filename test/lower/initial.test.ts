// SPDX-License-Identifier: Apache-2.0
// An `init` that nothing satisfies: of no states everything holds, and nothing may be said to hold.
import { expect, test } from "vitest";
import { explore } from "../../src/check/explore.ts";
import { search } from "../../src/check/search.ts";
import { EXIT, exitOf } from "../../src/report/exit-codes.ts";
import { judge } from "../../src/report/verdict.ts";
import { lower } from "../support/spec.ts";

const checkOf = (where: string) =>
  lower(`pte e : 8 bits { v : bit 0; y : bit 1; hw access when v sets y; }\ntable pt[1] : e;\ninvariant i: !pt[0].v;\ncheck k {\n  init { choose b in bool where ${where}; pt[0].v = b; }\n  hardware pt;\n  expect i hold;\n}`);

test.each(["exact", "dfs"])("is an error, never a verdict (%s)", (order) => {
  const run = (where: string) => {
    const lowered = checkOf(where);
    return judge(lowered, order === "dfs" ? search(lowered.model, { strategy: { kind: "depth-first" } }) : explore(lowered.model));
  };
  const none = run("b && !b");
  expect([none.verdict, none.outcome, none.diagnostics.map(({ code }) => code)]).toEqual(["error", "refuted", ["PTE513"]]);
  expect(exitOf([none], false)).toBe(EXIT.errors);
  expect(run("!b").verdict).toBe("holds");
  expect(run("b").verdict).toBe("violated");
});
