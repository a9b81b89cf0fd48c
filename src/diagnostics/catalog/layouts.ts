// SPDX-License-Identifier: Apache-2.0
// PTE3xx: page-table-entry layouts.
import { row } from "../row.ts";

const pte = (body: string): string => `pte p : 8 bits {\n${body}}\n`;

export const LAYOUTS = {
  PTE301: row<{ lo: number; hi: number }>({
    slug: "bits-reversed", severity: "error",
    message: ({ lo, hi }) => `bits ${lo}..${hi} are in the wrong order`,
    why: "the lower bit number comes first; bit 0 is the least significant.",
    help: "swap the two numbers.",
    example: pte("  a : bits 5..3 as 0..1;\n"),
  }),
  PTE302: row<{ name: string; bit: number; width: number }>({
    slug: "bit-beyond-width", severity: "error",
    message: ({ name, bit, width }) => `\`${name}\` uses bit ${bit}, but the entry has ${width} bits`,
    why: "a field must lie inside its entry (or its word).",
    help: "correct the bit numbers or the width.",
    example: pte("  a : bit 8;\n"),
  }),
  PTE303: row<{ name: string; values: number; bits: number }>({
    slug: "sort-exceeds-bits", severity: "error",
    message: ({ name, values, bits }) => `\`${name}\` has ${values} values, more than ${bits} bit${bits === 1 ? "" : "s"} can hold`,
    why: "an abstract sort stands for the values its bits can have.",
    help: "give the field more bits or a smaller sort.",
    example: pte("  a : bits 0..1 as 0..4;\n"),
  }),
  PTE304: row<{ a: string; b: string; layout: string; bit: number }>({
    slug: "field-overlap", severity: "error",
    message: ({ a, b, layout, bit }) => `fields \`${a}\` and \`${b}\` of layout \`${layout}\` overlap at bit ${bit}`,
    why: "an update of one field would silently change the other.",
    help: "move one of them.",
    example: pte("  a : bit 1;\n  b : bits 0..2 as 0..3;\n"),
  }),
  PTE305: row<{ name: string; layout: string }>({
    slug: "no-such-layout-field", severity: "error",
    message: ({ name, layout }) => `layout \`${layout}\` has no field \`${name}\``,
    why: "hardware updates, blocks and orders speak of fields and words of their own layout.",
    help: "name a field of this layout.",
    example: pte("  a : bit 0;\n  hw up when a sets b;\n"),
  }),
  PTE306: row<{ name: string }>({
    slug: "hw-field-not-bit", severity: "error",
    message: ({ name }) => `hardware can set or clear only single bits, and \`${name}\` is not one`,
    why: "hardware updates of entries are bit updates (accessed, dirty, read-only).",
    help: "use a one-bit field.",
    example: pte("  a : bits 0..1 as 0..3;\n  hw up when true sets a;\n"),
  }),
  PTE307: row<{ name: string; word: string }>({
    slug: "field-outside-word", severity: "error",
    message: ({ name, word }) => `\`${name}\` does not lie inside word \`${word}\``,
    why: "one access reads one word; a field across words could be torn.",
    help: "split the field, one part per word.",
    example: pte("  word low : bits 0..3 {\n    a : bit 5;\n  }\n  word high : bits 4..7 {\n    b : bit 6;\n  }\n"),
  }),
  PTE308: row<{ layout: string }>({
    slug: "fields-beside-words", severity: "error",
    message: ({ layout }) => `layout \`${layout}\` has words, so every field must be in one of them`,
    why: "an access reads a word; a field outside any word could not be read.",
    help: "move the field into a word.",
    example: pte("  a : bit 0;\n  word low : bits 0..7 {\n    b : bit 1;\n  }\n"),
  }),
  PTE309: row<{ name: string }>({
    slug: "gather-needs-function", severity: "error",
    message: ({ name }) => `gathering \`${name}\` needs a function (\`by\`) that sets it`,
    why: "a derived field has no bit of its own, so there is more than one way to set it.",
    help: "write `gathers young, dirty by mkyoung, mkdirty`, one function per field.",
    example: pte("  a : bit 0;\n  derived d = a;\n  block 2 when true gathers d;\n") + "table t[2] : p;\nview v(i: 0..1) -> p = logical(t[i]);\ninvariant bad: v(0).a;\n",
  }),
  PTE310: row<{ name: string; layout: string }>({
    slug: "no-such-update", severity: "error",
    message: ({ name, layout }) => `layout \`${layout}\` has no hardware update \`${name}\``,
    why: "a hook that names no update would never fire, and an invariant over its ghost would hold for nothing.",
    help: "name an `hw` update of the layout.",
    example: pte("  a : bit 0;\n  hw up when true sets a;\n") + "table t[1] : p;\nghost g : bool;\non hw upp t[i] {\n  g = true;\n}\ninvariant ok: !g;\n",
  }),
} as const;
