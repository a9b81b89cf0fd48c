// SPDX-License-Identifier: Apache-2.0
// Bound names. TLA+ lets no bound name hide another one in scope, not even where it is not used; the model's
// names are distinct wherever that matters, but copies of one expression may end up inside each other.
import { unreachable } from "../../base/unreachable.ts";
import { walk } from "../../ir/build.ts";
import type { IrBinding, IrExpr, IrModel } from "../../ir/model.ts";

/** The same node, unfolded, over its children's images; the node itself when none of them changes. */
export function mapChildren(e: IrExpr, f: (child: IrExpr) => IrExpr): IrExpr {
  const list = (all: readonly IrExpr[]): readonly IrExpr[] => {
    const next = all.map(f);
    return next.some((child, i) => child !== all[i]) ? next : all;
  };
  const changed = <T extends IrExpr>(node: T, parts: Partial<T>): T =>
    (Object.keys(parts) as (keyof T)[]).some((key) => parts[key] !== node[key]) ? { ...node, ...parts } : node;
  switch (e.kind) {
    case "lit":
    case "var":
    case "local":
      return e;
    case "op":
      return changed(e, { args: list(e.args) });
    case "ite":
      return changed(e, { cond: f(e.cond), then: f(e.then), else: f(e.else) });
    case "let":
      return changed(e, { value: f(e.value), body: f(e.body) });
    case "record":
      return changed(e, { values: list(e.values) });
    case "field":
      return changed(e, { record: f(e.record) });
    case "with":
      return changed(e, { record: f(e.record), value: f(e.value) });
    case "select":
      return changed(e, { array: f(e.array), index: f(e.index) });
    case "store":
      return changed(e, { array: f(e.array), index: f(e.index), value: f(e.value) });
    case "array":
    case "quant":
      return changed(e, { body: f(e.body) });
    case "set":
      return changed(e, { elements: list(e.elements) });
    default:
      return unreachable(e);
  }
}

/** Gives every bound name that hides another one, or one of `scope`, a name of its own. */
export function unshadow(e: IrExpr, scope: ReadonlySet<string>): IrExpr {
  return clashes(e, scope) ? rename(e, scope, new Map()) : e;
}

/** Two binders of one name may be harmless neighbours; only `rename` looks closer, and slower. */
function clashes(e: IrExpr, scope: ReadonlySet<string>): boolean {
  const bound = new Set(scope);
  let found = false;
  walk(e, (node) => {
    if (node.kind !== "array" && node.kind !== "quant" && node.kind !== "let") return;
    found ||= bound.has(node.name);
    bound.add(node.name);
  });
  return found;
}

function rename(e: IrExpr, scope: ReadonlySet<string>, fresh: ReadonlyMap<string, string>): IrExpr {
  switch (e.kind) {
    case "local": {
      const name = fresh.get(e.name);
      return name === undefined ? e : { ...e, name };
    }
    case "array":
    case "quant":
    case "let": {
      let name = e.name;
      while (scope.has(name)) name += "_";
      const inner = new Map(fresh).set(e.name, name);
      const within = new Set([...scope, name]);
      const body = rename(e.body, within, inner);
      // The name of a LET must not be bound again in its own value either.
      return e.kind === "let" ? { ...e, name, value: rename(e.value, within, fresh), body } : { ...e, name, body };
    }
    default:
      return mapChildren(e, (child) => rename(child, scope, fresh));
  }
}

const bindings = (lets: readonly IrBinding[], scope: ReadonlySet<string>): readonly IrBinding[] =>
  lets.map(({ name, value }) => ({ name, value: unshadow(value, scope) }));

/** The same model in which no bound name hides another one. */
export function unshadowModel(model: IrModel): IrModel {
  const scopeOf = (owner: { readonly params: readonly { readonly name: string }[]; readonly lets: readonly IrBinding[] }): ReadonlySet<string> =>
    new Set([...owner.params, ...owner.lets].map(({ name }) => name));
  const updates = <T extends { readonly value: IrExpr }>(all: readonly T[], scope: ReadonlySet<string>): readonly T[] =>
    all.map((update) => ({ ...update, value: unshadow(update.value, scope) }));
  const { init } = model;
  return {
    ...model,
    init: {
      ...init, guards: init.guards.map((guard) => unshadow(guard, scopeOf(init))),
      lets: bindings(init.lets, scopeOf(init)), values: updates(init.values, scopeOf(init)),
    },
    steps: model.steps.map((step) => ({
      ...step, guards: step.guards.map((guard) => unshadow(guard, scopeOf(step))),
      lets: bindings(step.lets, scopeOf(step)), updates: updates(step.updates, scopeOf(step)),
    })),
    properties: model.properties.map((property) => ({ ...property, expr: unshadow(property.expr, new Set()) })),
  };
}
