// SPDX-License-Identifier: Apache-2.0
// The exhaustive search. For now it is the reference interpreter; the compiled engine takes its place.
import type { IrModel } from "../ir/model.ts";
import { exploreReference } from "./reference.ts";
import type { CheckResult, ExploreOptions } from "./result.ts";

/** Explores every reachable state of `model`, breadth first in declaration order. */
export function explore(model: IrModel, options: ExploreOptions = {}): CheckResult {
  return exploreReference(model, options);
}
