// SPDX-License-Identifier: Apache-2.0
// PTE4xx: accessors, walkers, writers and their obligations.
import { row } from "../row.ts";

const base = "shared x : bool;\nlock ptl;\n";
const run = (body: string, head = "writer w"): string =>
  `${base}${head} {\n${body}}\ninvariant ok: true;\ncheck c {\n  run w();\n  expect ok hold;\n}\n`;

export const PROTOCOLS = {
  PTE401: row<{ name: string; how: "read" | "written" }>({
    slug: "shared-in-expression", severity: "error",
    message: ({ name, how }) => `shared \`${name}\` is ${how} without an access`,
    why: "one step makes at most one access to one shared word; which access it is must be visible.",
    help: "write `let v = READ_ONCE(...)` first, or use `atomic { }` or `await`.",
    example: run("  if (x) { x = false; }\n"),
  }),
  PTE402: row<{ name: string }>({
    slug: "access-inside-expression", severity: "error",
    message: ({ name }) => `\`${name}\` is an access, so it must be a statement of its own`,
    why: "the order of accesses in a larger expression would be hidden.",
    help: "bind its result first: `let v = ...;`.",
    example: run("  let a = !READ_ONCE(x);\n"),
  }),
  PTE403: row<Record<never, never>>({
    slug: "unreachable-statement", severity: "error",
    message: () => "this statement can never be reached",
    why: "every path before it leaves by return, goto, break or an endless loop.",
    help: "remove it, or give it a label that something jumps to.",
    example: run("  return;\n  WRITE_ONCE(x, true);\n"),
  }),
  PTE404: row<{ slot: string; process: string }>({
    slug: "unbound-slot", severity: "error",
    message: ({ slot, process }) => `\`${slot}\` of \`${process}\` is bound to nothing`,
    why: "a slot without a default must be bound where the process runs.",
    help: "add `with slot = accessor` to the `run`.",
    example: `${base}walker w() no recheck uses get() -> bool {\n  let a = get();\n}\ninvariant ok: true;\ncheck c {\n  run w();\n  expect ok hold;\n}\n`,
  }),
  PTE405: row<{ name: string }>({
    slug: "assign-to-let", severity: "error",
    message: ({ name }) => `\`${name}\` cannot be assigned`,
    why: "`let` names, parameters and loop variables are fixed.",
    help: "declare it with `var`.",
    example: run("  let a = READ_ONCE(x);\n  a = true;\n"),
  }),
  PTE406: row<{ name: string }>({
    slug: "no-such-label", severity: "error",
    message: ({ name }) => `there is no label \`${name}\` here`,
    why: "`goto` goes to a label of the same body.",
    help: "write `name:` before the statement meant.",
    example: run("  goto nowhere;\n"),
  }),
  PTE407: row<{ name: string }>({
    slug: "not-a-place", severity: "error",
    message: ({ name }) => `${name} is not a place that an access can name`,
    why: "an access names a table entry, a word of it, or a shared variable.",
    help: "write e.g. `pt[i]`, `pt[i].low` or `x`.",
    example: run("  let a = READ_ONCE(true);\n"),
  }),
  PTE408: row<{ name: string }>({
    slug: "missing-return", severity: "error",
    message: ({ name }) => `a path through \`${name}\` ends without returning a value`,
    why: "an accessor with a result must return one on every path.",
    help: "add a `return`.",
    example: `${base}accessor get() -> bool {\n  let a = READ_ONCE(x);\n}\n`,
  }),
  PTE409: row<{ what: string }>({
    slug: "not-allowed-here", severity: "error",
    message: ({ what }) => `${what} is not allowed here`,
    why: "this construct has a meaning only in certain places.",
    help: "see the reference chapter of the construct.",
    example: run("  break;\n"),
  }),
  PTE410: row<{ process: string; lock: string; path: string }>({
    slug: "class-takes-lock", severity: "error",
    message: ({ process, lock, path }) => `\`${process}\` promises never to take \`${lock}\`, but does: ${path}`,
    why: "the class `never takes` is an obligation on every path.",
    help: "drop the lock, or give the walker the class `rechecks under`.",
    example: run("  lock(ptl);\n  unlock(ptl);\n", "walker w() never takes ptl"),
  }),
  PTE411: row<{ process: string; lock: string; path: string }>({
    slug: "acts-before-recheck", severity: "error",
    message: ({ process, lock, path }) => `\`${process}\` acts without a successful recheck under \`${lock}\`: ${path}`,
    why: "the class `rechecks under` allows effects (stores, `return done`) only while the lock is held and after a `recheck` in the same critical section.",
    help: "move the effect behind `recheck ... else { ... }`, inside the critical section.",
    example: run("  WRITE_ONCE(x, true);\n", "walker w() rechecks under ptl"),
  }),
  PTE412: row<{ process: string; field: string; from: string }>({
    slug: "looks-at-any", severity: "error",
    message: ({ process, field, from }) => `\`${process}\` decides on \`${field}\`, which ${from} grades \`any\``,
    why: "a value graded `any` is arbitrary; a walker that never takes the lock has no way to find out.",
    help: "recheck first, do not look at the field, or use a contract that promises more.",
  }),
  PTE413: row<Record<never, never>>({
    slug: "recheck-falls-through", severity: "error",
    message: () => "the `else` block of this recheck does not leave",
    why: "after a failed recheck the value must not be used.",
    help: "end the block with return, goto, break or continue.",
    example: run("  let a = READ_ONCE(x);\n  recheck a else { }\n  WRITE_ONCE(x, a);\n"),
  }),
  PTE414: row<{ limit: number }>({
    slug: "step-too-large", severity: "error",
    message: ({ limit }) => `one step has more than ${limit} paths`,
    why: "all local computation after an access belongs to its step, and this one branches too often.",
    help: "simplify the branches, or merge assignments with `c ? a : b`.",
  }),
  PTE415: row<Record<never, never>>({
    slug: "loop-without-access", severity: "error",
    message: () => "this loop can run for ever without an access",
    why: "local computation belongs to the step before it and must end.",
    help: "put an access, `await` or `choose` into the loop, or bound it with `for`.",
    example: run("  var a = READ_ONCE(x);\n  while (a) { a = a; }\n"),
  }),
  PTE416: row<{ what: string }>({
    slug: "needs-flush-scheme", severity: "error",
    message: ({ what }) => `\`${what}\` needs the check to say how a flush works`,
    why: "whether a flush is an IPI, a broadcast or deferred is a property of the architecture or of the check.",
    help: "add `flush ipi;`, `flush broadcast;` or `flush deferred;` to the check.",
    example: run("  tlb_flush();\n"),
  }),
  PTE417: row<{ name: string }>({
    slug: "ghost-in-protocol", severity: "error",
    message: ({ name }) => `protocol code reads the ghost \`${name}\``,
    why: "ghosts exist for properties only; real code cannot see them.",
    help: "use it in a property, or make it `shared`.",
    example: "ghost g : bool;\nwriter w {\n  if (g) { return; }\n}\ninvariant ok: true;\ncheck c {\n  run w();\n  expect ok hold;\n}\n",
  }),
  PTE418: row<{ name: string }>({
    slug: "duplicate-label", severity: "error",
    message: ({ name }) => `label \`${name}\` stands twice in this body`,
    why: "`goto` and properties need one place per label.",
    help: "rename one of them.",
    example: run("again:\n  WRITE_ONCE(x, true);\nagain:\n  WRITE_ONCE(x, false);\n"),
  }),
} as const;
