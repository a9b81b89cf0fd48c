// SPDX-License-Identifier: Apache-2.0
// The constructs of the language, read from the text of src/ast/nodes.ts, and the chapters that claim to cover
// them (`<!-- covers: Let Assign -->` in the first lines). The grid between the two is a test.

/** The unions of nodes.ts whose members each need a chapter. */
export const UNIONS = ["Decl", "Stmt", "CheckItem", "LayoutItem", "SortNode", "Expr"] as const;

/** The `kind` of each member of a union of nodes.ts, e.g. `Spec` for `SpecDecl`. */
export function kindsOf(nodes: string, union: (typeof UNIONS)[number]): readonly string[] {
  const body = new RegExp(`export type ${union} =([^;]*);`).exec(nodes)?.[1] ?? "";
  return body.split("|").map((name) => name.trim()).filter((name) => name !== "").map((name) => {
    const kind = new RegExp(`export interface ${name}\\b[^{]*\\{[^\\n]*?kind: "(\\w+)"`).exec(nodes)?.[1];
    if (kind === undefined) throw new Error(`no kind of ${name} in nodes.ts`);
    return kind;
  });
}

/** The kinds that a chapter says it covers. */
export function coveredBy(chapter: string): readonly string[] {
  return (/^<!-- covers: ([^>]*) -->$/m.exec(chapter)?.[1] ?? "").split(" ").filter((kind) => kind !== "");
}
