// SPDX-License-Identifier: Apache-2.0
// Values and states of TLA+ as values and states of a model: the way back from what the emitter prints. TLC
// prints a function over strings as a record, over 1..n as a tuple and any other with `:>`; all three are read.
import { unreachable } from "../base/unreachable.ts";
import type { ArraySort, EnumSort, IrModel, RecordSort, SetSort, Sort } from "../ir/model.ts";
import type { Value } from "../ir/values.ts";
import type { TlaState, TlaValue } from "./values.ts";

/** How the emitted module calls things. */
export interface ModuleNames {
  readonly variable: (name: string) => string | undefined;
  readonly field: (name: string) => string;
}

/** Values in the order of `model.vars`, where they are known. */
export type PartialState = readonly (Value | undefined)[];

/**
 * A state in the order of `model.vars`, or why it is none of this model. `before` gives what `-difftrace` leaves out.
 * Variables that the module has in another form (`names.variable` gives nothing) stay unknown.
 */
export function toState(model: IrModel, names: ModuleNames, state: TlaState, before?: PartialState): PartialState | { readonly problem: string } {
  const found = new Map(state);
  const values: (Value | undefined)[] = [];
  for (const [i, { name, sort }] of model.vars.entries()) {
    const identifier = names.variable(name);
    const value = identifier === undefined ? undefined : found.get(identifier);
    const own = value === undefined ? before?.[i] : toValue(sort, value, names);
    if (own === undefined && identifier !== undefined) return { problem: value === undefined ? `there is no value of ${name}` : `the value of ${name} is not of its sort` };
    values.push(own);
  }
  return values;
}

/** The value of this sort that `value` denotes; nothing when it is of another sort, or out of range. */
export function toValue(sort: Sort, value: TlaValue, names: Pick<ModuleNames, "field">): Value | undefined {
  switch (sort.kind) {
    case "bool":
      return value.kind === "bool" ? value.value : undefined;
    case "int":
      return value.kind === "int" && value.value >= sort.lo && value.value <= sort.hi ? value.value : undefined;
    case "enum":
      return value.kind === "string" ? memberOf(sort, value.value) : value.kind === "model" ? memberOf(sort, value.name) : undefined;
    case "record":
      return recordOf(sort, value, names);
    case "array":
      return arrayOf(sort, value, names);
    case "set":
      return setOf(sort, value, names);
    default:
      return unreachable(sort);
  }
}

function memberOf(sort: EnumSort, name: string): number | undefined {
  const index = sort.universe.members.indexOf(name);
  return index >= sort.lo && index <= sort.hi ? index : undefined;
}

/** All of them, or nothing when one is missing. */
function whole(values: readonly (Value | undefined)[]): readonly Value[] | undefined {
  const present = values.filter((value) => value !== undefined);
  return present.length === values.length ? present : undefined;
}

function recordOf(sort: RecordSort, value: TlaValue, names: Pick<ModuleNames, "field">): Value | undefined {
  const entries = entriesOf(value);
  if (entries === undefined || entries.size !== sort.fields.length) return undefined;
  return whole(sort.fields.map((field) => part(field.sort, entries.get(`s${names.field(field.name)}`), names)));
}

function arrayOf({ index, elem }: ArraySort, value: TlaValue, names: Pick<ModuleNames, "field">): Value | undefined {
  const entries = entriesOf(value);
  const size = index.hi - index.lo + 1;
  if (entries === undefined || entries.size !== size) return undefined;
  const keyOf = (at: number): string => (index.kind === "int" ? `i${at}` : `s${index.universe.members[at] ?? ""}`);
  return whole(Array.from({ length: size }, (_, i) => part(elem, entries.get(keyOf(index.lo + i)), names)));
}

const part = (sort: Sort, value: TlaValue | undefined, names: Pick<ModuleNames, "field">): Value | undefined =>
  value === undefined ? undefined : toValue(sort, value, names);

/** A function by its arguments: `i3` for a number, `sfoo` for a string. */
function entriesOf(value: TlaValue): ReadonlyMap<string, TlaValue> | undefined {
  switch (value.kind) {
    case "record":
      return new Map(value.fields.map(([name, item]) => [`s${name}`, item]));
    case "tuple":
      return new Map(value.items.map((item, i) => [`i${i + 1}`, item]));
    case "function": {
      const keys = value.entries.map(([key]) => (key.kind === "int" ? `i${key.value}` : key.kind === "string" ? `s${key.value}` : key.kind === "model" ? `s${key.name}` : undefined));
      return keys.includes(undefined) ? undefined : new Map(value.entries.map(([, item], i) => [keys[i] ?? "", item]));
    }
    default:
      return undefined;
  }
}

/** In the order of the element sort, which is what equal sets have in common here. */
function setOf({ elem }: SetSort, value: TlaValue, names: Pick<ModuleNames, "field">): Value | undefined {
  if (value.kind !== "set") return undefined;
  const items = whole(value.items.map((item) => toValue(elem, item, names)))?.toSorted(compareValues);
  return items?.filter((item, i) => i === 0 || compareValues(items[i - 1] ?? item, item) !== 0);
}

/** The order of `valuesOf()`: the first component counts most. */
function compareValues(a: Value, b: Value): number {
  if (typeof a !== "object" || typeof b !== "object") return Number(a) - Number(b);
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const order = compareValues(a[i] ?? 0, b[i] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}
