// SPDX-License-Identifier: Apache-2.0
// Gaps among the numbers of states are closed: every state keeps a number, none is there twice, and no number is left out.
import fc from "fast-check";
import { expect, test } from "vitest";
import { closeGaps, type Range } from "../../src/check/wasm/gaps.ts";

/** States by their numbers, each called by its first one, after the moves; a gap is undefined. */
function moved(gaps: readonly Range[], end: number): readonly (number | undefined)[] {
  const states = Array.from({ length: end }, (_, i): number | undefined => (gaps.some(({ from, to }) => from <= i && i < to) ? undefined : i));
  for (const { end: last, to, count } of closeGaps(gaps, end).moves) {
    for (let i = 0; i < count; i += 1) {
      expect([states[last - 1 - i], states[to + i]]).toEqual([expect.any(Number), undefined]);
      states[to + i] = states[last - 1 - i];
      states[last - 1 - i] = undefined;
    }
  }
  return states;
}

test("the last states go into the gaps", () => {
  expect(closeGaps([], 5)).toEqual({ size: 5, moves: [] });
  expect(closeGaps([{ from: 3, to: 5 }], 5)).toEqual({ size: 3, moves: [] });
  expect(closeGaps([{ from: 1, to: 3 }], 6)).toEqual({ size: 4, moves: [{ end: 6, to: 1, count: 2 }] });
  expect(closeGaps([{ from: 0, to: 2 }, { from: 4, to: 6 }], 7)).toEqual({ size: 3, moves: [{ end: 7, to: 0, count: 1 }, { end: 4, to: 1, count: 1 }] });
});

test("of whatever gaps", () => {
  // Lengths of states and gaps in turn.
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(4), fc.integer({ min: 1, max: 4 })), { maxLength: 6 }), fc.nat(6), (lengths, rest) => {
    const gaps: Range[] = [];
    let at = 0;
    for (const [states, gap] of lengths) {
      gaps.push({ from: at + states, to: at + states + gap });
      at += states + gap;
    }
    const { size } = closeGaps(gaps, at + rest);
    const states = moved(gaps, at + rest);
    expect(states.slice(0, size)).not.toContain(undefined);
    expect(states.slice(size).every((state) => state === undefined)).toBe(true);
    expect(new Set(states.slice(0, size)).size).toBe(size);
  }));
});
