// SPDX-License-Identifier: Apache-2.0
// What each proof accepts and refuses, on small specs: one change that matters, and the reduction is off.
import { expect, test } from "vitest";
import { findSymmetry } from "../../src/reduce/symmetry.ts";
import { cone } from "../../src/reduce/cone.ts";
import { cutoff } from "../../src/reduce/cutoff.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { lower } from "../support/spec.ts";

const model = (text: string): IrModel => lower(text).model;
const symmetric = (text: string): readonly string[] => findSymmetry(model(text)).sets.map(({ title }) => title);
const still = (text: string): readonly string[] => cutoff(model(text)).processes.map(({ title }) => title);

const READER = `
shared word : 0..2;
shared other : 0..2;
lock l;

writer change { loop { choose v in 0..2; WRITE_ONCE(word, v); } }

walker read() no recheck {
  let a = READ_ONCE(word);
  let b = READ_ONCE(word);
  EXTRA
  assert same: a == b || a != b && other == 0;
}

MORE

check c {
  run change();
  run 3 * read();
  allow deadlock "no matter";
  expect same hold;
}
`;
const reader = (extra = "", more = ""): string => READER.replace("EXTRA", extra).replace("MORE", more);

test("identical agents are interchangeable, and when nobody sees them one is enough", () => {
  expect(symmetric(reader())).toEqual(["3 * read()"]);
  expect(still(reader())).toEqual(["3 * read()"]);
});

test("an agent that writes is seen: all of them move", () => {
  expect(symmetric(reader("WRITE_ONCE(other, 1);"))).toEqual(["3 * read()"]);
  expect(still(reader("WRITE_ONCE(other, 1);"))).toEqual([]);
});

test("an agent that locks is seen", () => {
  expect(still(reader("lock(l); unlock(l);"))).toEqual([]);
});

test("a step that treats one agent differently: not interchangeable, and all of them move", () => {
  const whole = model(reader());
  const [step] = whole.steps.filter(({ process, params }) => process.startsWith("read") && params.length > 0);
  const self = step?.params[0];
  if (step === undefined || self?.sort.kind !== "enum") throw new Error("no step of a reader");
  const { sort } = self;
  const barred = { kind: "op" as const, op: "ne" as const, sort: { kind: "bool" as const }, args: [{ kind: "local" as const, sort, name: self.name }, { kind: "lit" as const, sort: { ...sort, lo: sort.hi }, value: sort.hi }] };
  const spoiled = { ...whole, steps: whole.steps.map((one) => (one === step ? { ...one, guards: [...one.guards, barred] } : one)) };
  const { sets, refused } = findSymmetry(spoiled);
  expect(sets.map(({ members }) => members.length)).toEqual([2]);
  expect(refused.map(({ because }) => because)).toEqual([`step ${step.name} treats them differently`]);
  expect(cutoff(spoiled).processes).toEqual([]);
});

test("a property about one agent: the others may still be exchanged", () => {
  const whole = model(reader());
  const pc = whole.vars.find(({ role }) => role === "pc");
  const last = whole.processes.find(({ agents }) => agents.length === 3)?.agents.at(-1) ?? 0;
  if (pc?.sort.kind !== "array" || pc.sort.index.kind !== "enum" || pc.sort.elem.kind !== "enum") throw new Error("no program points");
  const at = { kind: "select" as const, sort: pc.sort.elem, array: { kind: "var" as const, sort: pc.sort, name: pc.name }, index: { kind: "lit" as const, sort: { ...pc.sort.index, lo: last, hi: last }, value: last } };
  const expr = { kind: "op" as const, op: "eq" as const, sort: { kind: "bool" as const }, args: [at, { kind: "lit" as const, sort: { ...pc.sort.elem, lo: 0, hi: 0 }, value: 0 }] };
  const about = { ...whole, properties: [...whole.properties, { name: "one", kind: "reachable" as const, origin: "invariant" as const, expr, message: "", doc: "", shows: [] }] };
  expect(findSymmetry(about).sets.map(({ members }) => members.length)).toEqual([2]);
  expect(findSymmetry(about).refused.map(({ because }) => because)).toEqual(["property one treats them differently"]);
  expect(cutoff(about).processes).toEqual([]);
});

test("a variable that is written and never asked for is left out", () => {
  const text = reader("", "shared log : 0..2;").replace("WRITE_ONCE(word, v);", "WRITE_ONCE(word, v); WRITE_ONCE(log, v);");
  expect(cone(model(text)).removed).toEqual(["log", "change_v"]); // the value is kept for the second store only
  expect(cone(model(text.replace("a != b && other", "a != b && log != 2 && other"))).removed).toEqual([]);
});
