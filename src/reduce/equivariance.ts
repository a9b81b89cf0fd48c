// SPDX-License-Identifier: Apache-2.0
// Does a permutation of names leave a model as it is? A permutation exchanges members of a universe
// everywhere: in the values that variables hold, in the indices of arrays, in literals. When each step, read
// with exchanged literals, is the same step again, then exchanging the names in a state and taking the step
// is taking the step and exchanging the names: the permutation is an automorphism of the transition relation.
// The comparison is of texts in a normal form, so "no" may be wrong and "yes" never is.
import { unreachable } from "../base/unreachable.ts";
import type { IrExpr, IrInit, IrModel, IrParam, IrProperty, IrStep } from "../ir/model.ts";
import { describeSort, type EnumSort, type IntSort, type Sort } from "../ir/sorts.ts";

/** Two members of a universe that change places; all others stay. */
export interface Exchange {
  readonly universe: string;
  readonly a: number;
  readonly b: number;
}

/** What shows that `exchange` is no automorphism that keeps every property: a variable, step or property; undefined when it is one. */
export function asymmetry(model: IrModel, exchange: Exchange): string | undefined {
  const texts = new NormalForm();
  const closed = (sort: Sort): boolean => closedSort(sort, exchange);
  const v = model.vars.find(({ sort }) => !closed(sort));
  if (v !== undefined) return `variable ${v.name} has room for one of them only`;
  const step = model.steps.find((one) => !texts.sameStep(one, exchange));
  if (step !== undefined) return `step ${step.name} treats them differently`;
  const property = model.properties.find((one) => !texts.sameProperty(one, exchange));
  return property === undefined ? undefined : `property ${property.name} treats them differently`;
}

/** Is each initial state, with exchanged names, an initial state again? */
export function symmetricInit(model: IrModel, exchange: Exchange): boolean {
  return new NormalForm().sameInit(model.init, exchange);
}

/** Is every value of `sort` one again with exchanged names? */
function closedSort(sort: Sort, exchange: Exchange): boolean {
  switch (sort.kind) {
    case "bool":
    case "int":
      return true;
    case "enum":
      return sort.universe.name !== exchange.universe || within(sort, exchange.a) === within(sort, exchange.b);
    case "record":
      return sort.fields.every((field) => closedSort(field.sort, exchange));
    case "array":
      return closedSort(sort.index, exchange) && closedSort(sort.elem, exchange);
    case "set":
      return closedSort(sort.elem, exchange);
    default:
      return unreachable(sort);
  }
}

const within = (sort: EnumSort | IntSort, value: number): boolean => sort.lo <= value && value <= sort.hi;

/**
 * Numbers for normal forms: two expressions have the same number only when they have the same value in every
 * state. Names are not changed by an exchange, so bound names need no renaming.
 */
class NormalForm {
  readonly #numbers = new Map<string, number>();
  #memo = new Map<IrExpr, number>();
  #plain = new Map<IrExpr, number>();
  #exchange: Exchange | undefined;
  #open = false;

  sameStep(step: IrStep, exchange: Exchange): boolean {
    return this.#same(exchange, step.params, () => this.#step(step));
  }

  sameProperty(property: IrProperty, exchange: Exchange): boolean {
    return this.#same(exchange, [], () => [this.#number(property.expr), ...(property.trigger === undefined ? [] : [this.#number(property.trigger)])].join());
  }

  sameInit(init: IrInit, exchange: Exchange): boolean {
    const { params, guards, lets, values } = init;
    return this.#same(exchange, params, () => this.#step({ guards, lets, updates: values }));
  }

  #same(exchange: Exchange, params: readonly IrParam[], text: () => string): boolean {
    this.#exchange = undefined;
    this.#memo = this.#plain;
    const before = text();
    this.#exchange = exchange;
    this.#memo = new Map();
    this.#open = false;
    const after = text();
    return before === after && !this.#open && params.every(({ sort }) => closedSort(sort, exchange));
  }

  #step(step: Pick<IrStep, "guards" | "lets" | "updates">): string {
    const guards = [...new Set(step.guards.map((guard) => this.#number(guard)))].sort((x, y) => x - y);
    const lets = step.lets.map(({ name, value }) => `${name}=${this.#number(value)}`);
    const updates = step.updates.map(({ variable, value }) => `${variable}:=${this.#number(value)}`).sort();
    return [guards.join(), ...lets, ...updates].join(";");
  }

  #number(e: IrExpr): number {
    const known = this.#memo.get(e);
    if (known !== undefined) return known;
    const text = this.#text(e);
    const number = this.#numbers.get(text) ?? this.#numbers.size;
    this.#numbers.set(text, number);
    this.#memo.set(e, number);
    return number;
  }

  #text(e: IrExpr): string {
    switch (e.kind) {
      case "lit":
        return e.sort.kind === "enum" ? `${e.sort.universe.name}.${this.#member(e.sort.universe.name, e.value)}` : `${e.sort.kind} ${e.value}`;
      case "var":
      case "local":
        return `${e.kind} ${e.name}`;
      case "op": {
        const args = e.op === "and" || e.op === "or" ? [...new Set(this.#flat(e, e.op))] : e.args.map((arg) => this.#number(arg));
        return `${e.op}(${(COMMUTATIVE.has(e.op) ? args.sort((x, y) => x - y) : args).join()})`;
      }
      case "ite":
        return `ite(${this.#number(e.cond)},${this.#number(e.then)},${this.#number(e.else)})`;
      case "let":
        return `let(${e.name},${this.#number(e.value)},${this.#number(e.body)})`;
      case "record":
        return `record ${e.sort.name}(${e.values.map((value) => this.#number(value)).join()})`;
      case "field":
        return `field ${e.field}(${this.#number(e.record)})`;
      case "with":
        return `with ${e.field}(${this.#number(e.record)},${this.#number(e.value)})`;
      case "select":
        return `select(${this.#number(e.array)},${this.#number(e.index)})`;
      case "store":
        return this.#stores(e);
      case "array":
        return `array ${e.name}:${this.#range(e.sort.index)}(${this.#number(e.body)})`;
      case "set":
        return `set(${[...new Set(e.elements.map((element) => this.#number(element)))].sort((x, y) => x - y).join()})`;
      case "quant":
        return `${e.quant} ${e.name}:${this.#range(e.over)}(${this.#number(e.body)})`;
      default:
        return unreachable(e);
    }
  }

  /** Stores at different literal places may come in any order. */
  #stores(e: IrExpr & { readonly kind: "store" }): string {
    const places = new Map<number, number>();
    let inner: IrExpr = e;
    while (inner.kind === "store" && inner.index.kind === "lit") {
      const place = this.#number(inner.index);
      if (!places.has(place)) places.set(place, this.#number(inner.value));
      inner = inner.array;
    }
    if (places.size === 0) return `store(${this.#number(e.array)},${this.#number(e.index)},${this.#number(e.value)})`;
    const list = [...places].sort(([x], [y]) => x - y).map(([place, value]) => `${place}:${value}`);
    return `stores(${this.#number(inner)},${list.join()})`;
  }

  #flat(e: IrExpr, op: "and" | "or"): readonly number[] {
    return e.kind === "op" && e.op === op ? e.args.flatMap((arg) => this.#flat(arg, op)) : [this.#number(e)];
  }

  /** A set of values that is ranged over; it must hold both names or neither. */
  #range(sort: Sort): string {
    if (this.#exchange !== undefined && !closedSort(sort, this.#exchange)) this.#open = true;
    return describeSort(sort);
  }

  #member(universe: string, value: number): number {
    if (this.#exchange === undefined || universe !== this.#exchange.universe) return value;
    const { a, b } = this.#exchange;
    return value === a ? b : value === b ? a : value;
  }
}

const COMMUTATIVE: ReadonlySet<string> = new Set(["and", "or", "eq", "ne", "add", "mul", "union", "intersect"]);
