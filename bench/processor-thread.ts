// SPDX-License-Identifier: Apache-2.0
// A piece of arithmetic that keeps a core busy and needs no memory; as a thread, the second one to do it when it is asked.
import { workerData } from "node:worker_threads";

const ROUNDS = 3e6;

/** Milliseconds that it takes. So many chains that do not wait for each other that a core can do no more: two threads on one core take longer. */
export function arithmetic(): number {
  const start = performance.now();
  let [a, b, c, d, e, f, g, h] = [1, 2, 3, 4, 5, 6, 7, 8];
  for (let i = 0; i < ROUNDS; i += 1) {
    a = Math.imul(a, 3) + i;
    b = Math.imul(b, 3) + i;
    c = Math.imul(c, 3) + i;
    d = Math.imul(d, 3) + i;
    e = Math.imul(e, 3) + i;
    f = Math.imul(f, 3) + i;
    g = Math.imul(g, 3) + i;
    h = Math.imul(h, 3) + i;
    a ^= a >> 7;
    b ^= b >> 7;
    c ^= c >> 7;
    d ^= d >> 7;
    e ^= e >> 7;
    f ^= f >> 7;
    g ^= g >> 7;
    h ^= h >> 7;
  }
  const took = performance.now() - start;
  // What nobody looks at is not computed.
  return (a ^ b ^ c ^ d ^ e ^ f ^ g ^ h) === 0.5 ? -1 : took;
}

/** Shared: rounds asked for, and done. */
function serve(shared: SharedArrayBuffer): void {
  const round = new Int32Array(shared);
  for (;;) {
    const done = Atomics.load(round, 1);
    Atomics.wait(round, 0, done);
    if (Atomics.load(round, 0) === done) continue;
    arithmetic();
    Atomics.store(round, 1, done + 1);
    Atomics.notify(round, 1);
  }
}

if (workerData instanceof SharedArrayBuffer) serve(workerData);
