// SPDX-License-Identifier: Apache-2.0
// The statements of PlusCal that are emitted: as planned, over expressions of the model, and as laid out, over
// the lines of text that the algorithm and its translation share.
import type { IrExpr, IrParam, Sort } from "../../ir/model.ts";
import type { Block } from "../tla/lines.ts";
import type { PathItem } from "../tla/update.ts";

/** One `variable path := value` of an assignment. */
export interface Part<Expr, Path> {
  /** The identifier in the module. */
  readonly variable: string;
  /** What follows the variable on the left, e.g. `[i].young`; absent for the whole variable. */
  readonly path: Path | undefined;
  readonly value: Expr;
}

export interface Branch<Expr, Path> {
  /** Comment lines, without indentation. */
  readonly comments: readonly string[];
  readonly body: readonly Statement<Expr, Path>[];
}

export type Statement<Expr, Path> =
  | { readonly kind: "await"; readonly condition: Expr }
  /** Several parts are joined by `||`: all read the values before. */
  | { readonly kind: "assign"; readonly parts: readonly Part<Expr, Path>[] }
  /** `with (name = value)`, or `with (name \in value)` for a choice. */
  | { readonly kind: "with"; readonly name: string; readonly choice: boolean; readonly value: Expr; readonly body: readonly Statement<Expr, Path>[] }
  | { readonly kind: "if"; readonly condition: Expr; readonly then: readonly Statement<Expr, Path>[]; readonly else: readonly Statement<Expr, Path>[] }
  | { readonly kind: "either"; readonly branches: readonly Branch<Expr, Path>[] }
  | { readonly kind: "goto"; readonly label: string }
  | { readonly kind: "skip" };

export type Planned =
  | { readonly kind: "expr"; readonly expr: IrExpr }
  /** All values of a sort. */
  | { readonly kind: "set"; readonly sort: Sort }
  /** Those values of a sort for which the condition on `name` is true. */
  | { readonly kind: "filter"; readonly name: string; readonly sort: Sort; readonly condition: IrExpr }
  /** The expression's values for all parameters for which the condition, if any, is true. */
  | { readonly kind: "image"; readonly expr: IrExpr; readonly params: readonly IrParam[]; readonly condition: IrExpr | undefined };
export type PlannedStatement = Statement<Planned, readonly PathItem[]>;
/** Expressions as lines whose first one starts leftmost. */
export type CodeStatement = Statement<Block, Block>;

/** What happens at one program point. */
export interface Label<Expr, Path> {
  readonly name: string;
  readonly comments: readonly string[];
  /** `while (TRUE)` around the body: the process stays here. */
  readonly loop: boolean;
  readonly body: readonly Statement<Expr, Path>[];
}

/** `name = value`, or `name \in value`. */
export interface Declaration<Expr> {
  readonly name: string;
  readonly choice: boolean;
  readonly value: Expr;
  readonly comments: readonly string[];
}

export interface Process<Expr, Path> {
  /** The identifier. */
  readonly name: string;
  /** `= id` for one process, `\in id` for several. */
  readonly several: boolean;
  readonly id: string;
  readonly comments: readonly string[];
  readonly variables: readonly Declaration<Expr>[];
  readonly labels: readonly Label<Expr, Path>[];
}

export interface Algorithm<Expr, Path> {
  readonly name: string;
  readonly variables: readonly Declaration<Expr>[];
  readonly processes: readonly Process<Expr, Path>[];
}

export type CodeAlgorithm = Algorithm<Block, Block>;
export type CodeProcess = Process<Block, Block>;
export type CodeLabel = Label<Block, Block>;
