// SPDX-License-Identifier: Apache-2.0
// The files of the machine, and the library that is shipped with ptespec. Reading refuses what is no spec;
// writing replaces a file as a whole or not at all. Paths in and out have `/` and are as the user named them.
import { existsSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { codeOf, makeFolders, reasonOf, tryFolder } from "./folders.ts";
import type { Files } from "./services.ts";
import { LARGEST_FILE } from "../diagnostics/read-error.ts";
import type { ReadError } from "../program/types.ts";

const EXTENSION = ".ptespec";

/** The bundle stands in dist/, this file in src/node/; the library in std/ beside either. */
function stdFolder(): string {
  const found = ["../std/", "../../std/"].map((path) => fileURLToPath(new URL(path, import.meta.url))).find((path) => existsSync(path));
  return found ?? fileURLToPath(new URL("../std/", import.meta.url));
}

export function nodeFiles(): Files {
  const folder = stdFolder();
  return {
    readFile: read,
    resolve: (from, importPath) => withExtension(posix.normalize(importPath.startsWith("/") ? importPath : posix.join(posix.dirname(from), importPath))),
    std(name) {
      const base = name.replace(/^std\//, "");
      if (!/^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/.test(base)) return undefined;
      const result = read(join(folder, base + EXTENSION));
      return "text" in result ? { path: `std/${base}${EXTENSION}`, text: result.text } : undefined;
    },
    stdNames: () => below(folder, "std").map((path) => path.slice(0, -EXTENSION.length)).sort(),
    kind,
    specsBelow(directory) {
      try {
        readdirSync(directory);
      } catch {
        return undefined;
      }
      const name = directory.replace(/(?<=.)\/+$/, "");
      return below(directory, name === "." ? "" : name).sort();
    },
    filesIn(directory) {
      try {
        return readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => entry.name).sort();
      } catch {
        return [];
      }
    },
    write,
    tryFolder,
    create(path, text) {
      try {
        makeFolders(dirname(path));
        writeFileSync(path, text, { flag: "wx" });
        return { ok: true };
      } catch (error) {
        return { ok: false, exists: codeOf(error) === "EEXIST", reason: reasonOf(error) };
      }
    },
  };
}

function read(path: string): { readonly text: string } | { readonly error: ReadError } {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) return { error: "directory" };
    if (!stat.isFile()) return { error: "special" };
    if (stat.size > LARGEST_FILE) return { error: "too-large" };
    const bytes = readFileSync(path);
    if (bytes.includes(0)) return { error: "binary" };
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch (error) {
    if (error instanceof TypeError) return { error: "binary" };
    return { error: ["ENOENT", "ENOTDIR"].includes(codeOf(error)) ? "missing" : "unreadable" };
  }
}

function kind(path: string): "file" | "directory" | "missing" {
  try {
    return statSync(path).isDirectory() ? "directory" : "file";
  } catch (error) {
    // What cannot even be looked at is left to reading, which says why.
    return ["ENOENT", "ENOTDIR"].includes(codeOf(error)) ? "missing" : "file";
  }
}

/** Files only; links to directories, hidden folders and node_modules are not entered. */
function below(directory: string, name: string): string[] {
  const prefix = name === "" ? "" : `${name === "/" ? "" : name}/`;
  let entries;
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    if (entry.isDirectory()) {
      return entry.name.startsWith(".") || entry.name === "node_modules" ? [] : below(join(directory, entry.name), prefix + entry.name);
    }
    return entry.name.endsWith(EXTENSION) ? [prefix + entry.name] : [];
  });
}

/** A link stays a link, and a file keeps its mode. */
function write(path: string, text: string): string | undefined {
  let beside: string | undefined;
  try {
    makeFolders(dirname(path));
    const target = existsSync(path) ? realpathSync(path) : path;
    const mode = existsSync(target) ? statSync(target).mode : undefined;
    const temporary = `${target}.${process.pid}.tmp`;
    writeFileSync(temporary, text, { flag: "wx", ...(mode === undefined ? {} : { mode }) });
    beside = temporary;
    renameSync(temporary, target);
    return undefined;
  } catch (error) {
    if (beside !== undefined) rmSync(beside, { force: true });
    return reasonOf(error);
  }
}

const withExtension = (path: string): string => (path.endsWith(EXTENSION) ? path : path + EXTENSION);
