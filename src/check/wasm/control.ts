// SPDX-License-Identifier: Apache-2.0
// The numbers by which the threads of a search keep step: an array in shared memory.

/** Their places. */
export const CONTROL = {
  /** Counts the rounds; the end of the states that the round at hand is for, or -1: go home. */
  round: 0, end: 1,
  /** Threads that came; with the number of a round, how many of them take part in it; those that are done with it. */
  joined: 2, taking: 3, done: 4,
  /** Not 0: a thread met a mistake. */
  failed: 5,
  /** What is done with the states of the round: one of `WORK`. */
  work: 6,
  /** The memory to clear, the buckets to split or spread: from here to before there. */
  from: 7, to: 8,
  /** Bytes of the module; 0 while it is not there yet; -1: there will be none. */
  code: 9,
  /** Steps of the model. */
  steps: 10,
} as const;

/** Of each thread: states that it expanded; addresses of its own numbers and of its counters; how far they are behind those of the first thread. */
const OF_THREAD = { expanded: 0, own: 1, counts: 2, distance: 3 } as const;
const EACH = 4;
const THREADS = 12;

/** The place of a number of thread `number`. */
export const placeOf = (number: number, name: keyof typeof OF_THREAD): number => THREADS + EACH * number + OF_THREAD[name];

/** Bytes of the array for so many threads. */
export const controlBytes = (threads: number): number => 4 * (THREADS + EACH * threads);

/** A round and the number of threads in it, as one number. */
export const MOST_THREADS = 64;

export const WORK = { expand: 0, refill: 1, clear: 2, split: 3, readmit: 4, spread: 5 } as const;
