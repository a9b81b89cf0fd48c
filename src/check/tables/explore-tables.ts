// SPDX-License-Identifier: Apache-2.0
// The search by component tables, as the rest of the checker calls it.
import type { IrModel } from "../../ir/model.ts";
import { Unsupported } from "../compile/expr.ts";
import { conclude } from "../conclude.ts";
import { forTraces, remaining, untraced } from "../findings.ts";
import { exploreJs } from "../js/search.ts";
import { OCCUPIED } from "../layout.ts";
import type { CheckResult, ExploreOptions, StopReason, Trace } from "../result.ts";
import { wasmApi } from "../wasm/host.ts";
import { instancesOf } from "./instances.ts";
import { packComponents } from "./packing.ts";
import { partition } from "./partition.ts";
import { compileTables, Unsuited } from "./program.ts";
import { TableSearch } from "./search.ts";
import { Slots } from "./slots.ts";
import { Tables } from "./tables.ts";
import { watchesOf } from "./watches.ts";

/** Another search with the same answers; it finds the traces, and what a search that ends early reports. */
export type Packed = (model: IrModel, options: ExploreOptions) => CheckResult;

/** What other engines must be asked for. */
const UNABLE = ["symmetry", "checkpoint", "maxDepth", "stopWhenAny"] as const;

/**
 * Explores every reachable state of `model` by component tables. Undefined when the model does not suit: then another
 * engine must search. An exhausted search, and one that stopped because the wanted properties are decided, gives what the
 * other engines give. One that stopped at a bound has expanded other states than theirs would have.
 */
export function exploreTables(model: IrModel, options: ExploreOptions = {}, packed: Packed = exploreJs): CheckResult | undefined {
  if (UNABLE.some((option) => options[option] !== undefined)) return undefined;
  const start = options.now?.() ?? 0;
  let search: TableSearch | undefined;
  try {
    search = createSearch(model, options);
    if (search === undefined) return undefined;
    const stop = search.run();
    const left = remaining(options, start);
    return search.decided ? packed(model, forTraces(model, left, search.found)) : resultOf(model, search, stop, left, packed);
  } catch (error) {
    // What it saw until then is so, whoever searches on.
    if (search !== undefined) options.onFound?.(untraced(model, search.found));
    if (error instanceof Unsuited || error instanceof Unsupported) return undefined;
    throw error;
  }
}

function createSearch(model: IrModel, options: ExploreOptions): TableSearch | undefined {
  const api = wasmApi();
  if (api === undefined) return undefined;
  const slots = new Slots(model);
  const instances = instancesOf(model, slots);
  if (instances === undefined) return undefined;
  const parted = partition(model, slots, instances);
  if (parted === undefined) return undefined;
  const packing = packComponents(model, slots, parted);
  const watches = watchesOf(model, slots, parted);
  const cur = new Int32Array(packing.words);
  const out = new Int32Array(packing.words);
  const initial: Int32Array[] = [];
  const take = (): void => {
    out[0] = (out[0] ?? 0) & ~OCCUPIED;
    initial.push(out.slice());
  };
  const program = compileTables({ model, slots, instances, partition: parted, packing, watches }, { cur, out, take });
  program.init();
  return new TableSearch(api, model, options, new Tables(model, packing, program, cur, out), initial);
}

function resultOf(model: IrModel, search: TableSearch, stop: StopReason, options: ExploreOptions, packed: Packed): CheckResult {
  const { distinct: expanded, counts, queue } = search.tally();
  const exhausted = stop === "exhausted";
  const { found, tables: { triggered } } = search;
  const names = model.properties.map(({ name }) => name).concat(model.checkDeadlock ? ["deadlock"] : []);
  // The other search ends at the level of the last decision; an exhausted search was within the bound of states.
  const { maxStates: _, ...more } = options;
  // Interrupted there is no time for it: what is near has its trace from the search before this one.
  const traced = found.length === 0 || stop === "interrupted" ? undefined : packed(model, { ...forTraces(model, exhausted ? more : options, found), stopWhenDecided: found });
  const trace = (name: string): Trace | undefined => traced?.properties.find((property) => property.name === name)?.trace;
  const decisions = names.map((name) => (found.includes(name) ? { trace: trace(name), shortest: true } : undefined));
  const distinct = expanded + queue;
  return {
    properties: conclude(model, decisions, exhausted, triggered), stop, exhausted, distinct,
    generated: search.initial + counts.reduce((a, b) => a + b, 0), depth: search.depth, queue,
    stepCounts: new Map(model.steps.map(({ name }, i) => [name, counts[i] ?? 0])),
    bytesPerState: distinct === 0 ? 0 : search.bytes / distinct,
  };
}
