// SPDX-License-Identifier: Apache-2.0
// Initial values as declarations. The model chooses parameters once for all variables; a declaration of PlusCal
// gives one variable a value, which may depend on variables declared above it. So a variable whose value is
// a parameter comes first and stands for it below, and variables that share other parameters are tied to
// one another. The initial states are the model's; one that several choices give is counted once, not several times.
import { and, closeOver, eq, localsOf, quant, substituteLocals, varRef } from "../../ir/build.ts";
import type { IrExpr, IrModel, IrParam, IrVar } from "../../ir/model.ts";
import type { Planned } from "./statement.ts";

export interface Initial {
  readonly variable: IrVar;
  /** `\in` instead of `=`. */
  readonly choice: boolean;
  readonly value: Planned;
}

interface Known {
  readonly variable: IrVar;
  readonly value: IrExpr;
}

/** Declarations of the variables, in an order in which each reads only earlier ones. */
export function planInit({ init }: IrModel, wanted: readonly IrVar[]): readonly Initial[] {
  const values = wanted.flatMap((variable): readonly Known[] => {
    const value = init.values.find((one) => one.variable === variable.name)?.value;
    return value === undefined ? [] : [{ variable, value: closeOver(value, init.lets) }];
  });
  const carriers = new Map<string, Known>();
  for (const known of values) {
    const { value } = known;
    if (value.kind === "local" && !carriers.has(value.name)) carriers.set(value.name, known);
  }
  const chosen = new Map([...carriers].map(([param, { variable }]) => [param, varRef(variable.name, variable.sort)]));
  const named = (e: IrExpr): IrExpr => substituteLocals(e, chosen);
  const params = init.params.filter(({ name }) => !carriers.has(name));
  const first = [...carriers].map(([name, { variable }], i): Initial => {
    const param = init.params.find((one) => one.name === name);
    const sort = param?.sort ?? variable.sort;
    const last = i === carriers.size - 1 && (params.length === 0 || values.length === carriers.size);
    if (!last || init.guards.length === 0) return { variable, choice: true, value: { kind: "set", sort } };
    // The guards can only be asked when all parameters are known; this one is not yet a variable there.
    const others = new Map([...chosen].filter(([other]) => other !== name));
    const condition = params.reduceRight((body, { name: bound, sort: over }) => quant("exists", bound, over, body), substituteLocals(and(...init.guards), others));
    return { variable, choice: true, value: { kind: "filter", name, sort, condition } };
  });
  const rest = values.filter((known) => ![...carriers.values()].includes(known)).map(({ variable, value }) => ({ variable, value: named(value) }));
  const guards = params.length > 0 || carriers.size === 0 ? init.guards.map(named) : [];
  return [...first, ...tied(rest, params, guards)];
}

/** Variables whose values share the remaining parameters: each is one of the values that go with those above it. */
function tied(values: readonly Known[], params: readonly IrParam[], guards: readonly IrExpr[]): readonly Initial[] {
  const above: IrExpr[] = [];
  return values.map(({ variable, value }, i): Initial => {
    const used = new Set(params.filter(({ name }) => localsOf(value).has(name)).map(({ name }) => name));
    const ties = new Set(i === 0 ? guards : []);
    for (const name of used) {
      for (const tie of [...guards, ...above]) if (localsOf(tie).has(name)) ties.add(tie);
      for (const tie of ties) for (const param of params) if (localsOf(tie).has(param.name)) used.add(param.name);
    }
    for (const tie of ties) for (const param of params) if (localsOf(tie).has(param.name)) used.add(param.name);
    if (used.size === 0 && ties.size === 0) return { variable, choice: false, value: { kind: "expr", expr: value } };
    if (used.size > 0) above.push(eq(varRef(variable.name, variable.sort), value));
    const condition = ties.size === 0 ? undefined : and(...[...guards, ...above].filter((tie) => ties.has(tie)));
    return { variable, choice: true, value: { kind: "image", expr: value, params: params.filter(({ name }) => used.has(name)), condition } };
  });
}
