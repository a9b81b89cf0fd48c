// SPDX-License-Identifier: Apache-2.0
// One search of ours in a process of its own: its first argument says what, as JSON; it prints what it cost.
// Bundled before it runs, so that starting it is starting Node and one file; beside it is the bundle of a thread of the search.
import { explore } from "../src/check/explore.ts";
import type { CheckResult, ExploreOptions, Threads } from "../src/check/result.ts";
import { placeOf } from "../src/check/wasm/control.ts";
import { prepareWasm } from "../src/check/wasm/explore-wasm.ts";
import type { IrModel } from "../src/ir/model.ts";
import { nodeThreads } from "../src/node/threads.ts";
import { REDUCTIONS } from "../src/reduce/reduce.ts";
import type { Time } from "./measure.ts";
import { benchModel, type BenchName, type Sizes } from "./models/index.ts";

interface Asked { readonly model: BenchName; readonly sizes: Sizes; readonly engine: Required<ExploreOptions>["engine"]; readonly reduced: boolean; readonly threads: number }
interface Searched { readonly result: CheckResult; readonly search: Time; readonly compile?: Time }

/** The CPU time of all threads of the process. */
function timed<T>(work: () => T): readonly [T, Time] {
  const [start, before] = [performance.now(), process.cpuUsage()];
  const value = work();
  const { user, system } = process.cpuUsage(before);
  return [value, { wall: (performance.now() - start) / 1e3, user: user / 1e6, sys: system / 1e6 }];
}

/** The general engine by one thread: making the module apart. */
function inTwoSteps(model: IrModel, options: ExploreOptions): Searched {
  const [prepared, compile] = timed(() => prepareWasm(model, options));
  if (prepared === undefined) throw new Error("the model does not suit WebAssembly");
  const [result, search] = timed(prepared.run);
  return { result: { ...result, engine: "wasm" }, search, compile };
}

function inOne(model: IrModel, options: ExploreOptions): Searched {
  const [result, search] = timed(() => explore(model, options));
  return { result, search };
}

/** Threads, and how many states those other than this one expanded. */
function team(count: number): { readonly threads: Threads; readonly helped: () => number } {
  const { start } = nodeThreads(count, new URL("member.cjs", import.meta.url));
  let control: Int32Array = new Int32Array(64);
  const threads: Threads = { count, start: (tasks) => {
    control = new Int32Array(tasks[0]?.control ?? new SharedArrayBuffer(256));
    return start(tasks);
  } };
  return { threads, helped: () => Array.from({ length: count - 1 }, (_, i) => Atomics.load(control, placeOf(i + 1, "expanded"))).reduce((a, b) => a + b, 0) };
}

function main(asked: Asked): void {
  const [model, lower] = timed(() => benchModel(asked.model, asked.sizes));
  const { threads, helped } = team(asked.threads);
  const options: ExploreOptions = { engine: asked.engine, maxBytes: 2 ** 34, reductions: asked.reduced ? REDUCTIONS : [], ...(asked.threads > 1 ? { threads } : {}) };
  const { result, search, compile } = asked.engine === "wasm" && asked.threads === 1 && !asked.reduced ? inTwoSteps(model, options) : inOne(model, options);
  const broken = result.properties.filter((p) => p.status !== "holds").map((p) => `${p.name} ${p.status}`);
  console.log(JSON.stringify({
    engine: result.engine, reductions: (result.reductions ?? []).map(({ name }) => name), stop: result.stop, broken, distinct: result.distinct, generated: result.generated, depth: result.depth,
    bytesPerState: result.bytesPerState, lower: lower.wall, helped: helped(), search, compile,
  }));
}

main(JSON.parse(process.argv[2] ?? "{}") as Asked);
