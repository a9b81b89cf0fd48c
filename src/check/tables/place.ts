// SPDX-License-Identifier: Apache-2.0
// What the functions that expand states have in common: the position of local values in the block of a shared part,
// and asking the host for what is not there yet.
import { FunctionWriter } from "../wasm/function-writer.ts";
import { binary, call, compare, i32, isZero, load32, store, type Operand } from "../wasm/operand.ts";
import { add, cell, load16, mul, or, setCell, store16, sub, times } from "./emit.ts";
import { capacityAt, CELL, classCell, recordBytes, REQUEST, usedAt, type Shape } from "./shape.ts";

export interface Request {
  readonly what: keyof typeof REQUEST;
  readonly of: readonly Operand[];
}

/** Leaves the request where the host finds it. */
export function ask(fn: FunctionWriter, { what, of }: Request): void {
  setCell(fn, CELL.request, i32(REQUEST[what]));
  of.forEach((value, i) => setCell(fn, CELL.a + 4 * i, value));
}

/** The tables of one class. */
interface ClassTables {
  readonly digits: Operand;
  /** Bytes of the digits of one shared part. */
  readonly stride: Operand;
  /** The digits of the shared part at hand. */
  readonly here: Operand;
}

/** Makes digits stand for outer local values of a shared part, the first parameter; gives 1 when its block must be laid out anew first. */
export function enterFunction(shape: Shape): FunctionWriter {
  const fn = new FunctionWriter(["i32", ...shape.outer.map(() => "i32" as const)], ["i32"]);
  const shared = fn.param(0);
  const record = fn.let(add(cell(CELL.records), times(shared, recordBytes(shape))));
  const [at, used] = [fn.local("i32"), fn.local("i32")];
  shape.outer.forEach((kind, i) => {
    const first = (table: "digits" | "values"): Operand => add(cell(classCell(kind, table)), times(mul(shared, cell(classCell(kind, "room"))), 2));
    fn.set(at, add(first("digits"), times(fn.param(i + 1), 2)));
    fn.when(isZero(load16(at)), () => {
      fn.set(used, load32(record, usedAt(shape, kind)));
      fn.when(compare("eq", used, load32(record, capacityAt(kind))), () => fn.return(i32(1)));
      fn.emit(store16(add(first("values"), times(used, 2)), fn.param(i + 1)));
      fn.set(used, add(used, i32(1)));
      fn.emit(store16(at, used));
      fn.emit(store(record, used, usedAt(shape, kind)));
    });
  });
  fn.return(i32(0));
  return fn;
}

/** Writes code that finds words in blocks. */
export class Places {
  /** The word that was found. */
  readonly word: Operand;
  /** The record of its shared part. */
  readonly record: Operand;
  readonly #fn: FunctionWriter;
  readonly #shape: Shape;
  readonly #enter: number;
  readonly #records: Operand;
  readonly #tables: ReadonlyMap<number, ClassTables>;
  readonly #digit: Operand;
  readonly #sign: Operand;

  /** `enter` is the number of that function. */
  constructor(fn: FunctionWriter, shape: Shape, enter: number) {
    this.#fn = fn;
    this.#enter = enter;
    this.#shape = shape;
    this.#records = fn.let(cell(CELL.records));
    [this.word, this.record, this.#digit, this.#sign] = [fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32")];
    this.#tables = new Map([...new Set(shape.outer)].map((kind) => [kind, {
      digits: fn.let(cell(classCell(kind, "digits"))), stride: fn.let(times(cell(classCell(kind, "room")), 2)), here: fn.local("i32"),
    }]));
  }

  recordOf(shared: Operand): Operand {
    return add(this.#records, times(shared, recordBytes(this.#shape)));
  }

  /** Sets `record` and `word`, to the first word of the row of these outer local values; runs `leave` after asking for a place for them. */
  find(shared: Operand, locals: readonly Operand[], leave: () => void): void {
    const fn = this.#fn;
    fn.set(this.record, this.recordOf(shared));
    if (locals.length === 0) return fn.set(this.word, i32(0));
    fn.loop((again) => {
      for (const { digits, stride, here } of this.#tables.values()) fn.set(here, add(digits, mul(shared, stride)));
      this.#shape.outer.forEach((kind, i) => {
        const digit = sub(load16(add(this.#of(kind).here, times(locals[i] ?? i32(0), 2))), i32(1));
        if (i === 0) {
          fn.set(this.word, digit);
          return fn.set(this.#sign, this.word);
        }
        fn.set(this.#digit, digit);
        fn.set(this.word, add(mul(this.word, load32(this.record, capacityAt(kind))), this.#digit));
        fn.set(this.#sign, or(this.#sign, this.#digit));
      });
      fn.when(compare("ltS", this.#sign, i32(0)), () => {
        this.enter(shared, locals, leave);
        fn.branch(again);
      });
    });
    if (this.#shape.words > 1) fn.set(this.word, mul(this.word, i32(this.#shape.words)));
  }

  /** Makes places for outer local values; runs `leave` after asking for them, where the host must. */
  enter(shared: Operand, locals: readonly Operand[], leave: () => void): void {
    const fn = this.#fn;
    fn.when(call(this.#enter, [shared, ...locals]), () => {
      locals.forEach((local, i) => setCell(fn, CELL.locals + 4 * i, local));
      ask(fn, { what: "place", of: [shared] });
      leave();
    });
  }

  /** The word of the row that was found that has this value of the last part. */
  wordOf(last: Operand): Operand {
    return this.#shape.words === 1 ? this.word : add(this.word, binary("shrU", last, i32(6)));
  }

  #of(kind: number): ClassTables {
    const tables = this.#tables.get(kind);
    if (tables === undefined) throw new Error(`no class ${kind}`);
    return tables;
  }
}
