// SPDX-License-Identifier: Apache-2.0
// Entries of lists: what the module writes is what it reads, and what is read outside of it.
import fc from "fast-check";
import { expect, test } from "vitest";
import { add, wordType } from "../../src/check/tables/emit.ts";
import { eachEntry, longest, MOST_WORDS, readEntry, writeEntry } from "../../src/check/tables/entries.ts";
import type { Shape } from "../../src/check/tables/shape.ts";
import { moduleBytes } from "../../src/check/wasm/binary.ts";
import { FunctionWriter } from "../../src/check/wasm/function-writer.ts";
import { wasmApi } from "../../src/check/wasm/host.ts";
import { newMemory } from "../../src/check/wasm/memory.ts";
import { load32, load64, store } from "../../src/check/wasm/operand.ts";
import { required } from "../../src/base/unreachable.ts";

const [BITS, OUT, LIST] = [0, 64, 128];

/** `write(at, word)`: an entry with the bits that are at `BITS`; `read(at)`: puts what it is to `OUT`. Both give where the next one is. */
function functions(shape: Shape) {
  const api = required(wasmApi(), "WebAssembly");
  const write = new FunctionWriter(["i32", "i32"], ["i32"]);
  const zero = write.local("i32");
  const bits = write.let(shape.wide ? load64(zero, BITS) : load32(zero, BITS));
  write.return(add(write.param(0), writeEntry(write, shape, write.param(0), write.param(1), bits)));
  const read = new FunctionWriter(["i32"], ["i32"]);
  const nought = read.local("i32");
  const entry = readEntry(read, shape, read.param(0));
  read.emit(store(nought, entry.word, OUT));
  read.emit(store(nought, entry.bits, OUT + 8));
  read.return(add(read.param(0), entry.bytes));
  const memory = newMemory(api, { initial: 1, maximum: 1 });
  const bytes = moduleBytes({ imports: [], numbers: [], functions: [write.finish("write"), read.finish("read")], memory: { initial: 1, maximum: 1, shared: false } });
  return { words: new Int32Array(memory.buffer), ...new api.Instance(new api.Module(bytes), { env: { memory } }).exports as Record<"write" | "read", (at: number, word?: number) => number> };
}

const half = fc.oneof(fc.constant(0), fc.nat(31).map((i) => 1 << i), fc.integer());
const entries = (shape: Shape) => fc.array(fc.tuple(fc.oneof(fc.nat(9), fc.integer({ min: 0, max: MOST_WORDS - 1 })), half, shape.wide ? half : fc.constant(0)).filter(([, low, high]) => low !== 0 || high !== 0), { maxLength: 20 });

test.each([false, true])("words of 64 bits: %s", (wide) => {
  const shape: Shape = { outer: [], last: 1, classes: 1, wide, words: 1, events: [] };
  const { words, write, read } = functions(shape);
  expect(wordType(shape)).toBe(wide ? "i64" : "i32");
  fc.assert(fc.property(entries(shape), (list) => {
    let end = LIST;
    for (const [word, low, high] of list) {
      words.set([low, high], BITS >>> 2);
      end = write(end, word);
    }
    const single = list.filter(([, low, high]) => [low, high].reduce((sum, half32) => sum + [...(half32 >>> 0).toString(2)].filter((digit) => digit === "1").length, 0) === 1).length;
    expect(end - LIST).toBe(4 * single + longest(shape) * (list.length - single));
    const seen: number[][] = [];
    eachEntry(words, { from: LIST, to: end }, shape, (...entry) => seen.push(entry));
    expect(seen).toEqual(list);
    let at = LIST;
    for (const [word, low, high] of list) {
      words.fill(0, OUT >>> 2, (OUT >>> 2) + 4);
      at = read(at);
      expect([words[OUT >>> 2], words[(OUT >>> 2) + 2], words[(OUT >>> 2) + 3]]).toEqual([word, low, high]);
    }
    expect(at).toBe(end);
  }));
});
