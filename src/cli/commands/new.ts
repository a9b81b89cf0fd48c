// SPDX-License-Identifier: Apache-2.0
// `ptespec new`: a small spec that passes, to be changed. It never overwrites a file.
import { diag } from "../../diagnostics/catalog.ts";
import { badValue } from "../args.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { report } from "../print.ts";

export const newSpec: Command = {
  name: "new", summary: "begin a spec: a small one whose check passes", usage: "NAME", least: 1, most: 1, options: [],
  notes: ["NAME may be a path: the file is written there, and folders that are missing are made. No file is overwritten."],
  examples: [["ptespec new my_race", "writes my_race.ptespec"], ["ptespec new ../specs/my-race", "writes ../specs/my-race.ptespec"], ["ptespec check my_race.ptespec", "and this decides it"]],
  async run(args, env) {
    const [given = ""] = args.positionals;
    const path = given.endsWith(".ptespec") ? given : `${given}.ptespec`;
    const name = path.slice(path.lastIndexOf("/") + 1, -".ptespec".length);
    if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name)) throw badValue("NAME", name, "a name of letters, digits, `_` and `-` that begins with a letter");
    const created = env.files.create(path, scaffold(name.replaceAll("-", "_")));
    if (!created.ok) {
      report(env, [created.exists ? diag("PTE011", { path }, undefined) : diag("PTE010", { path, reason: created.reason }, undefined)]);
      return Promise.resolve(EXIT.errors);
    }
    env.terminal.out(`${path} written; \`ptespec check ${path}\` decides it\n`);
    return Promise.resolve(EXIT.ok);
  },
};

/** The text of a new spec. */
export function scaffold(name: string): string {
  return `spec ${name} "may a lockless reader act on an entry that it has rechecked?"

import std/arm64

init {
  for (k in 0..N-1) {
    pt[k] = arm64_pte { valid: true, young: true, folio: A };
  }
}

// reads the entry without the lock, then reads it again
walker reader(i: 0..N-1) never takes ptl {
  let orig = raw_get(i);
  if (!orig.valid) return;
again:
  let now = raw_get(i);
  if (!pte_same(now, orig)) return;
acts:
  return done;
}

// clears the entry under the lock
writer zap(i: 0..N-1) {
  lock(ptl);
  xchg(pt[i], none_pte());
  unlock(ptl);
}

property seen_twice "what the reader acts on was in the entry at an instant of the second read"
  at reader.acts: now in values of pt[i] since again;

check ${name}_holds "reader against zap" {
  run reader(0);
  run zap(0);
  expect seen_twice hold;
}
`;
}
