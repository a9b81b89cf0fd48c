// SPDX-License-Identifier: Apache-2.0
// `ptespec layout`: the page-table entries of a spec (or of what it imports, when it has none), drawn.
import type { LayoutDecl } from "../../ast/nodes.ts";
import type { Program } from "../../program/types.ts";
import { drawLayout, valueOf } from "../../report/layout-drawing.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { hasErrors, loadSpecs } from "../inputs.ts";
import { report } from "../print.ts";

export const layout: Command = {
  name: "layout", summary: "draw the bits of the page-table entries", usage: "FILE", least: 1, most: 1, options: [],
  notes: ["A file without a layout of its own shows those it imports."],
  examples: [["ptespec layout contpte.ptespec", "every field, bit by bit"]],
  async run(args, env) {
    const { programs, diagnostics } = await loadSpecs(env, args.positionals);
    report(env, diagnostics);
    const drawings = programs.flatMap(({ program }) => layoutsOf(program).map((decl) => drawLayout(decl, constantsOf(program))));
    env.terminal.out(drawings.join("\n"));
    if (programs.length > 0 && drawings.length === 0) env.terminal.err("no layout here\n");
    return hasErrors(diagnostics) ? EXIT.errors : EXIT.ok;
  },
};

function layoutsOf(program: Program): readonly LayoutDecl[] {
  const all = program.decls.filter((decl): decl is LayoutDecl => decl.kind === "Layout");
  const own = all.filter((decl) => decl.span.file.path === program.root.path);
  return own.length > 0 ? own : all;
}

function constantsOf(program: Program): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const decl of program.decls) {
    const value = decl.kind === "Param" || decl.kind === "Const" ? valueOf(decl.value, values) : undefined;
    if (value !== undefined && (decl.kind === "Param" || decl.kind === "Const")) values.set(decl.name.text, value);
  }
  return values;
}
