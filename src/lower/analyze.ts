// SPDX-License-Identifier: Apache-2.0
// Every declaration is understood once with the declared sizes, whether or not a check uses it, so that errors
// in a library or in an unused accessor are found. Obligations of walker classes belong to checks and are not
// judged here.
import type { AccessorDecl, ContractDecl, Decl, FnDecl, HookDecl, ProcessDecl } from "../ast/nodes.ts";
import { diag } from "../diagnostics/catalog.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { local, member } from "../ir/build.ts";
import { enumSort } from "../ir/sorts.ts";
import { Builder } from "./builder.ts";
import { contractClauses } from "./contract.ts";
import { argument, type Binding, type Env } from "./env.ts";
import { elaborateAs, elaborateBool } from "./expression.ts";
import { initialShared } from "./initial.ts";
import { body } from "./inline.ts";
import { reportLabel } from "./process.ts";
import { Reporter } from "./report.ts";
import { Scope, type StateVar } from "./scope.ts";
import { unusedNames } from "./unused.ts";
import { World } from "./world.ts";

/** Diagnostics of all declarations; warnings only for those of the file `root`. */
export function analyzeProgram(decls: readonly Decl[], root: string): readonly Diagnostic[] {
  const report = new Reporter();
  const scope = new Scope(decls, new Map(), report);
  scope.agents = enumSort({ name: "agent", members: ["nobody", "somebody"], symmetric: false, fixed: 1 });
  const world = new World(scope, "broadcast", { irqs: true, rcu: true }, []);
  for (const decl of decls) report.attempt(() => analyzeDecl(decl, scope, world));
  const states = decls.flatMap((d): StateVar[] => {
    const state = d.kind === "State" || d.kind === "Lock" ? report.attempt(() => scope.state(d.name.text)) : undefined;
    return state === undefined ? [] : [state];
  });
  report.attempt(() => initialShared(world, states, decls.flatMap((d) => (d.kind === "Init" ? [d.body] : []))));
  // What is in error may be where the name was meant.
  if (!report.failed) for (const warning of unusedNames(decls, root)) report.add(warning);
  return report.diagnostics;
}

function analyzeDecl(decl: Decl, scope: Scope, world: World): void {
  switch (decl.kind) {
    case "Param":
    case "Const":
      scope.namedConstant(decl.name.text);
      return;
    case "Enum":
    case "Domain":
      scope.universe(decl);
      return;
    case "Record":
    case "Type":
    case "Layout":
      scope.sort({ kind: "NamedSort", name: decl.name, optional: false, span: decl.span });
      return;
    case "Fn":
      return analyzeFn(decl, scope, world);
    case "Accessor":
    case "Process":
      return analyzeBody(decl, scope, world);
    case "Contract":
      return analyzeContract(decl, scope, world);
    case "Invariant":
      elaborateBool(decl.expr, { scope, mode: "property", locals: new Map(), slots: new Map(), fresh: world.fresh });
      return;
    case "Hook":
      return analyzeHook(decl, scope);
    case "LabelProperty": {
      const process = scope.need(decl.process, ["Process"], "a walker or a writer");
      return reportLabel(scope, process, decl.label);
    }
    default:
      return;
  }
}

/** A hook that names no update of no table would never fire, and say nothing. */
function analyzeHook(decl: HookDecl, scope: Scope): void {
  const table = scope.need(decl.table, ["State"], "a table");
  const layout = scope.state(table.name.text)?.layout;
  if (layout === undefined) scope.report.fail(diag("PTE212", { name: decl.table.text, is: "no table of entries", wanted: "a table whose entries have a layout" }, decl.table.span));
  const updates = layout.hw.map((h) => h.name.text);
  if (updates.includes(decl.update.text)) return;
  const close = suggest(decl.update.text, updates);
  scope.report.add(diag("PTE310", { name: decl.update.text, layout: layout.name }, decl.update.span, { help: close === undefined ? `updates of \`${layout.name}\`: ${updates.join(", ") || "none"}.` : `did you mean \`${close}\`?` }));
}

const placeholders = (decl: FnDecl | AccessorDecl | ProcessDecl | ContractDecl, scope: Scope, world: World): Map<string, Binding> =>
  new Map(decl.params.map((p) => [p.name.text, argument(local(world.fresh(p.name.text), scope.sort(p.sort)))] as const));

function analyzeFn(decl: FnDecl, scope: Scope, world: World): void {
  const env: Env = { scope, mode: decl.view ? "property" : "protocol", locals: placeholders(decl, scope, world), slots: new Map(), fresh: world.fresh };
  const sort = scope.sort(decl.result);
  scope.guarded(decl.name, () => elaborateAs(decl.body, sort, env));
}

function builder(world: World, slots: Builder["instance"]["slots"], name: string): Builder {
  return new Builder(world, { name: world.unique(name), role: "walker", process: "", self: member(world.agents, 1), count: 1, slots });
}

function analyzeBody(decl: AccessorDecl | ProcessDecl, scope: Scope, world: World): void {
  if (decl.kind === "Process" && decl.class?.lock !== undefined) scope.need(decl.class.lock, ["Lock"], "a lock");
  const slots = new Map<string, { decl: Decl; contract: boolean }>();
  for (const slot of decl.kind === "Process" ? decl.slots : []) {
    const target = slot.default === undefined ? undefined : scope.find(slot.default.text);
    // A slot that only checks bind is understood there.
    if (target === undefined) return;
    slots.set(slot.name.text, { decl: target, contract: target.kind === "Contract" });
  }
  const b = builder(world, slots, decl.name.text);
  const result = decl.kind === "Accessor" && decl.result !== undefined ? { result: b.local("result", scope.sort(decl.result), decl.name.span) } : {};
  body(b, { prefix: "", owner: decl.name.text, calls: [], ...result }, decl, placeholders(decl, scope, world));
}

function analyzeContract(decl: ContractDecl, scope: Scope, world: World): void {
  const b = builder(world, new Map(), decl.name.text);
  b.frames.push({ prefix: "", owner: decl.name.text, calls: [], labels: new Map(), gotos: [], loops: [], returns: [], body: [] });
  contractClauses(b, decl, placeholders(decl, scope, world), decl.name.text);
}
