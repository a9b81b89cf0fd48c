// SPDX-License-Identifier: Apache-2.0
// Values for readers of a trace: an entry shows the frame it maps and the bits that are set; a change shows
// only the fields that changed. NBSP marks spaces at which a line must not be broken.
import { unreachable } from "../base/unreachable.ts";
import type { RecordSort, ScalarSort, Sort } from "../ir/sorts.ts";
import { defaultValue, sameValue, valuesOf, type Value } from "../ir/values.ts";

/** A space that stays with its word; the table prints it as a space. */
export const NBSP = "\u00a0";

/** Bits to leave out of records, by the name of the record: the reader is told them once. */
export type Understood = ReadonlyMap<string, ReadonlySet<string>>;
const NOTHING: Understood = new Map();

/** `true`, `3`, `A`, `{folio A, young}`, `[{}, {young}]`, `set(A, B)`. */
export function formatValue(sort: Sort, value: Value, understood: Understood = NOTHING): string {
  switch (sort.kind) {
    case "bool":
      return value === true ? "true" : "false";
    case "int":
      return String(value);
    case "enum":
      return sort.universe.members[Number(value)] ?? String(value);
    case "record":
      return formatRecord(sort, value, understood);
    case "array":
      return `[${parts(value).map((item) => formatValue(sort.elem, item, understood)).join(", ")}]`;
    case "set":
      return `set(${parts(value).map((item) => formatValue(sort.elem, item, understood)).join(", ")})`;
    default:
      return unreachable(sort);
  }
}

/**
 * Named fields first, then the bits that are set; `{}` when every field has its first value. A word of an entry says its
 * named fields in any case: with `{}` nobody would know that it holds the first page.
 */
function formatRecord(sort: RecordSort, value: Value, understood: Understood): string {
  if (sort.word !== true && sameValue(value, defaultValue(sort))) return "{}";
  const fields = sort.fields.map((field, i) => ({ ...field, value: parts(value)[i] ?? defaultValue(field.sort) }));
  const named = fields.filter((field) => field.sort.kind !== "bool" && (field.sort.kind === "enum" || !sameValue(field.value, defaultValue(field.sort))));
  const bits = fields.filter((field) => field.sort.kind === "bool" && field.value === true && understood.get(sort.name)?.has(field.name) !== true);
  return `{${[...named.map((field) => `${field.name}${NBSP}${formatValue(field.sort, field.value, understood)}`), ...bits.map((field) => field.name)].join(", ")}}`;
}

/** The value of a scalar as it stands beside an arrow; a bit is 0 or 1. */
function short(sort: Sort, value: Value): string {
  return sort.kind === "bool" ? (value === true ? "1" : "0") : formatValue(sort, value);
}

/** What changed in `name`, one text per element: `pt[0]: dirty 0->1`. Empty when nothing did. */
export function formatChanges(name: string, sort: Sort, before: Value, after: Value, understood: Understood = NOTHING): readonly string[] {
  if (sameValue(before, after)) return [];
  switch (sort.kind) {
    case "bool":
    case "int":
    case "enum":
      return [`${name}:${NBSP}${short(sort, before)}->${short(sort, after)}`];
    case "record":
      return [`${name}: ${recordChange(sort, before, after, understood)}`];
    case "array":
      return [...valuesOf(sort.index)].flatMap((index, i) =>
        formatChanges(`${name}[${formatValue(sort.index, index)}]`, sort.elem, parts(before)[i] ?? 0, parts(after)[i] ?? 0, understood));
    case "set":
      return [`${name}: ${setChange(sort.elem, before, after)}`];
    default:
      return unreachable(sort);
  }
}

/** Up to three changed fields one by one; else, and when an entry comes or goes, the whole new value. */
function recordChange(sort: RecordSort, before: Value, after: Value, understood: Understood): string {
  const changed = sort.fields.flatMap((field, i) => {
    const [old, now] = [parts(before)[i] ?? 0, parts(after)[i] ?? 0];
    return sameValue(old, now) ? [] : [fieldChange(field.name, field.sort, old, now, understood)];
  });
  const empty = defaultValue(sort);
  const whole = changed.length > 3 || sameValue(before, empty) || sameValue(after, empty);
  return whole && changed.length > 1 ? `now ${formatValue(sort, after, understood)}` : changed.join(", ");
}

function fieldChange(name: string, sort: Sort, before: Value, after: Value, understood: Understood): string {
  return sort.kind === "record" ? `${name} ${recordChange(sort, before, after, understood)}` : `${name}${NBSP}${short(sort, before)}->${short(sort, after)}`;
}

function setChange(elem: Sort, before: Value, after: Value): string {
  const lacks = (set: Value, item: Value): boolean => !parts(set).some((other) => sameValue(other, item));
  const gone = parts(before).filter((item) => lacks(after, item)).map((item) => `-${formatValue(elem, item)}`);
  const come = parts(after).filter((item) => lacks(before, item)).map((item) => `+${formatValue(elem, item)}`);
  return [...gone, ...come].join(" ");
}

/** `pt[0..1] = {..}`: runs of equal elements of an array over numbers are one text. */
export function formatInitial(name: string, sort: Sort, value: Value): readonly string[] {
  if (sort.kind !== "array") return [`${name} = ${formatValue(sort, value)}`];
  const texts = parts(value).map((item) => formatValue(sort.elem, item));
  const result: string[] = [];
  for (let from = 0; from < texts.length;) {
    let to = from;
    while (texts[to + 1] === texts[from]) to += 1;
    result.push(`${name}[${indexRange(sort.index, from, to)}] = ${texts[from] ?? ""}`);
    from = to + 1;
  }
  return result;
}

function indexRange(sort: ScalarSort, from: number, to: number): string {
  const at = (i: number): string => formatValue(sort, sort.kind === "bool" ? i === 1 : sort.lo + i);
  if (from === to) return at(from);
  return sort.kind === "int" ? `${at(from)}..${at(to)}` : Array.from({ length: to - from + 1 }, (_, i) => at(from + i)).join(", ");
}

/** The components of a record, array or set. */
export function parts(value: Value): readonly Value[] {
  return typeof value === "object" ? value : [];
}
