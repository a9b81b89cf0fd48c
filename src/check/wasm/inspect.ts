// SPDX-License-Identifier: Apache-2.0
// What the properties say of a new state. Most say something only where an agent is at a certain point of its program:
// those parts of all properties are found together by that point, as steps are, and not asked one after the other.
import { and, implies } from "../../ir/build.ts";
import type { IrExpr, IrQuant } from "../../ir/model.ts";
import { isScalar, scalarSize } from "../../ir/sorts.ts";
import { combinations, conjuncts } from "../compile/step.ts";
import { FunctionWriter } from "./function-writer.ts";
import { binary, call, i32, isZero, load32, store, type Operand } from "./operand.ts";
import { own, ownAt } from "./pieces.ts";
import { pointIn, usual, writeCases, type Point } from "./points.ts";
import type { Regions } from "./regions.ts";
import { StateReader, type Fixed, type Target } from "./state-code.ts";

/** At most so many choices of values of quantifiers around what is asked by a point. */
const CHOICES = 16;

/** An expression in which some names have values, as one of so many copies of it. */
interface Instance {
  readonly expr: IrExpr;
  readonly fixed: Fixed;
  readonly copies: number;
}

/** A part of an invariant, which holds where all parts do. With a point it says nothing elsewhere. */
interface Part extends Instance {
  readonly point?: Point;
}

/** A part and the number of its property. */
interface Claim extends Part {
  readonly property: number;
}

/** The functions that a search needs to judge new states; `add` numbers them. Gives the number of one of the address and the number of a state. `notify` is called when a property is decided. */
export function inspectFunctions(target: Target, regions: Regions, notify: number, add: (fn: FunctionWriter) => number): number {
  const waiting = target.model.properties.flatMap(({ trigger }, i) => (trigger === undefined ? [] : [load32(own(regions), regions.triggered + 4 * i)]));
  const watch = waiting.length === 0 ? undefined : add(triggerFunction(target, regions));
  const note = add(noteFunction(notify));
  const fn = new FunctionWriter(["i32", "i32"], []);
  target.code.within(fn, () => {
    const reader = new StateReader(target, fn);
    reader.reading(fn, fn.param(0), () => writeClaims(target, reader, (property) => fn.emit(call(note, [ownAt(regions, regions.found + 4 * property), fn.param(1)]).code)));
    // Until all have come true: soon, unless one never does.
    if (watch !== undefined) fn.when(isZero(waiting.reduce((a, b) => binary("and", a, b))), () => fn.emit(call(watch, [fn.param(0)]).code));
  });
  return add(fn);
}

/** Notes the properties that say something of the state at an address. */
function triggerFunction(target: Target, regions: Regions): FunctionWriter {
  const fn = new FunctionWriter(["i32"], []);
  const { code, model } = target;
  code.within(fn, () => {
    const reader = new StateReader(target, fn);
    reader.reading(fn, fn.param(0), () => model.properties.forEach(({ trigger }, i) => {
      if (trigger === undefined) return;
      const at = regions.triggered + 4 * i;
      fn.when(isZero(load32(own(regions), at)), () => code.when(reader.compiler().test(trigger), () => fn.emit(store(own(regions), i32(1), at))));
    }));
  });
  return fn;
}

/** Notes at the address `cell` that the state of a number decides a property, unless one before did. */
export function writeDecision(fn: FunctionWriter, cell: Operand, number: Operand, notify: number): void {
  fn.when(isZero(load32(cell)), () => {
    fn.emit(store(cell, binary("add", number, i32(1))));
    fn.emit(call(notify, []).code);
  });
}

/** The same as a function, since it is seldom needed: what is large is slow to compile. */
function noteFunction(notify: number): FunctionWriter {
  const fn = new FunctionWriter(["i32", "i32"], []);
  writeDecision(fn, fn.param(0), fn.param(1), notify);
  return fn;
}

/** `note` writes what is to be done where the state decides a property. */
function writeClaims(target: Target, reader: StateReader, note: (property: number) => void): void {
  const { code, model } = target;
  const judge = ({ expr, fixed, copies, property }: Claim): void => code.when(code.eq(reader.compiler(fixed, copies).test(expr), i32(0)), () => note(property));
  const claims: Claim[] = [];
  model.properties.forEach(({ kind, expr }, property) => {
    if (kind === "reachable") code.when(reader.compiler().test(expr), () => note(property));
    else claims.push(...parts(target, reader, { expr, fixed: new Map(), copies: 1 }).map((part) => ({ ...part, property })));
  });
  for (const claim of claims.filter(({ point }) => point === undefined)) judge(claim);
  for (const { leaf, cases } of byPoint(target, claims)) writeCases(target, leaf, cases, (list) => list.forEach(judge));
}

/** The claims that have a point, by leaf and value. */
function byPoint({ code }: Target, claims: readonly Claim[]): readonly { readonly leaf: Operand; readonly cases: ReadonlyMap<number, readonly Claim[]> }[] {
  const groups: { readonly leaf: Operand; readonly cases: Map<number, Claim[]> }[] = [];
  for (const claim of claims) {
    const { point } = claim;
    if (point === undefined) continue;
    const group = groups.find(({ leaf }) => code.same(leaf, point.leaf)) ?? { leaf: point.leaf, cases: new Map<number, Claim[]>() };
    if (!groups.includes(group)) groups.push(group);
    group.cases.set(point.value, [...(group.cases.get(point.value) ?? []), claim]);
  }
  return groups;
}

/** The parts of an invariant. What has no point stays together, unless what is around it is asked in pieces. */
function parts(target: Target, reader: StateReader, whole: Instance): readonly Part[] {
  const { expr, fixed } = whole;
  if (!usual(target, "and", "implies")) return [whole];
  if (expr.kind === "quant" && expr.quant === "forall") return instances(target, reader, whole, expr) ?? [whole];
  if (expr.kind !== "op") return [whole];
  if (expr.op === "implies") return [pointed(target, reader, whole, expr.args) ?? whole];
  if (expr.op !== "and") return [whole];
  const all = conjuncts(expr).flatMap((each) => parts(target, reader, { ...whole, expr: each }));
  const rest = all.filter((part) => part.point === undefined && part.fixed === fixed).map((part) => part.expr);
  return [...all.filter((part) => part.point !== undefined || part.fixed !== fixed), ...(rest.length > 0 ? [{ ...whole, expr: and(...rest) }] : [])];
}

/** One for each value of what a quantifier runs over. Undefined where that is too much, or of no use. */
function instances(target: Target, reader: StateReader, { fixed, copies: outer }: Instance, { name, over, body }: IrQuant): readonly Part[] | undefined {
  const copies = isScalar(over) ? outer * scalarSize(over) : Infinity;
  if (!isScalar(over) || copies > CHOICES) return undefined;
  const all = combinations(target.code, [{ name, sort: over }]).flatMap((values) => parts(target, reader, { expr: body, fixed: new Map([...fixed, ...values]), copies }));
  return all.some(({ point }) => point !== undefined) ? all : undefined;
}

/** The conclusion, where the first premise is a point and the others hold. */
function pointed(target: Target, reader: StateReader, whole: Instance, [premise, conclusion]: readonly IrExpr[]): Part | undefined {
  if (premise === undefined || conclusion === undefined) return undefined;
  const [first, ...others] = conjuncts(premise);
  const point = first && pointIn(target, reader, first, whole.fixed);
  return point && { ...whole, point, expr: others.length === 0 ? conclusion : implies(and(...others), conclusion) };
}
