// SPDX-License-Identifier: Apache-2.0
// Numbers derived by hand (the derivations stand beside the models) and exact shortest traces, for both searches.
import { describe, expect, test } from "vitest";
import { explore } from "../../src/check/explore.ts";
import { exploreReference } from "../../src/check/reference.ts";
import type { CheckResult } from "../../src/check/result.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { bool, counter, counters, eq, int, largeSet, local, model, mutex, op, property, ref, set, splitEntry, step, variable } from "../support/models.ts";
import { intSort } from "../../src/ir/sorts.ts";
import { traceProblem } from "./compare.ts";

const summary = ({ distinct, generated, depth, queue, exhausted, stop }: CheckResult): unknown => ({ distinct, generated, depth, queue, exhausted, stop });
const verdicts = ({ properties }: CheckResult): readonly string[] => {
  return properties.map(({ name, status, vacuous, trace }) => [name, status, ...(trace ? [trace.states.length] : []), ...(vacuous ? ["vacuous"] : [])].join(" "));
};
const done = (distinct: number, generated: number, depth: number): unknown => ({ distinct, generated, depth, queue: 0, exhausted: true, stop: "exhausted" });

describe.each([["engine", explore], ["reference", exploreReference]] as const)("%s", (_, search) => {
  const run = (checked: IrModel): CheckResult => {
    const result = search(checked);
    for (const one of result.properties) expect(traceProblem(checked, one), one.name).toBeUndefined();
    return result;
  };

  test("counter", () => {
    const result = run(counter(5));
    expect(summary(result)).toEqual(done(6, 6, 6));
    expect(verdicts(result)).toEqual(["never_full violated 6", "in_range holds", "half reached 3", "beyond unreached", "deadlock violated 6"]);
    expect(result.properties[2]?.trace).toEqual({ states: [[0], [1], [2]], steps: [{ step: "Up", params: [] }, { step: "Up", params: [] }] });
    expect(result.stepCounts).toEqual(new Map([["Up", 5]]));
  });

  test("mutex", () => {
    const result = run(mutex());
    expect(summary(result)).toEqual(done(8, 10, 5));
    expect(verdicts(result)).toEqual(["exclusion holds", "deadlock holds"]);
    expect(result.stepCounts).toEqual(new Map([["Take", 4], ["Leave", 4], ["Terminating", 1]]));
  });

  test("mutex without the wait", () => {
    const result = run(mutex({ broken: true }));
    expect(verdicts(result)).toEqual(["exclusion violated 3", "deadlock holds"]);
    expect(result.properties[0]?.trace?.steps).toEqual([{ step: "Take", params: [1] }, { step: "Take", params: [2] }]);
  });

  test("all are done, and nothing says that this is right", () => {
    expect(verdicts(run(mutex({ terminating: false })))).toEqual(["exclusion holds", "deadlock violated 5"]);
  });

  test("split entry", () => {
    const result = run(splitEntry());
    expect(summary(result)).toEqual(done(13, 18, 5));
    expect(verdicts(result)).toEqual(["not_torn violated 4", "high_is_last holds", "never_said holds vacuous", "deadlock holds"]);
    expect(result.properties[0]?.trace?.steps.map(({ step: name }) => name)).toEqual(["ReadHigh", "WriteLow", "ReadLow"]);
  });

  test("a set over 512 records and a choice among them", () => {
    const result = run(largeSet());
    expect(summary(result)).toEqual(done(37, 73, 3));
    expect(verdicts(result)).toEqual(["has_last reached 2", "only_diagonal holds", "deadlock violated 3"]);
    expect(result.properties[0]?.trace).toEqual({ states: [[[]], [[[7, 7, 7]]]], steps: [{ step: "Add", params: [[7, 7, 7]] }] });
  });

  test("independent counters", () => {
    // m^n states, n steps from each; the farthest takes n (m - 1) steps.
    expect(summary(run(counters(3, 4)))).toEqual(done(64, 1 + 64 * 3, 10));
  });

  test("two initial states are one when equal, and both are generated", () => {
    const c = variable("c", intSort(0, 1));
    const twice = model({
      name: "Twice", vars: [c], initially: [], steps: [],
      init: { params: [{ name: "p", sort: intSort(0, 3) }], guards: [op("gt", local("p", intSort(0, 3)), int(0))], lets: [], values: [{ variable: "c", value: op("div", local("p", intSort(0, 3)), int(2)) }] },
      properties: [property("zero", "invariant", eq(ref(c), int(0)))],
    });
    const result = run(twice);
    expect(summary(result)).toEqual(done(2, 3, 1));
    expect(verdicts(result)).toEqual(["zero violated 1", "deadlock violated 1"]);
  });

  test("no initial state: nothing is reached, everything holds", () => {
    const none = { ...counter(2), init: { ...counter(2).init, guards: [bool(false)] } };
    expect(summary(run(none))).toEqual(done(0, 0, 0));
    expect(verdicts(run(none))).toEqual(["never_full holds", "in_range holds", "half unreached", "beyond unreached", "deadlock holds"]);
  });

  test("deadlock is not reported when it is not asked for", () => {
    expect(verdicts(run({ ...counter(1), checkDeadlock: false, properties: [] }))).toEqual([]);
  });

  test("a store outside the variable's sort is an error of the model", () => {
    const c = variable("c", intSort(-2, 1));
    const up = step({ name: "Up", process: "P", guards: [], updates: [set(c, op("add", ref(c), int(1)))] });
    expect(() => search(model({ name: "Over", vars: [c], steps: [up], initially: [int(-2)] }))).toThrow(/Up stores .* in c, outside its sort/);
    expect(() => search(model({ name: "Over", vars: [c], steps: [up], initially: [int(2)] }))).toThrow(/init stores .* in c, outside its sort/);
  });

  test("a model without variables has one state", () => {
    expect(summary(run(model({ name: "Empty", vars: [], steps: [], initially: [] })))).toEqual(done(1, 1, 1));
  });
});
