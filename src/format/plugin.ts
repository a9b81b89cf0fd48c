// SPDX-License-Identifier: Apache-2.0
// The Prettier plugin for .ptespec files: `prettier --plugin` takes it as it is. It prints the CST, so nothing
// that was written is lost, and it refuses text with syntax errors.
import type { AstPath, Doc, Parser, Plugin, Printer, SupportLanguage } from "prettier";
import { positionAt } from "../base/source.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { readTree } from "./read.ts";
import { verbatim, withComments } from "./print-comments.ts";
import { print } from "./print.ts";
import { isIgnored, type PrintNode } from "./tree.ts";

/** What the plugin throws for text with syntax errors; Prettier shows the place. */
export class UnreadableSpec extends Error {
  override readonly name = "UnreadableSpec";
  readonly diagnostics: readonly Diagnostic[];
  readonly loc: { readonly start: { readonly line: number; readonly column: number } } | undefined;

  constructor(diagnostics: readonly Diagnostic[]) {
    const first = diagnostics[0];
    super(first === undefined ? "the file cannot be read" : `${first.message} [${first.code}]`);
    this.diagnostics = diagnostics;
    this.loc = first?.primary === undefined ? undefined : { start: positionAt(first.primary.span.file, first.primary.span.start) };
  }
}

export const languages: SupportLanguage[] = [{ name: "ptespec", parsers: ["ptespec"], extensions: [".ptespec"], linguistLanguageId: 0 }];

const parser: Parser<PrintNode> = {
  astFormat: "ptespec-cst",
  parse(text) {
    const { value, diagnostics } = readTree({ path: "", text });
    if (value === undefined) throw new UnreadableSpec(diagnostics);
    return value;
  },
  locStart: (node) => node.start,
  locEnd: (node) => node.end,
};

const printer: Printer<PrintNode> = {
  // Comments are attached by attach.ts and printed here; Prettier sees none.
  print(path: AstPath<PrintNode>, options, recurse): Doc {
    const { node } = path;
    const text = options.originalText;
    if (isIgnored(node)) return withComments(node, verbatim(text.slice(node.start, node.end)), text, true);
    const docs = node.children.length === 0 ? [] : path.map(recurse, "children");
    return withComments(node, print({ node, docs, text }), text, false);
  },
  getVisitorKeys: () => ["children"],
};

export const parsers: Readonly<Record<string, Parser<PrintNode>>> = { ptespec: parser };
export const printers: Readonly<Record<string, Printer<PrintNode>>> = { "ptespec-cst": printer };

/** The plugin as one object. */
export const plugin: Plugin<PrintNode> = { languages, parsers: { ptespec: parser }, printers: { "ptespec-cst": printer } };
