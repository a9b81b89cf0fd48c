// SPDX-License-Identifier: Apache-2.0
// States as 64-bit words: each leaf with exactly the bits of its range, none across words. Every bit pattern of
// the words' used bits stands for itself; nothing is reserved.
import { InternalError, required } from "../../base/unreachable.ts";
import type { IrModel } from "../../ir/model.ts";
import { stateOfLeaves, type LeafRange, type PackedLeaf } from "../layout.ts";
import { declaredRanges, reachableRanges, type Ranges } from "../ranges/reachable.ts";
import type { State } from "../result.ts";

const WORD = 64;

export interface WideLayout {
  /** Used bits of each word. */
  readonly used: readonly number[];
  readonly vars: readonly (readonly PackedLeaf[])[];
  /** Bytes a state takes in the log: the last word is stored without the bytes it does not use. */
  readonly stride: number;
}

const bitsOf = ({ lo, hi }: LeafRange): number => Math.ceil(Math.log2(hi - lo + 1));

/** What the sorts say when that fits one word; else what is reachable, which takes a while to find out. */
function ranges(model: IrModel): Ranges {
  const declared = declaredRanges(model);
  return declared.flat().reduce((sum, range) => sum + bitsOf(range), 0) <= WORD ? declared : reachableRanges(model);
}

/** Lays the variables out: each leaf goes into the first word that has room. `alike`: as the sorts say, the same for all agents. */
export function packWide(model: IrModel, alike = false): WideLayout {
  const used = [0];
  const place = (range: LeafRange): PackedLeaf => {
    const bits = bitsOf(range);
    if (!(bits <= 31)) throw new InternalError(`a range of ${range.lo}..${range.hi} does not fit a word`);
    let word = used.findIndex((full) => full + bits <= WORD);
    if (word < 0) word = used.push(0) - 1;
    const shift = required(used[word], "a word");
    used[word] = shift + bits;
    return { ...range, word, shift, bits };
  };
  const vars = (alike ? declaredRanges(model) : ranges(model)).map((leaves) => leaves.map(place));
  return { used, vars, stride: 8 * (used.length - 1) + Math.max(1, Math.ceil((used.at(-1) ?? 0) / 8)) };
}

/** The state whose words begin at byte `at`. */
export function readState(model: IrModel, layout: WideLayout, view: DataView, at: number): State {
  const words = layout.used.map((_, i) => readWord(view, at, layout, i));
  return stateOfLeaves(model, layout.vars, ({ word, shift, bits, lo }) => {
    return Number((required(words[word], "a word") >> BigInt(shift)) & ((1n << BigInt(bits)) - 1n)) + lo;
  });
}

/** Word `index` of the state at byte `at`; no byte beyond the state is read. */
export function readWord(view: DataView, at: number, { stride, used }: WideLayout, index: number): bigint {
  const bytes = Math.min(8, stride - 8 * index);
  let word = 0n;
  for (let i = 0; i < bytes; i += 1) word |= BigInt(view.getUint8(at + 8 * index + i)) << BigInt(8 * i);
  return word & ((1n << BigInt(used[index] ?? 0)) - 1n);
}
