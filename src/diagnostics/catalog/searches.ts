// SPDX-License-Identifier: Apache-2.0
// PTE04x: how a check is searched, and checkpoints. Wordings only; who reports a row is found by its code.
import { row } from "../row.ts";

const OVER = "to begin again, remove the folder or name another one.";

export const SEARCHES = {
  PTE040: row<{ option: string; needs: string }>({
    slug: "option-without", severity: "error",
    message: ({ option, needs }) => `\`${option}\` means nothing without \`${needs}\``,
    why: "an option that does nothing is refused rather than ignored.",
    help: "add the other one, or leave this one out.",
  }),
  PTE041: row<{ path: string; detail: string }>({
    slug: "checkpoint-of-another-search", severity: "error",
    message: ({ path, detail }) => `the checkpoint in \`${path}\` is of another search: ${detail}`,
    why: "states that were found for one model say nothing about another one; the check was not searched.",
    help: `run it with the spec and the options it was begun with; ${OVER}`,
  }),
  PTE042: row<{ path: string; detail: string }>({
    slug: "checkpoint-damaged", severity: "error",
    message: ({ path, detail }) => `the checkpoint in \`${path}\` cannot be trusted: ${detail}`,
    why: "a verdict on states that are not what was found could be wrong; the check was not searched.",
    help: `restore the file if there is a copy; ${OVER}`,
  }),
  PTE043: row<{ path: string; reason: string }>({
    slug: "checkpoint-not-saved", severity: "warning",
    message: ({ path, reason }) => `a checkpoint could not be saved in \`${path}\`: ${reason}`,
    why: "the search went on; were it interrupted, it would go on from the checkpoint before, if there is one.",
    help: "check the permissions and the free space.",
  }),
} as const;
