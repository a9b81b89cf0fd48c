// SPDX-License-Identifier: Apache-2.0
// Reads nested stores as one EXCEPT. The model says `store(pt, i, with(pt[i], young, TRUE))`; a person writes
// `[pt EXCEPT ![i].young = TRUE]`. Finding the shorter form needs to know when two expressions are the same.
import { sameExpr } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/model.ts";
import { mapChildren } from "./rename.ts";

/** `![i]` or `!.f` */
export type PathItem = { readonly kind: "index"; readonly index: IrExpr } | { readonly kind: "field"; readonly field: string };

/** One `!path = value` of an EXCEPT. */
export interface PathUpdate {
  readonly path: readonly PathItem[];
  readonly value: IrExpr;
}

export interface Except {
  readonly base: IrExpr;
  /** Applied from left to right, as EXCEPT does. */
  readonly updates: readonly PathUpdate[];
}

/** The name of the local that prints as `@`: the old value of the place being replaced. */
export const AT = "@";

/** The whole chain of updates that `e` makes to its base; none when `e` is not an update. */
export function asExcept(e: IrExpr): Except {
  switch (e.kind) {
    case "store": {
      const inner = asExcept(e.array);
      const place: IrExpr = { kind: "select", sort: e.sort.elem, array: e.array, index: e.index };
      return { base: inner.base, updates: [...inner.updates, ...within({ kind: "index", index: e.index }, place, e.value)] };
    }
    case "with": {
      const inner = asExcept(e.record);
      const place: IrExpr = { kind: "field", sort: e.value.sort, record: e.record, field: e.field };
      return { base: inner.base, updates: [...inner.updates, ...within({ kind: "field", field: e.field }, place, e.value)] };
    }
    default:
      return { base: e, updates: [] };
  }
}

/** The updates that give `place`, found at `item`, the new `value`. */
function within(item: PathItem, place: IrExpr, value: IrExpr): readonly PathUpdate[] {
  const nested = asExcept(value);
  if (nested.updates.length > 0 && sameExpr(nested.base, place)) {
    return nested.updates.map((update) => ({ path: [item, ...update.path], value: update.value }));
  }
  return [{ path: [item], value: withAt(value, place) }];
}

/** `value` with the old value of the place written `@`. Inside another EXCEPT `@` would mean something else. */
function withAt(value: IrExpr, place: IrExpr): IrExpr {
  const done = new Map<IrExpr, IrExpr>();
  const go = (e: IrExpr): IrExpr => {
    const old = done.get(e);
    if (old !== undefined) return old;
    const next = sameExpr(e, place) ? { kind: "local", sort: e.sort, name: AT } as const
      : e.kind === "store" || e.kind === "with" ? e : mapChildren(e, go);
    done.set(e, next);
    return next;
  };
  return go(value);
}
