// SPDX-License-Identifier: Apache-2.0
// Steps and initial states as JavaScript functions that read the words of one packed state and append
// packed successors to a buffer. Functions are written per value of the leading scalar parameters (the
// agent), so that array indices become constants and an update touches only the words it changes.
import { required } from "../../base/unreachable.ts";
import type { IrBinding, IrExpr, IrModel, IrParam, IrStep } from "../../ir/model.ts";
import { isScalar, scalarSize, type ScalarSort } from "../../ir/sorts.ts";
import { mentions } from "../../ir/mentions.ts";
import { CodeWriter, constant, numeral } from "./code.ts";
import { ExprCompiler, type OpTable } from "./compile-expr.ts";
import { convert, held, literal, loops, type Flat } from "./flat.ts";
import { OCCUPIED, type Layout, type PackedLeaf } from "../layout.ts";

/** At most this many copies of a step, one per value of its leading scalar parameters. */
const COPIES = 16;

/** What the functions of one model share while they are written. */
export interface Target {
  readonly model: IrModel;
  readonly layout: Layout;
  readonly code: CodeWriter;
  readonly ops: OpTable;
  /** The flattened variables, read from the words `w0`, `w1`, ... */
  readonly vars: ReadonlyMap<string, Flat>;
}

export function createTarget(model: IrModel, layout: Layout, ops: OpTable): Target {
  const vars = model.vars.map((v, i): [string, Flat] => {
    return [v.name, { sort: v.sort, leaves: required(layout.vars[i], v.name).map(readLeaf) }];
  });
  return { model, layout, ops, code: new CodeWriter(), vars: new Map(vars) };
}

export function createExprCompiler(target: Target): ExprCompiler {
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
  const fixed: (IrParam & { readonly sort: ScalarSort })[] = [];
  let copies = 1;
  for (const { name, sort } of step.params) {
    if (!isScalar(sort) || copies * scalarSize(sort) > COPIES) break;
    copies *= scalarSize(sort);
    fixed.push({ name, sort });
  }
  return combinations(fixed).map((values, copy) => {
    const compiler = createExprCompiler(target);
    values.forEach((value, name) => compiler.locals.set(name, value));
    const [first, ...others] = step.guards;
    const free = new Set(step.params.slice(fixed.length).map(({ name }) => name));
    const at = first === undefined || mentions(first, free) ? undefined : pointTest(target, compiler, first);
    const guards = at === undefined ? step.guards : others;
    const { lines } = target.code.capture(() => {
      writeAssignments(target, compiler, step.params.slice(fixed.length), guards, "return;", () => {
        writeSuccessor(target, compiler, step, number);
      });
    });
    return { name: `s${number}_${copy}`, lines: [...loadWords(lines, "cur"), ...lines], ...(at ? { at } : {}) };
  });
}

/** The body of a function that appends all initial states. */
export function compileInit(target: Target): readonly string[] {
  const { params, guards, lets, values } = target.model.init;
  const compiler = createExprCompiler(target);
  return target.code.capture(() => {
    writeAssignments(target, compiler, params, guards, "return;", () => {
      writeLets(target, compiler, lets);
      const leaves = values.map(({ variable, value }) => stored(target, compiler, variable, value, -1));
      writeState(target, new Map(values.map(({ variable }, i) => [variable, required(leaves[i], variable)])), true);
    });
  }).lines;
}

/** Loops over the parameters; each guard as far out as its names allow. Guards are total, so their order is free. */
function writeAssignments(
  { code }: Target, compiler: ExprCompiler, params: readonly IrParam[], guards: readonly IrExpr[], leave: string, body: () => void,
): void {
  let pending = guards;
  let skip = leave;
  const write = (bound: readonly IrParam[]): void => {
    const waiting = new Set(bound.map(({ name }) => name));
    const ready = pending.filter((guard) => !mentions(guard, waiting));
    pending = pending.filter((guard) => !ready.includes(guard));
    for (const test of ready.flatMap(conjuncts).map((guard) => compiler.test(guard))) {
      if (test !== "1") code.emit(`if(${test}===0)${skip}`);
    }
    const [param, ...rest] = bound;
    if (param === undefined) return body();
    const { heads, flat } = loops(code, param.sort);
    compiler.locals.set(param.name, flat);
    code.emit(...heads);
    skip = "continue;";
    write(rest);
    code.emit(...heads.map(() => "}"));
  };
  write(params);
}

function writeLets({ code }: Target, compiler: ExprCompiler, lets: readonly IrBinding[]): void {
  for (const { name, value } of lets) compiler.locals.set(name, held(code, compiler.compile(value)));
}

function writeSuccessor(target: Target, compiler: ExprCompiler, step: IrStep, number: number): void {
  writeLets(target, compiler, step.lets);
  const next = new Map(step.updates.map(({ variable, value }) => [variable, stored(target, compiler, variable, value, number)]));
  target.code.emit(`counts[${number}]++;`);
  writeState(target, next, false);
}

/** The leaves of a new value of a variable, with a check where its sort does not already say that it fits. */
function stored({ code, model }: Target, compiler: ExprCompiler, variable: string, value: IrExpr, number: number): readonly string[] {
  const index = model.vars.findIndex((v) => v.name === variable);
  const { sort } = required(model.vars[index], `variable ${variable}`);
  return convert(code, compiler.compile(value), sort, (test) => {
    if (test !== "0") code.emit(`if(${test}!==0)fail(${number},${index});`);
  }).leaves;
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
      const value = constant(leaf);
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
function pointTest({ code, ops }: Target, compiler: ExprCompiler, guard: IrExpr): StepCode["at"] {
  if (guard.kind !== "op" || guard.op !== "eq") return undefined;
  const { result, lines } = code.capture(() => guard.args.map((arg) => compiler.compile(arg).leaves));
  const [left, right] = result;
  if (lines.length > 0 || left?.length !== 1 || right?.length !== 1) return undefined;
  const [leaf, text] = [required(left[0], "a leaf"), required(right[0], "a leaf")];
  const value = constant(text);
  // Only the ordinary meaning of `eq` may be dispatched on.
  if (value === undefined || !/^\(*w\d+/.test(leaf) || ops("eq").js("a", "b") !== "(a===b?1:0)") return undefined;
  return { leaf, value };
}

function conjuncts(expr: IrExpr): readonly IrExpr[] {
  return expr.kind === "op" && expr.op === "and" ? expr.args.flatMap(conjuncts) : [expr];
}

function combinations(params: readonly (IrParam & { readonly sort: ScalarSort })[]): readonly ReadonlyMap<string, Flat>[] {
  return params.reduce<readonly ReadonlyMap<string, Flat>[]>((found, { name, sort }) => {
    const lo = sort.kind === "bool" ? 0 : sort.lo;
    return found.flatMap((map) => {
      return Array.from({ length: scalarSize(sort) }, (_, i) => new Map([...map, [name, literal(sort, lo + i)]]));
    });
  }, [new Map()]);
}
