// SPDX-License-Identifier: Apache-2.0
// usage: node run-tla-checker.mjs FOLDER: checks model.tla with model.cfg of the folder and prints what was counted.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { check_spec_with_options, initSync } from "tla-checker";

const [folder = "."] = process.argv.slice(2);
const text = (name) => readFileSync(join(folder, name), "utf8");
initSync({ module: readFileSync(fileURLToPath(new URL("tla_checker_bg.wasm", import.meta.resolve("tla-checker")))) });
const options = { cfg_source: text("model.cfg"), max_states: 1e9, max_depth: 1e6, allow_deadlock: true };
const { success, error_message: message, states_explored: distinct } = JSON.parse(check_spec_with_options(text("model.tla"), JSON.stringify(options)));
if (!success) throw new Error(message);
console.log(JSON.stringify({ distinct }));
