// SPDX-License-Identifier: Apache-2.0
// Bundles what is shipped into dist/: the command line (few files start in tens of milliseconds, many take half
// a second; what only some commands need is in dist/cli/ and loaded by them), the core for programs and
// browsers, and the Prettier plugin. Each runs without node_modules; the licences of what they contain go to
// dist/THIRD-PARTY.txt. The shipped library is read from std/ beside dist/.
// With --types also the declarations of the core and the plugin, for the package.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { common, libraryBundles } from "./bundles.mjs";
import { licences } from "./licences.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const cli = {
  platform: "node",
  target: "node20",
  minifySyntax: true,
  minifyWhitespace: true,
  // Some dependencies are CommonJS and ask for built-in modules by `require`.
  banner: { js: "#!/usr/bin/env node\nimport { createRequire as ptespecRequire } from \"node:module\";\nconst require = ptespecRequire(import.meta.url);" },
};

const results = await Promise.all([
  build({ ...common, ...cli, entryPoints: { cli: "src/cli/main.ts" }, outdir: "dist", outExtension: { ".js": ".mjs" }, splitting: true, chunkNames: "cli/[name]-[hash]" }),
  ...Object.values(libraryBundles()).map((options) => build(options)),
]);
for (const { path, contents } of results.flatMap(({ outputFiles }) => outputFiles)) write(path, contents, basename(path) === "cli.mjs" ? 0o755 : 0o644);
const pieces = new Set(results.flatMap(({ outputFiles }) => outputFiles.map(({ path }) => path)));
for (const name of readdirSync(join(root, "dist/cli"))) {
  const path = join(root, "dist/cli", name);
  if (!pieces.has(path)) rmSync(path);
}
write(join(root, "dist/THIRD-PARTY.txt"), licences(root, results.flatMap(({ metafile }) => Object.keys(metafile.inputs))), 0o644);
if (process.argv.includes("--types")) types();

/** Beside, then renamed: whoever runs the file meanwhile has the old one or the new. */
function write(path, contents, mode) {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, contents, { mode });
  renameSync(temporary, path);
}

/** What tsc leaves out, it leaves out because it is a declaration already. */
function types() {
  rmSync(join(root, "dist/types"), { recursive: true, force: true });
  const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", "tsconfig.types.json"], { cwd: root, stdio: "inherit" });
  const generated = "grammar/generated/cst.d.ts";
  mkdirSync(join(root, "dist/types", dirname(generated)), { recursive: true });
  copyFileSync(join(root, generated), join(root, "dist/types", generated));
}
