// SPDX-License-Identifier: Apache-2.0
// What the machine allows: random inserts of 8 bytes for each CPU second into a table that no cache holds, by a
// WebAssembly loop that does nothing else. A search that keeps a hash table of states cannot do more transitions.
// Run by itself it prints the numbers: usage: tsx bench/insert-limit.ts [GiB]
import { pathToFileURL } from "node:url";

export interface InsertLimit {
  readonly gib: number;
  /** Inserts for each CPU second, one after the other, and with the lines of 16 touched before they are inserted. */
  readonly plain: number;
  readonly batched: number;
}

/** The part of the interface that is used; the types of Node name it but do not say what it is. */
interface Wasm {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<"plain" | "batched", (rounds: number) => bigint>> };
}

const BATCH = 16;
const [I32, I64] = [0x7f, 0x7e];
const STATE = 0; // global, i64: the random generator's state

const leb = (value: bigint): number[] => {
  const bytes: number[] = [];
  for (let rest = value; ;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    if ((rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
};
const i32 = (value: number): number[] => [0x41, ...leb(BigInt(value))];
const i64 = (value: bigint): number[] => [0x42, ...leb(BigInt.asIntN(64, value))];
const uleb = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...uleb(value >>> 7)]);
const section = (id: number, ...items: readonly number[][]): number[] => {
  const body = [...uleb(items.length), ...items.flat()];
  return [id, ...uleb(body.length), ...body];
};

/** local := next random word: state = state * a + c, its upper half mixed into the lower. */
const next = (local: number): number[] => [
  0x23, STATE, ...i64(0x5851f42d4c957f2dn), 0x7e, ...i64(0x14057b7ef767814fn), 0x7c, 0x24, STATE,
  0x23, STATE, 0x23, STATE, ...i64(29n), 0x88, 0x85, 0x21, local,
];
/** The address of the slot of the word in a local. */
const slot = (local: number, shift: bigint): number[] => [0x20, local, ...i64(shift), 0x88, 0xa7, ...i32(3), 0x74];
const LOAD = [0x29, 3, 0];
const STORE = [0x37, 3, 0];
/** If the slot is empty the word goes there. */
const insert = (local: number, shift: bigint): number[] => [...slot(local, shift), ...LOAD, 0x50, 0x04, 0x40, ...slot(local, shift), 0x20, local, ...STORE, 0x0b];

/** `plain(rounds)` and `batched(rounds)`: BATCH inserts a round, into the imported memory. */
export function insertModule(gib: number): Uint8Array<ArrayBuffer> {
  const shift = BigInt(64 - (27 + Math.log2(gib)));
  const words = Array.from({ length: BATCH }, (_, i) => i + 2); // locals after the counter and the sum of what was touched
  const plain = words.flatMap((word) => [...next(word), ...insert(word, shift)]);
  const touched = words.flatMap((word) => [...next(word), ...slot(word, shift), ...LOAD, 0x20, 1, 0x85, 0x21, 1]);
  const batched = [...touched, ...words.flatMap((word) => insert(word, shift))];
  const code = (round: readonly number[]): number[] => {
    const body = [1, ...uleb(BATCH + 1), I64, 0x03, 0x40, ...round, 0x20, 0, ...i32(1), 0x6b, 0x22, 0, 0x0d, 0, 0x0b, 0x20, 1, 0x0b];
    return [...uleb(body.length), ...body];
  };
  const name = (text: string): number[] => [text.length, ...Buffer.from(text)];
  return new Uint8Array([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, [0x60, 1, I32, 1, I64]),
    ...section(2, [...name("env"), ...name("table"), 2, 0, ...uleb(gib * 16_384)]),
    ...section(3, [0], [0]),
    ...section(6, [I64, 1, ...i64(0x9e3779b97f4a7c15n), 0x0b]),
    ...section(7, [...name("plain"), 0, 0], [...name("batched"), 0, 1]),
    ...section(10, code(plain), code(batched)),
  ]);
}

/** Fills a table of so many GiB (1, 2 or 4: an address has 32 bits) to about a third, twice. Takes some ten seconds. */
export function measureInsertLimit(gib: number): InsertLimit {
  const { WebAssembly: wasm } = globalThis as unknown as { readonly WebAssembly: Wasm };
  const memory = new wasm.Memory({ initial: gib * 16_384 });
  const { exports } = new wasm.Instance(new wasm.Module(insertModule(gib)), { env: { table: memory } });
  const bytes = new Uint8Array(memory.buffer);
  const rate = (name: "plain" | "batched"): number => {
    const run = exports[name];
    // Calls are short: a running loop is not replaced by its better compiled form. The first ones only warm up.
    const rounds = 1 << 12;
    for (let i = 0; i < 64; i += 1) run(rounds);
    bytes.fill(0); // every page is there before the clock runs
    const inserts = 2 ** (27 + Math.log2(gib)) / 2;
    const before = process.cpuUsage();
    for (let done = 0; done < inserts; done += rounds * BATCH) run(rounds);
    const { user, system } = process.cpuUsage(before);
    return inserts / ((user + system) / 1e6);
  };
  return { gib, plain: rate("plain"), batched: rate("batched") };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  console.log(JSON.stringify(measureInsertLimit(Number(process.argv[2] ?? 1))));
}
