// SPDX-License-Identifier: Apache-2.0
// PTE5xx: properties, contracts, checks and expectations.
import { row } from "../row.ts";

const head = "shared x : bool;\nwriter w {\n  WRITE_ONCE(x, true);\n}\ninvariant ok: true;\n";

export const PROPERTIES = {
  PTE501: row<{ property: string; process: string }>({
    slug: "property-without-agent", severity: "error",
    message: ({ property, process }) => `\`${property}\` speaks of \`${process}\`, which does not run in this check`,
    why: "it would hold vacuously.",
    help: "run the process, or leave the property out.",
    example: `${head}writer other {\nl:\n  WRITE_ONCE(x, false);\n}\nproperty p at other.l: x;\ncheck c {\n  run w();\n  expect p hold;\n}\n`,
  }),
  PTE502: row<{ label: string; process: string }>({
    slug: "no-such-point", severity: "error",
    message: ({ label, process }) => `\`${process}\` has no label \`${label}\``,
    why: "properties name points of a walker or writer by its labels.",
    help: "write the label before the statement meant.",
    example: `${head}property p at w.l: x;\ncheck c {\n  run w();\n  expect p hold;\n}\n`,
  }),
  PTE503: row<{ label: string }>({
    slug: "since-later", severity: "error",
    message: ({ label }) => `no history has started: \`${label}\` does not come before this point`,
    why: "`since` names a label that the agent has passed.",
    help: "name an earlier label of the same walker.",
    example: `shared x : bool;\nwriter w {\nl:\n  WRITE_ONCE(x, true);\nm:\n  WRITE_ONCE(x, false);\n}\nproperty p at w.l: once x since m;\ncheck c {\n  run w();\n  expect p hold;\n}\n`,
  }),
  PTE504: row<{ name: string }>({
    slug: "expects-nothing", severity: "error",
    message: ({ name }) => `the expectation names \`${name}\`, which this check does not have`,
    why: "an expectation about nothing would always be met.",
    help: "name an invariant, property, assertion or contract of this check.",
    example: `${head}check c {\n  run w();\n  expect nope hold;\n}\n`,
  }),
  PTE505: row<{ field: string; contract: string }>({
    slug: "field-without-grade", severity: "error",
    message: ({ field, contract }) => `contract \`${contract}\` gives \`${field}\` no grade`,
    why: "a reader must not have to guess what is promised of a field.",
    help: "name it in a clause; `any { f }` promises nothing.",
    example: "pte p : 8 bits {\n  a : bit 0;\n  b : bit 1;\n}\ntable t[1] : p;\ncontract k() -> p of t[0] {\n  atomic { a }\n}\n",
  }),
  PTE506: row<{ field: string; grade: string }>({
    slug: "grade-needs-bit", severity: "error",
    message: ({ field, grade }) => `\`${grade}\` makes sense only for a bit, and \`${field}\` is not one`,
    why: "`never_invents` and `never_misses` speak of a set or a clear bit.",
    help: "use `regular` or `atomic`.",
    example: "pte p : 8 bits {\n  a : bits 0..1 as 0..3;\n}\ntable t[1] : p;\ncontract k() -> p of t[0] {\n  never_invents { a }\n}\n",
  }),
  PTE507: row<{ model: string }>({
    slug: "unknown-memory-model", severity: "error",
    message: ({ model }) => `memory model \`${model}\` is not available`,
    why: "this version explores sequential consistency; a verdict under another model would be a guess.",
    help: "write `memory sc;`.",
    example: `${head}check c {\n  memory tso;\n  run w();\n  expect ok hold;\n}\n`,
  }),
  PTE508: row<{ check: string }>({
    slug: "nothing-runs", severity: "error",
    message: ({ check }) => `nothing runs in check \`${check}\``,
    why: "a check without an agent decides nothing.",
    help: "add `run`, `hardware` or `verify`.",
    example: `${head}check c {\n  expect ok hold;\n}\n`,
  }),
  PTE509: row<{ check: string }>({
    slug: "nothing-expected", severity: "warning",
    message: ({ check }) => `check \`${check}\` expects nothing`,
    why: "every invariant and every property of what runs is checked all the same, but nobody sees which of them was meant to hold.",
    help: "add `expect NAME hold;` or `expect NAME violated;`.",
    example: `${head}check c {\n  run w();\n}\n`,
  }),
  PTE510: row<{ name: string; wanted: string }>({
    slug: "wrong-expectation-kind", severity: "error",
    message: ({ name, wanted }) => `\`${name}\` is ${wanted}`,
    why: "invariants hold or are violated; reachability claims are reachable or unreachable.",
    help: "use the matching form of `expect`.",
    example: `${head}check c {\n  run w();\n  expect reachable ok;\n}\n`,
  }),
  PTE511: row<{ expected: string }>({
    slug: "error-not-found", severity: "error",
    message: ({ expected }) => `the check expects to be rejected with ${expected}, but is accepted`,
    why: "the obligation that should reject it does not.",
    help: "see which rule was meant to apply.",
    example: `${head}check c {\n  run w();\n  expect error PTE410;\n}\n`,
  }),
  PTE512: row<{ item: string }>({
    slug: "said-twice", severity: "error",
    message: ({ item }) => `this check says ${item} twice, differently`,
    why: "only one of them could count, and nobody would see which.",
    help: "keep one.",
    example: `${head}check c {\n  run w();\n  flush ipi;\n  flush broadcast;\n  expect ok hold;\n}\n`,
  }),
  PTE513: row<{ check: string }>({
    slug: "no-initial-state", severity: "error",
    message: ({ check }) => `check \`${check}\` has no initial state: no choice satisfies its \`init\``,
    why: "of no states everything holds, so there is nothing to decide.",
    help: "look for a `choose ... where` whose condition is never true.",
  }),
} as const;
