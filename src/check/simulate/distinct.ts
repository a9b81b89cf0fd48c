// SPDX-License-Identifier: Apache-2.0
// How many different states went by, without keeping them: HyperLogLog (Flajolet and others, 2007) with 4096
// registers, whose standard error is 1.6 per cent. An estimate, never more than that.
import { splitmix } from "./random.ts";

const INDEX_BITS = 12;
const REGISTERS = 1 << INDEX_BITS;
const ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);

export interface DistinctEstimate {
  /** Counts the state in the first words of `state`. */
  add(state: Int32Array): void;
  /** A whole number. */
  estimate(): number;
}

export function distinctEstimate(): DistinctEstimate {
  const registers = new Uint8Array(REGISTERS);
  return {
    add(state) {
      let [index, rest] = [0, 0x5851F42D];
      for (const word of state) {
        index = splitmix(index ^ word);
        rest = splitmix((rest + index) ^ word);
      }
      const at = index >>> (32 - INDEX_BITS);
      const rank = Math.clz32(rest) + 1;
      if (rank > (registers[at] ?? 0)) registers[at] = rank;
    },
    estimate() {
      let [sum, empty] = [0, 0];
      for (const rank of registers) {
        sum += 2 ** -rank;
        if (rank === 0) empty += 1;
      }
      const raw = ALPHA * REGISTERS * REGISTERS / sum;
      // Few states leave registers empty, and their number says more.
      return Math.round(raw <= 2.5 * REGISTERS && empty > 0 ? REGISTERS * Math.log(REGISTERS / empty) : raw);
    },
  };
}
