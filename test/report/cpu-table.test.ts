// SPDX-License-Identifier: Apache-2.0
// The counterexample table, word by word, for models whose shortest traces are known by hand.
import { expect, test } from "vitest";
import { exploreReference } from "../../src/check/reference.ts";
import type { CheckReport, PropertyReport } from "../../src/report/check-report.ts";
import { cpuTable } from "../../src/report/cpu-table.ts";
import { judge } from "../../src/report/verdict.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { lowered, raceModel } from "./race.ts";

function table(model: IrModel, name: string): string {
  const report: CheckReport = judge(lowered(model), exploreReference(model));
  const property = report.properties.find((one): one is PropertyReport & { trace: object } => one.name === name && one.trace !== undefined);
  if (property?.trace === undefined) throw new Error(`no trace of ${name}`);
  return cpuTable(report, model, property, property.trace);
}

test("lanes, values, changes, calls, the step that fails and what was held", () => {
  expect(table(raceModel({ recheck: false, walkers: 1 }), "pinned_is_mapped")).toMatchInlineSnapshot(`
    "examples/arm64/race.ptespec: race: promise not kept: pinned_is_mapped
      (6 steps)

         initially pt[0..1] = {folio A, valid}
         (below, every entry but {} also has valid)

         CPU0 gup_fast(1)          CPU1 remap(1)
         ------------------------  ---------------------------
     1.  ptep_get_lockless():
          orig = READ_ONCE(pt[1])
            -> {folio A}
     2.  ptep_get():
          now = READ_ONCE(pt[1])
            -> {folio A}
     3.                            lock(ptl)
     4.                            xchg(pt[1], 0)
                                     pt[1]: valid 1->0
     5.                            WRITE_ONCE(pt[1], page_b())
                                     pt[1]: now {folio B}
     6.  pin the folio of orig
           <-- not kept here

    pinned_is_mapped: what is pinned is mapped at that instant
      here: the walker pins a folio that the entry does not map
        returned    {folio A}
        entry held  {folio A}
                    {folio B}
    "
  `);
});

test("two walkers: the one that fails is the one that is shown", () => {
  expect(table(raceModel({ recheck: false, walkers: 2 }), "pinned_is_mapped")).toMatchInlineSnapshot(`
    "examples/arm64/race.ptespec: race: promise not kept: pinned_is_mapped
      (6 steps)

         initially pt[0..1] = {folio A, valid}
         (below, every entry but {} also has valid)

         CPU0 gup_fast(1)          CPU1 remap(1)
         ------------------------  ---------------------------
     1.  ptep_get_lockless():
          orig = READ_ONCE(pt[1])
            -> {folio A}
     2.  ptep_get():
          now = READ_ONCE(pt[1])
            -> {folio A}
     3.                            lock(ptl)
     4.                            xchg(pt[1], 0)
                                     pt[1]: valid 1->0
     5.                            WRITE_ONCE(pt[1], page_b())
                                     pt[1]: now {folio B}
     6.  pin the folio of orig
           <-- not kept here

    pinned_is_mapped: what is pinned is mapped at that instant
      here: the walker pins a folio that the entry does not map
        returned    {folio A}
        entry held  {folio A}
                    {folio B}
    "
  `);
});

test("a witness says what was reached", () => {
  expect(table(raceModel({ recheck: true, walkers: 1 }), "saw_b")).toMatchInlineSnapshot(`
    "examples/arm64/race.ptespec: race: reached: saw_b (3 steps)

         initially pt[0..1] = {folio A, valid}
         (below, every entry but {} also has valid)

         CPU0 remap(1)
         ---------------------------
     1.  lock(ptl)
     2.  xchg(pt[1], 0)
           pt[1]: valid 1->0
     3.  WRITE_ONCE(pt[1], page_b())
           pt[1]: now {folio B}

    saw_b
      here: entry 1 maps folio B
    "
  `);
});
