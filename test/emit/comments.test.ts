// SPDX-License-Identifier: Apache-2.0
// Comments must not be able to change what a module means.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ascii, boxComment, commentText, lineComment, section } from "../../src/emit/tla/comments.ts";
import { WIDTH } from "../../src/emit/tla/lines.ts";

describe("comments", () => {
  it("are ASCII", () => {
    expect(ascii("a \u2014 b \u2192 \u201cc\u201d \u00e9")).toBe("a - b -> \"c\" ?");
  });

  it("cannot open or close a comment, or a module", () => {
    expect(commentText("(* x *) ------ ======")).toBe("( * x * ) --- ===");
  });

  it("are wrapped at the width, with the rest of a reference hanging", () => {
    const lines = lineComment(`gup.ptespec:3: ${"word ".repeat(20)}`, { hang: 4 });
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^\\\* {5}word/u);
  });

  it("fill boxes of one width", () => {
    expect(boxComment(["a", ""])).toEqual([
      `(${"*".repeat(77)})`, `(* ${"a".padEnd(73)} *)`, `(* ${"".padEnd(73)} *)`, `(${"*".repeat(77)})`,
    ]);
  });

  it("stay within the width and in one piece, whatever they say", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      const words = text.replace(/\S{40,}/gu, "x");
      for (const line of [...lineComment(words, { column: 4, hang: 2 }), ...boxComment([words]), ...section([words])]) {
        expect(line).toMatch(/^[ -~]*$/u);
        expect(line.length).toBeLessThanOrEqual(WIDTH);
      }
      for (const line of lineComment(words)) expect(line).toMatch(/^\\\*/u);
      expect(commentText(words)).not.toMatch(/\(\*|\*\)|-{4}|={4}/u);
    }));
  });
});
