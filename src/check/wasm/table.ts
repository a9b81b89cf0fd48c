// SPDX-License-Identifier: Apache-2.0
// What the two kinds of tables of visited states have in common. A table knows which states of the log there are;
// it is filled again from the log when it grows.
import { FunctionWriter } from "./function-writer.ts";
import { binary, call, compare, i32, i64, load32, load64, store, type Operand } from "./operand.ts";
import { CELL, REENTER, type Regions } from "./regions.ts";
import { wordAt } from "./state-code.ts";
import type { WideLayout } from "./words-layout.ts";

/** Numbers of the functions that the functions of a table call. */
export interface Callees {
  readonly notify: number;
  /** Makes room; gives 0 when there is none. */
  readonly grow: number;
  readonly inspect: number;
}

/** The functions of a kind of table. */
export interface TableFunctions {
  /** Hashes `count` states of the buffer (address, address for hashes, count) and brings their places near. */
  readonly touch: FunctionWriter;
  /** Inserts the entries `from..to-1` of the buffer, whose hashes are known; the log has room. Gives 0, or 1 when the table is full. */
  readonly insert: FunctionWriter;
  /** Enters `count` states whose hashes are in the second buffer, numbered from `first`; none of them is in the table. Gives 0, or 1 when they do not fit. */
  readonly enter: FunctionWriter;
}

export const add = (a: Operand, b: Operand): Operand => binary("add", a, b);
export const times = (a: Operand, factor: number): Operand => (factor === 1 ? a : binary("mul", a, i32(factor)));
export const cell = (name: keyof typeof CELL): Operand => load32(i32(0), CELL[name]);
export const setCell = (fn: FunctionWriter, name: keyof typeof CELL, value: Operand): void => fn.emit(store(i32(0), value, CELL[name]));

/** Address of state `index` in the log. */
export const logAt = ({ log }: Regions, { stride }: WideLayout, index: Operand): Operand => add(i32(log), times(index, stride));

/** Runs `body` with `from`, `from + step`, ... below `to`; `from` is a local that is changed. */
export function count(fn: FunctionWriter, from: Operand, to: Operand, step: number, body: () => void): void {
  fn.block((end) => fn.loop((again) => {
    fn.branchIf(compare("geU", from, to), end);
    body();
    fn.set(from, add(from, i32(step)));
    fn.branch(again);
  }));
}

/** Appends the state at `entry` to the log as number `size`, and has it inspected. */
export function append(fn: FunctionWriter, regions: Regions, layout: WideLayout, entry: Operand, size: Operand, inspect: number): void {
  const to = fn.let(logAt(regions, layout, size));
  layout.used.forEach((_, i) => fn.emit(store(to, load64(entry, 8 * i), 8 * i)));
  fn.emit(call(inspect, [entry, size]).code);
  fn.set(size, add(size, i32(1)));
}

/** Copies states of the log to the second buffer and enters them, some at a time: the function that fills a new table. */
export function refillFunction(regions: Regions, layout: WideLayout, touch: number, enter: number): FunctionWriter {
  const fn = new FunctionWriter([], ["i32"]);
  const [first, at, some, from, to] = [fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32")];
  const all = fn.let(cell("size"));
  count(fn, first, all, REENTER, () => {
    fn.set(some, i32(REENTER));
    fn.when(compare("ltU", binary("sub", all, first), some), () => fn.set(some, binary("sub", all, first)));
    fn.set(from, logAt(regions, layout, first));
    fn.set(to, i32(regions.reBuffer));
    fn.set(at, i32(0));
    count(fn, at, some, 1, () => {
      layout.used.forEach((_, i) => fn.emit(store(to, wordAt(layout, from, i), 8 * i)));
      fn.set(from, add(from, i32(layout.stride)));
      fn.set(to, add(to, i32(regions.entry)));
    });
    fn.emit(call(touch, [i32(regions.reBuffer), i32(regions.reHashes), some]).code);
    fn.when(call(enter, [first, some]), () => fn.return(i32(1)));
  });
  fn.return(i32(0));
  return fn;
}

export const u64 = (value: bigint): Operand => i64(BigInt.asUintN(64, value));
