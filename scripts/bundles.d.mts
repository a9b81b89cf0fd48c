// SPDX-License-Identifier: Apache-2.0
import type { BuildOptions } from "esbuild";

export const common: BuildOptions;
export function standardLibrary(): Record<string, string>;
export function libraryBundles(): Record<"core.mjs" | "prettier.mjs" | "browser.mjs" | "worker.mjs", BuildOptions>;
