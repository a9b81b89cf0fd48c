// SPDX-License-Identifier: Apache-2.0
// What V8 has compiled of the bundle of the command line after a few checks; src/cli/launch.ts starts from it. Run with
// the path of a bundle and of a file, this does the checks and writes it; `codeCache` has that done in another process.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Script } from "node:vm";
import zlib from "node:zlib";

const self = fileURLToPath(import.meta.url);
const root = fileURLToPath(new URL("..", import.meta.url));

/** What is run here starts faster; what is compiled here and seldom run makes every start slower. */
const WARM_UP = [["check", "examples/generic/reread.ptespec"]];

/** The cache of the bundle at `path`, which launch.ts calls `name`, with the checksum that launch.ts wants. */
export function codeCache(path, name) {
  const folder = mkdtempSync(join(tmpdir(), "ptespec-cache-"));
  try {
    const file = join(folder, "cache");
    execFileSync(process.execPath, [self, path, file], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
    const data = readFileSync(file);
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32LE(zlib.crc32(data, zlib.crc32(`${name} ${process.version} ${process.platform} ${process.arch}`)));
    return Buffer.concat([data, checksum]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === self) {
  const [path, file] = process.argv.slice(2);
  const program = join(root, "dist/cli.mjs");
  const url = pathToFileURL(program).href;
  const script = new Script(readFileSync(path, "latin1"), { filename: path });
  for (const args of WARM_UP) {
    process.argv = [process.execPath, program, ...args];
    await script.runInThisContext()(createRequire(url), url, (specifier) => import.meta.resolve(specifier)).finished;
  }
  writeFileSync(file, script.createCachedData());
}
