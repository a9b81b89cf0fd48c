// SPDX-License-Identifier: Apache-2.0
// The licences of the packages that a bundle contains, as one text: what they ask of those who ship them.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** `inputs`: paths of bundled files, from the root. Packages in order of their names. */
export function licences(root, inputs) {
  const folders = new Set(inputs.flatMap((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//u.exec(path)?.[1] ?? []));
  return ["ptespec's bundles contain these packages.\n", ...[...folders].sort().map((folder) => describe(join(root, folder)))].join("\n");
}

function describe(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((each) => /^licen[cs]e(\.|$)/iu.test(each));
  const text = file === undefined ? "" : `\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  return `${"-".repeat(72)}\n${name} ${version} (${license})\n${text}`;
}
