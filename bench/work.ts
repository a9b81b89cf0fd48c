// SPDX-License-Identifier: Apache-2.0
// Work in place of time: what the generated JavaScript of a model does, counted. Numbers that no machine and no load
// changes, so that `npm test` can hold them against a ceiling (test/bench-work.test.ts).
// Run by itself it prints them: usage: tsx bench/work.ts
import { pathToFileURL } from "node:url";
import { programText } from "../src/check/js/program.ts";
import { explore } from "../src/check/explore.ts";
import { packLayout } from "../src/check/layout.ts";
import { packWide } from "../src/check/wasm/words-layout.ts";
import type { IrModel } from "../src/ir/model.ts";
import { opDef } from "../src/ir/ops.ts";
import { benchModel } from "./models/index.ts";
import { SMALL } from "./models/instances.ts";

export interface Work {
  /** 32-bit words of a packed state. */
  readonly words: number;
  /** Bits of a state packed into 64-bit words. */
  readonly bits: number;
  /** Characters of the generated program. */
  readonly code: number;
  /** Functions of steps that are called for all states together: transitions, and tries that give none. */
  readonly tried: number;
  /** Successors given, initial states included. */
  readonly generated: number;
  /** Reads and writes of words of states, and operators, in the text of the program. */
  readonly operations: number;
  readonly bytesPerState: number;
}

const LIMIT = 1 << 12;

/** Counts by searching with a program whose step functions count their calls; the search is the simplest there is. */
export function workOf(model: IrModel): Work {
  const layout = packLayout(model);
  const text = programText(model, layout, opDef);
  const { words } = layout;
  const memory = {
    cur: new Int32Array(words), look: new Int32Array(words), out: new Int32Array(LIMIT * words + words), counts: new Float64Array(model.steps.length),
    found: new Int32Array(model.properties.length).fill(-1), triggered: new Uint8Array(model.properties.length), calls: [0], limit: LIMIT * words,
    flush: () => { throw new Error("more successors than the buffer holds"); }, fail: () => { throw new Error("outside its sort"); },
  };
  const counting = text.replaceAll(/^function (s\w+)\(\)\{$/gmu, "function $1(){calls[0]++;");
  if (counting === text) throw new Error("no step functions in the text");
  const program = new Function(...Object.keys(memory), counting)(...Object.values(memory)) as { init(): number; expand(): number };
  const seen = new Set<string>();
  const queue: Int32Array[] = [];
  let generated = 0;
  const take = (used: number): void => {
    for (let at = 0; at < used; at += words, generated += 1) {
      const state = memory.out.slice(at, at + words);
      if (seen.has(state.join())) continue;
      seen.add(state.join());
      queue.push(state);
    }
  };
  take(program.init());
  for (const state of queue) {
    memory.cur.set(state);
    take(program.expand());
  }
  return {
    words, bits: packWide(model).used.reduce((a, b) => a + b, 0), code: text.length, tried: memory.calls[0] ?? 0, generated, operations: (text.match(/cur\[|look\[|out\[|>>>|<<|[&|^+*/?]|===/gu) ?? []).length,
    bytesPerState: Math.round(explore(model, { engine: "js" }).bytesPerState),
  };
}

/** The correct protocols of at most so many states. */
export const WATCHED = SMALL.filter(({ sizes, distinct }) => sizes["BUG"] === undefined && distinct < 30_000);

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  for (const { model, sizes } of WATCHED) console.log(JSON.stringify({ name: `${model} ${JSON.stringify(sizes)}`, ...workOf(benchModel(model, sizes)) }));
}
