// SPDX-License-Identifier: Apache-2.0
// How the bundles for browsers are made, for the build and for the tests of them. The worker has the shipped
// library in it, since it cannot read files; the client beside it starts it as `./worker.mjs`.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Options of esbuild that all bundles share. */
export const common = { absWorkingDir: root, bundle: true, format: "esm", metafile: true, write: false, legalComments: "none", logLevel: "warning" };
const library = { ...common, platform: "browser", target: "es2022" };

/** Texts of std/ by import name. */
export function standardLibrary() {
  const paths = readdirSync(join(root, "std"), { recursive: true }).map((path) => path.replaceAll("\\", "/")).filter((path) => path.endsWith(".ptespec")).sort();
  return Object.fromEntries(paths.map((path) => [`std/${path.slice(0, -".ptespec".length)}`, readFileSync(join(root, "std", path), "utf8")]));
}

/** By name of the file in dist/. */
export const libraryBundles = () => ({
  "core.mjs": { ...library, entryPoints: ["src/index.ts"], outfile: "dist/core.mjs" },
  "prettier.mjs": { ...library, entryPoints: ["src/format/plugin.ts"], outfile: "dist/prettier.mjs" },
  "browser.mjs": { ...library, entryPoints: ["src/browser/client.ts"], outfile: "dist/browser.mjs" },
  "worker.mjs": {
    ...library, entryPoints: ["src/browser/worker.ts"], outfile: "dist/worker.mjs", minifySyntax: true, minifyWhitespace: true,
    define: { PTESPEC_STD: JSON.stringify(standardLibrary()) },
  },
});
