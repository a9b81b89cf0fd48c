// SPDX-License-Identifier: Apache-2.0
// How strongly infix operators bind. The grammar reads `a op b op c` as a flat list; the AST builder and the
// formatter group it by this table.

/** How operators of one level combine: `none` means that `a op b op c` needs parentheses. */
export type Associativity = "left" | "right" | "none";

/** One level of strength. */
export interface Level {
  readonly strength: number;
  readonly associativity: Associativity;
}

const LEVELS: readonly (readonly [Associativity, readonly string[]])[] = [
  ["right", ["=>"]],
  ["left", ["||"]],
  ["left", ["&&"]],
  ["none", ["==", "!=", "<", "<=", ">", ">=", "in", "subset"]],
  ["none", [".."]],
  ["left", ["+", "-", "union", "minus"]],
  ["left", ["*", "/", "%", "intersect"]],
];

const TABLE: ReadonlyMap<string, Level> = new Map(
  LEVELS.flatMap(([associativity, operators], strength) => operators.map((op) => [op, { strength, associativity }] as const)),
);

/** The operators of each level, weakest first. */
export const OPERATOR_LEVELS = LEVELS;

/** The level of an infix operator; weakest is 0. */
export function levelOf(operator: string): Level {
  return TABLE.get(operator) ?? { strength: 0, associativity: "left" };
}
