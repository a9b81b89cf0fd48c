// SPDX-License-Identifier: Apache-2.0
// The generated program of a model: initial states, successors of a state, and the properties of a state,
// all on packed words. The text is compiled once with `new Function`.
import { InternalError } from "../../base/unreachable.ts";
import type { IrExpr, IrModel } from "../../ir/model.ts";
import type { OpTable } from "../compile/expr.ts";
import { compileInit, compileStep, createExprCompiler, createTarget, loadWords, type StepCode, type Target } from "./compile-step.ts";
import type { Layout } from "../layout.ts";

/** Memory the program and its caller share. */
export interface ProgramMemory {
  /** The state to expand. */
  readonly cur: Int32Array;
  /** The state to inspect. */
  readonly look: Int32Array;
  /** Successors, one packed state after the other. */
  readonly out: Int32Array;
  /** Successors per step. */
  readonly counts: Float64Array;
  /** For each property the state that decided it; negative while there is none. */
  readonly found: Int32Array;
  /** For each property whether its trigger was ever true. */
  readonly triggered: Uint8Array;
  /** Takes the first `used` words of `out` when the buffer is full. */
  readonly flush: (used: number) => void;
}

export interface Program {
  /** Appends all initial states; the answer is the number of words left in `out`. */
  readonly init: () => number;
  /** Appends all successors of `cur` in declaration order; the answer is the number of words left in `out`. */
  readonly expand: () => number;
  /** Checks the properties that are still open in state number `index`, which `look` holds. */
  readonly inspect: (index: number) => void;
}

/** The text of the program: the body of a function of the memory's names, `limit` and `fail`. */
export function programText(model: IrModel, layout: Layout, ops: OpTable): string {
  const target = createTarget(model, layout, ops);
  const steps = model.steps.map((step, number) => compileStep(target, step, number));
  return [
    '"use strict";let o=0;',
    ...steps.flat().map(({ name, lines }) => `function ${name}(){\n${lines.join("\n")}\n}`),
    `function initial(){\n${compileInit(target).join("\n")}\n}`,
    `function init(){o=0;initial();return o;}`,
    `function expand(){o=0;\n${dispatch(steps).join("\n")}\nreturn o;}`,
    ...inspection(target),
    "return {init,expand,inspect};",
  ].join("\n");
}

/** Compiles the program of `model`. The buffer must have room for one more state beyond `limit`. */
export function compileProgram(model: IrModel, layout: Layout, ops: OpTable, memory: ProgramMemory): Program {
  const fail = (step: number, variable: number): never => {
    throw new InternalError(`${model.steps[step]?.name ?? "init"} stores a value in ${model.vars[variable]?.name ?? "?"}, outside its sort`);
  };
  const names = { ...memory, limit: memory.out.length - layout.words, fail };
  const make = new Function(...Object.keys(names), programText(model, layout, ops)) as (...args: unknown[]) => Program;
  return make(...Object.values(names));
}

/**
 * Calls the step functions in declaration order. Steps that start from the same program point's variable
 * share a switch while they follow each other, so only the steps of the current point are tried.
 */
function dispatch(steps: readonly (readonly StepCode[])[]): readonly string[] {
  const lines: string[] = [];
  const points = new Map<string, string>();
  let run: { point: string; cases: Map<number, string[]> } | undefined;
  const close = (): void => {
    if (run) {
      lines.push(`switch(${run.point}){`);
      for (const [value, calls] of run.cases) lines.push(`case ${value}:${calls.join("")}break;`);
      lines.push("}");
    }
    run = undefined;
  };
  for (const { name, at } of steps.flat()) {
    if (at === undefined) {
      close();
      lines.push(`${name}();`);
      continue;
    }
    const point = points.get(at.leaf) ?? `p${points.size}`;
    points.set(at.leaf, point);
    if (run?.point !== point) close();
    run ??= { point, cases: new Map() };
    run.cases.set(at.value, [...(run.cases.get(at.value) ?? []), `${name}();`]);
  }
  close();
  const reads = [...points].map(([leaf, point]) => `const ${point}=${leaf};`);
  return [...loadWords(reads, "cur"), ...reads, ...lines];
}

function inspection(target: Target): readonly string[] {
  const functions: string[] = [];
  const calls: string[] = [];
  const predicate = (name: string, expr: IrExpr): void => {
    const body = target.code.lines(() => target.code.emit(`return ${createExprCompiler(target).test(expr)};`));
    functions.push(`function ${name}(){\n${[...loadWords(body, "look"), ...body].join("\n")}\n}`);
  };
  target.model.properties.forEach(({ kind, expr, trigger }, i) => {
    predicate(`v${i}`, expr);
    calls.push(`if(found[${i}]<0&&v${i}()===${kind === "reachable" ? 1 : 0})found[${i}]=index;`);
    if (trigger === undefined) return;
    predicate(`g${i}`, trigger);
    calls.push(`if(triggered[${i}]===0&&g${i}()===1)triggered[${i}]=1;`);
  });
  return [...functions, `function inspect(index){\n${calls.join("\n")}\n}`];
}
