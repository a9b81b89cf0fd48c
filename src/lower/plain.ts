// SPDX-License-Identifier: Apache-2.0
// Plain loads: the compiler may read the place again at each use of the variable, so each use is either the
// value loaded before or a fresh load (a step of its own).
import type { Expr, Stmt } from "../ast/nodes.ts";
import { varRef } from "../ir/build.ts";
import type { IrExpr } from "../ir/model.ts";
import type { Builder } from "./builder.ts";
import { load } from "./accesses.ts";
import { KEPT } from "./flow.ts";
import { text } from "./places.ts";

/** Evaluates `work` with every use of a plain local in `expr` replaced by a value that may be fresh. */
export function withReloads(b: Builder, expr: Expr, stmt: Stmt, work: () => IrExpr): IrExpr {
  const found = occurrences(expr).filter((e) => e.kind === "Name" && b.env.locals.get(e.name.text)?.plain !== undefined);
  if (found.length === 0 || b.atomic) return work();
  const overrides = new Map<Expr, IrExpr>(b.env.overrides ?? []);
  for (const use of found) if (use.kind === "Name") overrides.set(use, reload(b, use.name.text, use, stmt));
  const before = b.env;
  b.env = { ...b.env, overrides };
  const result = work();
  b.env = { ...b.env, overrides: before.overrides ?? new Map() };
  return result;
}

/** One use: `either` keep what was loaded `or` load again. */
function reload(b: Builder, name: string, use: Expr, stmt: Stmt): IrExpr {
  const bound = b.env.locals.get(name);
  if (bound?.plain === undefined) throw new Error("not a plain local");
  const temp = b.local(`${name}_reread`, bound.sort, use.span);
  b.begin("choice", `reread_${name}`, b.site(stmt, { text: `${name}${KEPT}` }));
  const id = b.flow.emit({ kind: "either", options: [-1, -1] });
  b.flow.open = [{ from: id, slot: 0 }];
  b.assign(temp, bound.expr);
  const kept = b.flow.take();
  b.flow.open = [{ from: id, slot: 1 }];
  load(b, bound.plain, temp, stmt, `reread_${name}`, `${name} = READ_PLAIN(${text(bound.plain)}) again`);
  b.flow.open = [...kept, ...b.flow.open];
  return varRef(temp.name, temp.sort);
}

/** All sub-expressions, in the order of evaluation. */
export function occurrences(expr: Expr): Expr[] {
  switch (expr.kind) {
    case "Unary": return [expr, ...occurrences(expr.operand)];
    case "Binary": return [expr, ...occurrences(expr.left), ...occurrences(expr.right)];
    case "Conditional": return [expr, ...occurrences(expr.cond), ...occurrences(expr.then), ...occurrences(expr.else)];
    case "Member": return [expr, ...occurrences(expr.object)];
    case "Index": return [expr, ...occurrences(expr.object), ...occurrences(expr.index)];
    case "Call": return [expr, ...expr.args.flatMap(occurrences)];
    case "Record": return [expr, ...expr.fields.flatMap((f) => occurrences(f.value))];
    case "With": return [expr, ...occurrences(expr.object), ...expr.fields.flatMap((f) => occurrences(f.value))];
    case "Set": return [expr, ...expr.elements.flatMap(occurrences)];
    case "Range": return [expr, ...occurrences(expr.lo), ...occurrences(expr.hi)];
    case "Quant": return [expr, ...occurrences(expr.over), ...occurrences(expr.body)];
    case "Once": case "Values": return [expr, ...occurrences(expr.body)];
    case "Number": case "Bool": case "Name": return [expr];
    default: return expr satisfies never;
  }
}
