// SPDX-License-Identifier: Apache-2.0
// Steps and initial states as JavaScript functions that read the words of one packed state and append
// packed successors to a buffer. Functions are written per value of the leading scalar parameters (the
// agent), so that array indices become constants and an update touches only the words it changes.
import { required } from "../../base/unreachable.ts";
import type { IrExpr, IrModel, IrStep } from "../../ir/model.ts";
import { mentions } from "../../ir/mentions.ts";
import { opDef } from "../../ir/ops.ts";
import { ExprCompiler, type OpTable } from "../compile/expr.ts";
import type { Flat } from "../compile/flat.ts";
import { scalarEquation } from "../compile/point.ts";
import { stepCopies, storedLeaves, writeAssignments, writeLets } from "../compile/step.ts";
import { OCCUPIED, type Layout, type PackedLeaf } from "../layout.ts";
import { CodeWriter, numeral } from "./code.ts";

/** What the functions of one model share while they are written. */
export interface Target {
  readonly model: IrModel;
  readonly layout: Layout;
  readonly code: CodeWriter;
  readonly ops: OpTable;
  /** The flattened variables, read from the words `w0`, `w1`, ... */
  readonly vars: ReadonlyMap<string, Flat<string>>;
}

export function createTarget(model: IrModel, layout: Layout, ops: OpTable): Target {
  const vars = model.vars.map((v, i): [string, Flat<string>] => {
    return [v.name, { sort: v.sort, leaves: required(layout.vars[i], v.name).map(readLeaf) }];
  });
  return { model, layout, ops, code: new CodeWriter(), vars: new Map(vars) };
}

export function createExprCompiler(target: Target): ExprCompiler<string> {
  return new ExprCompiler(target.code, (name) => required(target.vars.get(name), `variable ${name}`), target.ops);
}

/** Text that reads a leaf out of its word. */
function readLeaf({ word, shift, bits, lo }: PackedLeaf): string {
  if (bits === 0) return numeral(lo);
  const low = shift === 0 ? `w${word}` : `(w${word}>>>${shift})`;
  const value = shift + bits === 32 && shift > 0 ? low : `(${low}&${2 ** bits - 1})`;
  return lo === 0 ? value : `(${value}+${numeral(lo)})`;
}

/** Statements that load the words which `lines` read. */
export function loadWords(lines: readonly string[], from: string): readonly string[] {
  const used = new Set(lines.flatMap((line) => line.match(/\bw\d+\b/g) ?? []));
  return used.size === 0 ? [] : [`const ${[...used].map((word) => `${word}=${from}[${word.slice(1)}]`).join(",")};`];
}

/** A function for one step, with its leading scalar parameters fixed. */
export interface StepCode {
  readonly name: string;
  readonly lines: readonly string[];
  /** A test of the form leaf = number that must hold; the caller does it. */
  readonly at?: { readonly leaf: string; readonly value: number };
}

/** The functions of a step, in the order of the parameters they fix. */
export function compileStep(target: Target, step: IrStep, number: number): readonly StepCode[] {
  return stepCopies(target.code, step).map(({ fixed, params }, copy) => {
    const compiler = createExprCompiler(target);
    fixed.forEach((value, name) => compiler.locals.set(name, value));
    const [first, ...others] = step.guards;
    const free = new Set(params.map(({ name }) => name));
    const at = first === undefined || mentions(first, free) ? undefined : pointTest(target, compiler, first);
    const lines = target.code.lines(() => {
      writeAssignments(compiler, params, at === undefined ? step.guards : others, () => writeSuccessor(target, compiler, step, number));
    });
    return { name: `s${number}_${copy}`, lines: [...loadWords(lines, "cur"), ...lines], ...(at ? { at } : {}) };
  });
}

/** The body of a function that appends all initial states. */
export function compileInit(target: Target): readonly string[] {
  const { params, guards, lets, values } = target.model.init;
  const compiler = createExprCompiler(target);
  return target.code.lines(() => writeAssignments(compiler, params, guards, () => {
    writeLets(compiler, lets);
    const leaves = values.map(({ variable, value }) => stored(target, compiler, variable, value, -1));
    writeState(target, new Map(values.map(({ variable }, i) => [variable, required(leaves[i], variable)])), true);
  }));
}

function writeSuccessor(target: Target, compiler: ExprCompiler<string>, step: IrStep, number: number): void {
  writeLets(compiler, step.lets);
  const next = new Map(step.updates.map(({ variable, value }) => [variable, stored(target, compiler, variable, value, number)]));
  target.code.emit(`counts[${number}]++;`);
  writeState(target, next, false);
}

/** The leaves of a new value of a variable, with a check where its sort does not already say that it fits. */
function stored({ code, model }: Target, compiler: ExprCompiler<string>, variable: string, value: IrExpr, number: number): readonly string[] {
  return storedLeaves(model, compiler, variable, value, (test, index) => code.when(test, () => code.emit(`fail(${number},${index});`)));
}

/** Packs a state and appends it. Words without a new leaf are copied, or, when `fresh`, start empty. */
function writeState({ code, model, layout, vars }: Target, next: ReadonlyMap<string, readonly string[]>, fresh: boolean): void {
  const changes: { mask: number; known: number; texts: string[] }[] =
    Array.from({ length: layout.words }, (_, word) => ({ mask: 0, known: fresh && word === 0 ? OCCUPIED : 0, texts: [] }));
  model.vars.forEach((v, i) => {
    const leaves = next.get(v.name);
    const old = required(vars.get(v.name), v.name).leaves;
    leaves?.forEach((leaf, j) => {
      const packed = required(layout.vars[i]?.[j], v.name);
      const change = required(changes[packed.word], "a word");
      if (packed.bits === 0 || (leaf === old[j] && !fresh)) return;
      change.mask |= (2 ** packed.bits - 1) << packed.shift;
      const value = code.known(leaf);
      if (value !== undefined) change.known |= (value - packed.lo) << packed.shift;
      else change.texts.push(shifted(leaf, packed));
    });
  });
  changes.forEach(({ mask, known, texts }, word) => {
    const kept = fresh ? [] : mask === 0 ? [`w${word}`] : [`w${word}&${~mask}`];
    const parts = [...kept, ...(known === 0 && kept.length + texts.length > 0 ? [] : [String(known)]), ...texts];
    code.emit(`out[o+${word}]=${parts.map((part) => `(${part})`).join("|")};`);
  });
  code.emit(`if((o+=${layout.words})>=limit){flush(o);o=0;}`);
}

function shifted(leaf: string, { lo, shift }: PackedLeaf): string {
  const offset = lo === 0 ? leaf : `(${leaf}-${numeral(lo)})`;
  return shift === 0 ? offset : `${offset}<<${shift}`;
}

/** Recognises a guard that compares one leaf of the state with a number: the program point. */
function pointTest({ code, ops }: Target, compiler: ExprCompiler<string>, guard: IrExpr): StepCode["at"] {
  const operands = scalarEquation(guard);
  if (operands === undefined) return undefined;
  const { result, empty } = code.capture(() => operands.map((arg) => compiler.compile(arg).leaves));
  const [left, right] = result;
  if (!empty || left?.length !== 1 || right?.length !== 1) return undefined;
  const [leaf, text] = [required(left[0], "a leaf"), required(right[0], "a leaf")];
  const value = code.known(text);
  // Only the ordinary meaning of `eq` may be dispatched on.
  if (value === undefined || !/^\(*w\d+/.test(leaf) || ops("eq").words !== opDef("eq").words) return undefined;
  return { leaf, value };
}
