// SPDX-License-Identifier: Apache-2.0
// The table for other shapes of traces: hardware beside two CPUs, many agents, a deadlock; never too wide.
import fc from "fast-check";
import { expect, test } from "vitest";
import { initialStates, successors } from "../../src/check/reference.ts";
import type { State, Trace, TraceStep } from "../../src/check/result.ts";
import type { IrModel } from "../../src/ir/model.ts";
import type { PropertyReport } from "../../src/report/check-report.ts";
import { COLUMNS, cpuTable } from "../../src/report/cpu-table.ts";
import { wrap } from "../../src/report/wrap.ts";
import { file, raceModel } from "./race.ts";

/** The trace that takes the named steps in order; `Step:2` takes the one whose first parameter is 2. */
function walk(model: IrModel, names: readonly string[]): Trace {
  const first = [...initialStates(model)][0];
  if (first === undefined) throw new Error("no initial state");
  const states: State[] = [first];
  const steps: TraceStep[] = [];
  for (const [name, param] of names.map((one) => one.split(":"))) {
    const next = [...successors(model, states.at(-1) ?? first)].find(({ step }) => step.step === name && (param === undefined || String(step.params[0]) === param));
    if (next === undefined) throw new Error(`cannot take ${name}`);
    steps.push(next.step);
    states.push(next.state);
  }
  return { states, steps };
}

const reached: PropertyReport = {
  name: "some_state", kind: "reachable", origin: "invariant", status: "reached", expected: "reached", outcome: "met", vacuous: false, doc: "", message: "this state",
};
const drawn = (model: IrModel, names: readonly string[], property = reached): string => cpuTable({ file: file.path, check: "race" }, model, property, walk(model, names));

test("two CPUs and the hardware; text that does not fit is wrapped in its lane", () => {
  expect(drawn(raceModel({ recheck: true, walkers: 1 }), ["Gup_first", "Hw_access:1", "Remap_take", "Remap_clear", "Remap_put", "Gup_again"])).toMatchInlineSnapshot(`
    "examples/arm64/race.ptespec: race: reached: some_state (6 steps)

         initially pt[0..1] = {folio A, valid}
         (below, every entry but {} also has valid)

         CPU0 gup_fast(1)          CPU1 remap(1)              hardware
         ------------------------  -------------------------  -----------------
     1.  ptep_get_lockless():
          orig = READ_ONCE(pt[1])
            -> {folio A}
     2.                                                       pt[1]: young 0->1
     3.                            lock(ptl)
     4.                            xchg(pt[1], 0)
                                     pt[1]: now {}
     5.                            WRITE_ONCE(pt[1],
                                       page_b())
                                     pt[1]: now {folio B}
     6.  ptep_get():
          now = READ_ONCE(pt[1])
            -> {folio B}

    some_state
      here: this state
    "
  `);
});

test("more than three actors: a list with their names", () => {
  expect(drawn(raceModel({ recheck: true, walkers: 2 }), ["Gup_first:1", "Gup_first:2", "Hw_access:0", "Remap_take"])).toMatchInlineSnapshot(`
    "examples/arm64/race.ptespec: race: reached: some_state (4 steps)

         initially pt[0..1] = {folio A, valid}
         (below, every entry but {} also has valid)

     1.  CPU0 gup_fast(1)
             ptep_get_lockless():
              orig = READ_ONCE(pt[1])
                -> {folio A}
     2.  CPU1 gup_fast(1)
             ptep_get_lockless():
              orig = READ_ONCE(pt[1])
                -> {folio A}
     3.  hardware
             pt[0]: young 0->1
     4.  CPU2 remap(1)
             lock(ptl)

    some_state
      here: this state
    "
  `);
});

test("a deadlock says who waits where", () => {
  const base = raceModel({ recheck: true, walkers: 1 });
  const stuck = { ...base, steps: base.steps.filter((step) => step.name !== "Remap_put") };
  const deadlock: PropertyReport = { ...reached, name: "deadlock", kind: "invariant", origin: "deadlock", status: "violated", message: "nobody can take a step", doc: "somebody can take a step until all are done" };
  expect(drawn(stuck, ["Remap_take", "Remap_clear"], deadlock)).toMatchInlineSnapshot(`
    "examples/arm64/race.ptespec: race: promise not kept: deadlock (2 steps)

         initially pt[0..1] = {folio A, valid}
         (below, every entry but {} also has valid)

         CPU1 remap(1)
         -------------------
     1.  lock(ptl)
     2.  xchg(pt[1], 0)
           pt[1]: valid 1->0

    deadlock: somebody can take a step until all are done
      here: nobody can take a step
      CPU0 gup_fast(1) waits at first: orig = READ_ONCE(pt[1])
      CPU1 remap(1) waits at put
    "
  `);
});

test("the initial state alone is a trace", () => {
  expect(drawn(raceModel({ recheck: true, walkers: 1 }), [])).toContain("some_state (0 steps)");
});

test("no line is wider than a mail, whatever the texts", () => {
  const text = fc.stringMatching(/^[a-zA-Z_(){}., =[\]>-]{0,90}$/);
  fc.assert(fc.property(text, text, text, fc.constantFrom<1 | 2>(1, 2), (title, access, call, walkers) => {
    const base = raceModel({ recheck: false, walkers });
    const model: IrModel = {
      ...base, processes: base.processes.map((process) => ({ ...process, title })),
      steps: base.steps.map((step) => ({ ...step, text: { ...step.text, text: access, calls: [call] } })),
    };
    const table = drawn(model, ["Gup_first", "Hw_access:1", "Remap_take", "Gup_again"], { ...reached, name: title, doc: access, message: call });
    for (const line of table.split("\n")) expect(line.length).toBeLessThanOrEqual(COLUMNS);
  }), { numRuns: 200 });
});

test("wrapping keeps every character but spaces, and the width", () => {
  fc.assert(fc.property(fc.stringMatching(/^ {0,4}[a-z(,. ]{0,80}$/), fc.integer({ min: 12, max: 40 }), fc.integer({ min: 0, max: 6 }), (text, width, hang) => {
    const lines = wrap(text, width, hang);
    expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
  }));
});
