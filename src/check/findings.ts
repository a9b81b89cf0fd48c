// SPDX-License-Identifier: Apache-2.0
// What searches found that others take over from. A search is begun anew by a faster engine, without a reduction, for
// a trace; when the later one ends before it gets as far, what the earlier one decided stays decided.
import { InternalError } from "../base/unreachable.ts";
import type { IrModel } from "../ir/model.ts";
import type { CheckResult, ExploreOptions, PropertyResult } from "./result.ts";

/** Milliseconds that a search for traces may go on after somebody asked it to stop, or when no time is left: an answer with its trace is worth that. */
const GRACE = 250;

/** Listens to the searches of one model, and completes the answer of the last one. */
export class Findings {
  readonly #found = new Map<string, PropertyResult>();
  readonly #tell: ExploreOptions["onFound"];

  constructor(tell?: ExploreOptions["onFound"]) {
    this.#tell = tell;
  }

  readonly take = (found: readonly PropertyResult[]): void => {
    const news = found.filter((one) => {
      const before = this.#found.get(one.name);
      return one.status !== "undecided" && (before === undefined || worth(this.#known(one)) > worth(before));
    });
    for (const one of news) this.#found.set(one.name, one);
    if (news.length > 0) this.#tell?.(news);
  };

  /** Of what is known of a property and what is said of it now, that which says more. @throws InternalError when the two disagree. */
  #known(now: PropertyResult): PropertyResult {
    const before = this.#found.get(now.name);
    if (before === undefined || before === now) return now;
    if (now.status === "undecided") return before;
    if (before.status !== now.status) throw new InternalError(`${now.name} is ${before.status}, and ${now.status} in another search`);
    return worth(before) > worth(now) ? before : now;
  }

  /** The result with all that was found; it is a decision if that was all that was wanted. */
  complete(result: CheckResult, options: Pick<ExploreOptions, "stopWhenDecided" | "stopWhenAny">): CheckResult {
    const properties = result.properties.map((property) => this.#known(property));
    const stop = !result.exhausted && isDecided(options, properties) ? "decided" : result.stop;
    return { ...result, properties, stop };
  }
}

/** A trace is worth more than none, a shortest one most. */
const worth = ({ trace, shortest }: PropertyResult): number => (trace === undefined ? 0 : shortest === false ? 1 : 2);

/** Is everything violated or reached that was to end the search? */
export function isDecided({ stopWhenDecided = [], stopWhenAny = [] }: Pick<ExploreOptions, "stopWhenDecided" | "stopWhenAny">, properties: readonly PropertyResult[]): boolean {
  const decided = (name: string): boolean => properties.some((one) => one.name === name && (one.status === "violated" || one.status === "reached"));
  return stopWhenAny.some(decided) || (stopWhenDecided.length > 0 && stopWhenDecided.every(decided));
}

/** Of two searches, of which the second was begun anew, the numbers of the one that came farther; why it ended says the second. */
export function farther(first: CheckResult, second: CheckResult): CheckResult {
  const less = first.depth === second.depth ? second.reductions === undefined && second.distinct < first.distinct : second.depth < first.depth;
  return !less || isConclusive(second) ? second : { ...first, properties: second.properties, stop: second.stop };
}

/** Does nothing remain to be searched? */
export const isConclusive = ({ exhausted, stop }: CheckResult): boolean => exhausted || stop === "decided";

/** Properties, and `deadlock`, of which it is known that they are decided, but not how. */
export function untraced(model: IrModel, names: readonly string[]): readonly PropertyResult[] {
  return names.map((name) => {
    const reachable = model.properties.find((one) => one.name === name)?.kind === "reachable";
    return { name, status: reachable ? "reached" : "violated", vacuous: false, untraced: true };
  });
}

/** The options of a search by one thread for the traces of what another search found, which is told first. `maxMillis` is the time that is left. */
export function forTraces(model: IrModel, options: ExploreOptions, found: readonly string[]): ExploreOptions {
  if (found.length > 0) options.onFound?.(untraced(model, found));
  const { threads: _, onProgress, maxMillis, ...rest } = options;
  return {
    ...rest, ...(maxMillis === undefined ? {} : { maxMillis: Math.max(GRACE, maxMillis) }),
    ...(onProgress === undefined ? {} : { onProgress: patient(onProgress, options.now) }),
  };
}

function patient(onProgress: NonNullable<ExploreOptions["onProgress"]>, now: ExploreOptions["now"]): NonNullable<ExploreOptions["onProgress"]> {
  let asked: number | undefined;
  return (progress) => {
    if (onProgress(progress)) return true;
    const at = now?.() ?? Infinity;
    asked ??= at;
    return at - asked < GRACE;
  };
}

/** The options with the time that is left, of a search that began at `start`. */
export function remaining<T extends ExploreOptions>(options: T, start: number): T {
  const { maxMillis, now } = options;
  return maxMillis === undefined || now === undefined ? options : { ...options, maxMillis: Math.max(0, maxMillis - (now() - start)) };
}
