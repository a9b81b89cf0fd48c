// SPDX-License-Identifier: Apache-2.0
// What the shipped library rests on: its assumptions, and the code that each of its programs models.
import { declarationsOf } from "./declarations.ts";

const declarations = (): ReturnType<typeof declarationsOf> => declarationsOf("std");

const cell = (text: string): string => text.replaceAll("|", "\\|");

export function assumptionTable(): string {
  const rows = declarations().flatMap(({ file, decls }) => decls.flatMap((decl) =>
    (decl.kind === "Assume" ? [`| \`${decl.name.text}\` (${file}) | ${cell(decl.text)} | ${cell(decl.source)} |`] : [])));
  return ["| assumption | says | source |", "|---|---|---|", ...rows].join("\n");
}

export function modelledTable(): string {
  const rows = declarations().flatMap(({ file, decls }) => decls.flatMap((decl) =>
    ((decl.kind === "Accessor" || decl.kind === "Process" || decl.kind === "Layout") && decl.source !== undefined ? [`| \`${decl.name.text}\` (${file}) | ${cell(decl.source)} |`] : [])));
  return ["| in the library | models |", "|---|---|", ...rows].join("\n");
}
