// SPDX-License-Identifier: Apache-2.0
// Writes docs/diagnostics.md, the generated sections of the other documents, and the output of the commands
// they show. `--check` writes nothing and fails when something is stale. Run it from the root of the repository:
//   npx tsx scripts/generate-docs.ts [--check] [FILE.md ...]
import { existsSync, writeFileSync } from "node:fs";
import { chaptersOf, documents } from "./docs/documents.ts";
import { refreshed } from "./docs/pages.ts";

const args = process.argv.slice(2);
const check = args.includes("--check");
const only = args.filter((arg) => arg.endsWith(".md"));
if (!existsSync("docs/diagnostics.md")) writeFileSync("docs/diagnostics.md", "");
const docs = documents();
let stale = 0;
for (const [path, text] of docs) {
  if (only.length > 0 && !only.includes(path)) continue;
  const fresh = await refreshed(path, text, chaptersOf(docs));
  if (fresh === text) continue;
  stale += 1;
  console.log(`${check ? "stale: " : "written: "}${path}`);
  if (!check) writeFileSync(path, fresh);
}
if (check && stale > 0) process.exitCode = 1;
