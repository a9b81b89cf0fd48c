// SPDX-License-Identifier: Apache-2.0
// The engines against each other where the reference is too slow: searches large enough to make their tables grow,
// every way to end, and all examples.
import { describe, expect, test } from "vitest";
import { explore } from "../../src/check/explore.ts";
import { exploreJs } from "../../src/check/js/search.ts";
import type { CheckResult, ExploreOptions, ExploreProgress } from "../../src/check/result.ts";
import { exploreWasm } from "../../src/check/wasm/explore-wasm.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { exampleChecks } from "../support/examples.ts";
import { counter, counters, int, largeSet, mutex, op, property, ref, select, splitEntry } from "../support/models.ts";

/** Without what is the engine's own. */
const answers = (result: CheckResult | undefined): unknown => {
  if (result === undefined) return undefined;
  const { bytesPerState: _bytes, engine: _engine, ...rest } = result;
  return rest;
};

const both = (model: IrModel, options: () => ExploreOptions = () => ({})): void =>
  expect(answers(exploreWasm(model, options()))).toEqual(answers(exploreJs(model, options())));

const five = counters(5, 9);
const c = five.vars[0];
if (c === undefined) throw new Error("no variable");
const at = (index: number, value: number) => op("eq", select(ref(c), int(index)), int(value));
const watched: IrModel = { ...five, properties: [
  property("never_five", "invariant", op("ne", select(ref(c), int(2)), int(5))),
  property("corner", "reachable", op("and", at(0, 8), at(4, 7))),
  property("all", "invariant", op("implies", at(1, 9), op("le", select(ref(c), int(3)), int(9)))),
] };

describe("WebAssembly answers as JavaScript does", () => {
  test.each([counter(3), mutex(), splitEntry(), largeSet(), five, watched].map((model): [string, IrModel] => [model.name, model]))("%s", (_, model) => both(model));

  test.each([1, 3, 100, 5000, 40_000, 99_999, 100_000, 100_001].map((n): [number] => [n]))("up to %i states", (maxStates) => both(watched, () => ({ maxStates })));

  test.each([1, 2, 10, 46, 47].map((n): [number] => [n]))("down to depth %i", (maxDepth) => both(watched, () => ({ maxDepth })));

  test("while its tables grow from small ones on, in little memory", () => {
    // Less than the first table would take, if there were more.
    const small = exploreWasm(watched, { maxBytes: 1_300_000 });
    expect(answers(small)).toEqual(answers(exploreJs(watched)));
    expect(small?.distinct).toBe(9 ** 5);
  });

  test("three million states, whose numbers are known", () => {
    // Six counters, each by itself, that begin again after 11: each can always go on.
    const result = exploreWasm(counters(6, 12));
    expect(result).toMatchObject({ distinct: 12 ** 6, generated: 1 + 6 * 12 ** 6, depth: 6 * 11 + 1, exhausted: true });
  });

  test("when properties are decided", () => {
    both(watched, () => ({ stopWhenDecided: ["never_five"] }));
    both(watched, () => ({ stopWhenDecided: ["never_five", "corner"] }));
    both(watched, () => ({ stopWhenDecided: ["deadlock"] }));
    both(watched, () => ({ stopWhenAny: ["corner", "all"] }));
  });

  test("when it is interrupted, with the same reports", () => {
    const seen: Omit<ExploreProgress, "bytes">[][] = [];
    both(watched, () => {
      const reports: Omit<ExploreProgress, "bytes">[] = [];
      seen.push(reports);
      return { onProgress: ({ bytes: _bytes, ...report }) => reports.push(report) < 4 };
    });
    expect(seen[0]).toHaveLength(4);
    expect(seen[0]).toEqual(seen[1]);
  });

  test("when a step leaves the range of its variable", () => {
    const broken: IrModel = { ...counter(9), steps: counter(9).steps.map((step) => ({ ...step, guards: [] })) };
    expect(() => exploreWasm(broken)).toThrow("outside its sort");
    const message = (run: () => unknown): string => {
      try {
        run();
        return "";
      } catch (error) {
        return String(error);
      }
    };
    expect(message(() => exploreWasm(broken))).toBe(message(() => exploreJs(broken)));
  });

  test.each(exampleChecks().map((check): [string, IrModel | undefined] => [check.name, check.model]))("example %s", (_, model) => {
    if (model !== undefined) both(model, () => ({ maxStates: 60_000 }));
  });
});

describe("the engine is chosen", () => {
  test("by the size of the search", () => {
    expect(explore(counter(9)).engine).toBe("js");
    expect(explore(five).engine).toBe("wasm");
    expect(answers(explore(watched))).toEqual(answers(exploreJs(watched)));
  });

  test("by the caller", () => {
    for (const engine of ["js", "wasm"] as const) expect(explore(counter(9), { engine })).toMatchObject({ engine, distinct: 10 });
  });

  test("JavaScript where numbers are too large for WebAssembly", () => {
    const d = counter(9).vars[0];
    if (d === undefined) throw new Error("no variable");
    const million = op("mul", op("mul", ref(d), int(1_000_000)), int(1_000_000));
    const large: IrModel = { ...counter(9), properties: [property("large", "invariant", op("lt", million, op("mul", million, int(10))))] };
    expect(exploreWasm(large)).toBeUndefined();
    expect(explore(large, { engine: "wasm" }).engine).toBe("js");
  });
});

test("WebAssembly keeps to its memory", () => {
  const result = exploreWasm(counters(6, 10), { maxBytes: 1 << 20 });
  expect(result).toMatchObject({ stop: "memory", exhausted: false });
  expect((result?.distinct ?? 0) * (result?.bytesPerState ?? 0)).toBeLessThanOrEqual(1 << 20);
  expect(result?.distinct).toBeGreaterThan(40_000);
  // The counters say nothing of states that were expanded ahead: successors of expanded states only.
  const { distinct = 0, queue = 0, generated, stepCounts } = result ?? {};
  expect(queue).toBeGreaterThan(0);
  expect([generated, stepCounts?.get("Turn")]).toEqual([6 * (distinct - queue) + 1, 6 * (distinct - queue)]);
});
