// SPDX-License-Identifier: Apache-2.0
// Which bits of an entry need not be said each time: those that every entry of a trace has, the empty one
// aside. Said once, they leave room in the lanes for the bits that matter. Words of entries say all their bits:
// a reader could not know which of the entry's are theirs.
import type { State, Trace } from "../check/result.ts";
import type { IrModel } from "../ir/model.ts";
import type { RecordSort, Sort } from "../ir/sorts.ts";
import { defaultValue, sameValue, type Value } from "../ir/values.ts";
import { logicalSort, logicalValue } from "./logical.ts";
import { parts, type Understood } from "./values.ts";

/** Only records with a named field, such as a frame, which keeps them apart from the empty one. */
export function understoodBits(model: IrModel, trace: Trace): Understood {
  const found = new Map<string, Set<string>>();
  for (const state of trace.states) visitState(model, state, (sort, value) => {
    if (sort.word === true || sameValue(value, defaultValue(sort)) || !sort.fields.some((field) => field.sort.kind === "enum")) return;
    const set = sort.fields.filter((field, i) => field.sort.kind === "bool" && parts(value)[i] === true).map((field) => field.name);
    const before = found.get(sort.name);
    found.set(sort.name, new Set(before === undefined ? set : set.filter((name) => before.has(name))));
  });
  return new Map([...found].filter(([, names]) => names.size > 0));
}

/** The sentence above the lanes for each kind of entry; its name stands there when others are meant to have other bits. */
export function understoodTexts(model: IrModel, understood: Understood): readonly string[] {
  const whole = model.steps.some(({ text }) => text.observes?.sort.kind === "record" && text.observes.sort.word === true) ? "whole " : "";
  const said = [...understood].map(([name, bits]) => ({ name, bits: [...bits].join(", ") }));
  const alike = new Set(said.map(({ bits }) => bits)).size === 1;
  return (alike ? said.slice(0, 1) : said).map(({ name, bits }) => `(below, every ${whole}${alike ? "entry" : name} but {} also has ${bits})`);
}

function visitState(model: IrModel, state: State, visit: (sort: RecordSort, value: Value) => void): void {
  model.vars.forEach((variable, i) => {
    const value = state[i];
    if (value !== undefined) visitRecords(logicalSort(model, variable.sort), logicalValue(model, variable.sort, value), visit);
  });
}

function visitRecords(sort: Sort, value: Value, visit: (sort: RecordSort, value: Value) => void): void {
  if (sort.kind === "record") {
    visit(sort, value);
    sort.fields.forEach((field, i) => visitRecords(field.sort, parts(value)[i] ?? 0, visit));
  } else if (sort.kind === "array" || sort.kind === "set") {
    for (const item of parts(value)) visitRecords(sort.elem, item, visit);
  }
}
