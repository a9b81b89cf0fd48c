// SPDX-License-Identifier: Apache-2.0
// Are the processors whole? Those of a virtual machine may be the two halves of one core at one moment and two cores at
// the next, or shared with others. The same piece of arithmetic, by one thread and by two at once, shows it: only what is
// measured while two threads take as long as one says what two workers gain.
import { startThread } from "../src/node/threads.ts";
import { arithmetic } from "./processor-thread.ts";

/** Milliseconds of a piece of arithmetic by one thread, and until two have done it that begin at the same time. */
export interface Glimpse {
  readonly alone: number;
  readonly both: number;
}

/** How much longer than at best it may take where processors are whole. */
const SLACK = 1.15;
/** Glimpses before a run, until they are whole. */
const PATIENCE = 20;
const WARM = 10;
/** Milliseconds after which it is given up. */
const LATE = 20_000;

/** Were so many processors whole? `best`: the least milliseconds that the arithmetic took in all the time. */
export const whole = ({ alone, both }: Glimpse, count: 1 | 2, best: number): boolean => alone <= SLACK * best && (count === 1 || both <= SLACK * best);

/** How much two threads get done at once, compared with one. */
export const gained = ({ alone, both }: Glimpse): number => 2 * alone / both;

export class Processors {
  readonly #shared = new SharedArrayBuffer(8);
  readonly #round = new Int32Array(this.#shared);
  readonly #thread = startThread(new URL("processor-thread.ts", import.meta.url), this.#shared);
  #best = Infinity;

  constructor() {
    // Whatever fails in the meantime, nobody waits for it to end.
    this.#thread.unref();
  }

  /** Waits for its thread, and until both run what the compiler has made of the arithmetic at last. */
  warm(): void {
    for (let i = 0; i < WARM; i += 1) this.glimpse();
  }

  glimpse(): Glimpse {
    const alone = arithmetic();
    const start = performance.now();
    Atomics.add(this.#round, 0, 1);
    Atomics.notify(this.#round, 0);
    arithmetic();
    for (let done = Atomics.load(this.#round, 1); done !== Atomics.load(this.#round, 0); done = Atomics.load(this.#round, 1)) {
      if (Atomics.wait(this.#round, 1, done, LATE) === "timed-out") throw new Error("the thread that looks at the processors does not answer");
    }
    const both = performance.now() - start;
    this.#best = Math.min(this.#best, alone, both);
    return { alone, both };
  }

  /** The first glimpse of so many processors that are whole, or the last of many. */
  await(count: 1 | 2): Glimpse {
    let glimpse = this.glimpse();
    for (let i = 1; i < PATIENCE && !whole(glimpse, count, this.#best); i += 1) glimpse = this.glimpse();
    return glimpse;
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }
}
