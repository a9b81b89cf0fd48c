// SPDX-License-Identifier: Apache-2.0
// What no search could finish is refused before it starts: choices that multiply beyond reason, states that
// take kilobytes each. The limits are far above what a protocol model needs.
import { diag } from "../diagnostics/catalog.ts";
import { unreachable } from "../base/unreachable.ts";
import type { IrModel, IrParam } from "../ir/model.ts";
import { cardinality, scalarSize, type Sort } from "../ir/sorts.ts";
import type { Span } from "../base/source.ts";
import type { Scope } from "./scope.ts";

/** Successors of one step in one state; initial states; bits of one state. */
export const MAX_CHOICES = 1 << 18;
export const MAX_STATE_BITS = 1 << 15;

export function reportLimits(scope: Scope, model: IrModel, at: Span): void {
  for (const step of model.steps) tooMany(scope, step.params, "the combined choice of this step", step.span ?? at);
  tooMany(scope, model.init.params, "the choice of an initial state", at);
  const bits = model.vars.reduce((sum, v) => sum + bitsOf(v.sort), 0);
  if (bits > MAX_STATE_BITS) scope.report.add(diag("PTE216", { bits, limit: MAX_STATE_BITS }, at));
}

function tooMany(scope: Scope, params: readonly IrParam[], what: string, span: Span): void {
  const size = params.reduce((product, p) => product * cardinality(p.sort), 1);
  if (size > MAX_CHOICES) scope.report.add(diag("PTE207", { what, size: size < 1e15 ? String(size) : "more than 10^15" }, span));
}

function bitsOf(sort: Sort): number {
  switch (sort.kind) {
    case "bool": return 1;
    case "int": case "enum": return Math.ceil(Math.log2(Math.max(1, scalarSize(sort))));
    case "record": return sort.fields.reduce((sum, f) => sum + bitsOf(f.sort), 0);
    case "array": return scalarSize(sort.index) * bitsOf(sort.elem);
    case "set": return cardinality(sort.elem);
    default: return unreachable(sort);
  }
}
