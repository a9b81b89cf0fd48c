// SPDX-License-Identifier: Apache-2.0
// The functions of the module for events: steps that change, or may be blocked by, local parts other than the one that
// they act on. There is one for each part that steps act on, and one for the shared part.
import { FunctionWriter } from "../wasm/function-writer.ts";
import { compare, i32, isZero, load32, store, type Operand } from "../wasm/operand.ts";
import { add, and, bit, cell, eachBit, loadWord, mul, notZero, sub, times, without, wordType } from "./emit.ts";
import { insertion } from "./lists.ts";
import { ask, Places } from "./place.ts";
import { bitsOf, CELL, classCell, EFFECT, MASKS, type Shape } from "./shape.ts";

/** Numbers of functions. */
export interface Helpers {
  readonly append: number;
  readonly enter: number;
}

/**
 * What an event of a step that acts on part `active` (0: on the shared part alone) does to a word. Parameters: the shared
 * part after it, the active part after it, the event, the outer local values, the number of the word in its row, bits. For the last part
 * the bits do not matter. Gives 1 when something was asked for.
 */
export function effectFunction(shape: Shape, active: number, { append, enter }: Helpers): FunctionWriter {
  const { outer } = shape;
  const fn = new FunctionWriter(["i32", "i32", "i32", ...outer.map(() => "i32" as const), "i32", wordType(shape)], ["i32"]);
  const [shared, moved, event] = [fn.param(0), fn.param(1), fn.param(2)];
  const [word, bits] = [fn.param(3 + outer.length), fn.param(4 + outer.length)];
  const places = new Places(fn, shape, enter);
  const put = insertion(fn, shape, append);
  const locals = outer.map((kind, i) => {
    if (i + 1 === active) return moved;
    const local = fn.param(3 + i);
    const entry = fn.let(entryOf(kind, event, local));
    fn.when(isZero(entry), () => {
      ask(fn, { what: "effect", of: [i32(kind), event, local] });
      fn.return(i32(1));
    });
    fn.when(compare("eq", entry, i32(EFFECT.blocked)), () => fn.return(i32(0)));
    return fn.let(sub(entry, i32(EFFECT.moved)));
  });
  places.find(shared, locals, () => fn.return(i32(1)));
  if (active === outer.length + 1) put(places.record, places.wordOf(moved), bit(wordType(shape), moved));
  else lastPart(fn, shape, places, put, { event, word, bits });
  fn.return(i32(0));
  return fn;
}

/** Address of what an event does to a local value of a class. */
const entryOf = (kind: number, event: Operand, local: Operand): Operand =>
  load32(add(cell(classCell(kind, "effects")), times(add(mul(event, cell(classCell(kind, "room"))), local), 4)));

interface Word {
  readonly event: Operand;
  readonly word: Operand;
  readonly bits: Operand;
}

/** What the event does to the values of the last part. */
function lastPart(fn: FunctionWriter, shape: Shape, places: Places, put: ReturnType<typeof insertion>, { event, word, bits }: Word): void {
  const index = shape.words === 1 ? event : add(mul(event, i32(shape.words)), word);
  const masks = fn.let(add(cell(CELL.masks), times(index, MASKS.bytes)));
  fn.when(notZero(without(bits, loadWord(shape, masks, MASKS.known))), () => {
    fn.emit(store(i32(0), without(bits, loadWord(shape, masks, MASKS.known)), CELL.total));
    ask(fn, { what: "masks", of: [event, word] });
    fn.return(i32(1));
  });
  const same = fn.let(and(bits, loadWord(shape, masks, MASKS.same)));
  const target = shape.words === 1 ? places.word : fn.let(add(places.word, word));
  fn.when(notZero(same), () => put(places.record, target, same));
  const rest = fn.let(and(bits, loadWord(shape, masks, MASKS.moved)));
  const [place, after] = [fn.local("i32"), fn.local("i32")];
  eachBit(fn, rest, place, () => {
    const local = shape.words === 1 ? place : add(times(word, bitsOf(shape)), place);
    fn.set(after, sub(entryOf(shape.last, event, local), i32(EFFECT.moved)));
    put(places.record, places.wordOf(after), bit(wordType(shape), after));
  });
}

