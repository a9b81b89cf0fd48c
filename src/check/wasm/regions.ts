// SPDX-License-Identifier: Apache-2.0
// Where things are in the linear memory. First what has a fixed place: numbers that host and program share, counters,
// and buffers. Then the log of states, in the order of discovery, and behind it the table of visited states.
import { cardinality } from "../../ir/sorts.ts";
import type { IrModel } from "../../ir/model.ts";
import { Unsupported } from "../compile/expr.ts";
import type { WideLayout } from "./words-layout.ts";

/** States that are expanded before their successors are inserted. */
export const BATCH = 128;
/** Successors after which a batch is cut short. */
const BATCH_SUCCESSORS = 1024;
/** Bytes of the first buckets of a table that grows; they are copied to where records are. */
export const COPY_BYTES = 1 << 14;
/** States that are entered into a new table together. */
export const REENTER = 512;
/**
 * A record of a state: what it is looked for by (of 4 bytes; a remainder: of 8), the address of the bucket, of the state. Behind a key of
 * 4 bytes: the address of a state in the log that may be the same; of one that is entered anew, its number.
 */
export const RECORD = { bytes: 16, key: 0, candidate: 4, bucket: 8, state: 12 } as const;
/** Cells of the cache of states met lately: what fits the second level of a processor's caches, with room for others. */
export const RECENT = 1 << 14;
/**
 * Numbers of states that a thread is given ahead: so many that the threads seldom wait for each other, and that what
 * one thread found stays together, since states that were found together lead to the same states.
 */
export const AHEAD = 1 << 12;
/** Successors of one state that there is room for. */
const MOST_SUCCESSORS = 1 << 16;
const MOST_WORDS = 64;

/** Addresses of single 32-bit numbers that all threads of a search share. Those that change all the time are apart from those that are read all the time. */
const SHARED = {
  /** Number of states, those included whose numbers are given out ahead. */
  size: 0,
  /** Several threads: the next state of the level that nobody expands yet. */
  next: 64,
  /** Number of states the log and table have room for; bound of the caller on the number of states. */
  room: 128, most: 132,
  /** Not 0: stop after the state at hand; several threads: there is no room. */
  stop: 136, full: 140,
  /** Address of the table; its buckets; the bits of a slot that are the number of a state. */
  table: 144, buckets: 148, mask: 152,
  /** While the table is doubled: states that were not in the bucket where the search for them begins, where their numbers are put, how many there is room for. */
  displaced: 156, list: 160, listRoom: 164,
  /** A log that slides: where state 0 would be, were it still there. */
  origin: 172,
  /** A table of remainders: their bits; what they and the buckets were before it grew; not 0: a state found no room where it could be told. */
  remainder: 176, bucketsBefore: 180, remainderBefore: 184, crowded: 188,
} as const;

/** Places of single 32-bit numbers among those that each thread has of its own. */
const OWN = {
  /** State to expand next; the state behind the last one whose successors were counted. */
  head: 0, counted: 4,
  /** Step and variable of a value outside its sort, both plus 2 and 1; 0: none. */
  failedStep: 8, failedVariable: 12,
  /** Keeps loads alive that only bring memory near. */
  sink: 16,
  /** Number of initial states generated. */
  initial: 20,
  /** Several threads: numbers given out ahead to this one, from the first to before the second. */
  mine: 24, mineEnd: 28,
} as const;

export type CellName = keyof typeof SHARED | keyof typeof OWN;

export const isShared = (name: CellName): boolean => name in SHARED;

/** The address of a number. */
export const cellAt = ({ own }: Pick<Regions, "own">, name: CellName): number => (isShared(name) ? SHARED[name as keyof typeof SHARED] : own + OWN[name as keyof typeof OWN]);

export interface Regions {
  /** Is the module for several threads? Then it has the addresses of the first, and imports how far behind its own are. */
  readonly apart: boolean;
  /** Does the log slide: are states forgotten that were expanded? */
  readonly sliding: boolean;
  /** Numbers of this thread. */
  readonly own: number;
  /** Successors that there is room for: those of a batch. */
  readonly entries: number;
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
  /** Successors; the cut of a batch; the records of those to insert. */
  readonly buffer: number;
  readonly limit: number;
  readonly records: number;
  /** Records of states that are entered into a new table; the slots of a bucket that is split. */
  readonly reRecords: number;
  /** States met lately. */
  readonly recent: number;
  /** A state to look for. */
  readonly target: number;
  /** The log; everything before it has its place for good. */
  readonly log: number;
}

/** Bytes of the cells that are shared, and of those of one thread. */
const SHARED_CELLS = 192;
const OWN_CELLS = 64;

/** The regions of each thread, all of the same shape. Without `threads` there is one, and the memory is its own. @throws Unsupported when states have too many successors or words. */
export function regionsOf(model: IrModel, { used }: WideLayout, threads?: number, sliding = false): readonly Regions[] {
  const successors = model.steps.reduce((sum, { params }) => sum + params.reduce((product, { sort }) => product * cardinality(sort), 1), 0);
  if (!(successors <= MOST_SUCCESSORS)) throw new Unsupported(`${successors} successors of a state`);
  if (used.length > MOST_WORDS) throw new Unsupported(`${used.length} words to a state`);
  let at = SHARED_CELLS;
  const take = (bytes: number): number => {
    const here = at;
    at = Math.ceil((at + bytes) / 64) * 64;
    return here;
  };
  const entry = 8 * used.length;
  const entries = BATCH_SUCCESSORS + successors;
  const own = Array.from({ length: threads ?? 1 }, () => {
    const [cells, found, triggered, counts] = [take(OWN_CELLS), take(4 * (model.properties.length + 1)), take(4 * model.properties.length), take(8 * model.steps.length)];
    const [ends, buffer, records] = [take(4 * BATCH), take(entry * entries + 8), take(Math.max(RECORD.bytes * (entries + 1), COPY_BYTES))];
    return {
      own: cells, apart: threads !== undefined, sliding, entry, entries, found, triggered, counts, ends, buffer, limit: buffer + entry * BATCH_SUCCESSORS, records,
      reRecords: take(RECORD.bytes * REENTER), recent: take(entry * RECENT), target: take(entry),
    };
  });
  return own.map((each) => ({ ...each, log: at }));
}
