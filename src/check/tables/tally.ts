// SPDX-License-Identifier: Apache-2.0
// How often each step gave a successor, counted when the search is over: the visited states of each shared part and
// of each pair, times what the tables say of it.
import { required } from "../../base/unreachable.ts";
import { BLOCKED, type Tables } from "./tables.ts";

/** Number of one bits. */
export function popcount(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The steps that the tables know of a shared part or pair, and which of them other parts block. */
export class Counted {
  readonly #tables: Tables;
  readonly #last: number;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#last = tables.parts.length - 1;
  }

  /** The place of a pair in the tables; of the shared part alone for part 0. */
  index(part: number, shared: number, local: number): number {
    return part === 0 ? shared : shared * (this.#tables.room.parts[part] ?? 0) + local;
  }

  /** The steps of a shared part or pair, each with its event if other parts can block it, else 0. */
  each(part: number, index: number, use: (step: number, event: number) => void): void {
    const { pool, starts } = this.#tables;
    const start = starts[part]?.[index] ?? -1;
    if (start < 0) return;
    const from = start + 1 + (pool[start] ?? 0) * (part === 0 ? 2 : 3);
    const to = from + 1 + (pool[from] ?? 0) * 2;
    for (let i = from + 1; i < to; i += 2) use(pool[i] ?? 0, pool[i + 1] ?? 0);
  }

  /** In how many of the states of a row the event, of a step that acts on `active`, can happen. */
  unblocked(event: number, active: number, parts: readonly number[], first: number, bits: number): number {
    for (let part = 1; part < this.#last; part += 1) if (part !== active && this.#effect(event, part, parts[part] ?? 0) === BLOCKED) return 0;
    if (active === this.#last) return popcount(bits);
    let count = 0;
    for (let rest = bits; rest !== 0; rest &= rest - 1) {
      if (this.#effect(event, this.#last, first + 31 - Math.clz32(rest & -rest)) !== BLOCKED) count += 1;
    }
    return count;
  }

  /** Has the state of these parts, the last one given by itself, a successor? Its tables are filled. */
  canMove(parts: readonly number[], last: number): boolean {
    let found = false;
    for (let part = 0; part <= this.#last; part += 1) {
      this.each(part, this.index(part, parts[0] ?? 0, part === this.#last ? last : (parts[part] ?? 0)), (_, event) => {
        found ||= event === 0 || this.unblocked(event, part, parts, last, 1) > 0;
      });
    }
    return found;
  }

  #effect(event: number, part: number, local: number): number {
    const known = required(this.#tables.effects[part], "effects")[event * (this.#tables.room.parts[part] ?? 0) + local] ?? BLOCKED;
    return known < BLOCKED ? this.#tables.fillEffect(event, part, local) : known;
  }
}

/** Visits of every shared part and pair, and what they make of steps. */
export class Tally {
  /** Successors by step. */
  readonly counts: Float64Array;
  readonly visits: readonly Float64Array[];
  readonly #counted: Counted;
  readonly #last: number;

  constructor(tables: Tables, steps: number) {
    this.#counted = new Counted(tables);
    this.counts = new Float64Array(steps);
    this.visits = tables.starts.map(({ length }) => new Float64Array(length));
    this.#last = tables.parts.length - 1;
  }

  /** Visited states. */
  get distinct(): number {
    return required(this.visits[0], "visits").reduce((a, b) => a + b, 0);
  }

  /** Adds the steps that other parts can block, in the states of a row: parts but the last, number of the first last one, bits. */
  special(parts: readonly number[], first: number, bits: number): void {
    for (let part = 0; part < this.#last; part += 1) this.#blocked(part, this.#counted.index(part, parts[0] ?? 0, parts[part] ?? 0), parts, first, bits);
    for (let rest = bits; rest !== 0; rest &= rest - 1) {
      const last = first + 31 - Math.clz32(rest & -rest);
      this.#blocked(this.#last, this.#counted.index(this.#last, parts[0] ?? 0, last), parts, last, 1);
    }
  }

  /** Adds the steps that no other part can block. */
  finish(): void {
    this.visits.forEach((visits, part) => visits.forEach((count, index) => {
      if (count === 0) return;
      this.#counted.each(part, index, (step, event) => {
        if (event === 0) this.counts[step] = (this.counts[step] ?? 0) + count;
      });
    }));
  }

  #blocked(part: number, index: number, parts: readonly number[], first: number, bits: number): void {
    this.#counted.each(part, index, (step, event) => {
      if (event !== 0) this.counts[step] = (this.counts[step] ?? 0) + this.#counted.unblocked(event, part, parts, first, bits);
    });
  }
}
