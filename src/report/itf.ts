// SPDX-License-Identifier: Apache-2.0
// A trace in the Informal Trace Format (Apalache ADR-015), for the viewers and libraries that read it. Names
// and values are those of the emitted TLA+ module's variables.
import type { Trace } from "../check/result.ts";
import { unreachable } from "../base/unreachable.ts";
import type { IrModel } from "../ir/model.ts";
import type { Sort } from "../ir/sorts.ts";
import { valuesOf, type Value } from "../ir/values.ts";
import { formatValue, parts } from "./values.ts";

export type ItfValue = boolean | string | { readonly "#bigint": string } | { readonly "#map": readonly (readonly [ItfValue, ItfValue])[] } |
  { readonly "#set": readonly ItfValue[] } | { readonly [field: string]: ItfValue };

export interface ItfTrace {
  readonly "#meta": { readonly format: "ITF"; readonly "format-description": string; readonly source: string; readonly description: string; readonly varTypes: { readonly [variable: string]: string } };
  readonly params: readonly string[];
  readonly vars: readonly string[];
  readonly states: readonly { readonly "#meta": { readonly index: number; readonly action?: string }; readonly [variable: string]: unknown }[];
}

/** `description`: which property the trace is of. Each state names the step that led to it. */
export function traceToItf(model: IrModel, trace: Trace, description: string): ItfTrace {
  return {
    "#meta": {
      format: "ITF", "format-description": "https://apalache-mc.org/docs/adr/015adr-trace.html", source: model.source, description,
      varTypes: Object.fromEntries(model.vars.map((variable) => [variable.name, apalacheType(variable.sort)])),
    },
    params: [], vars: model.vars.map((variable) => variable.name),
    states: trace.states.map((state, index) => ({
      "#meta": { index, ...(index === 0 ? {} : { action: trace.steps[index - 1]?.step ?? "" }) },
      ...Object.fromEntries(model.vars.map((variable, i) => [variable.name, itfValue(variable.sort, state[i] ?? 0)])),
    })),
  };
}

export function itfValue(sort: Sort, value: Value): ItfValue {
  switch (sort.kind) {
    case "bool":
      return value === true;
    case "int":
      return { "#bigint": String(value) };
    case "enum":
      return formatValue(sort, value);
    case "record":
      return Object.fromEntries(sort.fields.map((field, i) => [field.name, itfValue(field.sort, parts(value)[i] ?? 0)]));
    case "array":
      return { "#map": [...valuesOf(sort.index)].map((index, i) => [itfValue(sort.index, index), itfValue(sort.elem, parts(value)[i] ?? 0)] as const) };
    case "set":
      return { "#set": parts(value).map((item) => itfValue(sort.elem, item)) };
    default:
      return unreachable(sort);
  }
}

/** The sort in the notation of Apalache's type annotations. */
export function apalacheType(sort: Sort): string {
  switch (sort.kind) {
    case "bool":
      return "Bool";
    case "int":
      return "Int";
    case "enum":
      return "Str";
    case "record":
      return `{ ${sort.fields.map((field) => `${field.name}: ${apalacheType(field.sort)}`).join(", ")} }`;
    case "array":
      return `${apalacheType(sort.index)} -> ${apalacheType(sort.elem)}`;
    case "set":
      return `Set(${apalacheType(sort.elem)})`;
    default:
      return unreachable(sort);
  }
}
