// SPDX-License-Identifier: Apache-2.0
// Where things are in the linear memory. First what has a fixed place: numbers that host and program share, counters,
// and buffers. Then the log of states, in the order of discovery, and behind it the table of visited states.
import { cardinality } from "../../ir/sorts.ts";
import type { IrModel } from "../../ir/model.ts";
import { Unsupported } from "../compile/expr.ts";
import type { WideLayout } from "./words-layout.ts";

/** States that are expanded before their successors are inserted. */
export const BATCH = 32;
/** Successors after which a batch is cut short. */
const BATCH_SUCCESSORS = 256;
/** States that are entered into a new table together. */
export const REENTER = 128;
/** A hash takes 8 bytes; behind it is the address in the table that it leads to. */
export const HASH_BYTES = 16;
/** Successors of one state that there is room for. */
const MOST_SUCCESSORS = 1 << 16;
const MOST_WORDS = 64;

/** Addresses of single 32-bit numbers. */
export const CELL = {
  /** State to expand next; number of states; number of states the log and table have room for. */
  head: 0, size: 4, room: 8,
  /** Bound of the caller on the number of states; not 0: stop after the state at hand. */
  most: 12, stop: 16,
  /** The state behind the last one whose successors were counted. */
  counted: 20,
  /** Step and variable of a value outside its sort, both plus 2 and 1; 0: none. */
  failedStep: 24, failedVariable: 28,
  /** Address of the table; its slots; the bits of a slot that are the number of a state. */
  table: 32, slots: 36, mask: 40,
  /** Keeps loads alive that only bring memory near. */
  sink: 44,
  /** Number of initial states generated. */
  initial: 48,
} as const;

export interface Regions {
  /** Bytes of a state in a buffer. */
  readonly entry: number;
  /** 32-bit: for each property, and deadlock, the state that decided it, plus 1. */
  readonly found: number;
  /** 32-bit: for each property whether its trigger was true. */
  readonly triggered: number;
  /** 64-bit: successors by step. */
  readonly counts: number;
  /** 32-bit: successors in the buffer up to each state of the batch. */
  readonly ends: number;
  /** Successors; the cut of a batch; their hashes. */
  readonly buffer: number;
  readonly limit: number;
  readonly hashes: number;
  /** States and hashes that are entered into a new table. */
  readonly reBuffer: number;
  readonly reHashes: number;
  /** A state to look for. */
  readonly target: number;
  /** The log; everything before it has its place for good. */
  readonly log: number;
}

const CELLS = 64;

/** @throws Unsupported when states have too many successors or words. */
export function regionsOf(model: IrModel, { used }: WideLayout): Regions {
  const successors = model.steps.reduce((sum, { params }) => sum + params.reduce((product, { sort }) => product * cardinality(sort), 1), 0);
  if (!(successors <= MOST_SUCCESSORS)) throw new Unsupported(`${successors} successors of a state`);
  if (used.length > MOST_WORDS) throw new Unsupported(`${used.length} words to a state`);
  let at = CELLS;
  const take = (bytes: number): number => {
    const here = at;
    at = Math.ceil((at + bytes) / 64) * 64;
    return here;
  };
  const entry = 8 * used.length;
  const entries = BATCH_SUCCESSORS + successors;
  const [found, triggered, counts, ends] = [take(4 * (model.properties.length + 1)), take(4 * model.properties.length), take(8 * model.steps.length), take(4 * BATCH)];
  const buffer = take(entry * entries + 8);
  return {
    entry, found, triggered, counts, ends, buffer, limit: buffer + entry * BATCH_SUCCESSORS, hashes: take(HASH_BYTES * entries),
    reBuffer: take(entry * REENTER), reHashes: take(HASH_BYTES * REENTER), target: take(entry), log: at,
  };
}
