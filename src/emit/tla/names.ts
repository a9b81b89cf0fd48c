// SPDX-License-Identifier: Apache-2.0
// Which TLA+ identifier stands for which name of the model. One table per model, filled in a fixed order, so
// that the same model always gives the same text and two different names never share an identifier. A name
// that is free keeps its spelling; only a clash or a reserved word costs it a trailing underscore.
import type { IrModel, Sort } from "../../ir/model.ts";
import { CFG_WORDS, KEYWORDS, OWN_NAMES, STANDARD_MODULES, STANDARD_NAMES, TYPE_WORDS } from "./reserved.ts";

/** What an identifier names. Names of different kinds may coincide in the model, never in the module. */
export type NameKind = "var" | "step" | "property" | "never" | "process" | "universe" | "record" | "local" | "own";

export interface TlaNames {
  readonly module: string;
  /** The identifier of a thing; the same one on every call. `wish` is its spelling where the name is only a key. */
  readonly of: (kind: NameKind, name: string, wish?: string) => string;
  /** The field name of a record: fields live in a name space of their own. */
  readonly field: (name: string) => string;
}

const RESERVED: ReadonlySet<string> = new Set([...KEYWORDS, ...STANDARD_NAMES, ...CFG_WORDS, ...OWN_NAMES]);

/** What else must not be used as a name, e.g. the words of PlusCal. */
export interface ReservedWords {
  readonly words?: readonly string[];
  readonly fields?: readonly string[];
}

/** The nearest TLA+ identifier: letters, digits and underscores, beginning with a letter. Not injective by itself. */
export function identifier(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9_]/gu, "_");
  // SANY reads WF_x and SF_x as fairness, and some readers want a letter first.
  return /^(?![WS]F_)[A-Za-z]/u.test(safe) ? safe : `n_${safe}`;
}

/** The module's name; the file must be called the same. */
export function moduleName(model: IrModel): string {
  const name = identifier(model.name);
  return STANDARD_MODULES.includes(name) || KEYWORDS.includes(name) ? `${name}_` : name;
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** How a thing would like to be called. */
function spelling(kind: NameKind, name: string): string {
  switch (kind) {
    case "never":
      return `Never_${name}`;
    case "process":
    case "universe":
    case "record":
      return name.split(/[^A-Za-z0-9]+/u).map(capitalised).join("");
    default:
      return name;
  }
}

/**
 * Hands out identifiers for one model. Variables, steps and properties come first: they appear in traces and
 * should keep their spelling. All locals of one name share an identifier; the model lets none shadow another.
 */
export function createNames(model: IrModel, reserved: ReservedWords = {}): TlaNames {
  const taken = new Set<string>([...RESERVED, ...reserved.words ?? []]);
  const known = new Map<string, string>();
  const of = (kind: NameKind, name: string, wish = spelling(kind, name)): string => {
    const key = `${kind} ${name}`;
    const old = known.get(key);
    if (old !== undefined) return old;
    let fresh = identifier(wish);
    while (taken.has(fresh)) fresh += "_";
    taken.add(fresh);
    known.set(key, fresh);
    return fresh;
  };
  for (const variable of model.vars) of("var", variable.name);
  for (const step of model.steps) of("step", step.name);
  for (const property of model.properties) of("property", propertyWish(property));
  for (const property of model.properties) if (property.kind === "reachable") of("never", property.name);
  for (const process of model.processes) of("process", process.name);
  const field = createFieldNames(reserved.fields ?? []);
  for (const variable of model.vars) visitFields(variable.sort, field);
  return { module: moduleName(model), of, field };
}

/** Fields of state come first, in a fixed order, so that every module about one model spells them alike. */
function visitFields(sort: Sort, field: (name: string) => string): void {
  if (sort.kind === "array" || sort.kind === "set") visitFields(sort.elem, field);
  if (sort.kind !== "record") return;
  for (const { name, sort: inner } of sort.fields) {
    field(name);
    visitFields(inner, field);
  }
}

/** A property to be reached is defined as `Reach_x`, so that nobody takes it for an invariant. */
function propertyWish(property: IrModel["properties"][number]): string {
  return property.kind === "reachable" ? `Reach_${property.name}` : property.name;
}

/** The identifier of a property's definition. */
export function propertyName(names: TlaNames, property: IrModel["properties"][number]): string {
  return names.of("property", propertyWish(property));
}

function createFieldNames(reserved: readonly string[]): (name: string) => string {
  const known = new Map<string, string>();
  const taken = new Set<string>([...KEYWORDS, ...TYPE_WORDS, ...reserved]);
  return (name) => {
    const old = known.get(name);
    if (old !== undefined) return old;
    let fresh = identifier(name);
    while (taken.has(fresh)) fresh += "_";
    taken.add(fresh);
    known.set(name, fresh);
    return fresh;
  };
}
