// SPDX-License-Identifier: Apache-2.0
// Random expressions as claims: each is stated to have the value that the table of operators gives it. Any
// other reader of TLA+ can then be asked whether all the claims hold.
import { evaluate, stateEnv } from "../../src/check/evaluate.ts";
import { initialStates } from "../../src/check/reference.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { required } from "../../src/base/unreachable.ts";
import { claimsModel, literalOf, rawOp, Rng } from "./random.ts";

/** A model of one state whose every property is true, if expressions mean what `evaluate` says. */
export function trueClaims(seed: number, count: number, depth: number): IrModel {
  return claimsModel(new Rng(seed), count, depth, (e, model) => {
    const state = required([...initialStates(model)][0], "the initial state");
    const value = evaluate(e, stateEnv(model, state));
    if (e.sort.kind === "bool") return value === true ? e : rawOp("not", e);
    return rawOp("eq", e, literalOf(e.sort, value));
  });
}
