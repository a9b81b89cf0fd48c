// SPDX-License-Identifier: Apache-2.0
// PTE0xx and PTE6xx to PTE9xx: files, the command line, emission, verdicts that say too little, and bugs of
// ptespec. Wordings only; who reports a row is found by its code.
import { row } from "../row.ts";

export const TOOLS = {
  PTE001: row<{ path: string }>({
    slug: "file-missing", severity: "error",
    message: ({ path }) => `there is no file \`${path}\``,
    why: "nothing can be checked without the text of the spec.",
    help: "check the spelling; an import is relative to the file it stands in, and the shipped library begins with `std/`.",
  }),
  PTE002: row<{ path: string }>({
    slug: "file-is-directory", severity: "error",
    message: ({ path }) => `\`${path}\` is a directory, not a .ptespec file`,
    why: "only a file can be read or imported here.",
    help: "name one file; `ptespec check`, `emit` and `fmt` also take a directory and do every .ptespec file below it.",
  }),
  PTE003: row<{ path: string }>({
    slug: "file-not-text", severity: "error",
    message: ({ path }) => `\`${path}\` is not UTF-8 text`,
    why: "a .ptespec file is UTF-8 text; this one has a NUL byte or bytes that are no UTF-8.",
    help: "is it the right file? If so, save it as UTF-8.",
  }),
  PTE004: row<{ path: string; limit: string }>({
    slug: "oversized-file", severity: "error",
    message: ({ path, limit }) => `\`${path}\` is larger than ${limit}`,
    why: "a spec is a few pages; a file of this size is something else.",
    help: "is it the right file? A large spec can be split with `import`.",
  }),
  PTE005: row<{ path: string }>({
    slug: "file-unreadable", severity: "error",
    message: ({ path }) => `\`${path}\` cannot be read`,
    why: "the system refused to open or read it.",
    help: "check its permissions (`ls -l`).",
  }),
  PTE006: row<{ path: string }>({
    slug: "no-specs", severity: "error",
    message: ({ path }) => `there is no .ptespec file in \`${path}\` or below`,
    why: "a directory stands for the .ptespec files in it.",
    help: "name another directory, or begin a spec with `ptespec new NAME`.",
  }),
  PTE007: row<{ path: string }>({
    slug: "no-checks", severity: "error",
    message: ({ path }) => `\`${path}\` has no check`,
    why: "only a `check` block says who runs and what is expected; without one there is nothing to decide.",
    help: "add one, for example `check smoke { run gup_fast(0); }`, or name a file that has one.",
  }),
  PTE010: row<{ path: string; reason: string }>({
    slug: "cannot-write", severity: "error",
    message: ({ path, reason }) => `\`${path}\` cannot be written: ${reason}`,
    why: "the system refused to write there; what stood there before is unchanged.",
    help: "check the permissions and the free space, or choose another place with `-o`.",
  }),
  PTE011: row<{ path: string }>({
    slug: "file-exists", severity: "error",
    message: ({ path }) => `\`${path}\` exists already`,
    why: "`ptespec new` never overwrites a file.",
    help: "choose another name, or move the file away.",
  }),
  PTE020: row<{ name: string }>({
    slug: "unknown-command", severity: "error",
    message: ({ name }) => `there is no command \`${name}\``,
    why: "the first word names what to do.",
    help: "`ptespec --help` lists the commands.",
  }),
  PTE021: row<{ option: string; command: string }>({
    slug: "unknown-option", severity: "error",
    message: ({ option, command }) => `\`ptespec ${command}\` has no option \`${option}\``,
    why: "an option that does nothing is refused rather than ignored.",
    help: "`--help` after the command lists its options; a file whose name begins with `-` goes after `--`.",
  }),
  PTE022: row<{ option: string; value: string; expected: string }>({
    slug: "option-value", severity: "error",
    message: ({ option, value, expected }) => `\`${option}\` takes ${expected}, not ${value === "" ? "nothing" : `\`${value}\``}`,
    why: "the value does not mean anything here.",
    help: "`--help` after the command shows an example.",
  }),
  PTE023: row<{ command: string; what: string }>({
    slug: "missing-argument", severity: "error",
    message: ({ command, what }) => `\`ptespec ${command}\` needs ${what}`,
    why: "it cannot be guessed.",
    help: "`--help` after the command shows an example.",
  }),
  PTE024: row<{ command: string; argument: string }>({
    slug: "extra-argument", severity: "error",
    message: ({ command, argument }) => `\`ptespec ${command}\` does not know what to do with \`${argument}\``,
    why: "the command takes fewer arguments.",
    help: "`--help` after the command shows an example.",
  }),
  PTE025: row<{ code: string }>({
    slug: "unknown-code", severity: "error",
    message: ({ code }) => `there is no diagnostic \`${code}\``,
    why: "codes are `PTE` and three digits, as printed in brackets with each diagnostic.",
    help: "`ptespec explain` without a code lists them all.",
  }),
  PTE026: row<{ name: string }>({
    slug: "unknown-check", severity: "error",
    message: ({ name }) => `none of the files has a check \`${name}\``,
    why: "`--check` picks checks by name.",
    help: "without `--check` every check is run, and the summary lists their names.",
  }),
  PTE027: row<{ name: string }>({
    slug: "unknown-param", severity: "error",
    message: ({ name }) => `none of the files has a param \`${name}\``,
    why: "`--param` replaces the value of a `param` of the spec, or the size of a `domain`.",
    help: "look for `param` in the spec and in what it imports.",
  }),
  PTE028: row<{ count: number }>({
    slug: "not-one-trace", severity: "error",
    message: ({ count }) => (count === 0 ? "no check has a trace to print" : `${count} checks have a trace, but an ITF file holds one`),
    why: "`--format itf` prints the trace of one violated or reached property.",
    help: "pick a check that has one with `--check NAME`; `--json --traces` prints all traces.",
  }),
  PTE029: row<{ option: string; other: string }>({
    slug: "options-conflict", severity: "error",
    message: ({ option, other }) => `\`${option}\` and \`${other}\` cannot be used together`,
    why: "each asks for something else.",
    help: "leave one out.",
  }),
  PTE601: row<{ path: string }>({
    slug: "not-ours", severity: "error",
    message: ({ path }) => `\`${path}\` was not written by ptespec and is left as it is`,
    why: "a generated file says so in its first lines; this one does not, so somebody may have written it by hand.",
    help: "move it away, or choose another folder with `-o`.",
  }),
  PTE602: row<{ path: string; spec: string }>({
    slug: "stale-output", severity: "warning",
    message: ({ path, spec }) => `\`${path}\` is stale: no check of \`${spec}\` gives it any more`,
    why: "it was generated from a check that was renamed, removed, or no longer lowers; ptespec removes no files.",
    help: "delete it.",
  }),
  PTE701: row<{ property: string; check: string }>({
    slug: "holds-vacuously", severity: "warning",
    message: ({ property, check }) => `\`${property}\` holds in check \`${check}\` only because it never came to be tested`,
    why: "the situation that it speaks about was never reached, so it would hold of any code.",
    help: "add an agent, enlarge a size or a budget, or state with `reachable` what should be reached.",
  }),
  PTE702: row<{ step: string; check: string }>({
    slug: "step-never-taken", severity: "warning",
    message: ({ step, check }) => `\`${step}\` is never taken in check \`${check}\``,
    why: "the whole state space was searched, so this code did not take part and the verdict says nothing about it.",
    help: "if that is meant, pass other arguments or leave the agent out; else look for the guard that is never true.",
  }),
  PTE703: row<{ property: string; check: string }>({
    slug: "waiver-unused", severity: "warning",
    message: ({ property, check }) => `the waiver of \`${property}\` in check \`${check}\` is not needed: it is never violated`,
    why: "a waiver that never fires hides a later change for the worse.",
    help: "remove the `waive` line.",
  }),
  PTE900: row<{ what: string }>({
    slug: "internal-error", severity: "error",
    message: ({ what }) => `ptespec failed: ${what}`,
    why: "this is a mistake in ptespec, not in the spec; no verdict was reached.",
    help: "please report it with the spec and the command; `PTESPEC_STACK=1` prints where it happened.",
  }),
} as const;
