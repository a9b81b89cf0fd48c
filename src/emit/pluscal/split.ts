// SPDX-License-Identifier: Apache-2.0
// New values under a condition. A step gives each variable one whole new value, often `IF c THEN a ELSE b`
// with the same `c` for several; as statements they are `if (c) { .. } else { .. }`.
import { sameExpr, select } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/model.ts";
import type { PathItem } from "../tla/update.ts";

/** A variable and its whole new value. */
export interface Update {
  readonly variable: string;
  readonly value: IrExpr;
}

/** Does the update leave its variable as it is? */
export const keeps = ({ variable, value }: Update): boolean => value.kind === "var" && value.name === variable;

/** The value where the condition is known to be true, or false; the same node where that says nothing. */
export function assuming(e: IrExpr, condition: IrExpr, truth: boolean): IrExpr {
  switch (e.kind) {
    case "ite": {
      if (sameExpr(e.cond, condition)) return assuming(truth ? e.then : e.else, condition, truth);
      const [then, otherwise] = [assuming(e.then, condition, truth), assuming(e.else, condition, truth)];
      return then === e.then && otherwise === e.else ? e : { ...e, then, else: otherwise };
    }
    case "let": {
      const body = assuming(e.body, condition, truth);
      return body === e.body ? e : { ...e, body };
    }
    case "store": {
      const [array, value] = [assuming(e.array, condition, truth), assuming(e.value, condition, truth)];
      if (array === e.array && value === e.value) return e;
      return sameExpr(value, select(array, e.index)) ? array : { ...e, array, value };
    }
    case "with": {
      const [record, value] = [assuming(e.record, condition, truth), assuming(e.value, condition, truth)];
      if (record === e.record && value === e.value) return e;
      return value.kind === "field" && value.field === e.field && sameExpr(value.record, record) ? record : { ...e, record, value };
    }
    default:
      return e;
  }
}

export const dependsOn = (e: IrExpr, condition: IrExpr): boolean => assuming(e, condition, true) !== e;

/** The condition that decides about the value, or about the part of it that is new. */
export function decider(e: IrExpr): IrExpr | undefined {
  switch (e.kind) {
    case "ite":
      return e.cond;
    case "store":
      return decider(e.value) ?? decider(e.array);
    case "with":
      return decider(e.value) ?? decider(e.record);
    default:
      return undefined;
  }
}

/** `path = value` for each part of a variable that is replaced, from the first to the last; the last one wins. */
export interface PartUpdate {
  readonly path: readonly PathItem[];
  readonly value: IrExpr;
}

/** The parts of the variable that get new values, or none when all of it does. */
export function partsOf({ variable, value }: Update): readonly PartUpdate[] {
  const { base, updates } = chain(value);
  return base.kind === "var" && base.name === variable ? updates : [];
}

function chain(e: IrExpr): { readonly base: IrExpr; readonly updates: readonly PartUpdate[] } {
  if (e.kind === "store") {
    const inner = chain(e.array);
    return { base: inner.base, updates: [...inner.updates, ...within({ kind: "index", index: e.index }, { kind: "select", sort: e.sort.elem, array: e.array, index: e.index }, e.value)] };
  }
  if (e.kind === "with") {
    const inner = chain(e.record);
    return { base: inner.base, updates: [...inner.updates, ...within({ kind: "field", field: e.field }, { kind: "field", sort: e.value.sort, record: e.record, field: e.field }, e.value)] };
  }
  return { base: e, updates: [] };
}

function within(item: PathItem, place: IrExpr, value: IrExpr): readonly PartUpdate[] {
  const nested = chain(value);
  if (nested.updates.length === 0 || !sameExpr(nested.base, place)) return [{ path: [item], value }];
  return nested.updates.map((update) => ({ path: [item, ...update.path], value: update.value }));
}
