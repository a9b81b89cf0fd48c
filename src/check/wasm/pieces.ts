// SPDX-License-Identifier: Apache-2.0
// Pieces of code that several functions of the module have: the cells and the log in memory, loops.
import type { FunctionWriter } from "./function-writer.ts";
import { binary, call, compare, i32, i64, imported, load32, load64, store, type Operand } from "./operand.ts";
import { cellAt, isShared, type CellName, type Regions } from "./regions.ts";
import type { WideLayout } from "./words-layout.ts";

export const add = (a: Operand, b: Operand): Operand => binary("add", a, b);
export const times = (a: Operand, factor: number): Operand => (factor === 1 ? a : binary("mul", a, i32(factor)));

/** The number of the import that says what is added to the address of everything that a thread has of its own. */
const DISTANCE = 0;
export const own = ({ apart }: Regions): Operand => (apart ? imported(DISTANCE) : i32(0));
/** What a function must be given that uses it often. */
export const ownImports = ({ apart }: Regions): readonly number[] => (apart ? [DISTANCE] : []);
/** An address among what a thread has of its own. */
export const ownAt = (regions: Regions, address: number): Operand => (regions.apart ? add(own(regions), i32(address)) : i32(address));

const baseOf = (regions: Regions, name: CellName): Operand => (isShared(name) ? i32(0) : own(regions));
export const cell = (regions: Regions, name: CellName): Operand => load32(baseOf(regions, name), cellAt(regions, name));
export const setCell = (fn: FunctionWriter, regions: Regions, name: CellName, value: Operand): void => fn.emit(store(baseOf(regions, name), value, cellAt(regions, name)));

/** Address of state `index` in the log. */
export const logAt = (regions: Regions, { stride }: WideLayout, index: Operand): Operand => add(regions.sliding ? cell(regions, "origin") : i32(regions.log), times(index, stride));

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

export const u64 = (value: bigint): Operand => i64(BigInt.asUintN(64, value));
