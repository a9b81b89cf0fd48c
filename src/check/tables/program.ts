// SPDX-License-Identifier: Apache-2.0
// The generated functions that fill the tables: what an instance of a step does to the shared part and to the local
// part it acts on, what it does to another local part, and whether the conditions of watches are true. They read the
// words of `cur` and write whole parts to `out`.
import { InternalError, required } from "../../base/unreachable.ts";
import type { IrExpr, IrModel } from "../../ir/model.ts";
import { opDef } from "../../ir/ops.ts";
import { convert } from "../compile/flat.ts";
import { numeral } from "../js/code.ts";
import { compileInit, createExprCompiler, createTarget, loadWords, type Target } from "../js/compile-step.ts";
import { alike } from "./alike.ts";
import type { Instance, SlotUpdate } from "./instances.ts";
import type { Packing } from "./packing.ts";
import type { Partition } from "./partition.ts";
import { pointOf, type Point } from "./points.ts";
import type { Slots } from "./slots.ts";
import type { Watch } from "./watches.ts";

/** 1 when it applies; then the changed parts are in `out`. */
export type Move = () => number;

/** What an instance does to, or asks of, a local part that it does not act on. */
export interface Effect<M = Move> {
  readonly part: number;
  readonly move: M;
  /** It changes the part; else it is a guard. */
  readonly changes: boolean;
}

export interface Action<M = Move> {
  readonly step: number;
  /** The local part acted on, or 0. */
  readonly active: number;
  readonly move: M;
  /** Where the active part must be. */
  readonly point: Point | undefined;
  readonly changesShared: boolean;
  readonly changesLocal: boolean;
  readonly effects: readonly Effect<M>[];
  /** Another local part can block it. */
  readonly guarded: boolean;
  /** For each word of the state the bits that the effects read of the shared and the active part. */
  readonly reads: Int32Array;
}

export interface WatchCode<M = Move> {
  readonly watch: Watch;
  /** By local part, 0 for the shared one. */
  readonly conditions: ReadonlyMap<number, M>;
  readonly rest?: M;
  /** Where its local part must be, when there is just one. */
  readonly point: Point | undefined;
}

export interface Program {
  /** Calls `take` for each initial state, which is then in `out`. */
  readonly init: () => void;
  /** The class of each part; 0 for the shared one alone. */
  readonly kinds: readonly number[];
  /** Of each class one part that stands for the others. */
  readonly models: readonly number[];
  /** Of the parts that stand for others; effects too are on one part of each class. */
  readonly actions: readonly Action[];
  readonly watches: readonly WatchCode[];
}

/** The model does not suit: a value that is only computed by this engine is outside its sort. */
export class Unsuited extends Error {}

export interface ProgramMemory {
  readonly cur: Int32Array;
  readonly out: Int32Array;
  readonly take: () => void;
}

interface Parts {
  readonly model: IrModel;
  readonly slots: Slots;
  readonly instances: readonly Instance[];
  readonly partition: Partition;
  readonly packing: Packing;
  readonly watches: readonly Watch[];
}

/** Compiles the functions. */
export function compileTables(parts: Parts, memory: ProgramMemory): Program {
  const writer = new Writer(parts);
  const actions = parts.instances.map((instance, i) => writer.action(instance, parts.partition.active[i] ?? 0));
  const watches = parts.watches.map((watch) => writer.watch(watch));
  const init = writer.init();
  const { kinds, models } = alike({ widths: parts.packing.components.map(({ count }) => count), actions, watches, text: (...args) => writer.normal(...args) });
  const kept = actions.filter(({ active }) => models.includes(active)).map((action) => {
    const others = action.effects.filter(({ part }) => part !== action.active);
    return { ...action, effects: others.filter(({ part }, i) => others.findIndex((other) => kinds[other.part] === kinds[part]) === i) };
  });
  const watched = watches.filter((watch) => isWide(watch) || [...watch.conditions.keys()].every((part) => models.includes(part)));
  const used = [
    init, ...kept.flatMap(({ move, effects }) => [move, ...effects.map((effect) => effect.move)]),
    ...watched.flatMap(({ conditions, rest }) => [...conditions.values(), ...(rest === undefined ? [] : [rest])]),
  ];
  const functions = linked(writer.texts, [...new Set(used)], memory);
  const link = (number: number): Move => required(functions.get(number), "a function");
  return {
    init: link(init), kinds, models,
    actions: kept.map((action) => ({ ...action, move: link(action.move), effects: action.effects.map((effect) => ({ ...effect, move: link(effect.move) })) })),
    watches: watched.map(({ watch, conditions, rest, point }) => ({
      watch, point, conditions: new Map([...conditions].map(([part, number]) => [part, link(number)])), ...(rest === undefined ? {} : { rest: link(rest) }),
    })),
  };
}

/** Makes functions of those texts that are used, all at once. */
function linked(texts: readonly string[], used: readonly number[], memory: ProgramMemory): ReadonlyMap<number, Move> {
  const text = `"use strict";let o=0;const limit=1;${used.map((number) => texts[number]).join("\n")}\nreturn [${used.map((number) => `f${number}`).join(",")}];`;
  const fail = (): never => {
    throw new Unsuited();
  };
  const make = new Function("cur", "out", "fail", "flush", text) as (...args: unknown[]) => readonly Move[];
  const functions = make(memory.cur, memory.out, fail, memory.take);
  return new Map(used.map((number, i) => [number, required(functions[i], "a function")]));
}

/** Does it speak of several local parts? */
export const isWide = ({ conditions, rest }: WatchCode<unknown>): boolean => rest !== undefined || [...conditions.keys()].filter((part) => part !== 0).length > 1;

class Writer {
  readonly texts: string[] = [];
  readonly #parts: Parts;
  readonly #target: Target;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#target = createTarget(parts.model, parts.packing, opDef);
  }

  init(): number {
    return this.#function(compileInit(this.#target), undefined);
  }

  action(instance: Instance, active: number): Action<number> {
    const { partition: { component, count } } = this.#parts;
    const part = (slot: number): number => component[slot] ?? 0;
    const owned = (reads: ReadonlySet<number>): number => [...reads].map(part).find((other) => other !== 0 && other !== active) ?? active;
    const own = (slot: number): boolean => part(slot) === 0 || part(slot) === active;
    const guards = instance.guards.filter(({ reads }) => owned(reads) === active);
    const updates = instance.updates.filter(({ slot }) => own(slot));
    const effects: Effect<number>[] = [];
    const reads = new Int32Array(this.#parts.packing.words);
    const guarded = guards.length < instance.guards.length;
    for (let other = 1; other < count; other += 1) {
      const asked = instance.guards.filter((guard) => other !== active && owned(guard.reads) === other);
      const done = instance.updates.filter(({ slot }) => !own(slot) && part(slot) === other);
      if (asked.length + done.length === 0) continue;
      for (const reading of [...asked, ...done]) for (const slot of reading.reads) if (own(slot)) this.#mark(reads, slot);
      effects.push({ part: other, changes: done.length > 0, move: this.#move(asked.map(({ expr }) => expr), done, [0, active, other]) });
    }
    return {
      step: instance.step, active, reads, effects, guarded,
      changesShared: updates.some(({ slot }) => part(slot) === 0), changesLocal: updates.some(({ slot }) => part(slot) !== 0),
      move: this.#move(guards.map(({ expr }) => expr), updates, [0, active]), point: this.#point(active, guards.map(({ expr }) => expr)),
    };
  }

  watch(watch: Watch): WatchCode<number> {
    const conditions = new Map([...watch.conditions].map(([part, expr]) => [part, this.#move([expr], [], [0, part])]));
    const [point] = [...watch.conditions].flatMap(([part, expr]) => (part === 0 ? [] : [this.#point(part, [expr])]));
    if (watch.rest === undefined) return { watch, conditions, point };
    return { watch, conditions, point, rest: this.#move([watch.rest.expr], [], [0, ...watch.rest.parts]) };
  }

  #point(part: number, conditions: readonly IrExpr[]): Point | undefined {
    const { model, slots, packing, partition: { component } } = this.#parts;
    return part === 0 ? undefined : pointOf(model, slots, packing, conditions, ({ number }) => component[number] === part);
  }

  /**
   * The text of a function with words named by what part they are of, the active one, another one or the shared one, and other
   * names by where they first occur. Functions with the same text do the same to parts with the same words.
   */
  normal(number: number, active: number, other = active): string {
    const { components } = this.#parts.packing;
    const role = (word: number): string => {
      const part = components.findIndex(({ from, count }) => from <= word && word < from + count);
      return `${part === 0 ? "s" : part === active ? "a" : part === other ? "b" : `c${part}_`}${word - (components[part]?.from ?? 0)}`;
    };
    const names = new Map<string, string>();
    const named = (name: string): string => {
      const known = names.get(name) ?? `n${names.size}`;
      names.set(name, known);
      return known;
    };
    const text = required(this.texts[number], "a function");
    return text.slice(text.indexOf("{")).replace(NAMES, (whole: string, word?: string, place?: string) => {
      if (word !== undefined) return role(Number(word));
      return place === undefined ? named(whole) : `[${role(Number(place))}]`;
    });
  }

  #mark(reads: Int32Array, slot: number): void {
    for (const [word, mask] of this.#parts.packing.masks[slot] ?? []) reads[word] = (reads[word] ?? 0) | mask;
  }

  /** A function that returns 0 unless the guards are true, and else writes the changed parts and returns 1. */
  #move(guards: readonly IrExpr[], updates: readonly SlotUpdate[], loaded: readonly number[]): number {
    const { code } = this.#target;
    const compiler = createExprCompiler(this.#target);
    const lines = code.lines(() => {
      for (const guard of guards) code.emit(`if(!${compiler.test(guard)})return 0;`);
      const changed = new Map(updates.map((update) => [update.slot, this.#stored(update)]));
      this.#write(changed);
      code.emit("return 1;");
    });
    return this.#function(lines, loaded);
  }

  #stored({ slot, expr }: SlotUpdate): readonly string[] {
    const { code } = this.#target;
    const { sort } = required(this.#parts.slots.all[slot], "a slot");
    const flat = createExprCompiler(this.#target).compile(expr);
    return convert(code, flat, sort, (test) => code.when(test, () => code.emit("fail();"))).leaves;
  }

  /** All words of the parts that have a changed slot. */
  #write(changed: ReadonlyMap<number, readonly string[]>): void {
    const { partition, packing, slots, model } = this.#parts;
    const parts = new Set([...changed.keys()].map((slot) => partition.component[slot] ?? 0));
    const words = new Map<number, { mask: number; texts: string[] }>();
    for (const part of parts) {
      const { from, count } = required(packing.components[part], "a component");
      for (let word = from; word < from + count; word += 1) words.set(word, { mask: 0, texts: [] });
    }
    for (const [number, leaves] of changed) {
      const slot = required(slots.all[number], "a slot");
      const packed = required(packing.vars[model.vars.findIndex(({ name }) => name === slot.variable)], slot.variable);
      leaves.forEach((leaf, i) => {
        const { word, shift, bits, lo } = required(packed[slot.leaf + i], "a leaf");
        if (bits === 0) return;
        const change = required(words.get(word), "a word");
        change.mask |= (2 ** bits - 1) << shift;
        change.texts.push(`((${leaf}-${numeral(lo)})<<${shift})`);
      });
    }
    for (const [word, { mask, texts }] of words) this.#target.code.emit(`out[${word}]=${[`(w${word}&${~mask})`, ...texts].join("|")};`);
  }

  /** Adds a function; it may read the words of the `loaded` parts only. */
  #function(lines: readonly string[], loaded: readonly number[] | undefined): number {
    const { packing } = this.#parts;
    const loads = loadWords(lines, "cur");
    for (const [, word] of loads.join().matchAll(/cur\[(\d+)\]/g)) {
      const part = packing.components.findIndex(({ from, count }) => from <= Number(word) && Number(word) < from + count);
      if (loaded && !loaded.includes(part)) throw new InternalError(`a step reads part ${part}, which it was said not to read`);
    }
    return this.texts.push(`function f${this.texts.length}(){\n${[...loads, ...lines].join("\n")}\n}`) - 1;
  }
}

/** Words, places in the arrays of words, names that were made up. */
const NAMES = /\bw(\d+)\b|(?<=cur|out)\[(\d+)\]|\bL?t\d+\b/g;
