// SPDX-License-Identifier: Apache-2.0
// The tables of transitions, filled as pairs of a shared and a local part first occur: for a shared part what steps
// that act on no local part do; for a pair what the steps of that agent do. Whether a property fails in a pair is
// found out at the same time, once. Effects on other local parts are tables by event: a step with all it read that
// its effects depend on.
import { required } from "../../base/unreachable.ts";
import type { IrModel } from "../../ir/model.ts";
import { Interner } from "./interner.ts";
import { MOST_SUCCESSORS } from "./loop.ts";
import type { Packing } from "./packing.ts";
import { Unsuited, type Action, type Move, type Program, type WatchCode } from "./program.ts";

/** A table is too small: it must be laid out anew, and what was being done be done again. */
export class Overflow extends Error {}

/** Entries of an effect table: not computed yet, and: the step cannot be taken. */
export const UNKNOWN = -2;
export const BLOCKED = -1;

/** A condition over several parts. */
export interface Wide {
  readonly code: WatchCode;
  readonly conditions: readonly { readonly part: number; readonly move: Move }[];
}

/** How far the numbers of parts may go before the tables are laid out anew. */
export interface Room {
  /** Values of each part; the shared one first. */
  readonly parts: readonly number[];
  readonly events: number;
}

export class Tables {
  readonly parts: readonly Interner[];
  readonly events: Interner;
  /** Where the transitions of a shared part (0) or of a pair (agent, shared * room + local) are in `pool`; negative before they are known. */
  starts: Int32Array[] = [];
  /** For each agent and event * room + local: the local part after the event, or `BLOCKED` or `UNKNOWN`. */
  effects: Int32Array[] = [];
  /** For each entry of `starts`: 1 if there is a step that no other part can block, plus 2 if there is one that another can. */
  flags: Uint8Array[] = [];
  /** For each entry of `starts`: n, n transitions (shared, [local,] event), m, m times (step, event if another part can block it). */
  pool = new Int32Array(1 << 12);
  /** For each property whether it is decided, and whether its trigger was true; the last is `deadlock`. */
  readonly decided: Uint8Array;
  readonly triggered: Uint8Array;
  readonly wide: readonly Wide[];
  room: Room = { parts: [], events: 0 };
  /** Entries of `starts` that are known. */
  filled = 0;
  #used = 1;
  readonly #most: number[] = [];
  #list: number[] = [];
  #counted: number[] = [];
  readonly #actions: readonly (readonly { readonly action: Action; readonly number: number }[])[];
  readonly #narrow: readonly (readonly WatchCode[])[];
  readonly #all: readonly Action[];
  readonly #packing: Packing;
  readonly #cur: Int32Array;
  readonly #out: Int32Array;

  constructor(model: IrModel, packing: Packing, program: Program, cur: Int32Array, out: Int32Array) {
    this.#packing = packing;
    this.#cur = cur;
    this.#out = out;
    this.#all = program.actions;
    this.parts = packing.components.map(({ count }) => new Interner(count));
    this.events = new Interner(packing.words + 1);
    this.events.intern(new Int32Array(packing.words + 1).fill(-1), 0); // event 0 is none
    this.#actions = packing.components.map((_, part) => program.actions.map((action, number) => ({ action, number })).filter(({ action }) => action.active === part));
    this.decided = new Uint8Array(model.properties.length + 1);
    this.triggered = new Uint8Array(model.properties.length);
    const isWide = ({ conditions, rest }: WatchCode): boolean => rest !== undefined || [...conditions.keys()].filter((part) => part !== 0).length > 1;
    this.wide = program.watches.filter(isWide).map((code) => ({ code, conditions: [...code.conditions].map(([part, move]) => ({ part, move })) }));
    this.#narrow = packing.components.map((_, part) => program.watches.filter((code) => {
      return !isWide(code) && (part === 0 ? [...code.conditions.keys()].every((key) => key === 0) : code.conditions.has(part));
    }));
  }

  /** Lays the tables out for more values. What is known of pairs is kept. */
  resize(room: Room): void {
    const [shared = 0, ...locals] = room.parts;
    const [oldShared = 0, ...oldLocals] = this.room.parts;
    const copy = (old: Int32Array | undefined, next: Int32Array, rows: number, width: number, oldWidth: number): Int32Array => {
      for (let row = 0; row < rows && old !== undefined; row += 1) next.set(old.subarray(row * oldWidth, (row + 1) * oldWidth), row * width);
      return next;
    };
    const widths = [1, ...locals];
    const oldWidths = [1, ...oldLocals];
    this.starts = widths.map((width, part) => copy(this.starts[part], new Int32Array(shared * width).fill(-1), oldShared, width, oldWidths[part] ?? 0));
    this.flags = widths.map((width, part) => Uint8Array.from(copy(this.flags[part] && Int32Array.from(this.flags[part]), new Int32Array(shared * width), oldShared, width, oldWidths[part] ?? 0)));
    this.effects = widths.map((width, part) => {
      return part === 0 ? new Int32Array(0) : copy(this.effects[part], new Int32Array(room.events * width).fill(UNKNOWN), this.room.events, width, oldWidths[part] ?? 0);
    });
    this.room = room;
  }

  get bytes(): number {
    const arrays = [...this.starts, ...this.effects, ...this.flags, this.pool];
    return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0) + [...this.parts, this.events].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Computes what the steps that act on `part` do in this pair; `local` is of no meaning for part 0. @throws Overflow */
  fill(part: number, shared: number, local: number): number {
    const { from } = required(this.#packing.components[part], "a component");
    this.#load(0, shared);
    if (part !== 0) this.#load(part, local);
    this.#list = [];
    this.#counted = [];
    let flags = 0;
    for (const { action, number } of required(this.#actions[part], "the steps of a part")) {
      if (action.move() === 0) continue;
      const sharedAfter = action.changesShared ? required(this.parts[0], "the shared part").intern(this.#out, 0) : shared;
      const localAfter = action.changesLocal ? required(this.parts[part], "the local part").intern(this.#out, from) : local;
      const event = action.effects.length === 0 ? 0 : this.#event(action, number);
      this.#counted.push(action.step, action.guarded ? event : 0);
      flags |= action.guarded ? 2 : 1;
      if (event !== 0 || sharedAfter !== shared || localAfter !== local) this.#transition(part, sharedAfter, localAfter, event);
    }
    this.#inspect(part);
    const index = part === 0 ? shared : shared * (this.room.parts[part] ?? 0) + local;
    const start = this.#write(part);
    required(this.starts[part], "starts")[index] = start;
    required(this.flags[part], "flags")[index] = flags;
    this.filled += 1;
    this.#checkRoom();
    return start;
  }

  /** Computes what an event does to a local part. @throws Overflow */
  fillEffect(event: number, part: number, local: number): number {
    const { words } = this.#packing;
    const key = new Int32Array(words + 1);
    this.events.load(event, key, 0);
    this.#cur.set(key.subarray(0, words));
    const { from } = required(this.#packing.components[part], "a component");
    const effect = this.#all[key[words] ?? -1]?.effects.find((each) => each.part === part);
    let after = local;
    if (effect) {
      this.#load(part, local);
      if (effect.move() === 0) after = BLOCKED;
      else if (effect.changes) after = required(this.parts[part], "the local part").intern(this.#out, from);
    }
    required(this.effects[part], "effects")[event * (this.room.parts[part] ?? 0) + local] = after;
    this.#checkRoom();
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

  #load(part: number, id: number): void {
    required(this.parts[part], "a part").load(id, this.#cur, this.#packing.components[part]?.from ?? 0);
  }

  #event({ reads }: Action, number: number): number {
    const { words } = this.#packing;
    const key = new Int32Array(words + 1);
    for (let i = 0; i < words; i += 1) key[i] = (this.#cur[i] ?? 0) & (reads[i] ?? 0);
    key[words] = number;
    return this.events.intern(key, 0);
  }

  #transition(part: number, shared: number, local: number, event: number): void {
    const list = this.#list;
    const width = part === 0 ? 2 : 3;
    for (let i = 0; i < list.length; i += width) {
      if (list[i] === shared && list[i + width - 1] === event && (part === 0 || list[i + 1] === local)) return;
    }
    if (part === 0) list.push(shared, event);
    else list.push(shared, local, event);
  }

  /** Looks at the properties of the pair that is loaded. */
  #inspect(part: number): void {
    for (const code of required(this.#narrow[part], "watches")) {
      if (this.isOpen(code) && [...code.conditions.values()].every((move) => move() === 1)) this.fired(code);
    }
  }

  #write(part: number): number {
    const width = part === 0 ? 2 : 3;
    const values = [this.#list.length / width, ...this.#list, this.#counted.length / 2, ...this.#counted];
    while (this.#used + values.length > this.pool.length) {
      const pool = new Int32Array(Math.ceil(this.pool.length * 1.5));
      pool.set(this.pool);
      this.pool = pool;
    }
    this.pool.set(values, this.#used);
    this.#used += values.length;
    this.#most[part] = Math.max(this.#most[part] ?? 0, this.#list.length / width);
    // Every transition of another part may move each state of a row by itself.
    if (33 * this.#most.reduce((a, b) => a + b, 0) > MOST_SUCCESSORS) throw new Unsuited();
    return this.#used - values.length;
  }

  #checkRoom(): void {
    const { parts, events } = this.room;
    if (this.events.count > events || this.parts.some(({ count }, i) => count > (parts[i] ?? 0))) throw new Overflow();
  }
}
