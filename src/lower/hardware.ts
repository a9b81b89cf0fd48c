// SPDX-License-Identifier: Apache-2.0
// Hardware: an agent without a program point that may make any declared update of any entry at any time, as
// long as its budget lasts. Ghost bookkeeping (`on hw ...`) happens in the same step.
import type { HardwareItem, HookDecl, HwItem } from "../ast/nodes.ts";
import { diag } from "../diagnostics/catalog.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { and, bool, closeOver, field, implies, int, local, op, or, quant, select, store, substituteVars, varRef, withField } from "../ir/build.ts";
import type { IrExpr, IrStep } from "../ir/model.ts";
import { intSort } from "../ir/sorts.ts";
import { Builder } from "./builder.ts";
import { argument, type Env } from "./env.ts";
import { elaborateBool, fieldBindings } from "./expression.ts";
import { body } from "./inline.ts";
import { Paths, mergeTree, withValues, type MetObligation } from "./paths.ts";
import { pascal, tidy, type ObligationAt } from "./steps.ts";
import { analyzeLiveness } from "./liveness.ts";
import type { World } from "./world.ts";

export interface HardwareParts {
  readonly process: string;
  readonly title: string;
  readonly steps: readonly IrStep[];
  readonly obligations: readonly ObligationAt[];
  readonly budget?: { readonly name: string; readonly value: number };
}

export function hardware(world: World, item: HardwareItem, hooks: readonly HookDecl[]): HardwareParts {
  const { scope } = world;
  const decl = scope.need(item.table, ["State"], "a table");
  const state = scope.state(decl.name.text);
  if (state?.layout === undefined || state.sort.kind !== "array") {
    return scope.report.fail(diag("PTE212", { name: item.table.text, is: "no table of entries", wanted: "a table whose entries have a layout" }, item.table.span));
  }
  const { layout } = state;
  for (const name of item.only) {
    if (layout.hw.some((h) => h.name.text === name.text)) continue;
    const close = suggest(name.text, layout.hw.map((h) => h.name.text));
    scope.report.add(diag("PTE305", { name: name.text, layout: layout.name }, name.span, close === undefined ? {} : { help: `did you mean \`${close}\`?` }));
  }
  const process = world.unique("hw");
  const budget = item.budget === undefined ? undefined : scope.constant(item.budget, "the budget");
  const left = budget === undefined ? undefined : world.variable(`${process}_left`, intSort(0, budget), `updates that hardware may still make (of ${budget})`);
  const wanted = layout.hw.filter((h) => item.only.length === 0 || item.only.some((n) => n.text === h.name.text));
  const obligations: ObligationAt[] = [];
  const steps = wanted.flatMap((hw): IrStep[] => {
    const index = world.fresh("k");
    const sort = state.sort.kind === "array" ? state.sort.index : intSort(0, 0);
    const at = local(index, sort);
    const table = varRef(state.name, state.sort);
    const entry = select(table, at);
    const env: Env = { scope, mode: "property", locals: new Map(), slots: new Map(), fresh: world.fresh };
    const next = store(table, at, updated(entry, hw));
    const updates = [{ variable: state.name, value: next }];
    const guards = [elaborateBool(hw.when, fieldBindings(entry, layout, env)), changes(entry, hw)];
    if (left !== undefined) {
      const now = varRef(left.name, left.sort);
      guards.unshift(op("gt", now, int(0)));
      const less = op("sub", now, int(1));
      updates.push({ variable: left.name, value: less.kind === "op" ? { ...less, sort: intSort(0, budget ?? 0) } : less });
    }
    const extra = hookUpdates(world, process, hooks.filter((h) => h.update.text === hw.name.text && h.table.text === state.name), at, state.name, next);
    const step: IrStep = {
      name: world.unique(`${pascal(process)}_${hw.name.text}`), process, params: [{ name: index, sort }], guards: [...guards.flatMap(split), ...extra.guards], lets: extra.lets,
      updates: [...updates, ...extra.updates],
      text: { text: `${hw.name.text} ${state.name}[${index}]`, calls: [], comments: hw.comments, names: [{ name: index, value: at }], ...(layout.decl.source === undefined ? {} : { source: layout.decl.source }) },
      span: hw.span,
    };
    obligations.push(...extra.met.map((o): ObligationAt => {
      const when = and(...guards, o.path);
      return { obligation: o.obligation, step: step.name, keeps: implies(when, o.cond), expr: quant("forall", index, sort, implies(when, o.cond)), trigger: quant("exists", index, sort, when) };
    }));
    return [step];
  });
  return { process, title: title(item, budget), steps, obligations, ...(left === undefined || budget === undefined ? {} : { budget: { name: left.name, value: budget } }) };
}

function title(item: HardwareItem, budget: number | undefined): string {
  const only = item.only.length === 0 ? "" : ` only ${item.only.map((n) => n.text).join(", ")}`;
  return `hardware ${item.table.text}${only}${budget === undefined ? "" : ` up to ${budget} updates`}`;
}

const split = (e: IrExpr): IrExpr[] => (e.kind === "op" && e.op === "and" ? e.args.flatMap(split) : [e]);

/** Only single bits can be set or cleared (PTE306 otherwise). */
function updated(entry: IrExpr, hw: HwItem): IrExpr {
  const set = hw.sets.reduce((e, name) => withField(e, name.text, bool(true)), entry);
  return hw.clears.reduce((e, name) => withField(e, name.text, bool(false)), set);
}

/** An update that would change nothing is no update. */
function changes(entry: IrExpr, hw: HwItem): IrExpr {
  return or(...hw.sets.map((n) => op("not", field(entry, n.text))), ...hw.clears.map((n) => field(entry, n.text)));
}

interface HookEffect extends Pick<IrStep, "lets" | "updates" | "guards"> {
  /** Ranges that an assignment could leave. */
  readonly met: readonly MetObligation[];
}

/** Ghost assignments at the update; they see the entry after it. */
function hookUpdates(world: World, process: string, hooks: readonly HookDecl[], at: IrExpr, table: string, next: IrExpr): HookEffect {
  const guards: IrExpr[] = [];
  const met: MetObligation[] = [];
  const lets: { name: string; value: IrExpr }[] = [];
  const updates: { variable: string; value: IrExpr }[] = [];
  for (const hook of hooks) {
    const b = new Builder(world, { name: process, role: "writer", process: "", self: bool(false), count: 1, slots: new Map() });
    b.env = { ...b.env, mode: "ghost" };
    b.atomic = true;
    b.flow.emit({ kind: "settle" });
    body(b, { prefix: "", owner: "hook", calls: [] }, { name: hook.update, body: hook.body }, new Map([[hook.index.text, argument(at)]]));
    b.flow.emit({ kind: "end" });
    const { tree, walk } = new Paths(b, analyzeLiveness(b.flow, b.locals), () => undefined).whole(new Map([[table, next]]));
    const names = new Set<string>();
    const collect = (t: typeof tree): void => {
      if (t.kind === "fork") { collect(t.then); collect(t.else); } else for (const name of t.env.keys()) if (name !== table && !b.locals.has(name)) names.add(name);
    };
    collect(tree);
    const values = [...names].map((name) => {
      const state = world.scope.state(name);
      const current = varRef(name, state?.sort ?? { kind: "bool" });
      return { variable: name, value: mergeTree(tree, (leaf) => leaf.env.get(name) ?? current) };
    });
    const tidied = tidy(walk.lets, [...values.map((v) => v.value), ...walk.obligations.flatMap((o) => [o.path, o.cond])]);
    lets.push(...tidied.kept);
    guards.push(...walk.guards);
    const closed = (value: IrExpr): IrExpr => closeOver(tidied.apply(value), tidied.kept);
    met.push(...walk.obligations.map((o) => ({ obligation: withValues(o.obligation, closed), path: closed(o.path), cond: closed(o.cond) })));
    for (const v of values) {
      const before = updates.find((u) => u.variable === v.variable);
      if (before === undefined) updates.push({ variable: v.variable, value: tidied.apply(v.value) });
      else updates[updates.indexOf(before)] = { variable: v.variable, value: substituteVars(tidied.apply(v.value), new Map([[v.variable, before.value]])) };
    }
  }
  return { lets, updates, guards, met };
}
