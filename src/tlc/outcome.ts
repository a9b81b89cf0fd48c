// SPDX-License-Identifier: Apache-2.0
// From what a TLC process printed and how it ended to what may be said of it. `verified` needs every sign that
// the search was complete, since TLC says "No error has been found" and exits 0 after `-continue` past a
// violation and after a stop with states left.
import { COMPANIONS, GENERAL, kindOfCode, TRACE, type TlcKind } from "./codes.ts";
import { coverageOf, type TlcCoverage } from "./coverage.ts";
import { depthOf, simulatedOf, totalsOf, type TlcCounts } from "./counts.ts";
import type { TlcMessage, TlcOutput } from "./messages.ts";
import { parseErrors, placesIn, type TlcPlace } from "./places.ts";
import { traceOf, type TlcTrace } from "./trace.ts";

export type { TlcKind } from "./codes.ts";

/** How the process ended. */
export interface ProcessEnd {
  /** Absent when a signal ended it, or when it could not be started. */
  readonly exitCode?: number | undefined;
  /** E.g. `SIGKILL`. */
  readonly signal?: string | undefined;
  readonly stderr: string;
  /** We ended it, and why. */
  readonly because?: "timeout" | "interrupted" | undefined;
}

/** An error or warning of TLC or SANY, in its words. */
export interface TlcComplaint {
  readonly code: number;
  readonly text: string;
  readonly places: readonly TlcPlace[];
}

export interface TlcOutcome {
  readonly kind: TlcKind;
  /** What is violated, as the module calls it. */
  readonly name?: string;
  /** One or a few lines of TLC, Java or ours that say why. */
  readonly detail: string;
  /** E.g. `2.19 of 08 August 2024`, `2026.11.22.080818`. */
  readonly version?: string;
  /** Of the whole search when `verified`, else up to where it stopped. */
  readonly counts?: TlcCounts;
  readonly depth: number;
  /** TLC's estimate of the probability that it missed states, as it prints it, e.g. `2.6E-17`. */
  readonly collision?: string;
  readonly trace?: TlcTrace;
  /** Only when asked for. */
  readonly coverage: TlcCoverage;
  readonly complaints: readonly TlcComplaint[];
  readonly warnings: readonly TlcComplaint[];
  readonly exitCode?: number;
  readonly signal?: string;
}

/** Never throws, whatever the text. */
export function classify(output: TlcOutput, end: ProcessEnd): TlcOutcome {
  const { messages } = output;
  const errors = messages.filter(isError);
  const counts = totalsOf(messages) ?? simulationCounts(messages);
  const trace = traceOf(messages);
  const version = /^TLC2 Version (.+)$/mu.exec(bodyOf(messages, 2262))?.[1];
  const collision = /calculated \(optimistic\):\s+val = (\S+)/u.exec(bodyOf(messages, 2193))?.[1];
  // A general failure only wraps the error inside it; a stack of positions says where the error was.
  const own = errors.filter(({ code }) => !COMPANIONS.has(code) && !(code === GENERAL && errors.some((other) => kindOfCode(other.code) !== undefined)));
  const stack = placesIn(bodyOf(messages, 2103));
  const complaints = [...parseErrors(output.sany), ...own.map((one, i) => complaintOf(one, i === 0 ? stack : []))];
  return {
    ...judge(output, end, errors, counts),
    ...(version === undefined ? {} : { version }), ...(counts === undefined ? {} : { counts }), depth: depthOf(messages),
    ...(collision === undefined ? {} : { collision }), ...(trace === undefined ? {} : { trace }),
    coverage: coverageOf(messages), complaints, warnings: messages.filter(({ severity }) => severity === 3).map((one) => complaintOf(one)),
    ...(end.exitCode === undefined ? {} : { exitCode: end.exitCode }), ...(end.signal === undefined ? {} : { signal: end.signal }),
  };
}

type Judgement = Pick<TlcOutcome, "kind" | "name" | "detail">;

function judge(output: TlcOutput, end: ProcessEnd, errors: readonly TlcMessage[], counts: TlcCounts | undefined): Judgement {
  const { messages } = output;
  const finished = messages.some(({ code, complete }) => code === 2186 && complete);
  if (end.because !== undefined && !finished) return { kind: end.because, detail: end.because === "timeout" ? "stopped at the bound on time" : "interrupted" };
  const main = mainError(errors);
  if (main !== undefined) return judgeError(main, output);
  const machine = machineTrouble(`${end.stderr}\n${output.stray}`);
  if (machine !== undefined) return machine;
  const killed = signalOf(end);
  if (killed !== undefined) return { kind: "killed", detail: `ended by ${killed}` };
  if (output.stray.includes("TLC2 Version ")) return { kind: "unclear", detail: "this is TLC's output without -tool" };
  if (messages.length === 0) return { kind: "not-tlc", detail: firstLine(end.stderr) ?? firstLine(output.stray) ?? "no output" };
  const doubt = doubtOf(output, end, counts, finished);
  if (doubt === undefined) return { kind: "verified", detail: "Model checking completed. No error has been found." };
  if (end.exitCode === 0 && finished && output.broken === 0 && !has(messages, 2193) && (has(messages, 2210) || has(messages, 2209))) return { kind: "simulated", detail: "random behaviours only" };
  if (end.exitCode === 0 && finished && (counts?.queue ?? 0) > 0) return { kind: "stopped", detail: doubt };
  return { kind: "unclear", detail: doubt };
}

/** Why this is not yet a verification; nothing when it is. */
function doubtOf({ messages, broken, stray }: TlcOutput, end: ProcessEnd, counts: TlcCounts | undefined, finished: boolean): string | undefined {
  if (end.exitCode !== 0) return `TLC ended with exit code ${end.exitCode ?? "unknown"}`;
  if (broken > 0 || messages.some(({ complete }) => !complete)) return "TLC's output is not whole";
  if (messages[0]?.code !== 2262) return "the beginning of TLC's output is missing";
  if (messages.some(({ code }) => TRACE.has(code))) return "TLC printed a trace";
  if (!bodyOf(messages, 2193).startsWith("Model checking completed. No error has been found.")) return "TLC did not say that model checking completed";
  if (counts === undefined || !has(messages, 2199)) return "TLC printed no totals";
  if (counts.queue > 0) return `TLC stopped with ${counts.queue} states left on the queue`;
  if (!finished) return "TLC did not say that it finished";
  if (/\b(?:is|was|were) violated|Deadlock reached|^Error:|Exception\b/mu.test(stray)) return "TLC printed an error outside its messages";
  return undefined;
}

/** What TLC prints at an error may be several messages, also nested; the one that names the kind is the error. */
function mainError(errors: readonly TlcMessage[]): TlcMessage | undefined {
  return errors.find(({ code }) => kindOfCode(code) !== undefined) ?? errors.find(({ code }) => code === GENERAL) ?? errors[0];
}

function judgeError({ code, body, complete }: TlcMessage, output: TlcOutput): Judgement {
  const detail = body.trim();
  if (!complete) return { kind: "unclear", detail: detail === "" ? "TLC's output is not whole" : detail };
  const kind = kindOfCode(code) ?? machineTrouble(detail)?.kind ?? (/StackOverflowError/u.test(detail) ? "stack" : "evaluation");
  const name = NAMES.map((pattern) => pattern.exec(detail)?.[1]).find((found) => found !== undefined);
  if (kind === "parse") return { kind, detail: parseErrors(output.sany)[0]?.text ?? detail };
  return name === undefined ? { kind, detail } : { kind, name, detail };
}

const NAMES: readonly RegExp[] = [
  /^(?:Invariant|Action property|Property|Postcondition|Temporal property) (\S+)/u, /^The invariant of (\S+) is equal to FALSE/u,
];

/** What Java says when it is the problem. */
function machineTrouble(text: string): Judgement | undefined {
  const line = (pattern: RegExp): string | undefined => text.split("\n").find((one) => pattern.test(one))?.trim();
  const memory = line(/OutOfMemoryError|insufficient memory for the Java|Could not reserve enough space|GC overhead limit/u);
  if (memory !== undefined) return { kind: "memory", detail: memory };
  const old = line(/UnsupportedClassVersionError/u);
  if (old !== undefined) return { kind: "java", detail: old };
  const other = line(/Could not find or load main class|ClassNotFoundException: tlc2|Unable to access jarfile|Invalid or corrupt jarfile/u);
  if (other !== undefined) return { kind: "not-tlc", detail: other };
  const start = line(/^Invalid (?:maximum|initial) heap size|Unrecognized (?:VM )?option|Could not create the Java Virtual Machine|^Error occurred during initialization of VM/u);
  return start === undefined ? undefined : { kind: "java", detail: start };
}

/** The signal that ended the process; a shell, and a JVM that handles it, turns it into 128 and its number. */
function signalOf({ exitCode, signal }: ProcessEnd): string | undefined {
  if (signal !== undefined) return signal;
  return new Map([[129, "SIGHUP"], [130, "SIGINT"], [137, "SIGKILL"], [143, "SIGTERM"]]).get(exitCode ?? 0);
}

const isError = ({ code, severity }: TlcMessage): boolean => severity === 1 || severity === 2 || kindOfCode(code) !== undefined || code === GENERAL;
const has = (messages: readonly TlcMessage[], wanted: number): boolean => messages.some(({ code, complete }) => code === wanted && complete);
const bodyOf = (messages: readonly TlcMessage[], wanted: number): string => messages.find(({ code, complete }) => code === wanted && complete)?.body ?? "";
const firstLine = (text: string): string | undefined => text.split("\n").find((line) => line.trim() !== "" && !line.startsWith("Picked up "))?.trim();

function complaintOf({ code, body }: TlcMessage, stack: readonly TlcPlace[] = []): TlcComplaint {
  return { code, text: body.trim(), places: [...placesIn(body), ...stack] };
}

function simulationCounts(messages: readonly TlcMessage[]): TlcCounts | undefined {
  const generated = simulatedOf(messages);
  return generated === 0 ? undefined : { generated, distinct: 0, queue: 0 };
}
