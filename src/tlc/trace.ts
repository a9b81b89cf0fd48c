// SPDX-License-Identifier: Apache-2.0
// The states of TLC's counterexample, as text becomes data. What the values mean for a model is said elsewhere.
import type { TlcMessage } from "./messages.ts";
import { parseState, type TlaState } from "./values.ts";

export interface TlcState {
  /** The operator that led here, absent for the first state and where TLC does not name it. */
  readonly action?: string;
  /** Its arguments as TLC prints them; 1.7.4 never does. */
  readonly args: string;
  /** Absent when the values could not be read. */
  readonly state?: TlaState;
  readonly text: string;
}

export interface TlcTrace {
  readonly states: readonly TlcState[];
  /** 1-based: the last state leads back to this one. */
  readonly backTo?: number;
  /** The last state repeats for ever. */
  readonly stuttering: boolean;
}

const HEAD = /^\d+: <(?:Initial predicate|(\w+)(\(.*\))?(?: line .*?)?)>\s*$/u;

/** The last trace of the output; nothing when there is none. A violated initial state is a trace of one state. */
export function traceOf(messages: readonly TlcMessage[]): TlcTrace | undefined {
  const initial = messages.find(({ code }) => code === 2107);
  if (initial !== undefined) return { states: [stateOf(initial.body.replace(/^.*?:\n/u, ""), undefined, "")], stuttering: false };
  const states: TlcState[] = [];
  let backTo: number | undefined;
  let stuttering = false;
  for (const { code, body } of messages) {
    if (code === 2218) stuttering = true;
    if (code === 2122) backTo = Number(/^(\d+):/u.exec(body)?.[1] ?? "1");
    if (code !== 2217 && code !== 2216) continue;
    const [first = "", ...rest] = body.split("\n");
    const match = HEAD.exec(first);
    // Numbers begin again with every trace.
    if (first.startsWith("1:")) states.length = 0;
    states.push(match === null && !/^\d+:/u.test(first) ? stateOf(body, undefined, "") : stateOf(rest.join("\n"), match?.[1], match?.[2] ?? ""));
  }
  return states.length === 0 ? undefined : { states, stuttering, ...(backTo === undefined ? {} : { backTo }) };
}

function stateOf(text: string, action: string | undefined, args: string): TlcState {
  const state = parseState(text);
  return { args, text: text.trim(), ...(action === undefined ? {} : { action }), ...(state === undefined ? {} : { state }) };
}
