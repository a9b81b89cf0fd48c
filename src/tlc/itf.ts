// SPDX-License-Identifier: Apache-2.0
// Reads a trace in the Informal Trace Format (Apalache ADR-015): as ptespec writes it and as Apalache does. States
// come out as TLC's do, so that one way leads from both to a model.
import type { TlaState, TlaValue } from "./values.ts";

export interface ItfFile {
  readonly states: readonly TlaState[];
  /** What the writer says of it, e.g. `check: property`. */
  readonly description: string;
  /** 0-based: the last state leads back to this one. */
  readonly loop?: number;
}

/** Deeper nesting than any value has. */
const DEEPEST = 200;

/** The trace, or why the text holds none. Never throws. */
export function parseItf(text: string): ItfFile | { readonly problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problem: "it is no JSON" };
  }
  if (!isObject(json) || !Array.isArray(json["states"])) return { problem: "it has no states" };
  const { states: raw, vars, loop } = json;
  const meta = isObject(json["#meta"]) ? json["#meta"] : {};
  const names = Array.isArray(vars) ? vars.filter((name) => typeof name === "string") : undefined;
  const states: TlaState[] = [];
  for (const [i, state] of (raw as readonly unknown[]).entries()) {
    const own = isObject(state) ? stateOf(state, names) : undefined;
    if (own === undefined) return { problem: `its state ${i + 1} cannot be read` };
    states.push(own);
  }
  const description = typeof meta["description"] === "string" ? meta["description"] : "";
  return { states, description, ...(typeof loop === "number" ? { loop } : {}) };
}

type Json = { readonly [key: string]: unknown };
const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

function stateOf(state: Json, vars: readonly string[] | undefined): TlaState | undefined {
  const entries = Object.entries(state).filter(([name]) => name !== "#meta" && (vars === undefined || vars.includes(name)));
  const values = entries.map(([name, value]) => [name, valueOf(value, 0)] as const);
  return values.every((pair): pair is readonly [string, TlaValue] => pair[1] !== undefined) ? values : undefined;
}

function valueOf(value: unknown, depth: number): TlaValue | undefined {
  if (depth > DEEPEST) return undefined;
  if (typeof value === "boolean") return { kind: "bool", value };
  if (typeof value === "string") return { kind: "string", value };
  if (typeof value === "number") return intOf(String(value));
  if (Array.isArray(value)) return items("tuple", value, depth);
  return isObject(value) ? special(value, depth + 1) : undefined;
}

function special(value: Json, depth: number): TlaValue | undefined {
  if (typeof value["#bigint"] === "string") return intOf(value["#bigint"]);
  if (Array.isArray(value["#tup"])) return items("tuple", value["#tup"], depth);
  if (Array.isArray(value["#set"])) return items("set", value["#set"], depth);
  if (Array.isArray(value["#map"])) {
    const entries = value["#map"].map((pair: unknown) => (Array.isArray(pair) && pair.length === 2 ? [valueOf(pair[0], depth), valueOf(pair[1], depth)] as const : undefined));
    return entries.every((pair): pair is readonly [TlaValue, TlaValue] => pair?.[0] !== undefined && pair[1] !== undefined) ? { kind: "function", entries } : undefined;
  }
  const fields = Object.entries(value).filter(([name]) => !name.startsWith("#")).map(([name, field]) => [name, valueOf(field, depth)] as const);
  if (Object.keys(value).some((name) => name.startsWith("#") && name !== "#meta")) return undefined;
  return fields.every((pair): pair is readonly [string, TlaValue] => pair[1] !== undefined) ? { kind: "record", fields } : undefined;
}

function items(kind: "set" | "tuple", all: readonly unknown[], depth: number): TlaValue | undefined {
  const values = all.map((item) => valueOf(item, depth + 1));
  return values.every((item): item is TlaValue => item !== undefined) ? { kind, items: values } : undefined;
}

function intOf(text: string): TlaValue | undefined {
  return /^-?\d{1,15}$/u.test(text) ? { kind: "int", value: Number(text) } : undefined;
}
