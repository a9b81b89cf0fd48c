// SPDX-License-Identifier: Apache-2.0
// What TLC's message codes mean for a verdict. Codes decide, not severities: a garbled severity must not turn an
// error into a remark.

/** How a run of TLC ended. */
export type TlcKind =
  /** Every reachable state was searched and nothing is wrong. */
  | "verified"
  | "invariant" | "deadlock" | "assertion" | "temporal" | "action-property" | "assumption" | "postcondition"
  /** TLC could not compute a value, or a step leaves a variable without one. */
  | "evaluation"
  /** A number beyond the 32 bits of TLC's. */
  | "overflow"
  /** SANY rejects the module. */
  | "parse"
  /** TLC rejects the configuration file. */
  | "config"
  /** TLC rejects its command line. */
  | "options"
  | "memory" | "stack"
  /** Ended by us: a bound on time, Ctrl-C. */
  | "timeout" | "interrupted"
  /** Ended by somebody else, with a signal. */
  | "killed"
  /** TLC ended by itself and says that states are left. */
  | "stopped"
  /** Random behaviours only; none of them violates anything. */
  | "simulated"
  /** Java could not start, or is too old for the jar. */
  | "java"
  /** Java started, but what it ran is not TLC. */
  | "not-tlc"
  /** None of the above is certain: truncated or unknown output. */
  | "unclear";

const KINDS: readonly (readonly [TlcKind, readonly number[]])[] = [
  ["invariant", [2107, 2110, 2230]],
  ["action-property", [2112, 2108]],
  ["deadlock", [2114]],
  ["temporal", [2116]],
  ["assertion", [2132]],
  ["assumption", [2104, 2105]],
  ["postcondition", [2404, 2405]],
  ["memory", [1001, 1002, 1003]],
  ["stack", [1005]],
  ["options", [1101, 1102]],
  ["parse", [2171, 3002]],
  ["config", [5001, 5002, 5003, 5004, 5005, 5006, 2280, 2281, ...range(2222, 2229), ...range(2231, 2243)]],
  ["overflow", [2178, 2265]],
  ["evaluation", [2102, 2106, 2109, 2111, 2113, 2115, 2147, 2154]],
];

const BY_CODE: ReadonlyMap<number, TlcKind> = new Map(KINDS.flatMap(([kind, codes]) => codes.map((code) => [code, kind] as const)));

/** Headers and stacks that go with an error: they say more about it, not which one it is. */
export const COMPANIONS: ReadonlySet<number> = new Set([2103, 2121, 2264]);
/** A general failure; its text says more. */
export const GENERAL = 1000;
/** Messages that only a trace has. */
export const TRACE: ReadonlySet<number> = new Set([2103, 2121, 2122, 2216, 2217, 2218, 2264]);

/** What a code alone says; nothing for a code that is no error by itself. */
export const kindOfCode = (code: number): TlcKind | undefined => BY_CODE.get(code);

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
