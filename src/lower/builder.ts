// SPDX-License-Identifier: Apache-2.0
// Building the flow of one agent: its locals, lexical names, the stack of inlined calls. Statements, accesses
// and synchronisation are in files of their own and use this class.
import type { Decl, Expr, LabelPropertyDecl, Name, Stmt } from "../ast/nodes.ts";
import type { Span } from "../base/source.ts";
import { diag } from "../diagnostics/catalog.ts";
import { varRef } from "../ir/build.ts";
import type { IrExpr } from "../ir/model.ts";
import type { Sort } from "../ir/sorts.ts";
import { elaborate, elaborateAs, elaborateBool } from "./expression.ts";
import { bind, type Binding, type Env, type Requirement } from "./env.ts";
import { Flow, type BeginNode, type Dangling, type NodeId, type NoteNode, type Site } from "./flow.ts";
import { idle, type Monitor } from "./monitor.ts";
import type { World } from "./world.ts";

export interface LocalVar {
  readonly name: string;
  /** Its name in the source, for let names. */
  readonly base: string;
  readonly sort: Sort;
  readonly doc: string;
  readonly monitor?: Monitor;
  readonly span: Span;
}

/** A loop around the current statement. */
interface LoopFrame { readonly breaks: Dangling[]; readonly continues: Dangling[] }

/** One inlined body. */
export interface Frame {
  /** In front of labels and local names, e.g. `recheck`. */
  readonly prefix: string;
  readonly owner: string;
  readonly calls: readonly string[];
  readonly source?: string;
  readonly labels: Map<string, NodeId>;
  readonly gotos: { readonly name: Name; readonly edges: Dangling[] }[];
  readonly loops: LoopFrame[];
  readonly returns: Dangling[];
  /** Where a returned value goes. */
  readonly result?: LocalVar;
  readonly body: readonly Stmt[];
}

/** One process of a check: what it runs, and how its slots are bound. */
export interface Instance {
  /** Name of the process in the model. */
  readonly name: string;
  readonly role: "walker" | "writer";
  /** Name of the declaration, for properties at labels. */
  readonly process: string;
  /** The agent: a literal, or the parameter `self`. */
  readonly self: IrExpr;
  readonly count: number;
  readonly slots: ReadonlyMap<string, { readonly decl: Decl; readonly contract: boolean }>;
}

export class Builder {
  readonly world: World;
  readonly instance: Instance;
  readonly flow = new Flow();
  readonly locals = new Map<string, LocalVar>();
  readonly frames: Frame[] = [];
  env: Env;
  /** Inside `atomic`: accesses do not begin steps. */
  atomic = false;
  /** Label given by the source to the next step. */
  pendingLabel: string | undefined;
  /** Histories by the expression that reads them. */
  readonly histories = new Map<Expr, Monitor>();
  /** Properties with a history that could not be understood. */
  readonly brokenProperties = new Set<string>();
  /** Local names that carry `any`-graded fields of a contract, for the class `never takes`. */
  readonly anyFields = new Map<string, { fields: readonly string[]; contract: string }>();
  #labels = new Map<string, number>();
  /** Requirements that wait for the step of their access. */
  #due: Requirement[] | undefined;

  constructor(world: World, instance: Instance) {
    this.world = world;
    this.instance = instance;
    const slots = new Map([...instance.slots].map(([name, slot]) => [name, slot.decl] as const));
    this.env = {
      scope: world.scope, mode: "protocol", locals: new Map(), slots, fresh: world.fresh,
      require: (requirement) => this.require(requirement),
    };
  }

  get frame(): Frame {
    const top = this.frames[this.frames.length - 1];
    if (top === undefined) throw new Error("no frame");
    return top;
  }

  get report() {
    return this.world.scope.report;
  }

  /** The environment for conditions on shared state inside `atomic`, `await`. */
  get sharedEnv(): Env {
    return { ...this.env, mode: "atomic" };
  }

  /** What the current statement's expressions may read. */
  get localEnv(): Env {
    return this.atomic && this.env.mode !== "ghost" ? this.sharedEnv : this.env;
  }

  expr(e: Expr, sort?: Sort): IrExpr {
    const env = this.localEnv;
    return sort === undefined ? elaborate(e, env) : elaborateAs(e, sort, env);
  }

  cond(e: Expr): IrExpr {
    return elaborateBool(e, this.localEnv);
  }

  /** A local variable of the agent. The same accessor inlined twice shares its locals: they are dead in between. */
  local(base: string, sort: Sort, span: Span, doc = ""): LocalVar {
    const owner = this.frames.length > 1 ? `_${this.frame.owner}` : "";
    const wanted = `${this.instance.name}${owner}_${base}`;
    for (let i = 1; ; i += 1) {
      const name = i === 1 ? wanted : `${wanted}_${i}`;
      const known = this.locals.get(name);
      if (known === undefined) {
        const made: LocalVar = { name: this.world.unique(name), base, sort, span, doc };
        this.locals.set(name, made);
        return made;
      }
      if (known.span.start === span.start && known.span.file === span.file && JSON.stringify(known.sort) === JSON.stringify(sort)) return known;
    }
  }

  declare(name: Name, variable: LocalVar, mutable: boolean, plain?: Expr): void {
    const binding: Binding = { expr: varRef(variable.name, variable.sort), sort: variable.sort, mutable, ...(plain === undefined ? {} : { plain }) };
    this.env = bind(this.env, [[name.text, binding]]);
  }

  /** Runs `work` with names declared inside it forgotten afterwards. */
  scoped(work: () => void): void {
    const before = this.env;
    work();
    this.env = { ...this.env, locals: before.locals };
  }

  assign(variable: LocalVar, value: IrExpr): void {
    this.flow.emit({ kind: "assign", variable: variable.name, value, shared: false, atomic: this.atomic });
  }

  /** A shared or environment variable as a whole. `stmt`: the store that a walker class would judge. */
  assignShared(variable: string, value: IrExpr, stmt?: Pick<Stmt, "span">): void {
    if (stmt !== undefined && this.world.scope.state(variable)?.role === "shared") this.note("store", stmt);
    this.flow.emit({ kind: "assign", variable, value, shared: true, atomic: this.atomic });
  }

  /** Starts a step, unless an `atomic` block has already started it; then what its values require is due. */
  begin(weight: BeginNode["weight"], hint: string, site: Site, section = false): void {
    if (!this.atomic) this.flow.emit({ kind: "begin", weight, label: this.label(hint), site, section });
    if (weight === "access") this.#settleRequirements();
  }

  /** Tells the class of the walker what happens here. */
  note(note: NoteNode["note"], stmt: Pick<Stmt, "span">, more: Pick<NoteNode, "lock" | "cond"> = {}): void {
    this.flow.emit({ kind: "note", note, span: stmt.span, path: [...this.frame.calls, statementText(stmt.span)].join(" > "), ...more });
  }

  /** Requirements of an access's place and value are judged in the step of the access, not before it. */
  forAccess<T>(work: () => T): T {
    const outer = this.#due;
    this.#due = outer ?? [];
    try {
      return work();
    } catch (error) {
      this.#due = outer;
      throw error;
    }
  }

  #settleRequirements(): void {
    const due = this.#due ?? [];
    this.#due = undefined;
    for (const requirement of due) this.require(requirement);
  }

  label(hint: string): string {
    const { prefix } = this.frame;
    const base = this.pendingLabel ?? (prefix === "" ? hint : `${prefix}_${hint}`);
    this.pendingLabel = undefined;
    const count = (this.#labels.get(base) ?? 0) + 1;
    this.#labels.set(base, count);
    if (count === 1) return base;
    const numbered = `${base}_${count}`;
    this.#labels.set(numbered, 1);
    return numbered;
  }

  site(stmt: Stmt, extra: Partial<Site> = {}): Site {
    const source = this.frame.source;
    return {
      text: this.#withConstants(statementText(stmt.span)), calls: this.frame.calls, comments: stmt.comments, names: this.indexNames(),
      span: stmt.span, ...(source === undefined ? {} : { source }), ...extra,
    };
  }

  /** `pt[LAST]` as `pt[1]`, `pt[N - 1]` as well: constants in brackets give way to their values. */
  #withConstants(text: string): string {
    return text.replace(/\[([A-Za-z_]\w*)(?:\s*([-+])\s*(\d+))?\]/g, (all, name: string, sign: string | undefined, number: string | undefined) => {
      const bound = this.env.locals.get(name)?.expr;
      const value = bound === undefined ? this.world.scope.namedConstant(name) : bound.kind === "lit" && bound.sort.kind === "int" ? bound.value : undefined;
      if (value === undefined) return all;
      return `[${value + (number === undefined ? 0 : sign === "-" ? -Number(number) : Number(number))}]`;
    });
  }

  /** Small locals that may occur in brackets of the text. */
  indexNames(): Site["names"] {
    return [...this.env.locals].filter(([, b]) => b.sort.kind === "int" || b.sort.kind === "enum").map(([name, b]) => ({ name, value: b.expr }));
  }

  /** A value must fit its place: reported with a trace when it does not, and the step is not taken. */
  require(requirement: Requirement): void {
    if (this.#due !== undefined) {
      this.#due.push(requirement);
      return;
    }
    const { cond, what, fit } = requirement;
    this.flow.emit({
      kind: "assert", cond,
      obligation: { name: `in_range_${this.instance.name}`, kind: "invariant", origin: "range", message: `${what} is out of range`, doc: "", shows: [], fit, span: fit.span },
    });
    this.flow.emit({ kind: "guard", cond, range: true });
  }

  monitor(kind: Monitor["kind"], bodies: readonly IrExpr[], sort: Sort, base: string, doc: string, span: Span): Monitor {
    const variable = this.world.unique(`${this.instance.name}_${base}`);
    const made: Monitor = { variable, kind, bodies, sort, doc };
    this.locals.set(variable, { name: variable, base, sort, doc, monitor: made, span });
    return made;
  }

  mark(monitor: Monitor): void {
    this.flow.emit({ kind: "assign", variable: monitor.variable, value: idle(monitor), shared: false, atomic: true });
    this.flow.emit({ kind: "mark", monitor });
  }

  /** Properties of this process at a label. */
  propertiesAt(label: string): readonly LabelPropertyDecl[] {
    return this.world.labelProperties.filter((p) => p.process.text === this.instance.process && p.label.text === label);
  }

  /** Properties of this process with a history that starts at a label. */
  get ownProperties(): readonly LabelPropertyDecl[] {
    return this.world.labelProperties.filter((p) => p.process.text === this.instance.process);
  }

  unreachable(span: Span): void {
    this.report.add(diag("PTE403", {}, span));
  }
}

/** The statement's text on one line, without `let`, `var` and the semicolon; long literals are cut short. */
export function statementText(span: Span): string {
  const text = span.file.text.slice(span.start, span.end).replace(/\/\/[^\n]*/g, " ").replace(/\s+/g, " ").trim();
  const brief = text.length > 40 ? text.replace(/\{[^{}]*\}/g, "{..}") : text;
  return brief.replace(/^(let|var) (\w+)( ?: ?[^=]+?)? = /, "$2 = ").replace(/^return /, "").replace(/;$/, "");
}
