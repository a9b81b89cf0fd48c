// SPDX-License-Identifier: Apache-2.0
// The memory that a search asks the machine for.
import { Unsupported } from "../compile/expr.ts";
import type { WasmApi, WasmMemory } from "./host.ts";

/** Pages of 64 KiB that a memory can have: 4 GiB. */
export const MOST_PAGES = 65536;

interface Limits {
  readonly initial: number;
  readonly maximum: number;
  readonly shared?: boolean;
}

/**
 * A memory of so many pages at first and at most. Machines reserve addresses for the most, and some limit those.
 * @throws Unsupported when they are refused: another engine must search.
 */
export function newMemory(api: WasmApi, limits: Limits): WasmMemory {
  try {
    return new api.Memory(limits);
  } catch (error) {
    if (error instanceof RangeError) throw new Unsupported("a memory of WebAssembly");
    throw error;
  }
}
