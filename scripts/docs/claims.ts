// SPDX-License-Identifier: Apache-2.0
// The table of claims in README.md: what each claim says is written here, who decides it and with which verdict
// is read from the `claims` and `expect` of the examples' checks.
import { declarationsOf } from "./declarations.ts";

/** In our words; numbers in parentheses are those of the mail. */
export const CLAIMS: ReadonlyMap<string, string> = new Map([
  ["S1", "There are two types of lockless walkers: those that recheck under the PTL and those that never take it. A walker that does not keep to its type is rejected."],
  ["S2", "What disabled interrupts delay depends on how a flush works: by IPI, by broadcast, or deferred."],
  ["S3", "(1) Without races, arm64 `ptep_get()` and the lockless loop give the value of the block. A raw read of one entry of a folded block does not."],
  ["S4", "(2) The page fault handler, with an exact `pte_same()` under the PTL, survives any garbage in its first read."],
  ["S5", "(3) GUP-fast without a recheck does not survive a first read that is garbage when there is a race."],
  ["S6", "(3a) With an entry read by one load, a recheck without PTL and no IPI, a pinned page was mapped at an instant of the recheck, whatever hardware does to accessed and dirty."],
  ["S7", "(3b) An entry of two words is never torn when a flush IPI completes before the entry is reused; with a deferred or broadcast flush it can be."],
  ["S8", "arm64 `ptep_get()` without PTL on a contiguous block is atomic for everything but accessed and dirty, and not for these."],
  ["S9", "GUP-fast needs no more than the relaxed contract: everything but accessed and dirty atomic. It may fail to notice a change of accessed or dirty, which no property of the pin minds."],
  ["S10", "The Aside: a first read by `ptep_get_lockless()` rechecked by `ptep_get()` can match falsely. Rechecking by `ptep_get_lockless()` is enough in the scene of the thread, and not enough with unlimited writers and hardware; comparing modulo accessed and dirty is."],
  ["S11", "The arm64 lockless loop gives a pair (accessed, dirty) that held at no instant. No caller was promised one."],
  ["S12", "The `norecency` proposal: comparing modulo accessed and dirty needs a `ptep_set_access_flags()` that only adds bits; so does hardware that sets them, even with an exact compare."],
  ["S13", "`ptep_get_gup_fast()` as one raw read: not (1) on a quiescent block; it can miss accessed and dirty; it never invents them."],
]);

const COLUMNS = ["holds", "violated", "reached", "rejected"] as const;
const COLUMN_OF = { hold: "holds", violated: "violated", deadlock: "violated", reachable: "reached", unreachable: "holds", error: "rejected" } as const;

interface Deciding { readonly check: string; readonly file: string; readonly columns: ReadonlySet<(typeof COLUMNS)[number]> }

/** The checks that claim each id, in the order of files and checks. */
export function decidingChecks(): ReadonlyMap<string, readonly Deciding[]> {
  const found = new Map<string, Deciding[]>();
  for (const { file, decls } of declarationsOf("examples")) {
    for (const decl of decls) {
      if (decl.kind !== "Check") continue;
      const columns = new Set(decl.items.flatMap((item) => (item.kind === "Expect" ? [COLUMN_OF[item.status]] : [])));
      for (const claim of decl.claims) found.set(claim.text, [...found.get(claim.text) ?? [], { check: decl.name.text, file, columns }]);
    }
  }
  return found;
}

export function claimsTable(): string {
  const deciding = decidingChecks();
  const cell = (list: readonly Deciding[], column: (typeof COLUMNS)[number]): string => {
    const inColumn = list.filter((one) => one.columns.has(column));
    const perFile = [...new Set(inColumn.map((one) => one.file))].map((file) =>
      `[${file.replace(/^examples\//, "").replace(/\.ptespec$/, "")}](${file}): ${inColumn.filter((one) => one.file === file).map((one) => `\`${one.check}\``).join(", ")}`);
    return perFile.join("; ");
  };
  const rows = [...CLAIMS].map(([id, text]) => `| ${id} | ${text} | ${COLUMNS.map((column) => cell(deciding.get(id) ?? [], column)).join(" | ")} |`);
  return [`| | claim | ${COLUMNS.join(" | ")} |`, `|---|---|${COLUMNS.map(() => "---|").join("")}`, ...rows].join("\n");
}
