// SPDX-License-Identifier: Apache-2.0
// Run by thread.test.ts in a process of its own: a search of sixteen million states in a thread, interrupted
// under way. Prints when it answered and what.
import { isMainThread } from "node:worker_threads";
import { untraced } from "../../src/check/findings.ts";
import { explore } from "../../src/check/explore.ts";
import type { CheckResult, ExploreOptions } from "../../src/check/result.ts";
import { serveSearches } from "../../src/node/search-thread.ts";
import { threadSearches } from "../../src/node/searches.ts";
import type { IrModel, IrVar } from "../../src/ir/model.ts";
import { int, model, op, property, ref, set, step, variable } from "../support/models.ts";
import { intSort } from "../../src/ir/sorts.ts";

const counters = Array.from({ length: 6 }, (_, i) => variable(`c${i}`, intSort(0, 15)));
const large: IrModel = model({
  name: "large", vars: counters, initially: counters.map(() => int(0)), checkDeadlock: false,
  steps: counters.map((counter, i) => step({ name: `up${i}`, process: "P", guards: [op("lt", ref(counter), int(15))], updates: [set(counter, op("add", ref(counter), int(1)))] })),
});

/** An engine that never looks up, as one would be that is deep in a long expression. */
function deaf(): CheckResult {
  for (;;) Math.sqrt(2);
}

/** The same, after it has found something: a trace of one thing, and of another nothing but that it is so. It does not count before the end. */
function telling(one: IrModel, options: ExploreOptions): CheckResult {
  options.onFound?.(explore({ ...one, vars: one.vars.slice(0, 1), steps: one.steps.slice(0, 1), init: { ...one.init, values: one.init.values.slice(0, 1) } }).properties.slice(0, 1));
  options.onFound?.(untraced(one, ["high"]));
  for (const distinct of [5000, 3]) {
    const asked = performance.now();
    while (performance.now() < asked + 150) Math.sqrt(2);
    options.onProgress?.({ distinct, generated: 0, depth: distinct, queue: 2, bytes: 8 * distinct });
  }
  return deaf();
}

function engine(one: IrModel, options: ExploreOptions): CheckResult {
  if (one.name === "telling") return telling(one, options);
  if (one.name === "broken") throw new Error("fell over");
  return one.name === "deaf" ? deaf() : explore(one, options);
}

if (!isMainThread) serveSearches(engine);
else {
  const answers: object[] = [];
  for (const name of ["large", "deaf"]) {
    const searches = threadSearches(new URL(import.meta.url));
    let [progress, asked] = [0, 0];
    const interrupt = (): void => {
      asked = performance.now();
      searches.interrupt();
    };
    // The deaf one reports nothing; the other is interrupted when it is well under way.
    if (name === "deaf") setTimeout(interrupt, 1000);
    const { stop, exhausted, distinct } = await searches.run({ ...large, name }, {}, {
      progress: () => {
        progress += 1;
        if (progress === 3) interrupt();
      },
    });
    answers.push({ name, stop, exhausted, distinct, progress, waited: performance.now() - asked });
    await searches.close();
  }
  const told = { ...large, name: "telling", properties: ["low", "high"].map((name) => property(name, name === "low" ? "invariant" : "reachable", op("lt", ref(counters[0] as IrVar), int(9)))) };
  const teller = threadSearches(new URL(import.meta.url));
  let heard = 0;
  const kept = await teller.run(told, {}, { progress: () => { if ((heard += 1) === 2) teller.interrupt(); } });
  await teller.close();
  const searches = threadSearches(new URL(import.meta.url));
  const small = { ...large, vars: large.vars.slice(0, 2), steps: large.steps.slice(0, 2), init: { ...large.init, values: large.init.values.slice(0, 2) } };
  const counts: number[] = [];
  for (let i = 0; i < 3; i += 1) counts.push((await searches.run(small, {})).distinct);
  const broken = await searches.run({ ...large, name: "broken" }, {}).then(() => "no error", (error: unknown) => (error instanceof Error ? error.message : ""));
  await searches.close();
  process.stdout.write(JSON.stringify({ answers, kept, counts, broken }));
}
