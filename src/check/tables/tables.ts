// SPDX-License-Identifier: Apache-2.0
// The tables of transitions, filled as pairs of a shared and a local part first occur: for a shared part what steps
// that act on no local part do; for a pair what the steps of that agent do. Whether a property fails in a pair is
// found out at the same time, once. Effects on other local parts are tables by event: a step with all it read that
// its effects depend on. Parts of one class have one table.
import { required } from "../../base/unreachable.ts";
import type { IrModel } from "../../ir/model.ts";
import { Interner } from "./interner.ts";
import type { Packing } from "./packing.ts";
import { ByPoint } from "./points.ts";
import { isWide, type Action, type Move, type Program, type WatchCode } from "./program.ts";
import { EFFECT, FREE_STEP, GUARDED_STEP, POOL, RECORD } from "./shape.ts";
import type { Space } from "./space.ts";

/** A condition over several parts. */
export interface Wide {
  readonly code: WatchCode;
  readonly conditions: readonly { readonly part: number; readonly move: Move }[];
}

/** A condition over one part, and the shared one. */
interface Narrow {
  readonly code: WatchCode;
  readonly moves: readonly Move[];
}

/** Numbers that are appended to; the memory is kept. */
class List {
  values = new Int32Array(64);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const longer = new Int32Array(2 * this.length);
      longer.set(this.values);
      this.values = longer;
    }
    this.values[this.length++] = value;
  }
}

export class Tables {
  /** The class of each part. */
  readonly kinds: readonly number[];
  /** Values of each class; those of the shared part first. */
  readonly values: readonly Interner[];
  readonly events: Interner;
  /** For each property whether it is decided, and whether its trigger was true; the last is `deadlock`. */
  readonly decided: Uint8Array;
  readonly triggered: Uint8Array;
  readonly wide: readonly Wide[];
  /** For each class whether its steps may do something to other local parts. */
  readonly causing: readonly boolean[];
  /** Shared parts and pairs whose transitions are known. */
  filled = 0;
  /** The most transitions there are of a shared part, of a pair of each class. */
  readonly most: number[];
  readonly #within = new List();
  readonly #across = new List();
  readonly #byEvent = new List();
  readonly #counted = new List();
  readonly #models: readonly number[];
  readonly #actions: readonly ByPoint<Action>[];
  readonly #numbers: ReadonlyMap<Action, number>;
  readonly #all: readonly Action[];
  readonly #narrow: readonly ByPoint<Narrow>[];
  readonly #packing: Packing;
  readonly #key: Int32Array;
  readonly #cur: Int32Array;
  readonly #out: Int32Array;

  constructor(model: IrModel, packing: Packing, program: Program, cur: Int32Array, out: Int32Array) {
    const { kinds, models, actions, watches } = program;
    this.#packing = packing;
    this.#cur = cur;
    this.#out = out;
    this.#key = new Int32Array(packing.words + 1);
    this.kinds = kinds;
    this.#models = models;
    this.#all = actions;
    this.#numbers = new Map(actions.map((action, i) => [action, i]));
    this.values = models.map((part) => new Interner(packing.components[part]?.count ?? 0));
    this.most = models.map(() => 0);
    this.events = new Interner(packing.words + 1);
    this.events.intern(new Int32Array(packing.words + 1).fill(-1), 0); // event 0 is none
    this.#actions = models.map((part) => new ByPoint(actions.filter(({ active }) => active === part).map((thing) => ({ thing, point: thing.point }))));
    this.causing = models.map((part) => actions.some(({ active, effects }) => active === part && effects.length > 0));
    this.decided = new Uint8Array(model.properties.length + 1);
    this.triggered = new Uint8Array(model.properties.length);
    this.wide = watches.filter(isWide).map((code) => ({ code, conditions: [...code.conditions].map(([part, move]) => ({ part, move })) }));
    const narrow = watches.filter((code) => !isWide(code));
    this.#narrow = models.map((part) => {
      const own = narrow.filter(({ conditions }) => (part === 0 ? [...conditions.keys()].every((key) => key === 0) : conditions.has(part)));
      return new ByPoint(own.map((code) => ({ thing: { code, moves: [...code.conditions.values()] }, point: code.point })));
    });
  }

  get bytes(): number {
    return [...this.values, this.events].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** The number of the value that a part has in the words of a state. */
  intern(part: number, words: Int32Array): number {
    return this.#values(this.kinds[part] ?? 0).intern(words, this.#packing.components[part]?.from ?? 0);
  }

  /** Computes what the steps do that act on a part of class `kind` in this pair; `local` is of no meaning for class 0. */
  fill(kind: number, shared: number, local: number, space: Space): void {
    const part = required(this.#models[kind], "a class");
    this.#load(0, shared);
    if (part !== 0) this.#load(part, local);
    for (const list of [this.#within, this.#across, this.#byEvent, this.#counted]) list.length = 0;
    let flags = 0;
    for (const action of required(this.#actions[kind], "the steps of a class").at(this.#cur)) {
      if (action.move() === 0) continue;
      const sharedAfter = action.changesShared ? this.#intern(0) : shared;
      const localAfter = action.changesLocal ? this.#intern(part) : local;
      const event = action.effects.length === 0 ? 0 : this.#event(action);
      this.#counted.push(action.step);
      this.#counted.push(action.guarded ? event : 0);
      flags |= action.guarded ? GUARDED_STEP : FREE_STEP;
      if (event !== 0 && part === 0) this.#transition(this.#byEvent, 2, 0, sharedAfter, event);
      else if (event !== 0) this.#transition(this.#byEvent, 3, sharedAfter, localAfter, event);
      else if (sharedAfter !== shared && part === 0) this.#transition(this.#across, 1, 0, 0, sharedAfter);
      else if (sharedAfter !== shared) this.#transition(this.#across, 2, 0, sharedAfter, localAfter);
      else if (localAfter !== local) this.#transition(this.#within, 1, 0, 0, localAfter);
    }
    this.#inspect(kind);
    const start = this.#write(kind, flags, space);
    if (kind === 0) space.heap.setCell(space.record(shared) + RECORD.start, start);
    else space.heap.setCell(space.at(kind, "starts") + 4 * (shared * space.room(kind) + local), start);
    this.filled += 1;
  }

  /** Computes what an event does to a local part of class `kind`. */
  fillEffect(event: number, kind: number, local: number, space: Space): number {
    const { words, components } = this.#packing;
    const key = this.#key;
    this.events.load(event, key, 0);
    for (let i = 0; i < words; i += 1) this.#cur[i] = key[i] ?? 0;
    const effect = this.#all[key[words] ?? -1]?.effects.find((each) => this.kinds[each.part] === kind);
    let after: number = EFFECT.moved + local;
    if (effect) {
      this.#values(kind).load(local, this.#cur, components[effect.part]?.from ?? 0);
      if (effect.move() === 0) after = EFFECT.blocked;
      else if (effect.changes) after = EFFECT.moved + this.#intern(effect.part);
    }
    space.heap.setCell(space.at(kind, "effects") + 4 * (event * space.room(kind) + local), after);
    return after;
  }

  /** Is the wide condition true in a state of these parts? */
  holds({ code, conditions }: Wide, parts: readonly number[]): boolean {
    for (const { part, move } of conditions) {
      this.#load(0, parts[0] ?? 0);
      if (part !== 0) this.#load(part, parts[part] ?? 0);
      if (move() === 0) return false;
    }
    if (code.rest === undefined) return true;
    parts.forEach((id, part) => this.#load(part, id));
    return code.rest() === 1;
  }

  fired({ watch: { property, what } }: WatchCode): void {
    (what === "decided" ? this.decided : this.triggered)[property] = 1;
  }

  isOpen({ watch: { property, what } }: WatchCode): boolean {
    return (what === "decided" ? this.decided : this.triggered)[property] === 0;
  }

  #values(kind: number): Interner {
    return required(this.values[kind], "a class");
  }

  #load(part: number, id: number): void {
    this.#values(this.kinds[part] ?? 0).load(id, this.#cur, this.#packing.components[part]?.from ?? 0);
  }

  #intern(part: number): number {
    return this.intern(part, this.#out);
  }

  #event(action: Action): number {
    const { words } = this.#packing;
    const key = this.#key;
    for (let i = 0; i < words; i += 1) key[i] = (this.#cur[i] ?? 0) & (action.reads[i] ?? 0);
    key[words] = this.#numbers.get(action) ?? -1;
    return this.events.intern(key, 0);
  }

  /** Adds a transition of `width` numbers, the last ones of these, that is not there yet. */
  #transition(list: List, width: number, a: number, b: number, c: number): void {
    const { values } = list;
    for (let i = 0; i < list.length; i += width) {
      if (values[i + width - 1] === c && (width < 2 || values[i + width - 2] === b) && (width < 3 || values[i] === a)) return;
    }
    if (width > 2) list.push(a);
    if (width > 1) list.push(b);
    list.push(c);
  }

  /** Looks at the properties of the pair that is loaded. */
  #inspect(kind: number): void {
    for (const { code, moves } of required(this.#narrow[kind], "watches").at(this.#cur)) {
      if (!this.isOpen(code)) continue;
      let all = true;
      for (const move of moves) all &&= move() === 1;
      if (all) this.fired(code);
    }
  }

  /** Where the transitions of the lists are in the pool. */
  #write(kind: number, flags: number, space: Space): number {
    const [within, across, byEvent, counted] = [this.#within, this.#across, this.#byEvent, this.#counted];
    const lengths = [within.length, across.length / (kind === 0 ? 1 : 2), byEvent.length / (kind === 0 ? 2 : 3)] as const;
    space.ensurePool(POOL.list + within.length + across.length + byEvent.length + counted.length);
    const start = space.poolUsed;
    const { words } = space.heap;
    const to = space.pool + start;
    words[to + POOL.flags] = flags;
    lengths.forEach((length, i) => { words[to + POOL.within + i] = length; });
    words[to + POOL.steps] = POOL.list + within.length + across.length + byEvent.length;
    words[to + POOL.counted] = counted.length / 2;
    for (let i = 0; i < within.length; i += 1) {
      const local = within.values[i] ?? 0;
      if (local < 64) words[to + POOL.bits + (local >>> 5)] = (words[to + POOL.bits + (local >>> 5)] ?? 0) | 1 << (local & 31);
    }
    let at = to + POOL.list;
    for (const { values, length } of [within, across, byEvent, counted]) for (let i = 0; i < length; i += 1) words[at++] = values[i] ?? 0;
    space.poolUsed = at - space.pool;
    this.most[kind] = Math.max(this.most[kind] ?? 0, lengths[0] + lengths[1] + lengths[2]);
    return start;
  }
}
