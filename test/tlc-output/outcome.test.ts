// SPDX-License-Identifier: Apache-2.0
// Every recorded output is what a person says it is; and whatever happens to an output on its way, reading it does
// not throw and does not make a verification of what is none.
import { readdirSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMessageReader, readMessages } from "../../src/tlc/messages.ts";
import { classify, type ProcessEnd, type TlcOutcome } from "../../src/tlc/outcome.ts";
import { RECORDED, texts, type Recorded } from "./recorded.ts";

const outcome = (stdout: string, end: Omit<ProcessEnd, "stderr"> & { readonly stderr?: string }): TlcOutcome => classify(readMessages(stdout), { stderr: "", ...end });

function summary({ counts, depth, trace }: TlcOutcome): Pick<Recorded, "counts" | "trace"> {
  return {
    ...(counts === undefined ? {} : { counts: [counts.generated, counts.distinct, counts.queue, depth] }),
    ...(trace === undefined ? {} : { trace: `${trace.states.length}${trace.stuttering ? "s" : ""}${trace.backTo === undefined ? "" : `b${trace.backTo}`}` }),
  };
}

describe("recorded outputs", () => {
  it("are all in the table", () => {
    const files = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" }).filter((file) => /\.(?:txt|stderr)$/u.test(file));
    expect([...new Set(files.map((file) => file.replace(/\.\w+$/u, "").replaceAll(path.sep, "/")))].toSorted()).toEqual(RECORDED.map(({ name }) => name).toSorted());
  });

  it.each(RECORDED)("$name: $kind", ({ name, exit, kind, of, counts, trace }) => {
    const { stdout, stderr } = texts(name);
    const found = outcome(stdout, { exitCode: exit, stderr });
    expect({ kind: found.kind, of: found.name, ...summary(found) }).toEqual({ kind, of, ...(counts && { counts }), ...(trace && { trace }) });
    expect(found.trace?.states.filter(({ state }) => state === undefined) ?? []).toEqual([]);
  });
});

describe("details", () => {
  it("gives the version, and TLC's estimate of what it may have missed", () => {
    expect(outcome(texts("success").stdout, { exitCode: 0 })).toMatchObject({ version: "2026.11.22.080818", collision: "2.6E-17" });
    expect(outcome(texts("v1.7.4/success").stdout, { exitCode: 0 }).version).toBe("2.19 of 08 August 2024");
  });

  it("finds the places of SANY's errors", () => {
    const places = (name: string): unknown => outcome(texts(name).stdout, { exitCode: 150 }).complaints.map(({ text, places: all }) => [text, ...all.map(({ module, line, column }) => `${module}:${line}:${column}`)]);
    expect(places("semantic_error")).toEqual([["Unknown operator: `Clear'.", "SemanticError:4:15"], ["Unknown operator: `ptee'.", "SemanticError:5:16"], ["Parsing or semantic analysis failed."]]);
    expect(places("parse_error")).toEqual([["expected Expression or Instance, found \"==\"", "ParseError:4:9"], ["Parsing or semantic analysis failed."]]);
    expect(places("missing_module")).toEqual([["Cannot find source file for module NoSuchModule imported in module MissingModule."], ["Parsing or semantic analysis failed."]]);
  });

  it("finds the places of an evaluation that failed, outermost first", () => {
    const { complaints } = outcome(texts("eval_error").stdout, { exitCode: 75 });
    expect(complaints.flatMap(({ places }) => places.map(({ line }) => line))).toEqual([7, 6, 6, 7, 7, 7, 7]);
    expect(outcome(texts("assume_false").stdout, { exitCode: 10 }).complaints[0]?.places[0]).toMatchObject({ module: "Recheck", line: 10, column: 22 });
  });

  it("names the actions of a trace, with arguments where TLC prints them", () => {
    expect(outcome(texts("deadlock").stdout, { exitCode: 11 }).trace?.states.map(({ action, args }) => `${action ?? "-"}${args}`)).toEqual(["-", "LockFirst(\"a\")", "LockFirst(\"b\")"]);
    expect(outcome(texts("v1.7.4/deadlock").stdout, { exitCode: 11 }).trace?.states.map(({ action }) => action ?? "-")).toEqual(["-", "LockFirst", "LockFirst"]);
  });

  it("counts how often actions were taken", () => {
    const { actions } = outcome(texts("success_coverage").stdout, { exitCode: 0 }).coverage;
    expect(actions.slice(0, 3).map(({ name, distinct, generated }) => [name, distinct, generated])).toEqual([["HwYoung", 1, 5], ["GupRead", 3, 4], ["GupPin", 3, 4]]);
    expect(outcome(texts("success").stdout, { exitCode: 0 }).coverage.actions).toEqual([]);
  });

  it("takes a violated initial state for a trace of one state", () => {
    const text = "@!@!@STARTMSG 2107:1 @!@!@\nInvariant Small is violated by the initial state:\n/\\ x = 1\n/\\ y = <<2>>\n\n@!@!@ENDMSG 2107 @!@!@\n";
    const found = outcome(text, { exitCode: 12 });
    expect([found.kind, found.name, found.trace?.states.map(({ state }) => state?.map(([name]) => name))]).toEqual(["invariant", "Small", [["x", "y"]]]);
    const constant = outcome(text.replaceAll("2107", "2230").replace(/Invariant[^@]*/u, "The invariant of Small is equal to FALSE\n"), { exitCode: 12 });
    expect([constant.kind, constant.name, constant.trace]).toEqual(["invariant", "Small", undefined]);
  });

  it("takes our own stop for what it is", () => {
    const { stdout } = texts("interrupted_sigterm");
    expect(outcome(stdout, { exitCode: 143, because: "timeout" }).kind).toBe("timeout");
    expect(outcome(stdout, { exitCode: 143, because: "interrupted" }).kind).toBe("interrupted");
    expect(outcome(stdout, { signal: "SIGKILL" }).kind).toBe("killed");
  });

  it("hears of messages as they come, cut anywhere", () => {
    const { stdout } = texts("success");
    for (const size of [1, 7, 64]) {
      const codes: number[] = [];
      const reader = createMessageReader(({ code }) => codes.push(code));
      for (let at = 0; at < stdout.length; at += size) reader.push(stdout.slice(at, at + size));
      expect(reader.end()).toEqual(readMessages(stdout));
      expect(codes).toEqual([2262, 2187, 2220, 2219, 2185, 2189, 2190, 2193, 2200, 2199, 2194, 2268, 2186]);
    }
  });
});

/** What a verification must have, asked of the text itself. */
function hasEverySign(text: string): boolean {
  return ["No error has been found.", " 0 states left on queue.\n@!@!@ENDMSG 2199", "@!@!@ENDMSG 2193 @!@!@", "@!@!@ENDMSG 2186 @!@!@"].every((sign) => text.includes(sign));
}

const verified = new Set(RECORDED.filter(({ kind }) => kind === "verified").map(({ name }) => name));

/** Reads a damaged output with the exit code of the whole one, which is the hardest case. */
function expectHonest({ name, exit }: Recorded, text: string, stderr: string): void {
  const { kind } = outcome(text, { exitCode: exit, stderr });
  if (kind === "verified") expect([name, verified.has(name), hasEverySign(text)], text.slice(-1500)).toEqual([name, true, true]);
}

describe("damaged outputs", () => {
  it.each(RECORDED)("$name, truncated", (recorded) => {
    const { stdout, stderr } = texts(recorded.name);
    const step = Math.max(1, Math.floor(stdout.length / 250));
    for (let end = 0; end < stdout.length; end += step) expectHonest(recorded, stdout.slice(0, end), stderr);
    for (let start = 1; start < stdout.length; start += step * 7) expectHonest(recorded, stdout.slice(start), stderr);
  });

  it.each(RECORDED)("$name, a line dropped or doubled", (recorded) => {
    const { stdout, stderr } = texts(recorded.name);
    const lines = stdout.split("\n");
    for (let i = 0; i < lines.length; i += Math.max(1, Math.floor(lines.length / 40))) {
      expectHonest(recorded, lines.toSpliced(i, 1).join("\n"), stderr);
      expectHonest(recorded, lines.toSpliced(i, 0, lines[i] ?? "").join("\n"), stderr);
    }
  });

  it("lines dropped and bytes garbled at random", () => {
    const damage = fc.record({
      recorded: fc.constantFrom(...RECORDED.filter(({ name }) => texts(name).stdout !== "")),
      drops: fc.array(fc.nat(), { maxLength: 3 }), changes: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
    });
    fc.assert(fc.property(damage, ({ recorded, drops, changes }) => {
      const { stdout, stderr } = texts(recorded.name);
      // A digit or a sign may become another one anywhere: that a number is the right one, no reader can know.
      const lines = stdout.split("\n");
      for (const at of drops) lines.splice(at % lines.length, 1);
      const bytes = Buffer.from(lines.join("\n"), "utf8");
      for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value;
      expectHonest(recorded, bytes.toString("utf8"), stderr);
    }), { numRuns: 1000, seed: 1 });
  });

  it("of any exit code but 0 are no verification", () => {
    for (const name of verified) for (const exitCode of [1, 12, 137, 255]) expect(outcome(texts(name).stdout, { exitCode }).kind).not.toBe("verified");
    for (const name of verified) expect(outcome(texts(name).stdout, { signal: "SIGSEGV" }).kind).toBe("killed");
  });

  it("text of any kind is read", () => {
    const piece = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("@!@!@", "STARTMSG ", "ENDMSG ", "2217:4", "2193:0", " @!@!@\n", "1: <Initial predicate>\n", "/\\ x = ", "<<", "[a |-> ", "(", "1..999999999", "{", "2110:1", "2200:0", "2220 @!@!@\n"));
    fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 0, max: 255 }), (parts, exitCode) => {
      expect(outcome(parts.join(""), { exitCode, stderr: parts.join("") }).kind).not.toBe("verified");
    }), { numRuns: 300, seed: 2 });
  });
});
