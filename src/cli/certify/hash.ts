// SPDX-License-Identifier: Apache-2.0
// Digests that others can compute again with `sha256sum`.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { SourceFile } from "../../base/source.ts";

/** In hexadecimal, of the text in UTF-8. */
export const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

/** Of a spec with all that it imports: the digest of `sha256sum`'s lines for its files, sorted by path. */
export function specSha256(files: readonly SourceFile[]): string {
  const lines = files.map(({ path, text }) => ({ path, line: `${sha256(text)}  ${path}\n` })).toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return sha256(lines.map(({ line }) => line).join(""));
}

/** Of a file's bytes. @throws Error when it cannot be read. */
export const fileSha256 = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");
