// SPDX-License-Identifier: Apache-2.0
// Code while it is written: bytes, and pieces of code that are shared, not copied. It is spread out once, at the end.
import { signed } from "./binary.ts";

export interface Code {
  /** Bytes in all. */
  readonly size: number;
  readonly parts: readonly (number | Code)[];
  /** It pushes the number of this index that the module imports; how, the function says where it is. */
  readonly imported?: number;
}

export function codeOf(...parts: readonly (number | Code)[]): Code {
  let size = 0;
  for (const part of parts) size += typeof part === "number" ? 1 : part.size;
  return { size, parts };
}

/** Appends the bytes; `pushing` gives those that push an imported number. */
export function spread({ parts, imported }: Code, into: number[], pushing: (imported: number) => readonly number[]): void {
  if (imported !== undefined) into.push(...pushing(imported));
  for (const part of parts) {
    if (typeof part === "number") into.push(part);
    else spread(part, into, pushing);
  }
}

/** Were the two written alike? */
export function sameCode(a: Code, b: Code): boolean {
  if (a === b) return true;
  return a.size === b.size && a.imported === b.imported && a.parts.length === b.parts.length && a.parts.every((part, i) => {
    const other = b.parts[i];
    if (typeof part === "number" || typeof other === "number" || other === undefined) return part === other;
    return sameCode(part, other);
  });
}

/** Signed LEB128 of a 32-bit number. */
export function signed32(value: number): readonly number[] {
  const bytes: number[] = [];
  for (let rest = value | 0; ; rest >>= 7) {
    const low = rest & 127;
    if (rest === (low << 25) >> 25) return [...bytes, low];
    bytes.push(low | 128);
  }
}

/** Signed LEB128 of a 64-bit number. */
export const signed64 = (value: bigint): readonly number[] => signed(BigInt.asIntN(64, value));
