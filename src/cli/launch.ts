// SPDX-License-Identifier: Apache-2.0
// The executable of the package: runs the bundle of main.ts. Compiling it takes V8 longer than a small check takes, so
// the build puts V8's cache of the compiled code beside it (scripts/code-cache.mjs). A cache that is missing, damaged, or
// of another bundle or another Node costs time and nothing else.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";
import zlib from "node:zlib";

/** Where the bundle is, from here. The build fills it in; the name changes with the contents. */
declare const PTESPEC_BUNDLE: string;

/** The bundle is one expression, this function. */
export type Bundle = (require: NodeJS.Require, url: string, resolve: (specifier: string) => string) => { readonly finished: Promise<void> };

const url = import.meta.url;
const file = fileURLToPath(new URL(PTESPEC_BUNDLE, url));
const cachedData = readCache(`${file}.cache`);
const script = new Script(readFileSync(file, "latin1"), { filename: file, ...(cachedData === undefined ? {} : { cachedData }) });
await (script.runInThisContext() as Bundle)(createRequire(url), url, (specifier) => import.meta.resolve(specifier)).finished;

/** V8 refuses what another V8 wrote. Code of another bundle it would run, and fall over what is damaged: the last 4 bytes are a checksum against both. */
function readCache(path: string): Buffer | undefined {
  try {
    const bytes = readFileSync(path);
    const end = bytes.length - 4;
    const data = bytes.subarray(0, end);
    return zlib.crc32(data, zlib.crc32(`${PTESPEC_BUNDLE} ${process.version} ${process.platform} ${process.arch}`)) === bytes.readUInt32LE(end) ? data : undefined;
  } catch {
    return undefined;
  }
}
