// SPDX-License-Identifier: Apache-2.0
// Which files are documentation. Paths are relative to the root of the repository, which is the working folder.
import { readdirSync, readFileSync } from "node:fs";

/** Path to text, sorted by path. */
export function documents(): ReadonlyMap<string, string> {
  const below = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith(".md")).sort().map((name) => `${folder}/${name}`);
  return new Map(["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", ...below("docs"), ...below("docs/reference")].map((path) => [path, readFileSync(path, "utf8")]));
}

/** The chapters of the reference by file name. */
export function chaptersOf(docs: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...docs].flatMap(([path, text]): [string, string][] => (path.startsWith("docs/reference/") ? [[path.slice("docs/reference/".length), text]] : [])));
}
