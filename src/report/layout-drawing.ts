// SPDX-License-Identifier: Apache-2.0
// A page-table entry drawn bit by bit, and below it each field with its place and meaning. Plain ASCII, at
// most 75 columns.
import type { Expr, FieldItem, LayoutDecl } from "../ast/nodes.ts";
import { unreachable } from "../base/unreachable.ts";
import { wrap } from "./wrap.ts";

/** Bits in one row of the drawing. */
const ROW = 16;
/** Columns of one bit, its left border included. */
const CELL = 4;

interface DrawnField { readonly name: string; readonly low: number; readonly high: number; readonly doc: string }

/** `constants`: values of params and consts that bit positions may name. */
export function drawLayout(layout: LayoutDecl, constants: ReadonlyMap<string, number> = new Map()): string {
  const width = valueOf(layout.width, constants) ?? 64;
  const fields = layoutFields(layout).flatMap((field) => drawnField(field, constants)).sort((a, b) => b.low - a.low);
  const lines = [`${layout.name.text} : ${width} bits${layout.source === undefined ? "" : `  (${layout.source})`}`, ""];
  for (let top = width - 1; top >= 0; top -= ROW) lines.push(...drawRow(fields, top, Math.max(0, top - ROW + 1)), "");
  const names = Math.max(0, ...fields.map((field) => field.name.length));
  for (const field of fields) {
    const bits = field.low === field.high ? `bit ${field.low}` : `bits ${field.low}..${field.high}`;
    lines.push(...wrap(`  ${bits.padEnd(13)}${field.name.padEnd(names)}  ${field.doc}`.replace(/ (?= )|(?<= ) /g, "\u00a0"), 75, names + 15));
  }
  lines.push("", ...summary(layout, constants));
  return `${lines.map((line) => line.trimEnd()).join("\n").trimEnd()}\n`;
}

function layoutFields(layout: LayoutDecl): readonly FieldItem[] {
  return layout.items.flatMap((item) => (item.kind === "Field" ? [item] : item.kind === "Word" ? item.fields : []));
}

function drawnField(field: FieldItem, constants: ReadonlyMap<string, number>): readonly DrawnField[] {
  const low = valueOf(field.low, constants);
  const high = field.high === undefined ? low : valueOf(field.high, constants);
  return low === undefined || high === undefined ? [] : [{ name: field.name.text, low, high, doc: field.doc ?? "" }];
}

/** Numbers above, borders where a field ends, names inside; a name that does not fit is cut. */
function drawRow(fields: readonly DrawnField[], top: number, bottom: number): readonly string[] {
  const at = (bit: number): DrawnField | undefined => fields.find((field) => field.low <= bit && bit <= field.high);
  const count = top - bottom + 1;
  let numbers = "";
  let inner = "";
  for (let bit = top; bit >= bottom; bit -= 1) numbers += ` ${String(bit).padStart(CELL - 1)}`;
  for (let bit = top; bit >= bottom;) {
    const field = at(bit);
    let end = bit;
    while (field !== undefined && end - 1 >= bottom && at(end - 1) === field) end -= 1;
    const room = (bit - end + 1) * CELL - 1;
    const name = (field?.name ?? "").slice(0, room);
    const left = Math.floor((room - name.length) / 2);
    inner += `|${(" ".repeat(left) + name).padEnd(room)}`;
    bit = end - 1;
  }
  const rule = `+${`${"-".repeat(CELL - 1)}+`.repeat(count)}`;
  return [`  ${numbers}`, `  ${rule}`, `  ${inner}|`, `  ${rule}`];
}

/** What the hardware writes, and what the entries of a block share. */
function summary(layout: LayoutDecl, constants: ReadonlyMap<string, number>): readonly string[] {
  return layout.items.flatMap((item) => {
    switch (item.kind) {
      case "Word":
        return [`  word ${item.name.text}: bits ${valueOf(item.low, constants) ?? "?"}..${valueOf(item.high, constants) ?? "?"}`];
      case "Derived":
        return wrap(`  derived ${item.name.text}${item.hides.length === 0 ? "" : `, in place of ${names(item.hides)}`}`, 75, 4);
      case "Hw":
        return wrap(`  hardware ${item.name.text}:${[["sets", item.sets] as const, ["clears", item.clears] as const].filter(([, list]) => list.length > 0).map(([verb, list]) => ` ${verb} ${names(list)}`).join(",")}`, 75, 4);
      case "Block":
        return wrap(`  block of ${valueOf(item.size, constants) ?? "several"} entries gathers ${names(item.gathers)}`, 75, 4);
      case "Order":
        return [`  ${item.operation} order: ${item.words === "any" ? "any" : item.words.map((word) => word.text).join(", then ")}`];
      case "Field":
        return [];
      default:
        return unreachable(item);
    }
  });
}

const names = (list: readonly { readonly text: string }[]): string => list.map((name) => name.text).join(", ");

/** The number that an expression of numbers and known names stands for. */
export function valueOf(expr: Expr, constants: ReadonlyMap<string, number>): number | undefined {
  if (expr.kind === "Number") return expr.value;
  if (expr.kind === "Name") return constants.get(expr.name.text);
  if (expr.kind !== "Binary") return undefined;
  const [a, b] = [valueOf(expr.left, constants), valueOf(expr.right, constants)];
  if (a === undefined || b === undefined) return undefined;
  return expr.op === "+" ? a + b : expr.op === "-" ? a - b : expr.op === "*" ? a * b : undefined;
}
