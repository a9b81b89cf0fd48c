// SPDX-License-Identifier: Apache-2.0
// Entries of two words in a trace: what a half read says of itself, and what is said once of whole entries.
import { expect, test } from "vitest";
import { explore } from "../../src/check/explore.ts";
import { cpuTable } from "../../src/report/cpu-table.ts";
import { judge } from "../../src/report/verdict.ts";
import { lower } from "../support/spec.ts";

/** The trace of property `torn` of a walker that reads both halves while a writer does `write`. */
function drawn(write: string): string {
  const { model, ...lowered } = lower(`domain folio { A, B }
pte entry : 64 bits {
  word low : bits 0..31 { present : bit 0; lo : bits 12..31 as folio; }
  word high : bits 32..63 { hi : bits 32..51 as folio; }
  order store low, high;
}
table pt[1] : entry;
init { pt[0] = entry { present: true, lo: A, hi: A }; }
walker read() no recheck {
  let l = READ_ONCE(pt[0].low);
  let h = READ_ONCE(pt[0].high);
got:
  return;
}
writer remap() { ${write} }
property torn at read.got: !l.present || l.lo == h.hi;
check c { run read(); run remap(); expect torn violated; }`);
  const report = judge({ model, ...lowered }, explore(model));
  const property = report.properties.find((one) => one.name === "torn");
  if (property?.trace === undefined) throw new Error("no trace of torn");
  return cpuTable(report, model, property, property.trace);
}

test("a half that holds the first page says so, and all its bits; the rest is of whole entries", () => {
  expect(drawn("WRITE_ONCE(pt[0], entry { present: true, lo: B, hi: B });")).toMatchInlineSnapshot(`
    "test.ptespec: c: promise not kept: torn (3 steps)

         initially pt[0] = {lo A, hi A, present}
         (below, every whole entry but {} also has present)

         CPU0 read()                CPU1 remap()
         -------------------------  -------------------------------------------
     1.                             low word: WRITE_ONCE(pt[0], entry {
                                        present: true, lo: B, hi: B })
                                      pt[0]: lo A->B
     2.  l = READ_ONCE(pt[0].low)
           -> {lo B, present}
     3.  h = READ_ONCE(pt[0].high)
           -> {hi A}
           <-- not kept here

    torn
      here: at read.got: !l.present || l.lo == h.hi
        l  {lo B, present}
        h  {hi A}
    "
  `);
});

test("nothing is left out where an entry lacks the bit", () => {
  const text = drawn("WRITE_ONCE(pt[0], entry { present: false, lo: B, hi: B });");
  expect(text).not.toContain("(below");
  expect(text).toMatch(/READ_ONCE\(pt\[0\]\.low\)\n +-> \{lo A, present\}/u);
  expect(text).toMatch(/READ_ONCE\(pt\[0\]\.high\)\n +-> \{hi B\}/u);
});
