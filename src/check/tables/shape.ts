// SPDX-License-Identifier: Apache-2.0
// What the WebAssembly module is written for, and where things are in its memory. Visited states are rows of bits: a
// row has the states that differ in the last local part only. The rows of a shared part are a block, an array with a
// dimension for each of the other local parts, the outer ones; a position in it is a digit. Which local value a digit
// stands for differs from shared part to shared part, so that blocks have room for what occurs in them and no more.

export interface Shape {
  /** The class of each outer part: a number from 1 on. Parts of one class have the same tables. */
  readonly outer: readonly number[];
  /** The class of the last part. */
  readonly last: number;
  /** How many classes of local parts there are. */
  readonly classes: number;
  /** Words of rows have 64 bits, else 32. */
  readonly wide: boolean;
  /** Words of a row. */
  readonly words: number;
  /** For each class, 0 being the shared part, whether its steps may do something to other local parts. */
  readonly events: readonly boolean[];
}

/** The class of a part. */
export const kindOf = ({ outer, last }: Shape, part: number): number => (part === 0 ? 0 : outer[part - 1] ?? last);

/** Most local parts. */
export const MOST_PARTS = 8;

export const bitsOf = ({ wide }: Shape): number => (wide ? 64 : 32);
export const wordBytes = ({ wide }: Shape): number => (wide ? 8 : 4);

/** A word that is taken out of a list: its number within its block, and bits. */
export const entryBytes = (shape: Shape): number => 4 + wordBytes(shape);
/** A list of new states is made of chunks: where the chunk before ends, then entries. */
export const CHUNK = 128;
export const CHUNK_HEAD = 4;

/** The record of a shared part; for each class the digits it has room for follow, then for each those that are used. */
export const RECORD = {
  /** Address of its block. */
  base: 0,
  /** Where the next entry goes in the list for the next level, 0 when there is none; where the list of this level ends. */
  next: 4, level: 8,
  /** Where its own transitions are in the pool; 0 before they are known. */
  start: 12,
  capacities: 16,
} as const;
export const recordBytes = ({ classes }: Shape): number => RECORD.capacities + 8 * classes;
export const capacityAt = (kind: number): number => RECORD.capacities + 4 * (kind - 1);
export const usedAt = ({ classes }: Shape, kind: number): number => RECORD.capacities + 4 * (classes + kind - 1);

/** Addresses of single 32-bit numbers that host and module share; `expanded` and `total` have 64 bits. */
export const CELL = {
  /** Free chunks, how many, and how many there must be to expand a word; where the list of shared parts with something new ends. */
  free: 0, spare: 4, reserved: 8, follow: 12,
  /** What the module asks for, and of what. */
  request: 16, a: 20, b: 24, c: 28,
  taken: 32, scratch: 36, summary: 40, pool: 44, records: 48, masks: 52, visits: 56, planes: 60,
  /** States taken out of lists; states of a shared part. */
  expanded: 64, total: 72,
  /** 64-bit counts by step; how many values the last part has; not 0: there are steps to count that others can block. */
  counts: 80, lasts: 84, guarded: 88,
  /** In the work space, the bytes of the summary that are done, and that there are. */
  cursor: 92, gathered: 96,
  /** Local values of the outer parts that a request is about. */
  locals: 128,
  /** Numbers of each class begin here. */
  classes: 160,
} as const;

/** Numbers of a class: addresses of its tables, how many local values they have room for, and, for `rebuild`, capacities. */
export const OF_CLASS = { starts: 0, digits: 4, values: 8, room: 12, effects: 16, before: 20, after: 24, used: 28 } as const;
export const classCell = (kind: number, name: keyof typeof OF_CLASS): number => CELL.classes + 32 * kind + OF_CLASS[name];
/** Behind all cells. */
export const CELLS = CELL.classes + 32 * (MOST_PARTS + 2);

/** What the module asks for before it can go on: see `Search`. */
export const REQUEST = { none: 0, fill: 1, place: 2, effect: 3, masks: 4, chunks: 5 } as const;

/** Entries of an effect table: not computed yet; the step cannot be taken; else the local value plus `MOVED`. */
export const EFFECT = { unknown: 0, blocked: 1, moved: 2 } as const;

/** Bytes of what an event does to the local values of one word: those known, those that stay, those that change; 64 bits each. */
export const MASKS = { known: 0, same: 8, moved: 16, bytes: 32 } as const;

/**
 * Transitions in the pool, in 32-bit words: flags; numbers of transitions within the shared part, to another one, with
 * an event; for the last part, the bits of the values that transitions within lead to; where the steps are, and how many.
 * Then the transitions: (local), (shared, local), (shared, local, event), without the local for the shared part itself;
 * and the steps: each with its event if other parts can block it, else 0.
 */
export const POOL = { flags: 0, within: 1, across: 2, events: 3, bits: 4, steps: 6, counted: 7, list: 8 } as const;
/** Flags: there is a step that no other part can block; there is one that another can. */
export const FREE_STEP = 1;
export const GUARDED_STEP = 2;
