// SPDX-License-Identifier: Apache-2.0
// The initial states: declared values, then the `init` blocks in order. Choices there give several.
import type { Block } from "../ast/nodes.ts";
import { bool, defaultOf, indexLit, localsOf, sameExpr, select, substituteLocals } from "../ir/build.ts";
import type { IrArray, IrExpr, IrInit } from "../ir/model.ts";
import type { Sort } from "../ir/sorts.ts";
import { Builder } from "./builder.ts";
import type { Env } from "./env.ts";
import { elaborateAs } from "./expression.ts";
import { body } from "./inline.ts";
import { analyzeLiveness } from "./liveness.ts";
import { mergeTree, Paths } from "./paths.ts";
import type { StateVar } from "./scope.ts";
import { tidy } from "./steps.ts";
import type { World } from "./world.ts";

/** Parameters, guards, lets and the value of each shared variable and ghost. */
export function initialShared(world: World, states: readonly StateVar[], blocks: readonly Block[]): IrInit {
  const b = new Builder(world, { name: "init", role: "writer", process: "", self: bool(false), count: 1, slots: new Map() });
  b.atomic = true;
  // There is no step before the initial state that could violate a range: ranges must hold statically.
  const { require: _none, ...env } = b.env;
  b.env = { ...env, mode: "ghost" };
  b.flow.emit({ kind: "settle" });
  blocks.forEach((block, i) => body(b, { prefix: "", owner: "init", calls: [] }, { name: { text: `init block ${i + 1}`, span: block.span }, body: block }, new Map()));
  b.flow.emit({ kind: "end" });
  const start = new Map<string, IrExpr>(states.map((s) => [s.name, declared(world, s)]));
  for (const local of b.locals.values()) start.set(local.name, defaultOf(local.sort));
  const { tree, walk } = new Paths(b, analyzeLiveness(b.flow, b.locals), () => undefined).whole(start);
  const raw = states.map((s) => ({ variable: s.name, value: evenOut(mergeTree(tree, (leaf) => leaf.env.get(s.name) ?? defaultOf(s.sort))) }));
  const tidied = tidy(walk.lets, raw.map((v) => v.value));
  return { params: walk.params, guards: walk.guards.filter((g) => g.kind !== "lit" || g.value !== 1).map(tidied.apply), lets: tidied.kept, values: raw.map((v) => ({ variable: v.variable, value: tidied.apply(v.value) })) };
}

function declared(world: World, state: StateVar): IrExpr {
  const { decl } = state;
  if (decl.kind !== "State" || decl.init === undefined) return defaultOf(state.sort);
  const env: Env = { scope: world.scope, mode: "protocol", locals: new Map(), slots: new Map(), fresh: world.fresh };
  const { init } = decl;
  const elem: Sort = state.sort.kind === "array" && decl.index !== undefined ? state.sort.elem : state.sort;
  const value = world.scope.report.attempt(() => elaborateAs(init, elem, env)) ?? defaultOf(elem);
  if (state.sort.kind !== "array" || decl.index === undefined) return value;
  return { kind: "array", sort: state.sort, name: world.fresh("k"), body: substituteLocals(value, new Map()) };
}

/** A table that a loop has filled with one value is said in one line. */
function evenOut(e: IrExpr): IrExpr {
  if (e.kind !== "store" || e.sort.kind !== "array") return e;
  const { sort } = e;
  const all = Array.from({ length: sort.index.hi - sort.index.lo + 1 }, (_, i) => select(e, indexLit(sort, sort.index.lo + i)));
  const [first] = all;
  const root = rootArray(e);
  if (first === undefined || root === undefined || all.some((x) => !sameExpr(x, first)) || localsOf(first).has(root.name)) return e;
  return { ...root, body: first };
}

function rootArray(e: IrExpr): IrArray | undefined {
  return e.kind === "store" ? rootArray(e.array) : e.kind === "array" ? e : undefined;
}
