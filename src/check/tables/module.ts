// SPDX-License-Identifier: Apache-2.0
// The WebAssembly module of a search by tables: written for the number of local parts and their classes, the same for
// all models that agree in these.
import type { WasmApi, WasmMemory } from "../wasm/host.ts";
import { moduleBytes, type FunctionBody } from "../wasm/binary.ts";
import type { FunctionWriter } from "../wasm/function-writer.ts";
import { effectFunction } from "./effects.ts";
import { runFunction } from "./expand.ts";
import { appendFunction, gatherFunction, insertFunction, nextFunction, putBackFunction } from "./lists.ts";
import { countFunction, creditFunction, tallyFunction, weighFunction } from "./count.ts";
import { enterFunction } from "./place.ts";
import { moveFunction, renumberFunction } from "./rebuild.ts";
import { kindOf, type Shape } from "./shape.ts";

export interface Functions {
  /** Makes a state known: its shared part, the number of its word, of its bit. */
  insert(shared: number, word: number, bit: number): void;
  gather(shared: number): void;
  next(atLeast: number): number;
  putBack(shared: number, from: number, to: number): void;
  run(shared: number, from: number, to: number): number;
  move(from: number, to: number): void;
  renumber(from: number, to: number): void;
  tally(shared: number): void;
  weigh(row: number, masks: number): number;
}

/** Digits that `count` tells apart: more local values no table has room for. */
export const MOST_DIGITS = 1 << 12;

export function moduleOf(shape: Shape): Uint8Array {
  const functions: FunctionBody[] = [];
  const put = (fn: FunctionWriter, name?: keyof Functions): number => functions.push(fn.finish(name)) - 1;
  const append = put(appendFunction(shape));
  const enter = put(enterFunction(shape));
  put(insertFunction(shape, append), "insert");
  put(gatherFunction(shape), "gather");
  put(nextFunction(shape), "next");
  put(putBackFunction(shape, append), "putBack");
  const parts = Array.from({ length: shape.outer.length + 2 }, (_, part) => part);
  const effects = parts.map((active) => (shape.events[kindOf(shape, active)] === true ? put(effectFunction(shape, active, { append, enter })) : undefined));
  put(runFunction(shape, { append, enter }, effects), "run");
  put(moveFunction(shape), "move");
  put(renumberFunction(shape), "renumber");
  const count = put(countFunction(shape, MOST_DIGITS));
  put(tallyFunction(shape, MOST_DIGITS, count, put(creditFunction())), "tally");
  put(weighFunction(shape), "weigh");
  const module = { imports: [], numbers: [], functions, memory: { initial: 1, maximum: 1 << 16, shared: false } };
  return moduleBytes(module);
}

export const instantiate = (api: WasmApi, shape: Shape, memory: WasmMemory): Functions =>
  new api.Instance(new api.Module(moduleOf(shape)), { env: { memory } }).exports as Functions;
