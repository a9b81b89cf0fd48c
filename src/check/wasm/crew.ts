// SPDX-License-Identifier: Apache-2.0
// The threads of a search: started first of all, told the module when it is there, and led from round to round.
import { InternalError, required } from "../../base/unreachable.ts";
import type { Threads } from "../result.ts";
import { CONTROL, controlBytes, MOST_THREADS, placeOf, WORK } from "./control.ts";
import type { WasmApi, WasmMemory } from "./host.ts";
import { Member, MOST_CODE, type MemberTask } from "./member.ts";
import { MOST_PAGES, newMemory } from "./memory.ts";
import { cellAt, type Regions } from "./regions.ts";

/** Milliseconds between two looks at what the others do. */
const PATIENCE = 20;
/** Looks after which those are not waited for any longer that do not heed the end of the search: a piece of work takes milliseconds. */
const LOOKS = 25;

/** What a crew asks and tells while it works. */
export interface Watch {
  /** Looks at the clock, between pieces of work. */
  readonly look: () => void;
  /** Shall the search end? */
  readonly ending: () => boolean;
  /** Makes room while this thread is the only one at work. */
  readonly grow: () => boolean;
}

export class Crew {
  /** This thread included. */
  readonly size: number;
  readonly memory: WasmMemory;
  readonly #control: Int32Array;
  readonly #task: MemberTask;
  readonly #endThreads: () => void;
  #leader: Member | undefined;
  #watch: Watch = { look: () => undefined, ending: () => false, grow: () => false };
  /** Is nobody else at work? Only then may the memory grow. */
  #quiet = true;

  constructor(api: WasmApi, { count, start }: Threads) {
    this.size = Math.min(count, MOST_THREADS);
    this.memory = newMemory(api, { initial: 1, maximum: MOST_PAGES, shared: true });
    const shared = { memory: this.memory, control: new SharedArrayBuffer(controlBytes(this.size)), code: new SharedArrayBuffer(MOST_CODE) };
    this.#control = new Int32Array(shared.control);
    this.#task = { ...shared, number: 0 };
    this.#endThreads = this.size > 1 ? start(Array.from({ length: this.size - 1 }, (_, i) => ({ ...shared, number: i + 1 }))) : () => undefined;
  }

  /** Gives all threads the module. The same bytes for all: then they share the machine code too. */
  learn(api: WasmApi, bytes: Uint8Array, regions: readonly Regions[], steps: number): void {
    const first = required(regions[0], "regions").own;
    regions.forEach(({ own, counts }, number) => {
      this.#control[placeOf(number, "own")] = own;
      this.#control[placeOf(number, "counts")] = counts;
      this.#control[placeOf(number, "distance")] = own - first;
    });
    this.#control[CONTROL.steps] = steps;
    new Uint8Array(this.#task.code).set(bytes);
    this.#told(bytes.length);
    this.#leader = new Member(api, this.#task, () => Number(this.#quiet && this.#watch.grow()));
  }

  #told(code: number): void {
    Atomics.store(this.#control, CONTROL.code, code);
    Atomics.notify(this.#control, CONTROL.code);
  }

  watch(watch: Watch): void {
    this.#watch = watch;
  }

  /** This thread's own part. @throws InternalError before there is a module. */
  get own(): Member {
    return required(this.#leader, "a module");
  }

  /** Other threads that are there. */
  get joined(): number {
    return Atomics.load(this.#control, CONTROL.joined);
  }

  /** States that all threads have expanded. */
  expanded(): number {
    return Array.from({ length: this.size }, (_, number) => Atomics.load(this.#control, placeOf(number, "expanded"))).reduce((a, b) => a + b, 0);
  }

  /** Expands the states of the level before `end`, alone or together. */
  expand(end: number, together: boolean): void {
    const own = (): void => this.own.work(end, this.#watch.look);
    if (together) this.#round(WORK.expand, end, own);
    else own();
  }

  /** All threads at work on the places before `end`, in a round that is not about the states to expand. */
  all(work: number, end: number): void {
    const cells = new Int32Array(this.memory.buffer);
    const at = cellAt({ own: 0 }, "next") / 4;
    const next = cells[at] ?? 0;
    cells[at] = 0;
    this.#round(work, end, () => this.own.take(end));
    cells[at] = next;
  }

  /** The same for what is between two places, so much at a time. */
  pieces(work: number, from: number, to: number, size: number): void {
    this.#control[CONTROL.from] = from;
    this.#control[CONTROL.to] = to;
    this.all(work, Math.ceil((to - from) / size));
  }

  /** All threads at work, this one by `own`. */
  #round(work: number, end: number, own: () => void): void {
    const control = this.#control;
    const others = this.joined;
    Atomics.store(control, CONTROL.work, work);
    Atomics.store(control, CONTROL.end, end);
    Atomics.store(control, CONTROL.done, 0);
    this.#quiet = others === 0;
    this.#nextRound(others);
    own();
    let late = 0;
    for (let done = Atomics.load(control, CONTROL.done); done < others && late < LOOKS; done = Atomics.load(control, CONTROL.done)) {
      Atomics.wait(control, CONTROL.done, done, PATIENCE);
      this.#watch.look();
      if (this.#watch.ending()) late += 1;
    }
    this.#quiet = true;
    if (Atomics.load(control, CONTROL.failed) !== 0) throw new InternalError("a thread of the search failed");
  }

  #nextRound(others: number): void {
    const round = Atomics.load(this.#control, CONTROL.round) + 1;
    Atomics.store(this.#control, CONTROL.taking, round * MOST_THREADS + others);
    Atomics.store(this.#control, CONTROL.round, round);
    Atomics.notify(this.#control, CONTROL.round);
  }

  /** Ends the other threads. */
  dismiss(): void {
    if (this.#leader === undefined) this.#told(-1);
    Atomics.store(this.#control, CONTROL.end, -1);
    this.#nextRound(1);
    this.#endThreads();
  }
}
