// SPDX-License-Identifier: Apache-2.0
// The functions of the module that keep lists of what is new, by shared part: for the next level, and for this one, of
// which each word is taken once, in order.
import { FunctionWriter } from "../wasm/function-writer.ts";
import { binary, call, extend, i32, i64, isZero, load32, load64, select, store, compare, type Operand } from "../wasm/operand.ts";
import { add, and, bit, cell, eachBit, loadWord, notZero, number, or, popcount, setCell, sub, times, upTo, whilst, without, wordType } from "./emit.ts";
import { longest, readEntry, writeEntry } from "./entries.ts";
import { CELL, CHUNK, CHUNK_HEAD, entryBytes, RECORD, recordBytes, wordBytes, type Shape } from "./shape.ts";

/** Appends an entry to the list for the next level: the shared part's record, the number of the word, bits. */
export function appendFunction(shape: Shape): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32", wordType(shape)], []);
  const [record, word, bits] = [fn.param(0), fn.param(1), fn.param(2)];
  const end = fn.let(load32(record, RECORD.next));
  // Is there room for the longest entry? When there is no chunk, `end` is 0, and there is none.
  fn.when(compare("gtU", add(and(sub(end, i32(1)), i32(CHUNK - 1)), i32(longest(shape))), i32(CHUNK - 1)), () => {
    fn.when(isZero(end), () => {
      const follow = fn.let(cell(CELL.follow));
      fn.emit(store(follow, binary("divS", sub(record, cell(CELL.records)), i32(recordBytes(shape)))));
      setCell(fn, CELL.follow, add(follow, i32(4)));
    });
    const chunk = fn.let(cell(CELL.free));
    setCell(fn, CELL.free, load32(chunk));
    setCell(fn, CELL.spare, sub(cell(CELL.spare), i32(1)));
    fn.emit(store(chunk, end));
    fn.set(end, add(chunk, i32(CHUNK_HEAD)));
  });
  fn.emit(store(record, add(end, writeEntry(fn, shape, end, word, bits)), RECORD.next));
  return fn;
}

/** Marks states as visited, and appends those that were not. */
export function insertion(fn: FunctionWriter, shape: Shape, append: number): (record: Operand, word: Operand, bits: Operand) => void {
  const type = wordType(shape);
  const [at, old, fresh] = [fn.local("i32"), fn.local(type), fn.local(type)];
  return (record, word, bits) => {
    fn.set(at, add(load32(record), times(word, wordBytes(shape))));
    fn.set(old, loadWord(shape, at));
    fn.set(fresh, without(bits, old));
    fn.when(notZero(fresh), () => {
      fn.emit(store(at, or(old, fresh)));
      fn.emit(call(append, [record, word, fresh]).code);
    });
  };
}

/** Inserts the states of one word of a shared part: its number, that of the word, the number of the bit. */
export function insertFunction(shape: Shape, append: number): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32", "i32"], []);
  const record = fn.let(add(cell(CELL.records), times(fn.param(0), recordBytes(shape))));
  const bits = fn.let(bit(wordType(shape), fn.param(2)));
  insertion(fn, shape, append)(record, fn.param(1), bits);
  return fn;
}

/** Takes the list of a shared part, its parameter, out of this level, into the work space, where each word is once. */
export function gatherFunction(shape: Shape): FunctionWriter {
  const fn = new FunctionWriter(["i32"], []);
  const record = fn.let(add(cell(CELL.records), times(fn.param(0), recordBytes(shape))));
  const end = fn.let(load32(record, RECORD.level));
  fn.emit(store(record, i32(0), RECORD.level));
  const [scratch, summary] = [fn.let(cell(CELL.scratch)), fn.let(cell(CELL.summary))];
  const [last, at, chunk] = [fn.local("i32"), fn.local("i32"), fn.local("i32")];
  whilst(fn, end, () => {
    fn.set(chunk, and(sub(end, i32(1)), i32(-CHUNK)));
    fn.set(at, add(chunk, i32(CHUNK_HEAD)));
    whilst(fn, compare("ltU", at, end), () => {
      const { word, bits, bytes } = readEntry(fn, shape, at);
      const where = fn.let(add(scratch, times(word, wordBytes(shape))));
      fn.emit(store(where, or(loadWord(shape, where), bits)));
      fn.set(where, add(summary, times(binary("shrU", word, i32(6)), 8)));
      fn.emit(store(where, or(load64(where), binary("shl", i64(1n), extend(word)))));
      fn.set(last, select(compare("gtU", word, last), word, last));
      fn.set(at, add(at, bytes));
    });
    fn.set(end, load32(chunk));
    fn.emit(store(chunk, cell(CELL.free)));
    setCell(fn, CELL.free, chunk);
    setCell(fn, CELL.spare, add(cell(CELL.spare), i32(1)));
  });
  setCell(fn, CELL.cursor, i32(0));
  setCell(fn, CELL.gathered, add(times(binary("shrU", last, i32(6)), 8), i32(8)));
  return fn;
}

/** Takes the next words out of the work space, in ascending order, to `taken`; some more than a number. Gives how many. */
export function nextFunction(shape: Shape): FunctionWriter {
  const fn = new FunctionWriter(["i32"], ["i32"]);
  const [scratch, summary, taken] = [fn.let(cell(CELL.scratch)), fn.let(cell(CELL.summary)), fn.let(cell(CELL.taken))];
  const [map, bits, word, inside] = [fn.local("i64"), fn.local(wordType(shape)), fn.local("i32"), fn.local("i32")];
  const sum = fn.let(load64(i32(0), CELL.expanded));
  const [at, out] = [fn.let(cell(CELL.cursor)), fn.let(taken)];
  const limit = fn.let(add(taken, times(fn.param(0), entryBytes(shape))));
  whilst(fn, and(compare("ltU", at, cell(CELL.gathered)), compare("ltU", out, limit)), () => {
    const where = fn.let(add(summary, at));
    fn.set(map, load64(where));
    fn.when(notZero(map), () => {
      fn.emit(store(where, i64(0n)));
      eachBit(fn, map, inside, () => {
        fn.set(word, add(times(at, 8), inside));
        const source = fn.let(add(scratch, times(word, wordBytes(shape))));
        fn.set(bits, loadWord(shape, source));
        fn.emit(store(source, number(bits.type, 0)));
        fn.emit(store(out, word));
        fn.emit(store(out, bits, 4));
        fn.set(out, add(out, i32(entryBytes(shape))));
        fn.set(sum, add(sum, wide(shape, popcount(bits))));
      });
    });
    fn.set(at, add(at, i32(8)));
  });
  setCell(fn, CELL.cursor, at);
  fn.emit(store(i32(0), sum, CELL.expanded));
  fn.return(binary("divS", sub(out, taken), i32(entryBytes(shape))));
  return fn;
}

/** Puts the entries `from..to` of `taken` back into the list of a shared part, the first parameter, for this level. */
export function putBackFunction(shape: Shape, append: number): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32", "i32"], []);
  const size = entryBytes(shape);
  // A list of this level is where that of the next one would be in a record a bit farther on.
  const record = fn.let(add(add(cell(CELL.records), times(fn.param(0), recordBytes(shape))), i32(RECORD.level - RECORD.next)));
  const taken = cell(CELL.taken);
  const [at, end] = [fn.let(add(taken, times(fn.param(1), size))), fn.let(add(taken, times(fn.param(2), size)))];
  const sum = fn.let(load64(i32(0), CELL.expanded));
  const follow = fn.let(cell(CELL.follow));
  upTo(fn, at, end, size, () => {
    fn.emit(call(append, [record, load32(at), loadWord(shape, at, 4)]).code);
    fn.set(sum, sub(sum, wide(shape, popcount(loadWord(shape, at, 4)))));
  });
  setCell(fn, CELL.follow, follow);
  fn.emit(store(i32(0), sum, CELL.expanded));
  return fn;
}

/** As 64 bits. */
const wide = (shape: Shape, a: Operand): Operand => (shape.wide ? a : extend(a));
