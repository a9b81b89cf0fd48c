// SPDX-License-Identifier: Apache-2.0
// Values as TLA+, near to how TLC prints them: an array over agents looks like a record, one over 1..n like a
// tuple. Both notations denote the same functions as the ones in the emitted module.
import { required, unreachable } from "../../base/unreachable.ts";
import { literal } from "../../ir/build.ts";
import type { ArraySort, Sort } from "../../ir/model.ts";
import { sameValue, type Value } from "../../ir/values.ts";
import type { Printer } from "./expression.ts";
import { fill, prefix, type Block } from "./lines.ts";
import { identifier, type TlaNames } from "./names.ts";
import { unshadow } from "./rename.ts";
import { KEYWORDS } from "./reserved.ts";

/** What printing a value needs. */
export interface ValueContext {
  readonly names: TlaNames;
  readonly printer: Printer;
}

const items = (value: Value): readonly Value[] => (typeof value === "object" ? value : []);

/** A value that starts at `column`, leaving room for `tail` characters. */
export function valueBlock(sort: Sort, value: Value, context: ValueContext, column: number, tail: number): Block {
  switch (sort.kind) {
    case "bool":
    case "int":
    case "enum":
      return printed(sort, value, context, column, tail);
    case "record":
      return fields(sort.fields.map((field) => field.sort), sort.fields.map((field) => context.names.field(field.name)), value, context, column, tail);
    case "set":
      return fill("{", items(value).map((item) => valueBlock(sort.elem, item, context, column + 1, 1)), "}", column, tail);
    case "array":
      return arrayBlock(sort, value, context, column, tail);
    default:
      return unreachable(sort);
  }
}

const printed = (sort: Sort, value: Value, { printer }: ValueContext, column: number, tail: number): Block =>
  printer.block(unshadow(literal(sort, value), new Set()), column, tail);

/** `[a |-> v, b |-> w]` */
function fields(sorts: readonly Sort[], names: readonly string[], value: Value, context: ValueContext, column: number, tail: number): Block {
  const parts = names.map((name, i) => {
    const head = `${name} |-> `;
    return prefix(head, valueBlock(required(sorts[i], name), required(items(value)[i], name), context, column + 1 + head.length, 1));
  });
  return fill("[", parts, "]", column, tail);
}

function arrayBlock(sort: ArraySort, value: Value, context: ValueContext, column: number, tail: number): Block {
  const { index, elem } = sort;
  const all = items(value);
  if (index.kind === "enum") {
    const members = index.universe.members.slice(index.lo, index.hi + 1);
    const plain = members.every((name) => identifier(name) === name && !KEYWORDS.includes(name));
    return plain ? fields(members.map(() => elem), members, value, context, column, tail) : printed(sort, value, context, column, tail);
  }
  const [first] = all;
  if (index.lo !== 1 && first !== undefined && all.every((item) => sameValue(item, first))) return printed(sort, value, context, column, tail);
  const shift = 1 - index.lo;
  const place = `k${shift < 0 ? ` - ${-shift}` : ` + ${shift}`}`;
  const open = index.lo === 1 ? "<<" : `[k \\in ${context.printer.range(index)} |-> <<`;
  const close = index.lo === 1 ? ">>" : `>>[${place}]]`;
  return fill(open, all.map((item) => valueBlock(elem, item, context, column + open.length, 1)), close, column, tail);
}
