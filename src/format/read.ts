// SPDX-License-Identifier: Apache-2.0
// Text -> the tree that the formatter prints, or the diagnostics that forbid it.
import type { SourceFile } from "../base/source.ts";
import type { Result } from "../diagnostics/diagnostic.ts";
import { readCst } from "../parse/parse.ts";
import { attach } from "./attach.ts";
import { commentsOf, printTree, type PrintNode } from "./tree.ts";

/** The tree of a file without syntax errors; `undefined` when there are any. */
export function readTree(file: SourceFile): Result<PrintNode | undefined> {
  const { value, diagnostics } = readCst(file);
  if (diagnostics.length > 0) return { value: undefined, diagnostics };
  const tree = printTree(value.declarations, file.text.length);
  attach(tree, commentsOf(value.comments), file.text);
  return { value: tree, diagnostics };
}
