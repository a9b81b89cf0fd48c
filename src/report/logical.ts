// SPDX-License-Identifier: Apache-2.0
// Values as people read them: a record with a view shows the view's fields, computed ones included, in place
// of the bits behind them.
import { evaluate } from "../check/evaluate.ts";
import type { IrModel, IrView } from "../ir/model.ts";
import type { Sort } from "../ir/sorts.ts";
import type { Value } from "../ir/values.ts";
import { parts } from "./values.ts";

const viewOf = (model: IrModel, sort: Sort): IrView | undefined =>
  sort.kind === "record" ? model.views?.find((view) => view.record === sort.name) : undefined;

export function logicalSort(model: IrModel, sort: Sort): Sort {
  const view = viewOf(model, sort);
  if (view !== undefined && sort.kind === "record") return { ...sort, fields: view.fields.map(({ name, value }) => ({ name, sort: value.sort })) };
  if (sort.kind === "array" || sort.kind === "set") return { ...sort, elem: logicalSort(model, sort.elem) };
  return sort;
}

export function logicalValue(model: IrModel, sort: Sort, value: Value): Value {
  const view = viewOf(model, sort);
  if (view !== undefined) return view.fields.map((field) => evaluate(field.value, { vars: new Map(), locals: new Map([[view.entry, value]]) }));
  if (sort.kind === "array" || sort.kind === "set") return parts(value).map((item) => logicalValue(model, sort.elem, item));
  return value;
}
