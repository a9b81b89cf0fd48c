// SPDX-License-Identifier: Apache-2.0
// Slots of 8 bytes, 8 to a bucket: the state itself, which fits a word and leaves a bit of it. The log, which is far away,
// need not be asked. Faster than numbers, and twice as large.
import type { Slots } from "./bucket.ts";
import { required } from "../../base/unreachable.ts";
import { atomicLoad64, binary, i64, load64, store, type Operand } from "./operand.ts";
import { RECORD } from "./regions.ts";
import { equalVector64, splat64 } from "./vector.ts";
import type { WideLayout } from "./words-layout.ts";

/** Bits of a state that a slot can hold: with one more, that is always 1 in a slot, no state is 0. */
const MOST_BITS = 63;

export const suitWords = ({ used }: WideLayout): boolean => used.length === 1 && (used[0] ?? 0) <= MOST_BITS;

/** The slot of a state that is this word, and the other way round. */
export const turned = (word: Operand): Operand => binary("xor", word, i64(-1n));

/** Slots for a search by so many threads; 0: by one that has its memory for itself. */
export function wordSlots(threads: number): Slots {
  const load = threads > 0 ? atomicLoad64 : load64;
  return {
    bytes: 8,
    writeKey: (fn, record, _spot, words) => fn.emit(store(record, turned(required(words[0], "a word")), RECORD.key)),
    key: (record) => load64(record, RECORD.key),
    wanted: (fn) => (key) => {
      const keys = fn.let(splat64(key));
      return (quad) => equalVector64(quad, keys);
    },
    free: (quad) => equalVector64(quad, splat64(i64(0n))),
    // What is looked at at once need not be of one moment when another thread writes: a slot read by itself is.
    different: (_fn, place, key) => binary("xor", load(place), key),
    slot: (key) => key,
  };
}
