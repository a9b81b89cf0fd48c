// SPDX-License-Identifier: Apache-2.0
// Random walks, for what is too big to search: from an initial state on, step by step, until nothing can be
// done or the walk is long enough; then the next one. What is found is real; what is not found may be there all
// the same, so this search never says that a property holds. The same seed gives the same answer everywhere.
import type { IrModel } from "../../ir/model.ts";
import { conclude, placesOf, type Decision } from "../conclude.ts";
import { stepsBetween } from "../reference.ts";
import type { CheckResult, ExploreOptions, State, StopReason } from "../result.ts";
import { distinctEstimate } from "./distinct.ts";
import { randomOf } from "./random.ts";
import { shorten } from "./shorten.ts";
import { Walker } from "./walk.ts";

export interface WalkOptions {
  /** A whole number; walk k of a seed is the same whatever the other options are. */
  readonly seed: number;
  /** How many walks are taken; without it, until `maxMillis` is over or somebody interrupts. */
  readonly walks: number;
  /** States of a walk at most. */
  readonly maxDepth: number;
}

/** Steps between two looks at the clock. */
const CLOCK_PERIOD = 1 << 11;

/**
 * Walks at random. Of `options`, the bounds of a search on states and memory mean nothing here, but for `maxStates`,
 * which bounds the search for shorter traces. `distinct` is an estimate, `depth` the states of the longest walk.
 */
export function simulate(model: IrModel, walks: WalkOptions, options: ExploreOptions = {}): CheckResult {
  return new Simulation(model, walks, options).run();
}

class Simulation {
  readonly #model: IrModel;
  readonly #walks: WalkOptions;
  readonly #options: ExploreOptions;
  readonly #walker: Walker;
  readonly #seen = distinctEstimate();
  readonly #paths: (readonly State[] | undefined)[] = [];
  readonly #start: number;
  readonly #wanted: readonly number[];
  readonly #any: readonly number[];
  #open: number;
  #walk = 0;
  #steps = 0;
  #longest = 0;
  #looked = 0;

  constructor(model: IrModel, walks: WalkOptions, options: ExploreOptions) {
    this.#model = model;
    this.#walks = walks;
    this.#options = options;
    this.#walker = new Walker(model);
    this.#start = options.now?.() ?? 0;
    this.#wanted = placesOf(model, options.stopWhenDecided ?? []);
    this.#any = placesOf(model, options.stopWhenAny ?? []);
    this.#open = model.properties.length + (model.checkDeadlock ? 1 : 0);
  }

  run(): CheckResult {
    let stop: StopReason | undefined;
    while (stop === undefined && this.#walk < this.#walks.walks) {
      stop = this.#take();
      this.#walk += 1;
      this.#longest = Math.max(this.#longest, this.#walker.length);
    }
    return this.#result(stop ?? "simulated");
  }

  /** One walk; says why there shall be no other. */
  #take(): StopReason | undefined {
    const walker = this.#walker;
    if (!walker.begin(randomOf(this.#walks.seed, this.#walk))) return "simulated";
    let stop = this.#look();
    for (let i = 1; stop === undefined && i < this.#walks.maxDepth; i += 1) {
      const way = walker.step();
      if (way === "stuck") return this.#model.checkDeadlock ? this.#decide(this.#model.properties.length) : undefined;
      if (way === "still") return undefined;
      this.#steps += 1;
      stop = this.#look();
    }
    return stop;
  }

  /** Looks at the state the walk is in. */
  #look(): StopReason | undefined {
    const { found, state } = this.#walker;
    this.#seen.add(state);
    let stop: StopReason | undefined;
    for (let i = 0; i < this.#model.properties.length; i += 1) {
      if ((found[i] ?? -1) >= 0 && this.#paths[i] === undefined) stop = this.#decide(i) ?? stop;
    }
    this.#looked += 1;
    return stop ?? (this.#looked % CLOCK_PERIOD === 0 ? this.#interruption() : undefined);
  }

  #decide(index: number): StopReason | undefined {
    if (this.#paths[index] !== undefined) return undefined;
    this.#paths[index] = this.#walker.path();
    this.#open -= 1;
    const decided = (at: number): boolean => this.#paths[at] !== undefined;
    if (this.#open === 0 || this.#any.includes(index)) return "decided";
    return this.#wanted.length > 0 && this.#wanted.every(decided) ? "decided" : undefined;
  }

  #interruption(): StopReason | undefined {
    const { now, maxMillis = Infinity, onProgress } = this.#options;
    if (now && now() - this.#start >= maxMillis) return "time";
    const progress = { distinct: this.#seen.estimate(), generated: this.#walker.generated, depth: this.#longest, queue: 0, bytes: 0 };
    return onProgress?.(progress) === false ? "interrupted" : undefined;
  }

  #result(stop: StopReason): CheckResult {
    const { counts, triggered, generated } = this.#walker;
    return {
      properties: conclude(this.#model, this.#decisions(stop), false, triggered), stop, exhausted: false,
      distinct: this.#seen.estimate(), generated, depth: this.#longest, queue: 0,
      stepCounts: new Map(this.#model.steps.map(({ name }, i) => [name, counts[i] ?? 0])), bytesPerState: 0,
      walked: { seed: this.#walks.seed, walks: this.#walk, steps: this.#steps },
    };
  }

  /** The traces, made shorter where that is quickly done; after an interrupt there is no time for it. */
  #decisions(stop: StopReason): readonly (Decision | undefined)[] {
    const { now, maxMillis = Infinity } = this.#options;
    if (stop !== "interrupted") return shorten(this.#model, this.#paths, { ...this.#options, maxMillis: now === undefined ? Infinity : Math.max(1, maxMillis - (now() - this.#start)) });
    return this.#paths.map((states) => (states === undefined ? undefined : { trace: { states, steps: stepsBetween(this.#model, states) }, shortest: false }));
  }
}
