// SPDX-License-Identifier: Apache-2.0
// Which component each slot belongs to. Component 0 is shared; the others are the local parts of agents. A step
// acts on the shared part and on at most one local part; what it does to, or asks of, another local part may depend
// on these and on that part alone. Slots for which this cannot be had are shared.
import type { IrModel } from "../../ir/model.ts";
import type { Instance, Reading } from "./instances.ts";
import type { Slot, Slots } from "./slots.ts";

export interface Partition {
  /** The component of each slot. */
  readonly component: readonly number[];
  /** Number of components, the shared one included. */
  readonly count: number;
  /** For each instance the local component that it acts on; 0 when on none. */
  readonly active: readonly number[];
}

/** Local parts beyond which a model does not suit. */
const MOST_LOCAL = 8;

/** The components of a model; undefined when it has no local part, or too many. */
export function partition(model: IrModel, slots: Slots, instances: readonly Instance[]): Partition | undefined {
  const walkers = agentsOf(model, "walker");
  const agents = walkers.length > 0 ? walkers : agentsOf(model, "writer");
  const component = slots.all.map((slot) => owner(model, slot, agents));
  for (;;) {
    const active = instances.map((instance) => actsOn(instance, component, agents));
    const misplaced = new Set(instances.flatMap((instance, i) => inseparable(instance, active[i] ?? 0, component)));
    if (misplaced.size === 0) return numbered(component, active);
    for (const slot of misplaced) component[slot] = 0;
  }
}

function agentsOf(model: IrModel, kind: "walker" | "writer"): readonly number[] {
  return model.processes.filter((process) => process.kind === kind).flatMap(({ agents }) => agents);
}

/** The last of the slot's indices that is one of these agents says whose it is; else the only agent of its process. */
function owner(model: IrModel, slot: Slot, agents: readonly number[]): number {
  const indices = slot.indices.filter((_, i) => {
    const sort = slot.dimensions[i];
    return sort?.kind === "enum" && sort.universe.name === model.agents.name;
  });
  const last = indices.filter((agent) => agents.includes(agent)).at(-1);
  if (last !== undefined) return agents.indexOf(last) + 1;
  const { process } = model.vars.find(({ name }) => name === slot.variable) ?? {};
  const only = model.processes.find(({ name }) => name === process)?.agents ?? [];
  return only.length === 1 && only[0] !== undefined ? agents.indexOf(only[0]) + 1 : 0;
}

const locals = ({ reads }: Reading, component: readonly number[]): ReadonlySet<number> =>
  new Set([...reads].map((slot) => component[slot] ?? 0).filter((part) => part !== 0));

function actsOn(instance: Instance, component: readonly number[], agents: readonly number[]): number {
  const own = instance.agent === undefined ? 0 : agents.indexOf(instance.agent) + 1;
  if (own > 0) return own;
  const touched = new Set([...instance.guards, ...instance.updates].flatMap((reading) => [...locals(reading, component)]));
  for (const { slot } of instance.updates) touched.add(component[slot] ?? 0);
  touched.delete(0);
  const [only] = touched;
  return touched.size === 1 && only !== undefined ? only : 0;
}

/** Slots that must be shared for the instance to act on the shared part and one local part only. */
function inseparable(instance: Instance, active: number, component: readonly number[]): readonly number[] {
  const found: number[] = [];
  const expect = (reading: Reading, allowed: readonly number[]): void => {
    for (const slot of reading.reads) if (!allowed.includes(component[slot] ?? 0)) found.push(slot);
  };
  for (const guard of instance.guards) {
    const others = [...locals(guard, component)].filter((part) => part !== active);
    if (others.length > 1) expect(guard, [0, active]);
  }
  for (const update of instance.updates) expect(update, [0, active, component[update.slot] ?? 0]);
  return found;
}

/** Local components that are left, numbered 1, 2, ... in the order of agents. */
function numbered(component: readonly number[], active: readonly number[]): Partition | undefined {
  const left = [...new Set(component)].filter((part) => part !== 0).toSorted((a, b) => a - b);
  if (left.length === 0 || left.length > MOST_LOCAL) return undefined;
  const renumber = (part: number): number => left.indexOf(part) + 1;
  return { component: component.map(renumber), count: left.length + 1, active: active.map(renumber) };
}
