// SPDX-License-Identifier: Apache-2.0
// The third language that steps are compiled to: intervals. "Running" a step written in it gives for each operand
// an interval that contains every value it can have. Both sides of a test that is not decided are run.
import { WORD_VALUES, type WordOp } from "../../ir/words.ts";
import type { Captured, Code } from "../compile/code.ts";
import type { LeafRange } from "../layout.ts";

/** Values `lo..hi`; a name that is assigned to grows. */
export interface Interval {
  lo: number;
  hi: number;
}

const LIMIT = 2 ** 53 - 1;
/** Times that the body of a loop is run before what it assigns is given up. */
const ROUNDS = 8;
const exactly = (value: number): Interval => ({ lo: value, hi: value });
const clamp = (value: number): number => Math.min(LIMIT, Math.max(-LIMIT, value));
const between = (lo: number, hi: number): Interval => ({ lo: clamp(lo), hi: clamp(hi) });
const single = ({ lo, hi }: Interval): number | undefined => (lo === hi ? lo : undefined);
export const hullOf = (a: LeafRange, b: LeafRange): Interval => ({ lo: Math.min(a.lo, b.lo), hi: Math.max(a.hi, b.hi) });

/** All bits up to the highest one of `value`. */
const filled = (value: number): number => 2 ** Math.ceil(Math.log2(value + 1)) - 1;

/** Of both ends with both ends. */
function corners(op: WordOp, a: Interval, b: Interval): Interval {
  const f = WORD_VALUES[op];
  const values = [f(a.lo, b.lo), f(a.lo, b.hi), f(a.hi, b.lo), f(a.hi, b.hi)];
  return between(Math.min(...values), Math.max(...values));
}

/** Operators that are monotone in each operand where both are at least 0; of anything else nothing is said. */
function bits(op: "and" | "or" | "xor" | "andNot", a: Interval, b: Interval): Interval {
  const [x, y] = [single(a), single(b)];
  if (x !== undefined && y !== undefined) return exactly(WORD_VALUES[op](x, y));
  if (a.lo < 0 || b.lo < 0) return between(-LIMIT, LIMIT);
  switch (op) {
    // Of 0 and 1 the ends are exact; of words only that a part is not more than the whole.
    case "and": return a.hi <= 1 && b.hi <= 1 ? { lo: a.lo & b.lo, hi: a.hi & b.hi } : { lo: 0, hi: Math.min(a.hi, b.hi) };
    case "or": return { lo: Math.max(a.lo, b.lo), hi: filled(Math.max(a.hi, b.hi)) };
    case "xor": return { lo: 0, hi: filled(Math.max(a.hi, b.hi)) };
    case "andNot": return { lo: 0, hi: a.hi };
  }
}

const truth = (always: boolean, never: boolean): Interval => (always ? exactly(1) : never ? exactly(0) : { lo: 0, hi: 1 });

function compared(op: "eq" | "ne" | "lt" | "le" | "gt" | "ge", a: Interval, b: Interval): Interval {
  const apart = a.hi < b.lo || b.hi < a.lo;
  const equal = single(a) !== undefined && single(a) === single(b);
  switch (op) {
    case "eq": return truth(equal, apart);
    case "ne": return truth(apart, equal);
    case "lt": return truth(a.hi < b.lo, a.lo >= b.hi);
    case "le": return truth(a.hi <= b.lo, a.lo > b.hi);
    case "gt": return truth(a.lo > b.hi, a.hi <= b.lo);
    case "ge": return truth(a.lo >= b.hi, a.hi < b.lo);
  }
}

/** Code that is run on intervals while it is written. */
export class IntervalCode implements Code<Interval> {
  readonly limit = LIMIT;
  /** When each name was made, and the oldest one that has grown since a loop's body began. */
  readonly #born = new WeakMap<Interval, number>();
  #names = 0;
  #oldest = Infinity;
  /** What is assigned to now may be anything. */
  #anything = false;

  number(value: number): Interval { return exactly(value); }
  add(a: Interval, b: Interval): Interval { return between(a.lo + b.lo, a.hi + b.hi); }
  sub(a: Interval, b: Interval): Interval { return between(a.lo - b.hi, a.hi - b.lo); }
  mul(a: Interval, b: Interval): Interval { return corners("mul", a, b); }
  floorDiv(a: Interval, b: Interval): Interval { return b.lo < 1 ? between(-LIMIT, LIMIT) : corners("floorDiv", a, b); }
  floorMod(a: Interval, b: Interval): Interval {
    if (b.lo < 1) return between(-LIMIT, LIMIT);
    return a.lo >= 0 && a.hi < b.lo ? { ...a } : { lo: 0, hi: b.hi - 1 };
  }
  and(a: Interval, b: Interval): Interval { return bits("and", a, b); }
  or(a: Interval, b: Interval): Interval { return bits("or", a, b); }
  xor(a: Interval, b: Interval): Interval { return bits("xor", a, b); }
  andNot(a: Interval, b: Interval): Interval { return bits("andNot", a, b); }
  shl(a: Interval, b: Interval): Interval { return this.#shift("shl", a, b); }
  shr(a: Interval, b: Interval): Interval { return this.#shift("shr", a, b); }
  eq(a: Interval, b: Interval): Interval { return compared("eq", a, b); }
  ne(a: Interval, b: Interval): Interval { return compared("ne", a, b); }
  lt(a: Interval, b: Interval): Interval { return compared("lt", a, b); }
  le(a: Interval, b: Interval): Interval { return compared("le", a, b); }
  gt(a: Interval, b: Interval): Interval { return compared("gt", a, b); }
  ge(a: Interval, b: Interval): Interval { return compared("ge", a, b); }

  known(operand: Interval): number | undefined { return single(operand); }
  same(a: Interval, b: Interval): boolean { return a === b || (single(a) !== undefined && single(a) === single(b)); }
  hold(operand: Interval): Interval { return { ...operand }; }
  choice(cond: Interval, yes: Interval, no: Interval): Interval {
    const known = single(cond);
    return known === undefined ? hullOf(yes, no) : { ...(known === 0 ? no : yes) };
  }

  /** Nothing is known of what was never assigned. */
  variable(initial?: Interval): Interval {
    const made = initial === undefined ? { lo: Infinity, hi: -Infinity } : { ...initial };
    this.#born.set(made, this.#names);
    this.#names += 1;
    return made;
  }

  assign(variable: Interval, value: LeafRange): void {
    if (value.lo >= variable.lo && value.hi <= variable.hi) return;
    this.#oldest = Math.min(this.#oldest, this.#born.get(variable) ?? 0);
    variable.lo = this.#anything ? -LIMIT : Math.min(variable.lo, value.lo);
    variable.hi = this.#anything ? LIMIT : Math.max(variable.hi, value.hi);
  }

  when(cond: Interval, then: () => void, otherwise?: () => void): void {
    const known = single(cond);
    if (known !== 0) then();
    if (known === undefined || known === 0) otherwise?.();
  }

  /** The body runs for all counters at once, and again while it changes what it may read: names that are older than it. */
  each(lo: number, hi: number, body: (counter: Interval) => void): void {
    const [names, oldest, anything] = [this.#names, this.#oldest, this.#anything];
    let least = oldest;
    for (let round = 0; ; round += 1) {
      this.#oldest = Infinity;
      this.#anything = anything || round >= ROUNDS;
      body({ lo, hi });
      least = Math.min(least, this.#oldest);
      // With anything assigned the second such round cannot change more.
      if (this.#oldest >= names || round > ROUNDS) break;
    }
    this.#oldest = least;
    this.#anything = anything;
  }

  /** Leaving early is one of the ways to go on. */
  block(body: (leave: () => void) => void): void { body(() => undefined); }

  /** What is captured has been run already: all that it can do is to make something grow. */
  capture<R>(write: () => R): Captured<R> { return { result: write(), empty: true, place: () => undefined }; }

  #shift(op: "shl" | "shr", a: Interval, b: Interval): Interval {
    if (a.lo < 0 || b.lo < 0 || b.hi > 31) return between(-LIMIT, LIMIT);
    const [x, y] = [single(a), single(b)];
    if (x !== undefined && y !== undefined) return exactly(WORD_VALUES[op](x, y));
    return op === "shl" ? between(a.lo * 2 ** b.lo, a.hi * 2 ** b.hi) : { lo: Math.floor(a.lo / 2 ** b.hi), hi: Math.floor(a.hi / 2 ** b.lo) };
  }
}
