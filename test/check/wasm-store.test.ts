// SPDX-License-Identifier: Apache-2.0
// How log and table share the memory: the table is doubled where it is, moves when the log needs its place, and is filled
// anew when it moved, when it grows by less, and when more states are displaced than there is room to note.
import { afterEach, expect, test, vi } from "vitest";
import { required } from "../../src/base/unreachable.ts";
import { explore } from "../../src/check/explore.ts";
import { exploreTables } from "../../src/check/tables/explore-tables.ts";
import { wasmApi } from "../../src/check/wasm/host.ts";
import { regionsOf } from "../../src/check/wasm/regions.ts";
import { exploreWasm } from "../../src/check/wasm/explore-wasm.ts";
import { generously, sparingly, WasmStore, type Filler, type Growth } from "../../src/check/wasm/store.ts";
import { packWide } from "../../src/check/wasm/words-layout.ts";
import { FakeMemory } from "../support/fake-memory.ts";
import { counters } from "../support/models.ts";

const MiB = 2 ** 20;
const model = counters(5, 13);
const layout = packWide(model);
const regions = required(regionsOf(model, layout)[0], "regions");

interface Grown { readonly table: number; readonly buckets: number; readonly room: number; readonly by: string }

/** Fills the log up and grows, until that is refused or `times` is over. */
function grown(times: number, growth: Growth, most: number, budget = Infinity, displaced = 0): readonly (Grown | "refused")[] {
  const store = new WasmStore(layout, regions, new FakeMemory(most), budget, growth);
  const seen: (Grown | "refused")[] = [];
  for (let i = 0; i < times && !seen.includes("refused"); i += 1) {
    const by: string[] = [];
    const filler: Filler = {
      refill: () => by.push("refill"),
      split: (buckets) => {
        by.push(`split ${buckets}`);
        store.setCell("displaced", displaced);
      },
      readmit: (count) => by.push(`readmit ${count}`),
    };
    const done = store.grow(filler);
    seen.push(done ? { table: store.cell("table"), buckets: store.cell("buckets"), room: store.cell("room"), by: by.join(", ") } : "refused");
    if (done) store.setCell("size", store.cell("room"));
  }
  return seen;
}

const last = <T>(list: readonly T[]): T => required(list.at(-1), "an element");

test("a table is doubled where it is", () => {
  const seen = grown(4, sparingly, 64 * MiB, 2 * MiB);
  expect(seen).toEqual([
    { table: 4 * MiB, buckets: 321, room: 4096, by: "refill" },
    { table: 4 * MiB, buckets: 642, room: 8216, by: "split 321, readmit 0" },
    { table: 4 * MiB, buckets: 1284, room: 16434, by: "split 642, readmit 0" },
    { table: 4 * MiB, buckets: 2568, room: 32869, by: "split 1284, readmit 0" },
  ]);
});

test("the first one is large, where that is no matter", () => {
  expect(grown(2, sparingly, 64 * MiB)).toEqual([
    { table: 4 * MiB, buckets: 20_481, room: 262_144, by: "refill" },
    { table: 4 * MiB, buckets: 40_962, room: 524_312, by: "split 20481, readmit 0" },
  ]);
});

test("it moves when the log needs its place: far away, or right behind the log when that is no memory", () => {
  const movedIn = (most: number): Grown => {
    const moved = grown(30, generously, most, 48 * MiB).find((each) => each !== "refused" && each.table !== 4 * MiB);
    if (moved === undefined || moved === "refused") throw new Error("it did not move");
    return moved;
  };
  expect(movedIn(520 * MiB)).toMatchObject({ table: 256 * MiB, by: "refill" });
  const near = movedIn(64 * MiB);
  expect(near.by).toBe("refill");
  expect(near.table).toBeLessThan(64 * MiB);
  expect(near.table - (regions.log + near.room * layout.stride)).toBeLessThan(256);
});

test("the budget is for what log and table can hold, wherever they are", () => {
  const seen = grown(30, sparingly, 520 * MiB, 8 * MiB);
  const used = seen.filter((each) => each !== "refused").map(({ room, buckets }) => regions.log + room * layout.stride + 64 * buckets);
  expect(last(seen)).toBe("refused");
  expect(Math.max(...used)).toBeLessThan(8 * MiB);
  expect(Math.max(...used)).toBeGreaterThan(6.5 * MiB);
});

test("where memory is short the table grows by less and is filled anew", () => {
  expect(sparingly.factor(2 ** 24)).toBe(2);
  expect(sparingly.factor(2 ** 25)).toBe(1.5);
  const seen = grown(30, sparingly, 520 * MiB, 8 * MiB).filter((each) => each !== "refused");
  expect(last(seen).by).toBe("refill");
  expect(last(seen).room / required(seen.at(-2), "one before").room).toBeCloseTo(1.2, 2);
});

afterEach(() => void vi.unstubAllGlobals());

test("where addresses are refused, another engine searches", () => {
  class Refused {
    constructor() {
      throw new RangeError("WebAssembly.Memory(): could not allocate memory");
    }
  }
  vi.stubGlobal("WebAssembly", Object.create(required(wasmApi(), "WebAssembly"), { Memory: { value: Refused } }));
  const small = counters(4, 5);
  expect(exploreWasm(small)).toBeUndefined();
  expect(exploreTables(small)).toBeUndefined();
  const threads = { count: 2, start: () => { throw new Error("no thread is started"); } };
  for (const engine of ["auto", "wasm", "tables"] as const) expect(explore(small, { engine, threads })).toMatchObject({ engine: "js", distinct: 625, exhausted: true });
});

test("a list of displaced states that is too long is not relied on", () => {
  expect(grown(2, sparingly, 64 * MiB, 2 * MiB, 10)[1]).toMatchObject({ by: "split 321, readmit 10" });
  expect(grown(2, sparingly, 64 * MiB, 2 * MiB, 10 * MiB)[1]).toMatchObject({ by: "split 321, refill" });
});
