// SPDX-License-Identifier: Apache-2.0
// The functions of a model's steps: successors of a state, and initial states.
import { required } from "../../base/unreachable.ts";
import { mentions } from "../../ir/mentions.ts";
import type { IrExpr, IrStep } from "../../ir/model.ts";
import type { ExprCompiler } from "../compile/expr.ts";
import { stepCopies, storedLeaves, writeAssignments, writeLets, type StepCopy } from "../compile/step.ts";
import { FunctionWriter } from "./function-writer.ts";
import { binary, call, drop, i32, i64, isZero, load32, load64, store, type Operand } from "./operand.ts";
import { cellAt, RECORD, type Regions } from "./regions.ts";
import { add, cell, own, ownAt, ownImports, setCell } from "./pieces.ts";
import { pointIn, writeCases, type Point } from "./points.ts";
import { StateReader, writeState, type Target } from "./state-code.ts";

/** Bytes of code after which a further function is begun: very large ones are slow to compile. */
const LARGE = 6000;
/** Copies of steps in one dispatch. */
const MOST_CASES = 32;

interface Copy extends StepCopy<Operand> {
  readonly step: IrStep;
  readonly number: number;
}

/**
 * The functions that together append all successors of a state, in declaration order. Each takes the address of the
 * state and the address where to append, and where there are several threads what is added to the addresses of their
 * own; it gives the address behind what it appended.
 */
export function expandFunctions(target: Target, regions: Regions): readonly FunctionWriter[] {
  const copies = target.model.steps.flatMap((step, number) => stepCopies(target.code, step).map((copy): Copy => ({ ...copy, step, number })));
  const functions: FunctionWriter[] = [];
  for (let at = 0; at < copies.length;) {
    const fn = new FunctionWriter(["i32", "i32"], ["i32"], ownImports(regions));
    functions.push(fn);
    target.code.within(fn, () => {
      const reader = new StateReader(target, fn);
      reader.reading(fn, fn.param(0), () => {
        while (at < copies.length && fn.size() < LARGE) at = writeRun(target, regions, reader, copies, at);
      });
      fn.return(fn.param(1));
    });
  }
  return functions;
}

/** Writes the copies from `from` on that start from points of the same variable; gives the number of the next one. */
function writeRun(target: Target, regions: Regions, reader: StateReader, copies: readonly Copy[], from: number): number {
  const point = pointOf(target, reader, required(copies[from], "a copy"));
  if (point === undefined) {
    writeCopy(target, regions, reader, required(copies[from], "a copy"), false);
    return from + 1;
  }
  const cases = new Map<number, Copy[]>();
  let at = from;
  for (; at < copies.length && at < from + MOST_CASES; at += 1) {
    const copy = required(copies[at], "a copy");
    const here = pointOf(target, reader, copy);
    if (here === undefined || !target.code.same(here.leaf, point.leaf)) break;
    cases.set(here.value, [...(cases.get(here.value) ?? []), copy]);
  }
  writeCases(target, point.leaf, cases, (list) => list.forEach((copy) => writeCopy(target, regions, reader, copy, true)));
  return at;
}

function pointOf(target: Target, reader: StateReader, { step: { guards: [guard] }, fixed, params }: Copy): Point | undefined {
  return guard === undefined || mentions(guard, new Set(params.map(({ name }) => name))) ? undefined : pointIn(target, reader, guard, fixed);
}

/** `dispatched`: the first guard is known to hold. */
function writeCopy(target: Target, regions: Regions, reader: StateReader, { step, number, fixed, params }: Copy, dispatched: boolean): void {
  const { fn } = target.code;
  const compiler = reader.compiler(fixed);
  writeAssignments(compiler, params, dispatched ? step.guards.slice(1) : step.guards, () => {
    writeLets(compiler, step.lets);
    const next = step.updates.map(({ variable, value }): [string, readonly Operand[]] => {
      return [variable, stored(target, regions, compiler, variable, value, number, () => fn.return(fn.param(1)))];
    });
    writeState(target, fn.param(1), new Map(next), reader);
    fn.set(fn.param(1), binary("add", fn.param(1), i32(regions.entry)));
    const count = regions.counts + 8 * number;
    fn.emit(store(own(regions), binary("add", load64(own(regions), count), i64(1n)), count));
  });
}

/** The leaves of a new value of a variable; where they do not fit, the first failure is noted and `leave` leaves. */
function stored(
  { model, code }: Target, regions: Regions, compiler: ExprCompiler<Operand>, variable: string, value: IrExpr, number: number, leave: () => void,
): readonly Operand[] {
  const [failedStep, failedVariable] = [ownAt(regions, cellAt(regions, "failedStep")), ownAt(regions, cellAt(regions, "failedVariable"))];
  return storedLeaves(model, compiler, variable, value, (test, index) => code.when(test, () => {
    code.fn.when(isZero(load32(failedStep)), () => {
      code.fn.emit(store(failedStep, i32(number + 2)));
      code.fn.emit(store(failedVariable, i32(index + 1)));
    });
    leave();
  }));
}

/** Puts each initial state at the start of the buffer and inserts it; gives 0, or 1 when there was no room. */
export function initFunction(target: Target, regions: Regions, { room, record, insert }: { readonly room: number; readonly record: number; readonly insert: number }): FunctionWriter {
  const fn = new FunctionWriter([], ["i32"]);
  const { params, guards, lets, values } = target.model.init;
  target.code.within(fn, () => {
    const compiler = new StateReader(target, fn).compiler();
    writeAssignments(compiler, params, guards, () => {
      writeLets(compiler, lets);
      const next = values.map(({ variable, value }): [string, readonly Operand[]] => {
        return [variable, stored(target, regions, compiler, variable, value, -1, () => fn.return(i32(0)))];
      });
      writeState(target, ownAt(regions, regions.buffer), new Map(next));
      setCell(fn, regions, "initial", add(cell(regions, "initial"), i32(1)));
      fn.when(call(room, [i32(1)]), () => fn.return(i32(1)));
      fn.emit(call(record, [ownAt(regions, regions.buffer), ownAt(regions, regions.records), i32(1)]).code);
      fn.emit(drop(call(insert, [ownAt(regions, regions.records), ownAt(regions, regions.records + RECORD.bytes)])));
    });
    fn.return(i32(0));
  });
  return fn;
}
