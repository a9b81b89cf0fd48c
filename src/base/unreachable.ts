// SPDX-License-Identifier: Apache-2.0
/** Raised only for a bug of ptespec itself, never for bad input. The CLI turns it into PTE900. */
export class InternalError extends Error {
  override readonly name = "InternalError";
}

/** Ends an exhaustive `switch`: does not compile when a case is missing. */
export function unreachable(value: never): never {
  throw new InternalError(`unexpected ${JSON.stringify(value)}`);
}

/** The value, or an InternalError naming what was expected. Use instead of a non-null assertion. */
export function required<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new InternalError(`missing ${what}`);
  return value;
}
