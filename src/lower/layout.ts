// SPDX-License-Identifier: Apache-2.0
// Layouts: bits, fields, words, derived fields, hardware updates, blocks. Everything that can be wrong with
// a layout by itself is reported here (PTE3xx).
import type { BlockItem, DerivedItem, FieldItem, HwItem, LayoutDecl, LayoutItem, Name, OrderItem, WordItem } from "../ast/nodes.ts";
import { diag } from "../diagnostics/catalog.ts";
import { BOOL, cardinality, intSort, type RecordSort, type Sort } from "../ir/sorts.ts";
import type { Scope } from "./scope.ts";

/** Bit numbers, both included; bit 0 is the least significant. */
export interface FieldBits { readonly name: string; readonly low: number; readonly high: number; readonly sort: Sort; readonly item: FieldItem }
/** One single-copy atomic unit of a layout. */
export interface Word { readonly name: string; readonly low: number; readonly high: number; readonly sort: RecordSort }
export interface Layout {
  readonly name: string;
  readonly width: number;
  /** Its stored fields, in declaration order. */
  readonly sort: RecordSort;
  readonly fields: readonly FieldBits[];
  /** Empty when the whole entry is one word. */
  readonly words: readonly Word[];
  readonly derived: ReadonlyMap<string, DerivedItem>;
  readonly hw: readonly HwItem[];
  readonly block?: BlockItem;
  readonly orders: ReadonlyMap<OrderItem["operation"], readonly string[] | "any">;
  readonly decl: LayoutDecl;
}

const only = <K extends LayoutItem["kind"]>(items: readonly LayoutItem[], kind: K): Extract<LayoutItem, { kind: K }>[] =>
  items.filter((item): item is Extract<LayoutItem, { kind: K }> => item.kind === kind);

export function layoutOf(scope: Scope, decl: LayoutDecl): Layout {
  const width = scope.constant(decl.width, "the width");
  const words = only(decl.items, "Word").map((item) => ({ item, ...bitRange(scope, item.name, item, width) }));
  const top = only(decl.items, "Field").map((item) => fieldBits(scope, item, width));
  if (words.length > 0 && top[0] !== undefined) scope.report.add(diag("PTE308", { layout: decl.name.text }, top[0].item.span));
  const perWord = words.map((word) => ({ word, fields: word.item.fields.map((item) => inWord(scope, fieldBits(scope, item, width), word)) }));
  const fields = [...top, ...perWord.flatMap((w) => w.fields)];
  reportOverlaps(scope, decl, fields, words.map((w) => ({ ...w, name: w.item.name.text })));
  const sort: RecordSort = { kind: "record", name: decl.name.text, fields: fields.map(({ name, sort: s }) => ({ name, sort: s })) };
  const [block] = only(decl.items, "Block");
  const layout: Layout = {
    name: decl.name.text, width, sort, fields, decl,
    words: perWord.map(({ word, fields: own }) => ({
      name: word.item.name.text, low: word.low, high: word.high,
      sort: { kind: "record", name: `${decl.name.text}_${word.item.name.text}`, fields: own.map(({ name, sort: s }) => ({ name, sort: s })), word: true },
    })),
    derived: new Map(only(decl.items, "Derived").map((item) => [item.name.text, item])),
    hw: only(decl.items, "Hw"),
    orders: new Map(only(decl.items, "Order").map((item) => [item.operation, item.words === "any" ? "any" : item.words.map((w) => w.text)])),
    ...(block === undefined ? {} : { block }),
  };
  reportDuplicates(scope, decl);
  reportStrangers(scope, layout);
  return layout;
}

function bitRange(scope: Scope, name: Name, item: FieldItem | WordItem, width: number): { low: number; high: number } {
  const low = scope.constant(item.low, "a bit number");
  const high = item.high === undefined ? low : scope.constant(item.high, "a bit number");
  if (high < low) scope.report.fail(diag("PTE301", { lo: low, hi: high }, item.span));
  if (high >= width || low < 0) scope.report.fail(diag("PTE302", { name: name.text, bit: low < 0 ? low : high, width }, name.span));
  return { low, high };
}

function fieldBits(scope: Scope, item: FieldItem, width: number): FieldBits {
  const { low, high } = bitRange(scope, item.name, item, width);
  const bits = high - low + 1;
  const sort = item.sort === undefined ? (bits === 1 ? BOOL : intSort(0, Math.min(2 ** bits - 1, 255))) : scope.sort(item.sort);
  if (item.sort === undefined && bits > 8) scope.report.fail(diag("PTE207", { what: `\`${item.name.text}\``, size: `2^${bits}` }, item.span, { help: "say what the bits stand for with `as SORT`, e.g. `as folio`." }));
  if (cardinality(sort) > 2 ** bits) scope.report.fail(diag("PTE303", { name: item.name.text, values: cardinality(sort), bits }, item.span));
  return { name: item.name.text, low, high, sort, item };
}

function inWord(scope: Scope, field: FieldBits, word: { low: number; high: number; item: WordItem }): FieldBits {
  if (field.low < word.low || field.high > word.high) {
    scope.report.add(diag("PTE307", { name: field.name, word: word.item.name.text }, field.item.span, { related: [{ span: word.item.name.span, text: "the word" }] }));
  }
  return field;
}

function reportOverlaps(scope: Scope, decl: LayoutDecl, fields: readonly FieldBits[], words: readonly { name: string; low: number; high: number; item: WordItem }[]): void {
  for (const list of [fields, words]) {
    list.forEach((b, i) => {
      const a = list.slice(0, i).find((other) => other.low <= b.high && b.low <= other.high);
      if (a === undefined) return;
      scope.report.add(diag("PTE304", { a: a.name, b: b.name, layout: decl.name.text, bit: Math.max(a.low, b.low) }, b.item.span,
        { label: `bit ${Math.max(a.low, b.low)} is used here`, related: [{ span: a.item.span, text: "and here" }] }));
    });
  }
}

function reportDuplicates(scope: Scope, decl: LayoutDecl): void {
  const seen = new Map<string, Name>();
  const names = decl.items.flatMap((item) => item.kind === "Word" ? [item.name, ...item.fields.map((f) => f.name)] : item.kind === "Field" || item.kind === "Derived" ? [item.name] : []);
  for (const name of names) {
    const first = seen.get(name.text);
    if (first === undefined) seen.set(name.text, name);
    else scope.report.add(diag("PTE202", { name: name.text }, name.span, { related: [{ span: first.span, text: "first declared here" }] }));
  }
}

/** Hardware updates, hidden fields, gathered fields and word orders must name what exists. */
function reportStrangers(scope: Scope, layout: Layout): void {
  const stored = (name: Name): FieldBits | undefined => {
    const field = layout.fields.find((f) => f.name === name.text);
    if (field === undefined) scope.report.add(diag("PTE305", { name: name.text, layout: layout.name }, name.span));
    return field;
  };
  for (const hw of layout.hw) {
    for (const name of [...hw.sets, ...hw.clears]) {
      const field = stored(name);
      if (field !== undefined && field.sort.kind !== "bool") scope.report.add(diag("PTE306", { name: name.text }, name.span));
    }
  }
  for (const derived of layout.derived.values()) derived.hides.forEach(stored);
  for (const name of layout.block?.gathers ?? []) if (!layout.derived.has(name.text)) stored(name);
  for (const order of only(layout.decl.items, "Order")) {
    for (const name of order.words === "any" ? [] : order.words) {
      if (!layout.words.some((w) => w.name === name.text)) scope.report.add(diag("PTE305", { name: name.text, layout: layout.name }, name.span));
    }
  }
}

/** What a reader of an entry sees: stored fields that no derived field hides, then derived ones. */
export function logicalFields(layout: Layout): string[] {
  const hidden = new Set([...layout.derived.values()].flatMap((d) => d.hides.map((h) => h.text)));
  return [...layout.fields.map((f) => f.name).filter((f) => !hidden.has(f)), ...layout.derived.keys()];
}
