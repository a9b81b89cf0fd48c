// SPDX-License-Identifier: Apache-2.0
// Graphs that TLC wrote, read and compared: those of both versions are the model's, and nothing can be changed in one
// without being noticed.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compareGraphs, type GraphComparison } from "../../src/certify/compare.ts";
import { parseDot } from "../../src/certify/dot.ts";
import { stateGraph } from "../../src/certify/graph.ts";
import { directLens, plusCalLens } from "../../src/certify/lens.ts";
import { emitPlusCal } from "../../src/emit/pluscal/module.ts";
import { counter } from "./counter.ts";

const FILES = ["direct-current", "direct-1.7.4", "pluscal-current", "pluscal-1.7.4"] as const;
const dump = (name: string): string => readFileSync(new URL(`fixtures/${name}.dot`, import.meta.url), "utf8");

function compare(name: string, edit: (text: string) => string = (text) => text): GraphComparison {
  const ours = stateGraph(counter, 100);
  const theirs = parseDot(edit(dump(name)));
  if (ours === undefined || "problem" in theirs) throw new Error("problem" in theirs ? theirs.problem : "too large");
  return compareGraphs(ours, theirs, name.startsWith("direct") ? directLens(counter) : plusCalLens(counter, emitPlusCal(counter, { generator: "test" }), false));
}

/** All ways to leave out one line that holds a state or an edge. */
const withoutLine = (text: string): readonly string[] => {
  const lines = text.split("\n");
  return lines.flatMap((line, i) => (/^-?\d/u.test(line) ? [lines.toSpliced(i, 1).join("\n")] : []));
};

describe.each(FILES)("TLC's graph %s", (name) => {
  test("is the model's", () => {
    expect(compare(name)).toEqual({ states: 4, initial: 1, edges: 12, differences: [] });
  });

  test("is not when a state or an edge is missing", () => {
    const broken = withoutLine(dump(name));
    expect(broken).toHaveLength(16);
    for (const text of broken) expect(compare(name, () => text).differences).not.toEqual([]);
  });

  test("is not when an edge is there once more, or leads elsewhere", () => {
    const [edge = ""] = /^-?\d+ -> .*$/mu.exec(dump(name)) ?? [];
    const [from = "", to = ""] = edge.split(/ -> | \[/u);
    expect(compare(name, (text) => text.replace(edge, `${edge}\n${edge}`)).differences).toHaveLength(1);
    expect(compare(name, (text) => text.replace(edge, edge.replace(`-> ${to}`, `-> ${from}`))).differences).toHaveLength(2);
  });

  test("is not when a value or the initial state is another one", () => {
    expect(compare(name, (text) => text.replaceAll("b |-> 1]", "b |-> 0]")).differences).not.toEqual([]);
    expect(compare(name, (text) => text.replaceAll("b |-> 1]", "b |-> 2]")).differences.join()).toContain("not of its sort");
    expect(compare(name, (text) => text.replace(",style = filled", "")).differences.join()).toContain("initial states");
  });
});

describe("names of steps", () => {
  test("are compared with their agents, where TLC prints them", () => {
    const other = (text: string): string => text.replace(/label="Up\(\\"a\\"\)"/u, "label=\"Up(\\\"b\\\")\"");
    expect(dump("direct-current")).not.toBe(other(dump("direct-current")));
    expect(compare("direct-current", other).differences).toEqual([
      expect.stringContaining("Up [1]: 1 by definition, 0 in TLC"), expect.stringContaining("Up [2]: 0 by definition, 1 in TLC"),
    ]);
    expect(compare("direct-1.7.4", (text) => text.replace("label=\"Up\"", "label=\"Down\"")).differences).toHaveLength(2);
    expect(compare("direct-current", (text) => text.replaceAll("label=\"Up(", "label=\"Next(")).differences.join()).toContain("none of the model");
    expect(compare("direct-current", (text) => text.replaceAll("Up(\\\"a\\\")", "Up(\\\"c\\\")")).differences.join()).toContain("not of their sorts");
  });
});

describe("text that is no graph", () => {
  test("is refused, wherever it ends", () => {
    const text = dump("direct-current");
    for (let end = 0; end < text.trimEnd().length; end += 1) expect(parseDot(text.slice(0, end)), `cut at ${end}`).toHaveProperty("problem");
  });

  test("says which line is not understood", () => {
    expect(parseDot(dump("direct-current").replace(/^(-?\d+) -> /mu, "$1 => "))).toEqual({ problem: expect.stringMatching(/^line \d+ of TLC's graph/u) as string });
  });
});

test("a graph beyond the limit is not made", () => {
  expect(stateGraph(counter, 3)).toBeUndefined();
  expect(stateGraph(counter, 4)?.edges).toHaveLength(12);
});
