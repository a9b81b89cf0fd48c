// SPDX-License-Identifier: Apache-2.0
// The modules that are emitted: numbers as the format wants them, and valid by the judgement of the machine.
import { expect, test } from "vitest";
import { moduleBytes, signed, unsigned } from "../../src/check/wasm/binary.ts";
import { signed32 } from "../../src/check/wasm/code.ts";
import { FunctionWriter } from "../../src/check/wasm/function-writer.ts";
import { wasmApi } from "../../src/check/wasm/host.ts";
import { binary, i32, type Operand } from "../../src/check/wasm/operand.ts";
import { programBytes } from "../../src/check/wasm/program.ts";
import { regionsOf } from "../../src/check/wasm/regions.ts";
import { packWide } from "../../src/check/wasm/words-layout.ts";
import { exploreReference } from "../../src/check/reference.ts";
import { exploreWasm } from "../../src/check/wasm/explore-wasm.ts";
import { opDef } from "../../src/ir/ops.ts";
import { intSort } from "../../src/ir/sorts.ts";
import { eq, int, model, op as irOp, property, ref, set, step, variable } from "../support/models.ts";
import { randomModel } from "../support/random-model.ts";
import { comparable } from "./compare.ts";

const api = wasmApi();
if (api === undefined) throw new Error("no WebAssembly");

test("LEB128", () => {
  expect([0, 127, 128, 624_485, 2 ** 32 - 1].map((n) => unsigned(n))).toEqual([[0], [0x7f], [0x80, 1], [0xe5, 0x8e, 0x26], [0xff, 0xff, 0xff, 0xff, 0x0f]]);
  expect([0n, 63n, 64n, -1n, -64n, -65n, -123_456n].map((n) => signed(n))).toEqual([[0], [0x3f], [0xc0, 0], [0x7f], [0x40], [0xbf, 0x7f], [0xc0, 0xbb, 0x78]]);
  const numbers = [0, 1, -1, 63, 64, -64, -65, 8191, 8192, -8192, -8193, 2 ** 31 - 1, -(2 ** 31), ...Array.from({ length: 31 }, (_, i) => 3 << i)];
  for (const n of numbers) expect(signed32(n), String(n)).toEqual(signed(BigInt(n)));
});

/** Runs one exported function of a module that has nothing else. */
function run(write: (fn: FunctionWriter, argument: Operand) => void, ...values: readonly number[]): readonly number[] {
  const fn = new FunctionWriter(["i32"], ["i32"]);
  write(fn, fn.param(0));
  const bytes = moduleBytes({ imports: [], numbers: [], functions: [fn.finish("f")], memory: { initial: 1, maximum: 1, shared: false } });
  expect(api?.validate(bytes)).toBe(true);
  const memory = new (required(api).Memory)({ initial: 1, maximum: 1 });
  const { f } = new (required(api).Instance)(new (required(api).Module)(bytes), { env: { memory } }).exports as { f: (x: number) => number };
  return values.map((value) => f(value));
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("missing");
  return value;
}

test("a switch with gaps and large numbers", () => {
  const answers = run((fn, x) => {
    fn.switch(x, new Map([2, 3, 70, 300].map((value) => [value, () => fn.return(i32(value * 10))])));
    fn.return(i32(-1));
  }, 0, 2, 3, 4, 69, 70, 299, 300, 301, -5);
  expect(answers).toEqual([-1, 20, 30, -1, -1, 700, -1, 3000, -1, -1]);
});

test("a switch over numbers that are far apart needs no table", () => {
  const far = [-2_000_000, 5, 6, 1_000_000, 2 ** 31 - 1];
  const answers = run((fn, x) => {
    fn.switch(binary("add", x, i32(1)), new Map(far.map((value, i) => [value, () => fn.return(i32(i))])));
    fn.return(i32(-1));
  }, ...far.map((value) => value - 1), 3, 6, 999_998, 0);
  expect(answers).toEqual([0, 1, 2, 3, 4, -1, -1, -1, -1]);
});

test("a model with steps from values that are far apart", () => {
  const top = 1_000_000;
  const x = variable("x", intSort(0, top));
  const far = model({
    name: "Far", vars: [x], initially: [int(0)], checkDeadlock: false, properties: [property("below", "invariant", irOp("lt", ref(x), int(top)))],
    processes: [{ name: "Hardware", kind: "hardware", agents: [], labels: [], title: "hardware", doc: "" }],
    steps: [[0, top >> 1], [top >> 1, top], [top, 0]].map(([a = 0, b = 0], i) => step({ name: `Go${i}`, process: "Hardware", guards: [eq(ref(x), int(a))], updates: [set(x, int(b))] })),
  });
  const result = exploreWasm(far);
  expect(result && comparable(result)).toBe(comparable(exploreReference(far)));
  expect(result).toMatchObject({ distinct: 3, generated: 4 });
});

test("a piece placed inside a deeper block leaves the block it names", () => {
  const answers = run((fn, x) => {
    const sum = fn.let(i32(0));
    fn.block((end) => {
      const piece = fn.items(() => fn.branchIf(x, end));
      fn.block(() => fn.when(i32(1), () => fn.place(piece)));
      fn.set(sum, binary("add", sum, i32(7)));
    });
    fn.return(sum);
  }, 0, 1);
  expect(answers).toEqual([7, 0]);
});

test("modules of random models are valid", () => {
  for (let seed = 0; seed < 60; seed += 1) {
    const model = randomModel(seed);
    const layout = packWide(model);
    expect(api.validate(programBytes(model, layout, required(regionsOf(model, layout)[0]), opDef)), `seed ${seed}`).toBe(true);
    for (const regions of regionsOf(model, layout, 2)) expect(api.validate(programBytes(model, layout, regions, opDef, 2)), `seed ${seed}, threads`).toBe(true);
  }
});
