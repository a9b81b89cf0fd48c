// SPDX-License-Identifier: Apache-2.0
// Models that come apart into a shared number and a counter for each walker, of any size, with every kind of step that
// tables tell apart: within a shared part, to another one, events that change or ask all walkers. Walkers are alike
// but for what is asked for.
import type { IrExpr, IrModel, IrStep } from "../../src/ir/model.ts";
import { and, bool, eq, int, ite, local, member, not, op, or, quant, select, store, varRef } from "../../src/ir/build.ts";
import { enumSort, intSort, type ArraySort, type EnumSort, type Universe } from "../../src/ir/sorts.ts";
import { model, property, step, variable } from "./models.ts";

/** What the second walker does unlike the others: nothing; a step; what it makes others remember; what hardware does to it; what is said of it. */
export type Odd = "nothing" | "own" | "toOthers" | "fromHardware" | "property";

export interface WalkersOptions {
  readonly walkers: number;
  /** Local values of each walker. */
  readonly values: number;
  readonly shared?: number;
  readonly odd?: Odd;
  /** Values above are left by all walkers when hardware changes the shared number, and reached only where that is 0. */
  readonly drop?: number;
}

export function walkers({ walkers: count, values, shared = 2, odd = "nothing", drop = values }: WalkersOptions): IrModel {
  const agents: Universe = { name: "Agents", members: ["nobody", ...Array.from({ length: count }, (_, i) => `w${i}`)], symmetric: false, fixed: 1 };
  const self: EnumSort = { kind: "enum", universe: agents, lo: 1, hi: count };
  const counters: ArraySort = { kind: "array", index: self, elem: intSort(0, values - 1) };
  const [x, v] = [variable("x", intSort(0, shared - 1)), variable("v", counters, "local")];
  const [now, at] = [varRef("x", x.sort), (who: IrExpr): IrExpr => select(varRef("v", counters), who)];
  const me = local("self", self);
  const agent = (index: number): IrExpr => member(enumSort(agents), index);
  const isOdd = (who: IrExpr, which: Odd): IrExpr => (odd === which && count > 1 ? eq(who, agent(2)) : bool(false));
  const go = (value: IrExpr): IrStep["updates"][number] => ({ variable: "v", value: store(varRef("v", counters), me, value) });
  const turn = { variable: "x", value: ite(op("lt", now, int(shared - 1)), op("add", now, int(1)), int(0)) };
  const others = (name: string, value: (who: IrExpr) => IrExpr): IrStep["updates"][number] =>
    ({ variable: "v", value: { kind: "array", sort: counters, name, body: value(local(name, self)) } });
  const params = [{ name: "self", sort: self }];
  const bump = (who: IrExpr): IrExpr => ite(op("lt", at(who), int(values - 1)), op("add", at(who), int(1)), int(values - 1));
  const process = "Walk";
  return model({
    name: "Walkers", agents, vars: [x, v], initially: [int(0), { kind: "array", sort: counters, name: "z", body: int(0) }], checkDeadlock: true,
    processes: [
      { name: process, kind: "walker", agents: Array.from({ length: count }, (_, i) => i + 1), labels: [], title: "walk", doc: "" },
      { name: "Hardware", kind: "hardware", agents: [], labels: [], title: "hardware", doc: "" },
    ],
    steps: [
      step({ name: "Up", process, params, guards: [op("lt", at(me), int(values - 1)), not(and(isOdd(me, "own"), eq(at(me), int(2)))), or(not(eq(at(me), int(drop))), eq(now, int(0)))], updates: [go(bump(me))] }),
      step({ name: "Turn", process, params, guards: [eq(at(me), int(values - 1)), eq(now, int(0)), not(op("lt", int(drop), int(values)))], updates: [go(int(1)), turn] }),
      step({
        name: "Tell", process, params, guards: [eq(at(me), int(2)), eq(now, int(shared - 1))],
        updates: [others("a", (who) => ite(eq(who, me), int(0), ite(eq(at(who), int(1)), ite(isOdd(me, "toOthers"), int(0), bump(who)), at(who))))],
      }),
      step({
        name: "Flush", process: "Hardware", guards: [quant("forall", "b", self, not(eq(at(local("b", self)), int(3))))],
        updates: [turn, ...(drop < values ? [others("f", (who) => ite(op("gt", at(who), int(drop)), int(0), at(who)))] : [])],
      }),
      step({
        name: "Touch", process: "Hardware", guards: [eq(now, int(1)), not(op("lt", int(drop), int(values)))],
        updates: [others("c", (who) => ite(eq(at(who), int(values >> 1)), ite(isOdd(who, "fromHardware"), at(who), bump(who)), at(who)))],
      }),
    ],
    properties: [
      property("high", "reachable", quant("exists", "d", self, and(eq(at(local("d", self)), int(values - 1)), eq(now, int(shared - 1))))),
      property("together", "reachable", quant("forall", "e", self, eq(at(local("e", self)), int(values - 1)))),
      property("never", "reachable", and(eq(at(agent(1)), at(agent(count))), eq(now, int(shared - 1)))),
      ...(odd === "property" && count > 1 ? [property("second", "invariant", not(and(eq(at(agent(2)), int(values - 2)), eq(now, int(0)))))] : []),
    ],
  });
}
