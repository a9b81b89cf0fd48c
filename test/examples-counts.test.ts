// SPDX-License-Identifier: Apache-2.0
// Second opinions on the examples: the reference interpreter walks the same states in the same order as the
// engine, and TLC finds as many on a few, where there is one. All examples through TLC are `npm run test:tlc`,
// larger ones through the reference interpreter `npm run test:counts`.
import { describe, expect, test } from "vitest";
import { explore } from "../src/check/explore.ts";
import { emitCfg } from "../src/emit/tla/cfg.ts";
import { emitTla } from "../src/emit/tla/module.ts";
import { disagreement } from "./check/compare.ts";
import { EXAMPLES, loadExample } from "./support/examples.ts";
import { findTlc, runTlc } from "./support/tlc.ts";

/** Generated states up to which a model is small enough; by default all together take a quarter of a minute. */
const SMALL = Number(process.env["PTESPEC_COUNT_STATES"] ?? "3000");
const FOR_TLC = 5;

const [tlc] = await findTlc();
if (tlc === undefined) console.log("no TLC here (TLA2TOOLS_JAR, or `tlc` on the PATH): tla-checker is the only second opinion on the emitted modules");

const small = EXAMPLES.flatMap((path) => loadExample(path).checks.flatMap(({ name, model }) => {
  const result = model === undefined ? undefined : explore(model, { maxStates: SMALL });
  return model !== undefined && result?.exhausted === true && result.generated <= SMALL ? [{ title: `${path}: ${name}`, model, result }] : [];
}));

describe("the reference interpreter agrees", () => {
  test.each(small)("$title", ({ model }) => {
    expect(disagreement(model)).toBeUndefined();
  });
});

describe.runIf(tlc !== undefined)("TLC agrees", () => {
  const few = small.filter((_, i) => i % Math.ceil(small.length / FOR_TLC) === 0);
  test.each(few)("$title", async ({ model, result }) => {
    const { module, moduleName } = emitTla(model, { generator: "test" });
    const run = tlc && await runTlc(tlc, { module: moduleName, files: { [`${moduleName}.tla`]: module }, cfg: emitCfg({ invariants: ["TypeOK"], deadlock: false }) });
    const { distinct, generated, depth } = result;
    expect(run, run?.output).toMatchObject({ verdict: "ok", distinct, generated, depth });
  });
});
