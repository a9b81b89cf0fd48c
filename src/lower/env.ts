// SPDX-License-Identifier: Apache-2.0
// What an expression may see while it is turned into IR: lexical names, and which state it may read.
import type { Decl, Expr, OnceExpr, ValuesExpr } from "../ast/nodes.ts";
import type { IrExpr, IrFit } from "../ir/model.ts";
import type { Sort } from "../ir/sorts.ts";
import type { Scope } from "./scope.ts";

/** A lexical name. Locals of agents are `var` nodes named by their IR variable; arguments are any expression. */
export interface Binding {
  readonly expr: IrExpr;
  readonly sort: Sort;
  readonly mutable: boolean;
  /** A plain load: every use may read the place again. */
  readonly plain?: Expr;
}

/**
 * protocol: local computation of an agent, no shared state; atomic: shared state may be read (atomic, await,
 * init); property: shared state and ghosts may be read; ghost: like property, for ghost assignments and hooks.
 */
export type Mode = "protocol" | "atomic" | "property" | "ghost";

/** A value must fit its place. */
export interface Requirement {
  readonly cond: IrExpr;
  /** The value and its place, by their sorts. */
  readonly what: string;
  readonly fit: IrFit;
}

export interface Env {
  readonly scope: Scope;
  readonly mode: Mode;
  readonly locals: ReadonlyMap<string, Binding>;
  /** Functions bound to slots. */
  readonly slots: ReadonlyMap<string, Decl>;
  /** Records what must be true for the expression to have meaning; absent where only static checks are possible. */
  readonly require?: (requirement: Requirement) => void;
  /** The value of a `once` or `values` expression. */
  readonly history?: (expr: OnceExpr | ValuesExpr) => IrExpr;
  /** Values that certain occurrences have instead (re-read plain loads). */
  readonly overrides?: ReadonlyMap<Expr, IrExpr>;
  /** How many combinations the quantifiers around this place go through; default 1. */
  readonly combinations?: number;
  /** A fresh bound name; names are unique in a model. */
  readonly fresh: (base: string) => string;
}

/** The environment with more lexical names. */
export function bind(env: Env, names: Iterable<readonly [string, Binding]>): Env {
  return { ...env, locals: new Map([...env.locals, ...names]) };
}

export const argument = (expr: IrExpr): Binding => ({ expr, sort: expr.sort, mutable: false });
