// SPDX-License-Identifier: Apache-2.0
// Bundles what is shipped into dist/: the command line (one file in dist/cli/, with V8's cache of its code, which halves
// the time to start; dist/cli.mjs runs it), and the core, the worker and the Prettier plugin for programs and browsers.
// Each runs without node_modules; the licences of what they contain go to dist/THIRD-PARTY.txt. The command line
// reads the shipped library from std/ beside dist/. With --types also the declarations, for the package.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { common, libraryBundles } from "./bundles.mjs";
import { codeCache } from "./code-cache.mjs";
import { licences } from "./licences.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const node = { platform: "node", target: "node20", minifySyntax: true, minifyWhitespace: true };
/** One expression, a function: what `import.meta` would give comes from outside, and what it exports is its value. */
const main = {
  ...node,
  format: "cjs",
  banner: { js: "(function (require, ptespecUrl, ptespecResolve) { \"use strict\"; const module = { exports: {} };" },
  footer: { js: "return module.exports; })" },
  define: { "import.meta.url": "ptespecUrl", "import.meta.resolve": "ptespecResolve" },
};

/** A thread of a search by several is a file of its own. */
const hashed = { outdir: "dist/cli", entryNames: "[name]-[hash]", outExtension: { ".js": ".cjs" } };
const member = await build({ ...common, ...node, ...hashed, format: "cjs", entryPoints: { member: "src/node/member.ts" } });
const memberName = basename(member.outputFiles[0].path);
main.define.PTESPEC_MEMBER = JSON.stringify(`./cli/${memberName}`);

const results = [member, ...await Promise.all([
  build({ ...common, ...main, ...hashed, entryPoints: { main: "src/cli/main.ts" } }),
  ...Object.values(libraryBundles()).map((options) => build(options)),
])];
for (const { path, contents } of results.flatMap(({ outputFiles }) => outputFiles)) write(path, contents, 0o644);
await launcher(results[1].outputFiles[0]);
write(join(root, "dist/THIRD-PARTY.txt"), licences(root, results.flatMap(({ metafile }) => Object.keys(metafile.inputs))), 0o644);
if (process.argv.includes("--types")) types();

/** The executable, last: it names the bundle. What it does not name is of earlier builds. */
async function launcher({ path, text }) {
  // It is read as Latin-1, which V8 keeps as it is.
  if (/[^\x00-\x7F]/u.test(text)) throw new Error(`${path} has characters beyond ASCII`);
  const name = basename(path);
  const define = { PTESPEC_BUNDLE: JSON.stringify(`./cli/${name}`) };
  const { outputFiles: [file] } = await build({ ...common, ...node, define, banner: { js: "#!/usr/bin/env node" }, entryPoints: ["src/cli/launch.ts"], outfile: "dist/cli.mjs" });
  write(`${path}.cache`, codeCache(path, `./cli/${name}`), 0o644);
  write(file.path, file.contents, 0o755);
  for (const each of readdirSync(dirname(path))) if (!each.startsWith(name) && each !== memberName) rmSync(join(dirname(path), each));
}

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
