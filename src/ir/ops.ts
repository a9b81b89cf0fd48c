// SPDX-License-Identifier: Apache-2.0
// The one table of operators. A row holds everything anybody knows of an operator: its sorts, its value
// (reference interpreter), its instructions (compiled checker), its TLA+ text, its precedence there, and a
// sentence for the reference. A missing column does not compile.
import { sameValue, type Value } from "./values.ts";
import type { Words } from "./words.ts";
import { BOOL, compatible, describeSort, hull, intSort, type IntSort, type Sort } from "./sorts.ts";

/**
 * How the checker computes an operator on flattened values (a value is a list of small integers, one per
 * scalar; a set is a list of bit words):
 * scalar: operands are one integer each; all: conjunction over the pairs; any: disjunction over the pairs;
 * words: pair by pair, giving a set; member: an element and a set.
 */
export type OpShape = "scalar" | "all" | "any" | "words" | "member";

export interface OpDef {
  readonly doc: string;
  /** Spelling in .ptespec, for messages and the reference. */
  readonly symbol: string;
  readonly arity: 1 | 2;
  /** The sort of the result, or in words what is wrong with the operands. */
  readonly result: (sorts: readonly Sort[]) => Sort | string;
  readonly evaluate: (args: readonly Value[]) => Value;
  readonly shape: OpShape;
  /** In compiled code; `b` of an operator with one operand is 0. */
  readonly words: <T>(w: Words<T>, a: T, b: T) => T;
  readonly tla: string;
  /** Operator precedence range of TLA+ (Specifying Systems, table 6), low and high. */
  readonly precedence: readonly [number, number];
}

const bools = (sorts: readonly Sort[]): Sort | string =>
  sorts.every((s) => s.kind === "bool") ? BOOL : `wants bool, has ${sorts.map(describeSort).join(" and ")}`;

const comparable = (sorts: readonly Sort[]): Sort | string => {
  const [a, b] = sorts;
  return a && b && compatible(a, b) ? BOOL : `compares ${sorts.map(describeSort).join(" with ")}`;
};

const ints = (then: (a: IntSort, b: IntSort) => Sort | string) => (sorts: readonly Sort[]): Sort | string => {
  const [a, b] = sorts;
  return a?.kind === "int" && b?.kind === "int" ? then(a, b) : `wants numbers, has ${sorts.map(describeSort).join(" and ")}`;
};

const corners = (a: IntSort, b: IntSort, f: (x: number, y: number) => number): IntSort => {
  const values = [f(a.lo, b.lo), f(a.lo, b.hi), f(a.hi, b.lo), f(a.hi, b.hi)];
  return intSort(Math.min(...values), Math.max(...values));
};

const sets = (sorts: readonly Sort[]): Sort | string => {
  const [a, b] = sorts;
  return a?.kind === "set" && b?.kind === "set" && compatible(a, b) ? hull(a, b) : `wants two sets, has ${sorts.map(describeSort).join(" and ")}`;
};

const num = (v: Value | undefined): number => Number(v);
const items = (v: Value | undefined): readonly Value[] => (Array.isArray(v) ? v : []);
const has = (set: readonly Value[], item: Value): boolean => set.some((other) => sameValue(other, item));
const both = (args: readonly Value[]): [Value, Value] => [args[0] ?? false, args[1] ?? false];

/** Orders the elements of a set the way `valuesOf` enumerates them. */
export function compareValues(a: Value, b: Value): number {
  if (typeof a !== "object" || typeof b !== "object") return Number(a) - Number(b);
  for (let i = 0; i < a.length; i += 1) {
    const order = compareValues(a[i] ?? 0, b[i] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}

export const OPS = {
  not: {
    doc: "negation", symbol: "!", arity: 1, result: bools, shape: "scalar",
    evaluate: ([a]) => !a, words: (w, a) => w.xor(a, w.number(1)), tla: "~", precedence: [4, 4],
  },
  and: {
    doc: "both", symbol: "&&", arity: 2, result: bools, shape: "scalar",
    evaluate: ([a, b]) => Boolean(a) && Boolean(b), words: (w, a, b) => w.and(a, b), tla: "/\\", precedence: [3, 3],
  },
  or: {
    doc: "at least one", symbol: "||", arity: 2, result: bools, shape: "scalar",
    evaluate: ([a, b]) => Boolean(a) || Boolean(b), words: (w, a, b) => w.or(a, b), tla: "\\/", precedence: [3, 3],
  },
  implies: {
    doc: "if the first then the second", symbol: "=>", arity: 2, result: bools, shape: "scalar",
    evaluate: ([a, b]) => !a || Boolean(b), words: (w, a, b) => w.or(w.xor(a, w.number(1)), b), tla: "=>", precedence: [1, 1],
  },
  eq: {
    doc: "the same value, field by field", symbol: "==", arity: 2, result: comparable, shape: "all",
    evaluate: (args) => sameValue(...both(args)), words: (w, a, b) => w.eq(a, b), tla: "=", precedence: [5, 5],
  },
  ne: {
    doc: "not the same value", symbol: "!=", arity: 2, result: comparable, shape: "any",
    evaluate: (args) => !sameValue(...both(args)), words: (w, a, b) => w.ne(a, b), tla: "#", precedence: [5, 5],
  },
  lt: {
    doc: "less than", symbol: "<", arity: 2, result: ints(() => BOOL), shape: "scalar",
    evaluate: ([a, b]) => num(a) < num(b), words: (w, a, b) => w.lt(a, b), tla: "<", precedence: [5, 5],
  },
  le: {
    doc: "at most", symbol: "<=", arity: 2, result: ints(() => BOOL), shape: "scalar",
    evaluate: ([a, b]) => num(a) <= num(b), words: (w, a, b) => w.le(a, b), tla: "<=", precedence: [5, 5],
  },
  gt: {
    doc: "greater than", symbol: ">", arity: 2, result: ints(() => BOOL), shape: "scalar",
    evaluate: ([a, b]) => num(a) > num(b), words: (w, a, b) => w.gt(a, b), tla: ">", precedence: [5, 5],
  },
  ge: {
    doc: "at least", symbol: ">=", arity: 2, result: ints(() => BOOL), shape: "scalar",
    evaluate: ([a, b]) => num(a) >= num(b), words: (w, a, b) => w.ge(a, b), tla: ">=", precedence: [5, 5],
  },
  add: {
    doc: "sum; storing it outside the range of its place is an error with a trace", symbol: "+", arity: 2,
    result: ints((a, b) => corners(a, b, (x, y) => x + y)), shape: "scalar",
    evaluate: ([a, b]) => num(a) + num(b), words: (w, a, b) => w.add(a, b), tla: "+", precedence: [10, 10],
  },
  sub: {
    doc: "difference", symbol: "-", arity: 2, result: ints((a, b) => corners(a, b, (x, y) => x - y)), shape: "scalar",
    evaluate: ([a, b]) => num(a) - num(b), words: (w, a, b) => w.sub(a, b), tla: "-", precedence: [11, 11],
  },
  mul: {
    doc: "product", symbol: "*", arity: 2, result: ints((a, b) => corners(a, b, (x, y) => x * y)), shape: "scalar",
    evaluate: ([a, b]) => num(a) * num(b), words: (w, a, b) => w.mul(a, b), tla: "*", precedence: [13, 13],
  },
  div: {
    doc: "quotient, rounded down; the divisor must be positive by its range", symbol: "/", arity: 2,
    result: ints((a, b) => (b.lo < 1 ? "wants a divisor that is always positive" : corners(a, b, (x, y) => Math.floor(x / y)))),
    shape: "scalar", evaluate: ([a, b]) => Math.floor(num(a) / num(b)), words: (w, a, b) => w.floorDiv(a, b),
    tla: "\\div", precedence: [13, 13],
  },
  mod: {
    doc: "remainder, never negative; the divisor must be positive by its range", symbol: "%", arity: 2,
    result: ints((_, b) => (b.lo < 1 ? "wants a divisor that is always positive" : intSort(0, b.hi - 1))),
    shape: "scalar", evaluate: ([a, b]) => num(a) - num(b) * Math.floor(num(a) / num(b)),
    words: (w, a, b) => w.floorMod(a, b), tla: "%", precedence: [10, 11],
  },
  member: {
    doc: "the first is an element of the second", symbol: "in", arity: 2, shape: "member",
    result: ([a, b]) => (a && b?.kind === "set" && compatible(a, b.elem) ? BOOL : "wants an element and a set of its sort"),
    evaluate: ([a, b]) => has(items(b), a ?? false),
    // a: index of the element in its sort (0..29 within the word), b: the word that holds its bit.
    words: (w, a, b) => w.and(w.shr(b, a), w.number(1)), tla: "\\in", precedence: [5, 5],
  },
  union: {
    doc: "elements of either", symbol: "union", arity: 2, result: sets, shape: "words",
    evaluate: ([a, b]) => [...items(a), ...items(b).filter((x) => !has(items(a), x))].sort(compareValues),
    words: (w, a, b) => w.or(a, b), tla: "\\cup", precedence: [8, 8],
  },
  intersect: {
    doc: "elements of both", symbol: "intersect", arity: 2, result: sets, shape: "words",
    evaluate: ([a, b]) => items(a).filter((x) => has(items(b), x)), words: (w, a, b) => w.and(a, b), tla: "\\cap", precedence: [8, 8],
  },
  minus: {
    doc: "elements of the first that are not in the second", symbol: "minus", arity: 2, result: sets, shape: "words",
    evaluate: ([a, b]) => items(a).filter((x) => !has(items(b), x)), words: (w, a, b) => w.andNot(a, b), tla: "\\", precedence: [8, 8],
  },
  subset: {
    doc: "every element of the first is in the second", symbol: "subset", arity: 2, shape: "all",
    result: (sorts) => (typeof sets(sorts) === "string" ? sets(sorts) : BOOL),
    evaluate: ([a, b]) => items(a).every((x) => has(items(b), x)), words: (w, a, b) => w.eq(w.andNot(a, b), w.number(0)),
    tla: "\\subseteq", precedence: [5, 5],
  },
} as const satisfies Record<string, OpDef>;

export type OpName = keyof typeof OPS;
export const OP_NAMES = Object.keys(OPS) as OpName[];
/** The row of an operator, with the columns every row has. */
export const opDef = (op: OpName): OpDef => OPS[op];
