// SPDX-License-Identifier: Apache-2.0
// What the server of TLC's distributed mode prints. It differs from a usual run: the version stands before the first
// message, it exits 0 whatever it found, it does not say which invariant is violated, and of the trace it has only
// the last two states, the first of them called initial. So a violation here is a state; what is wrong with it the
// caller finds out.
import { classify, type ProcessEnd, type TlcOutcome } from "./outcome.ts";
import type { TlcOutput } from "./messages.ts";

export type DistributedOutcome =
  /** As of a usual run. `generated` counts some states twice. */
  | { readonly kind: "ended"; readonly outcome: TlcOutcome }
  /** TLC stopped at a state: its text, `/\ x = 1` lines. */
  | { readonly kind: "stopped-at"; readonly text: string; readonly outcome: TlcOutcome };

const VERSION = /^TLC2 TLC Server Version (.+)$/u;

/** Puts the version into the message where a usual run has it, so that one reader reads both. Takes whole lines. */
export function framedVersion(line: string): string {
  const version = VERSION.exec(line.trimEnd())?.[1];
  return version === undefined ? line : `@!@!@STARTMSG 2262:0 @!@!@\nTLC2 Version ${version}\n@!@!@ENDMSG 2262 @!@!@\n`;
}

export function distributedOutcome(output: TlcOutput, end: ProcessEnd): DistributedOutcome {
  const outcome = classify(output, end);
  const last = outcome.trace?.states.at(-1);
  const onlyTrace = !output.messages.some(({ code, severity }) => severity === 1 && code !== 2121 && code !== 2264);
  const whole = output.messages.some(({ code, complete }) => code === 2186 && complete);
  return last !== undefined && onlyTrace && whole && end.because === undefined ? { kind: "stopped-at", text: last.text, outcome } : { kind: "ended", outcome };
}

/** States that a worker says it computed when it ended; nothing while it has not. */
export function computedBy(log: string): number | undefined {
  const found = [...log.matchAll(/work completed at: .* Computed: (\d+) /gu)];
  return found.length === 0 ? undefined : found.reduce((sum, [, count]) => sum + Number(count), 0);
}

/** Why a worker could not begin, in its words. */
export function workerTrouble(log: string): string | undefined {
  if (!/Error: Failed to start worker/u.test(log)) return undefined;
  // The sets of states of later builds are no remote objects any more.
  if (/NotSerializableException: tlc2\.tool\.fp\./u.test(log)) return "the distributed mode of this build of TLC does not work: it cannot send its set of states. TLC 1.7.4 can.";
  return log.split("\n").findLast((line) => line.trim() !== "")?.trim();
}
