// SPDX-License-Identifier: Apache-2.0
// The functions of the module that know what the slots of the table hold: remainders, or, where the log is whole, numbers.
import { splitNumbers } from "./doubling.ts";
import type { FunctionWriter } from "./function-writer.ts";
import { slotRecording } from "./hash.ts";
import { dropKnown } from "./known.ts";
import { numberSlots } from "./number-slots.ts";
import { siftFunction } from "./recent.ts";
import { enterFunction, recordFunction, refillFunction } from "./refill.ts";
import type { Regions } from "./regions.ts";
import { dropKnownRemainders, insertRemainders, insertSharedRemainders, remainderRecording } from "./remainder-table.ts";
import { insertSharedFunction } from "./shared-table.ts";
import { spreadFunction } from "./spreading.ts";
import { insertFunction } from "./table.ts";
import type { WideLayout } from "./words-layout.ts";

/** Numbers of functions that others call. */
export interface TableFunctions {
  readonly record: number;
  /** Makes records of the first so many states of the buffer, without those known; gives the address behind them. */
  readonly sift: number;
  readonly dropKnown: number;
  readonly insert: number;
}

/** Adds a function to the module; gives its number. */
type Add = (fn: FunctionWriter, exported?: string) => number;

/** Adds the functions for a search by so many threads; 0: by one that has its memory for itself. */
export function tableFunctions(layout: WideLayout, regions: Regions, threads: number, inspect: number, add: Add): TableFunctions {
  return (regions.sliding ? ofRemainders : ofNumbers)(layout, regions, threads, inspect, add);
}

function ofRemainders(layout: WideLayout, regions: Regions, threads: number, inspect: number, add: Add): TableFunctions {
  const recording = remainderRecording(layout, regions);
  add(spreadFunction(layout, regions, threads), "spread");
  return {
    record: add(recordFunction(layout, regions, recording)), sift: add(siftFunction(layout, regions, recording)), dropKnown: add(dropKnownRemainders(regions, threads)),
    insert: add(threads > 0 ? insertSharedRemainders(layout, regions, threads, inspect) : insertRemainders(layout, regions, inspect)),
  };
}

function ofNumbers(layout: WideLayout, regions: Regions, threads: number, inspect: number, add: Add): TableFunctions {
  const slots = numberSlots(layout, regions, threads);
  const recording = slotRecording(regions, slots);
  const enter = add(enterFunction(regions, slots, threads));
  add(refillFunction(layout, regions, slots, "log", enter), "refill");
  add(refillFunction(layout, regions, slots, "list", enter), "readmit");
  add(splitNumbers(layout, regions, slots, threads), "split");
  return {
    record: add(recordFunction(layout, regions, recording)), sift: add(siftFunction(layout, regions, recording)),
    dropKnown: add(dropKnown(layout, regions, slots, threads)), insert: add((threads > 0 ? insertSharedFunction : insertFunction)(layout, regions, slots, inspect)),
  };
}
