// SPDX-License-Identifier: Apache-2.0
// Slots of 4 bytes, 16 to a bucket: the number of a state, plus 1, and, in the bits that the number leaves, its tag. A
// slot whose tag agrees is compared with the whole state in the log. They take the least memory. Since the tag is what
// follows the bucket in the hash, a table of twice the size follows from the table alone (doubling.ts).
import type { Shape, Slots } from "./bucket.ts";
import { bufferWords, difference, logWords } from "./hash.ts";
import { atomicLoad32, binary, i32, load32, store, wrap, type Operand } from "./operand.ts";
import { add, logAt } from "./pieces.ts";
import { RECORD, type Regions } from "./regions.ts";
import { andVector, equalVector, splat } from "./vector.ts";
import type { WideLayout } from "./words-layout.ts";

export const tagOf = (spot: Operand): Operand => wrap(spot);

const tagBits = ({ mask }: Shape): Operand => binary("xor", mask, i32(-1));

/** Number of the state in a slot. */
export const numberIn = (slot: Operand, { mask }: Shape): Operand => binary("sub", binary("and", slot, mask), i32(1));

/** The slot of state `index`. */
export const slotFor = (tag: Operand, index: Operand, shape: Shape): Operand => binary("or", binary("and", tag, tagBits(shape)), add(index, i32(1)));

/** Slots for a search by so many threads; 0: by one that has its memory for itself. */
export function numberSlots(layout: WideLayout, regions: Regions, threads: number): Slots {
  const load = threads > 0 ? atomicLoad32 : load32;
  return {
    writeKey: (fn, record, spot) => fn.emit(store(record, tagOf(spot), RECORD.key)),
    key: (record) => load32(record, RECORD.key),
    wanted: (fn, shape) => {
      const others = fn.let(splat(tagBits(shape)));
      return (tag) => {
        const tags = fn.let(andVector(splat(tag), others));
        return (quad) => equalVector(andVector(quad, others), tags);
      };
    },
    free: (quad) => equalVector(quad, splat(i32(0))),
    different: (fn, place, _tag, state, shape) => difference(logWords(layout, fn.let(logAt(regions, layout, numberIn(load(place), shape)))), bufferWords(layout, state)),
    slot: slotFor,
  };
}
