// SPDX-License-Identifier: Apache-2.0
// TLC's coverage: how often each action gave a successor.
import type { TlcMessage } from "./messages.ts";

export interface TlcAction {
  /** The operator, as the module calls it. */
  readonly name: string;
  readonly module: string;
  /** Successors that were new states. */
  readonly distinct: number;
  /** All successors. */
  readonly generated: number;
}

export interface TlcCoverage {
  /** Empty when no coverage was asked for. An action that occurs several times in Next is listed once, added up. */
  readonly actions: readonly TlcAction[];
}

const ACTION = /^<(\w+)(?:\(.*\))? line \d+, col \d+ to line \d+, col \d+ of module (\w+)[^>]*>: (\d+):(\d+)$/u;

/** The last report: TLC prints one every few minutes, and one at the end. */
export function coverageOf(messages: readonly TlcMessage[]): TlcCoverage {
  const begin = messages.findLastIndex(({ code }) => code === 2201);
  const found = new Map<string, TlcAction>();
  for (const { code, body } of begin < 0 ? [] : messages.slice(begin)) {
    const match = code === 2772 ? ACTION.exec(body.trim()) : null;
    if (match === null) continue;
    const [, name = "", module = "", distinct, generated] = match;
    const old = found.get(name);
    found.set(name, { name, module, distinct: Number(distinct) + (old?.distinct ?? 0), generated: Number(generated) + (old?.generated ?? 0) });
  }
  return { actions: [...found.values()] };
}
