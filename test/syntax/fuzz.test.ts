// SPDX-License-Identifier: Apache-2.0
// Mangled specs: the parser always answers, quickly, with spans that nest; and one mistake rarely gives two messages.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lex } from "../../src/parse/lex.ts";
import { parse } from "../../src/parse/parse.ts";
import { seeded, type Random } from "../support/random-spec.ts";
import { misplaced } from "../support/spans.ts";
import { specFiles } from "../support/specs.ts";

const JUNK = ["{", "}", "(", ")", "[", "]", ";", ":", ",", ".", "..", "=", "==", "->", "if", "else", "let", "pte", "accessor", "check", "x", "0", "\"s\"", "\"", "/*", "@", "with", "in", "recheck"];

interface Piece {
  readonly start: number;
  readonly end: number;
}

function pieces(text: string): readonly Piece[] {
  return lex({ path: "", text }).tokens.map((token) => ({ start: token.startOffset, end: token.startOffset + token.image.length }));
}

/** Deletes, repeats, replaces, inserts or swaps tokens, `count` times. */
function mangle(text: string, all: readonly Piece[], random: Random, count: number): string {
  const edits = Array.from({ length: count }, () => {
    const i = Math.floor(random() * all.length);
    const { start, end } = all[i] ?? { start: 0, end: 0 };
    const other = all[Math.floor(random() * all.length)] ?? { start: 0, end: 0 };
    const own = text.slice(start, end);
    const junk = JUNK[Math.floor(random() * JUNK.length)] ?? "";
    const texts = ["", `${own} ${own}`, junk, `${own} ${junk}`, text.slice(other.start, other.end)];
    return { start, end, text: texts[Math.floor(random() * texts.length)] ?? "" };
  }).sort((a, b) => b.start - a.start);
  return edits.reduce((now, edit) => now.slice(0, edit.start) + edit.text + now.slice(edit.end), text);
}

describe("fuzz", () => {
  it("2,000 mangled specs never throw, take less than 50 ms each and keep spans nested", () => {
    const specs = [...specFiles()].sort((a, b) => a.text.length - b.text.length).slice(0, 8).map(({ text }) => ({ text, all: pieces(text) }));
    const random = seeded(1);
    const times: number[] = [];
    for (let i = 0; i < 2_000; i += 1) {
      const spec = specs[i % specs.length] ?? { text: "", all: [] };
      const text = mangle(spec.text, spec.all, random, 1 + Math.floor(random() * 6));
      const start = process.cpuUsage();
      const { value, diagnostics } = parse({ path: "", text });
      const used = process.cpuUsage(start);
      times.push((used.user + used.system) / 1000);
      expect(misplaced(value)).toEqual([]);
      expect(diagnostics.length).toBeLessThan(22);
      for (const each of diagnostics) {
        const span = each.primary?.span;
        expect(span !== undefined && span.start >= 0 && span.start <= span.end && span.end <= text.length).toBe(true);
      }
    }
    times.sort((a, b) => a - b);
    // Processor time, which counts compilation and garbage collection of the test's own process too.
    expect(times[Math.floor(times.length * 0.99)]).toBeLessThan(50);
  }, 180_000);

  it("random text never throws", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      expect(misplaced(parse({ path: "", text }).value)).toEqual([]);
    }), { numRuns: 500, seed: 1 });
    fc.assert(fc.property(fc.array(fc.constantFrom(...JUNK, "\n", "init {", "forall k in S:"), { maxLength: 80 }), (words) => {
      expect(misplaced(parse({ path: "", text: words.join(" ") }).value)).toEqual([]);
    }), { numRuns: 1_000, seed: 1 });
  });

  it("one changed token gives one message in nearly all cases", () => {
    const random = seeded(2);
    const counts = new Map<number, number>();
    const specs = specFiles().map(({ text }) => ({ text, all: pieces(text) }));
    for (let i = 0; i < 500; i += 1) {
      const spec = specs[i % specs.length] ?? { text: "", all: [] };
      const found = parse({ path: "", text: mangle(spec.text, spec.all, random, 1) }).diagnostics.length;
      counts.set(found, (counts.get(found) ?? 0) + 1);
    }
    const wrong = 500 - (counts.get(0) ?? 0);
    const share = (counts.get(1) ?? 0) / wrong;
    expect(wrong).toBeGreaterThan(300);
    expect(share, JSON.stringify([...counts])).toBeGreaterThan(0.97);
  }, 180_000);
});
