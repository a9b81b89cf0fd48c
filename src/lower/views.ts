// SPDX-License-Identifier: Apache-2.0
// How entries are shown to people: derived fields in place of the bits they hide.
import { local } from "../ir/build.ts";
import type { IrView } from "../ir/model.ts";
import type { Env } from "./env.ts";
import { fieldOf } from "./expression.ts";
import { logicalFields } from "./layout.ts";
import type { Scope } from "./scope.ts";

/** A view for each layout whose derived fields hide others. */
export function layoutViews(scope: Scope, fresh: (base: string) => string): IrView[] {
  return scope.all.flatMap((decl): IrView[] => {
    if (decl.kind !== "Layout") return [];
    const layout = scope.layout(decl.name.text);
    if (layout === undefined || ![...layout.derived.values()].some((d) => d.hides.length > 0)) return [];
    const entry = fresh("entry");
    const env: Env = { scope, mode: "protocol", locals: new Map(), slots: new Map(), fresh };
    return [{ record: layout.name, entry, fields: logicalFields(layout).map((name) => ({ name, value: fieldOf(local(entry, layout.sort), name, env, decl.span) })) }];
  });
}
