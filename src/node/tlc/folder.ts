// SPDX-License-Identifier: Apache-2.0
// A folder of one run of TLC, gone when the run is: also when ptespec is ended in the middle.
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeFolders } from "../folders.ts";

const live = new Set<string>();
process.on("exit", () => live.forEach(remove));

export interface Workplace {
  /** Where TLC runs: the module, its configuration, its log. */
  readonly work: string;
  /** Its own files: states, extracted modules, heap errors. Always removed. */
  readonly scratch: string;
}

/** Files by name, written to a new folder, or to `keep`, which stays. @throws Error when they cannot be written. */
export async function withWorkplace<T>(files: Readonly<Record<string, string>>, keep: string | undefined, use: (place: Workplace) => Promise<T>): Promise<T> {
  const scratch = mkdtempSync(join(tmpdir(), "ptespec-tlc-"));
  live.add(scratch);
  try {
    const work = keep ?? join(scratch, "work");
    makeFolders(work);
    for (const name of ["states", "java"]) mkdirSync(join(scratch, name));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(work, name), text);
    return await use({ work, scratch });
  } finally {
    remove(scratch);
    live.delete(scratch);
  }
}

/** A dying JVM may still write; a folder that is not empty yet is tried again. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  } catch {
    // What cannot be removed is left to the system's own cleaning of temporary folders.
  }
}
