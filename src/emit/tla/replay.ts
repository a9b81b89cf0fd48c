// SPDX-License-Identifier: Apache-2.0
// A trace as a module of its own that extends the emitted one. It lets TLC take exactly the steps of the
// trace, through exactly its states: TLC reports the invariant NotReplayed violated (exit 12) if and only if
// the whole trace is a behaviour of the emitted module.
import { required } from "../../base/unreachable.ts";
import type { Trace } from "../../ir/trace.ts";
import type { IrModel } from "../../ir/model.ts";
import type { Value } from "../../ir/values.ts";
import { boxComment } from "./comments.ts";
import { fill, indent, prefix, suffix, WIDTH, type Block } from "./lines.ts";
import { createNames } from "./names.ts";
import { operatorParams } from "./step.ts";
import { valueBlock } from "./values.ts";

/** Room for everything: arguments of a step are not broken. */
const ONE_LINE = -Infinity;

export interface Replay {
  /** Its file must be called `<moduleName>.tla` and lie beside the emitted module. */
  readonly moduleName: string;
  readonly module: string;
  readonly cfg: string;
}

/** The replay module of a trace of `model`. */
export function emitReplay(model: IrModel, trace: Trace): Replay {
  const names = createNames(model);
  const step = names.of("own", "step");
  const moduleName = `${names.module}_trace`;
  const state = (values: readonly Value[]): Block =>
    fill("[", model.vars.map((variable, i) => {
      const head = `${names.of("var", variable.name)} |-> `;
      return prefix(head, valueBlock(variable.sort, required(values[i], variable.name), names, 3 + head.length, 2));
    }), "]", 2, 2);

  const action = (taken: Trace["steps"][number], i: number): Block => {
    const found = required(model.steps.find(({ name }) => name === taken.step), `step ${taken.step}`);
    const passed = operatorParams(found, model);
    const args = found.params.flatMap((p, k) => (passed.includes(p) ? [valueBlock(p.sort, required(taken.params[k], p.name), names, 0, ONE_LINE).join(" ")] : []));
    const call = names.of("step", taken.step) + (args.length === 0 ? "" : `(${args.join(", ")})`);
    return [`\\/ /\\ ${step} = ${i + 1}`, `   /\\ ${call}`];
  };

  const equal = (prime: string, at: string): Block =>
    model.vars.map(({ name }) => names.of("var", name)).map((name) => `/\\ ${name}${prime} = Trace[${at}].${name}`);
  const actions = trace.steps.flatMap(action);

  const title = ` MODULE ${moduleName} `;
  const dashes = Math.max(8, WIDTH - title.length);
  const lines = [
    "-".repeat(Math.floor(dashes / 2)) + title + "-".repeat(Math.ceil(dashes / 2)),
    ...boxComment([`One behaviour of ${names.module}, step by step. TLC accepts it by reporting`, "that NotReplayed is violated."]),
    `EXTENDS Integers, Sequences, ${names.module}`, "",
    "\\* The state of the trace that has been reached.", `VARIABLE ${step}`, "",
    "Trace == <<", ...trace.states.flatMap((s, i) => indent(2, i === trace.states.length - 1 ? state(s) : suffix(state(s), ","))), ">>", "",
    "TraceInit ==", "    /\\ Init", `    /\\ ${step} = 1`, ...indent(4, equal("", "1")), "",
    "TraceNext ==",
    ...indent(4, actions.length === 0 ? ["/\\ FALSE"] : prefix("/\\ ", actions)),
    `    /\\ ${step}' = ${step} + 1`, ...indent(4, equal("'", `${step} + 1`)), "",
    `NotReplayed == ${step} < Len(Trace)`, "=".repeat(WIDTH),
  ];
  return {
    moduleName, module: `${lines.join("\n")}\n`,
    cfg: "INIT TraceInit\nNEXT TraceNext\nINVARIANT NotReplayed\nCHECK_DEADLOCK FALSE\n",
  };
}
