// SPDX-License-Identifier: Apache-2.0
// Representatives of orbits in WebAssembly: as many as there are orbits, and each of the orbit that it stands for.
import { expect, test } from "vitest";
import { compileCanonical } from "../../src/check/js/canonical.ts";
import { exploreJs, exploreJsStates } from "../../src/check/js/search.ts";
import { packLayout } from "../../src/check/layout.ts";
import { orbitPlan } from "../../src/check/orbits/plan.ts";
import { leavesOf, packState } from "../../src/check/orbits/real-trace.ts";
import type { CheckResult, State } from "../../src/check/result.ts";
import { moduleBytes } from "../../src/check/wasm/binary.ts";
import { canonicalFunction } from "../../src/check/wasm/canonical.ts";
import { wasmApi } from "../../src/check/wasm/host.ts";
import { exploreWasm } from "../../src/check/wasm/explore-wasm.ts";
import { packWide, readState, type WideLayout } from "../../src/check/wasm/words-layout.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { findSymmetry } from "../../src/reduce/symmetry.ts";
import { randomProtocol } from "../support/random-protocol.ts";
import { traceProblem } from "../check/compare.ts";
import { orbitCount } from "./compare.ts";

function writeState(model: IrModel, layout: WideLayout, view: DataView, at: number, state: State): void {
  const words = layout.used.map(() => 0n);
  model.vars.forEach(({ sort }, i) => leavesOf(sort, state[i] ?? false).forEach((value, j) => {
    const leaf = layout.vars[i]?.[j];
    if (leaf !== undefined) words[leaf.word] = (words[leaf.word] ?? 0n) | (BigInt(value - leaf.lo) << BigInt(leaf.shift));
  }));
  words.forEach((word, i) => view.setBigUint64(at + 8 * i, word, true));
}

test("both searches by orbits count the same and find traces as short", { timeout: 120_000 }, () => {
  let compared = 0;
  for (let seed = 0; seed < 60; seed += 1) {
    const model = randomProtocol(seed);
    const symmetry = findSymmetry(model).sets.filter((set, _, sets) => !orbitPlan(model, sets).unused.includes(set));
    const js = exploreJs(model, { symmetry, maxStates: 800 });
    if (symmetry.length === 0 || !js.exhausted) continue;
    const wasm = exploreWasm(model, { symmetry });
    const essence = (result: CheckResult | undefined): unknown => [result?.distinct, result?.generated, result?.depth, [...result?.stepCounts ?? []],
      result?.properties.map(({ name, status, vacuous, trace }) => [name, status, vacuous, trace?.states.length])];
    expect(essence(wasm), `seed ${seed}`).toEqual(essence(js));
    for (const property of wasm?.properties ?? []) expect(traceProblem(model, property), `seed ${seed}, ${property.name}`).toBeUndefined();
    compared += 1;
  }
  expect(compared).toBeGreaterThan(40);
});

test("there is one representative for each orbit", { timeout: 60_000 }, () => {
  const api = wasmApi();
  if (api === undefined) throw new Error("no WebAssembly here");
  let [compared, fewer] = [0, 0];
  for (let seed = 0; seed < 120; seed += 1) {
    const model = randomProtocol(seed);
    const { sets } = findSymmetry(model);
    const plan = orbitPlan(model, sets);
    const { states, result } = exploreJsStates(model, { maxStates: 200 });
    const layout = packWide(model);
    // Wider states are packed by what is reachable, which need not be symmetric.
    if (!result.exhausted || sets.length === 0 || plan.unused.length > 0 || layout.used.length > 1) continue;
    const entry = 8 * layout.used.length;
    const memory = new api.Memory({ initial: 1, maximum: 16 });
    const bytes = moduleBytes({ imports: [], numbers: [], functions: [canonicalFunction(plan, layout, entry).finish("canonical")], memory: { initial: 1, maximum: 16, shared: false } });
    const { canonical } = new api.Instance(new api.Module(bytes), { env: { memory } }).exports as { canonical: (from: number, to: number) => void };
    const view = new DataView(memory.buffer);
    states.forEach((state, i) => writeState(model, layout, view, i * entry, state));
    canonical(0, states.length * entry);
    const found = states.map((_, i) => readState(model, layout, view, i * entry));
    expect(new Set(found.map((state) => JSON.stringify(state))).size, `seed ${seed}`).toBe(orbitCount(model, sets, states));
    const [narrow, out] = [packLayout(model), new Int32Array(64)];
    const twin = compileCanonical(plan, narrow, out);
    const orbit = (state: State): string => {
      out.set(packState(model, narrow, state));
      twin(narrow.words);
      return out.slice(0, narrow.words).join();
    };
    expect(found.map(orbit), `seed ${seed}`).toEqual(states.map(orbit));
    compared += 1;
    if (orbitCount(model, sets, states) < states.length) fewer += 1;
  }
  expect(compared).toBeGreaterThan(60);
  expect(fewer).toBeGreaterThan(30);
});
