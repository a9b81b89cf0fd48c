// SPDX-License-Identifier: Apache-2.0
// PTE1xx: characters, tokens and syntax.
import { row } from "../row.ts";

type Nothing = Record<never, never>;

const REFERENCE = "see docs/reference for the syntax of this construct.";

export const SYNTAX = {
  PTE101: row<{ found: string; expected: string; after: string }>({
    slug: "syntax-error", severity: "error",
    message: ({ found, expected, after }) => `expected ${expected}${after === "" ? "" : ` after ${after}`}, found ${found}`,
    why: "the text does not follow the grammar here.",
    help: REFERENCE,
    example: "param N 2;\n",
  }),
  PTE102: row<{ text: string }>({
    slug: "stray-characters", severity: "error",
    message: ({ text }) => `unexpected ${text}`,
    why: "no token of the language begins with this.",
    help: "remove it; outside strings and comments only ASCII letters, digits and the operators of the language are used.",
    example: "lock ptl; $$\n",
  }),
  PTE103: row<{ what: string }>({
    slug: "not-text", severity: "error",
    message: ({ what }) => `this is not a text file: ${what}`,
    why: "a .ptespec file is UTF-8 text.",
    help: "check the path: is this a binary file?",
    example: "lock ptl;\u0000\n",
  }),
  PTE104: row<{ size: number; limit: number }>({
    slug: "file-too-large", severity: "error",
    message: ({ size, limit }) => `the file has ${size} characters, the limit is ${limit}`,
    why: "hand-written specs are far smaller; a larger file is almost surely the wrong one.",
    help: "split the spec and import the parts.",
  }),
  PTE105: row<{ limit: number }>({
    slug: "too-deep", severity: "error",
    message: ({ limit }) => `nested or chained more than ${limit} levels deep`,
    why: "the stages of ptespec walk the nesting recursively, so it is bounded.",
    help: "name a part with `const`, `fn` or `let`.",
    example: `const N = ${"(".repeat(250)}1${")".repeat(250)};\n`,
  }),
  PTE106: row<{ first: string; second: string }>({
    slug: "chained-operators", severity: "error",
    message: ({ first, second }) => `\`${first}\` and \`${second}\` need parentheses to be combined`,
    why: "comparisons and ranges do not chain: C reads `a < b < c` as `(a < b) < c`, which is rarely meant.",
    help: "write parentheses, or `a < b && b < c`.",
    example: "invariant sorted: 1 < 2 < 3;\n",
  }),
  PTE107: row<{ number: string }>({
    slug: "bad-number", severity: "error",
    message: ({ number }) => `\`${number}\` is not a number that ptespec can use`,
    why: "numbers are decimal or hexadecimal (0x1F), without suffixes, and at most 2^53 - 1.",
    help: "write it as digits only; bit masks are fields of a layout.",
    example: "const N = 12UL;\n",
  }),
  PTE108: row<{ escape: string }>({
    slug: "unknown-escape", severity: "error",
    message: ({ escape }) => `unknown escape \`${escape}\` in a string`,
    why: "the escapes are `\\\"`, `\\\\`, `\\n` and `\\t`.",
    help: "write `\\\\` for a backslash.",
    example: "spec s \"a \\q b\"\n",
  }),
  PTE109: row<Nothing>({
    slug: "no-effect", severity: "error",
    message: () => "this statement does nothing",
    why: "a statement is an assignment, a call, or begins with a keyword.",
    help: "did you mean `=`, or a call `f(...)`?",
    example: "init { x; }\n",
  }),
  PTE110: row<Nothing>({
    slug: "not-assignable", severity: "error",
    message: () => "this cannot be assigned to",
    why: "the left side of `=` is a name, with fields (`.f`) and indexes (`[i]`).",
    help: "use an accessor call or `WRITE_ONCE(place, value);` to store.",
    example: "init { f(1) = 2; }\n",
  }),
  PTE111: row<Nothing>({
    slug: "writer-class", severity: "error",
    message: () => "a writer has no class",
    why: "`never takes`, `rechecks under`, `rcu only` and `no recheck` are obligations of lockless readers.",
    help: "make it a `walker`, or remove the class.",
    example: "writer w never takes ptl { }\n",
  }),
  PTE112: row<{ path: string }>({
    slug: "import-path", severity: "error",
    message: ({ path }) => `\`${path}\` is not a path of the shipped library`,
    why: "paths without quotes name the shipped library and begin with `std/`.",
    help: "quote the path of a file: import \"./name.ptespec\".",
    example: "import arm64\n",
  }),
  PTE113: row<{ what: string }>({
    slug: "unterminated", severity: "error",
    message: ({ what }) => `${what} is not closed`,
    why: "a string ends on its line with `\"`; a comment ends with `*/`.",
    help: "close it.",
    example: "spec s \"what\nlock ptl;\n",
  }),
  PTE114: row<{ bracket: string }>({
    slug: "unclosed-bracket", severity: "error",
    message: ({ bracket }) => `this \`${bracket}\` is never closed`,
    why: "what follows cannot be told from what is inside.",
    help: "add the closing bracket; the indentation of the next declaration was used to go on.",
    example: "init {\n  x = 1;\n\nlock ptl;\n",
  }),
  PTE115: row<{ bracket: string }>({
    slug: "stray-bracket", severity: "error",
    message: ({ bracket }) => `this \`${bracket}\` closes nothing`,
    why: "every closing bracket needs an opening one of its kind.",
    help: "remove it, or add the opening bracket.",
    example: "lock ptl;\n}\n",
  }),
  PTE116: row<{ limit: number }>({
    slug: "more-errors", severity: "error",
    message: ({ limit }) => `more than ${limit} syntax errors; the rest are not shown`,
    why: "one early mistake often explains the later ones.",
    help: "repair the first ones and run again.",
  }),
} as const;
