// SPDX-License-Identifier: Apache-2.0
// Random numbers that are the same everywhere: xoshiro128** (Blackman and Vigna, 2018), its state filled by
// splitmix32 from a seed and the number of a walk. So walk k of seed s can be taken again by itself. Not for
// secrets.

export interface Random {
  /** A whole number in `0..n-1`, each (to within n in 2^32) as likely as the others. `n` is 1..2^32. */
  below(n: number): number;
}

/** The stream of numbers of one walk. `seed` is a whole number of at most 53 bits, of either sign. */
export function randomOf(seed: number, walk: number): Random {
  let mixed = 0;
  for (const part of [seed, Math.floor(seed / 2 ** 32), walk, Math.floor(walk / 2 ** 32)]) mixed = splitmix(mixed ^ (part | 0));
  const fill = (): number => splitmix(mixed = (mixed + 0x9E3779B9) | 0);
  let [a, b, c, d] = [fill(), fill(), fill(), fill() | 1]; // the state may not be all zeros
  return {
    below(n) {
      const x = Math.imul(b, 5);
      const bits = Math.imul((x << 7) | (x >>> 25), 9) >>> 0;
      const t = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= t;
      d = (d << 11) | (d >>> 21);
      return Math.floor(bits * n / 2 ** 32);
    },
  };
}

/** The finalizer of splitmix32: one to one on 32 bits, every bit depends on all. */
export function splitmix(value: number): number {
  let z = (value + 0x9E3779B9) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21F0AAAD);
  z = Math.imul(z ^ (z >>> 15), 0x735A2D97);
  return z ^ (z >>> 15);
}
