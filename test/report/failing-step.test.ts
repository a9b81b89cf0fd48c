// SPDX-License-Identifier: Apache-2.0
// A trace ends in the step at which its assertion fails, also when several steps meet the assertion.
import { expect, test } from "vitest";
import { explore } from "../../src/check/explore.ts";
import { judge } from "../../src/report/verdict.ts";
import { traceView } from "../../src/report/trace-view.ts";
import { lower } from "../support/spec.ts";

test("two orders of the words: the trace ends in the load that makes the property fail", () => {
  const lowered = lower(`pte p : 8 bits {
  word low : bits 0..3 { a : bit 0; }
  word high : bits 4..7 { b : bit 4; }
  order load any;
  order store high, low;
}
table t[1] : p;
writer w { WRITE_ONCE(t[0], p { a: true, b: true }); }
walker r() no recheck {
  let v = READ_ONCE(t[0]);
read:
  return;
}
property whole at r.read: v.a => v.b;
check c { run w(); run r(); expect whole violated; }`);
  const report = judge(lowered, explore(lowered.model));
  const property = report.properties.find((one) => one.name === "whole");
  expect(lowered.model.properties.find((one) => one.name === "whole")?.steps).toHaveLength(2);
  expect(property?.trace).toBeDefined();
  if (property?.trace === undefined) return;
  const view = traceView(lowered.model, property, property.trace);
  expect(view.rows.at(-1)).toMatchObject({ final: true });
  // high of the empty entry, the two stores, low of the new one.
  expect(view.rows.map((row) => row.text)).toHaveLength(4);
});
