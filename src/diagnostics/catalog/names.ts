// SPDX-License-Identifier: Apache-2.0
// PTE2xx: names, sorts and values.
import { row } from "../row.ts";

export const NAMES = {
  PTE201: row<{ name: string }>({
    slug: "undefined-name", severity: "error",
    message: ({ name }) => `\`${name}\` is not defined`,
    why: "every name must be declared in this file or in one that it imports.",
    help: "declare it, or import the file that does.",
    example: "invariant bad: nothing == 1;\n",
  }),
  PTE202: row<{ name: string }>({
    slug: "duplicate-name", severity: "error",
    message: ({ name }) => `\`${name}\` is declared twice`,
    why: "imports bring all declarations into one namespace, so a name must have one meaning.",
    help: "rename one of them.",
    example: "const A = 1;\nconst A = 2;\n",
  }),
  PTE203: row<{ wanted: string; found: string }>({
    slug: "sort-mismatch", severity: "error",
    message: ({ wanted, found }) => `expected ${wanted}, found ${found}`,
    why: "every value has one finite sort, known before anything runs.",
    help: "check which value was meant here.",
    example: "shared x : bool = 3;\n",
  }),
  PTE204: row<{ op: string; problem: string }>({
    slug: "bad-operands", severity: "error",
    message: ({ op, problem }) => `\`${op}\` ${problem}`,
    why: "operators work on values of fitting sorts only.",
    help: "compare or combine values of the same sort.",
    example: "shared x : bool;\ninvariant bad: x + 1 == 2;\n",
  }),
  PTE205: row<{ what: string }>({
    slug: "not-constant", severity: "error",
    message: ({ what }) => `${what} must be a constant`,
    why: "sizes and ranges are fixed before the search starts; only numbers, params and constants may occur.",
    help: "use a `param` or a `const`.",
    example: "shared x : bool;\nshared y : 0..x;\n",
  }),
  PTE206: row<{ name: string }>({
    slug: "not-a-sort", severity: "error",
    message: ({ name }) => `\`${name}\` is not a sort`,
    why: "a sort is `bool`, a range, an enum, a domain, a record or a layout.",
    help: "name a sort here.",
    example: "const K = 1;\nshared x : K;\n",
  }),
  PTE207: row<{ what: string; size: string }>({
    slug: "sort-too-large", severity: "error",
    message: ({ what, size }) => `${what} has ${size} values, which is too many`,
    why: "the search enumerates values, so a sort or a choice must stay small.",
    help: "make the range, the domain or the set smaller.",
    example: "shared x : 0..4000000000;\n",
  }),
  PTE208: row<{ field: string; sort: string }>({
    slug: "no-such-field", severity: "error",
    message: ({ field, sort }) => `${sort} has no field \`${field}\``,
    why: "fields come from the layout or record declaration.",
    help: "see `ptespec layout` for the fields.",
    example: "record r { a: bool; }\nshared x : r;\ninvariant bad: x.b;\n",
  }),
  PTE209: row<{ name: string; wanted: number; found: number }>({
    slug: "wrong-argument-count", severity: "error",
    message: ({ name, wanted, found }) => `\`${name}\` takes ${wanted} argument${wanted === 1 ? "" : "s"}, not ${found}`,
    why: "every parameter needs exactly one argument.",
    help: "see its declaration.",
    example: "fn f(a: bool) -> bool = a;\ninvariant bad: f();\n",
  }),
  PTE210: row<{ what: string }>({
    slug: "may-be-out-of-range", severity: "error",
    message: ({ what }) => `${what} may be out of range`,
    why: "in a property or a function there is no step at which an out-of-range value could be reported with a trace.",
    help: "restrict it, e.g. by a quantifier over the exact range.",
    example: "shared a[2] : bool;\nshared i : 0..5;\ninvariant bad: a[i];\n",
  }),
  PTE211: row<{ name: string }>({
    slug: "unused-name", severity: "warning",
    message: ({ name }) => `\`${name}\` is never used`,
    why: "an unused name is often a misspelt one.",
    help: "remove it.",
  }),
  PTE212: row<{ name: string; is: string; wanted: string }>({
    slug: "wrong-kind", severity: "error",
    message: ({ name, is, wanted }) => `\`${name}\` is ${is}, not ${wanted}`,
    why: "this place needs another kind of thing.",
    help: "name what is meant.",
    example: "const K = 1;\ninvariant bad: K(2) == 3;\n",
  }),
  PTE213: row<{ name: string; value: number; lo: number; hi: number }>({
    slug: "param-out-of-range", severity: "error",
    message: ({ name, value, lo, hi }) => `${name} = ${value} is outside ${lo}..${hi}`,
    why: "the declaration of a param says which sizes make sense.",
    help: "choose a value in its range, or widen the range in the declaration.",
    example: "param N = 9 in 1..4;\n",
  }),
  PTE214: row<{ name: string }>({
    slug: "circular-definition", severity: "error",
    message: ({ name }) => `\`${name}\` is defined by itself`,
    why: "functions, views, sorts and accessors are expanded where they are used, so none may contain itself.",
    help: "break the circle; a loop is written with `while` or `loop`.",
    example: "fn f(a: bool) -> bool = f(a);\ninvariant bad: f(true);\n",
  }),
  PTE215: row<{ path: string }>({
    slug: "import-cycle", severity: "error",
    message: ({ path }) => `files import each other: ${path}`,
    why: "declarations of an imported file come first, which is impossible in a circle.",
    help: "move what both need into a third file.",
  }),
} as const;
