// SPDX-License-Identifier: Apache-2.0
// The three-valued verdict of a property, the one rule that both searches share.
import type { IrProperty } from "../ir/model.ts";
import type { PropertyStatus } from "./result.ts";

/** `decided`: a violating state or a witness was found. Only an exhausted search may say that there is none. */
export function propertyStatus(kind: IrProperty["kind"], decided: boolean, exhausted: boolean): PropertyStatus {
  if (kind === "invariant") return decided ? "violated" : exhausted ? "holds" : "undecided";
  return decided ? "reached" : exhausted ? "unreached" : "undecided";
}
