// SPDX-License-Identifier: Apache-2.0
// All .ptespec files of the repository that people wrote.
import { readdirSync, readFileSync } from "node:fs";

const root = new URL("../../", import.meta.url);

/** Path (from the root) and text of each, in order. */
export function specFiles(): readonly { readonly path: string; readonly text: string }[] {
  return ["std", "examples"].flatMap((folder) => {
    const names = readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ptespec")).sort();
    return names.map((name) => ({ path: `${folder}/${name}`, text: readFileSync(new URL(`${folder}/${name}`, root), "utf8") }));
  });
}
