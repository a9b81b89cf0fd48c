// SPDX-License-Identifier: Apache-2.0
// A model of four states and twelve steps: two agents count to one and set back, each in one of two ways that lead to
// the same state. What TLC writes of its modules stands in fixtures/.
import { eq, lit, local, select, store, varRef } from "../../src/ir/build.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { BOOL, enumSort, intSort, type ArraySort, type EnumSort, type Universe } from "../../src/ir/sorts.ts";

const agents: Universe = { name: "agent", members: ["nobody", "a", "b"], symmetric: false, fixed: 1 };
export const AGENT: EnumSort = { ...enumSort(agents), lo: 1 };
const X: ArraySort = { kind: "array", index: AGENT, elem: intSort(0, 1) };
const x = varRef("x", X);
const self = local("self", AGENT);
const text = { text: "", calls: [], comments: [] };

/** `x[self]` goes from 0 to 1 and back; setting back comes in two ways with the same effect. */
export const counter: IrModel = {
  name: "counter", doc: [], source: "counter.ptespec", agents,
  processes: [{ name: "count", kind: "walker", agents: [1, 2], labels: [], title: "count()", doc: "" }],
  vars: [{ name: "x", sort: X, role: "shared", doc: "" }],
  init: { params: [], guards: [], lets: [], values: [{ variable: "x", value: { kind: "array", sort: X, name: "k", body: lit(intSort(0, 1), 0) } }] },
  steps: [
    { name: "Up", process: "count", params: [{ name: "self", sort: AGENT }], guards: [eq(select(x, self), lit(intSort(0, 1), 0))], lets: [], updates: [{ variable: "x", value: store(x, self, lit(intSort(0, 1), 1)) }], text },
    { name: "Down", process: "count", params: [{ name: "self", sort: AGENT }, { name: "way", sort: BOOL }], guards: [eq(select(x, self), lit(intSort(0, 1), 1))], lets: [], updates: [{ variable: "x", value: store(x, self, lit(intSort(0, 1), 0)) }], text },
  ],
  properties: [], checkDeadlock: true,
};
