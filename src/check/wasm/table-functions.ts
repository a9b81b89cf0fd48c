// SPDX-License-Identifier: Apache-2.0
// The functions of the module that know what the slots of the table hold. Where a state fits, there are two of each, and
// one that asks which table there is: it is called for many states at once, so that asking costs nothing.
import type { Slots } from "./bucket.ts";
import { splitNumbers, splitWords } from "./doubling.ts";
import { FunctionWriter } from "./function-writer.ts";
import { slotRecording } from "./hash.ts";
import { dropKnownNumbers, dropKnownWords } from "./known.ts";
import { numberSlots } from "./number-slots.ts";
import { call } from "./operand.ts";
import { cell } from "./pieces.ts";
import { siftFunction } from "./recent.ts";
import { enterFunction, recordFunction, refillFunction } from "./refill.ts";
import type { Regions } from "./regions.ts";
import { insertSharedFunction } from "./shared-table.ts";
import { dropKnownRemainders, insertRemainders, remainderRecording, spreadFunction } from "./remainder-table.ts";
import { insertFunction } from "./table.ts";
import { suitWords, wordSlots } from "./word-slots.ts";
import type { WideLayout } from "./words-layout.ts";

/** Numbers of functions that others call. */
export interface TableFunctions {
  readonly record: number;
  /** Makes records of the first so many states of the buffer, without those known; gives the address behind them. */
  readonly sift: number;
  readonly dropKnown: number;
  readonly insert: number;
}

/** What there is for each kind of slots where the log is whole. */
type Names = keyof TableFunctions | "readmit" | "refill" | "split";

/** Adds the functions for a search by so many threads; 0: by one that has its memory for itself. `add` gives the number of one. */
export function tableFunctions(layout: WideLayout, regions: Regions, threads: number, inspect: number, add: (fn: FunctionWriter, exported?: string) => number): TableFunctions {
  if (regions.sliding) {
    const recording = remainderRecording(layout, regions);
    add(spreadFunction(layout, regions), "spread");
    return {
      record: add(recordFunction(layout, regions, recording)), sift: add(siftFunction(layout, regions, recording)),
      dropKnown: add(dropKnownRemainders(regions)), insert: add(insertRemainders(layout, regions, inspect)),
    };
  }
  const ofKind = (slots: Slots, own: Pick<Record<Names, FunctionWriter>, "dropKnown" | "split">): Record<Names, FunctionWriter> => {
    const enter = add(enterFunction(regions, slots, threads));
    const recording = slotRecording(regions, slots);
    return {
      ...own,
      record: recordFunction(layout, regions, recording),
      sift: siftFunction(layout, regions, recording),
      insert: (threads > 0 ? insertSharedFunction : insertFunction)(layout, regions, slots, inspect),
      refill: refillFunction(layout, regions, slots, "log", enter),
      readmit: refillFunction(layout, regions, slots, "list", enter),
    };
  };
  const [number, word] = [numberSlots(layout, regions, threads), wordSlots(threads)];
  const numbers = ofKind(number, { dropKnown: dropKnownNumbers(layout, regions, number, threads), split: splitNumbers(layout, regions, number, threads) });
  const words = threads > 0 && suitWords(layout) ? ofKind(word, { dropKnown: dropKnownWords(regions, word), split: splitWords(regions, word, threads) }) : undefined;
  const put = (name: Names, exported?: string): number =>
    words === undefined ? add(numbers[name], exported) : add(eitherFunction(regions, numbers[name], add(words[name]), add(numbers[name])), exported);
  for (const name of ["refill", "readmit", "split"] as const) put(name, name);
  return { record: put("record"), sift: put("sift"), dropKnown: put("dropKnown"), insert: put("insert") };
}

/** Calls one of two functions with the signature of `like`. */
function eitherFunction(regions: Regions, like: FunctionWriter, words: number, numbers: number): FunctionWriter {
  const { params, results } = like.signature;
  const fn = new FunctionWriter(params, results);
  const answer = (index: number): void => fn.return(call(index, params.map((_, i) => fn.param(i)), results[0] ?? "i32"));
  fn.when(cell(regions, "words"), () => answer(words));
  answer(numbers);
  return fn;
}
