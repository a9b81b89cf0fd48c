// SPDX-License-Identifier: Apache-2.0
// One thread of a search by several. It takes pieces of the level at hand until there are none, and what it could not
// insert for want of room it keeps for the next round.
import { InternalError, required } from "../../base/unreachable.ts";
import { CONTROL, MOST_THREADS, placeOf, WORK } from "./control.ts";
import type { WasmApi, WasmMemory } from "./host.ts";
import { clearBytes } from "./memory.ts";
import { RAN, type Program } from "./program.ts";
import { cellAt, type Regions } from "./regions.ts";
import { SPREAD_PIECE } from "./spreading.ts";
import { SPLIT_PIECE } from "./store.ts";

/** Bytes of a module that there is room for. */
export const MOST_CODE = 1 << 22;

/** Bytes that are cleared at a time; the states of such a round are pieces of this size. */
export const CLEAR_PIECE = 1 << 20;

/**
 * States that a thread takes at a time: an eighth of what is left, within bounds. In a large piece the states that a
 * thread meets again are mostly its own; small ones at the end let the threads end together.
 */
const SMALLEST_PIECE = 1 << 10;
const LARGEST_PIECE = 1 << 13;
const REFILL_PIECE = 1 << 14;

/** What a thread needs to take part; it can be sent to one. Threads are started before the model is looked at: the rest comes later. */
export interface MemberTask {
  readonly memory: WasmMemory;
  /** Where the module will be. */
  readonly code: SharedArrayBuffer;
  /** The numbers of `control.ts`. */
  readonly control: SharedArrayBuffer;
  /** Number of the thread; 0 is the one that leads. */
  readonly number: number;
}

export class Member {
  readonly program: Program;
  readonly #memory: WasmMemory;
  readonly #number: number;
  readonly #control: Int32Array;
  readonly #regions: Pick<Regions, "own">;
  /** The states that were taken and not expanded. */
  #from = 0;
  #to = 0;
  #began = false;

  /** `grow` may make room while no other thread runs. */
  constructor(api: WasmApi, { memory, code, control, number }: MemberTask, grow: () => number = () => 0) {
    this.#memory = memory;
    this.#number = number;
    this.#control = new Int32Array(control);
    this.#regions = { own: this.#told("own") };
    const module = new api.Module(new Uint8Array(code).slice(0, this.#control[CONTROL.code]));
    this.program = new api.Instance(module, { env: { memory, distance: this.#told("distance"), notify: () => undefined, grow } }).exports as Program;
  }

  #told(name: Parameters<typeof placeOf>[1]): number {
    return this.#control[placeOf(this.#number, name)] ?? 0;
  }

  /** Expands states of the level, until all are taken, there is no room, or the search must stop. `pause` is called between pieces. */
  work(end: number, pause: () => void = () => undefined): void {
    for (;;) {
      if (this.#from === this.#to) this.#take(end);
      if (this.#from === this.#to) return;
      this.#set("head", this.#from);
      if (!this.#began) this.program.forget();
      this.#began = true;
      const ran = this.program.run(this.#to);
      const head = this.#get("head");
      if (ran !== RAN.reached) this.#uncount(head);
      Atomics.add(this.#control, placeOf(this.#number, "expanded"), head - this.#from);
      this.#from = head;
      if (ran === RAN.memory) return this.#set("full", 1);
      if (ran !== RAN.reached) this.#set("stop", 1);
      pause();
      if (this.#get("stop") !== 0 || this.#get("full") !== 0) return;
    }
  }

  /** Enters states of the log into a new table, until all of them before `end` are. */
  refill(end: number): void {
    for (let from = this.#next(REFILL_PIECE); from < end; from = this.#next(REFILL_PIECE)) this.program.refill(from, Math.min(from + REFILL_PIECE, end));
  }

  /** Sets memory from `CONTROL.from` on to 0, until `end` pieces are. The last one may be cut short. */
  clear(end: number): void {
    const [from, to] = [this.#control[CONTROL.from] ?? 0, this.#control[CONTROL.to] ?? 0].map((address) => address >>> 0);
    for (let piece = this.#next(1); piece < end; piece = this.#next(1)) {
      const at = (from ?? 0) + piece * CLEAR_PIECE;
      clearBytes(this.#memory, at, Math.min(at + CLEAR_PIECE, to ?? 0));
    }
  }

  /** Enters states into a table that is doubled, until all before place `end` of the list are. */
  readmit(end: number): void {
    for (let from = this.#next(REFILL_PIECE); from < end; from = this.#next(REFILL_PIECE)) this.program.readmit(from, Math.min(from + REFILL_PIECE, end));
  }

  /** Spreads buckets from `CONTROL.from` on, until `end` pieces are. */
  spread(end: number): void {
    const [first, last] = [this.#control[CONTROL.from] ?? 0, this.#control[CONTROL.to] ?? 0];
    for (let piece = this.#next(1); piece < end; piece = this.#next(1)) {
      const from = first + piece * SPREAD_PIECE;
      this.program.spread(from, Math.min(from + SPREAD_PIECE, last), this.#get("table"));
    }
  }

  /** Splits buckets from `CONTROL.from` on, until `end` pieces are. */
  split(end: number): void {
    const [first, last] = [this.#control[CONTROL.from] ?? 0, this.#control[CONTROL.to] ?? 0];
    for (let piece = this.#next(1); piece < end; piece = this.#next(1)) {
      const from = first + piece * SPLIT_PIECE;
      this.program.split(from, Math.min(from + SPLIT_PIECE, last));
    }
  }

  /** Takes part in a round. */
  take(end: number): void {
    switch (Atomics.load(this.#control, CONTROL.work)) {
      case WORK.refill:
        return this.refill(end);
      case WORK.clear:
        return this.clear(end);
      case WORK.split:
        return this.split(end);
      case WORK.spread:
        return this.spread(end);
      case WORK.readmit:
        return this.readmit(end);
      default:
        return this.work(end);
    }
  }

  #take(end: number): void {
    const left = end - this.#get("next");
    const piece = Math.min(Math.max(left >>> 3, SMALLEST_PIECE), LARGEST_PIECE);
    const from = this.#next(piece);
    this.#from = Math.min(from, end);
    this.#to = Math.min(from + piece, end);
  }

  #next(count: number): number {
    return Atomics.add(new Int32Array(this.#memory.buffer), cellAt(this.#regions, "next") / 4, count);
  }

  /** Takes back what the counters say of states that were expanded ahead. */
  #uncount(head: number): void {
    const counts = this.#counts();
    const before = counts.slice();
    this.program.recount(head, this.#get("counted"));
    const twice = this.#counts();
    before.forEach((value, i) => {
      twice[i] = 2n * value - required(twice[i], "a counter");
    });
    this.#set("failedStep", 0);
  }

  #counts(): BigUint64Array {
    return new BigUint64Array(this.#memory.buffer, this.#told("counts"), this.#control[CONTROL.steps]);
  }

  #get(name: Parameters<typeof cellAt>[1]): number {
    return Atomics.load(new Int32Array(this.#memory.buffer), cellAt(this.#regions, name) / 4);
  }

  #set(name: Parameters<typeof cellAt>[1], value: number): void {
    Atomics.store(new Int32Array(this.#memory.buffer), cellAt(this.#regions, name) / 4, value);
  }
}

/** What a thread does that was started to take part: rounds, until it is sent home. */
export function serveMember(api: WasmApi | undefined, task: MemberTask): void {
  if (api === undefined) throw new InternalError("no WebAssembly in a thread");
  const control = new Int32Array(task.control);
  let round = Atomics.load(control, CONTROL.round);
  const place = Atomics.add(control, CONTROL.joined, 1);
  Atomics.notify(control, CONTROL.joined);
  Atomics.wait(control, CONTROL.code, 0);
  if (Atomics.load(control, CONTROL.code) < 0) return;
  let member: Member | undefined;
  for (;;) {
    Atomics.wait(control, CONTROL.round, round);
    const now = Atomics.load(control, CONTROL.round);
    if (now === round) continue;
    round = now;
    const end = Atomics.load(control, CONTROL.end);
    if (end < 0) return;
    // Who comes late is not waited for, and waits for the next round.
    const taking = Atomics.load(control, CONTROL.taking);
    if (Math.floor(taking / MOST_THREADS) !== round || place >= taking % MOST_THREADS) continue;
    // It is waited for from now on, so whatever goes wrong must be told.
    try {
      member ??= new Member(api, task);
      member.take(end);
    } catch {
      Atomics.store(control, CONTROL.failed, 1);
    }
    Atomics.add(control, CONTROL.done, 1);
    Atomics.notify(control, CONTROL.done);
  }
}
