// SPDX-License-Identifier: Apache-2.0
// A model as text, so far as it decides which states there are, in which order they are found, and what is asked of
// them. Two models with the same text are searched in the same way; comments, titles and places do not count.
import type { IrModel } from "../ir/model.ts";

/** Canonical: the fields of the representation in the order in which it was built. */
export function modelText({ vars, init, steps, properties, checkDeadlock }: IrModel): string {
  const parts = [
    vars.map(({ name, sort }) => [name, sort]), init,
    steps.map(({ name, params, guards, lets, updates }) => [name, params, guards, lets, updates]),
    properties.map(({ name, kind, expr, trigger }) => [name, kind, expr, trigger ?? null]), checkDeadlock,
  ];
  return JSON.stringify(parts, (key, value: unknown) => (key === "span" ? undefined : value));
}
