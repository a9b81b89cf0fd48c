// SPDX-License-Identifier: Apache-2.0
// What the benchmark knows of a checker: whether it is here, how it gets a case, and what it says.
import type { Case } from "../cases.ts";
import type { Command, Ran, Time } from "../measure.ts";

export interface Tool {
  readonly id: string;
  readonly title: string;
  /** It leaves states out on purpose: it may count fewer than the others, never more. */
  readonly reduced?: boolean;
  /** Its version, or one line that says why it is not measured. */
  probe(): Promise<{ readonly version: string } | { readonly missing: string }>;
  /** Everything up to the command that searches, done in an empty folder. `work` runs a command and adds to the cost of preparing. */
  prepare(test: Case, folder: string, work: (command: Command) => Promise<Ran>): Promise<Prepared>;
}

export interface Prepared {
  readonly command: Command;
  /** What the output says. @throws when the search did not end as it should. */
  readonly read: (ran: Ran) => Answer;
}

export interface Answer {
  readonly distinct: number;
  readonly generated?: number;
  /** Of the search alone, when the tool can tell; otherwise the whole process less its start is taken. Seconds. */
  readonly search?: Time;
  /** Translating the model, when the tool does that in the same process and `search` is without it. Seconds. */
  readonly compile?: Time;
  /** Bytes of the tables for each state, by the tool's own account. */
  readonly bytesPerState?: number;
}

/** The number that a pattern finds, commas left out. @throws with the end of the output when it is not there. */
export function numberIn(output: string, pattern: RegExp): number {
  const found = pattern.exec(output)?.[1];
  if (found === undefined) throw new Error(`no ${pattern.source} in: ${output.slice(-400)}`);
  return Number(found.replaceAll(",", ""));
}
