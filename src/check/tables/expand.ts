// SPDX-License-Identifier: Apache-2.0
// The inner loop: the successors of the states of one shared part. A step of an outer part moves all states of a word
// at once, so do steps of the shared part; steps of the last part are taken bit by bit. What is not in the tables yet is
// asked for by leaving; then the word at hand is expanded again, which changes nothing that was right.
import { FunctionWriter } from "../wasm/function-writer.ts";
import { binary, call, compare, extend, i32, i64, isZero, load32, wrap, type Operand } from "../wasm/operand.ts";
import { add, bit, cell, eachBit, load16, loadWord, mul, notZero, number, or, sub, times, upTo, wordType } from "./emit.ts";
import type { Helpers } from "./effects.ts";
import { insertion } from "./lists.ts";
import { ask, Places, type Request } from "./place.ts";
import { bitsOf, capacityAt, CELL, classCell, entryBytes, POOL, RECORD, type Shape } from "./shape.ts";

/** Expands the words `from..to` of the shared part `s` in `taken`; gives the first that is not done, when something was asked for. */
export function runFunction(shape: Shape, helpers: Helpers, effects: readonly (number | undefined)[]): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32", "i32"], ["i32"]);
  new Expansion(fn, shape, helpers, effects).write();
  fn.return(fn.param(2));
  return fn;
}

/** The tables of one class for the shared part that is expanded. */
interface Here {
  readonly starts: Operand;
  readonly digits: Operand;
  readonly values: Operand;
  readonly capacity: Operand;
  /** 2 ** 32 by the capacity, rounded up: the number of a row times it is exact enough for division. */
  readonly inverse: Operand;
}

class Expansion {
  readonly #fn: FunctionWriter;
  readonly #shape: Shape;
  readonly #effects: readonly (number | undefined)[];
  readonly #s: Operand;
  readonly #index: Operand;
  readonly #pool: Operand;
  readonly #places: Places;
  readonly #put: ReturnType<typeof insertion>;
  readonly #record: Operand;
  readonly #here: ReadonlyMap<number, Here>;
  /** Position in a list of transitions, and where it ends. */
  readonly #at: Operand;
  readonly #end: Operand;
  /** The word at hand, its bits, its number in the row; by outer part: digits, local values, words from digit to digit. */
  readonly #word: Operand;
  readonly #bits: Operand;
  readonly #inRow: Operand;
  readonly #digits: readonly Operand[];
  readonly #locals: readonly Operand[];
  readonly #strides: readonly Operand[];

  constructor(fn: FunctionWriter, shape: Shape, { append, enter }: Helpers, effects: readonly (number | undefined)[]) {
    this.#fn = fn;
    this.#shape = shape;
    this.#effects = effects;
    [this.#s, this.#index] = [fn.param(0), fn.param(1)];
    this.#pool = fn.let(cell(CELL.pool));
    this.#places = new Places(fn, shape, enter);
    this.#put = insertion(fn, shape, append);
    this.#record = fn.let(this.#places.recordOf(this.#s));
    this.#here = new Map([...new Set([...shape.outer, shape.last])].map((kind) => [kind, this.#tablesOf(kind)]));
    [this.#at, this.#end, this.#word, this.#inRow] = [fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32")];
    this.#bits = fn.local(wordType(shape));
    this.#digits = shape.outer.map(() => fn.local("i32"));
    this.#locals = shape.outer.map(() => fn.local("i32"));
    const stride = fn.let(i32(shape.words));
    this.#strides = [...shape.outer].reverse().map((kind) => {
      const here = fn.let(stride);
      fn.set(stride, mul(stride, this.#of(kind).capacity));
      return here;
    }).reverse();
  }

  #tablesOf(kind: number): Here {
    const fn = this.#fn;
    const first = fn.let(mul(this.#s, cell(classCell(kind, "room"))));
    const capacity = fn.let(load32(this.#record, capacityAt(kind)));
    const divisor = binary("or", capacity, isZero(capacity));
    return {
      starts: fn.let(add(cell(classCell(kind, "starts")), times(first, 4))), capacity,
      digits: fn.let(add(cell(classCell(kind, "digits")), times(first, 2))), values: fn.let(add(cell(classCell(kind, "values")), times(first, 2))),
      inverse: fn.let(add(binary("divS", i64(2n ** 32n), extend(divisor)), i64(1n))),
    };
  }

  #of(kind: number): Here {
    const here = this.#here.get(kind);
    if (here === undefined) throw new Error(`no class ${kind}`);
    return here;
  }

  write(): void {
    const fn = this.#fn;
    const taken = fn.let(add(cell(CELL.taken), mul(this.#index, i32(entryBytes(this.#shape)))));
    const start = fn.let(load32(this.#record, RECORD.start));
    fn.when(isZero(start), () => this.#leave({ what: "fill", of: [i32(0), i32(0)] }));
    fn.set(start, add(this.#pool, times(start, 4)));
    upTo(fn, this.#index, fn.param(2), 1, () => {
      fn.when(compare("ltU", cell(CELL.spare), cell(CELL.reserved)), () => this.#leave({ what: "chunks", of: [] }));
      fn.set(this.#word, load32(taken));
      fn.set(this.#bits, loadWord(this.#shape, taken, 4));
      this.#decode();
      this.#across(start, 0);
      this.#events(start, 0);
      this.#shape.outer.forEach((kind, i) => this.#outer(kind, i + 1));
      this.#last();
      fn.set(taken, add(taken, i32(entryBytes(this.#shape))));
    });
  }

  #leave(request: Request): void {
    ask(this.#fn, request);
    this.#fn.return(this.#index);
  }

  /** Sets digits and local values. */
  #decode(): void {
    const fn = this.#fn;
    const { words, outer } = this.#shape;
    const rest = fn.let(words === 1 ? this.#word : binary("divS", this.#word, i32(words)));
    if (words > 1) fn.set(this.#inRow, sub(this.#word, mul(rest, i32(words))));
    for (let i = outer.length - 1; i >= 0; i -= 1) {
      const [digit, local] = [this.#digits[i], this.#locals[i]];
      const { capacity, inverse, values } = this.#of(outer[i] ?? 0);
      if (digit === undefined || local === undefined) continue;
      if (i === 0) fn.set(digit, rest);
      else {
        const quotient = fn.let(wrap(binary("shrU", binary("mul", extend(rest), inverse), i64(32n))));
        fn.set(digit, sub(rest, mul(quotient, capacity)));
        fn.set(rest, quotient);
      }
      fn.set(local, load16(add(values, times(digit, 2))));
    }
  }

  /** Sets `start` to where the transitions of a pair are, which is asked for where they are not known. */
  #startOf(kind: number, local: Operand, start: Operand): void {
    const fn = this.#fn;
    fn.set(start, load32(add(this.#of(kind).starts, times(local, 4))));
    fn.when(isZero(start), () => this.#leave({ what: "fill", of: [i32(kind), local] }));
    fn.set(start, add(this.#pool, times(start, 4)));
  }

  /** Steps of an outer part. */
  #outer(kind: number, part: number): void {
    const fn = this.#fn;
    const [digit, local, stride] = [this.#digits[part - 1], this.#locals[part - 1], this.#strides[part - 1]];
    if (digit === undefined || local === undefined || stride === undefined) return;
    const start = fn.local("i32");
    this.#startOf(kind, local, start);
    this.#list(start, "within", part, () => {
      const after = fn.let(load32(this.#at));
      const place = add(this.#of(kind).digits, times(after, 2));
      const there = fn.let(load16(place));
      fn.when(isZero(there), () => {
        this.#places.enter(this.#s, this.#locals.map((each, i) => (i === part - 1 ? after : each)), () => fn.return(this.#index));
        fn.set(there, load16(place));
      });
      this.#put(this.#record, add(this.#word, mul(sub(sub(there, i32(1)), digit), stride)), this.#bits);
    });
    this.#across(start, part);
    this.#events(start, part);
  }

  /** Steps of the last part, for each of the bits. */
  #last(): void {
    const fn = this.#fn;
    const { shape, type } = { shape: this.#shape, type: wordType(this.#shape) };
    const part = shape.outer.length + 1;
    const [place, start, same, rest] = [fn.local("i32"), fn.local("i32"), fn.let(number(type, 0)), fn.let(this.#bits)];
    eachBit(fn, rest, place, () => {
      if (shape.words > 1) fn.set(place, add(times(this.#inRow, bitsOf(shape)), place));
      this.#startOf(shape.last, place, start);
      if (shape.words === 1) fn.set(same, or(same, loadWord(shape, start, 4 * POOL.bits)));
      else {
        this.#list(start, "within", part, () => {
          const after = fn.let(load32(this.#at));
          const word = add(sub(this.#word, this.#inRow), binary("shrU", after, i32(6)));
          this.#put(this.#record, word, bit(type, after));
        });
      }
      this.#across(start, part);
      this.#events(start, part);
    });
    if (shape.words === 1) fn.when(notZero(same), () => this.#put(this.#record, this.#word, same));
  }

  /** Transitions to other shared parts. */
  #across(start: Operand, part: number): void {
    const fn = this.#fn;
    const last = part === this.#shape.outer.length + 1;
    this.#list(start, "across", part, () => {
      const shared = fn.let(load32(this.#at));
      const after = part === 0 ? shared : fn.let(load32(this.#at, 4));
      this.#places.find(shared, this.#locals.map((local, i) => (i === part - 1 ? after : local)), () => fn.return(this.#index));
      if (last) return this.#put(this.#places.record, this.#places.wordOf(after), bit(wordType(this.#shape), after));
      const { word } = this.#places;
      this.#put(this.#places.record, this.#shape.words === 1 ? word : add(word, this.#inRow), this.#bits);
    });
  }

  #events(start: Operand, part: number): void {
    const fn = this.#fn;
    const effect = this.#effects[part];
    if (effect === undefined) return;
    this.#list(start, "events", part, () => {
      const [shared, event] = [load32(this.#at), load32(this.#at, part === 0 ? 4 : 8)];
      const after = part === 0 ? i32(0) : load32(this.#at, 4);
      const asked = call(effect, [shared, after, event, ...this.#locals, this.#inRow, this.#bits]);
      fn.when(asked, () => fn.return(this.#index));
    });
  }

  /** Runs `body` with `at` at each transition of one kind. */
  #list(start: Operand, what: "within" | "across" | "events", part: number, body: () => void): void {
    const fn = this.#fn;
    const width = part === 0 ? { within: 1, across: 1, events: 2 } : { within: 1, across: 2, events: 3 };
    if (what === "within") fn.set(this.#at, add(start, i32(4 * POOL.list)));
    else if (part === 0 && what === "across" || part === this.#shape.outer.length + 1 && this.#shape.words === 1 && what === "across") {
      fn.set(this.#at, add(add(start, i32(4 * POOL.list)), times(load32(start, 4 * POOL.within), 4 * width.within)));
    }
    fn.set(this.#end, add(this.#at, times(load32(start, 4 * POOL[what]), 4 * width[what])));
    upTo(fn, this.#at, this.#end, 4 * width[what], body);
  }
}
