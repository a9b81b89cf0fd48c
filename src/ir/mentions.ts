// SPDX-License-Identifier: Apache-2.0
// Which names an expression uses: a let that nothing mentions need not be computed.
import { children } from "./build.ts";
import type { IrExpr } from "./model.ts";

/** Does `expr` use one of these locals? */
export function mentions(expr: IrExpr, names: ReadonlySet<string>): boolean {
  if (names.size === 0) return false;
  return expr.kind === "local" ? names.has(expr.name) : children(expr).some((child) => mentions(child, names));
}
