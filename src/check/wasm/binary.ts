// SPDX-License-Identifier: Apache-2.0
// The binary format of WebAssembly modules: numbers, sections, and the few kinds of entries that are used here.
import { required } from "../../base/unreachable.ts";

export type ValType = "i32" | "i64" | "v128";

export const TYPE_CODES: Readonly<Record<ValType, number>> = { i32: 0x7f, i64: 0x7e, v128: 0x7b };

/** Unsigned LEB128. */
export function unsigned(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** Signed LEB128. */
export function signed(value: bigint): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    if ((rest === 0n && low < 64) || (rest === -1n && low >= 64)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

export interface Signature {
  readonly params: readonly ValType[];
  readonly results: readonly ValType[];
}

/** A function with its locals and the bytes of its body, `end` included. */
export interface FunctionBody extends Signature {
  readonly locals: readonly ValType[];
  readonly code: readonly number[];
  /** Given for functions that are called from outside. */
  readonly exported?: string;
}

export interface ModuleParts {
  /** Imported functions come first in the numbering; they are imported from `env`. */
  readonly imports: readonly (Signature & { readonly name: string })[];
  readonly functions: readonly FunctionBody[];
  /** Numbers that are imported from `env`: 32 bits, never changed. */
  readonly numbers: readonly string[];
  /** The imported memory, `env.memory`, in pages of 64 KiB. */
  readonly memory: { readonly initial: number; readonly maximum: number; readonly shared: boolean };
}

const vector = (items: readonly (readonly number[])[]): readonly number[] => [...unsigned(items.length), ...items.flat()];
const text = (value: string): readonly number[] => vector([...value].map((char) => [char.charCodeAt(0)]));
const section = (id: number, content: readonly number[]): readonly number[] => [id, ...unsigned(content.length), ...content];

/** Appends without spreading, which has a limit. */
function concat(parts: readonly (readonly number[] | Uint8Array)[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function signatureBytes({ params, results }: Signature): readonly number[] {
  return [0x60, ...vector(params.map((type) => [TYPE_CODES[type]])), ...vector(results.map((type) => [TYPE_CODES[type]]))];
}

function bodyBytes({ locals, code }: FunctionBody): Uint8Array {
  const groups: { type: ValType; count: number }[] = [];
  for (const type of locals) {
    const last = groups.at(-1);
    if (last?.type === type) last.count += 1;
    else groups.push({ type, count: 1 });
  }
  const head = vector(groups.map(({ type, count }) => [...unsigned(count), TYPE_CODES[type]]));
  return concat([unsigned(head.length + code.length), head, code]);
}

/** The bytes of a module. */
export function moduleBytes({ imports, numbers: globals, functions, memory }: ModuleParts): Uint8Array {
  const all = [...imports, ...functions];
  const keyOf = ({ params, results }: Signature): string => `${params.join()}:${results.join()}`;
  const shapes = new Map(all.map((each) => [keyOf(each), signatureBytes(each)]));
  const numbers = new Map([...shapes.keys()].map((key, i) => [key, i]));
  const typeOf = (each: Signature): readonly number[] => unsigned(required(numbers.get(keyOf(each)), "a signature"));
  const limits = [memory.shared ? 3 : 1, ...unsigned(memory.initial), ...unsigned(memory.maximum)];
  const bodies = functions.map(bodyBytes);
  const codeLength = unsigned(functions.length).length + bodies.reduce((sum, body) => sum + body.length, 0);
  return concat([
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, vector([...shapes.values()])),
    section(2, vector([
      [...text("env"), ...text("memory"), 2, ...limits],
      ...imports.map((each) => [...text("env"), ...text(each.name), 0, ...typeOf(each)]),
      ...globals.map((name) => [...text("env"), ...text(name), 3, TYPE_CODES.i32, 0]),
    ])),
    section(3, vector(functions.map(typeOf))),
    section(7, vector(functions.flatMap(({ exported }, i) => (exported === undefined ? [] : [[...text(exported), 0, ...unsigned(imports.length + i)]])))),
    [10, ...unsigned(codeLength), ...unsigned(functions.length)],
    ...bodies,
  ]);
}
