// SPDX-License-Identifier: Apache-2.0
// Checkpoints as a command sees them: where the one of a check is, and what is said when it cannot be used.
import { posix } from "node:path";
import { diag } from "../diagnostics/catalog.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { CheckpointError, type CheckpointNote, type CheckpointPlace } from "../node/checkpoint.ts";
import type { LoweredCheck } from "../program/types.ts";
import { thousands } from "../report/text.ts";
import type { CheckReport } from "../report/check-report.ts";
import type { CliEnv, Searches } from "./env.ts";
import { report } from "./print.ts";
import type { ChosenSearch } from "./search-options.ts";
import { VERSION } from "./version.ts";

/** Checks of different files, and of one, have different folders; the same command finds the same ones. */
export function placeOf(lowered: LoweredCheck, { checkpoint }: ChosenSearch): CheckpointPlace | undefined {
  if (checkpoint === undefined) return undefined;
  const path = encodeURIComponent(posix.normalize(lowered.span.file.path));
  return { directory: posix.join(checkpoint.directory, `${path}.${lowered.name}`), interval: checkpoint.interval, version: VERSION };
}

/** Why nothing can be saved, known before hours are spent on what is to be saved. */
export function unwritableCheckpoints({ files }: CliEnv, { checkpoint }: ChosenSearch): Diagnostic | undefined {
  const reason = checkpoint === undefined ? undefined : files.tryFolder(checkpoint.directory);
  return checkpoint === undefined || reason === undefined ? undefined : diag("PTE010", { path: checkpoint.directory, reason }, undefined, {
    why: "checkpoints were to be saved there; nothing was searched.", help: "check the permissions and the free space, or name another folder with `--checkpoint`.",
  });
}

/** The search of this check came to its end, whatever it found. */
export function finished(one: CheckReport): boolean {
  return one.verdict === "error" ? one.search === undefined && one.model === undefined : one.search?.stop === "exhausted" || one.search?.stop === "decided";
}

/** When all checks of a command are finished, nobody will resume any of them. */
export function forgetCheckpoints(searches: Searches, checks: readonly LoweredCheck[], chosen: ChosenSearch): void {
  for (const lowered of checks) {
    const place = placeOf(lowered, chosen);
    if (place !== undefined) searches.forget(place);
  }
}

/** Tells what happens to the checkpoint of one check; that it cannot be saved, once. */
export function noteListener(env: CliEnv, lowered: LoweredCheck, { directory }: CheckpointPlace): (note: CheckpointNote) => void {
  let warned = false;
  return (note) => {
    if (note.kind === "resumed") env.terminal.err(`${lowered.name}: resumed with ${thousands(note.states)} states\n`);
    else if (note.kind === "saving") env.terminal.err(`${lowered.name}: saving the search; Ctrl-C again ends without\n`);
    else if (note.kind === "not-saved" && !warned) {
      warned = true;
      report(env, [diag("PTE043", { path: directory, reason: note.reason }, undefined)]);
    }
  };
}

/** Why a check was not searched; other errors are thrown on. */
export function refusal(error: unknown, place: CheckpointPlace | undefined): Diagnostic {
  if (!(error instanceof CheckpointError) || place === undefined) throw error;
  if (error.problem === "unreadable") return diag("PTE005", { path: place.directory }, undefined, { why: `${error.message}; the check was not searched.` });
  return diag(error.problem === "other" ? "PTE041" : "PTE042", { path: place.directory, detail: error.message }, undefined);
}
