// SPDX-License-Identifier: Apache-2.0
// Properties at labels: where an agent passes the label, the property is asserted; where it passes a label
// that a history speaks of, the history starts.
import type { Expr, LabelPropertyDecl, OnceExpr, ValuesExpr } from "../ast/nodes.ts";
import { diag } from "../diagnostics/catalog.ts";
import type { IrExpr } from "../ir/model.ts";
import { cardinality } from "../ir/sorts.ts";
import type { Builder } from "./builder.ts";
import type { Env } from "./env.ts";
import { elaborate, elaborateBool } from "./expression.ts";
import { monitorSort, reading } from "./monitor.ts";
import { occurrences } from "./plain.ts";
import { MAX_SET } from "./scope.ts";

const histories = (expr: Expr): (OnceExpr | ValuesExpr)[] =>
  occurrences(expr).filter((e): e is OnceExpr | ValuesExpr => e.kind === "Once" || e.kind === "Values");

/** Starts the histories of this agent's properties that begin at `label`. */
export function labelHistories(b: Builder, label: string): void {
  for (const property of b.ownProperties) {
    histories(property.expr).filter((h) => h.since.text === label).forEach((h, i) => {
      const done = b.report.attempt(() => {
        startHistory(b, property, h, i);
        return true;
      });
      // What is wrong with a history has been said; the property is not judged again at its label.
      if (done === undefined) b.brokenProperties.add(property.name.text);
    });
  }
}

function startHistory(b: Builder, property: LabelPropertyDecl, history: OnceExpr | ValuesExpr, index: number): void {
  const env: Env = { ...b.env, mode: "property" };
  const body = history.kind === "Once" ? elaborateBool(history.body, env) : elaborate(history.body, env);
  const kind = history.kind === "Once" ? "once" : "values";
  if (kind === "values") b.world.scope.tooLarge(cardinality(body.sort), MAX_SET, "what this history can contain", history.span);
  const base = `${property.name.text}${index === 0 ? "" : `_${index + 1}`}_${kind}`;
  const monitor = b.monitor(kind, [body], monitorSort(kind, body), base, `history for ${property.name.text}`, history.span);
  b.histories.set(history, monitor);
  b.mark(monitor);
}

/** Asserts the properties of this agent at `label`. */
export function labelProperties(b: Builder, label: string): void {
  for (const property of b.propertiesAt(label)) {
    if (b.brokenProperties.has(property.name.text)) continue;
    b.report.attempt(() => {
      const cond = elaborateBool(property.expr, { ...b.env, mode: "property", history: (h) => readHistory(b, h) });
      b.flow.emit({
        kind: "assert", cond,
        obligation: {
          name: property.name.text, kind: property.mode === "reachable" ? "reachable" : "invariant", origin: "label",
          message: property.doc ?? `at ${b.instance.process}.${label}: ${property.expr.span.file.text.slice(property.expr.span.start, property.expr.span.end).replace(/\s+/g, " ")}`,
          doc: property.doc ?? "", shows: shown(b, property.expr), span: property.span,
        },
      });
    });
  }
}

function readHistory(b: Builder, history: OnceExpr | ValuesExpr): IrExpr {
  const monitor = b.histories.get(history);
  return monitor === undefined ? b.report.fail(diag("PTE503", { label: history.since.text }, history.since.span)) : reading(monitor);
}

/** Locals and histories that the property speaks of, to be shown when it fails. */
function shown(b: Builder, expr: Expr): { name: string; value: IrExpr }[] {
  const out = new Map<string, IrExpr>();
  for (const e of occurrences(expr)) {
    if (e.kind === "Name") {
      const bound = b.env.locals.get(e.name.text);
      if (bound !== undefined && bound.expr.kind === "var") out.set(e.name.text, bound.expr);
    } else if (e.kind === "Values") {
      const monitor = b.histories.get(e);
      if (monitor !== undefined) out.set(`values since ${e.since.text}`, reading(monitor));
    }
  }
  return [...out].map(([name, value]) => ({ name, value }));
}
