// SPDX-License-Identifier: Apache-2.0
// The declarations of every spec below a folder, as parsed; imports are not followed.
import type { Decl } from "../../src/ast/nodes.ts";
import { nodeFiles } from "../../src/node/host.ts";
import { parse } from "../../src/parse/parse.ts";

export function declarationsOf(folder: string): readonly { readonly file: string; readonly decls: readonly Decl[] }[] {
  const files = nodeFiles();
  return (files.specsBelow(folder) ?? []).map((file) => {
    const read = files.readFile(file);
    return { file, decls: "text" in read ? parse({ path: file, text: read.text }).value.decls : [] };
  });
}
