// SPDX-License-Identifier: Apache-2.0
// Making folders, and what the system says when it refuses, in words. Folders are made part by part: Node's own way of
// making several (`recursive`) never ends where the system has no file to give, below /proc for one.
import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Makes a folder and those it stands in.
 * @throws what the system says, when one is missing that cannot be made.
 */
export function makeFolders(path: string): void {
  if (isFolder(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolders(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if (!isFolder(path)) throw error;
  }
}

/** Makes a folder, and writes and removes a file in it. Gives the reason when that fails. */
export function tryFolder(path: string): string | undefined {
  try {
    makeFolders(path);
    const file = join(path, `.ptespec.${process.pid}.tmp`);
    writeFileSync(file, "", { flag: "wx" });
    rmSync(file);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** The code of an error of the system, "" of other ones. */
export function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}

/** Why the system refused to write, in words; its code where there are none. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  const words = new Map([
    ["EACCES", "permission denied"], ["EPERM", "permission denied"], ["ENOSPC", "no space left"], ["EROFS", "the file system is read-only"],
    ["EISDIR", "it is a directory"], ["ENOTDIR", "a part of the path is a file"], ["EEXIST", "it exists already, or a part of the path is a file"],
    ["ENAMETOOLONG", "the name is too long"], ["EDQUOT", "the quota is used up"], ["EFBIG", "the file would be too large"],
    ["ENOENT", "nothing can be made in that folder"], ["EIO", "the device does not answer"],
  ]);
  return words.get(code) ?? (code !== "" ? code : error instanceof Error ? error.message : String(error));
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
