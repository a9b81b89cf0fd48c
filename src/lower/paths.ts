// SPDX-License-Identifier: Apache-2.0
// One step, path by path: symbolic execution of a flow from a program point through at most one access to the
// next program points. Before the access a fork gives separate steps; after it, a fork inside the step.
import { diag } from "../diagnostics/catalog.ts";
import { and, closeOver, defaultOf, eq, implies, ite, local, not, or, sameExpr, substituteVars, varsOf } from "../ir/build.ts";
import type { IrBinding, IrExpr, IrParam } from "../ir/model.ts";
import type { Builder } from "./builder.ts";
import { enteredAlone, KEPT, type BeginNode, type NodeId, type Obligation } from "./flow.ts";
import type { Liveness } from "./liveness.ts";
import { continued, isIdle, started, type Monitor } from "./monitor.ts";

/** Where a path ends: the next program point, and what variables hold there. */
export type Tree =
  | { readonly kind: "leaf"; readonly target: NodeId; readonly env: Env }
  | { readonly kind: "fork"; readonly cond: IrExpr; readonly then: Tree; readonly else: Tree };

/** Current values of the variables that have changed so far, over the state before the step. */
export type Env = ReadonlyMap<string, IrExpr>;

export interface MetObligation {
  readonly obligation: Obligation;
  /** The guards and forks before it. Over the state before the step, parameters and lets, like `cond`. */
  readonly path: IrExpr;
  readonly cond: IrExpr;
}

/** A step before it gets its name. */
export interface Draft {
  readonly from: NodeId;
  readonly guards: readonly IrExpr[];
  readonly params: readonly IrParam[];
  readonly lets: readonly IrBinding[];
  readonly tree: Tree;
  readonly obligations: readonly MetObligation[];
  /** The access, or the first choice when there is none. */
  readonly site: BeginNode | undefined;
  /** What was done on the way to the access: sections entered, choices made. */
  readonly before: readonly string[];
}

const MAX_LEAVES = 256;
const MAX_VISITS = 20_000;

interface Walk {
  /** Each under the lets that it needs, since the guards of a step do not see its lets. */
  readonly guards: IrExpr[];
  /** The same over the lets: an obligation is put under them as a whole, once. */
  readonly held: IrExpr[];
  readonly params: IrParam[];
  readonly lets: IrBinding[];
  readonly obligations: MetObligation[];
  site: BeginNode | undefined;
  readonly before: readonly string[];
  /** How often each fork was met. */
  readonly forks: Map<NodeId, number>;
  leaves: number;
  visits: number;
}

export class Paths {
  readonly #b: Builder;
  readonly #live: Liveness;
  readonly #initial: (name: string) => IrExpr | undefined;
  readonly #monitors: readonly Monitor[];

  /** `initial` gives the value before the step of a local (through `self` where the process has several agents). */
  constructor(b: Builder, live: Liveness, initial: (name: string) => IrExpr | undefined) {
    this.#b = b;
    this.#live = live;
    this.#initial = initial;
    this.#monitors = [...b.locals.values()].flatMap((l) => (l.monitor === undefined ? [] : [l.monitor]));
  }

  /** The steps that start at a program point. */
  from(id: NodeId): Draft[] {
    const drafts: Draft[] = [];
    this.#before(id, id, new Map(), { guards: [], held: [], params: [], lets: [], obligations: [], site: undefined, before: [], forks: new Map(), leaves: 0, visits: 0 }, new Set(), drafts);
    return drafts;
  }

  /** Local computation from the entry of the flow to its first program point. */
  entry(env: Env): { tree: Tree; walk: Pick<Draft, "lets" | "obligations"> } {
    const walk: Walk = { guards: [], held: [], params: [], lets: [], obligations: [], site: undefined, before: [], forks: new Map(), leaves: 0, visits: 0 };
    return { tree: this.#after(this.#b.flow.entry, env, [], walk), walk };
  }

  /** The whole of an `init` block: every parameter and guard is a choice of the initial state. */
  whole(env: Env): { tree: Tree; walk: Pick<Draft, "lets" | "params" | "guards" | "obligations"> } {
    const walk: Walk = { guards: [], held: [], params: [], lets: [], obligations: [], site: undefined, before: [], forks: new Map(), leaves: 0, visits: 0 };
    return { tree: this.#after(this.#b.flow.entry, env, [], walk), walk };
  }

  /** Before the access: every fork is a step of its own. */
  #before(from: NodeId, id: NodeId, env: Env, walk: Walk, choices: ReadonlySet<NodeId>, out: Draft[]): void {
    const node = this.#b.flow.node(id);
    this.#count(walk);
    const on = (next: NodeId, e: Env = env, w: Walk = walk, c = choices): void => this.#before(from, next, e, w, c, out);
    switch (node.kind) {
      case "begin":
        if (node.weight === "access") {
          const inside: Walk = { ...walk, site: node };
          return this.#finish(from, inside, this.#after(node.next, this.#startHistories(id, env, inside), [], inside), out);
        }
        if (choices.has(id)) return this.#finish(from, walk, { kind: "leaf", target: id, env }, out);
        if (enteredAlone(this.#b.flow, id)) {
          if (id !== from) return this.#finish(from, walk, { kind: "leaf", target: id, env }, out);
          const inside: Walk = { ...walk, site: node };
          return this.#finish(from, inside, this.#after(node.next, env, [], inside), out);
        }
        return on(node.next, env, { ...walk, site: walk.site ?? node, before: [...walk.before, ...prelude(node)] }, new Set([...choices, id]));
      case "branch": {
        const cond = this.#value(node.cond, env);
        if (cond.kind === "lit") return on(cond.value === 1 ? node.next : node.other);
        on(node.next, env, copy(walk, cond));
        return on(node.other, env, copy(walk, not(cond)));
      }
      case "either":
        for (const option of node.options) on(option, env, copy(walk));
        return;
      case "guard": {
        waitFor(walk, this.#value(node.cond, env));
        return on(node.next);
      }
      case "end":
        return this.#finish(from, walk, { kind: "leaf", target: id, env }, out);
      default:
        return on(node.next, this.#plain(id, env, [], walk));
    }
  }

  #finish(from: NodeId, walk: Walk, tree: Tree, out: Draft[]): void {
    out.push({ from, guards: walk.guards, params: walk.params, lets: walk.lets, tree, obligations: walk.obligations, site: walk.site, before: walk.site?.weight === "access" ? walk.before : walk.before.slice(1) });
  }

  /** After the access (or inside `atomic`): one step with conditional effects. */
  #after(id: NodeId, env: Env, path: readonly IrExpr[], walk: Walk): Tree {
    let at = id;
    let now = env;
    for (;;) {
      const node = this.#b.flow.node(at);
      this.#count(walk);
      if (node.kind === "begin" || node.kind === "end") {
        walk.leaves += 1;
        if (walk.leaves > MAX_LEAVES) this.#tooMany(walk);
        return { kind: "leaf", target: at, env: now };
      }
      if (node.kind === "either") {
        const name = this.#b.world.fresh("branch");
        const sort = { kind: "int", lo: 0, hi: node.options.length - 1 } as const;
        this.#parameter({ name, sort }, path, walk);
        return node.options.slice(1).reduceRight<Tree>((rest, option, i) => this.#fork(eq(local(name, sort), { kind: "lit", sort, value: i + 1 }), () => this.#after(option, now, [...path, eq(local(name, sort), { kind: "lit", sort, value: i + 1 })], walk), () => rest),
          this.#after(node.options[0] ?? -1, now, [...path, eq(local(name, sort), { kind: "lit", sort, value: 0 })], walk));
      }
      if (node.kind !== "branch") {
        now = this.#plain(at, now, path, walk);
        at = node.next;
        continue;
      }
      const cond = this.#value(node.cond, now);
      if (cond.kind === "lit") {
        at = cond.value === 1 ? node.next : node.other;
        continue;
      }
      walk.forks.set(at, (walk.forks.get(at) ?? 0) + 1);
      if (path.length > MAX_LEAVES) this.#tooMany(walk);
      const held = now;
      return this.#fork(cond, () => this.#after(node.next, held, [...path, cond], walk), () => this.#after(node.other, held, [...path, not(cond)], walk));
    }
  }

  #fork(cond: IrExpr, then: () => Tree, otherwise: () => Tree): Tree {
    return { kind: "fork", cond, then: then(), else: otherwise() };
  }

  /** Nodes with one successor that are neither program points nor forks. */
  #plain(id: NodeId, env: Env, path: readonly IrExpr[], walk: Walk): Env {
    const node = this.#b.flow.node(id);
    switch (node.kind) {
      case "assign": {
        const value = this.#value(node.value, env);
        const next = new Map(env);
        next.set(node.variable, node.shared ? value : this.#named(node.variable, value, walk));
        return node.shared && !node.atomic ? this.#settle(env, next, walk) : next;
      }
      case "choose": {
        const name = this.#b.world.fresh(node.base);
        this.#parameter({ name, sort: node.sort }, path, walk);
        const next = new Map(env).set(node.variable, local(name, node.sort));
        waitFor(walk, implies(and(...path), this.#value(node.where, next)));
        return next;
      }
      case "guard":
        waitFor(walk, implies(and(...path), this.#value(node.cond, env)));
        return env;
      case "assert": {
        const obligation = withValues(node.obligation, (value) => this.#value(value, env));
        walk.obligations.push({ obligation, path: and(...walk.held, ...path), cond: this.#value(node.cond, env) });
        return env;
      }
      case "settle":
        return this.#settle(new Map(), env, walk);
      default:
        return env;
    }
  }

  /** A choice that only some paths make is fixed on the others, so that it does not multiply successors. */
  #parameter(param: IrParam, path: readonly IrExpr[], walk: Walk): void {
    walk.params.push(param);
    if (path.length === 0) return;
    waitFor(walk, or(and(...path), eq(local(param.name, param.sort), defaultOf(param.sort))));
  }

  /** Values that are not short get a name in the step, after the variable in the source. */
  #named(variable: string, value: IrExpr, walk: Walk): IrExpr {
    if (isShort(value)) return value;
    const same = walk.lets.find((l) => sameExpr(l.value, value));
    if (same !== undefined) return local(same.name, value.sort);
    const name = this.#b.world.fresh(this.#b.locals.get(variable)?.base ?? variable);
    walk.lets.push({ name, value });
    return local(name, value.sort);
  }

  #value(e: IrExpr, env: Env): IrExpr {
    const values = new Map<string, IrExpr>();
    for (const name of varsOf(e)) {
      const value = env.get(name) ?? this.#initial(name);
      if (value !== undefined) values.set(name, value);
    }
    return substituteVars(e, values);
  }

  /** Histories whose first access this is: not yet running ones start with the state as it is now. */
  #startHistories(id: NodeId, env: Env, walk: Walk): Env {
    const next = new Map(env);
    for (const m of this.#live.starting[id] ?? []) {
      next.set(m.variable, this.#named(m.variable, this.#value(ite(isIdle(m), started(m), { kind: "var", name: m.variable, sort: m.sort }), env), walk));
    }
    return next;
  }

  /** The agent's own histories see what it has just changed. */
  #settle(before: Env, after: Map<string, IrExpr> | Env, walk: Walk): Env {
    const next = new Map(after);
    for (const m of this.#monitors) {
      const changed = new Set([...after].flatMap(([name, value]) => (m.bodies.some((b) => varsOf(b).has(name)) && before.get(name) !== value && !this.#b.locals.has(name) ? [name] : [])));
      if (changed.size === 0) continue;
      const rest = new Map([...after].filter(([name]) => !changed.has(name)));
      // New values are over the state before the step already: variables in them are not given their values again.
      next.set(m.variable, this.#named(m.variable, continued(m, (e) => this.#value(e, after), (e) => this.#value(e, rest)), walk));
    }
    return next;
  }

  #count(walk: Walk): void {
    walk.visits += 1;
    if (walk.visits > MAX_VISITS) this.#b.report.fail(diag("PTE415", {}, walk.site?.site.span ?? this.#firstSpan()));
  }

  /** The same fork over and over is a loop that no access interrupts. */
  #tooMany(walk: Walk): never {
    const span = walk.site?.site.span ?? this.#firstSpan();
    const loop = Math.max(0, ...walk.forks.values()) > MAX_LEAVES / 2;
    return this.#b.report.fail(loop ? diag("PTE415", {}, span) : diag("PTE414", { limit: MAX_LEAVES }, span));
  }

  #firstSpan() {
    return this.#b.flow.nodes.find((n): n is BeginNode => n.kind === "begin")?.site.span;
  }
}

/** A fork before the access: what follows on one side is not seen on the other. */
function copy(walk: Walk, cond?: IrExpr): Walk {
  const side = { ...walk, guards: [...walk.guards], held: [...walk.held], params: [...walk.params], lets: [...walk.lets], obligations: [...walk.obligations] };
  if (cond !== undefined) waitFor(side, cond);
  return side;
}

function waitFor(walk: Walk, cond: IrExpr): void {
  walk.guards.push(closeOver(cond, walk.lets));
  walk.held.push(cond);
}

/** How a choice on the way shows in the text of the step. */
function prelude(node: BeginNode): string[] {
  return node.site.text === "either" || node.site.text === "order of the words" || node.site.text.endsWith(KEPT) ? [] : [node.site.text];
}

/** An obligation with each value that it tells changed by `change`. */
export function withValues(obligation: Obligation, change: (value: IrExpr) => IrExpr): Obligation {
  const { shows, fit } = obligation;
  return {
    ...obligation, shows: shows.map(({ name, value }) => ({ name, value: change(value) })),
    ...(fit === undefined ? {} : { fit: { ...fit, value: change(fit.value) } }),
  };
}

/** Not worth a name of its own. */
function isShort(e: IrExpr): boolean {
  return e.kind === "lit" || e.kind === "var" || e.kind === "local" || (e.kind === "field" && isShort(e.record)) ||
    (e.kind === "record" && e.values.every((v) => v.kind === "lit")) || (e.kind === "set" && e.elements.length === 0);
}

/** The value of `pick` over all paths, as one expression. */
export function mergeTree(tree: Tree, pick: (leaf: Extract<Tree, { kind: "leaf" }>) => IrExpr): IrExpr {
  return tree.kind === "leaf" ? pick(tree) : ite(tree.cond, mergeTree(tree.then, pick), mergeTree(tree.else, pick));
}

export function leavesOf(tree: Tree): Extract<Tree, { kind: "leaf" }>[] {
  return tree.kind === "leaf" ? [tree] : [...leavesOf(tree.then), ...leavesOf(tree.else)];
}
