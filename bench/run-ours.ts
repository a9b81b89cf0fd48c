// SPDX-License-Identifier: Apache-2.0
// One search of ours in a process of its own: its first argument says what, as JSON; it prints what it cost.
// Bundled before it runs, so that starting it is starting Node and one file.
import { explore } from "../src/check/explore.ts";
import type { ExploreOptions } from "../src/check/result.ts";
import { REDUCTIONS } from "../src/reduce/reduce.ts";
import { benchModel, type BenchName, type Sizes } from "./models/index.ts";

interface Asked { readonly model: BenchName; readonly sizes: Sizes; readonly engine: Required<ExploreOptions>["engine"]; readonly reduced: boolean }

const asked = JSON.parse(process.argv[2] ?? "{}") as Asked;
const began = performance.now();
const model = benchModel(asked.model, asked.sizes);
const lowered = performance.now();
const before = process.cpuUsage();
const result = explore(model, { engine: asked.engine, maxBytes: 2 ** 34, reductions: asked.reduced ? REDUCTIONS : [] });
const cost = process.cpuUsage(before);
const wall = (performance.now() - lowered) / 1e3;
const broken = result.properties.filter((p) => p.status !== "holds").map((p) => `${p.name} ${p.status}`);
console.log(JSON.stringify({
  engine: result.engine, reductions: (result.reductions ?? []).map(({ name }) => name), stop: result.stop, broken, distinct: result.distinct, generated: result.generated, depth: result.depth,
  bytesPerState: result.bytesPerState, lower: (lowered - began) / 1e3, search: { wall, user: cost.user / 1e6, sys: cost.system / 1e6 },
}));
