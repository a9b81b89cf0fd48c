// SPDX-License-Identifier: Apache-2.0
// Guards as TLC reads them. In an action or in Init, TLC takes `a \/ b` and `\E x \in S : p` for choices, and
// counts a successor once for each way to make them true. A guard of the model is one truth value, so
// where that could happen it is emitted as `(a \/ b) = TRUE`, which TLC evaluates as a value.
import { unreachable } from "../../base/unreachable.ts";
import type { IrExpr } from "../../ir/model.ts";
import { prefix, suffix, type Block } from "./lines.ts";
import type { Printer } from "./expression.ts";

/** Could TLC find more than one way to make `e` true? Follows its evaluation of next-state relations, case by case. */
export function forks(e: IrExpr): boolean {
  switch (e.kind) {
    case "lit":
    case "var":
    case "local":
    case "record":
    case "field":
    case "with":
    case "store":
    case "array":
    case "set":
      return false;
    case "op":
      if (e.op === "or") return true;
      if (e.op === "and") return e.args.some(forks);
      return e.op === "implies" && e.args.slice(1).some(forks);
    case "ite":
      return forks(e.then) || forks(e.else);
    case "let":
      return forks(e.body);
    case "select":
      // TLC looks into a function written in place and evaluates its body as part of the action.
      return root(e.array).kind !== "var";
    case "quant":
      return e.quant === "exists" || forks(e.body);
    default:
      return unreachable(e);
  }
}

function root(e: IrExpr): IrExpr {
  if (e.kind === "select") return root(e.array);
  return e.kind === "field" ? root(e.record) : e;
}

/** A guard as a bulleted conjunct. */
export function guardConjunct(guard: IrExpr, printer: Printer, column: number): Block {
  if (!forks(guard)) return printer.conjunct(guard, column);
  return suffix(prefix("/\\ ", printer.bracketed(guard, column + 3, 7)), " = TRUE");
}
