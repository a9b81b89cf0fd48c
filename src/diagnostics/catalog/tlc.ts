// SPDX-License-Identifier: Apache-2.0
// PTE61x and PTE62x: Java, TLC and what they print. None of them is a mistake in a spec; wordings only.
import { row } from "../row.ts";

const WITHOUT = "`ptespec check` decides the same checks and needs no Java.";

export const TLC = {
  PTE610: row<{ looked: string }>({
    slug: "no-java", severity: "error",
    message: ({ looked }) => `there is no Java here (looked at ${looked})`,
    why: "TLC is a Java program.",
    help: `install Java 11 or later (Debian: \`apt install default-jre-headless\`), or name one with \`--java\` or JAVA_HOME. ${WITHOUT}`,
  }),
  PTE611: row<{ java: string; said: string }>({
    slug: "java-unusable", severity: "error",
    message: ({ java, said }) => `\`${java} -version\` gives no version${said === "" ? "" : `: ${said}`}`,
    why: "a Java that does not answer will not run TLC either.",
    help: "name another Java with `--java` or JAVA_HOME.",
  }),
  PTE612: row<{ java: string; version: string; least: number }>({
    slug: "java-too-old", severity: "error",
    message: ({ java, version, least }) => `\`${java}\` is Java ${version}; TLC needs ${least} or later`,
    why: "the classes of TLC are compiled for a later Java.",
    help: "install a later one, or name one with `--java` or JAVA_HOME.",
  }),
  PTE613: row<{ looked: string }>({
    slug: "no-tlc", severity: "error",
    message: ({ looked }) => `there is no tla2tools.jar here (looked at ${looked})`,
    why: "it holds TLC; ptespec downloads nothing.",
    help: `get tla2tools.jar from the releases of github.com/tlaplus/tlaplus and name it with \`--jar FILE\` or PTESPEC_TLC. ${WITHOUT}`,
  }),
  PTE614: row<{ jar: string; from: string }>({
    slug: "jar-missing", severity: "error",
    message: ({ jar, from }) => `${from} names \`${jar}\`, which is no file`,
    why: "what is named explicitly is not silently replaced by another TLC.",
    help: "check the path.",
  }),
  PTE615: row<{ jar: string; said: string }>({
    slug: "not-tlc", severity: "error",
    message: ({ jar, said }) => `\`${jar}\` is not TLC: ${said}`,
    why: "Java started, but found no TLC in it.",
    help: "name tla2tools.jar with `--jar FILE`.",
  }),
  PTE616: row<{ said: string }>({
    slug: "java-failed", severity: "error",
    message: ({ said }) => `Java did not start: ${said}`,
    why: "TLC never ran, so nothing is decided.",
    help: "check `--heap` (such as 2G, less than the memory of the machine), `--java` and JAVA_TOOL_OPTIONS.",
  }),
  PTE617: row<{ check: string; how: string }>({
    slug: "tlc-killed", severity: "error",
    message: ({ check, how }) => `TLC was killed while it searched \`${check}\`: ${how}`,
    why: "a search that was cut short decides nothing but the violations that it found.",
    help: "if nobody killed it, the system may have run out of memory (`dmesg`): give TLC less with `--heap`, or check smaller sizes with `--param`.",
  }),
  PTE618: row<{ check: string; said: string }>({
    slug: "tlc-memory", severity: "error",
    message: ({ check, said }) => `TLC ran out of memory in \`${check}\`: ${said}`,
    why: "a search that was cut short decides nothing but the violations that it found.",
    help: "give it more with `--heap 4G`, or check smaller sizes with `--param`.",
  }),
  PTE619: row<{ check: string; limit: string }>({
    slug: "tlc-time", severity: "warning",
    message: ({ check, limit }) => `TLC was stopped after ${limit} in \`${check}\``,
    why: "a search that was cut short decides nothing but the violations that it found.",
    help: "allow more with `--timeout 10m`, use more threads with `--workers auto`, or check smaller sizes with `--param`.",
  }),
  PTE620: row<{ check: string; said: string }>({
    slug: "module-rejected", severity: "error",
    message: ({ check, said }) => `TLC rejects the module of \`${check}\`: ${said}`,
    why: "what ptespec emits should always be accepted; this is a mistake in ptespec, or the module was changed.",
    help: "`--keep DIR` keeps the module and TLC's output; please report both.",
  }),
  PTE621: row<{ check: string; said: string }>({
    slug: "config-rejected", severity: "error",
    message: ({ check, said }) => `TLC rejects the configuration or the options of \`${check}\`: ${said}`,
    why: "what ptespec writes should be accepted by every TLC since 1.7.",
    help: "is the jar older? `--keep DIR` keeps the files; please report them.",
  }),
  PTE622: row<{ check: string; said: string }>({
    slug: "tlc-evaluation", severity: "error",
    message: ({ check, said }) => `TLC cannot compute a value in \`${check}\`: ${said}`,
    why: "every expression of an emitted module has a value in every state; this is a mistake in ptespec, or a limit of TLC.",
    help: "`--keep DIR` keeps the module and TLC's output; please report both.",
  }),
  PTE623: row<{ check: string; said: string }>({
    slug: "tlc-unclear", severity: "error",
    message: ({ check, said }) => `TLC ended without a clear answer in \`${check}\`: ${said}`,
    why: "a verdict needs TLC's whole output: that it completed, with nothing left on the queue and no error.",
    help: "`--keep DIR` keeps TLC's output. With a heap that is just too small TLC can end so: give it more with `--heap 4G`.",
  }),
  PTE624: row<{ check: string; what: string }>({
    slug: "tlc-disagrees", severity: "error",
    message: ({ check, what }) => `TLC and ptespec disagree about \`${check}\`: ${what}`,
    why: "the emitted module and the checked model must mean the same; one of them does not mean what the spec says.",
    help: "please report it with the spec. `--keep DIR` keeps the module and TLC's output.",
  }),
  PTE625: row<{ path: string }>({
    slug: "not-a-trace", severity: "error",
    message: ({ path }) => `\`${path}\` has no trace`,
    why: "`--read` takes what `tlc2.TLC -tool` printed, or a trace in the Informal Trace Format (.itf.json).",
    help: "run TLC with `-tool`, or use `ptespec tlc --keep DIR`, which keeps its output. A log without a violation has no trace.",
  }),
  PTE626: row<{ path: string; check: string; problem: string }>({
    slug: "foreign-trace", severity: "error",
    message: ({ path, check, problem }) => `the trace in \`${path}\` is none of \`${check}\`: ${problem}`,
    why: "each state of a trace must be a state of the check, and each step one that the check can take.",
    help: "name the check with `--check NAME`, give the same `--param`, and check that the spec has not changed since.",
  }),
  PTE627: row<{ check: string; said: string }>({
    slug: "tlc-overflow", severity: "error",
    message: ({ check, said }) => `TLC cannot compute a number in \`${check}\`: ${said}`,
    why: "TLC computes with 32 bits, -2147483648..2147483647; `ptespec check` with numbers up to 2^53.",
    help: "make the ranges of the operands smaller, or decide the check with `ptespec check`.",
  }),
} as const;
