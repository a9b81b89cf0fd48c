// SPDX-License-Identifier: Apache-2.0
// Expressions as code: a value becomes one operand per leaf. Everything is total, so a let may be computed
// before it is known whether its value is needed; what has statements stays behind its test.
import { InternalError, required, unreachable } from "../../base/unreachable.ts";
import type { IrExpr, IrIte, IrOp, IrQuant, IrSet } from "../../ir/model.ts";
import { opDef, type OpDef, type OpName } from "../../ir/ops.ts";
import { BOOL, compatible, isScalar, scalarSize, type ArraySort, type ScalarSort, type Sort, hull } from "../../ir/sorts.ts";
import { leafCount, SET_WORD } from "../layout.ts";
import { choose, disjoin, junction, type Code } from "./code.ts";
import { convert, eachValue, elementNumber, fieldSlice, held, literal, locate, only, scalar, type Flat } from "./flat.ts";

/** Where the compiler takes an operator's instructions from; tests put wrong ones here. */
export type OpTable = (op: OpName) => Pick<OpDef, "words">;

/** The model computes with numbers that are too large for the language it is compiled to. */
export class Unsupported extends Error {}

/** Quantifiers over at most this many scalar values are written out, so that array indices become constants. */
const UNROLLED = 8;
/** Limit of copies when quantifiers that are written out nest. */
const COPIES = 64;

/** Compiles expressions into `code`. `variable` gives the flattened value of a state variable. */
export class ExprCompiler<T> {
  readonly code: Code<T>;
  readonly locals = new Map<string, Flat<T>>();
  readonly #variable: (name: string) => Flat<T>;
  readonly #ops: OpTable;
  #copies: number;

  /** `copies`: of what it compiles so many are written. */
  constructor(code: Code<T>, variable: (name: string) => Flat<T>, ops: OpTable, copies = 1) {
    this.#copies = copies;
    this.code = code;
    this.#variable = variable;
    this.#ops = ops;
  }

  /** The value of `expr`; may emit statements that it needs. */
  compile(expr: IrExpr): Flat<T> {
    switch (expr.kind) {
      case "lit":
        return literal(this.code, expr.sort, expr.value);
      case "var":
        return this.#variable(expr.name);
      case "local":
        return required(this.locals.get(expr.name), `local ${expr.name}`);
      case "op":
        return this.#op(expr);
      case "ite":
        return this.#ite(expr);
      case "let":
        return this.#within(expr.name, held(this.code, this.compile(expr.value)), () => this.compile(expr.body));
      case "record": {
        const values = expr.values.map((value) => this.compile(value));
        const fields = expr.sort.fields.map(({ name }, i) => ({ name, sort: required(values[i], name).sort }));
        return { sort: { ...expr.sort, fields }, leaves: values.flatMap((value) => value.leaves) };
      }
      case "field": {
        const record = this.compile(expr.record);
        if (record.sort.kind !== "record") throw new InternalError(`field of a ${record.sort.kind}`);
        const { from, to, index } = fieldSlice(record.sort, expr.field);
        return { sort: required(record.sort.fields[index], expr.field).sort, leaves: record.leaves.slice(from, to) };
      }
      case "with": {
        const record = this.compile(expr.record);
        const value = this.compile(expr.value);
        if (record.sort.kind !== "record") throw new InternalError(`with of a ${record.sort.kind}`);
        const { from, to, index } = fieldSlice(record.sort, expr.field);
        const fields = record.sort.fields.map((field, i) => (i === index ? { ...field, sort: value.sort } : field));
        return { sort: { ...record.sort, fields }, leaves: [...record.leaves.slice(0, from), ...value.leaves, ...record.leaves.slice(to)] };
      }
      case "select":
        return this.#select(this.compile(expr.array), this.compile(expr.index));
      case "store":
        return this.#store(this.compile(expr.array), this.compile(expr.index), this.compile(expr.value));
      case "array": {
        const { index } = expr.sort;
        const elements = Array.from({ length: scalarSize(index) }, (_, i) => {
          return this.#within(expr.name, literal(this.code, index, index.lo + i), () => this.compile(expr.body));
        });
        return this.#array(expr.sort.index, elements);
      }
      case "set":
        return this.#set(expr);
      case "quant":
        return this.#quant(expr);
      default:
        return unreachable(expr);
    }
  }

  /** A 0/1 operand: the value of a boolean expression. */
  test(expr: IrExpr): T {
    return only(this.compile(expr));
  }

  #within<R>(name: string, value: Flat<T>, use: () => R): R {
    this.locals.set(name, value);
    const result = use();
    this.locals.delete(name);
    return result;
  }

  #apply(op: OpName, a: T, b: T): T {
    return this.#ops(op).words(this.code, a, b);
  }

  #op(expr: IrOp): Flat<T> {
    const { op, args: [first, second] } = expr;
    const left = required(first, `an operand of ${op}`);
    const { shape, arity } = opDef(op);
    if (arity === 1) return scalar(BOOL, this.#apply(op, this.test(left), this.code.number(0)));
    const right = required(second, `an operand of ${op}`);
    if (op === "and" || op === "or" || op === "implies") return scalar(BOOL, this.#logical(op, left, right));
    const a = this.compile(left);
    const b = this.compile(right);
    switch (shape) {
      case "scalar": {
        const result = opDef(op).result([a.sort, b.sort]);
        const sort = typeof result === "string" ? expr.sort : result;
        if (sort.kind === "int" && Math.max(-sort.lo, sort.hi) > this.code.limit) throw new Unsupported(`${op} gives ${sort.lo}..${sort.hi}`);
        return scalar(sort, this.#apply(op, only(a), only(b)));
      }
      case "all":
        return scalar(BOOL, junction(this.code, "and", this.#pairs(op, a, b).leaves));
      case "any":
        return scalar(BOOL, junction(this.code, "or", this.#pairs(op, a, b).leaves));
      case "words":
        return this.#pairs(op, a, b);
      case "member": {
        if (b.sort.kind !== "set") throw new InternalError(`member of a ${b.sort.kind}`);
        const { index, inside } = elementNumber(this.code, a, b.sort.elem);
        const { word, bit } = locate(this.code, b, index);
        return scalar(BOOL, junction(this.code, "and", [inside, this.#apply(op, bit, word)]));
      }
      default:
        return unreachable(shape);
    }
  }

  #pairs(op: OpName, left: Flat<T>, right: Flat<T>): Flat<T> {
    if (!compatible(left.sort, right.sort)) throw new InternalError(`${op} of ${left.sort.kind} and ${right.sort.kind}`);
    const sort = hull(left.sort, right.sort);
    const a = convert(this.code, left, sort).leaves;
    const b = convert(this.code, right, sort).leaves;
    return { sort, leaves: a.map((leaf, i) => this.#apply(op, leaf, required(b[i], "a leaf"))) };
  }

  /** The right operand is only computed when the left one does not decide, if that needs statements. */
  #logical(op: "and" | "or" | "implies", left: IrExpr, right: IrExpr): T {
    const { code } = this;
    const decides = op === "or" ? 1 : 0;
    const a = this.test(left);
    const known = code.known(a);
    if (known === decides) return this.#apply(op, a, code.number(0));
    const { empty, place, result: b } = code.capture(() => this.test(right));
    if (empty || known !== undefined) {
      place();
      return this.#apply(op, a, b);
    }
    const answer = code.variable(this.#apply(op, code.number(decides), code.number(0)));
    code.when(code.eq(a, code.number(1 - decides)), () => {
      place();
      code.assign(answer, this.#apply(op, code.number(1 - decides), b));
    });
    return answer;
  }

  #ite(expr: IrIte): Flat<T> {
    const { code } = this;
    const condition = this.test(expr.cond);
    const known = code.known(condition);
    if (known !== undefined) return this.compile(known === 0 ? expr.else : expr.then);
    const cond = code.hold(condition);
    const yes = code.capture(() => this.compile(expr.then));
    const no = code.capture(() => this.compile(expr.else));
    const sort = hull(yes.result.sort, no.result.sort);
    const then = code.capture(() => convert(code, yes.result, sort).leaves);
    const otherwise = code.capture(() => convert(code, no.result, sort).leaves);
    const pairs = then.result.map((leaf, i): [T, T] => [leaf, required(otherwise.result[i], "a leaf")]);
    if ([yes, no, then, otherwise].every(({ empty }) => empty)) {
      return { sort, leaves: pairs.map(([a, b]) => (code.same(a, b) ? a : code.choice(cond, a, b))) };
    }
    const leaves = pairs.map(() => code.variable());
    const assign = (side: 0 | 1): void => leaves.forEach((leaf, i) => code.assign(leaf, required(pairs[i], "a leaf")[side]));
    code.when(cond, () => {
      yes.place();
      then.place();
      assign(0);
    }, () => {
      no.place();
      otherwise.place();
      assign(1);
    });
    return { sort, leaves };
  }

  #select(array: Flat<T>, index: Flat<T>): Flat<T> {
    if (array.sort.kind !== "array") throw new InternalError(`select from a ${array.sort.kind}`);
    const { elem } = array.sort;
    const width = leafCount(elem);
    const known = this.code.known(only(index));
    const range = overlap(array.sort.index, known === undefined ? index.sort : { ...array.sort.index, lo: known, hi: known });
    const base = (range.lo - array.sort.index.lo) * width;
    if (range.size === 1) return { sort: elem, leaves: array.leaves.slice(base, base + width) };
    const where = this.code.hold(only(index));
    const leaves = Array.from({ length: width }, (_, leaf) => {
      const elements = Array.from({ length: range.size }, (_, i) => required(array.leaves[base + i * width + leaf], "an element"));
      return choose(this.code, where, range.lo, elements);
    });
    return { sort: elem, leaves };
  }

  #store(array: Flat<T>, index: Flat<T>, value: Flat<T>): Flat<T> {
    if (array.sort.kind !== "array") throw new InternalError(`store to a ${array.sort.kind}`);
    const known = this.code.known(only(index));
    const where = this.code.hold(only(index));
    const item = held(this.code, value);
    const { elem, index: indexSort } = array.sort;
    const width = leafCount(elem);
    const elements = Array.from({ length: scalarSize(indexSort) }, (_, i): Flat<T> => {
      const old: Flat<T> = { sort: elem, leaves: array.leaves.slice(i * width, (i + 1) * width) };
      const at = indexSort.lo + i;
      if (known !== undefined) return at === known ? item : old;
      const sort = hull(elem, value.sort);
      const before = convert(this.code, old, sort).leaves;
      const here = this.code.eq(where, this.code.number(at));
      const leaves = convert(this.code, item, sort).leaves.map((leaf, j) => this.code.choice(here, leaf, required(before[j], "a leaf")));
      return { sort, leaves };
    });
    return this.#array(indexSort, elements);
  }

  #array(index: ArraySort["index"], elements: readonly Flat<T>[]): Flat<T> {
    const elem = elements.map((element) => element.sort).reduce((a, b) => hull(a, b));
    return { sort: { kind: "array", index, elem }, leaves: elements.flatMap((element) => convert(this.code, element, elem).leaves) };
  }

  #set(expr: IrSet): Flat<T> {
    const elements = expr.elements.map((element) => this.compile(element));
    const elem = elements.reduce<Sort>((sort, element) => hull(sort, element.sort), expr.sort.elem);
    const sort: Sort = { kind: "set", elem };
    const words: T[][] = Array.from({ length: leafCount(sort) }, () => []);
    const { code } = this;
    const [one, size] = [code.number(1), code.number(SET_WORD)];
    for (const element of elements) {
      const index = code.hold(elementNumber(code, element, elem).index);
      words.forEach((bits, word) => {
        if (words.length === 1) return bits.push(code.shl(one, index));
        const here = code.eq(code.floorDiv(index, size), code.number(word));
        const known = code.known(here);
        const bit = code.shl(one, code.floorMod(index, size));
        return bits.push(known === undefined ? code.choice(here, bit, code.number(0)) : known === 1 ? bit : code.number(0));
      });
    }
    return { sort, leaves: words.map((bits) => disjoin(code, bits)) };
  }

  #quant(expr: IrQuant): Flat<T> {
    const { over, name, body } = expr;
    const { code } = this;
    if (isScalar(over) && scalarSize(over) <= UNROLLED && this.#copies * scalarSize(over) <= COPIES) {
      return scalar(BOOL, this.#unrolled(expr, over));
    }
    const found = expr.quant === "exists" ? 1 : 0;
    const answer = code.variable(code.number(1 - found));
    code.block((leave) => eachValue(code, over, (value) => this.#within(name, value, () => {
      code.when(code.eq(this.test(body), code.number(found)), () => {
        code.assign(answer, code.number(found));
        leave();
      });
    })));
    return scalar(BOOL, answer);
  }

  #unrolled(expr: IrQuant, over: ScalarSort): T {
    const size = scalarSize(over);
    const lo = over.kind === "bool" ? 0 : over.lo;
    this.#copies *= size;
    const tests = Array.from({ length: size }, (_, i) => {
      return this.#within(expr.name, literal(this.code, over, lo + i), () => this.test(expr.body));
    });
    this.#copies /= size;
    return junction(this.code, expr.quant === "exists" ? "or" : "and", tests);
  }
}

/** The values that an index of sort `index` can have within the array's index sort. */
function overlap(array: Sort, index: Sort): { readonly lo: number; readonly size: number } {
  if (array.kind === "bool" || !isScalar(array)) throw new InternalError(`an array indexed by ${array.kind}`);
  if (index.kind !== array.kind) return { lo: array.lo, size: scalarSize(array) };
  const lo = Math.min(Math.max(array.lo, index.lo), array.hi);
  const hi = Math.max(Math.min(array.hi, index.hi), lo);
  return { lo, size: hi - lo + 1 };
}
