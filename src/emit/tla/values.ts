// SPDX-License-Identifier: Apache-2.0
// Values as TLA+, near to how TLC prints them: an array over agents looks like a record, one over 1..n like a
// tuple. Both notations denote the same functions as the ones in the emitted module. Nothing here refers to
// a definition of that module, so a value reads the same wherever it stands.
import { required, unreachable } from "../../base/unreachable.ts";
import type { ArraySort, EnumSort, IntSort, Sort } from "../../ir/model.ts";
import { sameValue, type Value } from "../../ir/values.ts";
import { fill, prefix, suffix, type Block } from "./lines.ts";
import { identifier, type TlaNames } from "./names.ts";
import { KEYWORDS } from "./reserved.ts";
import { intText, memberText } from "./sets.ts";

const items = (value: Value): readonly Value[] => (typeof value === "object" ? value : []);

/** A value that starts at `column`, leaving room for `tail` characters. */
export function valueBlock(sort: Sort, value: Value, names: TlaNames, column: number, tail: number): Block {
  switch (sort.kind) {
    case "bool":
      return [value === true ? "TRUE" : "FALSE"];
    case "int":
      return [intText(Number(value))];
    case "enum":
      return [memberText(sort, Number(value))];
    case "record":
      return fields(sort.fields.map((field) => [names.field(field.name), field.sort] as const), items(value), names, column, tail);
    case "set":
      return fill("{", items(value).map((item) => valueBlock(sort.elem, item, names, column + 1, 1)), "}", column, tail);
    case "array":
      return sort.index.kind === "enum" ? byMember(sort, sort.index, items(value), names, column, tail) : byNumber(sort, sort.index, items(value), names, column, tail);
    default:
      return unreachable(sort);
  }
}

/** `[a |-> v, b |-> w]` */
function fields(all: readonly (readonly [string, Sort])[], values: readonly Value[], names: TlaNames, column: number, tail: number): Block {
  const parts = all.map(([name, sort], i) => {
    const head = `${name} |-> `;
    return prefix(head, valueBlock(sort, required(values[i], name), names, column + 1 + head.length, 1));
  });
  return fill("[", parts, "]", column, tail);
}

/** A record, or a chain of conditions when a member would not do as a field name. */
function byMember({ elem }: ArraySort, index: EnumSort, values: readonly Value[], names: TlaNames, column: number, tail: number): Block {
  const members = index.universe.members.slice(index.lo, index.hi + 1);
  if (members.every((name) => identifier(name) === name && !KEYWORDS.includes(name))) {
    return fields(members.map((name) => [name, elem] as const), values, names, column, tail);
  }
  const k = names.of("local", "k");
  const texts = members.map((_, i) => memberText(index, index.lo + i));
  const lines = values.flatMap((value, i) => {
    const head = i === values.length - 1 ? "ELSE " : `${i === 0 ? "IF" : "ELSE IF"} ${k} = ${texts[i] ?? ""} THEN `;
    const alone = values.length === 1 ? "" : head;
    return prefix(alone, valueBlock(elem, value, names, column + 4 + alone.length, tail + 1));
  });
  return suffix([`[${k} \\in {${texts.join(", ")}} |->`, ...lines.map((line) => `    ${line}`)], "]");
}

/** `<<v, w>>` for an array over 1..n; any other one shifts such a tuple, unless its elements are all the same. */
function byNumber({ elem }: ArraySort, index: IntSort, values: readonly Value[], names: TlaNames, column: number, tail: number): Block {
  const tuple = (open: string, close: string): Block =>
    fill(open, values.map((item) => valueBlock(elem, item, names, column + open.length, 1)), close, column, tail);
  if (index.lo === 1) return tuple("<<", ">>");
  const k = names.of("local", "k");
  const head = `[${k} \\in ${intText(index.lo)}..${intText(index.hi)} |-> `;
  const [first] = values;
  if (first !== undefined && values.every((item) => sameValue(item, first))) {
    return suffix(prefix(head, valueBlock(elem, first, names, column + head.length, tail + 1)), "]");
  }
  const shift = 1 - index.lo;
  return tuple(`${head}<<`, `>>[${k} ${shift < 0 ? "-" : "+"} ${Math.abs(shift)}]]`);
}
