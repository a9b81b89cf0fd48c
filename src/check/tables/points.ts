// SPDX-License-Identifier: Apache-2.0
// Program points: conditions that a piece of state is a certain number. Most steps and most properties of an agent have
// one, so that only few of them need be looked at in a state.
import type { IrExpr, IrModel } from "../../ir/model.ts";
import { scalarEquation } from "../compile/point.ts";
import type { Packing } from "./packing.ts";
import type { Slot, Slots } from "./slots.ts";

/** The bits of a word, and what they must be. */
export interface Point {
  readonly word: number;
  readonly shift: number;
  readonly mask: number;
  readonly value: number;
}

/** A point that must be reached for all conditions to be true, of a slot in the component; undefined when none is found. */
export function pointOf(model: IrModel, slots: Slots, packing: Packing, conditions: readonly IrExpr[], inside: (slot: Slot) => boolean): Point | undefined {
  for (const expr of conditions.flatMap(conjuncts)) {
    const [a, b] = scalarEquation(expr) ?? [];
    if (a === undefined || b?.kind !== "lit") continue;
    const [slot, other] = slots.all.filter((each) => isPlace(a, each));
    if (slot === undefined || other !== undefined || !inside(slot)) continue;
    const leaf = packing.vars[model.vars.findIndex(({ name }) => name === slot.variable)]?.[slot.leaf];
    if (leaf === undefined || leaf.bits === 0) continue;
    const value = b.value - leaf.lo;
    if (value >= 0 && value < 2 ** leaf.bits) return { word: leaf.word, shift: leaf.shift, mask: 2 ** leaf.bits - 1, value };
  }
  return undefined;
}

const conjuncts = (expr: IrExpr): readonly IrExpr[] => (expr.kind === "op" && expr.op === "and" ? expr.args.flatMap(conjuncts) : [expr]);

/** Is the expression the value of the slot? */
export function isPlace(expr: IrExpr, slot: Slot): boolean {
  let at: IrExpr = expr;
  for (const index of [...slot.indices].reverse()) {
    if (at.kind !== "select" || at.index.kind !== "lit" || at.index.value !== index) return false;
    at = at.array;
  }
  return at.kind === "var" && at.name === slot.variable;
}

/** Things by point: those that may be so in a state, in their order. */
export class ByPoint<T> {
  readonly #word: number;
  readonly #shift: number;
  readonly #mask: number;
  readonly #lists: readonly (readonly T[])[];
  readonly #others: readonly T[];

  /** The bits that most things have a point of decide. */
  constructor(things: readonly { readonly thing: T; readonly point: Point | undefined }[]) {
    const keyOf = (point: Point | undefined): string => (point === undefined ? "" : `${point.word} ${point.shift} ${point.mask}`);
    const counts = new Map<string, number>();
    for (const { point } of things) if (point !== undefined && point.mask < 1 << 12) counts.set(keyOf(point), (counts.get(keyOf(point)) ?? 0) + 1);
    const [best] = [...counts].toSorted((a, b) => b[1] - a[1]);
    const chosen = things.find(({ point }) => best !== undefined && keyOf(point) === best[0])?.point;
    const has = (point: Point | undefined): boolean => chosen !== undefined && keyOf(point) === keyOf(chosen);
    [this.#word, this.#shift, this.#mask] = [chosen?.word ?? 0, chosen?.shift ?? 0, chosen?.mask ?? 0];
    const most = Math.max(-1, ...things.map(({ point }) => (point !== undefined && has(point) ? point.value : -1)));
    this.#lists = Array.from({ length: most + 1 }, (_, value) => things.filter(({ point }) => !has(point) || point?.value === value).map(({ thing }) => thing));
    this.#others = things.filter(({ point }) => !has(point)).map(({ thing }) => thing);
  }

  /** All things that may be so in a state with these words. */
  at(words: Int32Array): readonly T[] {
    return this.#lists[((words[this.#word] ?? 0) >>> this.#shift) & this.#mask] ?? this.#others;
  }
}
