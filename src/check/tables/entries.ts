// SPDX-License-Identifier: Apache-2.0
// Entries of the lists of new states. More than half of them are of a single state, so those take 32 bits: the number of
// the word within its block, a mark, the number of the bit. Of others the word's bits follow.
import type { FunctionWriter } from "../wasm/function-writer.ts";
import { binary, i32, isZero, load32, select, store, type Operand } from "../wasm/operand.ts";
import { and, bit, loadWord, low, number, or, sub, trailing, wordType } from "./emit.ts";
import { wordBytes, type Shape } from "./shape.ts";

const MARK = 1 << 6;
const WORD = 7;
/** Words of a block whose numbers fit. */
export const MOST_WORDS = 1 << (32 - WORD);

const SINGLE = 4;
/** Bytes of the longest entry. */
export const longest = (shape: Shape): number => SINGLE + wordBytes(shape);

/** Writes an entry; behind it there may be as much as the longest one takes. Gives how many bytes it has. */
export function writeEntry(fn: FunctionWriter, shape: Shape, at: Operand, word: Operand, bits: Operand): Operand {
  const single = fn.let(isZero(and(bits, sub(bits, number(bits.type, 1)))));
  const mark = select(single, or(i32(MARK), low(trailing(bits))), i32(0));
  fn.emit(store(at, or(binary("shl", word, i32(WORD)), mark)));
  // No branch: nobody can tell which are single.
  fn.emit(store(at, bits, SINGLE));
  return select(single, i32(SINGLE), i32(longest(shape)));
}

/** An entry that is read: the number of the word, its bits, and how many bytes it has. */
export interface Entry {
  readonly word: Operand;
  readonly bits: Operand;
  readonly bytes: Operand;
}

export function readEntry(fn: FunctionWriter, shape: Shape, at: Operand): Entry {
  const head = fn.let(load32(at));
  const single = fn.let(and(head, i32(MARK)));
  const alone = bit(wordType(shape), and(head, i32(MARK - 1)));
  return { word: fn.let(binary("shrU", head, i32(WORD))), bits: select(single, alone, loadWord(shape, at, SINGLE)), bytes: select(single, i32(SINGLE), i32(longest(shape))) };
}

/** Gives an entry another word. */
export function setWord(fn: FunctionWriter, at: Operand, word: Operand): void {
  fn.emit(store(at, or(binary("shl", word, i32(WORD)), and(load32(at), i32(2 ** WORD - 1)))));
}

/** Calls `visit` with each entry between two addresses of a memory: the number of its word, the lower and the upper 32 of its bits. */
export function eachEntry(words: Int32Array, { from, to }: { readonly from: number; readonly to: number }, shape: Shape, visit: (word: number, low: number, high: number) => void): void {
  for (let at = from >>> 2; at < to >>> 2;) {
    const head = words[at] ?? 0;
    const single = (head & MARK) !== 0;
    const inUpper = (head & 32) !== 0;
    const alone = 1 << (head & 31);
    if (single) visit(head >>> WORD, inUpper ? 0 : alone, inUpper ? alone : 0);
    else visit(head >>> WORD, words[at + 1] ?? 0, shape.wide ? words[at + 2] ?? 0 : 0);
    at += single ? 1 : longest(shape) >>> 2;
  }
}
