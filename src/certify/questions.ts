// SPDX-License-Identifier: Apache-2.0
// What a checker is asked about a module, given what the built-in checker found. A checker stops at its first violation
// and its numbers then mean nothing, so the whole search is asked for with the invariants that hold; what is violated
// or reached is only watched there. The module and configuration as emitted are asked too, where they are violated.
import { emitCfg } from "../emit/tla/cfg.ts";
import type { IrModel } from "../ir/model.ts";
import type { Answer, ModuleKind } from "./certificate.ts";

/** An emitted module, direct or PlusCal. */
export interface EmittedModule {
  readonly kind: ModuleKind;
  readonly moduleName: string;
  readonly module: string;
  readonly cfg: string;
  /** From the identifier of an invariant's definition to the name of the property. */
  readonly propertyNames: ReadonlyMap<string, string>;
}

export interface Run {
  /** The module to start with; its file is among `files`. */
  readonly module: string;
  readonly files: Readonly<Record<string, string>>;
  readonly cfg: string;
}

export interface Questions {
  /** The whole search. */
  readonly whole: Run;
  /** The properties watched in it; the first one is number 1. */
  readonly watched: readonly string[];
  /** As emitted; absent when nothing is violated, because it is the whole search then. */
  readonly emitted?: Run;
}

const decided = (status: string): boolean => status === "violated" || status === "reached";

export function tlcQuestions(model: IrModel, emitted: EmittedModule, ours: Answer): Questions {
  const { moduleName, module, cfg } = emitted;
  const file = { [`${moduleName}.tla`]: module };
  const shown = ours.properties.filter(({ status }) => decided(status)).map(({ name }) => name);
  const dead = shown.includes("deadlock");
  const holding = identifiers(emitted, ours.properties.filter(({ status }) => !decided(status)).map(({ name }) => name));
  const whole = { invariants: ["TypeOK", ...holding], deadlock: model.checkDeadlock && !dead };
  const violated = ours.properties.some(({ status }) => status === "violated");
  if (shown.length === 0) return { whole: { module: moduleName, files: file, cfg: emitCfg(whole) }, watched: [] };
  const watch = free("CertifyWatch", module);
  const name = free(`${moduleName}_certify`, module);
  return {
    whole: {
      module: name, files: { ...file, [`${name}.tla`]: watchModule(name, watch, moduleName, shown.map((one) => (one === "deadlock" ? "ENABLED Next" : identifiers(emitted, [one])[0] ?? "TRUE"))) },
      cfg: emitCfg({ ...whole, invariants: [...whole.invariants, watch] }),
    },
    watched: shown, ...(violated ? { emitted: { module: moduleName, files: file, cfg } } : {}),
  };
}

/** The whole search without what is decided, then one run for each property that is. */
export function checkerRuns(model: IrModel, emitted: EmittedModule, ours: Answer): { readonly whole: string; readonly each: readonly { readonly name: string; readonly cfg: string }[] } {
  const shown = ours.properties.filter(({ status }) => decided(status));
  const holding = identifiers(emitted, ours.properties.filter(({ status }) => !decided(status)).map(({ name }) => name));
  const deadlock = model.checkDeadlock && !shown.some(({ name }) => name === "deadlock");
  return {
    whole: emitCfg({ invariants: ["TypeOK", ...holding], deadlock }),
    each: shown.map(({ name }) => ({ name, cfg: emitCfg({ invariants: identifiers(emitted, [name]), deadlock: name === "deadlock" }) })),
  };
}

/** Of properties, in the order of the names; `deadlock` has none. */
function identifiers({ propertyNames }: EmittedModule, names: readonly string[]): readonly string[] {
  const byName = new Map([...propertyNames].map(([identifier, name]) => [name, identifier]));
  return names.flatMap((name) => byName.get(name) ?? []);
}

/** A name that does not occur in a text. */
function free(wish: string, text: string): string {
  return text.includes(wish) ? free(`${wish}_`, text) : wish;
}

/** Prints the number of each invariant when it is first false, and at which level; never violated itself. */
function watchModule(name: string, watch: string, module: string, invariants: readonly string[]): string {
  return [
    `---- MODULE ${name} ----`, `EXTENDS ${module}, TLC, Naturals`, `ASSUME \\A certify_k \\in 1..${invariants.length} : TLCSet(certify_k, 0)`, `${watch} ==`,
    ...invariants.map((one, i) => `    /\\ IF ${one} THEN TRUE ELSE (TLCGet(${i + 1}) > 0 \\/ (TLCSet(${i + 1}, 1) /\\ PrintT(<<"certify", ${i + 1}, TLCGet("level")>>)))`),
    "====", "",
  ].join("\n");
}

/** From the number of a watched property to the level where it was first false, as `watchModule` prints them. */
export function readWatch(log: string): ReadonlyMap<number, number> {
  return new Map([...log.matchAll(/^<<"certify", (\d+), (\d+)>>\s*$/gmu)].map(([, index, level]) => [Number(index), Number(level)]));
}

/** Initial states as TLC generated them (messages 2190 and 2191). */
export function readInitial(log: string): number | undefined {
  const text = /Finished computing initial states: ([\d.,\s]+?)(?: distinct)? states? generated/u.exec(log.replaceAll("(s)", "s"))?.[1];
  return text === undefined ? undefined : Number(text.replace(/\D/gu, ""));
}
