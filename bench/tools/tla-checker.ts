// SPDX-License-Identifier: Apache-2.0
// The npm package tla-checker (Rust compiled to WASM), in a process of its own, on the module that ptespec emits:
// it drops some definitions of modules that people lay out.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { emitTla } from "../../src/emit/tla/module.ts";
import { benchModel } from "../models/index.ts";
import { numberIn, type Tool } from "./tool.ts";

export const tlaChecker = (child: string): Tool => ({
  id: "tla-checker", title: "tla-checker",
  probe() {
    try {
      const { version } = JSON.parse(readFileSync(join(dirname(createRequire(import.meta.url).resolve("tla-checker")), "package.json"), "utf8")) as { version: string };
      return Promise.resolve({ version });
    } catch {
      return Promise.resolve({ missing: "the package tla-checker is not installed" });
    }
  },
  prepare(test, folder) {
    const { module, cfg } = emitTla(benchModel(test.model, test.sizes), { generator: "ptespec bench" });
    writeFileSync(join(folder, "model.tla"), module);
    writeFileSync(join(folder, "model.cfg"), cfg);
    return Promise.resolve({
      command: [process.execPath, child, folder],
      read: ({ output }) => ({ distinct: numberIn(output, /"distinct":(\d+)/u) }),
    });
  },
});
