// SPDX-License-Identifier: Apache-2.0
// What a user may name of a loaded program: its checks, and the sizes that can be given from outside.
import type { Program } from "../program/types.ts";

/** The checks that stand in the file itself; those of imported files are not run. */
export function checkNames(program: Program): readonly string[] {
  return program.decls.flatMap((decl) => (decl.kind === "Check" && decl.span.file.path === program.root.path ? [decl.name.text] : []));
}

/** The params and domains, of imported files too. */
export function paramNames(program: Program): readonly string[] {
  return program.decls.flatMap((decl) => (decl.kind === "Param" || decl.kind === "Domain" ? [decl.name.text] : []));
}
