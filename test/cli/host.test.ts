// SPDX-License-Identifier: Apache-2.0
// The host on a real file system: what is refused, how a directory is read, what a failed write leaves.
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LARGEST_FILE } from "../../src/diagnostics/read-error.ts";
import { nodeFiles } from "../../src/node/host.ts";

const files = nodeFiles();
let root = "";
const at = (path: string): string => join(root, path);

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "ptespec-host-"));
  for (const folder of ["b", ".hidden", "node_modules/x", "empty"]) mkdirSync(at(folder), { recursive: true });
  for (const path of ["b/z.ptespec", "b/y.ptespec", "a.ptespec", ".hidden/h.ptespec", "node_modules/x/n.ptespec", "note.md"]) writeFileSync(at(path), "x");
  symlinkSync(root, at("loop"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("reading: text with its marks, and why not", () => {
  writeFileSync(at("bom.ptespec"), "\ufeffspec é\r\n");
  expect(files.readFile(at("bom.ptespec"))).toEqual({ text: "spec é\r\n" });
  writeFileSync(at("nul.ptespec"), "a\0b");
  writeFileSync(at("latin.ptespec"), Buffer.from([0x61, 0xe9, 0x62]));
  writeFileSync(at("big.ptespec"), Buffer.alloc(LARGEST_FILE + 1, "a"));
  const error = (path: string) => files.readFile(at(path));
  expect([error("nul.ptespec"), error("latin.ptespec")]).toEqual([{ error: "binary" }, { error: "binary" }]);
  expect([error("big.ptespec"), error("b"), error("none"), error("a.ptespec/x")]).toEqual([{ error: "too-large" }, { error: "directory" }, { error: "missing" }, { error: "missing" }]);
  expect(files.readFile("/dev/zero")).toEqual({ error: "special" });
});

test.skipIf(process.getuid?.() === 0)("a file without permission is unreadable", () => {
  writeFileSync(at("secret.ptespec"), "x");
  chmodSync(at("secret.ptespec"), 0);
  expect(files.readFile(at("secret.ptespec"))).toEqual({ error: "unreadable" });
});

test("a directory: sorted, with folders, without hidden ones, node_modules and loops", () => {
  const below = files.specsBelow(`${root}/`)?.map((path) => path.slice(root.length + 1)).filter((path) => !/^(bom|nul|latin|big|secret)/.test(path));
  expect(below).toEqual(["a.ptespec", "b/y.ptespec", "b/z.ptespec"]);
  expect(files.specsBelow(at("none"))).toBeUndefined();
  expect(files.filesIn(at("b"))).toEqual(["y.ptespec", "z.ptespec"]);
  expect([files.kind(at("b")), files.kind(at("a.ptespec")), files.kind(at("none"))]).toEqual(["directory", "file", "missing"]);
});

test("writing replaces as a whole, makes folders, and leaves nothing beside when it fails", () => {
  expect(files.write(at("new/deep/x.tla"), "1")).toBeUndefined();
  expect(files.write(at("new/deep/x.tla"), "2")).toBeUndefined();
  expect(readFileSync(at("new/deep/x.tla"), "utf8")).toBe("2");
  mkdirSync(at("new/deep/dir.tla/in"), { recursive: true });
  expect(files.write(at("new/deep/dir.tla"), "3")).toBe("it is a directory");
  expect(files.write(at("a.ptespec/x"), "3")).toMatch(/part of the path is a file/);
  expect(readdirSync(at("new/deep")).sort()).toEqual(["dir.tla", "x.tla"]);
  symlinkSync(at("new/deep/x.tla"), at("link.tla"));
  expect(files.write(at("link.tla"), "4")).toBeUndefined();
  expect(readFileSync(at("new/deep/x.tla"), "utf8")).toBe("4");
  expect(lstatSync(at("link.tla")).isSymbolicLink()).toBe(true);
});

test("create never overwrites", () => {
  expect(files.create(at("c/made.ptespec"), "1")).toEqual({ ok: true });
  expect(files.create(at("c/made.ptespec"), "2")).toMatchObject({ ok: false, exists: true });
  expect(readFileSync(at("c/made.ptespec"), "utf8")).toBe("1");
});

test("imports: relative to the file, with or without the ending; the library by name only", () => {
  expect(files.resolve("specs/a.ptespec", "./b")).toBe("specs/b.ptespec");
  expect(files.resolve("specs/a.ptespec", "../lib/b.ptespec")).toBe("lib/b.ptespec");
  expect(files.resolve("a.ptespec", "b")).toBe("b.ptespec");
  expect(files.stdNames()).toContain("std/arm64");
  expect(files.std("std/arm64")?.path).toBe("std/arm64.ptespec");
  expect(files.std("arm64")?.text).toBe(files.std("std/arm64")?.text);
  expect([files.std("std/none"), files.std("std/../package")]).toEqual([undefined, undefined]);
});
