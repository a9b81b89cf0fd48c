// SPDX-License-Identifier: Apache-2.0
// A value that leaves its range: the trace ends in the step that would compute it, with that value; verdict,
// table and JSON count alike; and who cannot go on for that reason is not said to wait.
import { expect, test } from "vitest";
import { explore } from "../../src/check/explore.ts";
import { exploreReference } from "../../src/check/reference.ts";
import { cpuTable } from "../../src/report/cpu-table.ts";
import { reportJson } from "../../src/report/json.ts";
import { checkText } from "../../src/report/text.ts";
import { judge } from "../../src/report/verdict.ts";
import { lower } from "../support/spec.ts";

const SPEC = `domain folio { A, B }
shared count : 0..1;
shared arr[2] : 0..1;
shared who : folio?;
shared mine : folio;
writer increment { atomic_inc(count); }
writer dec { atomic_dec(count); }
writer byhand { let c = READ_ONCE(count); WRITE_ONCE(count, c + 1); }
writer idx { var i: 0..3 = 2; let b = READ_ONCE(count); if (b == 1) { i = 1; } let v = READ_ONCE(arr[i]); WRITE_ONCE(arr[0], v); }
writer pick { choose k in 0..2; let b = READ_ONCE(count); WRITE_ONCE(arr[b], k); }
writer own { let f = READ_ONCE(who); atomic { mine = f; } }
check too_many { run 2 * increment(); expect in_range_increment violated; }
check one_dec { run dec(); expect in_range_dec violated; }
check hand { run 2 * byhand(); expect in_range_byhand violated; }
check index { run idx(); expect in_range_idx violated; }
check choice { run 2 * pick(); expect in_range_pick violated; }
check none { run own(); expect in_range_own violated; }`;

function checked(name: string) {
  const lowered = lower(SPEC, name);
  const report = judge(lowered, explore(lowered.model));
  return { lowered, report };
}

function drawn(name: string, wanted: string): string {
  const { lowered, report } = checked(name);
  const property = report.properties.find((one) => one.name === wanted);
  if (property?.trace === undefined) throw new Error(`no trace of ${wanted}`);
  return cpuTable(report, lowered.model, property, property.trace);
}

test("a counter: the last row says what would be stored", () => {
  expect(drawn("too_many", "in_range_increment")).toMatchInlineSnapshot(`
    "test.ptespec: too_many: promise not kept: in_range_increment (2 steps)

         initially count = 0

         CPU0 increment()   CPU1 increment()
         -----------------  ---------------------------
     1.  atomic_inc(count)
           -> 0
           count: 0->1
     2.                     atomic_inc(count)
                              -> 1
                              would store 2, range 0..1
                              <-- not kept here

    in_range_increment
      here: increment: atomic_inc(count) would store 2, range 0..1
        (test.ptespec:6)
    "
  `);
});

test("the first step of all: what it reads is told", () => {
  expect(drawn("one_dec", "in_range_dec")).toMatchInlineSnapshot(`
    "test.ptespec: one_dec: promise not kept: in_range_dec (1 step)

         initially count = 0

         CPU0 dec()
         ----------------------------
     1.  atomic_dec(count)
           -> 0
           would store -1, range 0..1
           <-- not kept here

    in_range_dec
      here: dec: atomic_dec(count) would store -1, range 0..1 (test.ptespec:7)
    "
  `);
});

test("who cannot go on does not wait", () => {
  expect(drawn("one_dec", "deadlock")).toMatchInlineSnapshot(`
    "test.ptespec: one_dec: promise not kept: deadlock (0 steps)

         initially count = 0

         (no step is taken)

    deadlock: somebody can take a step until all are done
      here: nobody can take a step, and somebody is not done
      CPU0 dec() cannot go on at atomic_dec_count: atomic_dec(count) would
          store -1, range 0..1
    "
  `);
});

test("an expression, an index, a choice, a member that is not there: each by its name", () => {
  const ends = ["hand byhand", "index idx", "choice pick", "none own"].map((both) => {
    const [check = "", process = ""] = both.split(" ");
    return drawn(check, `in_range_${process}`).split("\n").slice(-6).map((line) => line.trim()).join("\n");
  });
  expect(ends.join("")).toMatchInlineSnapshot(`
    "<-- not kept here

    in_range_byhand
    here: byhand: WRITE_ONCE(count, c + 1): c + 1 is 2, range 0..1
    (test.ptespec:8)
    i is 2, range 0..1
    <-- not kept here

    in_range_idx
    here: idx: v = READ_ONCE(arr[i]): i is 2, range 0..1 (test.ptespec:9)
    k is 2, range 0..1
    <-- not kept here

    in_range_pick
    here: pick: WRITE_ONCE(arr[b], k): k is 2, range 0..1 (test.ptespec:10)
    <-- not kept here

    in_range_own
    here: own: atomic { mine = f; }: f is none, wanted folio[A, B]
    (test.ptespec:11)
    "
  `);
});

test.each(["too_many", "one_dec", "hand", "index", "choice", "none"])("%s: verdict, table, JSON and the reference count the same steps", (name) => {
  const { lowered, report } = checked(name);
  const property = report.properties.find((one) => one.origin === "range" && one.status === "violated");
  const json = reportJson([report], [], { version: "", traces: true, exitCode: 0 }).checks[0]?.properties.find((one) => one.name === property?.name);
  const length = json?.traceLength ?? 0;
  const words = `(${length} ${length === 1 ? "step" : "steps"}`;
  expect(length).toBeGreaterThan(0);
  expect(checkText(report)).toMatch(new RegExp(`${property?.name ?? ""} +\\${words}`, "u"));
  const table = drawn(name, property?.name ?? "");
  expect(table).toContain(`${words})`);
  expect(table).toMatch(new RegExp(`^ *${length}\\. `, "mu"));
  expect(table).not.toMatch(new RegExp(`^ *${length + 1}\\. `, "mu"));
  // The trace itself is what it was: TLC's.
  expect(exploreReference(lowered.model).properties.find((one) => one.name === property?.name)?.trace?.states).toHaveLength(length);
});
