// SPDX-License-Identifier: Apache-2.0
// What is looked for in visited states, and not where they are expanded, because it is rare: states without a step,
// and conditions that speak of several local parts.
import type { Blocks } from "./blocks.ts";
import { EFFECT, FREE_STEP, POOL, RECORD, wordBytes, type Shape } from "./shape.ts";
import type { Space } from "./space.ts";
import type { Tables } from "./tables.ts";

/** The pieces of a search. */
export interface Pieces {
  readonly tables: Tables;
  readonly space: Space;
  readonly blocks: Blocks;
  readonly shape: Shape;
}

/** Where the transitions of a shared part are in the pool, 0 when they are not known; of a pair. */
export const startOfShared = ({ space }: Pieces, shared: number): number => space.heap.cell(space.record(shared) + RECORD.start);
export const startOfPair = ({ space }: Pieces, shared: number, kind: number, local: number): number =>
  space.heap.cell(space.at(kind, "starts") + 4 * (shared * space.room(kind) + local));

/** States looked at between two questions whether to go on. */
const PERIOD = 1 << 13;

/** Asks from time to time whether to go on. */
class Patience {
  readonly #mayGoOn: () => boolean;
  #left = 0;

  constructor(mayGoOn: () => boolean) {
    this.#mayGoOn = mayGoOn;
  }

  /** May so many states be looked at? */
  lasts(states: number): boolean {
    this.#left -= states;
    if (this.#left > 0) return true;
    this.#left = PERIOD;
    return this.#mayGoOn();
  }
}

/**
 * Looks at all visited states for what is not decided yet, as long as it may go on; that is asked every few thousand
 * states. False when it did not see all. @throws Unsuited
 */
export function survey(pieces: Pieces, deadlock: boolean, mayGoOn: () => boolean): boolean {
  const { tables, blocks } = pieces;
  const { decided } = tables;
  const patience = new Patience(mayGoOn);
  for (let shared = 0; shared < (tables.values[0]?.count ?? 0); shared += 1) {
    if (blocks.base(shared) === 0) continue;
    if (deadlock && decided[decided.length - 1] === 0 && !stuck(pieces, shared, patience)) return false;
    const open = tables.wide.filter(({ code }) => tables.isOpen(code));
    if (open.length === 0) continue;
    const whole = eachState(pieces, shared, patience, () => true, (parts) => {
      for (const wide of open) if (tables.holds(wide, parts)) tables.fired(wide.code);
    });
    if (!whole) return false;
  }
  return true;
}

/** Finds a state of the shared part without a step: no part has a step that others cannot block. False when it did not see all. */
function stuck(pieces: Pieces, shared: number, patience: Patience): boolean {
  const { tables, space } = pieces;
  const bound = (start: number): boolean => start !== 0 && ((space.heap.words[space.pool + start + POOL.flags] ?? 0) & FREE_STEP) === 0;
  if (!bound(startOfShared(pieces, shared))) return true;
  return eachState(pieces, shared, patience, (kind, local) => bound(startOfPair(pieces, shared, kind, local)), (parts) => {
    if (!canMove(pieces, parts)) tables.decided[tables.decided.length - 1] = 1;
  });
}

/** Has the state of these parts, whose tables are filled, a successor? All its steps are such that others can block them. */
function canMove(pieces: Pieces, parts: readonly number[]): boolean {
  const { tables, space, shape } = pieces;
  const kinds = [...shape.outer, shape.last];
  const shared = parts[0] ?? 0;
  const free = (event: number, active: number): boolean => kinds.every((kind, i) => {
    if (i + 1 === active) return true;
    const local = parts[i + 1] ?? 0;
    const known = space.heap.cell(space.at(kind, "effects") + 4 * (event * space.room(kind) + local));
    const effect = known === EFFECT.unknown ? tables.fillEffect(event, kind, local, space) : known;
    return effect !== EFFECT.blocked;
  });
  let found = false;
  for (let active = 0; active < parts.length; active += 1) {
    const start = active === 0 ? startOfShared(pieces, shared) : startOfPair(pieces, shared, kinds[active - 1] ?? 0, parts[active] ?? 0);
    eachCounted(space, start, (_, event) => { found ||= free(event, active); });
  }
  return found;
}

/** Calls `use` for the steps that transitions in the pool are of; with the event where other parts can block it, else 0. */
export function eachCounted(space: Space, start: number, use: (step: number, event: number) => void): void {
  if (start === 0) return;
  const words = (i: number): number => space.heap.words[space.pool + start + i] ?? 0;
  const from = words(POOL.steps);
  for (let i = 0; i < words(POOL.counted); i += 1) use(words(from + 2 * i), words(from + 2 * i + 1));
}

/** Calls `visit` with the parts of each visited state whose local values are all accepted. False when patience ended before. */
function eachState(
  pieces: Pieces, shared: number, patience: Patience, accept: (kind: number, local: number) => boolean, visit: (parts: readonly number[]) => void,
): boolean {
  const { blocks, shape, tables, space } = pieces;
  const digits = shape.outer.map((kind) => {
    return Array.from({ length: blocks.used(shared, kind) }, (_, digit) => digit).filter((digit) => accept(kind, blocks.local(shared, kind, digit)));
  });
  if (digits.some(({ length }) => length === 0)) return patience.lasts(1);
  const last = Array.from({ length: tables.values[shape.last]?.count ?? 0 }, (_, local) => local).filter((local) => accept(shape.last, local));
  const size = wordBytes(shape);
  return blocks.eachRow(shared, digits, (row, chosen) => {
    if (!patience.lasts(1 + last.length)) return false;
    const locals = chosen.map((digit, i) => blocks.local(shared, shape.outer[i] ?? 0, digit));
    for (const local of last) {
      const bits = space.heap.cell(row + (size === 8 ? 4 * (local >>> 5) : 0));
      if ((bits >>> (local & 31) & 1) === 1) visit([shared, ...locals, local]);
    }
    return true;
  });
}
