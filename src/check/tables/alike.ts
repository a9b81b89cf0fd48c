// SPDX-License-Identifier: Apache-2.0
// Which local parts have the same tables: mostly those of identical agents. Parts are of one class when the generated
// functions are the same, word for word, but for whose words they read and write: those of their own steps, those of what
// their steps do to others, those of what others' steps do to them, and those of properties. Then the numbers of
// values and the transitions of one are those of all.
import type { Action, Effect, WatchCode } from "./program.ts";

export interface Drafts {
  /** Words of each part. */
  readonly widths: readonly number[];
  readonly actions: readonly Action<number>[];
  readonly watches: readonly WatchCode<number>[];
  /** The text of a function, with words named as those of the active part, of another one, of the shared one. */
  readonly text: (move: number, active: number, other?: number) => string;
}

export interface Classes {
  /** The class of each part; 0 for the shared one. */
  readonly kinds: readonly number[];
  /** The first part of each class. */
  readonly models: readonly number[];
}

export function alike(drafts: Drafts): Classes {
  const { widths, actions } = drafts;
  const parts = widths.map((_, part) => part);
  const own = parts.map((part) => actions.filter(({ active }) => active === part));
  const keys = parts.map((part) => (part === 0 ? "" : keyOf(drafts, own[part] ?? [], part)));
  let first = parts.map((part) => (part === 0 ? 0 : keys.indexOf(keys[part] ?? "")));
  for (;;) {
    const wrong = different(drafts, own, first);
    if (wrong === undefined) break;
    first = first.map((model, part) => (wrong.includes(model) ? part : model));
  }
  const models = [...new Set(first)];
  return { kinds: first.map((model) => models.indexOf(model)), models };
}

/** All that speaks of one part, and of the shared one. */
function keyOf({ watches, widths, text }: Drafts, own: readonly Action<number>[], part: number): string {
  const before = widths.slice(0, part).reduce((a, b) => a + b, 0);
  const steps = own.map(({ step, move, changesShared, changesLocal, guarded, reads }) => [
    step, text(move, part), changesShared, changesLocal, guarded, [...reads.subarray(0, widths[0])], [...reads.subarray(before, before + (widths[part] ?? 0))],
  ]);
  const watched = watches.filter(({ conditions }) => conditions.has(part)).map(({ watch: { property, what }, conditions, rest }) => {
    const alone = rest === undefined && [...conditions.keys()].every((other) => other === 0 || other === part);
    return [property, what, ...(alone ? [...conditions].map(([of, move]) => [of === 0, text(move, part)]) : [])];
  });
  return JSON.stringify([widths[part], steps, watched.filter(({ length }) => length > 2)]);
}

/** Two classes, given by their first parts, where steps of one do different things to parts of the other; undefined when there are none. */
function different({ text }: Drafts, own: readonly (readonly Action<number>[])[], first: readonly number[]): readonly number[] | undefined {
  const members = (model: number): readonly number[] => first.flatMap((other, part) => (other === model ? [part] : []));
  for (const actor of new Set(first)) {
    for (const target of new Set(first)) {
      if (target === 0) continue;
      for (let i = 0; i < (own[actor]?.length ?? 0); i += 1) {
        const seen = new Set(members(actor).flatMap((active) => members(target).filter((part) => part !== active).map((part) => {
          const effect: Effect<number> | undefined = own[active]?.[i]?.effects.find((each) => each.part === part);
          return effect === undefined ? "" : `${effect.changes} ${text(effect.move, active, part)}`;
        })));
        if (seen.size > 1) return [actor, target].filter((model) => model !== 0);
      }
    }
  }
  return undefined;
}
