// SPDX-License-Identifier: Apache-2.0
// Sorts as sets of TLA+ and as types of Apalache. Universes, processes and records get a named definition the
// first time a set of theirs is printed, so that a module defines what it uses and nothing else.
import { InternalError, required, unreachable } from "../../base/unreachable.ts";
import type { EnumSort, IrModel, RecordSort, Sort } from "../../ir/model.ts";
import { fill, fits, indent, prefix, suffix, type Block } from "./lines.ts";
import type { TlaNames } from "./names.ts";

export interface Sets {
  /** The set of all values, on one line. */
  readonly flat: (sort: Sort) => string;
  /** The set, broken where it does not fit. */
  readonly block: (sort: Sort, column: number, tail: number) => Block;
  /** Apalache's type of the values. */
  readonly type: (sort: Sort) => string;
  /** The name of a constant worth one, e.g. `DefaultPte`; `body` prints it where it is defined. */
  readonly constant: (wish: string, text: string, body: (column: number) => Block) => string;
  /** Definitions of what `flat` and `block` have named so far, in an order in which each uses only earlier ones. */
  readonly definitions: () => readonly Block[];
  /** The type aliases that `type` has used so far, e.g. `pte = { valid: Bool }`. */
  readonly aliases: () => readonly string[];
  /** Notes that the module needs Integers for something printed elsewhere. */
  readonly needIntegers: () => void;
  /** Has anything printed so far needed Integers? Plain literals do not. */
  readonly usesIntegers: () => boolean;
}

/** A member of a universe as TLA+ sees it. */
export function memberText(sort: EnumSort, index: number): string {
  const name = required(sort.universe.members[index], `member ${index} of ${sort.universe.name}`);
  return `"${name.replace(/["\\]/gu, "\\$&")}"`;
}

/** An integer literal that no operator to its left can tear apart. */
export const intText = (value: number): string => (value < 0 ? `(${value})` : `${value}`);

export function createSets(model: IrModel, names: TlaNames): Sets {
  const universes = new Map<string, Block>();
  const groups = new Map<string, Block>();
  const records = new Map<string, Block>();
  const recordNames = new Map<string, string>();
  const constants = new Map<string, Block>();
  const aliases = new Map<string, string>();
  let integers = false;

  const members = (sort: EnumSort): readonly string[] =>
    sort.universe.members.slice(sort.lo, sort.hi + 1).map((_, i) => memberText(sort, sort.lo + i));

  const enumeration = (sort: EnumSort, column: number, tail: number): Block =>
    fill("{", members(sort).map((text) => [text]), "}", column, tail);

  const define = (table: Map<string, Block>, name: string, body: (column: number) => Block): string => {
    if (!table.has(name)) {
      table.set(name, []);
      table.set(name, prefix(`${name} == `, body(name.length + 4)));
    }
    return name;
  };

  /** The name of an enumeration's values: a whole universe with or without its `none`, or the agents of a process. */
  const enumName = (sort: EnumSort): string | undefined => {
    const { universe, lo, hi } = sort;
    const named = (table: Map<string, Block>, kind: "universe" | "process", name: string): string =>
      define(table, names.of(kind, name), (column) => enumeration(sort, column, 0));
    if (hi === universe.members.length - 1) {
      // Member 0 of a domain is its `none`; of other enumerations it is a member like the rest.
      const [none] = universe.members;
      const optional = universe.fixed === 1 && hi > 0;
      if (lo === 0) return named(universes, "universe", optional ? `${universe.name}_or_${none ?? ""}` : universe.name);
      if (lo === 1 && optional) return named(universes, "universe", universe.name);
    }
    const process = universe.name === model.agents.name
      ? model.processes.find(({ agents }) => agents.length > 1 && agents[0] === lo && agents.at(-1) === hi)
      : undefined;
    return process && named(groups, "process", process.name);
  };

  /** One definition per record name and ranges: a record of narrower fields gets a name of its own. */
  const recordName = (sort: RecordSort): string => {
    const body = recordSet(sort, 0, 0).join(" ");
    const key = `${sort.name} ${body}`;
    const name = recordNames.get(key) ?? names.of("record", [...recordNames.keys()].some((k) => k.startsWith(`${sort.name} `)) ? `${sort.name}_${recordNames.size}` : sort.name);
    recordNames.set(key, name);
    return define(records, name, (column) => recordSet(sort, column, 0));
  };

  const recordSet = (sort: RecordSort, column: number, tail: number): Block => {
    if (sort.fields.length === 0) throw new InternalError(`record ${sort.name} has no fields`);
    const items = sort.fields.map((field) => {
      const head = `${names.field(field.name)}: `;
      return prefix(head, block(field.sort, column + 1 + head.length, 1));
    });
    return fill("[", items, "]", column, tail);
  };

  const flat = (sort: Sort): string => {
    switch (sort.kind) {
      case "bool":
        return "BOOLEAN";
      case "int":
        integers = true;
        return `${intText(sort.lo)}..${intText(sort.hi)}`;
      case "enum":
        return enumName(sort) ?? `{${members(sort).join(", ")}}`;
      case "record":
        return recordName(sort);
      case "array":
        return `[${flat(sort.index)} -> ${flat(sort.elem)}]`;
      case "set": {
        const elem = flat(sort.elem);
        return `SUBSET ${/^\w+$/u.test(elem) || elem.startsWith("{") ? elem : `(${elem})`}`;
      }
      default:
        return unreachable(sort);
    }
  };

  const block = (sort: Sort, column: number, tail: number): Block => {
    const text = flat(sort);
    if (fits(text, column, tail)) return [text];
    switch (sort.kind) {
      case "enum":
        return enumeration(sort, column, tail);
      case "array": {
        const index = suffix(block(sort.index, column + 1, 3), " ->");
        return suffix([...prefix("[", index), ...indent(4, block(sort.elem, column + 4, tail + 1))], "]");
      }
      case "set":
        return suffix(prefix("SUBSET (", block(sort.elem, column + 8, tail + 1)), ")");
      default:
        return [text];
    }
  };

  const type = (sort: Sort): string => {
    switch (sort.kind) {
      case "bool":
        return "Bool";
      case "int":
        return "Int";
      case "enum":
        return "Str";
      case "record": {
        const fields = sort.fields.map((field) => `${names.field(field.name)}: ${type(field.sort)}`);
        return `$${aliasOf(aliases, names.of("record", sort.name), `{ ${fields.join(", ")} }`)}`;
      }
      case "array":
        return `${type(sort.index)} -> ${sort.elem.kind === "array" ? `(${type(sort.elem)})` : type(sort.elem)}`;
      case "set":
        return `Set(${type(sort.elem)})`;
      default:
        return unreachable(sort);
    }
  };

  const constant = (wish: string, text: string, body: (column: number) => Block): string => {
    const name = names.of("own", `${wish} ${text}`, wish);
    // The body first: what it names in turn must be defined above it.
    if (!constants.has(name)) constants.set(name, prefix(`${name} == `, body(name.length + 4)));
    return name;
  };

  return {
    flat, block, type, constant,
    definitions: () => [...universes.values(), ...groups.values(), ...inOrder(records), ...constants.values()],
    aliases: () => [...aliases.values()],
    needIntegers: () => { integers = true; },
    usesIntegers: () => integers,
  };
}

/** A name in camelCase without underscores, as Apalache wants it; another one for each type. */
function aliasOf(aliases: Map<string, string>, name: string, type: string): string {
  const wish = name.replace(/_/gu, "").replace(/^./u, (first) => first.toLowerCase());
  const alias = (count: number): string => (count === 1 ? wish : `${wish}${count}`);
  let count = 1;
  while ((aliases.get(alias(count)) ?? `${alias(count)} = ${type}`) !== `${alias(count)} = ${type}`) count += 1;
  aliases.set(alias(count), `${alias(count)} = ${type}`);
  return alias(count);
}

/** Innermost records first: `define` reserves the outer name before it prints the fields. */
function inOrder(records: ReadonlyMap<string, Block>): readonly Block[] {
  const done = new Set<string>();
  const result: Block[] = [];
  const visit = (name: string, block: Block): void => {
    if (done.has(name)) return;
    done.add(name);
    const words = new Set(block.join(" ").split(/\W+/u));
    for (const [other, text] of records) if (other !== name && words.has(other)) visit(other, text);
    result.push(block);
  };
  for (const [name, block] of records) visit(name, block);
  return result;
}
