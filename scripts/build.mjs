// SPDX-License-Identifier: Apache-2.0
// Bundles the command line into dist/cli.mjs: one file starts in tens of milliseconds, many take half a
// second. The shipped library is read from std/ beside dist/.
import { chmod } from "node:fs/promises";
import { build } from "esbuild";

await build({
  entryPoints: ["src/cli/main.ts"],
  outfile: "dist/cli.mjs",
  absWorkingDir: new URL("..", import.meta.url).pathname,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  minifySyntax: true,
  legalComments: "none",
  // Some dependencies are CommonJS and ask for built-in modules by `require`.
  banner: { js: "#!/usr/bin/env node\nimport { createRequire as ptespecRequire } from \"node:module\";\nconst require = ptespecRequire(import.meta.url);" },
  logLevel: "warning",
});
await chmod(new URL("../dist/cli.mjs", import.meta.url), 0o755);
