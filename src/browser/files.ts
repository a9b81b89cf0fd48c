// SPDX-License-Identifier: Apache-2.0
// A host whose files are texts in memory, with imports resolved as on a disk.
import type { SourceHost } from "../program/types.ts";

type Texts = Readonly<Record<string, string>>;
const EXTENSION = ".ptespec";

const textOf = (texts: Texts, path: string): string | undefined => (Object.hasOwn(texts, path) ? texts[path] : undefined);

/** `library`: texts by import name, e.g. `std/arm64`. */
export function memoryFiles(files: Texts, library: Texts): SourceHost {
  return {
    readFile(path) {
      const text = textOf(files, path);
      return text === undefined ? { error: "missing" } : { text };
    },
    resolve: (from, importPath) => {
      const path = normal(importPath.startsWith("/") ? importPath : `${from.slice(0, from.lastIndexOf("/") + 1)}${importPath}`);
      return path.endsWith(EXTENSION) ? path : path + EXTENSION;
    },
    std(name) {
      const text = textOf(library, name);
      return text === undefined ? undefined : { path: `${name}${EXTENSION}`, text };
    },
    stdNames: () => Object.keys(library).toSorted(),
  };
}

/** Without `.`, `..` and doubled slashes. */
function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".." || !path.startsWith("/")) parts.push(part);
  }
  return (path.startsWith("/") ? "/" : "") + parts.join("/");
}
