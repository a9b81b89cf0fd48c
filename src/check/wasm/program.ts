// SPDX-License-Identifier: Apache-2.0
// The WebAssembly module of a model: all functions put together, and those that drive them.
import type { IrModel } from "../../ir/model.ts";
import type { OpTable } from "../compile/expr.ts";
import { moduleBytes, type FunctionBody, type Signature } from "./binary.ts";
import type { OrbitPlan } from "../orbits/plan.ts";
import { canonicalFunction } from "./canonical.ts";
import { FunctionWriter } from "./function-writer.ts";
import { inspectFunctions, writeDecision } from "./inspect.ts";
import { binary, call, compare, drop, i32, imported, isZero, load32, load64, store, type Operand } from "./operand.ts";
import { AHEAD, BATCH, RECORD, type Regions } from "./regions.ts";
import type { Target } from "./state-code.ts";
import { expandFunctions, initFunction } from "./steps.ts";
import { add, cell, count, logAt, own, ownAt, ownImports, setCell, times } from "./pieces.ts";
import { MOST_PAGES } from "./memory.ts";
import { forgetFunction } from "./recent.ts";
import { moveFunction } from "./shared-table.ts";
import { stops } from "./table.ts";
import { tableFunctions, type TableFunctions } from "./table-functions.ts";
import { WasmCode } from "./words.ts";
import type { WideLayout } from "./words-layout.ts";

/** What `run` answers. */
export const RAN = { reached: 0, stopped: 1, memory: 2, failed: 3 } as const;

/** The functions of a module. */
export interface Program {
  /** Inserts the initial states; gives 0, or 1 when there was no room for one. */
  readonly init: () => number;
  /** Expands states until number `end` is the next one, or it must stop; gives one of `RAN`. */
  readonly run: (end: number) => number;
  /** Expands the states `from..to-1` for their effect on the counters only. */
  readonly recount: (from: number, to: number) => void;
  /** The first of the states `from..to-1` that has the target as a successor; `to` when there is none. */
  readonly scan: (from: number, to: number) => number;
  /** A log that is whole: enters the states that the places `from..to-1` of the list tell. */
  readonly readmit: (from: number, to: number) => void;
  /** A log that is whole: enters its states `from..to-1` into a new table. */
  readonly refill: (from: number, to: number) => void;
  /** A log that is whole: splits the buckets `from..to-1` of a table that is doubled. */
  readonly split: (from: number, to: number) => void;
  /** A log that slides: spreads the buckets `from..to-1` of a table that grows; bucket 0 is read at `start`. */
  readonly spread: (from: number, to: number, start: number) => void;
  /** Several threads: gives the last `count` states before number `end` the numbers from `to` on. */
  readonly move: (end: number, to: number, count: number) => void;
  /** To be called before states are expanded, when there is a first state: forgets what was met lately. */
  readonly forget: () => void;
}

const IMPORTS: readonly (Signature & { readonly name: string })[] = [
  { name: "notify", params: [], results: [] },
  { name: "grow", params: [], results: ["i32"] },
];
const NOTIFY = 0;
const GROW = 1;

/** Functions in the order of their numbers. */
class Functions {
  readonly #bodies: FunctionBody[] = [];

  add(fn: FunctionWriter, exported?: string): number {
    return IMPORTS.length + this.#bodies.push({ ...fn.finish(), ...(exported === undefined ? {} : { exported }) }) - 1;
  }

  all(): readonly FunctionBody[] {
    return this.#bodies;
  }
}

/** The bytes of the module of `model` for a thread with these regions, one of `threads` that share the memory; 0: the memory is its own. With `orbits` states are replaced by representatives. */
export function programBytes(model: IrModel, layout: WideLayout, regions: Regions, ops: OpTable, threads = 0, orbits?: OrbitPlan): Uint8Array {
  const target: Target = { model, layout, ops, code: new WasmCode() };
  const functions = new Functions();
  const expanders = expandFunctions(target, regions).map((fn) => functions.add(fn));
  const inspect = inspectFunctions(target, regions, NOTIFY, (fn) => functions.add(fn));
  const table = tableFunctions(layout, regions, threads, inspect, (fn, exported) => functions.add(fn, exported));
  const canonical = orbits === undefined ? undefined : functions.add(canonicalFunction(orbits, layout, regions.entry));
  const room = functions.add(roomFunction(regions, threads, canonical));
  const ready = functions.add(readyFunction(room, table));
  const forget = functions.add(forgetFunction(layout, regions), "forget");
  if (threads > 0) functions.add(moveFunction(layout, regions), "move");
  const { record, insert } = table;
  functions.add(initFunction(target, regions, { room, record, insert }), "init");
  functions.add(runFunction(target, regions, expanders, { ready, insert, finish: functions.add(finishFunction(insert)), forget }), "run");
  functions.add(recountFunction(target, regions, expanders), "recount");
  functions.add(scanFunction(target, regions, expanders, canonical), "scan");
  return moduleBytes({ imports: IMPORTS, numbers: regions.apart ? ["distance"] : [], functions: functions.all(), memory: { initial: 1, maximum: MOST_PAGES, shared: threads > 0 } });
}

/** Makes room for so many new states of the buffer, and makes them representatives; gives 0, or 1 when there is no room. */
function roomFunction(regions: Regions, threads: number, canonical: number | undefined): FunctionWriter {
  const fn = new FunctionWriter(["i32"], ["i32"]);
  // Other threads may be about to insert as much as a buffer holds, and numbers are given out ahead.
  const most = threads > 0 ? i32(threads * (regions.entries + AHEAD)) : fn.param(0);
  fn.loop((again) => fn.when(compare("gtU", add(cell(regions, "size"), most), cell(regions, "room")), () => {
    fn.when(isZero(call(GROW, [])), () => fn.return(i32(1)));
    fn.branch(again);
  }));
  if (canonical !== undefined) fn.emit(call(canonical, [ownAt(regions, regions.buffer), add(ownAt(regions, regions.buffer), times(fn.param(0), regions.entry))]).code);
  fn.return(i32(0));
  return fn;
}

/** Makes records of those of so many states of the buffer that may be new; gives the address behind them, or 0 when there is no room. */
function readyFunction(room: number, { sift, dropKnown }: TableFunctions): FunctionWriter {
  const fn = new FunctionWriter(["i32"], ["i32"]);
  fn.when(call(room, [fn.param(0)]), () => fn.return(i32(0)));
  fn.return(call(dropKnown, [call(sift, [fn.param(0)])]));
  return fn;
}

/** The address behind the successors of the state at `address`, appended at `to`. */
const expanded = (regions: Regions, expanders: readonly number[], address: Operand, to: Operand): Operand =>
  expanders.reduce((at, expand) => call(expand, [address, at, ...ownImports(regions).map(imported)]), to);

interface Parts {
  readonly ready: number;
  readonly insert: number;
  readonly finish: number;
  readonly forget: number;
}

function runFunction({ model, layout }: Target, regions: Regions, expanders: readonly number[], { ready, insert, finish, forget }: Parts): FunctionWriter {
  const fn = new FunctionWriter(["i32"], ["i32"]);
  const { ends, entry, found } = regions;
  const [base, buffer, records] = [own(regions), fn.let(ownAt(regions, regions.buffer)), fn.let(ownAt(regions, regions.records))];
  const deadlock = ownAt(regions, found + 4 * model.properties.length);
  const head = fn.let(cell(regions, "head"));
  const [last, next, to, before, address, dead] = [fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32"), fn.local("i32")];
  const answer = (value: number): void => {
    setCell(fn, regions, "head", head);
    fn.return(i32(value));
  };
  const limit = fn.let(ownAt(regions, regions.limit));
  fn.loop((again) => {
    fn.when(compare("geU", head, fn.param(0)), () => answer(RAN.reached));
    fn.set(last, add(head, i32(BATCH)));
    fn.when(compare("gtU", last, fn.param(0)), () => fn.set(last, fn.param(0)));
    // Expand.
    fn.set(next, head);
    fn.set(to, buffer);
    fn.set(dead, i32(0));
    fn.block((full) => fn.loop((more) => {
      fn.set(before, to);
      fn.set(address, logAt(regions, layout, next));
      fn.set(to, expanded(regions, expanders, address, to));
      fn.when(cell(regions, "failedStep"), () => {
        setCell(fn, regions, "counted", add(next, i32(1)));
        fn.when(compare("eq", next, head), () => answer(RAN.failed));
        // The states before it come first; they may end the search.
        setCell(fn, regions, "failedStep", i32(0));
        fn.set(to, before);
        fn.branch(full);
      });
      fn.emit(store(add(base, binary("shl", binary("sub", next, head), i32(2))), binary("sub", to, buffer), ends));
      fn.set(next, add(next, i32(1)));
      setCell(fn, regions, "counted", next);
      if (model.checkDeadlock) {
        // The first one may end the search, behind the states before it.
        fn.set(dead, binary("and", compare("eq", to, before), isZero(load32(deadlock))));
        fn.branchIf(dead, full);
      }
      fn.branchIf(binary("and", compare("ltU", next, last), compare("ltU", to, limit)), more);
    }));
    // What is before it may be forgotten to make room.
    if (regions.sliding) setCell(fn, regions, "head", head);
    fn.set(last, call(ready, [divided(binary("sub", to, buffer), entry)]));
    fn.when(isZero(last), () => answer(RAN.memory));
    fn.set(before, call(insert, [records, last]));
    // When the search may have to stop, it does so behind the successors of the state at hand.
    fn.when(binary("and", stops(regions), compare("ne", before, records)), () => {
      fn.set(address, binary("sub", load32(binary("sub", before, i32(RECORD.bytes)), RECORD.state), buffer));
      fn.set(to, i32(0));
      fn.loop((later) => fn.when(compare("leU", load32(add(base, to), ends), address), () => {
        fn.set(to, add(to, i32(4)));
        fn.branch(later);
      }));
      fn.emit(call(finish, [before, last, add(buffer, load32(add(base, to), ends))]).code);
      fn.set(next, add(head, add(binary("shrU", to, i32(2)), i32(1))));
      fn.set(dead, i32(0));
    });
    fn.set(head, next);
    if (model.checkDeadlock) fn.when(dead, () => writeDecision(fn, deadlock, binary("sub", next, i32(1)), NOTIFY));
    fn.when(stops(regions), () => {
      fn.emit(call(forget, []).code);
      answer(RAN.stopped);
    });
    fn.branch(again);
  });
  fn.return(i32(0));
  return fn;
}

/** Inserts those of the records `from..to` (addresses) whose states are below an address; nothing stops it. */
function finishFunction(insert: number): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32", "i32"], []);
  const [at, to, below] = [fn.param(0), fn.param(1), fn.param(2)];
  const limit = fn.let(at);
  fn.block((found) => count(fn, limit, to, RECORD.bytes, () => fn.branchIf(compare("geU", load32(limit, RECORD.state), below), found)));
  fn.loop((again) => fn.when(compare("ltU", at, limit), () => {
    fn.set(at, call(insert, [at, limit]));
    fn.branch(again);
  }));
  return fn;
}

/** A number of bytes as a number of entries. */
function divided(bytes: Operand, entry: number): Operand {
  const shift = Math.log2(entry);
  return Number.isInteger(shift) ? binary("shrU", bytes, i32(shift)) : binary("divS", bytes, i32(entry));
}

function recountFunction({ layout }: Target, regions: Regions, expanders: readonly number[]): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], []);
  const [from, to] = [fn.param(0), fn.param(1)];
  count(fn, from, to, 1, () => fn.emit(drop(expanded(regions, expanders, fn.let(logAt(regions, layout, from)), ownAt(regions, regions.buffer)))));
  return fn;
}

function scanFunction({ layout }: Target, regions: Regions, expanders: readonly number[], canonical: number | undefined): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], ["i32"]);
  const [from, to] = [fn.param(0), fn.param(1)];
  const [at, end] = [fn.local("i32"), fn.local("i32")];
  count(fn, from, to, 1, () => {
    fn.set(at, ownAt(regions, regions.buffer));
    fn.set(end, expanded(regions, expanders, fn.let(logAt(regions, layout, from)), at));
    if (canonical !== undefined) fn.emit(call(canonical, [at, end]).code);
    count(fn, at, end, regions.entry, () => {
      const differs = layout.used.map((_, i) => binary("xor", load64(at, 8 * i), load64(own(regions), regions.target + 8 * i))).reduce((a, b) => binary("or", a, b));
      fn.when(isZero(differs), () => fn.return(from));
    });
  });
  fn.return(to);
  return fn;
}
