// SPDX-License-Identifier: Apache-2.0
// Where the slots lie in memory: every component has words of its own, so that its value can be told by them.
import { InternalError, required } from "../../base/unreachable.ts";
import type { IrModel } from "../../ir/model.ts";
import { leafRanges, type Layout, type PackedLeaf } from "../layout.ts";
import type { Partition } from "./partition.ts";
import type { Slots } from "./slots.ts";

/** Words of one component within those of a state. */
export interface Words {
  readonly from: number;
  readonly count: number;
}

export interface Packing extends Layout {
  readonly components: readonly Words[];
  /** For each slot the words it has bits in, and which bits. */
  readonly masks: readonly ReadonlyMap<number, number>[];
}

/** Lays out the state component by component. Bit 31 of word 0 stays free: it marks states elsewhere. */
export function packComponents(model: IrModel, slots: Slots, { component, count }: Partition): Packing {
  const vars = new Map(model.vars.map(({ name }): [string, PackedLeaf[]] => [name, []]));
  const masks = slots.all.map(() => new Map<number, number>());
  const components: Words[] = [];
  let words = 0;
  for (let part = 0; part < count; part += 1) {
    const room = [part === 0 ? 31 : 32];
    for (const slot of slots.all) {
      if (component[slot.number] !== part) continue;
      leafRanges(slot.sort).forEach((range, i) => {
        const bits = Math.ceil(Math.log2(range.hi - range.lo + 1));
        if (!(bits <= 31)) throw new InternalError(`a range of ${range.lo}..${range.hi} does not fit a word`);
        let at = room.findIndex((free) => free >= bits);
        if (at < 0) at = room.push(32) - 1;
        const shift = (words + at === 0 ? 31 : 32) - (room[at] ?? 0);
        room[at] = (room[at] ?? 0) - bits;
        const mask = required(masks[slot.number], "a mask");
        mask.set(words + at, (mask.get(words + at) ?? 0) | ((2 ** bits - 1) << shift));
        required(vars.get(slot.variable), slot.variable)[slot.leaf + i] = { ...range, word: words + at, shift, bits };
      });
    }
    components.push({ from: words, count: room.length });
    words += room.length;
  }
  return { words, vars: model.vars.map(({ name }) => vars.get(name) ?? []), components, masks };
}
