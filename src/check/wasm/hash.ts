// SPDX-License-Identifier: Apache-2.0
// Hashes of states, and the records by which states wait for the table.
import { bucketAt, shapeLocals, spotOf, type Shape, type Slots } from "./bucket.ts";
import type { FunctionWriter } from "./function-writer.ts";
import { binary, i64, load64, store, type Operand } from "./operand.ts";
import { u64 } from "./pieces.ts";
import { RECORD, type Regions } from "./regions.ts";
import { wordAt } from "./state-code.ts";
import type { WideLayout } from "./words-layout.ts";

/** Sets `value` to the hash of a state with these words. */
export function setHash(fn: FunctionWriter, value: Operand, words: readonly Operand[]): void {
  words.forEach((word, i) => {
    fn.set(value, binary("mul", i === 0 ? word : binary("xor", value, word), u64(0x9e3779b97f4a7c15n)));
    fn.set(value, binary("xor", value, binary("shrU", value, i64(29n))));
  });
  fn.set(value, binary("mul", value, u64(0xbf58476d1ce4e5b9n)));
  fn.set(value, binary("xor", value, binary("shrU", value, i64(32n))));
}

/** What a record tells of a state: its hash, its words, where it is. */
export interface Recorded {
  readonly hash: Operand;
  readonly words: readonly Operand[];
  readonly state: Operand;
}

/** The record at `at` of a state. */
export function writeRecord(fn: FunctionWriter, at: Operand, { hash, state }: Recorded, shape: Shape, slots: Slots): void {
  const spot = fn.let(spotOf(hash, shape));
  slots.writeKey(fn, at, spot);
  fn.emit(store(at, bucketAt(spot, shape), RECORD.bucket));
  fn.emit(store(at, state, RECORD.state));
}

/** How states wait for a table of some kind. */
export interface Recorder {
  /** Sets `value` to the hash of a state with these words. */
  readonly setHash: (value: Operand, words: readonly Operand[]) => void;
  /** Writes the record at `at` of a state. */
  readonly write: (at: Operand, recorded: Recorded) => void;
}
/** Written once for a function. */
export type Recording = (fn: FunctionWriter) => Recorder;

export const slotRecording = (regions: Regions, slots: Slots): Recording => (fn) => {
  const shape = shapeLocals(fn, regions);
  return { setHash: (value, words) => setHash(fn, value, words), write: (at, recorded) => writeRecord(fn, at, recorded, shape, slots) };
};

/** The words of the state at `address` of a buffer. */
export const bufferWords = ({ used }: WideLayout, address: Operand, offset = 0): readonly Operand[] => used.map((_, i) => load64(address, offset + 8 * i));
/** The words of the state at `address` of the log. */
export const logWords = (layout: WideLayout, address: Operand): readonly Operand[] => layout.used.map((_, i) => wordAt(layout, address, i));

/** 0 when the words are the same. */
export const difference = (a: readonly Operand[], b: readonly Operand[]): Operand =>
  a.map((word, i) => binary("xor", word, b[i] ?? i64(0n))).reduce((left, right) => binary("or", left, right));
