// SPDX-License-Identifier: Apache-2.0
// Expressions as JavaScript: a value becomes one operand text per leaf. Everything is total, so a let may
// be computed before it is known whether its value is needed; what has statements stays behind its test.
import { InternalError, required, unreachable } from "../../base/unreachable.ts";
import type { IrExpr, IrIte, IrOp, IrQuant, IrSet } from "../../ir/model.ts";
import { opDef, type OpDef, type OpName } from "../../ir/ops.ts";
import { BOOL, compatible, isScalar, scalarSize, type Sort, hull } from "../../ir/sorts.ts";
import { choose, constant, type CodeWriter, junction, numeral } from "./code.ts";
import { convert, disjoin, elementNumber, fieldSlice, fold1, held, literal, locate, loops, only, scalar, type Flat } from "./flat.ts";
import { leafCount, SET_WORD } from "../layout.ts";

/** Where the compiler takes an operator's JavaScript from; tests put wrong ones here. */
export type OpTable = (op: OpName) => Pick<OpDef, "js">;

/** Quantifiers over at most this many scalar values are written out, so that array indices become constants. */
const UNROLLED = 8;
/** Limit of copies when quantifiers that are written out nest. */
const COPIES = 64;

/** Compiles expressions into `code`. `variable` gives the flattened value of a state variable. */
export class ExprCompiler {
  readonly code: CodeWriter;
  readonly locals = new Map<string, Flat>();
  readonly #variable: (name: string) => Flat;
  readonly #ops: OpTable;
  #copies = 1;

  constructor(code: CodeWriter, variable: (name: string) => Flat, ops: OpTable) {
    this.code = code;
    this.#variable = variable;
    this.#ops = ops;
  }

  /** The value of `expr`; may emit statements that it needs. */
  compile(expr: IrExpr): Flat {
    switch (expr.kind) {
      case "lit":
        return literal(expr.sort, expr.value);
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
          return this.#within(expr.name, literal(index, index.lo + i), () => this.compile(expr.body));
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

  /** A 0/1 text: the value of a boolean expression. */
  test(expr: IrExpr): string {
    return only(this.compile(expr));
  }

  #within<T>(name: string, value: Flat, use: () => T): T {
    this.locals.set(name, value);
    const result = use();
    this.locals.delete(name);
    return result;
  }

  #apply(op: OpName, a: string, b: string): string {
    const { js } = this.#ops(op);
    const [left, right] = isRepeated(js, "a") || isRepeated(js, "b") ? [this.code.hold(a), this.code.hold(b)] : [a, b];
    return fold1([left, right], js(left, right));
  }

  #op(expr: IrOp): Flat {
    const { op, args: [first, second] } = expr;
    const left = required(first, `an operand of ${op}`);
    const { shape, arity } = opDef(op);
    if (arity === 1) return scalar(BOOL, this.#apply(op, this.test(left), "0"));
    const right = required(second, `an operand of ${op}`);
    if (op === "and" || op === "or" || op === "implies") return scalar(BOOL, this.#logical(op, left, right));
    const a = this.compile(left);
    const b = this.compile(right);
    switch (shape) {
      case "scalar": {
        const sort = opDef(op).result([a.sort, b.sort]);
        return scalar(typeof sort === "string" ? expr.sort : sort, this.#apply(op, only(a), only(b)));
      }
      case "all":
        return scalar(BOOL, junction("&", this.#pairs(op, a, b).leaves));
      case "any":
        return scalar(BOOL, junction("|", this.#pairs(op, a, b).leaves));
      case "words":
        return this.#pairs(op, a, b);
      case "member": {
        if (b.sort.kind !== "set") throw new InternalError(`member of a ${b.sort.kind}`);
        const { index, inside } = elementNumber(this.code, a, b.sort.elem);
        const { word, bit } = locate(this.code, b, index);
        return scalar(BOOL, junction("&", [inside, this.#apply(op, bit, word)]));
      }
      default:
        return unreachable(shape);
    }
  }

  #pairs(op: OpName, left: Flat, right: Flat): Flat {
    if (!compatible(left.sort, right.sort)) throw new InternalError(`${op} of ${left.sort.kind} and ${right.sort.kind}`);
    const sort = hull(left.sort, right.sort);
    const a = convert(this.code, left, sort).leaves;
    const b = convert(this.code, right, sort).leaves;
    return { sort, leaves: a.map((leaf, i) => this.#apply(op, leaf, required(b[i], "a leaf"))) };
  }

  /** The right operand is only computed when the left one does not decide, if that needs statements. */
  #logical(op: "and" | "or" | "implies", left: IrExpr, right: IrExpr): string {
    const [decides, other] = op === "or" ? ["1", "0"] : ["0", "1"];
    const a = this.test(left);
    if (a === decides) return this.#apply(op, a, "0");
    const { lines, result: b } = this.code.capture(() => this.test(right));
    if (lines.length === 0 || a === other) {
      this.code.emit(...lines);
      return this.#apply(op, a, b);
    }
    const name = this.code.fresh();
    this.code.emit(`let ${name}=${this.#apply(op, decides, "0")};`, `if(${a}===${other}){`, ...lines, `${name}=${this.#apply(op, other, b)};`, "}");
    return name;
  }

  #ite(expr: IrIte): Flat {
    const condition = this.test(expr.cond);
    const known = constant(condition);
    if (known !== undefined) return this.compile(known === 0 ? expr.else : expr.then);
    const cond = this.code.hold(condition);
    const yes = this.code.capture(() => this.compile(expr.then));
    const no = this.code.capture(() => this.compile(expr.else));
    const sort = hull(yes.result.sort, no.result.sort);
    const then = this.code.capture(() => convert(this.code, yes.result, sort).leaves);
    const otherwise = this.code.capture(() => convert(this.code, no.result, sort).leaves);
    const thenLines = [...yes.lines, ...then.lines];
    const elseLines = [...no.lines, ...otherwise.lines];
    const pairs = then.result.map((leaf, i): [string, string] => [leaf, required(otherwise.result[i], "a leaf")]);
    if (thenLines.length + elseLines.length === 0) {
      return { sort, leaves: pairs.map(([a, b]) => (a === b ? a : `(${cond}?${a}:${b})`)) };
    }
    const names = pairs.map(() => this.code.fresh());
    const assign = (side: 0 | 1): string[] => pairs.map((pair, i) => `${names[i]}=${pair[side]};`);
    if (names.length > 0) this.code.emit(`let ${names.join(",")};`);
    this.code.emit(`if(${cond}){`, ...thenLines, ...assign(0), "}else{", ...elseLines, ...assign(1), "}");
    return { sort, leaves: names };
  }

  #select(array: Flat, index: Flat): Flat {
    if (array.sort.kind !== "array") throw new InternalError(`select from a ${array.sort.kind}`);
    const { elem } = array.sort;
    const width = leafCount(elem);
    const known = constant(only(index));
    const range = overlap(array.sort.index, known === undefined ? index.sort : { ...array.sort.index, lo: known, hi: known });
    const base = (range.lo - array.sort.index.lo) * width;
    if (range.size === 1) return { sort: elem, leaves: array.leaves.slice(base, base + width) };
    const where = this.code.hold(only(index));
    const leaves = Array.from({ length: width }, (_, leaf) => {
      const texts = Array.from({ length: range.size }, (_, i) => required(array.leaves[base + i * width + leaf], "an element"));
      return choose(where, range.lo, texts);
    });
    return { sort: elem, leaves };
  }

  #store(array: Flat, index: Flat, value: Flat): Flat {
    if (array.sort.kind !== "array") throw new InternalError(`store to a ${array.sort.kind}`);
    const known = constant(only(index));
    const where = this.code.hold(only(index));
    const item = held(this.code, value);
    const { elem, index: indexSort } = array.sort;
    const width = leafCount(elem);
    const elements = Array.from({ length: scalarSize(indexSort) }, (_, i): Flat => {
      const old: Flat = { sort: elem, leaves: array.leaves.slice(i * width, (i + 1) * width) };
      const at = indexSort.lo + i;
      if (known !== undefined) return at === known ? item : old;
      const sort = hull(elem, value.sort);
      const before = convert(this.code, old, sort).leaves;
      const leaves = convert(this.code, item, sort).leaves.map((leaf, j) => `(${where}===${numeral(at)}?${leaf}:${required(before[j], "a leaf")})`);
      return { sort, leaves };
    });
    return this.#array(indexSort, elements);
  }

  #array(index: Parameters<typeof scalarSize>[0] & { kind: "int" | "enum" }, elements: readonly Flat[]): Flat {
    const elem = elements.map((element) => element.sort).reduce((a, b) => hull(a, b));
    return { sort: { kind: "array", index, elem }, leaves: elements.flatMap((element) => convert(this.code, element, elem).leaves) };
  }

  #set(expr: IrSet): Flat {
    const elements = expr.elements.map((element) => this.compile(element));
    const elem = elements.reduce<Sort>((sort, element) => hull(sort, element.sort), expr.sort.elem);
    const sort: Sort = { kind: "set", elem };
    const words: string[][] = Array.from({ length: leafCount(sort) }, () => []);
    for (const element of elements) {
      const index = this.code.hold(elementNumber(this.code, element, elem).index);
      words.forEach((bits, word) => {
        if (words.length === 1) bits.push(fold1([index], `(1<<${index})`));
        else bits.push(fold1([index], `((${index}/${SET_WORD}|0)===${word}?1<<${index}%${SET_WORD}:0)`));
      });
    }
    return { sort, leaves: words.map((bits) => disjoin(bits)) };
  }

  #quant(expr: IrQuant): Flat {
    const { over, name, body, quant } = expr;
    const exists = quant === "exists";
    if (isScalar(over) && scalarSize(over) <= UNROLLED && this.#copies * scalarSize(over) <= COPIES) {
      return scalar(BOOL, this.#unrolled(expr, over));
    }
    const answer = this.code.fresh();
    const { heads, flat } = loops(this.code, over);
    const inner = this.code.capture(() => this.#within(name, flat, () => this.test(body)));
    this.code.emit(
      `let ${answer}=${exists ? 0 : 1};`,
      `L${answer}:{`, ...heads, ...inner.lines,
      `if(${inner.result}===${exists ? 1 : 0}){${answer}=${exists ? 1 : 0};break L${answer};}`,
      ...heads.map(() => "}"), "}",
    );
    return scalar(BOOL, answer);
  }

  #unrolled(expr: IrQuant, over: Parameters<typeof scalarSize>[0]): string {
    const size = scalarSize(over);
    const lo = over.kind === "bool" ? 0 : over.lo;
    this.#copies *= size;
    const tests = Array.from({ length: size }, (_, i) => {
      return this.#within(expr.name, literal(over, lo + i), () => this.test(expr.body));
    });
    this.#copies /= size;
    return junction(expr.quant === "exists" ? "|" : "&", tests);
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

const isRepeated = (js: OpDef["js"], operand: "a" | "b"): boolean =>
  js(operand === "a" ? "@" : "", operand === "b" ? "@" : "").split("@").length > 2;
