// SPDX-License-Identifier: Apache-2.0
// Searches that are saved and resumed: whatever the moment, the answers are those of an undisturbed run; what is
// not exactly what was written is refused, whichever byte it is.
import fs, { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { exploreJs } from "../../src/check/js/search.ts";
import { exploreWasm } from "../../src/check/wasm/explore-wasm.ts";
import type { CheckResult, ExploreOptions } from "../../src/check/result.ts";
import { CheckpointError, diskCheckpoint, removeCheckpoint, type CheckpointNote } from "../../src/node/checkpoint.ts";
import { modelText } from "../../src/node/model-text.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { kills, startVictim } from "./checkpoint-victim.ts";
import { counter, counters, int, op, property, ref, select } from "../support/models.ts";
import { randomModel } from "../support/random-model.ts";

const root = mkdtempSync(join(tmpdir(), "ptespec-checkpoint-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;
const folder = (): string => join(root, String(folders += 1));

const base = counters(4, 7);
const [c] = base.vars;
if (c === undefined) throw new Error("no variable");
const model: IrModel = { ...base, properties: [
  property("low", "invariant", op("lt", select(ref(c), int(3)), int(6)), op("eq", select(ref(c), int(0)), int(6))),
  property("top", "reachable", op("eq", select(ref(c), int(2)), int(5))), property("fits", "invariant", op("le", select(ref(c), int(0)), int(7))),
] };

const text = (result: CheckResult): string => JSON.stringify({ ...result, bytesPerState: 0, stepCounts: [...result.stepCounts] });

/** A checkpoint that is due whenever it is asked. */
function saving(directory: string, options: { readonly version?: string; readonly notes?: CheckpointNote[]; readonly interval?: number } = {}) {
  return diskCheckpoint({ directory, interval: options.interval ?? 0, version: options.version ?? "1" }, () => 0, (note) => options.notes?.push(note));
}

type Engine = (model: IrModel, options?: ExploreOptions) => CheckResult;
const wasm: Engine = (one, options) => {
  const result = exploreWasm(one, options);
  if (result === undefined) throw new Error("there is no WebAssembly");
  return result;
};

const run = (directory: string, options: ExploreOptions = {}, one = model, engine: Engine = exploreJs): CheckResult => engine(one, { ...options, checkpoint: saving(directory) });
const undisturbed = text(exploreJs(model));

describe.each<[string, Engine, readonly number[]]>([
  ["JavaScript", exploreJs, [1 << 15, 50_000, 1 << 16]], ["WebAssembly", wasm, [195_000, 205_000, 210_000, 220_000]],
])("a search by %s that is resumed", (_, engine, budgets) => {
  const run = (directory: string, options: ExploreOptions = {}, one = model): CheckResult => engine(one, { ...options, checkpoint: saving(directory) });
  const undisturbed = text(engine(model));

  test("ends as if nothing had happened, wherever it was stopped", () => {
    for (const maxStates of [1, 2, 50, 700, 1500, 2300]) {
      const directory = folder();
      expect(run(directory, { maxStates }).stop).toBe("states");
      expect(text(run(directory))).toBe(undisturbed);
      // The end was saved too.
      expect(text(run(directory))).toBe(undisturbed);
    }
  });

  test("stopped again and again", () => {
    const directory = folder();
    for (let maxStates = 100; maxStates < 2500; maxStates += 300) run(directory, { maxStates });
    expect(text(run(directory))).toBe(undisturbed);
  });

  test("stopped for want of memory, in the middle of an expansion, and given more", () => {
    const big = counters(5, 6);
    const whole = text(engine(big));
    for (const maxBytes of budgets) {
      const directory = folder();
      const first = run(directory, { maxBytes }, big);
      expect(first.stop).toBe("memory");
      // It did begin, and is not over.
      expect(first.queue).toBeGreaterThan(0);
      expect(first.distinct - first.queue).toBeGreaterThan(100);
      // Still too little, though a table that is made anew may have room for a few more.
      expect(run(directory, { maxBytes }, big).stop).toBe("memory");
      expect(run(directory, { maxBytes: 1 << 13 }, big)).toMatchObject({ stop: "memory", exhausted: false });
      expect(text(run(directory, {}, big))).toBe(whole);
    }
  });

  test("resumed with too little memory: what was found stays found, without a trace", () => {
    const directory = folder();
    const first = run(directory, { maxStates: 1500 });
    expect(first.properties.map(({ name, status }) => `${name} ${status}`)).toEqual(["low violated", "top reached", "fits undecided", "deadlock undecided"]);
    const small = run(directory, { maxBytes: 1 << 13 });
    expect(small).toEqual({
      ...first, stop: "memory", properties: first.properties.map(({ trace, ...property }) => (trace === undefined ? property : { ...property, untraced: true })),
      bytesPerState: small.bytesPerState, levels: small.levels ?? [],
    });
  });

  test("of random models", () => {
    for (let seed = 0; seed < 12; seed += 1) {
      const one = randomModel(seed);
      const all = engine(one);
      const directory = folder();
      for (const share of [0.3, 0.8]) run(directory, { maxStates: Math.max(1, Math.floor(all.distinct * share)) }, one);
      expect(text(run(directory, {}, one))).toBe(text(all));
    }
  });

  test("may have other bounds and other ends", () => {
    const directory = folder();
    run(directory, { maxDepth: 5 });
    expect(run(directory, { stopWhenDecided: ["top"] }).stop).toBe("decided");
    expect(text(run(directory))).toBe(undisturbed);
  });

  test("tells that it was", () => {
    const [directory, notes] = [folder(), [] as CheckpointNote[]];
    const { distinct } = run(directory, { maxStates: 500 });
    engine(model, { checkpoint: saving(directory, { notes }) });
    expect(notes[0]).toEqual({ kind: "resumed", states: distinct });
    expect(new Set(notes.slice(1).map(({ kind }) => kind))).toEqual(new Set(["saving", "saved"]));
  });

  test("saves only when it is time, and at the end", () => {
    const directory = folder();
    const checkpoint = saving(directory, { interval: 1 });
    let saved = 0;
    engine(model, { checkpoint: { ...checkpoint, save: (...args) => { saved += 1; checkpoint.save(...args); } }, now: () => 0 });
    expect(saved).toBe(1);
  });
});

describe("a process that dies", () => {
  test("while it appends: what is behind the last checkpoint does not count", () => {
    const directory = folder();
    run(directory, { maxStates: 700 });
    writeFileSync(join(directory, "states"), Buffer.concat([readFileSync(join(directory, "states")), Buffer.alloc(1001, 0xAA)]));
    writeFileSync(join(directory, "checkpoint.json.tmp"), "{\"sha256\":\"");
    expect(text(run(directory))).toBe(undisturbed);
  });

  test("before its first checkpoint: the search begins again", () => {
    const directory = folder();
    run(directory, { maxStates: 700 });
    rmSync(join(directory, "checkpoint.json"));
    expect(text(run(directory))).toBe(undisturbed);
  });

  test("by kill -9 at random moments: same counts, same verdicts", async () => {
    const directory = folder();
    const { killed, result } = await kills(directory, 3, 20_261_122);
    expect(killed).toBe(3);
    const clean = await startVictim(folder()).finished;
    expect(result).toBe(clean);
    expect(JSON.parse(clean)).toMatchObject({ exhausted: true, distinct: 65_536 });
  }, 120_000);
});

describe("refused", () => {
  const problem = (act: () => unknown): string => {
    try {
      act();
      return "accepted";
    } catch (error) {
      return error instanceof CheckpointError ? `${error.problem}: ${error.message}` : String(error);
    }
  };

  test("of another model, version or packing", () => {
    const directory = folder();
    run(directory, { maxStates: 700 });
    expect(problem(() => run(directory, {}, counters(4, 6)))).toBe("other: it is of another model: the spec, its sizes or the reductions were others (`--max-depth` goes without)");
    expect(problem(() => exploreJs(model, { checkpoint: saving(directory, { version: "2" }) }))).toBe("other: it was written by ptespec 1, this is 2");
    expect(problem(() => saving(directory).load({ model, format: "other" }))).toBe("other: its states are packed in another way");
    expect(problem(() => run(directory, {}, model, wasm))).toBe("other: its states are packed in another way");
    // Nothing of it was touched.
    expect(text(run(directory))).toBe(undisturbed);
  });

  test("comments, titles and places are no other model; guards, sorts and properties are", () => {
    const said = { ...model, doc: ["words"], vars: model.vars.map((v) => ({ ...v, doc: "more words" })), name: "renamed" };
    expect(modelText(said)).toBe(modelText(model));
    const others = [{ ...model, steps: model.steps.slice(1) }, { ...model, properties: model.properties.slice(1) }, { ...model, checkDeadlock: !model.checkDeadlock }, counters(4, 6)];
    for (const other of others) expect(modelText(other)).not.toBe(modelText(model));
  });

  test("whichever byte changed, and however short", () => {
    const good = folder();
    run(good, { maxStates: 700 });
    for (const name of ["states", "checkpoint.json"]) {
      const bytes = readFileSync(join(good, name));
      const places = Array.from({ length: 40 }, (_, i) => Math.floor(i * (bytes.length - 1) / 40));
      for (const [i, place] of places.entries()) {
        const bad = folder();
        cpSync(good, bad, { recursive: true });
        const changed = Buffer.from(bytes);
        changed[place] = (changed[place] ?? 0) ^ (1 << (i % 8));
        writeFileSync(join(bad, name), changed);
        expect(problem(() => run(bad)), `${name}, byte ${place}`).toMatch(/^damaged: /);
        writeFileSync(join(bad, name), bytes);
        truncateSync(join(bad, name), place);
        expect(problem(() => run(bad)), `${name} of ${place} bytes`).toMatch(/^damaged: /);
        rmSync(bad, { recursive: true });
      }
    }
    rmSync(join(good, "states"));
    expect(problem(() => run(good))).toMatch(/^damaged: states cannot be read/);
  });
});

test("a disk that takes nothing does not end the search", () => {
  const [directory, notes] = [folder(), [] as CheckpointNote[]];
  writeFileSync(directory, "a file where the folder should be");
  const checkpoint = { ...saving(join(root, "fine"), { notes }), ...{ save: saving(directory, { notes }).save } };
  expect(exploreJs(model, { checkpoint }).exhausted).toBe(true);
  const own = saving(directory, { notes });
  expect(() => own.load({ model, format: "" })).toThrow(CheckpointError);
});

/** Acts on a disk that has so many bytes left: as a real one, it takes the part of a write that fits, and refuses only the next. */
function withDiskOf(bytes: number, act: () => void): void {
  const { writeSync } = fs;
  let left = bytes;
  const write = (file: number, what: string | Uint8Array, offset = 0, length?: number, position: number | null = null): number => {
    const all = typeof what === "string" ? Buffer.from(what) : Buffer.from(what.buffer, what.byteOffset + offset, length ?? what.length - offset);
    if (all.length > 0 && left === 0) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    const taken = writeSync(file, all, 0, Math.min(left, all.length), typeof what === "string" ? null : position);
    left -= taken;
    return taken;
  };
  try {
    Object.assign(fs, { writeSync: write });
    syncBuiltinESMExports();
    act();
  } finally {
    Object.assign(fs, { writeSync });
    syncBuiltinESMExports();
  }
}

test("a disk that gets full, at whatever byte, leaves the checkpoint before it whole", () => {
  const good = folder();
  const first = run(good, { maxStates: 700 }).distinct;
  const before = readFileSync(join(good, "states")).length;
  const next = folder();
  cpSync(good, next, { recursive: true });
  // Time for one checkpoint only, that at the end.
  const continued = (directory: string, notes: CheckpointNote[]): CheckResult => exploreJs(model, { maxStates: 1500, checkpoint: saving(directory, { notes, interval: 1 }) });
  const second = continued(next, []).distinct;
  const states = readFileSync(join(next, "states")).length - before;
  const header = readFileSync(join(next, "checkpoint.json")).length;
  for (const bytes of [0, 1, states - 1, states, states + 1, states + (header >> 1), states + header - 1, states + header]) {
    const [directory, notes] = [folder(), [] as CheckpointNote[]];
    cpSync(good, directory, { recursive: true });
    withDiskOf(bytes, () => continued(directory, notes));
    const fits = bytes >= states + header;
    expect(notes.map(({ kind }) => kind), `${bytes} bytes`).toEqual(["resumed", "saving", fits ? "saved" : "not-saved"]);
    const resumed: CheckpointNote[] = [];
    expect(text(exploreJs(model, { checkpoint: saving(directory, { notes: resumed }) }))).toBe(undisturbed);
    expect(resumed[0], `${bytes} bytes`).toEqual({ kind: "resumed", states: fits ? second : first });
  }
});

test("a checkpoint that is no longer needed is removed, other files are not", () => {
  const directory = folder();
  run(directory);
  removeCheckpoint(directory);
  expect(existsSync(directory)).toBe(false);
  removeCheckpoint(directory);
  run(directory);
  writeFileSync(join(directory, "notes"), "mine");
  removeCheckpoint(directory);
  expect(readFileSync(join(directory, "notes"), "utf8")).toBe("mine");
});

test("serves one search; another one beside it is neither loaded nor saved", () => {
  const directory = folder();
  const checkpoint = saving(directory);
  exploreJs(model, { checkpoint });
  expect(exploreJs(counter(9), { checkpoint })).toMatchObject({ exhausted: true, distinct: 10 });
  expect(text(run(directory))).toBe(undisturbed);
});
